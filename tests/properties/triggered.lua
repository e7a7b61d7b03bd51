-- Cases that facts open, by the model: each fact once, of people who were known before.
local casefile = require "casefile"
local date = require "cursus.date"
local desk = require "desk"
local expect = require "expect"

local triggered = {}

-- The fact as the trigger names it, and the day the case speaks of; nil: it is none of its facts.
local function matches(trigger, fact, today)
  if trigger.attribute then
    if fact.name ~= trigger.attribute or fact.value == nil then return nil end
    return ("%s:%s"):format(fact.name, fact.value), date.parse(fact.value)
  end
  if fact.series ~= trigger.series then return nil end
  local listed = false
  for _, value in ipairs(trigger.values) do listed = listed or value == fact.value end
  if not listed then return nil end
  local year, month = fact.period:match "^(%d+)-(%d+)$"
  local after = date.add_months(date.of(math.tointeger(tonumber(year)), math.tointeger(tonumber(month)), 1), 1)
  local as_of = { recorded = today, effective = after - 1, month_after = after }
  return ("%s:%s"):format(fact.series, fact.period), as_of[trigger.as_of]
end

-- What the facts since the last look open: { trigger, subject, fact, opened = a case | error = true }, without codes
-- yet.
function triggered.expected(world)
  local list, company = {}, world.company
  company.looked, company.been = company.looked or 0, company.been or {}
  for _, trigger in ipairs(world.spec.triggers) do
    for i = company.looked + 1, #company.log do
      local fact = company.log[i]
      local name, as_of = matches(trigger, fact, world.today)
      local origin = name and ("%s/%s/%s"):format(trigger.name, fact.code, name)
      local known = name and company.people[fact.code].first_txn < fact.txn and company:stands(fact)
      if known and not company.been[origin] then
        local item = { trigger = trigger.name, subject = fact.code, fact = name }
        local holds = true
        if trigger.when then
          local nothing = { subject = fact.code, acts = {} }
          holds = desk.condition(world, nothing, trigger.when, as_of)
        end
        if holds == nil then
          item.error = true
        elseif holds then
          item.opened = desk.opens(world, {
            procedure = trigger.opens, subject = fact.code, as_of = as_of, by_itself = true, actor = world.actor,
          })
          item.error = item.opened == nil or nil
          company.been[origin] = true
        end
        if holds ~= false then list[#list + 1] = item end
      end
    end
  end
  company.looked = #company.log
  return list
end

local function key(item) return ("%s %s %s"):format(item.trigger, item.subject, item.fact) end

-- The program's answer is that; its codes are the cases'.
function triggered.compare(world, want, got)
  local told, codes = {}, {}
  for _, item in ipairs(got) do told[key(item)] = item end
  for _, item in ipairs(want) do
    local theirs = told[key(item)]
    if not theirs or (theirs.error ~= nil) ~= (item.error ~= nil) then
      expect.differ("trigger", "%s: the model says it %s; the program: %s", key(item),
        item.error and "cannot open a case" or "opens a case", theirs and (theirs.error or theirs.case) or "nothing")
    end
    if item.opened then
      item.opened.code = theirs.case
      codes[#codes + 1] = item
    end
  end
  expect.equal("trigger", #want, #got)
  table.sort(codes, function(a, b) return a.opened.code < b.opened.code end)
  for _, item in ipairs(codes) do
    table.insert(world.list, item.opened)
    expect.equal("trigger", ("C%06d"):format(#world.list), item.opened.code)
    item.opened.state = casefile.fold(item.opened)
  end
end

return triggered
