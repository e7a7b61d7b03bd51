-- A story is a list of steps, a step a table of plain data: { act =, at = "2026-07-01T08:01:00", ... }; acts.lua says
-- which acts there are. In a file: Lua that returns the list, one step a line.
local fs = require "cursus.fs"

local story = {}

local function text_of(value)
  if type(value) == "string" then return ("%q"):format(value) end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for i, item in ipairs(value) do parts[i] = text_of(item) end
  local named = {}
  for key in pairs(value) do
    if math.type(key) ~= "integer" then named[#named + 1] = key end
  end
  table.sort(named, function(a, b)
    if (a == "act") ~= (b == "act") then return a == "act" end
    return a < b
  end)
  for _, key in ipairs(named) do
    local plain = key:find "^[%a_][%w_]*$" -- no name in a story is a word of Lua
    parts[#parts + 1] = (plain and key or ("[%q]"):format(key)) .. " = " .. text_of(value[key])
  end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

function story.text(steps)
  local lines = { "return {" }
  for _, step in ipairs(steps) do lines[#lines + 1] = "  " .. text_of(step) .. "," end
  lines[#lines + 1] = "}\n"
  return table.concat(lines, "\n")
end

function story.write(path, steps) assert(fs.write(path, story.text(steps))) end

function story.read(path) return assert(load(assert(fs.read(path)), "@" .. path, "t", {}))() end

return story
