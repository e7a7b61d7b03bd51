-- Makes a story from a seed: a small company month by month, from 2026 on. It looks at the model only, never at the
-- program, so the same seed gives the same story as long as the two agree.
local cycles = require "generate_cycles"
local facts = require "generate_facts"
local random = require "random"
local words = require "words"

local generate = {}
generate.__index = generate

local FIRST_YEAR = 2026

-- Stops the telling at a difference.
local stop = {}

-- options: { years =, people = }; play: a player.
local function new(seed, options, play)
  return setmetatable({
    r = random.new(seed), play = play, books = play.books, story = {}, options = options, number = 0, labels = 0,
    hired = 0, habits = {}, late = {}, imported = {}, planned = {}, seen = {},
    day = random.day_of(FIRST_YEAR, 1, 1), minute = 0,
  }, generate)
end

-- A time of the story's clock, later than every one before.
function generate:now()
  self.minute = self.minute + 1
  return ("%sT%02d:%02d:00"):format(random.day_text(self.day), 8 + self.minute // 60, self.minute % 60)
end

function generate:next_day(day)
  if day > self.day then self.day, self.minute = day, 0 end
end

function generate:label(kind)
  self.labels = self.labels + 1
  return kind .. self.labels
end

-- Not killed: what writes nothing, and what is more than one command.
local quiet = words.set {
  "init", "wonder", "view", "review", "replay", "everybody", "explain", "verify", "ready", "show",
  "newcomer_elsewhere", "complaint_elsewhere", "round_elsewhere",
}

-- Adds a step and takes it at once.
function generate:step(step)
  step.at = self:now()
  if not quiet[step.act] and self.r:chance(4) then
    step.kill = self.r:between(0, 1000)
  elseif self.r:chance(5) then
    step.alone = true
  end
  self.story[#self.story + 1] = step
  local wrong = self.play:step(step)
  if wrong then
    self.wrong = wrong
    error(stop, 0)
  end
end

-- A day, now and then the first or the last of its month instead.
function generate:edge(day)
  if self.r:chance(75) then return day end
  local y, m = random.day_text(day):match "^(%d+)-(%d+)"
  local month = math.tointeger(tonumber(y)) * 12 + math.tointeger(tonumber(m)) - 1
  return self.r:chance(50) and random.last_day(month) or random.last_day(month - 1) + 1
end

-- ---- who is there

-- Codes of people who are employed, as far as is known.
function generate:employed()
  local list = {}
  for _, code in ipairs(self.books:codes()) do
    if self.books.people[code].status ~= "left" then list[#list + 1] = code end
  end
  return list
end

-- Somebody; nil when there is nobody.
function generate:somebody(list)
  list = list or self.books:codes()
  if #list > 0 then return self.r:pick(list) end
end

local reading_choices = require("camera_care").readings

function generate:readings()
  local chosen = {}
  for _, name in ipairs(words.keys(reading_choices)) do
    if self.r:chance(40) then chosen[name] = self.r:pick(reading_choices[name]) end
  end
  return chosen
end

-- ---- a month

-- What if something about somebody were otherwise?
function generate:wonder()
  local r, assume = self.r, {}
  local code = self:somebody()
  if not code then return end
  local as_of = random.day_text(self:edge(self.day - r:between(0, 200)))
  for _ = 1, r:between(0, 2) do
    local month = as_of:sub(1, 5) .. ("%02d"):format(r:between(1, 12))
    if r:chance(70) then assume["rating:" .. month] = r:pick(words.ratings) end
    if r:chance(20) then assume.graded_on = random.day_text(self.day - r:between(0, 400)) end
    local events = self.books.instances_of(self.books.people[code], "event")
    for _, number in ipairs(words.keys(events)) do
      local on = events[number].on
      if on and r:chance(30) then assume["complaint:" .. on] = r:pick { "yes", "no" } end
    end
  end
  local cycle = self.books.people[code].position == "leader" and "leaders-yearly" or "half-year"
  self:step { act = "wonder", employee = code, cycle = cycle, as_of = as_of, assume = assume }
end

-- In the other company, where people and complaints are called the same.
function generate:elsewhere()
  local r, code, known = self.r, self:somebody() or "E0001", {}
  for _, other in ipairs(self.books:codes()) do
    local events = self.books.instances_of(self.books.people[other], "event")
    for _, number in ipairs(words.keys(events)) do
      if events[number].ref and events[number].on then known[#known + 1] = events[number] end
    end
  end
  self:step { act = "newcomer_elsewhere", row = { code = code, name = self:label "他" .. "氏", status = "confirmed",
    position = r:pick { "agent", "assistant", "qc" }, grade = r:pick(words.grades) } }
  for _ = 1, #known > 0 and r:between(1, 3) or 0 do
    local event = r:pick(known)
    self:step { act = "complaint_elsewhere", row = { employee = code, kind = "complaint", on = event.on,
      ref = event.ref, cause = "other", upheld = "yes" } }
  end
end

function generate:look_back()
  local r = self.r
  if r:chance(20) then
    local against = #self.seen > 0 and r:chance(70) and r:pick(self.seen) or nil
    self:step { act = "verify", against = against }
    self.seen[#self.seen + 1] = self.story[#self.story].at
  end
  if r:chance(50) and #self.planned > 0 then self:step { act = "replay", run = r:pick(self.planned) } end
  if r:chance(30) and #self.planned > 0 then
    self:step { act = "explain", run = r:pick(self.planned), employee = self:somebody() or "E0001" }
  end
  if r:chance(30) then self:step { act = "everybody" } end
  if r:chance(50) then self:wonder() end
  if r:chance(15) then self:elsewhere() end
  -- What was asked before is asked again: the answer must be the same.
  self.views = self.views or {}
  for _ = 1, r:between(0, 3) do
    if #self.views == 0 or r:chance(40) then
      local known = self.story[r:between(1, #self.story)].at
      local as_of = random.day_text(self:edge(self.day - r:between(0, 900)))
      local view = { act = "review", cycle = r:chance(70) and "half-year" or "leaders-yearly" }
      if r:chance(70) then view = { act = "view", employee = self:somebody() or "E0001" } end
      view.known, view.as_of = known, (view.cycle or r:chance(50)) and as_of or nil
      self.views[#self.views + 1] = view
    end
    local view = {}
    for k, v in pairs(r:pick(self.views)) do view[k] = v end
    self:step(view)
  end
end

function generate:change_policy()
  local r, effective, before = self.r, nil, self.story[#self.story].at
  if r:chance(60) then effective = random.day_text(self.day + r:between(-400, 200)) end
  self:step {
    act = "load", readings = self:readings(), effective = effective, manager = r:chance(40) and "Boss" or nil,
    remark = r:chance(30) and "version " .. r:between(1, 3) or nil,
  }
  if r:chance(50) then -- what was known before does not know it
    local as_of = random.day_text(self.day - r:between(0, 100))
    self:step { act = "review", cycle = "half-year", known = before, as_of = as_of }
  end
end

function generate:month(month)
  local r, first = self.r, random.day_of(month // 12, month % 12 + 1, 1)
  self:next_day(first + r:between(0, 2))
  facts.ratings_of(self, month - 1)
  facts.life(self, month)
  if r:chance(4) then self:change_policy() end
  if month % 6 == 0 then cycles.round(self, "half-year", random.day_text(first)) end
  if month % 12 == 0 then cycles.round(self, "leaders-yearly", random.day_text(first)) end
  if r:chance(4) then
    local as_of = random.day_text(self:edge(first + r:between(-200, 20)))
    cycles.round(self, r:chance(60) and "half-year" or "leaders-yearly", as_of)
  end
  self:next_day(first + r:between(10, 27))
  for _ = 1, self.wild and r:between(0, 5) or r:between(0, 4) // 4 do
    if r:chance(50) then
      cycles.mess(self)
    else
      facts.mess(self)
    end
  end
  facts.second_thoughts(self, month)
  self:look_back()
end

local function tell(self, seed)
  self.wild = self.r:chance(30) -- a company where everybody clicks about
  self:step { act = "init", seed = seed & 0xffffff, zone = self.r:pick { "Asia/Shanghai", "UTC", "Europe/Berlin" } }
  self:step { act = "load", readings = self:readings(), manager = self.r:chance(50) and "Boss" or nil }
  facts.beginning(self, self.options.people, FIRST_YEAR * 12)
  for month = FIRST_YEAR * 12, (FIRST_YEAR + self.options.years) * 12 - 1 do self:month(month) end
  for _, run in ipairs(self.planned) do self:step { act = "replay", run = run } end
  self:step { act = "verify", against = self.seen[1] }
  self:step { act = "everybody" }
end

-- The story so far, and the difference that ended it or nil.
function generate.play(seed, options, play)
  local self = new(seed, options, play)
  local ok, wrong = xpcall(tell, function(e) return e == stop and e or debug.traceback(e, 2) end, self, seed)
  if not ok and wrong ~= stop then error(wrong, 0) end
  return self.story, self.wrong
end

return generate
