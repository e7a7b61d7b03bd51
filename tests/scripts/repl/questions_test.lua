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

_G.TestQuestions = TestQuestions
os.exit(lu.LuaUnit.run())
