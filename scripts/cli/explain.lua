-- cursus explain EMPLOYEE --run RUN | --cycle NAME --as-of DATE [--known-at T] [--assume FACT=VALUE]...
local json = require "cursus.json"
local verdict = require "report.verdict"
local words = require "report.words"
local tr = require("cursus.message").tr

local function assumptions(context, options)
  local list = {}
  for _, text in ipairs(options.assume or {}) do
    list[#list + 1] = { context.pair("--assume", text) }
  end
  return list
end

local function question(context, company, options)
  if options.run then
    if options.cycle or options.as_of or options.known_at or #(options.assume or {}) > 0 then
      context.usage(tr "explain_run_alone")
    end
    return { run = context.number(options.run, "bad_run") }
  end
  if not (options.cycle and options.as_of) then context.usage(tr "explain_needs") end
  return {
    cycle = options.cycle, as_of = context:day("--as-of", options.as_of),
    known_at = context:known_at(company, options.known_at), assume = assumptions(context, options),
  }
end

return {
  configure = function(parser)
    parser:argument("employee", tr "help_employee"):argname "EMPLOYEE"
    parser:option("--run", tr "help_run_id"):argname "RUN"
    parser:option("--cycle", tr "help_cycle_name"):argname "NAME"
    parser:option("--as-of", tr "help_as_of"):argname "DATE"
    parser:option("--known-at", tr "help_known_at"):argname "TIMESTAMP"
    parser:option("--assume", tr "help_assume"):argname "FACT=VALUE":count "*"
  end,
  run = function(context, options)
    local company, database = context:company "read"
    local explanation = context.check(company:explain(options.employee, question(context, company, options)))
    if context.report.format == "json" then
      io.stdout:write(json.encode(explanation, { keys = verdict.KEYS }), "\n")
    elseif context.report.format == "csv" then
      context.report:rows({ { "mark" }, { "text" }, { "clause" } }, explanation.lines)
    else
      verdict.print(explanation, context.found(company:name(options.employee)),
        words.grade_of_run(company, database, explanation.run))
    end
    return 0
  end,
}
