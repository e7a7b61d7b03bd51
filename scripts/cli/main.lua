-- The command line: global options, the list of commands, exit statuses (contract: 0 done, 1 failed or found
-- something, 2 wrong usage).
local argparse = require "argparse"
local commands = require "cli.commands"
local context = require "cli.context"
local date = require "cursus.date"
local message = require "cursus.message"
local out = require "report.out"
local tr = message.tr

local function global_options(parser)
  parser:option("--db", tr "help_db"):argname "FILE"
  parser:option("--company", tr "help_company"):argname "CODE"
  parser:option("--format", tr "help_format"):argname "FORMAT":choices { "table", "json", "csv" }
  parser:option("--lang", tr "help_lang"):argname "LANG":choices { "en", "zh" }
  parser:option("--now", tr "help_now"):argname "TIMESTAMP"
  parser:option("--actor", tr "help_actor"):argname "NAME"
end

-- Only what may be asked for has its options and its module.
local function build_parser(args)
  local said = {}
  for _, arg in ipairs(args) do said[arg] = true end
  local parser = argparse("cursus", tr "help_program")
  parser:require_command(false)
  parser:command_target "command"
  parser:flag("--version", tr "help_version")
  global_options(parser)
  for _, row in ipairs(commands) do
    local name, module = table.unpack(row)
    local sub = parser:command(name, tr("help_" .. name))
    sub:command_target "subcommand"
    if said[name] then require(module).configure(sub) end
  end
  return parser
end

-- The language decides the texts of the parser itself, so it is looked for before parsing.
local function early_language(args)
  local asked
  for i, arg in ipairs(args) do
    if arg == "--lang" then asked = args[i + 1] end
    asked = arg:match "^%-%-lang=(.*)$" or asked
  end
  local environment = os.getenv "LC_ALL" or os.getenv "LC_MESSAGES" or os.getenv "LANG" or ""
  if not asked then asked = environment:match "^zh" and "zh" or "en" end
  message.language(asked == "zh" and "zh" or "en")
end

local function fail(text, status)
  io.stdout:flush()
  out.complain("cursus: ", text, "\n")
  return status
end

local function module_of(command)
  for _, row in ipairs(commands) do
    if row[1] == command then return require(row[2]) end
  end
end

return function(args)
  early_language(args)
  local parser = build_parser(args)
  local wrong -- the (sub)command whose words are wrong
  function parser.error(where, text)
    wrong = where
    error(text, 0)
  end
  local parsed, options = pcall(parser.parse, parser, args)
  if not parsed then
    if not wrong then error(options, 0) end
    io.stderr:write(wrong:get_usage(), "\n\n")
    return fail(tostring(options), 2)
  end
  if options.version then
    io.stdout:write("cursus ", require "cursus.version", "\n")
    return 0
  end
  if not options.command then
    io.stderr:write(parser:get_help(), "\n")
    return 2
  end
  if options.now and not date.time_parse(options.now, "UTC") then
    return fail(tr("bad_time", "--now", options.now), 2)
  end
  local command = module_of(options.command)
  local c = context.new(options, args)
  local ok, result = xpcall(command.run, context.handler, c, options)
  c:close()
  if ok then return result or 0 end
  if not context.is_failure(result) then result = context.handler(result) end -- memory ran out: no handler was called
  if context.is_failure(result) then return fail(result.text, result.status) end
  return fail(tr("internal_error", tostring(result)), 1)
end
