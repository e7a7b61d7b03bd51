-- Decisions as people see them: what cannot be read is an error, not an empty cell.
local lu = require "luaunit"
local runs = require "report.runs"

-- luacheck: globals TestRuns
TestRuns = {}

local function failing() return nil, "the disk fails", "CS_EDB" end

local function one_decision()
  local list = { { employee = "E1", outcome = "direct", steps = 1, missing = {} } }
  return function() return table.remove(list) end
end

function TestRuns.test_a_name_that_cannot_be_read_is_an_error()
  local company = { decisions = one_decision, name = failing }
  lu.assertErrorMsgContains("the disk fails", runs.decisions(company, 1))
  company.name = function() end
  lu.assertEquals(runs.decisions(company, 1)().employee, "E1")
end

function TestRuns.test_decisions_that_cannot_be_read_are_an_error()
  lu.assertErrorMsgContains("the disk fails", runs.decisions, { decisions = failing }, 1)
end

os.exit(lu.LuaUnit.run())
