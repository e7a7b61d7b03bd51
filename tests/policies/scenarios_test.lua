-- The form of every pack's scenario files (docs/policy-language.md, "Scenarios"), so that a slip in one is found before
-- `policy test` runs them.
local lu = require "luaunit"
local support = dofile((os.getenv("CURSUS_SOURCE_DIR") or ".") .. "/tests/scripts/dsl/support.lua")

local PACKS = { "camera-care", "template" }
local FILES = {
  ["camera-care"] = { "absences", "complaints", "eligibility", "entry", "routing", "rules" },
  template = { "promotion" },
}

local FIELDS = {
  name = "string", clause = "string", cycle = "string", as_of = "string", settings = "table", person = "table",
  expect = "table", number = "number", file = "string",
}
local EXPECTED = {
  outcome = 1, rule = 1, from = 1, to = 1, steps = 1, missing = 1, clause = 1, warnings = 1, blocked = 1,
}
local OUTCOMES = { direct = 1, panel = 1, not_met = 1, capped = 1, ineligible = 1, undetermined = 1, none = 1 }

local function read(pack, name)
  local path = ("%s/policies/%s/tests/%s.lua"):format(support.root, pack, name)
  return assert(loadfile(path, "t", {}))() -- an empty environment: scenarios are data
end

local function each(visit)
  for _, pack in ipairs(PACKS) do
    local doc = support.load_pack(support.root .. "/policies/" .. pack)
    for _, file in ipairs(FILES[pack]) do
      for i, scenario in ipairs(read(pack, file)) do visit(scenario, doc, ("%s/%s %d"):format(pack, file, i)) end
    end
  end
end

TestScenarios = {}

function TestScenarios.testForm()
  each(function(scenario, doc, place)
    for name, value in pairs(scenario) do
      lu.assertEquals(type(value), FIELDS[name], place .. ": " .. tostring(name))
    end
    for _, name in ipairs { "name", "as_of", "person", "expect" } do
      lu.assertNotNil(scenario[name], place .. ": " .. name)
    end
    if scenario.expect.warnings or scenario.expect.blocked then
      lu.assertNil(scenario.cycle, place)
    else
      lu.assertNotNil(doc.cycles[scenario.cycle], place)
      lu.assertNotNil(OUTCOMES[scenario.expect.outcome], place)
    end
    for name in pairs(scenario.expect) do lu.assertNotNil(EXPECTED[name], place .. ": " .. name) end
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

function TestScenarios.testPeople()
  local lists = { ratings = true, events = true, absences = true, metrics = true }
  each(function(scenario, doc, place)
    for name, value in pairs(scenario.person) do
      lu.assertTrue(lists[name] or doc.attributes[name] ~= nil, place .. ": " .. name)
      local values = doc.attributes[name] and doc.values[doc.attributes[name].type]
      if values then lu.assertNotNil(values.labels[value], place .. ": " .. value) end
    end
  end)
end

-- Each rule is met, missed and unknown in some scenario, and each reading is flipped to each of its choices.
function TestScenarios.testComplete()
  local outcomes, flipped = {}, {}
  each(function(scenario)
    if scenario.expect.warnings then
      local seen = outcomes[scenario.clause] or {}
      outcomes[scenario.clause] = seen
      seen[scenario.expect.warnings[1] == scenario.clause and "violated" or "kept"] = true
    elseif scenario.clause then
      outcomes[scenario.clause] = outcomes[scenario.clause] or {}
      outcomes[scenario.clause][scenario.expect.outcome] = true
    end
    for id, choice in pairs(scenario.settings and scenario.settings.readings or {}) do flipped[id .. choice] = true end
  end)
  each(function(_, doc)
    for _, cycle in pairs(doc.cycles) do
      for _, ruleset in ipairs(cycle.rulesets) do
        for _, rule in ipairs(ruleset.rules) do
          local seen = outcomes[rule.clause] or {}
          lu.assertTrue((seen.direct or seen.panel) and seen.not_met and seen.undetermined, rule.clause)
        end
      end
    end
    for _, guard in ipairs(doc.guards) do -- just kept and just violated
      local seen = outcomes[guard.clause] or {}
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
