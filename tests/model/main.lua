-- lua5.4 tests/model/main.lua DIR CYCLE AS_OF [--one-by-one] [READING=CHOICE ...]
-- DIR holds employees.csv ratings.csv events.csv absences.csv; prints one decision a line, as
-- `cursus cycle show --format json` does.
-- --one-by-one tries every missing rating by itself: slow, and only to check the model's one short cut.

package.path = arg[0]:gsub("[^/]*$", "") .. "?.lua;" .. package.path
local model = require "camera_care"
local csv = require "csv"

local words, readings, one_by_one = {}, {}, false
for _, word in ipairs(arg) do
  local name, choice = word:match "^(.-)=(.*)$"
  if name then
    readings[name] = choice
  elseif word == "--one-by-one" then
    one_by_one = true
  else
    words[#words + 1] = word
  end
end
if #words ~= 3 then
  io.stderr:write "usage: main.lua DIR CYCLE AS_OF [--one-by-one] [READING=CHOICE ...]\n"
  os.exit(2)
end

local company = {}
for _, kind in ipairs { "employees", "ratings", "events", "absences" } do
  company[kind] = csv.read(words[1] .. "/" .. kind .. ".csv")
end

local function text(value) return value and '"' .. value:gsub('[\\"]', "\\%0") .. '"' or "null" end

for _, d in ipairs(model.decide(company, words[2], words[3], readings, one_by_one)) do
  local missing = {}
  for i, name in ipairs(d.missing) do missing[i] = text(name) end
  print(string.format('{"employee":%s,"outcome":%s,"rule":%s,"from":%s,"to":%s,"steps":%d,"missing":[%s]}',
    text(d.employee), text(d.outcome), text(d.rule), text(d.from), text(d.to), d.steps, table.concat(missing, ",")))
end
