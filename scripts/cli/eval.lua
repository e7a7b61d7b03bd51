-- cursus eval CODE: one expression or chunk on the script state; results are printed one a line.
local workbench = require "repl.workbench"
local tr = require("cursus.message").tr

return {
  configure = function(parser) parser:argument("code", tr "help_eval_code"):argname "CODE" end,
  run = function(context, options)
    local bench = workbench.new(context)
    local ok, text = bench:evaluate(options.code, "=eval")
    if not ok then context.fail(text) end
    return 0
  end,
}
