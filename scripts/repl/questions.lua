-- What people ask at the prompt, in a word each: why, what_if, who; and help, which names them.
local date = require "cursus.date"
local text = require "cursus.text"
local verdict = require "report.verdict"
local words = require "report.words"
local tr = require("cursus.message").tr

local questions = {}

local OUTCOMES <const> = { "direct", "panel", "not_met", "capped", "ineligible", "undetermined", "error" }

-- How a question is asked, when it was asked otherwise.
local function expect(context, fits, how)
  if not fits then context.fail(tr(how)) end
end

local function is_run(number) return number == nil or math.type(number) == "integer" and number >= 0 end

-- Is it something that a decision of the run could have: an outcome, a clause, a fact ("graded_on", "rating:2026-03")?
local function check_what(context, run, what)
  for _, outcome in ipairs(OUTCOMES) do
    if what == outcome then return end
  end
  local document = context.check(context:database "read":pack(run.pack)).document
  for _, clause in ipairs(document.clauses) do
    if what == clause.id then return end
  end
  local name = what:match "^([^:]*)"
  for _, section in ipairs { "attributes", "series", "events" } do
    if (document[section] or {})[name] then return end
  end
  context.fail(tr("repl_who_unknown", what, table.concat(OUTCOMES, ", ")))
end

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
  verdict.print(context.check(company:explain(employee, asked)), context.found(company:name(employee)),
    words.grade_of_run(company, context:database "read", run.id))
end

-- The questions as functions for the environment of the prompt.
function questions.of(context)
  local env = {}

  function env.why(employee, number)
    expect(context, type(employee) == "string" and is_run(number), "repl_why_how")
    explain(context, employee, number)
  end

  -- what_if("E1", "rating:2026-03", "A", "graded_on", "2026-01-01")
  function env.what_if(employee, ...)
    local assume, given = {}, table.pack(...)
    expect(context, type(employee) == "string" and given.n > 0 and given.n % 2 == 0, "repl_what_if_how")
    for i = 1, given.n, 2 do
      local fact, value = given[i], given[i + 1]
      expect(context, type(fact) == "string" and (type(value) == "string" or math.type(value) == "integer"),
        "repl_what_if_how")
      assume[#assume + 1] = { fact, tostring(value) }
    end
    explain(context, employee, nil, assume)
  end

  -- who "panel", who "8.4.1.3.a", who "rating:2026-03": whose outcome, clause or missing fact is that; all without one.
  function env.who(what, number)
    expect(context, (what == nil or type(what) == "string") and is_run(number), "repl_who_how")
    local company = context:company "read"
    local run = run_of(context, company, number)
    if what then check_what(context, run, what) end
    local known, n = words.of_company(company, context:database "read"), 0
    for decision in context.check(company:decisions(run.id)) do
      local clause = decision.rule or decision.clause or ""
      local fits = not what or decision.outcome == what or clause == what
      for _, fact in ipairs(decision.missing) do fits = fits or fact == what end
      if fits then
        n = n + 1
        local to = decision.to and " → " .. known:grade(decision.to) or ""
        print(text.pad(decision.employee .. " " .. (context.found(company:name(decision.employee)) or ""), 18)
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
