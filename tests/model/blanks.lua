-- lua5.4 tests/model/blanks.lua DIR SEED OUT
-- A copy of a company's import files in which some cells that decide verdicts are blank. Never more than two cells of
-- one employee, so that the model, which tries everything, stays quick.

package.path = arg[0]:gsub("[^/]*$", "") .. "?.lua;" .. package.path
local csv = require "csv"
local random = require "random"

local dir, seed, out = arg[1], math.tointeger(arg[2]), arg[3]
assert(dir and seed and out, "usage: blanks.lua DIR SEED OUT")
local r = random.new(seed)
os.execute("mkdir -p '" .. out:gsub("'", "'\\''") .. "'")

for _, kind in ipairs { "employees", "ratings", "events", "absences" } do
  local rows, header = csv.read(dir .. "/" .. kind .. ".csv")
  for _, row in ipairs(rows) do
    if kind == "employees" and r:chance(12) then
      for _ = 1, r:between(1, 2) do row[r:pick { "position", "status", "grade", "hired_on", "graded_on" }] = "" end
    elseif kind == "events" and r:chance(15) then
      row[r:pick { "cause", "upheld" }] = ""
    end
  end
  csv.write(out .. "/" .. kind .. ".csv", header, rows)
end
