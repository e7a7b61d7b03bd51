-- cursus init: create the database and a company; on an existing database add the company.
local store = require "cursus.store"
local date = require "cursus.date"
local tr = require("cursus.message").tr

return {
  configure = function(parser)
    parser:option("--seed", tr "help_init_seed"):argname "N":convert(math.tointeger)
    parser:option("--timezone", tr "help_init_timezone"):argname "ZONE":default "UTC"
  end,
  run = function(context, options)
    local code = options.company or "default"
    if not date.zone_valid(options.timezone) then context.usage(tr("bad_timezone", options.timezone)) end
    local database <close> = context.check(store.open(context.path, "create"))
    context:stamp(database, options.timezone)
    context.check(database:create_company(code, options.timezone, options.seed))
    context:done(tr("company_created", code, context.path), { "company" }, { company = code })
    return 0
  end,
}
