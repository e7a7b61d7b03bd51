-- What goes wrong in a pack is said with file, line, word, what is wrong and what was expected.
local lu = require "luaunit"
local support = dofile((os.getenv("CURSUS_SOURCE_DIR") or ".") .. "/tests/scripts/dsl/support.lua")

local REGISTER = table.concat({
  "id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity",
  "1\tstatement\tno\tPurpose.\t目的\ttext only\t",
  "2\teligibility\tyes\tWho.\t范围\teligibility predicate\t",
  "3.A\trule\tyes\tOne step.\t一级\trating-count rule over window\t",
  "3.B\trule\tyes\tTwo steps.\t二级\trating-count rule over window\t",
  "4\trule\tyes\tTop.\t上限\tgrade ceiling\t",
}, "\n") .. "\n"

-- A pack that loads; `tail` comes behind it. The cycle uses what the tail may spoil.
local HEAD = [[
pack { id = "small", title = "Small" }
clauses "clauses.tsv"
scale "rating" { "S", "A", "B", "C", "D" }
ladder "grade" { clause = "4", { "low", zh = "初级" }, { "mid", zh = "中级" }, { "high", zh = "高级" } }
catalogue "position" { { "agent", zh = "客服" }, { "leader", zh = "班组长" } }
series "rating" { scale = "rating", every = "month" }
event "complaint" { fields = { upheld = { values = { "yes", "no" } } } }
reading "2" { choices = { "wide", "narrow" }, default = "wide" }
]]
local HEAD_LINES = select(2, HEAD:gsub("\n", ""))

local CYCLE = [[
cycle "c" { clause = "2", moves = "grade", who = position:is "agent", rules = { "r" } }
rules "r" { clause = "3.A", hit = "best", rule "3.A" { when = %s, gives = up(1) } }
]]

local function load_tail(tail, more)
  local files = { ["pack.lua"] = HEAD .. tail, ["clauses.tsv"] = REGISTER }
  for name, text in pairs(more or {}) do files[name] = text end
  return support.load_pack(files)
end

local function load_when(condition) return load_tail(CYCLE:format(condition)) end

-- The error of a pack begins at the given line of the tail and holds each of the texts.
local function fails(tail, line, ...)
  local ok, message = pcall(load_tail, tail)
  lu.assertFalse(ok, "loads: " .. tail)
  lu.assertStrContains(message, ("pack.lua:%d: "):format(HEAD_LINES + line))
  for _, text in ipairs { ... } do lu.assertStrContains(message, text) end
end

local function fails_when(condition, ...) fails(CYCLE:format(condition), 2, ...) end

TestSmall = {}

function TestSmall.testLoads()
  local doc = load_when 'ratings(months(6)):meets "2A"'
  lu.assertEquals(doc.cycles.c.rulesets[1].rules[1].when.need, "2A")
end

function TestSmall.testUnknownWord()
  fails('ruel "3.A" {}', 1, "ruel: no such word", "did you mean 'rule'?")
end

function TestSmall.testNoVariables()
  fails('x = 1', 1, "x: a pack has no variables of its own; expected local x")
end

function TestSmall.testUnknownField()
  fails('parameter "p" { type = "text", clause = "2", requird = true }', 1,
    "parameter: unknown field 'requird'; expected one of", "did you mean 'required'?")
end

function TestSmall.testMissingField()
  fails('cycle "d" { moves = "grade" }', 1, "cycle: 'clause' is missing; expected a name")
end

function TestSmall.testWrongType()
  fails('parameter "p" { type = "text", clause = "2", required = "yes" }', 1,
    "parameter: 'required' is 'yes'; expected true or false")
end

function TestSmall.testLabels()
  fails('labels "outcom" { { "done", en = "done" } }', 1, "labels: no kind of name 'outcom'", "did you mean 'outcome'?")
  fails('labels "outcome" { { "done" } }', 1, "labels: the label of 'done'")
  fails('labels "outcome" { { "done", en = "over" }, { "done", en = "done" } }', 1, "'done' is given twice")
  fails('labels "answer" { { "maybe", zh = "也许" } }', 1, "no procedure has the answer 'maybe'")
  lu.assertEquals(load_tail('labels "outcome" { { "done", en = "over", zh = "结束" } }').labels.outcome.words.done,
    { en = "over", zh = "结束" })
end

function TestSmall.testName()
  fails('rule(8.4) {}', 1, "rule: its name is 8.4; expected a name")
end

