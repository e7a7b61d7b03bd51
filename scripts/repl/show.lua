-- A value as people read it: strings as they are at the top level, tables as sorted Lua constructors, bounded in
-- depth and size; a label { en =, zh = } as its text in the language set.
local message = require "cursus.message"
local text = require "cursus.text"

local MAX_DEPTH, MAX_ITEMS = 4, 40
local put

local function key_text(key)
  if type(key) == "string" and key:match "^[%a_][%w_]*$" then return key end
  return "[" .. (type(key) == "string" and ("%q"):format(key) or tostring(key)) .. "]"
end

local function order(a, b)
  if type(a) == type(b) and (type(a) == "number" or type(a) == "string") then return a < b end
  return type(a) < type(b)
end

local function put_table(value, depth, seen)
  if seen[value] then return "{…}" end
  if depth > MAX_DEPTH then return "{ … }" end
  seen[value] = true
  local keys, parts = {}, {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, order)
  for i, key in ipairs(keys) do
    if i > MAX_ITEMS then
      parts[i] = ("… %d more"):format(#keys - MAX_ITEMS)
      break
    end
    local item = put(value[key], depth + 1, seen)
    parts[i] = math.type(key) == "integer" and key == i and item or key_text(key) .. " = " .. item
  end
  seen[value] = nil
  return #parts == 0 and "{}" or "{ " .. table.concat(parts, ", ") .. " }"
end

local function is_label(value)
  for key, item in pairs(value) do
    if key ~= "en" and key ~= "zh" or type(item) ~= "string" then return false end
  end
  return next(value) ~= nil
end

put = function(value, depth, seen)
  if type(value) == "table" and is_label(value) then value = message.label(value) end
  if type(value) == "string" then return '"' .. text.visible(value) .. '"' end
  if type(value) == "table" and not (getmetatable(value) or {}).__tostring then return put_table(value, depth, seen) end
  return tostring(value)
end

return function(value)
  if type(value) == "string" then return value end
  return put(value, 1, {})
end
