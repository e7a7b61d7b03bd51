-- The model of a run and of what people do to it: for each person whether a hold or an exclusion stands, the newest
-- override, whether it is approved and applied; and which facts each application wrote.
local books = require "books"
local judge = require "judge"
local words = require "words"

local run = {}
run.__index = run

-- receipt: { id =, cycle =, as_of =, known = transaction, policy = }; decisions: judge.everybody's.
function run.new(receipt, decisions)
  receipt.decisions, receipt.states, receipt.applications = decisions, {}, {}
  for _, d in ipairs(decisions) do receipt.states[d.employee] = { planned = d } end
  return setmetatable(receipt, run)
end

local function qualifies(d) return d.outcome == "direct" or d.outcome == "panel" end

-- The decision after an override.
function run:decision(code)
  local state = self.states[code]
  local planned, override = state.planned, state.override
  if not override then return planned end
  local d = { employee = code, outcome = override.outcome, from = planned.from, steps = 0, missing = {} }
  if qualifies(d) then
    d.rule, d.to = planned.rule, override.to
    if d.from then d.steps = words.rank[d.to] - words.rank[d.from] end
  end
  return d
end

function run:lines()
  local lines = {}
  for i, d in ipairs(self.decisions) do lines[i] = judge.line(self:decision(d.employee)) .. "\n" end
  return table.concat(lines)
end

local decided = words.set { "direct", "panel", "not_met", "capped", "ineligible" }

-- hold, exclude, release, override; false when it is to be refused.
function run:mark(kind, code, outcome, to)
  local state = self.states[code]
  if not state or state.applied then return false end
  if kind == "release" and not state.stopped then return false end
  if kind == "override" then
    if not decided[outcome] or qualifies { outcome = outcome } ~= (to ~= nil) then return false end
    if to and not words.rank[to] then return false end
    state.override = { outcome = outcome, to = to }
  end
  state.stopped = kind == "hold" or kind == "exclude"
  state.approved = kind == "release" and words.fault "release-approves" or false
  self.acted = true
  return true
end

-- How many are newly approved; nil when it is to be refused.
function run:approve(by, only)
  if self.policy.manager and by ~= self.policy.manager then return nil end
  local list = {}
  for _, code in ipairs(only or words.keys(self.states)) do
    local state = self.states[code]
    local fit = state and not state.stopped and qualifies(self:decision(code))
    if only and not fit then return nil end
    if fit and not state.approved then list[code] = true end
  end
  local count = 0
  for code in pairs(list) do
    self.states[code].approved, self.acted = true, true
    count = count + 1
  end
  return count
end

-- What applying would do, by the counts of its answer, and to whom.
function run:outlook()
  local counts, whom = { applied = 0, waiting_panel = 0, already = 0, unapproved = 0 }, {}
  for code, state in pairs(self.states) do
    local d = self:decision(code)
    if state.applied then
      counts.already = counts.already + 1
    elseif state.approved and d.outcome == "direct" then
      counts.applied = counts.applied + 1
      whom[#whom + 1] = code
    elseif state.approved then
      counts.waiting_panel = counts.waiting_panel + 1
    elseif not state.stopped and qualifies(d) then
      counts.unapproved = counts.unapproved + 1
    end
  end
  table.sort(whom)
  return counts, whom
end

function run:is_applied()
  for _, application in ipairs(self.applications) do
    if not application.undone then return true end
  end
  return false
end

-- The person without what this run wrote, where that still holds.
local function without_own(self, b, code)
  local person = {}
  for fact, value in pairs(b.people[code]) do person[fact] = value end
  for i = #self.applications, 1, -1 do
    local application = self.applications[i]
    for fact, value in pairs(not application.undone and application.wrote[code] or {}) do
      if person[fact] == value then person[fact] = (b.history[application.txn - 1][code] or {})[fact] end
    end
  end
  return person
end

-- Facts that no decision of this run can hang on: a window of 6 or 12 months reaches back over 12 or 24 at most.
local function is_irrelevant(self, fact, then_, now)
  if fact == "department" or fact == "manager" or fact == "name" then return true end
  local name, at = fact:match "^(grad[%a_]+)@(.*)$"
  if name then
    local known = books.in_force(then_, name, self.as_of) and books.in_force(now, name, self.as_of)
    return known and at > self.as_of
  end
  local year = math.tointeger(tonumber(self.as_of:sub(1, 4)))
  local first, last = ("%04d"):format(year - 3), self.as_of:sub(1, 7)
  local period = fact:match "^rating:(.*)$"
  if period then return period < first or period >= last end
  local kind, number = fact:match "^(%a+):(%d+):"
  local on = kind == "event" and (now[kind .. ":" .. number .. ":on"] or then_[kind .. ":" .. number .. ":on"])
  if on then return on < first or on >= last end
  local from = kind == "span" and (now[kind .. ":" .. number .. ":from"] or then_[kind .. ":" .. number .. ":from"])
  return from and from >= last or false
end

-- Whose facts have changed since the plan: those whose decision is another now have to stop the application, those of
-- whom something changed that may have been read may.
function run:changed(b)
  local must, may = {}, {}
  for code, then_ in pairs(b.history[self.known]) do
    if then_.code then
      local now, differs = without_own(self, b, code), false
      for _, facts in ipairs { then_, now } do
        for fact in pairs(facts) do
          if then_[fact] ~= now[fact] and not is_irrelevant(self, fact, then_, now) then differs = true end
        end
      end
      if differs then
        may[code] = true
        local readings = self.policy.readings
        local before = judge.line(judge.one(then_, self.cycle, self.as_of, readings))
        if not now.code or judge.line(judge.one(now, self.cycle, self.as_of, readings)) ~= before then
          must[code] = true
        end
      end
    end
  end
  return must, may
end

-- The draft of applying to these people; call applied() with its transaction.
function run:apply(b, whom)
  local d, wrote = b:draft(), {}
  for _, code in ipairs(whom) do
    local facts = { ["grade@" .. self.as_of] = self:decision(code).to, ["graded_on@" .. self.as_of] = self.as_of }
    wrote[code] = {}
    for fact, value in pairs(facts) do
      if d:set(code, fact, value) then wrote[code][fact] = value end
    end
  end
  return d, wrote
end

function run:applied(txn, wrote)
  self.applications[#self.applications + 1] = { txn = txn, wrote = wrote }
  for code in pairs(wrote) do self.states[code].applied = true end
end

-- The draft of undoing and how many people; nil and who stands in the way.
function run:undo(b)
  local d, people, offenders = b:draft(), 0, {}
  for _, application in ipairs(self.applications) do
    for code, wrote in pairs(not application.undone and application.wrote or {}) do
      people = people + 1
      local then_, now = b.history[application.txn][code], b.people[code]
      for written in pairs(wrote) do
        local name = written:match "^(.-)@"
        for _, facts in ipairs { then_, now } do
          for fact in pairs(facts) do
            if fact:match "^(.-)@" == name and then_[fact] ~= now[fact] then offenders[code] = true end
          end
        end
        d:set(code, written, (b.history[application.txn - 1][code] or {})[written])
      end
    end
  end
  if next(offenders) then return nil, offenders end
  return d, people
end

function run:undone(txn)
  for _, application in ipairs(self.applications) do application.undone = application.undone or txn end
  for _, state in pairs(self.states) do state.applied = nil end
end

return run
