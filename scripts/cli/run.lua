-- cursus run FILE.lua [ARG...]: a trusted script with the whole program as modules. What follows FILE belongs to the
-- script.
local tr = require("cursus.message").tr

return {
  configure = function(parser)
    parser:argument("file", tr "help_run_file"):argname "FILE.lua"
    parser:argument("arguments", tr "help_run_arguments"):argname "ARG":args "*"
    parser:handle_options(false)
  end,
  run = function(context, options)
    local chunk, text = loadfile(options.file)
    if not chunk then context.fail(text) end
    rawset(_G, "arg", { [0] = options.file, table.unpack(options.arguments) })
    package.loaded["cursus.session"] = { path = context.path, company = options.company, actor = context:actor() }
    local ok, status = xpcall(chunk, context.handler, table.unpack(options.arguments))
    if not ok then context.fail(context.is_failure(status) and status.text or status) end
    return math.type(status) == "integer" and status or 0
  end,
}
