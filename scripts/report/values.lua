-- Values as a document shows them, in the language set: dates, money, points, words of the pack.
local date = require "cursus.date"
local message = require "cursus.message"

local values = {}

-- An ISO date: 2026-07-01, or 2026年7月1日.
function values.day(text)
  local days = text and date.parse(text)
  if not days or message.language() ~= "zh" then return text end
  local year, month, day = date.split(days)
  return ("%d年%d月%d日"):format(year, month, day)
end

local function with_thousands(digits)
  local head = #digits % 3
  local out = digits:sub(1, head) .. digits:sub(head + 1):gsub("(%d%d%d)", ",%1")
  return (out:gsub("^,", ""))
end

-- Hundredths as a decimal: points of a score.
function values.hundredths(n)
  if not n then return nil end
  local size = math.abs(n)
  return ("%s%d.%02d"):format(n < 0 and "-" or "", size // 100, size % 100)
end

-- An amount in minor units: 5,200.00.
function values.money(n)
  if not n then return nil end
  local size = math.abs(n)
  return ("%s%s.%02d"):format(n < 0 and "-" or "", with_thousands(tostring(size // 100)), size % 100)
end

-- The same for a cell of numbers: 5200.00.
function values.plain(n) return n and values.hundredths(math.tointeger(n)) end

-- Basis points: 30 %, 12.5 %.
function values.percent(n)
  local whole, rest = n // 100, n % 100
  return rest == 0 and ("%d%%"):format(whole) or (("%d.%02d"):format(whole, rest):gsub("0$", "")) .. "%"
end

function values.label(label, otherwise)
  if type(label) ~= "table" or not (label.en or label.zh) then return otherwise end
  return message.label(label)
end

-- A value of an attribute of the pack, by its type: words by their label, days as people write them.
function values.of(pack, attribute, value)
  if value == nil or not attribute then return value and tostring(value) end
  if attribute.type == "date" then return values.day(value) end
  local list = pack.values[attribute.type]
  if list and list.labels then return values.label(list.labels[value], tostring(value)) end
  return tostring(value)
end

-- A clause in words: its label in Chinese, its paraphrase in English; else the other one.
function values.clause(clause)
  if not clause then return nil end
  local en = clause.text ~= "" and clause.text or nil
  local zh = type(clause.label) == "table" and clause.label.zh or nil
  if message.language() == "zh" then return zh or en end
  return en or zh
end

return values
