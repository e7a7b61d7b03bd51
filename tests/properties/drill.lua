-- What the properties without a model have in common: a seed is told step by step, what holds is asked after each, the
-- same steps are told once more, and those that show a difference are made fewer.
--
-- A property: {
--   world(r, seed, folder)           what a story begins with: { options = those of acting.new, spec = nil | a pack's }
--   another(world, spec)             the same with other procedures
--   start(self)                      what is known before the first step
--   tell(self, count)                the story, step by step, from self.r
--   look(self, step)                 what a step "look" asks
--   check(self, step, result, text)  what holds of any other
--   kind(self, step)                 the name that it is counted by
--   kinds                            those that some seed has to do
-- }
local acting = require "acting"
local expect = require "expect"
local random = require "random"
local smaller = require "smaller"

local drill = {}
drill.__index = drill

function drill.start(property, world)
  local self = setmetatable({
    property = property, world = world, steps = {}, tally = {}, play = acting.new(world.options),
  }, drill)
  property.start(self)
  return self
end

function drill:count(name, how)
  self.tally[name] = self.tally[name] or { done = 0, refused = 0 }
  self.tally[name][how] = self.tally[name][how] + 1
end

-- One step, today: its result, or nil and why not.
function drill:step(step)
  step.at = self.today
  self.steps[#self.steps + 1] = step
  if step.act == "look" then return self.property.look(self, step) end
  local result, text = self.play:step(step)
  self:count(self.property.kind(self, step), result ~= nil and "done" or "refused")
  self.property.check(self, step, result, text)
  return result, text
end

-- Whose turn it is, a case whose turn it is not, or nil.
function drill:some_turn(run)
  local todo = assert(self.play.company:todo { as_of = self.today })
  if #todo > 0 and self.r:chance(88) then return self.r:pick(todo) end
  local cases = assert(self.play.company:cases { run = run, today = self.today })
  return #cases > 0 and self.r:pick(cases) or nil
end

function drill:case(label) return assert(self.play.company:case(self.play:code(label), { today = self.today })) end

function drill.set_of(names)
  local set = {}
  for _, name in ipairs(names or {}) do set[name] = true end
  return next(set) and set or nil
end

-- What of an act is right at the stage: its papers, a reason where there is one to give, marks.
function drill:papers(stage, turn, marks)
  local doing = { comment = "because", documents = drill.set_of(stage.needs), forms = drill.set_of(stage.fills) }
  if turn.form then doing.scores = { [turn.form] = tostring(self.r:between(marks[1], marks[2])) } end
  return doing
end

-- What is wrong, or nil.
function drill.caught(act)
  local ok, wrong = xpcall(act, function(e)
    return expect.is_difference(e) and e or expect.difference("error", debug.traceback(tostring(e), 2))
  end)
  return not ok and wrong or nil
end

-- A story told anew: a difference or nil. What a step asks by itself (`nested`) comes with it.
function drill.again(property, world, steps)
  local self = drill.start(property, world)
  local wrong = drill.caught(function()
    for _, step in ipairs(steps) do
      local copy = {}
      for name, value in pairs(step) do copy[name] = value end
      self.today = step.at
      if not step.nested then self:step(copy) end
    end
  end)
  self.play:close()
  return wrong
end

-- The story of a seed: { wrong = nil | difference, steps =, tally =, world = }; a wrong one is made smaller.
function drill.play(property, seed, count, folder)
  local r = random.new(seed)
  local world = property.world(r, seed, folder)
  local self = drill.start(property, world)
  self.r = r
  local wrong = drill.caught(function()
    property.tell(self, count)
    acting.told_again(world.options, self.steps, self.play.store:head())
  end)
  self.play:close()
  local told = { wrong = wrong, steps = self.steps, tally = self.tally, world = world }
  if not wrong or wrong.check == "again" then return told end
  local function tell(story) return drill.again(property, property.another(world, story.spec), story.steps) end
  local small = smaller({ spec = world.spec, steps = self.steps }, wrong.check, tell)
  told.steps, told.world = small.steps, property.another(world, small.spec)
  told.wrong = drill.again(property, told.world, small.steps) or wrong
  return told
end

return drill
