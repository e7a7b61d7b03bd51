-- The word `guard`: what it builds, what it refuses, and how a variant changes it.
local lu = require "luaunit"
local support = dofile((os.getenv("CURSUS_SOURCE_DIR") or ".") .. "/tests/scripts/dsl/support.lua")

local HEAD = table.concat({
  "id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity",
  "1\trule\tyes\ttext\tzh\tprimitive\t", "2\trule\tyes\ttext\tzh\tprimitive\t", "",
}, "\n")

local PACK = [[
pack { id = "small", title = "Small" }
clauses "clauses.tsv"
catalogue "status" { { "intern", zh = "实习", clause = "2" }, "confirmed" }
ladder "grade" { "low", "high" }
condition "is new" { clause = "2", when = status:is "实习" }
]]

local GUARD = [[
guard "1" { label = { en = "new" }, when = holds "is new", must = grade:equals "low", effect = "warn" }
]]

local function load_pack(text, bases)
  return support.load_pack({ ["pack.lua"] = text, ["clauses.tsv"] = HEAD }, bases)
end

local function refused(text, says)
  lu.assertErrorMsgContains(says, load_pack, PACK .. text)
end

TestGuard = {}

function TestGuard.testData()
  local doc = load_pack(PACK .. GUARD)
  lu.assertEquals(#doc.guards, 1)
  local guard = doc.guards[1]
  lu.assertEquals({ guard.clause, guard.effect, guard.label }, { "1", "warn", { en = "new" } })
  lu.assertEquals({ guard.when.op, guard.when.clause, guard.when["in"] }, { "is", "2", { "intern" } })
  lu.assertEquals({ guard.must.op, guard.must.clause, guard.must.value }, { "grade", "1", "low" })
  lu.assertNil(guard.kind)
  doc = load_pack(PACK .. 'guard "1" { kind = "events", must = grade:equals "low", effect = "warn" }')
  lu.assertEquals(doc.guards[1].kind, "events")
  lu.assertEquals(doc.values.status.clauses, { intern = { clause = "2", value = "intern" } })
end

function TestGuard.testErrors()
  refused('guard "1" { effect = "warn" }', "guard: 'must' is missing")
  refused('guard "1" { must = always(), effect = "shout" }', "no effect 'shout'; expected one of block, warn")
  refused('guard "1" { kind = "roles", must = always(), effect = "warn" }',
    "no kind of facts 'roles'; expected one of absences, employees, events, metrics, ratings")
  refused('guard "9" { must = always(), effect = "warn" }', "no clause '9' in the register")
  refused('guard "1" { must = target:at_least "low", effect = "warn" }', "'target' is not known yet")
  refused(GUARD .. GUARD, "'1' is given already")
  refused('guard "1" { effect = "warn", must = opaque "x" { reads = {}, holds = function() return true end } }',
    "'x' in a guard")
  refused('catalogue "shift" { { "late", clause = "9" } }', "no clause '9' in the register")
end

function TestGuard.testVariant()
  local base = load_pack(PACK .. GUARD)
  local function variant(text)
    return load_pack('pack { id = "other", title = "Other" }\nextends "small"\n' .. text, { small = base })
  end
  local doc = variant 'override.guard "1" { effect = "block" }\nguard "2" { must = always(), effect = "warn" }'
  lu.assertEquals({ doc.guards[1].effect, doc.guards[1].must.value, doc.guards[2].clause }, { "block", "low", "2" })
  lu.assertEquals(doc.notes["/guards/1"].replaces.layer, "small")
  lu.assertEquals(base.guards[1].effect, "warn")
  doc = variant 'override.condition "is new" { when = status:is "confirmed" }'
  lu.assertEquals(doc.guards[1].when["in"], { "confirmed" })
  lu.assertErrorMsgContains("no guard '3' to override", variant, 'override.guard "3" { effect = "warn" }')
  lu.assertErrorMsgContains("'1' is in the base pack", variant, 'guard "1" { must = always(), effect = "warn" }')
end

os.exit(lu.LuaUnit.run())
