-- cursus person EMPLOYEE [--as-of DATE] [--known-at T]: the person's file, as of today unless said, and what is dated
-- ahead.
local json = require "cursus.json"
local file = require "report.person"
local words = require "report.words"
local tr = require("cursus.message").tr

return {
  configure = function(parser)
    parser:argument("employee", tr "help_employee"):argname "EMPLOYEE"
    parser:option("--as-of", tr "help_as_of"):argname "DATE"
    parser:option("--known-at", tr "help_known_at"):argname "TIMESTAMP"
  end,
  run = function(context, options)
    local company, database = context:company "read"
    local view = {
      as_of = options.as_of and context:day("--as-of", options.as_of) or context:today(company.zone),
      known_at = context:known_at(company, options.known_at),
    }
    local person = context.check(company:person(options.employee, view))
    person.name = context.found(company:name(options.employee))
    file.find_sources(company, person, view)
    if context.report.format == "json" then
      io.stdout:write(json.encode(person, { keys = file.KEYS }), "\n")
    elseif context.report.format == "csv" then
      context.report:rows({ { "recorded" }, { "fact" }, { "before" }, { "value" } }, file.history(person, company.zone))
    else
      file.print(person, company.zone, words.of_company(company, database))
    end
    return 0
  end,
}
