-- What the model of camera-care (tests/model) decides about the people in the books.
local books = require "books"
local model = require "camera_care"
local words = require "words"

local judge = {}

-- Policies are { at = transaction, effective = date or "", readings = {}, manager = name or nil }: the one in force on
-- a day, as known at a transaction, is the one effective last, of those the one recorded last.
function judge.policy(policies, as_of, known)
  local best
  for _, policy in ipairs(policies) do
    local counts = policy.at <= known and policy.effective <= as_of
    if counts and (not best or policy.effective >= best.effective) then best = policy end
  end
  return best
end

-- What it says, as one text.
function judge.settings(policy)
  local list = { policy.remark or "", policy.manager or "" }
  for name, choices in pairs(model.readings) do
    list[#list + 1] = name .. "=" .. (policy.readings[name] or choices[1])
  end
  table.sort(list)
  return table.concat(list, " ")
end

-- A person of the books never changes, so what was decided is kept with it: { person = { question = decision } }.
local decided = setmetatable({}, { __mode = "k" })

-- The decision about one person, nil when there is none.
function judge.one(person, cycle, as_of, readings)
  local question = cycle .. as_of
  for _, name in ipairs(words.keys(readings)) do question = ("%s %s=%s"):format(question, name, readings[name]) end
  decided[person] = decided[person] or {}
  local known = decided[person][question]
  if known == nil then
    known = model.decide(books.company(person, as_of), cycle, as_of, readings)[1] or false
    decided[person][question] = known
  end
  return known or nil
end

-- The decisions, by code, of everybody known at a transaction.
function judge.everybody(b, cycle, as_of, known, readings)
  local list = {}
  for _, code in ipairs(b:codes(known)) do
    list[#list + 1] = judge.one(b.history[known][code], cycle, as_of, readings)
  end
  return list
end

local function text(value) return value and '"' .. value .. '"' or "null" end

-- As `cycle show` writes it in json; "none" for nil.
function judge.line(d)
  if not d then return "none" end
  local missing = {}
  for i, name in ipairs(d.missing) do missing[i] = text(name) end
  return string.format('{"employee":%s,"outcome":%s,"rule":%s,"from":%s,"to":%s,"steps":%d,"missing":[%s]}',
    text(d.employee), text(d.outcome), text(d.rule), text(d.from), text(d.to), d.steps, table.concat(missing, ","))
end

return judge