function TestSmall.testGivenTwice()
  fails('rule "3.A" { when = always(), gives = up(1) }\nrule "3.A" { when = always(), gives = up(2) }', 2,
    "rule: '3.A' is given already at pack.lua:" .. HEAD_LINES + 1)
end

function TestSmall.testClauseNotInRegister()
  fails('rules "r" { clause = "3.A", rule "3.C" { when = always(), gives = up(1) } }\n'
    .. 'cycle "c" { clause = "2", moves = "grade", who = always(), rules = { "r" } }', 1,
    "rule: no clause '3.C' in the register", "did you mean '3.A'?")
end

function TestSmall.testUnder()
  fails_when('under "9" (always())', "under: no clause '9' in the register")
end

function TestSmall.testUnused()
  fails('rule "3.B" { when = always(), gives = up(1) }', 1, "rule: '3.B' is in no cycle")
end

function TestSmall.testUnknownPartInCycle()
  fails('cycle "c" { clause = "2", moves = "grade", who = always(), eligibility = { "2" }, rules = { "r" } }', 1,
    "eligibility: no eligibility '2'")
end

function TestSmall.testRelationOfAnAttribute()
  local tail = 'relation "reports" { label = { en = "reports" }, of = "%s" }\n' .. CYCLE:format("always()")
  lu.assertEquals(load_tail(tail:format "manager").relations.reports.of, "manager")
  fails(tail:format "grade", 1, "relation: 'grade' names nobody; expected an attribute of type code")
end

-- A field in the wrong braces was passed over: any of the two then did for both.
function TestSmall.testFieldAmongTheActors()
  local tail = 'role "a" { label = { en = "a" } }\nrole "b" { label = { en = "b" } }\n'
    .. 'stage "2" { label = { en = "s" }, by = { "a", "b"%s }\n'
    .. 'procedure "p" { clause = "2", label = { en = "p" }, stages = { "2" } }\n' .. CYCLE:format("always()")
  lu.assertEquals(load_tail(tail:format " }, everyone = true").procedures.p.stages[1].mode, "all")
  fails(tail:format ", everyone = true }", 3, "stage: 'everyone' stands among the actors")
end

