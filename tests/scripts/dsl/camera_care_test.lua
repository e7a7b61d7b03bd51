-- The pack camera-care as data: the same bytes each time, and its numbers and readings where the document has them.
local lu = require "luaunit"
local support = dofile((os.getenv("CURSUS_SOURCE_DIR") or ".") .. "/tests/scripts/dsl/support.lua")

local folder = support.root .. "/policies/camera-care"
local doc = support.load_pack(folder)

TestDocument = {}

function TestDocument.testSameBytes()
  lu.assertEquals(support.json(support.load_pack(folder)), support.json(doc))
end

function TestDocument.testRegister()
  lu.assertEquals(#doc.clauses, 150)
  lu.assertEquals(doc.clauses[1].id, "0.notice")
end

function TestDocument.testLadder()
  local grade = doc.values.grade
  lu.assertEquals(#grade.order, 16)
  lu.assertEquals(grade.order[1], "intern")
  lu.assertEquals(grade.order[2], "junior.ordinary")
  lu.assertEquals(grade.order[16], "chief.excellent")
  lu.assertEquals(grade.labels["mid2.ordinary"].zh, "中(二)级客服(一般)")
  lu.assertEquals(doc.values["grade.grades"].clause, "5.1.1")
  lu.assertEquals(doc.values["grade.steps"].order, { "ordinary", "good", "excellent" })
  lu.assertEquals(doc.attributes.grade.type, "grade")
  lu.assertEquals(doc.attributes.department.type, "text")
end

function TestDocument.testCycles()
  local half, leaders = doc.cycles["half-year"], doc.cycles["leaders-yearly"]
  lu.assertEquals(half.months, { 1, 7 })
  lu.assertEquals(leaders.months, { 1 })
  lu.assertEquals(half.population.requires, { "position", "status", "grade", "hired_on" })
  lu.assertEquals(half.population.when.of[2]["in"], { "agent", "assistant", "qc" })
  lu.assertEquals(leaders.population.when.of[2]["in"], { "leader" })
  lu.assertEquals(half.ceiling[1].top, "mid2.excellent")
  lu.assertEquals(half.ceiling[2].top, "chief.excellent")
  lu.assertEquals(half.routing[1].route, "panel")
  lu.assertEquals(half.writes, { clause = "3.4.1", grade = "target", graded_on = "as_of" })
  lu.assertEquals(half.approval.by, { param = "general_manager" })
  lu.assertFalse(doc.parameters.general_manager.required)
end

function TestDocument.testRules()
  local needs, steps = {}, {}
  for _, cycle in ipairs { doc.cycles["half-year"], doc.cycles["leaders-yearly"] } do
    for _, ruleset in ipairs(cycle.rulesets) do
      for _, rule in ipairs(ruleset.rules) do
        needs[rule.clause], steps[rule.clause] = rule.when.of[1].need, rule.gives.up
        lu.assertEquals(rule.when.of[2].values, { "C", "D" })
        local window = rule.when.of[1].window
        lu.assertEquals(window.periods, rule.clause == "8.4.2.a" and 12 or 6)
        lu.assertEquals(window.absence, { span = "absence", how = { reading = "absence" }, reach = 2 * window.periods })
      end
    end
  end
  lu.assertEquals(needs, {
    ["8.4.1.2.A"] = "6B", ["8.4.1.2.B"] = "3A | 1S+1A", ["8.4.1.2.C"] = "2S+2A", ["8.4.1.3.a"] = "2A | 1S",
    ["8.4.2.a"] = "4A | 2S | 1S+2A",
  })
  lu.assertEquals(steps, {
    ["8.4.1.2.A"] = 1, ["8.4.1.2.B"] = 2, ["8.4.1.2.C"] = 3, ["8.4.1.3.a"] = 1, ["8.4.2.a"] = 1,
  })
end

function TestDocument.testReadings()
  local choices = {}
  for id, reading in pairs(doc.readings) do
    choices[id] = table.concat(reading.choices, "|")
    lu.assertEquals(reading.default, reading.choices[1])
  end
  lu.assertEquals(choices, {
    ["8.3.3.B"] = "target|held", ["8.4.1.2.B"] = "literal|no-complaint", ["8.4.1.2.A"] = "personal+attitude|personal",
    absence = "back|shorten|missing", ["11"] = "C,D|C", ["11.month"] = "issued|rated", panel = "wait|reweigh",
    ["9.3.3.A"] = "no|yes", ["9.4.several"] = "mean|least",
  })
end

-- Every clause of the register stands somewhere, or says which other it repeats; and nothing else is cited.
function TestDocument.testPlaces()
  local places, known = support.places(doc), {}
  for _, clause in ipairs(doc.clauses) do
    known[clause.id] = true
    lu.assertTrue(places[clause.id] ~= nil or clause.same_as ~= nil, clause.id)
  end
  for id in pairs(places) do lu.assertTrue(known[id], id) end
end

-- Only what the register calls text is kept as text.
function TestDocument.testQuotes()
  local text = {}
  for _, clause in ipairs(doc.clauses) do
    if clause.primitive == "text only" then text[clause.id] = true end
  end
  for _, quote in ipairs(doc.quotes) do lu.assertTrue(text[quote.clause], quote.clause) end
end

function TestDocument.testProcedures()
  local stages = {}
  for name, procedure in pairs(doc.procedures) do
    local list = {}
    for i, stage in ipairs(procedure.stages) do list[i] = stage.stage end
    stages[name] = table.concat(list, " ")
  end
  lu.assertEquals(stages["special-entry"], "6.2.b 6.2.b.decision")
  lu.assertEquals(stages.confirmation, "4.5.1 4.4.2 7.2.1 7.2.2 7.2.2.unchanged")
  lu.assertEquals(stages["low-rating"], "11.cause 11.demotion 11.approval 11.plan")
  lu.assertEquals(stages["improvement-plan"], "11.1.a 11.1.a.result 11.1.b")
  lu.assertEquals(stages.edition, "13.2 13.1 0.version 13.3")
  local due = doc.procedures.confirmation.stages[1].due
  lu.assertEquals({ due.clause, due.within, due.unit, due.of }, { "7.2.1", 5, "workdays", "confirmed_on" })
end

-- The weights of the panels in basis points, the marks of chapter 9 in hundredths.
function TestDocument.testScores()
  for _, name in ipairs { "8.3.4", "9.3.4" } do
    local weights = {}
    for _, seat in ipairs(doc.panels[name].seats) do weights[seat.role] = seat.weight end
    lu.assertEquals(weights,
      { ["direct superior"] = 3000, ["department head"] = 3000, ["related department"] = 2000, HR = 2000 }, name)
  end
  local marks = {}
  for _, name in ipairs { "trial marks", "formal marks" } do
    for _, gate in ipairs(doc.checks[name].gates) do marks[gate.clause] = gate.when.of[2].value end
  end
  lu.assertEquals(marks, {
    ["9.4.1.1.a"] = 7500, ["9.4.1.1.b"] = 7000, ["9.4.1.2.a"] = 8000, ["9.4.1.2.b"] = 8000, ["9.4.2.1"] = 8000,
    ["9.4.2.2"] = 8500,
  })
  lu.assertEquals(#doc.checklists["14.1"].cells, 30)
end

-- Every condition says where it stands and under which clause; the core finds no member it does not know.
function TestDocument.testNodes()
  local members = {
    all = "of", any = "of", k_of = "k of", ["not"] = "of", choose = "reading of", is = "attr in", blank = "attr",
    grade = "attr cmp value", number = "attr cmp value", date = "attr cmp value", elapsed = "since months",
    meets = "series window need", none = "series window values", events = "kind window where cmp count",
    streak = "series last at_least", opaque = "id reads", rated = "series window values cmp count",
    changed = "attr how months", during = "span kinds", concluded = "procedure outcome window",
  }
  local function walk(value)
    if type(value) ~= "table" then return end
    if value.op then
      local known = {}
      for name in ("op clause at label " .. members[value.op]):gmatch("%S+") do known[name] = true end
      for name in pairs(value) do lu.assertTrue(known[name], value.op .. " has " .. name) end
      lu.assertNotNil(value.clause)
      lu.assertNotNil(value.at.line)
    end
    for _, item in pairs(value) do walk(item) end
  end
  walk(doc.cycles)
end

-- Clauses of a register without a place.
local function missing_clauses(pack)
  local places, missing = support.places(pack), {}
  for _, clause in ipairs(pack.clauses) do
    if not places[clause.id] and not clause.same_as then missing[#missing + 1] = clause.id end
  end
  return missing
end

TestTemplate = {}

function TestTemplate.testLoads()
  local template = support.load_pack(support.root .. "/policies/template")
  lu.assertEquals(#missing_clauses(template), 0)
end

os.exit(lu.LuaUnit.run())
