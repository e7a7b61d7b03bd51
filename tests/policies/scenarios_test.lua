-- The form of every pack's scenario files (docs/policy-language.md, "Scenarios"), so that a slip in one is found before
-- `policy test` runs them.
local fs = require "cursus.fs"
local lu = require "luaunit"
local support = dofile((os.getenv("CURSUS_SOURCE_DIR") or ".") .. "/tests/scripts/dsl/support.lua")

local PACKS = { "camera-care", "template" }

local FIELDS = {
  name = "string", clause = "string", cycle = "string", as_of = "string", settings = "table", person = "table",
  expect = "table", number = "number", file = "string",
}
local EXPECTED = {
  outcome = 1, rule = 1, from = 1, to = 1, steps = 1, missing = 1, clause = 1, warnings = 1, blocked = 1,
  unusual = 1,
}
-- A story has these besides, and other things to expect.
local STORY = {
  procedure = "string", people = "table", roles = "table", relations = "table", delegations = "table",
  subjects = "table", acts = "table",
}
local STORY_EXPECTED = {
  on = 1, stage = 1, outcome = 1, reason = 1, due = 1, facts = 1, opened = 1, todo = 1, overdue = 1, inbox = 1,
  forms = 1, events = 1, spans = 1, known = 1, wrote = 1, late = 1, shows = 1,
}
local ACT_EXPECTED = {
  at = 1, due = 1, ended = 1, why = 1, late = 1, late_by = 1, opened = 1, failed = 1, counts = 1,
  approved = 1, applied = 1, waiting_panel = 1, already = 1, unapproved = 1, warnings = 1,
  unusual = 1,
}
local STEPS = { "stage", "open", "case", "record", "plan", "approve", "apply", "override", "verb" }
local OUTCOMES = { direct = 1, panel = 1, not_met = 1, capped = 1, ineligible = 1, undetermined = 1, none = 1 }

