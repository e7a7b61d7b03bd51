-- What people ask at the prompt, in a word each: why, what_if, who; and help, which names them.
local date = require "cursus.date"
local text = require "cursus.text"
local verdict = require "report.verdict"
local words = require "report.words"
local tr = require("cursus.message").tr

local questions = {}

-- The run of that number, else the newest one that decided about the person (of all, when nobody is named).
local function run_of(context, company, number, employee)
  if number then return context.check(company:run(number)) end
  local newest
  for _, run in ipairs(context.check(company:runs())) do
    if not employee or context.found(company:decision(run.id, employee)) then newest = run end
  end
  return newest or context.fail(employee and tr("repl_not_decided", employee) or tr "repl_no_run")
end

local function explain(context, employee, number, assume)
  local company = context:company "read"
  local run = run_of(context, company, number, employee)
  local asked = { run = run.id }
  if assume then asked = { cycle = run.cycle, as_of = run.as_of, known_at = run.known, assume = assume } end
  local cycle = words.of_company(company, context:database "read"):cycle(run.cycle)
  print(tr("run_head", run.id, cycle, date.text(run.as_of), run.people))
  verdict.print(context.check(company:explain(employee, asked)), company:name(employee))
end

-- The questions as functions for the environment of the prompt.
function questions.of(context)
  local env = {}

  function env.why(employee, number) explain(context, employee, number) end

  -- what_if("E1", "rating:2026-03", "A", "graded_on", "2026-01-01")
  function env.what_if(employee, ...)
    local assume = {}
    for i = 1, select("#", ...), 2 do assume[#assume + 1] = { (select(i, ...)), (select(i + 1, ...)) } end
    explain(context, employee, nil, assume)
  end

  -- who "panel", who "8.4.1.3.a", who "rating:2026-03": whose outcome, clause or missing fact is that; all without one.
  function env.who(what, number)
    local company = context:company "read"
    local run = run_of(context, company, number)
    local known, n = words.of_company(company, context:database "read"), 0
    for decision in context.check(company:decisions(run.id)) do
      local clause = decision.rule or decision.clause or ""
      local fits = not what or decision.outcome == what or clause == what
      for _, fact in ipairs(decision.missing) do fits = fits or fact == what end
      if fits then
        n = n + 1
        local to = decision.to and " → " .. known:grade(decision.to) or ""
        print(text.pad(decision.employee .. " " .. (company:name(decision.employee) or ""), 18)
          .. text.pad(tr("outcome_" .. decision.outcome), 14) .. text.pad(clause, 12)
          .. (decision.from and known:grade(decision.from) or "?") .. to)
      end
    end
    print(tr("repl_who", n, run.id))
  end

  function env.help() print(tr "repl_help") end

  return env
end

return questions
