-- What cannot be read is said, and not taken for a run that did not decide.
local lu = require "luaunit"
local context = require "cli.context"
local questions = require "repl.questions"

local TestQuestions = {}

function TestQuestions.testADecisionThatCannotBeReadIsNoAnswer()
  local company = {
    runs = function() return { { id = 1 } } end,
    decision = function() return nil, "the disk is gone", "CS_EDB" end,
  }
  local place = setmetatable({ company = function() return company end }, { __index = context })
  local ok, problem = pcall(questions.of(place).why, "E1")
  lu.assertFalse(ok)
  lu.assertTrue(context.is_failure(problem))
  lu.assertEquals(problem.text, "the disk is gone")
end

-- A question that is asked in another way is told how, and not where in the program it failed.
function TestQuestions.testHowToAsk()
  local place = setmetatable({ company = function() error "not asked" end }, { __index = context })
  local env = questions.of(place)
  local function told(how, ask, ...)
    local ok, problem = pcall(env[ask], ...)
    lu.assertFalse(ok)
    lu.assertTrue(context.is_failure(problem), tostring(problem))
    lu.assertStrContains(problem.text, how)
  end
  told('why("E1", 3)', "why", "E1", "x")
  told('why("E1", 3)', "why", "E1", 1.5)
  told('why("E1", 3)', "why")
  told('who("panel", 3)', "who", "panel", "x")
  told('who("panel", 3)', "who", 7)
  told('what_if("E1", "rating:2026-03", "A")', "what_if", "E1", "rating:2026-03")
  told('what_if("E1", "rating:2026-03", "A")', "what_if", "E1")
  told('what_if("E1", "rating:2026-03", "A")', "what_if", "E1", "rating:2026-03", {})
end

_G.TestQuestions = TestQuestions
os.exit(lu.LuaUnit.run())
