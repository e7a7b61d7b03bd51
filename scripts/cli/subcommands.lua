-- A command made of subcommands: rows { name, run(context, options), configure(parser) or nil }. The help of each
-- is the message help_<command>_<name>.
local tr = require("cursus.message").tr

return function(command, rows)
  local run_of = {}
  for _, row in ipairs(rows) do run_of[row[1]] = row[2] end
  return {
    configure = function(parser)
      for _, row in ipairs(rows) do
        local sub = parser:command(row[1], tr("help_" .. command .. "_" .. row[1]))
        if row[3] then row[3](sub) end
      end
    end,
    run = function(context, options) return run_of[options.subcommand](context, options) end,
  }
end
