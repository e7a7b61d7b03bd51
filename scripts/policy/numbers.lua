-- Does a number matter? Each number that stands under a clause is shifted by one, up, and down where up changes
-- nothing, and the pack's scenarios are run again: when none says anything else, the number survives.
--
-- Numbers are the integers of the document (months, counts, scores, weights, days, steps, amounts) and the counts of a
-- requirement ("2S+2A" has two). One that a pack says once and the document holds in several places is one number.
local mutant = require "policy.mutant"

local numbers = {}

-- Where the pack says something, and what it was replaced from: nothing is decided by these.
local SKIPPED = { at = true, replaces = true }

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    if type(a) == type(b) then return a < b end
    return type(a) == "number"
  end)
  return keys
end

local function with(list, item)
  local out = table.move(list, 1, #list, 1, {})
  out[#out + 1] = item
  return out
end

-- `whose`: the clause, and the object with a place of its own that the number is part of.
local function note(found, whose, path, value, nth)
  local name = table.concat(path, ".", whose.depth + 1)
  local place = ("%s:%d"):format(whose.at.file, whose.at.line or 0)
  local key = table.concat({ whose.clause, place, whose.op or "", name, tostring(value), nth or 0 }, "\0")
  -- How far a window reaches over leave is said once, where the absences are declared.
  if name:match "absence%.reach$" then key = table.concat({ whose.clause, "reach", tostring(value) }, "\0") end
  local number = found[key]
  if not number then
    number = { clause = whose.clause, value = value, nth = nth, paths = {} }
    number.text = table.concat({ place, whose.op or "", name, value }, " "):gsub("  ", " ")
    if nth then number.text = ("%s (%d)"):format(number.text, nth) end
    found[key] = number
    found[#found + 1] = number
  end
  number.paths[#number.paths + 1] = path
end

local function walk(value, found, path, whose)
  if type(value.clause) == "string" or value.at then
    local at = value.at or whose.at
    whose = {
      clause = type(value.clause) == "string" and value.clause or whose.clause, at = at,
      op = value.at and value.op or not value.at and whose.op or nil, depth = value.at and #path or whose.depth,
    }
  end
  for _, key in ipairs(sorted_keys(value)) do
    local inner = value[key]
    if type(inner) == "table" and not SKIPPED[key] then
      walk(inner, found, with(path, key), whose)
    elseif whose.clause and whose.at and math.type(inner) == "integer" then
      note(found, whose, with(path, key), inner)
    elseif whose.clause and whose.at and key == "need" then
      local nth = 0
      for _ in ("|" .. inner):gmatch "[|+]%s*%d+" do
        nth = nth + 1
        note(found, whose, with(path, key), inner, nth)
      end
    end
  end
end

-- { { clause =, text =, value =, nth =, paths = { { key, … } } } }; nth: which count of a requirement.
function numbers.of(document)
  local found = {}
  for _, part in ipairs(sorted_keys(document)) do
    if type(document[part]) == "table" and part ~= "clauses" then
      walk(document[part], found, { part }, { depth = 1 })
    end
  end
  return found
end

local function shifted_need(text, nth, by)
  local seen, valid = 0, true
  local out = ("|" .. text):gsub("([|+]%s*)(%d+)", function(before, count)
    seen = seen + 1
    if seen == nth then count = math.tointeger(count) + by end
    valid = valid and math.tointeger(count) > 0
    return before .. count
  end)
  return valid and out:sub(2) or nil
end

-- The document with the number so much larger; nil: it cannot be.
function numbers.shifted(document, number, by)
  local out = mutant.copy(document)
  for _, path in ipairs(number.paths) do
    local list, holder = nil, out
    for i = 1, #path - 1 do list, holder = holder, holder[path[i]] end
    local key = path[#path]
    if number.nth then
      holder[key] = shifted_need(holder[key], number.nth, by)
      if not holder[key] then return nil end
    else
      holder[key] = holder[key] + by
      local other = key == "weight" and list[path[#path - 1] % #list + 1]
      if other and other ~= holder and other.weight then -- shares of one whole
        other.weight = other.weight - by
      end
    end
  end
  return out
end

-- true: a scenario feels it; false: none does; nil: it cannot be shifted.
local function try(context, pack, before, number)
  local result
  for _, by in ipairs { 1, -1 } do
    local document = numbers.shifted(pack.document, number, by)
    local tells
    if document then tells = mutant.tells(context, pack, before, document, number.clause) end
    if tells then return true end
    if tells == false then result = false end
  end
  return result
end

-- Notes in the rows how many `numbers` a clause has, and of the clauses tried, `unfelt`: those that no scenario feels,
-- and `fixed`: those that cannot be shifted. { changed =, survived =, fixed = }.
function numbers.run(context, pack, before, rows, wanted)
  local totals, of = { changed = 0, survived = 0, fixed = 0 }, {}
  for _, row in ipairs(rows) do
    of[row.clause], row.numbers = row, 0
    if not wanted or wanted == row.clause then row.unfelt, row.fixed = {}, {} end
  end
  for _, number in ipairs(numbers.of(pack.document)) do
    local row = of[number.clause]
    if row then
      row.numbers = row.numbers + 1
      if not wanted or wanted == number.clause then
        local felt = try(context, pack, before, number)
        local key = felt and "changed" or felt == false and "survived" or "fixed"
        totals[key] = totals[key] + 1
        if key ~= "changed" then table.insert(key == "survived" and row.unfelt or row.fixed, number.text) end
      end
    end
  end
  return totals
end

return numbers