local function files(pack)
  local names = {}
  for name in fs.dir(("%s/policies/%s/tests"):format(support.root, pack)) do
    names[#names + 1] = name:match "^(.+)%.lua$"
  end
  table.sort(names)
  return names
end

-- Scenarios are data: of the policy language there is nothing, of Lua what builds tables.
local function read(pack, name)
  local path = ("%s/policies/%s/tests/%s.lua"):format(support.root, pack, name)
  local bare = { pairs = pairs, ipairs = ipairs, table = { insert = table.insert } }
  return assert(loadfile(path, "t", bare))()
end

local function is_story(scenario) return scenario.procedure ~= nil or scenario.acts ~= nil end

local loaded -- { { scenario, doc, place }, … }
local function load_all()
  loaded = {}
  for _, pack in ipairs(PACKS) do
    local doc = support.load_pack(support.root .. "/policies/" .. pack)
    for _, file in ipairs(files(pack)) do
      for i, scenario in ipairs(read(pack, file)) do
        loaded[#loaded + 1] = { scenario, doc, ("%s/%s %d"):format(pack, file, i) }
      end
    end
  end
end

local function each(visit)
  if not loaded then load_all() end
  for _, item in ipairs(loaded) do visit(item[1], item[2], item[3]) end
end

TestScenarios = {}

local function check_planned(scenario, doc, place)
  if scenario.expect.warnings or scenario.expect.blocked then
    lu.assertNil(scenario.cycle, place)
  else
    lu.assertNotNil(doc.cycles[scenario.cycle], place)
    lu.assertNotNil(OUTCOMES[scenario.expect.outcome], place)
  end
  for name in pairs(scenario.expect) do lu.assertNotNil(EXPECTED[name], place .. ": " .. name) end
end

-- An act does one thing; what it expects and of whom is known.
local function check_act(act, doc, place)
  local step
  for _, name in ipairs(STEPS) do step = step or act[name] and name end
  lu.assertNotNil(step, place)
  for name in pairs(act.expect or {}) do lu.assertNotNil(ACT_EXPECTED[name], place .. ": " .. name) end
  lu.assertFalse(act.refused ~= nil and act.expect ~= nil, place .. ": refused and expecting more")
  if step == "open" or step == "case" then lu.assertNotNil(doc.procedures[act[step]], place) end
end

local function check_story(story, doc, place)
  lu.assertTrue(story.procedure == nil or doc.procedures[story.procedure] ~= nil, place)
  for name in pairs(story.expect or {}) do lu.assertNotNil(STORY_EXPECTED[name], place .. ": " .. name) end
  for role in pairs(story.roles or {}) do lu.assertNotNil(doc.roles[role], place .. ": " .. role) end
  for i, act in ipairs(story.acts or {}) do check_act(act, doc, ("%s, act %d"):format(place, i)) end
  lu.assertTrue(story.expect ~= nil or #story.acts > 0, place .. ": expects nothing")
end

function TestScenarios.testForm()
  each(function(scenario, doc, place)
    for name, value in pairs(scenario) do
      local kind = FIELDS[name] or is_story(scenario) and STORY[name]
      if name == "clause" and type(value) == "table" then kind = "table" end -- several
      lu.assertEquals(type(value), kind, place .. ": " .. tostring(name))
    end
    for _, name in ipairs { "name", "as_of", "person" } do lu.assertNotNil(scenario[name], place .. ": " .. name) end
    if is_story(scenario) then
      check_story(scenario, doc, place)
    else
      lu.assertNotNil(scenario.expect, place)
      check_planned(scenario, doc, place)
    end
  end)
end

function TestScenarios.testSettings()
  each(function(scenario, doc, place)
    local settings = scenario.settings or {}
    for id, choice in pairs(settings.readings or {}) do
      local known = {}
      for _, item in ipairs(doc.readings[id].choices) do known[item] = true end
      lu.assertTrue(known[choice], place .. ": " .. choice)
    end
    for name in pairs(settings.parameters or {}) do lu.assertNotNil(doc.parameters[name], place) end
  end)
end

local LISTS = { ratings = true, events = true, absences = true, metrics = true }

local function check_person(person, doc, place)
  for name, value in pairs(person) do
    lu.assertTrue(LISTS[name] or doc.attributes[name] ~= nil, place .. ": " .. name)
    local values = doc.attributes[name] and doc.values[doc.attributes[name].type]
    if values then lu.assertNotNil(values.labels[value], place .. ": " .. value) end
  end
end

function TestScenarios.testPeople()
  each(function(scenario, doc, place)
    check_person(scenario.person, doc, place)
    for code, person in pairs(scenario.people or {}) do check_person(person, doc, place .. " " .. code) end
  end)
end

-- What scenarios show of a clause: { kinds of outcome, how many stories, the least and the most steps }.
local function shown_of_clauses()
  local shown, flipped = {}, {}
  each(function(scenario)
    for id, choice in pairs(scenario.settings and scenario.settings.readings or {}) do flipped[id .. choice] = true end
    local clauses = type(scenario.clause) == "table" and scenario.clause or { scenario.clause }
    for _, clause in ipairs(clauses) do
      local seen = shown[clause] or { stories = 0 }
      shown[clause] = seen
      if is_story(scenario) then
        seen.stories = seen.stories + 1
      elseif scenario.expect.warnings then
        seen[scenario.expect.warnings[1] == clause and "violated" or "kept"] = true
      else
        seen[scenario.expect.outcome] = true
        if scenario.expect.rule == clause then seen.steps = seen.steps or scenario.expect.steps end
        -- Where another rule takes those who miss, or a lower line of the same clause.
        local lower = scenario.expect.steps and seen.steps and scenario.expect.steps < seen.steps
        if scenario.expect.rule and (scenario.expect.rule ~= clause or lower) then seen.not_met = true end
      end
    end
  end)
  return shown, flipped
end

-- Each rule is met, missed and unknown in some scenario (a rule that needs a history: in three stories), and each
-- reading is flipped to each of its choices.
function TestScenarios.testComplete()
  local shown, flipped = shown_of_clauses()
  local function check_rule(rule)
    local seen = shown[rule.clause] or { stories = 0 }
    local planned = (seen.direct or seen.panel) and seen.not_met and seen.undetermined
    lu.assertTrue(planned or seen.stories >= 3, rule.clause)
  end
  each(function(_, doc)
    for _, cycle in pairs(doc.cycles) do
      for _, ruleset in ipairs(cycle.rulesets) do
        for _, rule in ipairs(ruleset.rules) do check_rule(rule) end
      end
    end
    for _, guard in ipairs(doc.guards) do -- just kept and just violated
      local seen = shown[guard.clause] or {}
      lu.assertTrue(seen.violated and seen.kept, guard.clause)
    end
    for id, reading in pairs(doc.readings) do
      for _, choice in ipairs(reading.choices) do
        lu.assertTrue(choice == reading.default or flipped[id .. choice], id .. "=" .. choice)
      end
    end
  end)
end

os.exit(lu.LuaUnit.run())
