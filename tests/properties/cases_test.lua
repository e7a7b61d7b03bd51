-- cursus run cases_test.lua [--seeds FIRST..LAST | --seed N | --story FILE] [--steps N] [--no-shrink]
-- Random procedures and acts, right and wrong, told to the program and to a model: README.md.
local source = os.getenv "CURSUS_SOURCE_DIR"
for _, folder in ipairs { "model", "simulation", "properties" } do
  package.path = ("%s/tests/%s/?.lua;%s"):format(source, folder, package.path)
end
local fs = require "cursus.fs"
local telling = require "telling"
require("cursus.message").language "en"

local options, words = { first = 1, last = 50, steps = 32, shrink = true }, { ... }
for i, word in ipairs(words) do
  local value = words[i + 1]
  if word == "--seed" then options.first, options.last = math.tointeger(value), math.tointeger(value) end
  if word == "--seeds" then
    local first, last = value:match "^(%d+)%.%.(%d+)$"
    options.first, options.last = math.tointeger(first), math.tointeger(last)
  end
  if word == "--steps" then options.steps = math.tointeger(value) end
  if word == "--story" then options.story = value end
  if word == "--no-shrink" then options.shrink = false end
end
if not options.first or not options.last or not options.steps then
  io.stderr:write("usage: cases_test.lua [--seeds FIRST..LAST | --seed N | --story FILE] [--steps N] [--no-shrink]\n")
  os.exit(2)
end

local folder, failed = telling.folder(), 0

if options.story then
  local story = telling.read(options.story)
  local wrong = telling.tell(story, folder)
  if wrong then
    failed = 1
    io.stderr:write(("%s: %s: %s\n"):format(options.story, wrong.check, wrong.text))
  end
else
  local count = 0
  for seed = options.first, options.last do
    local ok, story, wrong = xpcall(telling.seed, debug.traceback, seed, options.steps, folder)
    if not ok then
      story, wrong = nil, { check = "error", text = story }
      io.stderr:write(("seed %d: %s\n"):format(seed, wrong.text))
    end
    if wrong then
      failed = failed + 1
      if story then telling.complain(story, wrong, "seed-" .. seed, folder, options.shrink) end
      io.stderr:write(("again: cursus run tests/properties/cases_test.lua --seed %d --steps %d\n"):format(seed,
        options.steps))
    end
    count = count + (story and #story.steps or 0)
  end
  print(("%d seeds, %d steps: %d failed"):format(options.last - options.first + 1, count, failed))
end
fs.remove(folder)
os.exit(failed == 0 and 0 or 1, true)
