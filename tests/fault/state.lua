-- cursus run state.lua DATABASE: what the contract calls the same bytes, as the commands say it; in one process, since
-- it is asked hundreds of times.
local command_line = require "cli.main"

local database = ...

local function say(...)
  local words = { "--db", database, "--now", "2026-07-06T09:00:00", "--lang", "en", ... }
  if command_line(words) ~= 0 then os.exit(1, true) end
end

say "verify"
say("cycle", "list", "--format", "json")
local store <close> = assert(require("cursus.store").open(database, "read"))
local runs = #assert(assert(store:company()):runs())
store:close()
if runs > 0 then say("cycle", "show", "1", "--format", "json") end
