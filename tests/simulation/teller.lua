-- Tells stories of which many begin alike, as shrinking does: a story goes on from where the database and the model
-- were kept after a beginning that it shares with the story told for that.
local player = require "player"

local teller = {}
teller.__index = teller

local MOST = 24 -- beginnings kept of a story: each is a whole database
local NEAR, FEW = 4, 4 -- and those of the last few stories that turned off so many steps behind one

-- story: the one whose beginnings are kept; kept: { { number = of steps, play =, database = }, ... } in order.
function teller.new(program) return setmetatable({ program = program, story = {}, kept = {}, turns = {} }, teller) end

-- How many steps it has in common with the story whose beginnings are kept.
local function shared(self, steps)
  local count = 0
  while steps[count + 1] and steps[count + 1] == self.story[count + 1] do count = count + 1 end
  return count
end

-- A player after the longest beginning that is kept of the first `most` steps, and how many steps that is.
local function resumed(self, most)
  local best
  for _, list in ipairs { self.kept, self.turns } do
    for _, kept in ipairs(list) do
      if kept.number <= most and (not best or kept.number > best.number) then best = kept end
    end
  end
  if not best then return player.new(self.program), 0 end
  self.program:put(best.database)
  return best.play:copy(), best.number
end

local function keep(self, list, number, play)
  list[#list + 1] = { number = number, play = play:copy(), database = self.program:keep() }
end

-- From now on the beginnings of this story are kept, which has so many steps in common with the one before.
local function change(self, steps, common)
  self.story, self.turns = steps, {}
  while #self.kept > 0 and self.kept[#self.kept].number > common do table.remove(self.kept) end
end

-- The story told: nil, or a difference and the number of the step that showed it. With `base` its beginnings are kept
-- from now on.
function teller:tell(steps, base)
  local common = shared(self, steps)
  local play, told = resumed(self, common)
  local every = math.max(1, #steps // MOST)
  if base then change(self, steps, common) end
  for number = told + 1, #steps do
    local wrong = play:step(steps[number])
    if wrong then return wrong, number end
    if base and (number % every == 0 or number <= 2) then -- init and the policy, which takes long, begin every story
      keep(self, self.kept, number, play)
    elseif not base and number == common and number - told >= NEAR then
      if #self.turns == FEW then table.remove(self.turns, 1) end
      keep(self, self.turns, number, play)
    end
  end
end

return teller
