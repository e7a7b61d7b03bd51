-- Makes a story that shows a difference as small as it gets while it still shows one of that kind: fewer steps, plainer
-- stages, plainer steps.
local fewest = require "fewest"

local function with(t, name, value)
  local copy = {}
  for k, v in pairs(t) do copy[k] = v end
  copy[name] = value
  return copy
end

-- What a stage can do without; a pack that no longer loads is no difference of the kind.
local STAGE = { "when", "due", "from", "writes", "needs", "fills", "check", "returns", "everyone", "asks", "reasons",
  "fails", "answers", "next" }
local STEP = { "on", "role", "stage", "confirm", "set", "reason", "comment", "documents", "forms", "scores", "cells" }

local function procedure_with(p, place, name)
  local stages = table.move(p.stages, 1, #p.stages, 1, {})
  stages[place] = with(stages[place], name, nil)
  return with(p, "stages", stages)
end

local function plainer_spec(story, shows)
  if not story.spec then return story end
  for number, p in ipairs(story.spec.procedures) do
    for place in ipairs(p.stages) do
      for _, name in ipairs(STAGE) do
        local now = story.spec.procedures[number]
        if now.stages[place][name] ~= nil then
          local list = table.move(story.spec.procedures, 1, #story.spec.procedures, 1, {})
          list[number] = procedure_with(now, place, name)
          local new = with(story, "spec", with(story.spec, "procedures", list))
          if shows(new) then story = new end
        end
      end
    end
  end
  local none = with(story, "spec", with(story.spec, "triggers", {}))
  return shows(none) and none or story
end

-- A step without one of its fields; where they are those of a call (acting.lua), they stand under `doing`.
local function step_with(step, name)
  if step[name] ~= nil then return with(step, name, nil) end
  if step.doing and step.doing[name] ~= nil then return with(step, "doing", with(step.doing, name, nil)) end
end

local function plainer_steps(story, shows)
  for number in ipairs(story.steps) do
    for _, name in ipairs(STEP) do
      local plain = step_with(story.steps[number], name)
      if plain then
        local steps = table.move(story.steps, 1, #story.steps, 1, {})
        steps[number] = plain
        local new = with(story, "steps", steps)
        if shows(new) then story = new end
      end
    end
  end
  return story
end

-- story: its last step shows a difference of the kind `check`; tell(story) gives the difference or nil.
return function(story, check, tell)
  local function shows(one)
    local ok, wrong = pcall(tell, one) -- a story that cannot be told any more
    return ok and wrong ~= nil and wrong.check == check
  end
  if not shows(story) then return story end
  local function shorter()
    story = with(story, "steps", fewest(story.steps, function(rest) return shows(with(story, "steps", rest)) end))
  end
  shorter()
  story = plainer_spec(story, shows)
  story = plainer_steps(story, shows)
  shorter()
  return story
end
