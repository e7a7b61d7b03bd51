-- cursus run worker.lua ANSWERS. Commands one after the other in one process, as the command line would run them: a
-- line of standard input is the words of one command as a json array, a line of the pipe ANSWERS its exit status. Saves
-- starting a process for each.
local command_line = require "cli.main"
local json = require "cursus.json"

local answers = assert(io.open((...), "w"))
for line in io.lines() do
  local status = command_line(json.decode(line))
  io.stdout:flush()
  io.stderr:flush()
  answers:write(status, "\n")
  answers:flush()
end
