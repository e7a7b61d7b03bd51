-- cursus restore FILE: puts a backup in the place of the database; the old file stays beside it.
local backup = require "cursus.backup"
local tr = require("cursus.message").tr

return {
  configure = function(parser)
    parser:argument("file", tr "help_restore_file"):argname "FILE"
    parser:flag("--force", tr "help_restore_force")
  end,
  run = function(context, options)
    local result = context.check(backup.restore(options.file, context.path, options.force or false))
    if context.report.format == "table" then
      context:say(tr("restore_done", context.path, options.file))
      if result.kept then context:say(tr("restore_kept", result.kept)) end
      context:say(tr("verify_whole", result.txns, result.facts, result.people, result.runs))
      context:say(tr("verify_head", result.txns, result.head))
    else
      context.report:object({ "kept", "given_up", "txns", "facts", "people", "runs", "head" }, result)
    end
    if result.given_up > 0 then context.warn(tr("restore_given_up", result.given_up, result.kept)) end
    return 0
  end,
}
