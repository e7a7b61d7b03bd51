-- cursus backup FILE: a verified copy, made while others work.
local tr = require("cursus.message").tr

return {
  configure = function(parser) parser:argument("file", tr "help_backup_file"):argname "FILE" end,
  run = function(context, options)
    local database = context:database "any"
    local result = context.check(database:backup(options.file))
    if context.report.format == "table" then
      context:say(tr("backup_done", options.file))
      context:say(tr("verify_whole", result.txns, result.facts, result.people, result.runs))
      if database:older() then context:say(tr "backup_older") end
      context:say(tr("verify_head", result.txns, result.head))
    else
      result.file = options.file
      context.report:object({ "file", "txns", "facts", "people", "runs", "head" }, result)
    end
    return 0
  end,
}
