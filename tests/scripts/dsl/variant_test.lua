-- A variant takes a base pack's document and changes what it names, in place; what is not there cannot be overridden.
local lu = require "luaunit"
local support = dofile((os.getenv("CURSUS_SOURCE_DIR") or ".") .. "/tests/scripts/dsl/support.lua")

local base = support.load_pack(support.root .. "/policies/camera-care")

local function variant(text)
  local source = 'pack { id = "branch", title = "Branch" }\nextends "camera-care"\n' .. text
  return support.load_pack({ ["pack.lua"] = source }, { ["camera-care"] = base })
end

local function rule(doc, clause)
  for _, ruleset in ipairs(doc.cycles["half-year"].rulesets) do
    for _, item in ipairs(ruleset.rules) do
      if item.clause == clause then return item end
    end
  end
end

TestVariant = {}

function TestVariant.testNothingChanged()
  local doc = variant ""
  lu.assertEquals(support.json(doc.cycles), support.json(base.cycles))
  lu.assertEquals(support.json(doc.notes), support.json(base.notes))
  lu.assertEquals(doc.extends, "camera-care")
  lu.assertEquals(doc.layers, { "camera-care", "branch" })
end

-- As many as a leaf's process can run; one more is refused where it is written.
function TestVariant.testSixteenLayers()
  local bases, id = { ["camera-care"] = base }, "camera-care"
  for layer = 2, 17 do
    local files = { ["pack.lua"] = ('pack { id = "v%d", title = "V" }\nextends %q\n'):format(layer, id) }
    if layer == 17 then
      lu.assertErrorMsgContains("pack.lua:2: extends: 'v16' stands on 15 others already; expected at most 16 packs",
        support.load_pack, files, bases)
    else
      id = "v" .. layer
      bases[id] = support.load_pack(files, bases)
    end
  end
end

function TestVariant.testRule()
  local doc = variant 'override.rule "8.4.1.2.A" { gives = up(2) }'
  lu.assertEquals(rule(doc, "8.4.1.2.A").gives, { up = 2 })
  lu.assertEquals(support.json(rule(doc, "8.4.1.2.A").when), support.json(rule(base, "8.4.1.2.A").when))
  lu.assertEquals(rule(doc, "8.4.1.2.B").gives, { up = 2 })
  local note = doc.notes["/cycles/half-year/rulesets/1/rules/1"]
  lu.assertEquals(note.layer, "branch")
  lu.assertEquals(note.replaces.layer, "camera-care")
  lu.assertEquals(note.replaces.at.file, "chapter-8.lua")
end

function TestVariant.testPartOfBothCycles()
  local doc = variant 'override.eligibility "8.2.2" { when = months_since(graded_on):at_least(6) }'
  for _, name in ipairs { "half-year", "leaders-yearly" } do
    lu.assertEquals(doc.cycles[name].eligibility[2].when.months, 6)
  end
end

-- The gates of a check are changed with it; what is not given stays.
function TestVariant.testGatesOfACheck()
  local name, check
  for key, one in pairs(base.checks) do
    if one.clause ~= key and (not name or key < name) then name, check = key, one end
  end
  local doc = variant('eligibility "south" { clause = "8.2.2", when = months_since(hired_on):at_least(36) }\n'
    .. ('override.check %q { gates = { "south" } }'):format(name))
  lu.assertEquals(doc.checks[name].clause, check.clause)
  lu.assertEquals(doc.checks[name].gates[1].clause, "8.2.2")
  doc = variant(('override.check %q { label = "other" }'):format(name))
  lu.assertEquals(support.json(doc.checks[name].gates), support.json(check.gates))
end

