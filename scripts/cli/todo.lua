-- cursus todo [--actor CODE] [--as-of DATE]: whose turn it is, by due day, what is overdue first.
local cases = require "report.cases"
local words = require "report.words"
local tr = require("cursus.message").tr

return {
  configure = function(parser)
    parser:option("--as-of", tr "help_as_of"):argname "DATE"
  end,
  run = function(context, options)
    local company, database = context:company "read"
    local as_of = options.as_of and context:day("--as-of", options.as_of) or context:today(company.zone)
    local rows = context.check(company:todo { actor = options.actor, as_of = as_of })
    if #rows == 0 and options.actor and not context.found(company:person(options.actor, {})) then
      context.warn(tr("todo_nobody", options.actor))
    end
    if #rows == 0 and context.report.format == "table" then
      context:say(tr "todo_nothing")
      return 0
    end
    local function names(code)
      local name = context.found(company:name(code))
      return name and code .. " " .. name or code
    end
    local shown = cases.todo_rows(rows, names, words.reader(database),
      context.found(database:extract()) ~= nil)
    context.report:rows(cases.todo_columns(context.report.format), shown)
    return 0
  end,
}
