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

return {
  configure = function() end,
  run = function(context)
    local bench = workbench.new(context)
    context:say(tr("repl_banner", context.path))
    local lines <close> = edit.open { history = history_file() }
    local pending
    while true do
      local line = lines:read(pending and ">> " or "> ")
      if not line then break end
      local code = pending and pending .. "\n" .. line or line
      if bench:incomplete(code) then
        pending = code
      else
        pending = nil
        if code:match "%S" then
          local ok, text = bench:evaluate(code, "=repl")
          io.stdout:flush()
          if not ok then io.stderr:write(text, "\n") end
        end
      end
    end
    context:say ""
    return 0
  end,
}