function TestVariant.testRuleSetByName()
  local doc = variant 'override.rules "8.4.1.2" { hit = "first" }'
  lu.assertEquals(doc.cycles["half-year"].rulesets[1].hit, "first")
  lu.assertEquals(#doc.cycles["half-year"].rulesets[1].rules, 3)
end

function TestVariant.testCondition()
  local doc = variant 'override.condition "employed" { when = hired_on:before(as_of) }'
  for _, cycle in pairs(doc.cycles) do
    lu.assertEquals(cycle.population.when.of[1].op, "date")
    lu.assertEquals(cycle.population.when.of[1].clause, "2")
  end
end

function TestVariant.testSettings()
  local doc = variant([[
    override.reading "absence" { default = "shorten" }
    override.parameter "general_manager" { value = "王总", required = true }
    override.cycle "leaders-yearly" { months = { 1, 7 } }
  ]])
  lu.assertEquals(doc.readings.absence.default, "shorten")
  lu.assertEquals(#doc.readings.absence.choices, 3)
  lu.assertEquals(doc.parameters.general_manager.value, "王总")
  lu.assertEquals(doc.cycles["leaders-yearly"].months, { 1, 7 })
  lu.assertEquals(#doc.cycles["leaders-yearly"].rulesets, 1)
end

function TestVariant.testLists()
  local doc = variant([[
    override.ladder "grade" { { "junior.ordinary" }, { "mid2.ordinary" }, { "mid2.excellent" }, { "chief.excellent" } }
    override.span "absence" { kinds = { "sick" } }
  ]])
  lu.assertEquals(#doc.values.grade.order, 4)
  lu.assertEquals(doc.notes["/values/grade"].replaces.layer, "camera-care")
  lu.assertEquals(doc.notes["/spans/absence"].reach_times, 2)
end

function TestVariant.testNewCycleOfOldParts()
  local doc = variant([[
    cycle "extra" {
      clause = "8.1.b", moves = "grade", who = position:is "客服主管",
      eligibility = { "8.2.1" }, ceiling = { "5.1" }, rules = { "8.4.2" }, approval = "8.5.5",
    }
  ]])
  lu.assertEquals(doc.cycles.extra.rulesets[1].rules[1].clause, "8.4.2.a")
  lu.assertEquals(doc.cycles.extra.approval.by, { param = "general_manager" })
end

function TestVariant.testVariantOfVariant()
  local first = variant 'override.rule "8.4.1.2.A" { gives = up(2) }'
  local doc = support.load_pack({
    ["pack.lua"] = 'pack { id = "desk", title = "Desk" }\nextends "branch"\n'
      .. 'override.rule "8.4.1.2.A" { gives = up(3) }',
  }, { branch = first })
  lu.assertEquals(doc.layers, { "camera-care", "branch", "desk" })
  lu.assertEquals(doc.notes["/cycles/half-year/rulesets/1/rules/1"].replaces.layer, "branch")
end

function TestVariant.testBaseIsLeftAlone()
  local before = support.json(base)
  variant 'override.rule "8.4.1.2.A" { gives = up(2) }'
  lu.assertEquals(support.json(base), before)
end

TestRefused = {}

local function refused(text, ...)
  local ok, message = pcall(variant, text)
  lu.assertFalse(ok)
  for _, part in ipairs { ... } do lu.assertStrContains(message, part) end
end

function TestRefused.testAbsent()
  refused('override.rule "8.4.1.2.D" { gives = up(1) }',
    "pack.lua:3: override.rule: there is no rule '8.4.1.2.D' to override", "did you mean '8.4.1.2.")
  refused('override.reading "absent" { default = "back" }', "there is no reading 'absent'", "did you mean 'absence'?")
  refused('override.condition "gone" { when = always() }', "no condition 'gone' to override")
  refused('override.ruel "8.4.1.2.A" { gives = up(1) }', "override: no 'ruel' here", "did you mean 'rule'?")
end

function TestRefused.testWithoutOverride()
  refused('reading "absence" { choices = { "a", "b" }, default = "a", clauses = { "1" } }',
    "reading: 'absence' is given already at", "or override.reading")
end

function TestRefused.testWrongField()
  refused('override.rule "8.4.1.2.A" { give = up(1) }', "override.rule: unknown field 'give'", "did you mean 'gives'?")
end

-- Functions stay where they were given; a variant adds its own, under names that are free.
function TestRefused.testOpaqueLeaf()
  local leafy = support.load_pack({
    ["clauses.tsv"] = "id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n"
      .. "1\trule\tyes\tUp.\t升\tx\t\n",
    ["pack.lua"] = 'pack { id = "leafy", title = "Leafy" } clauses "clauses.tsv"\n'
      .. 'ladder "grade" { { "a" }, { "b" } }\n'
      .. 'cycle "c" { clause = "1", moves = "grade", rules = { "r" },\n'
      .. 'who = opaque "odd" { reads = { "grade" }, holds = function() return true end } }\n'
      .. 'rules "r" { clause = "1", hit = "best", rule "1" { when = always(), gives = up(1) } }\n',
  })
  local files = { ["pack.lua"] = 'pack { id = "x", title = "X" }\nextends "leafy"\n'
    .. 'override.rule "1" { when = opaque "even" { reads = { "grade" }, holds = function() return true end } }' }
  local layered = support.load_pack(files, { leafy = leafy })
  lu.assertEquals({ layered.opaque[1].id, layered.opaque[2].id }, { "odd", "even" })
  lu.assertEquals(layered.notes["/opaque/1"], { layer = "leafy" })
  lu.assertNil(layered.notes["/opaque/2"])
  files["pack.lua"] = files["pack.lua"]:gsub("even", "odd")
  lu.assertErrorMsgContains("pack.lua:3: opaque: 'odd' is given twice", support.load_pack, files, { leafy = leafy })
end

function TestRefused.testNoBase()
  local files = { ["pack.lua"] = 'pack { id = "x", title = "X" }\nextends "nowhere"' }
  lu.assertErrorMsgContains("pack.lua:2: extends: no pack 'nowhere' at hand", support.load_pack, files)
  files["pack.lua"] = 'pack { id = "x", title = "X" }\nscale "s" { "a" }\nextends "camera-care"'
  lu.assertErrorMsgContains("extends: comes too late", support.load_pack, files, { ["camera-care"] = base })
  files["pack.lua"] = 'pack { id = "x", title = "X" }\noverride.rule "1" { gives = up(1) }'
  lu.assertErrorMsgContains("there is no rule '1' to override", support.load_pack, files)
end

os.exit(lu.LuaUnit.run())
