-- cursus repl: the script state at a prompt, with line editing and history where there is a terminal.
local edit = require "cursus.edit"
local fs = require "cursus.fs"
local workbench = require "repl.workbench"
local tr = require("cursus.message").tr

-- Where the XDG base directory specification wants it; nil without a home.
local function history_file()
  local home = os.getenv "HOME"
  local state = os.getenv "XDG_STATE_HOME" or home and home .. "/.local/state"
  if not state then return nil end
  local path = state:sub(1, 1) == "/" and "" or "."
  for part in state:gmatch "[^/]+" do
    path = path .. "/" .. part
    if not fs.attributes(path) then fs.mkdir(path) end
  end
  return state .. "/cursus_history"
end

-- Runs the code; or returns it when it wants more lines.
local function step(bench, code)
  if bench:incomplete(code) then return code end
  if not code:match "%S" then return nil end
  local ok, text = bench:evaluate(code, "=repl")
  io.stdout:flush()
  if not ok then io.stderr:write(text, "\n") end
end

return {
  configure = function() end,
  run = function(context)
    local bench = workbench.new(context)
    context:say(tr("repl_banner", context.path))
    local lines <close> = edit.open { history = history_file() }
    local pending
    local twice = false -- nothing was typed before the last Ctrl-C either
    while true do
      local line, empty = lines:read(pending and ">> " or "> ")
      if line == nil or line == false and empty and twice then break end
      twice = line == false and empty and not pending
      if line == false then
        io.stdout:write("^C\n", twice and tr "repl_again" .. "\n" or "")
        io.stdout:flush()
        pending = nil
      else
        pending = step(bench, pending and pending .. "\n" .. line or line)
      end
    end
    context:say ""
    return 0
  end,
}
