-- cursus record KIND field=value...: one fact by hand, the same way as a row of an import file.
local intake = require "cli.intake_report"
local triggers = require "cli.triggers"
local tr = require("cursus.message").tr

return {
  configure = function(parser)
    parser:argument("kind", tr "help_import_kind"):argname "KIND"
    parser:argument("fields", tr "help_record_fields"):argname "FIELD=VALUE":args "+"
  end,
  run = function(context, options)
    local row, names = {}, {}
    for _, field in ipairs(options.fields) do
      local name, value = context.pair("FIELD=VALUE", field)
      if row[name] then context.usage(tr("field_twice", name)) end
      row[name] = value
      names[#names + 1] = name
    end
    -- What the ledger keeps for ever names the fields only: a value may be personal, and then it can be erased.
    context.command = ("record %s %s"):format(options.kind, table.concat(names, " "))
    local company = context:company "write"
    local status = intake.print(context, company:import { kind = options.kind, row = row })
    triggers(context, company)
    return status
  end,
}
