-- What a case has written, and what its stages are still going to write.
local lu = require "luaunit"
local case_effects = require "report.case_effects"

local PACK = {
  attributes = { wanted = { case = true }, grade = {}, pay = {} },
  parameters = { amounts = { unit = "money" }, levels = { unit = "integer" } },
  procedures = {
    rise = {
      stages = {
        { stage = "agree" },
        { stage = "sign", next = { ends = "x", writes = { { write = "level",
          value = { table = "levels", of = { "wanted" } }, on = { date = "as_of" } } } } },
        { stage = "pay", writes = {
          { write = "grade", value = { case = "wanted" }, on = { date = "done_on" }, clause = "1" },
          { write = "pay", value = { table = "amounts", of = { "wanted" } }, clause = "2",
            on = { date = { stage = "agree" }, first_of_month = true, months = { param = "delay" } } },
        } },
      },
    },
  },
}
local GIVEN = { parameters = { amounts = { high = 520050 }, delay = 1 }, readings = {} }

local function case_with(acts, wrote)
  return { procedure = "rise", acts = acts, wrote = wrote or {}, known = { wanted = "high" }, as_of = "2026-07-01" }
end

local function held(name, day)
  return name == "pay" and (day and 450000) or name == "grade" and "low" or nil
end

local function is(wanted) return function(name) return name == wanted end end

local AGREED = { act = 2, stage = "agree", to = "sign", on = "2026-01-31" }

local TestEffects = {}

function TestEffects.testMoneyIsWhatATableOfMoneyGives()
  lu.assertEquals(case_effects.money(PACK), { pay = true })
end

function TestEffects.testWhatIsStillToCome()
  local effects = case_effects.of(case_with { AGREED }, PACK, GIVEN, held)
  lu.assertEquals(effects:change(is "pay", 9),
    { name = "pay", from = 450000, to = 520050, on = "2026-02-01", clause = "2" })
  local grade = effects:change(is "grade", 9)
  lu.assertEquals(grade.to, "high")
  lu.assertNil(grade.on) -- nobody knows when that stage will be done
end

function TestEffects.testAStageThatWasTakenBackHasNoDay()
  local effects = case_effects.of(case_with { { act = 2, stage = "agree", to = "sign", on = "2026-01-31",
    reversed_by = 3 } }, PACK, GIVEN, held)
  lu.assertNil(effects:change(is "pay", 9).on)
end

function TestEffects.testWhatWasWrittenComesFirst()
  local wrote = {
    { act = 2, of = "attribute", name = "pay", before = 1, value = 2, on = "2026-01-01", clause = "a" },
    { act = 3, of = "attribute", name = "pay", before = 2, value = 3, on = "2026-02-01", reversed_by = 4 },
    { act = 5, of = "attribute", name = "pay", before = 2, value = 4, on = "2026-03-01" },
  }
  local effects = case_effects.of(case_with({ AGREED }, wrote), PACK, GIVEN, held)
  lu.assertEquals(effects:change(is "pay", 4), { name = "pay", from = 1, to = 2, on = "2026-01-01", clause = "a" })
  lu.assertEquals(effects:change(is "pay", 5).to, 4)
end

function TestEffects.testACaseThatHasEndedChangesNothingMore()
  local case = case_with { AGREED }
  case.outcome = "refused"
  lu.assertNil(case_effects.of(case, PACK, GIVEN, held):change(is "pay", 9))
end

-- What cannot be read is said: a form without its amounts would be kept for good.
function TestEffects.testSettingsThatCannotBeReadAreNotNone()
  local company = { adoptions = function() return nil, "the disk is gone", "CS_EDB" end }
  local case = { pack = "h", acts = { { txn = 2 } } }
  lu.assertEquals({ case_effects.given(company, { document = PACK, compiled = "{}" }, case, {}, 3, 20000) },
    { nil, "the disk is gone", "CS_EDB" })
  company.adoptions = function() return { { hash = "h", txn = 1, settings = {} } } end
  local given, why, code = case_effects.given(company, { document = PACK, compiled = "no pack" }, case, {}, 3, 20000)
  lu.assertNil(given)
  lu.assertStrContains(why, "pack")
  lu.assertEquals(code, "CS_EPACK")
end

_G.TestEffects = TestEffects
os.exit(lu.LuaUnit.run())
