-- Lines for people. What comes from packs, files and people may hold what moves a cursor, turns a line round or cannot
-- be seen: it is made visible here, in one place for every line that is no table (cli/report.lua does the cells).
local text = require "cursus.text"

local out = {}

local function plain(...) return (table.concat { ... }:gsub("[^\n]+", text.visible)) end

function out.write(...) io.stdout:write(plain(...)) end
function out.complain(...) io.stderr:write(plain(...)) end

-- Without the blanks at its end, in linear time however many there are.
function out.trim(line) return line:match "^(.*[^ ])" or "" end

return out
