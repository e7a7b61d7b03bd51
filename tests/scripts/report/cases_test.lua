-- What is said of an act in the history of a case.
local lu = require "luaunit"
local message = require "cursus.message"
local cases = require "report.cases"

TestCases = {}

function TestCases.setUp() message.language "en" end
function TestCases.tearDown() message.language "en" end

-- The reason of a no is somebody's; a clause that was found not to hold must not read as if it had been applied.
function TestCases.testWhoseReason()
  lu.assertTrue(cases.is_found { verb = "judge", reason = "1" })
  lu.assertTrue(cases.is_found { verb = "score", reason = "1" })
  lu.assertTrue(cases.is_found { verb = "approve", answer = "yes", reason = "1" })
  lu.assertFalse(cases.is_found { verb = "approve", answer = "no", reason = "1" })
  lu.assertFalse(cases.is_found { verb = "refuse", reason = "1" })
  lu.assertFalse(cases.is_found { verb = "decide", answer = "stop", reason = "1" })
end

function TestCases.testTotals()
  lu.assertEquals(cases.total_line { total = 7350 }, "total: 73.50 points")
  lu.assertEquals(cases.total_line { total = 7500, pass = 7500 }, "total: 75.00 points, pass mark 75.00")
  lu.assertEquals(cases.total_line { total = 7499, pass = 7500 }, "total: 74.99 points, below the pass mark 75.00")
  message.language "zh"
  lu.assertEquals(cases.total_line { total = 7499, pass = 7500 }, "总分：74.99 分，低于合格分 75.00")
end

os.exit(lu.LuaUnit.run())
