-- Errors a consultant can act on: "file:line: word: what is wrong; expected ...", with a guess at a misspelt name.
-- Everything here runs in the policy state: no patterns.

-- Keys in a fixed order, whatever `pairs` gives: the same pack must give the same bytes and the same first error.
local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    if type(a) ~= type(b) then return type(a) < type(b) end
    if type(a) == "number" or type(a) == "string" then return a < b end
    return tostring(a) < tostring(b)
  end)
  return keys
end

-- The characters of a UTF-8 text, so that one wrong Chinese character is one slip.
local function characters(text)
  local list = {}
  for i = 1, #text do
    local byte = text:byte(i)
    if byte >= 0x80 and byte < 0xC0 and #list > 0 then
      list[#list] = list[#list] .. text:sub(i, i)
    else
      list[#list + 1] = text:sub(i, i)
    end
  end
  return list
end

-- Edit distance, swaps of neighbours counting once; `limit` or more is all the same to us.
local function distance(a, b, limit)
  if math.abs(#a - #b) >= limit then return limit end
  local before, last = nil, {}
  for j = 0, #b do last[j] = j end
  for i = 1, #a do
    local row = { [0] = i }
    for j = 1, #b do
      local same = a[i] == b[j]
      local cost = math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same and 0 or 1))
      if before and j > 1 and a[i] == b[j - 1] and a[i - 1] == b[j] then
        cost = math.min(cost, before[j - 2] + 1)
      end
      row[j] = cost
    end
    before, last = last, row
  end
  return last[#b]
end

-- The candidate nearest to `name`, or nil when none is near enough to be a likely slip.
local function nearest(name, candidates)
  local written = characters(name:lower())
  local limit = math.max(math.min(2, #written - 1), #written // 3) + 1
  local best
  for _, candidate in ipairs(candidates) do
    local d = distance(written, characters(candidate:lower()), limit)
    if d < limit then best, limit = candidate, d end
  end
  return best
end

local LISTED = 16 -- more names than this help nobody

-- What could have stood there, for "expected ...".
local function choices(name, candidates)
  local text = "one of " .. table.concat(candidates, ", ", 1, math.min(#candidates, LISTED))
  if #candidates == 0 then text = "nothing: there are none yet" end
  if #candidates > LISTED then text = text .. ", ... (" .. #candidates .. " in all)" end
  local guess = type(name) == "string" and nearest(name, candidates)
  if guess then text = text .. "; did you mean '" .. guess .. "'?" end
  return text
end

local function show(value)
  if type(value) == "string" then return "'" .. value .. "'" end
  if type(value) == "number" or type(value) == "boolean" then return tostring(value) end
  if value == nil then return "nothing" end
  return "a " .. type(value)
end

return function(host)
  local report = { sorted_keys = sorted_keys, choices = choices, nearest = nearest, show = show }

  -- The pack's line that is running now.
  function report.here()
    local file, line = host.where()
    return { file = file or "?", line = line or 0 }
  end

  function report.place(at) return at.file .. ":" .. at.line end

  function report.fail(at, word, problem, expected)
    local text = report.place(at) .. ": " .. word .. ": " .. problem
    if expected then text = text .. "; expected " .. expected end
    error(text, 0)
  end

  -- `map[name]`, or an error that lists what there is.
  function report.need(at, word, what, map, name)
    local found = map[name]
    if found == nil then
      report.fail(at, word, "no " .. what .. " " .. show(name), choices(name, sorted_keys(map)))
    end
    return found
  end

  return report
end
