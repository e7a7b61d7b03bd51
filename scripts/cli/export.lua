-- cursus export scope --department X [--no-pay] --out FILE: a part of the database for somebody who may see no more.
local subcommands = require "cli.subcommands"
local tr = require("cursus.message").tr

local function scope(context, options)
  local company, database = context:company "read"
  context:stamp(database, company.zone)
  local made = context.check(company:export_scope {
    attribute = "department", value = options.department, on = context:today(company.zone),
    without_pay = options.no_pay, path = options.out,
  })
  if context.report.format == "table" then
    context:say(tr("scope_done", options.out, made.people, made.runs, made.cases, made.forms, made.of,
      made.of_hash))
    if made.left_out > 0 then context:say(tr("scope_left_out", made.left_out)) end
    if made.forms_left_out > 0 then context:say(tr("scope_forms_left_out", made.forms_left_out)) end
    context:say(tr("verify_head", made.txns, made.head))
  else
    made.file = options.out
    context.report:object({
      "file", "people", "runs", "left_out", "cases", "forms", "forms_left_out", "of", "of_hash", "txns", "facts",
      "head",
    }, made)
  end
  return 0
end

return subcommands("export", {
  { "scope", scope, function(parser)
    parser:option("--department", tr "help_scope_department"):argname "NAME":count(1)
    parser:flag("--no-pay", tr "help_scope_no_pay")
    parser:option("--out", tr "help_scope_out"):argname "FILE":count(1)
  end },
})