-- What is written without its word had no place: an error of the engine's own.
function TestSmall.testWhatStandsWithoutItsWord()
  local tail = 'case { attribute "work" { type = "integer", label = { en = "w" } } }\n'
    .. 'role "a" { label = { en = "a" } }\n'
    .. 'form "f" { kind = "score", clause = "2", label = { en = "f" }, fields = {} }\n'
    .. 'stage "2" { label = { en = "s" }, act = "score", collects = %s }\n'
    .. 'procedure "p" { clause = "2", label = { en = "p" }, stages = { "2" }, opens = { requires = %s } }\n'
    .. CYCLE:format("always()")
  local collect = 'collect("f", { from = "a", into = "work" })'
  lu.assertEquals(#load_tail(tail:format(collect, "{}")).procedures.p.stages[1].collects, 1)
  local want = 'expected collect("form", { ... })'
  fails(tail:format('{ { form = "f", from = "a" } }', "{}"), 4, "stage: in 'collects' stands a table", want)
  fails(tail:format('{ form = "f", from = "a" }', "{}"), 4, "stage: in 'collects' stands 'form'", want)
  fails(tail:format('{ "f" }', "{}"), 4, "stage: in 'collects' stands 'f'", want)
  fails(tail:format(collect, '{ { subject = "vacancy" } }'), 5, "procedure: in 'requires' stands a table",
    'expected needs_open("subject", { ... })')
end

function TestSmall.testAnAmountIsAWholeNumber()
  local tail = 'employee { attribute "wage" { type = "%s", label = { en = "wage, fen" }, amount = { en = "wage" } } }\n'
    .. CYCLE:format("always()")
  lu.assertEquals(load_tail(tail:format "integer").attributes.wage.amount, { en = "wage" })
  fails(tail:format "text", 1, "attribute: 'wage' is an amount of type 'text'",
    'expected type = "integer"')
end

-- A field among the items was passed over.
function TestSmall.testListsAreLists()
  local tail = 'role "a" { label = { en = "a" } }\n'
    .. 'stage "2" { label = { en = "s" }, by = "a", writes = %s }\n'
    .. 'procedure "p" { clause = "2", label = { en = "p" }, stages = { "2" } }\n' .. CYCLE:format("always()")
  local sets = 'sets("department", "x", done_on)'
  lu.assertEquals(#load_tail(tail:format("{ " .. sets .. " }")).procedures.p.stages[1].writes, 1)
  lu.assertEquals(#load_tail(tail:format(sets)).procedures.p.stages[1].writes, 1)
  fails(tail:format("{ " .. sets .. ', clause = "2" }'), 2, "stage: 'writes' is", "with nothing else in them")
  fails('cycle "c" { clause = "2", moves = "grade", who = always(), eligibility = { ceiling = {} }, rules = { "r" } }',
    1, "cycle: 'eligibility' is", "expected a list { ... }, and nothing else in its braces")
end

-- A column that no value names would be nobody's.
function TestSmall.testColumnsOfAChecklist()
  local tail = 'checklist "2" { label = { en = "l" }, by = %s, cells = { { "row", "%s", en = "r", clause = "2" } } }\n'
    .. CYCLE:format("always()")
  for _, by in ipairs { "grade", "target" } do
    lu.assertEquals(load_tail(tail:format(by, "mid")).checklists["2"].cells[1].column, "mid")
    fails(tail:format(by, "midd"), 1, "checklist: no column 'midd'", "did you mean 'mid'?")
  end
end

-- What rows are called: those that there are.
function TestSmall.testRowsOfAChecklist()
  local tail = 'checklist "2" { label = { en = "l" }, by = grade, rows = { %s },\n'
    .. 'cells = { { "row", "mid", en = "r", clause = "2" } } }\n' .. CYCLE:format("always()")
  lu.assertEquals(load_tail(tail:format '{ "row", zh = "行" }').checklists["2"].rows.row.zh, "行")
  fails(tail:format '{ "rom", zh = "行" }', 1, "checklist: no row 'rom'", "did you mean 'row'?")
  fails(tail:format '{ "row" }', 1, "the label of row 'row'")
end

-- What a trigger waits for could be nothing that ever comes.
function TestSmall.testFieldsOfATrigger()
  local tail = 'event "slip" { fields = { bad = { values = { { "yes", zh = "是" }, { "no", zh = "否" } } } } }\n'
    .. 'role "a" { label = { en = "a" } }\nstage "2" { label = { en = "s" }, by = "a" }\n'
    .. 'procedure "p" { clause = "2", label = { en = "p" }, stages = { "2" } }\n'
    .. 'trigger "2" { on = recorded { event = "slip", where = %s }, as_of = "recorded", opens = "p" }\n'
    .. CYCLE:format("always()")
  lu.assertEquals(load_tail(tail:format '{ bad = "是" }').triggers["2"].on.where, { bad = { "yes" } })
  fails(tail:format '{ bad = "yess" }', 5, "recorded: 'bad' is never 'yess'", "did you mean 'yes'?")
  fails(tail:format '{ bda = "yes" }', 5, "recorded: no field 'bda'")
end

function TestSmall.testItemsAndThePanelsForm()
  local form = 'form "f" { kind = "score", clause = "2", label = { en = "f" }, %s }\n' .. CYCLE:format("always()")
  local items = 'item "a" { most = points(20), label = { zh = "甲" } }, item "b" { most = points(5) }'
  local doc = load_tail(form:format(items))
  lu.assertEquals(doc.forms.f.items[1].most, 2000)
  lu.assertEquals(doc.forms.f.items[2].item, "b")
  fails(form:format 'item "a" { most = points(20) }, item "a" { most = points(5) }', 1,
    "form: two items 'a'; expected a name of its own")
  fails(form:format 'item "a" { most = points(20), weight = percent(30) }', 1, "its weights total 30.0 %")
  fails('form "n" { kind = "notice", clause = "2", label = { en = "n" }, fields = { "number" } }\n'
    .. 'role "r" { label = { en = "r" } }\npanel "2" { label = { en = "p" }, form = "n", pass = points(60), '
    .. 'missing = "wait", seat "r" { weight = percent(100) } }\n' .. CYCLE:format("always()"), 3,
    "panel: the form 'n' takes no scores; expected a form of kind score")
end

TestValues = {}

function TestValues.testUnknownGrade()
  fails_when('grade:at_least "hihg"', "no value 'hihg' on the ladder 'grade'", "low, mid, high", "did you mean 'high'?")
end

function TestValues.testUnknownLabel()
  fails_when('grade:at_least "中极"', "no value '中极' on the ladder 'grade'", "did you mean '中级'?")
end

function TestValues.testLabelsAndBrackets()
  local doc = load_tail('ladder "band" { { "b1", zh = "甲(一)" } }\nemployee { attribute "band" { type = "band" } }\n'
    .. CYCLE:format 'band:is { "甲（一）" }')
  lu.assertEquals(doc.cycles.c.rulesets[1].rules[1].when["in"], { "b1" })
end

function TestValues.testUnknownPosition()
  fails_when('position:is { "客户" }', "is: no value '客户' on the catalogue 'position'", "did you mean '客服'?")
end

function TestValues.testUnknownRatings()
  fails_when('ratings(months(6)):none "C,E"', "no value 'E' on the scale 'rating'; expected one of S, A, B, C, D")
end

function TestValues.testRequirements()
  fails_when('ratings(months(6)):meets "2E"', "meets: 'E' in '2E' is no rating of the scale 'rating'")
  fails_when('ratings(months(6)):meets "A"', "meets: 'A' is no requirement; expected count and rating")
  fails_when('ratings(months(6)):meets "0A"', "is no requirement")
  fails_when('ratings(months(6)):meets "1A |"', "is no requirement")
  fails_when('ratings(months(6)):meets "1A2B"', "no rating")
  local doc = load_when 'ratings(months(6)):meets " 3A|1S + 1A "'
  lu.assertEquals(doc.cycles.c.rulesets[1].rules[1].when.need, "3A | 1S+1A")
end

function TestValues.testRatingsWithPlus()
  local doc = load_tail('scale "fine" { "A+", "A", "B" }\nseries "fine" { scale = "fine", every = "quarter" }\n'
    .. CYCLE:format 'ratings(quarters(4), "fine"):meets "2A++1A"')
  lu.assertEquals(doc.cycles.c.rulesets[1].rules[1].when.need, "2A++1A")
end

function TestValues.testTwice()
  fails('catalogue "k" { "a", "a" }', 1, "catalogue: value 'a' is given twice")
  fails('catalogue "k" { { "a", zh = "甲" }, { "b", zh = "甲" } }', 1, "label '甲' stands for 'a' and 'b'")
end

TestConditions = {}

function TestConditions.testNoSuchMethod()
  fails_when('ratings(months(6)):meet "2A"', "ratings: no 'meet' here", "did you mean 'meets'?")
  fails_when('position:si "agent"', "attribute: no 'si' here", "did you mean 'is'?")
end

function TestConditions.testWrongAttributeType()
  fails_when('hired_on:at_least(3)', "at_least: 'hired_on' is of type date; expected an attribute on a ladder")
  fails_when('position:before(as_of)', "'position' is of type position; expected a date")
  fails_when('months_since(grade):at_least(3)', "months_since: 'grade' is of type grade")
  fails_when('hired_on:blank()', "a blank 'hired_on' is not known, not nothing")
end

function TestConditions.testTargetOnlyInRouting()
  fails_when('target:at_least "high"', "'target' is not known yet")
end

function TestConditions.testWindows()
  fails_when('ratings(6):meets "2A"', "ratings: its window is 6; expected months(n)")
  fails_when('ratings(months(0)):meets "2A"', "months: 0 periods; expected 1 or more")
  fails_when('ratings(quarters(2)):meets "2A"', "a window of quarters over a series by month")
end

function TestConditions.testEvents()
  fails_when('events("complain", months(6)):none()', "events: no event 'complain'", "did you mean 'complaint'?")
  fails_when('events("complaint", months(6)):with { upheld = "maybe" }:none()', "'upheld' is never 'maybe'")
  fails_when('events("complaint", months(6)):with { cause = "x" }:none()', "no field 'cause'; expected one of upheld")
end

function TestConditions.testLists()
  fails_when('all(always())', "all: given node; expected a list of conditions in braces")
  fails_when('all { 1 }', "all: condition 1 is 1; expected a condition")
  fails_when('any { x = always() }', "any: given fields")
end

function TestConditions.testHolds()
  fails_when('holds "nowhere"', "holds: no condition 'nowhere'")
  fails('condition "a" { when = holds "a" }\n' .. CYCLE:format 'holds "a"', 1, "condition 'a' is defined by itself")
end

function TestConditions.testOpaque()
  local doc, host = load_when 'opaque "o" { reads = { "grade" }, holds = function() return true end }'
  lu.assertEquals(doc.opaque[1].id, "o")
  lu.assertIsFunction(host.leaves.o)
  fails_when('opaque "o" { reads = { "grad" }, holds = function() end }', "reads 'grad'")
end

TestRoles = {}

function TestRoles.testCircles()
  fails('role "a" { label = "a", every = "b" }\nrole "b" { label = "b", every = "a" }\n', 1,
    "role: 'a' goes in a circle: every 'a' of 'b' of 'a'")
  fails('role "a" { label = "a", every = "a" }\n', 1, "role: 'a' goes in a circle")
end

TestSettings = {}

function TestSettings.testReadings()
  fails_when('choose "3" { wide = always(), narrow = always() }', "choose: no reading '3'")
  fails_when('choose "2" { wide = always() }', "nothing said for the choice 'narrow'")
  fails_when('choose "2" { wide = always(), narow = always() }', "no choice 'narow'", "did you mean 'narrow'?")
  fails_when('choose "2" { wide = always(), narrow = 1 }', "conditions and values are mixed")
  fails('reading "3.A" { choices = { "a", "b" }, default = "c" }', 1, "reading: default 'c'; expected one of a, b")
  fails('reading "7" { choices = { "a", "b" }, default = "a" }', 1, "reading: no clause '7'")
end

function TestSettings.testParameters()
  fails_when('months_since(hired_on):at_least(param "n")', "param: no parameter 'n'")
  fails('parameter "n" { type = "number", clause = "2" }', 1, "parameter: no type 'number'")
  fails('parameter "n" { type = "integer", clause = "2", value = "three" }', 1, "value 'three' of 'n'; expected")
end

function TestSettings.testChooseValue()
  local doc = load_when 'months_since(hired_on):at_least(choose "2" { wide = 3, narrow = 6 })'
  lu.assertEquals(doc.cycles.c.rulesets[1].rules[1].when.months, { choose = "2", of = { wide = 3, narrow = 6 } })
  fails_when('months_since(hired_on):at_least(choose "2" { wide = 3, narrow = "x" })', "'x'; expected a whole number")
end

TestFiles = {}

function TestFiles.testQuote()
  fails('quote "3.A"', 1, "quote: clause '3.A' is more than text")
  fails('quote "99"', 1, "quote: no clause '99'")
  lu.assertEquals(load_tail('quote "1"\n' .. CYCLE:format "always()").quotes[1].clause, "1")
end

function TestFiles.testSameAs()
  local doc = load_tail('same_as { ["3.B"] = "3.A" }\n' .. CYCLE:format "always()")
  lu.assertEquals(doc.clauses[4].same_as, "3.A")
  fails('same_as { ["3.B"] = "3.B" }', 1, "'3.B' repeats itself")
end

function TestFiles.testInclude()
  fails('include "chapter-1.lua"', 1, "include: cannot read 'chapter-1.lua'")
  local ok, message = pcall(load_tail, 'include "a.lua"', { ["a.lua"] = '\nquote "99"\n' })
  lu.assertFalse(ok)
  lu.assertStrContains(message, "a.lua:2: quote: no clause '99'")
end

function TestFiles.testRegister()
  local files = { ["pack.lua"] = HEAD, ["clauses.tsv"] = REGISTER .. "1\tstatement\tno\tAgain.\t\ttext only\t\n" }
  lu.assertErrorMsgContains("clauses.tsv:7: clauses: clause '1' is given twice", support.load_pack, files)
  files["clauses.tsv"] = REGISTER .. "9\tstatment\tno\tSlip.\t\ttext only\t\n"
  lu.assertErrorMsgContains("did you mean 'statement'?", support.load_pack, files)
  files["clauses.tsv"] = REGISTER .. "9\tstatement\n"
  lu.assertErrorMsgContains("clauses.tsv:7: clauses: 2 columns; expected 7 columns", support.load_pack, files)
end

-- string methods are shared with the real Lua in this test, so the ban is checked in the text.
function TestFiles.testNoPatterns()
  for _, name in ipairs {
    "clauses", "conditions", "cycle", "facts", "init", "notes", "operators", "report", "rules", "settings", "shape",
    "values", "variant",
  } do
    local file = assert(io.open(support.root .. "/scripts/dsl/" .. name .. ".lua"))
    local text = file:read "a"
    file:close()
    for _, banned in ipairs { "find", "match", "gmatch", "gsub", "rep", "format" } do
      lu.assertNil(text:find("[:.]" .. banned .. "%f[%W]"), name .. " uses " .. banned)
    end
  end
end

os.exit(lu.LuaUnit.run())
