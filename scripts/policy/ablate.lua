-- Does a clause matter? For each clause that acts its nodes are taken out of a copy of the document, and the pack's
-- scenarios are run again with the copy: when no scenario says anything else, the clause survives its own removal.
--
-- What is taken out: a gate, ceiling, rule, route or guard; a condition becomes "always"; a number of steps that
-- stands in a clause of its own is one more; a ladder or scale is turned round, a catalogue loses its last value; what
-- policy/ablate_cases.lua does to cases. What can be seen in no scenario (the type of an attribute) is not ablatable.
local cases = require "policy.ablate_cases"
local json = require "cursus.json"
local mutant = require "policy.mutant"
local places = require "policy.places"

local ablate = {}

-- -- conditions

local function always(node) return { op = "all", of = json.array {}, clause = node.clause, at = node.at } end

local function children(node)
  local list = {}
  if type(node.of) ~= "table" then return list end
  if node.of.op then return { { node, "of" } } end
  for key, child in pairs(node.of) do
    if type(child) == "table" and child.op then list[#list + 1] = { node.of, key } end
  end
  return list
end

local function wholly(node, clause)
  if node.clause ~= clause then return false end
  for _, child in ipairs(children(node)) do
    if not wholly(child[1][child[2]], clause) then return false end
  end
  return true
end

-- The largest parts of the tree that stand in the clause and in no other.
local function neutralise(holder, key, clause)
  local node = holder[key]
  if type(node) ~= "table" or not node.op then return 0 end
  if wholly(node, clause) then
    holder[key] = always(node)
    return 1
  end
  local count = 0
  for _, child in ipairs(children(node)) do count = count + neutralise(child[1], child[2], clause) end
  return count
end

-- Takes the items of the clause off the list, and neutralises conditions in the others.
local function thin(holder, key, clause)
  local list, kept, count = holder[key] or {}, {}, 0
  for _, item in ipairs(list) do
    if item.clause == clause then
      count = count + 1
    else
      for _, member in ipairs { "when", "must" } do count = count + neutralise(item, member, clause) end
      kept[#kept + 1] = item
    end
  end
  holder[key] = json.array(kept)
  return count
end

-- -- cycles

local function bump(rule, clause)
  local gives = rule.gives
  if type(gives) ~= "table" or gives.clause ~= clause then return 0 end
  for _, way in ipairs { "up", "down" } do
    if math.type(gives[way]) == "integer" then
      gives[way] = gives[way] + 1
      return 1
    end
  end
  return 0
end

local function cut_cycle(cycle, clause)
  local count = neutralise(cycle.population or {}, "when", clause)
  if cycle.clause == clause then -- nobody is judged
    cycle.population.when, count = { op = "any", of = json.array {} }, count + 1
  end
  if cycle.step and cycle.step.clause == clause then
    cycle.step, count = nil, count + 1
  end
  if cycle.writes and cycle.writes.clause == clause then -- the move is written, its day is not
    for attribute, what in pairs(cycle.writes) do
      if what == "as_of" then cycle.writes[attribute], count = nil, count + 1 end
    end
  end
  for _, member in ipairs { "eligibility", "ceiling", "routing" } do count = count + thin(cycle, member, clause) end
  for _, ruleset in ipairs(cycle.rulesets or {}) do
    count = count + neutralise(ruleset, "when", clause) + thin(ruleset, "rules", clause)
    for _, rule in ipairs(ruleset.rules) do count = count + bump(rule, clause) end
  end
  return count
end

-- -- lists of values

local function reversed(list)
  local out = {}
  for i = #list, 1, -1 do out[#out + 1] = list[i] end
  return json.array(out)
end

-- The ladder made of grades and steps, in the order these lists have now.
local function recompose(whole, grades, steps)
  local held, order = {}, {}
  for _, value in ipairs(whole.order) do held[value] = true end
  for _, grade in ipairs(grades.order) do
    if held[grade] then order[#order + 1] = grade end
    for _, step in ipairs(steps.order) do
      local value = grade .. "." .. step
      if held[value] then order[#order + 1] = value end
    end
  end
  whole.order = json.array(order)
end

local function turn_lists(document, clause)
  local count = 0
  for name, values in pairs(document.values or {}) do
    if values.clause == clause and values.kind == "catalogue" then
      local last = table.remove(values.order)
      values.labels[last] = nil
      count = count + 1
    elseif values.clause == clause then
      values.order = reversed(values.order)
      count = count + 1
      local whole = document.values[name:match "^(.*)%.%w+$" or ""]
      local base = whole and name:match "^(.*)%.%w+$"
      if base and document.values[base .. ".grades"] and document.values[base .. ".steps"] then
        recompose(whole, document.values[base .. ".grades"], document.values[base .. ".steps"])
      end
    end
  end
  return count
end

-- The document without the clause; which scenarios could tell (a kind; nil: all); nil: nothing to take.
function ablate.without(document, clause)
  local out = mutant.copy(document)
  out.notes = nil
  local judged = turn_lists(out, clause)
  local both = judged > 0
  for _, cycle in pairs(out.cycles or {}) do judged = judged + cut_cycle(cycle, clause) end
  for _, check in pairs(out.checks or {}) do judged = judged + thin(check, "gates", clause) end
  local guarded, acted = thin(out, "guards", clause), cases.cut(out, clause)
  if judged + guarded + acted == 0 then return nil end
  if judged + guarded == 0 then return out, "story" end
  if both or acted > 0 or (judged > 0 and guarded > 0) or out.procedures then return out end
  return out, judged > 0 and "planned" or "recorded"
end

-- Notes `ablated` in the rows of the clauses that act: true: some scenario says something else; false: none does; nil:
-- nothing can be taken out by itself. { changed =, survived =, fixed = }
function ablate.run(context, pack, before, rows, wanted)
  local totals, found = { changed = 0, survived = 0, fixed = 0 }, places.of(pack.document)
  for _, row in ipairs(rows) do
    local acts = row.acts == "acts" or row.acts == "asks"
    if found[row.clause] and acts and (not wanted or wanted == row.clause) then
      local document, only = ablate.without(pack.document, row.clause)
      if document then row.ablated = mutant.tells(context, pack, before, document, row.clause, only) end
      local key = row.ablated and "changed" or row.ablated == false and "survived" or "fixed"
      totals[key] = totals[key] + 1
    end
  end
  return totals
end

return ablate
