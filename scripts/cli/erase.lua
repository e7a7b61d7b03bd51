-- cursus erase EMPLOYEE --reason TEXT: the personal fields go for good; facts, decisions and the chain stay whole.
local tr = require("cursus.message").tr

return {
  configure = function(parser)
    parser:argument("employee", tr "help_employee"):argname "EMPLOYEE"
    parser:option("--reason", tr "help_reason"):argname "TEXT":count(1)
  end,
  run = function(context, options)
    if options.reason:match "^%s*$" then context.usage(tr "reason_empty") end
    local company = context:company "write"
    context.check(company:erase(options.employee))
    context:done(tr("erased", options.employee), { "erased" }, { erased = options.employee })
    return 0
  end,
}
