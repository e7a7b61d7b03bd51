-- cursus run main.lua --seed N | --seeds FIRST..LAST | --story FILE  [--years N] [--people N] [--no-shrink]
-- See README.md. run.sh sets the environment.
local source = os.getenv "CURSUS_SOURCE_DIR"
package.path = source .. "/tests/simulation/?.lua;" .. source .. "/tests/model/?.lua;" .. package.path
local generate = require "generate"
local player = require "player"
local program = require "program"
local shrink = require "shrink"
local story = require "story"
local teller = require "teller"

local options, words = { years = 10, people = 24, shrink = true }, { ... }
for i, word in ipairs(words) do
  local value = words[i + 1]
  if word == "--seed" then options.first, options.last = math.tointeger(value), math.tointeger(value) end
  if word == "--seeds" then
    local first, last = value:match "^(%d+)%.%.(%d+)$"
    options.first, options.last = math.tointeger(first), math.tointeger(last)
  end
  if word == "--years" or word == "--people" then options[word:sub(3)] = math.tointeger(value) end
  if word == "--story" then options.story = value end
  if word == "--no-shrink" then options.shrink = false end
end
if not options.first and not options.story then
  io.stderr:write("usage: run.sh --seed N | --seeds FIRST..LAST | --story FILE",
    "  [--years N] [--people N] [--no-shrink]\n")
  os.exit(2)
end

local cursus = program.new {
  bin = os.getenv "CURSUS_BIN", kill_at = os.getenv "CURSUS_KILL_AT", source = source,
  dir = os.getenv "CURSUS_SIMULATION_DIR",
}

-- A story told to a new program: nil, or the difference and the step that showed it.
local function tell(steps) return player.new(cursus):play(steps) end

local function complain(steps, wrong, name)
  local path = name .. ".story"
  story.write(path, steps)
  io.stderr:write(("%s: %s: %s\n"):format(name, wrong.check, wrong.text))
  if not options.shrink then return end
  local small = shrink(steps, wrong, teller.new(cursus), function(text) io.stderr:write(text, "\n") end)
  path = name .. ".small.story"
  story.write(path, small)
  local again = tell(small) or wrong
  local text = story.text(small)
  io.stderr:write(("the smallest story that shows it, %d steps (run.sh --story %s):\n%s%s: %s\n"):format(#small, path,
    #text < 6000 and text or "", again.check, again.text))
end

local failed = 0
if options.story then
  local steps = story.read(options.story)
  local wrong, number = tell(steps)
  if wrong then
    failed = 1
    complain(table.move(steps, 1, number, 1, {}), wrong, (options.story:gsub("%.story$", "")))
  end
else
  for seed = options.first, options.last do
    local play = player.new(cursus)
    local steps, wrong = generate.play(seed, options, play)
    print(("seed %d: %d steps, %d people, %d transactions, %d runs, %d kills, %d refused: %s"):format(seed, #steps,
      #play.books:codes(), play.books.txn, #play.run_list, play.kills, play.refused, wrong and "FAILED" or "agreed"))
    io.stdout:flush()
    if wrong then
      failed = failed + 1
      complain(steps, wrong, "seed-" .. seed)
      io.stderr:write(("again: tests/simulation/run.sh --seed %d --years %d --people %d\n"):format(seed, options.years,
        options.people))
    end
  end
end
cursus:close()
os.exit(failed == 0 and 0 or 1, true)
