-- cursus replay RUN: the same bytes from what the receipt says?
local tr = require("cursus.message").tr

return {
  configure = function(parser) parser:argument("run", tr "help_run_id"):argname "RUN":convert(math.tointeger) end,
  run = function(context, options)
    local company = context:company "read"
    local people = context.check(company:replay(options.run))
    if context.report.format == "table" then
      context:say(tr("replay_same", options.run, people))
    else
      context.report:object({ "run", "same", "people" }, { run = options.run, same = true, people = people })
    end
    return 0
  end,
}
