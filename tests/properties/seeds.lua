-- The door of a property: its seeds one by one, and what there is to know of one that fails.
local acting = require "acting"
local drill = require "drill"
local fs = require "cursus.fs"
local telling = require "telling"

local seeds = {}

local function options_of(name, words, options)
  for i, word in ipairs(words) do
    local value = words[i + 1] or ""
    if word == "--seeds" or word == "--seed" then
      local first, last = value:match "^(%d+)%.%.(%d+)$"
      options.first, options.last = math.tointeger(first or value), math.tointeger(last or value)
    elseif word == "--steps" then
      options.steps = math.tointeger(value)
    end
  end
  if options.first and options.last and options.steps then return options end
  io.stderr:write(("usage: %s [--seeds FIRST..LAST | --seed N] [--steps N]\n"):format(name))
  os.exit(2)
end

local function summary(tally)
  local names, parts = {}, {}
  for name in pairs(tally) do names[#names + 1] = name end
  table.sort(names)
  for i, name in ipairs(names) do parts[i] = ("%s %d/%d"):format(name, tally[name].done, tally[name].refused) end
  return table.concat(parts, ", ")
end

-- What none of the seeds has done, though the property is about it.
local function never(kinds, tally)
  local list = {}
  for _, kind in ipairs(kinds) do
    if not tally[kind] or tally[kind].done == 0 then list[#list + 1] = kind end
  end
  return list
end

local function complain(name, seed, told, steps)
  io.stderr:write(("%s\n%s\nseed %d, step %d: %s: %s\n"):format(told.world.text or "", acting.text(told.steps), seed,
    #told.steps, told.wrong.check, told.wrong.text))
  io.stderr:write(("again: cursus run tests/properties/%s --seed %d --steps %d\n"):format(name, seed, steps))
end

-- The exit status. Over the seeds of `defaults`, or more, every kind of act of the property has to be done once.
function seeds.each(name, words, defaults, property)
  local all = defaults.last - defaults.first + 1
  local options, folder = options_of(name, words, defaults), telling.folder()
  local failed, tally = 0, {}
  for seed = options.first, options.last do
    local told = drill.play(property, seed, options.steps, folder)
    for act, counts in pairs(told.tally) do
      tally[act] = tally[act] or { done = 0, refused = 0 }
      for kind, count in pairs(counts) do tally[act][kind] = tally[act][kind] + count end
    end
    if told.wrong then
      failed = failed + 1
      complain(name, seed, told, options.steps)
    end
  end
  local count = options.last - options.first + 1
  print(("%d seeds: %d failed; done/refused: %s"):format(count, failed, summary(tally)))
  local missing = count >= all and never(property.kinds, tally) or {}
  if #missing > 0 then io.stderr:write("never done: ", table.concat(missing, ", "), "\n") end
  fs.remove(folder)
  return failed == 0 and #missing == 0 and 0 or 1
end

return seeds
