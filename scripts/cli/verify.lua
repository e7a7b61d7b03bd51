-- cursus verify: is the ledger's chain whole? Prints its head, the line an auditor keeps.
local tr = require("cursus.message").tr

return {
  name = "verify",
  configure = function() end,
  run = function(context)
    local database = context:database "read"
    local result = context.check(database:verify())
    if context.report.format == "table" then
      context:say(tr("verify_whole", result.txns, result.facts, result.people, result.runs))
      context:say(tr("verify_head", result.txns, result.head))
    else
      context.report:object({ "txns", "facts", "people", "runs", "head" }, result)
    end
    return 0
  end,
}
