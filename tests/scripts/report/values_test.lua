-- Values as documents show them.
local lu = require "luaunit"
local message = require "cursus.message"
local values = require "report.values"

local TestValues = {}

function TestValues.setUp() message.language "en" end
function TestValues.tearDown() message.language "en" end

function TestValues.testDays()
  lu.assertEquals(values.day "2026-07-01", "2026-07-01")
  lu.assertNil(values.day(nil))
  message.language "zh"
  lu.assertEquals(values.day "2026-07-01", "2026年7月1日")
  lu.assertEquals(values.day "soon", "soon")
end

function TestValues.testMoneyAndPoints()
  lu.assertEquals(values.money(0), "0.00")
  lu.assertEquals(values.money(5), "0.05")
  lu.assertEquals(values.money(99999), "999.99")
  lu.assertEquals(values.money(100000), "1,000.00")
  lu.assertEquals(values.money(123456789), "1,234,567.89")
  lu.assertEquals(values.money(-520050), "-5,200.50")
  lu.assertNil(values.money(nil))
  lu.assertEquals(values.plain(520050), "5200.50")
  lu.assertEquals(values.hundredths(8525), "85.25")
  lu.assertEquals(values.percent(3000), "30%")
  lu.assertEquals(values.percent(1250), "12.5%")
end

function TestValues.testWordsOfThePack()
  local pack = { values = { grade = { labels = { low = { en = "low grade", zh = "低级" } } } } }
  lu.assertEquals(values.of(pack, { type = "grade" }, "low"), "low grade")
  lu.assertEquals(values.of(pack, { type = "grade" }, "other"), "other")
  lu.assertEquals(values.of(pack, { type = "date" }, "2026-07-01"), "2026-07-01")
  lu.assertNil(values.of(pack, { type = "grade" }, nil))
  message.language "zh"
  lu.assertEquals(values.of(pack, { type = "grade" }, "low"), "低级")
end

function TestValues.testClausesInWords()
  local clause = { id = "1", text = "in English", label = { zh = "中文" } }
  lu.assertEquals(values.clause(clause), "in English")
  message.language "zh"
  lu.assertEquals(values.clause(clause), "中文")
  lu.assertEquals(values.clause { id = "1", text = "only", label = {} }, "only")
  lu.assertNil(values.clause(nil))
end

_G.TestValues = TestValues
os.exit(lu.LuaUnit.run())
