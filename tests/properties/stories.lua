-- Makes a story from a seed: a procedure, a company of seven, and what they do, right and wrong. It looks at the model
-- only, so the same seed gives the same story as long as program and model agree.
local date = require "cursus.date"
local desk = require "desk"
local casefile = require "casefile"
local inbox = require "inbox"
local player = require "player"
local random = require "random"
local specs = require "specs"

local stories = {}
local teller = {}
teller.__index = teller

local PEOPLE = { "E1", "E2", "E3", "E4", "E5", "E6", "E7" }
local stop = {}

function teller:day(offset) return date.text(self.today + (offset or 0)) end

-- Adds a step and takes it at once.
function teller:step(step)
  step.at = self:day()
  self.steps[#self.steps + 1] = step
  local wrong = self.play:step(step)
  if wrong then
    self.wrong = wrong
    error(stop, 0)
  end
end

-- ---- facts

function teller:role_row()
  local r = self.r
  local role = r:pick { "clerk", "clerk", "boss", "head", "head" }
  return {
    role = role, employee = r:pick(PEOPLE), per = role == "head" and r:chance(85) and r:pick { "D1", "D2" } or nil,
    from = self:day(r:between(-60, 5)), to = r:chance(20) and self:day(r:between(1, 60)) or nil,
  }
end

function teller:employee_row(code)
  local r = self.r
  local row = { code = code }
  if r:chance(85) then row.department = r:pick { "D1", "D2" } end
  if r:chance(85) then row.manager = r:pick(PEOPLE) end
  if r:chance(70) then row.shift = r:pick { "day", "night", "both" } end
  if r:chance(70) then row.rate = tostring(r:between(1, 4) * 100) end
  if r:chance(50) then row.level = r:pick { "low", "mid", "high" } end
  if r:chance(30) then row.since = self:day(r:between(-400, 0)) end
  return row
end

local changes = {}

function changes.role(self)
  local r, roles = self.r, self.play.world.company.roles
  if #roles > 0 and r:chance(50) then
    local old = r:pick(roles)
    return "roles", {
      role = old.role, employee = old.employee, per = old.per, from = date.text(old.from),
      to = self:day(r:between(-3, 10)),
    }
  end
  return "roles", self:role_row()
end

function changes.delegation(self)
  local r = self.r
  local actor, delegate = r:pick(PEOPLE), r:pick(PEOPLE)
  if actor == delegate then delegate = actor == "E1" and "E2" or "E1" end
  return "delegations", {
    actor = actor, delegate = delegate, from = self:day(r:between(-5, 2)),
    to = r:chance(60) and self:day(r:between(0, 15)) or nil,
  }
end

function changes.relation(self)
  local r = self.r
  return "relations", {
    relation = "near", subject = r:pick(PEOPLE), object = r:pick(PEOPLE), from = self:day(r:between(-30, 2)),
    to = r:chance(30) and self:day(r:between(0, 30)) or nil,
  }
end

function changes.person(self)
  local r = self.r
  local row = { code = r:pick(PEOPLE) }
  local name = r:pick { "shift", "rate", "level", "since", "manager", "department" }
  row[name] = self:employee_row("E1")[name] or (name == "rate" and "300") or nil
  if r:chance(6) then row.left_on = self:day(r:between(-2, 20)) end
  if not next(row, next(row)) then row.shift = "night" end
  return "employees", row
end

function changes.rating(self)
  local r = self.r
  local month = date.text(date.add_months(self.today, -r:between(1, 4))):sub(1, 7)
  return "ratings", { employee = r:pick(PEOPLE), period = month, rating = r:pick { "A", "B", "C", "C" } }
end

function teller:change(kind)
  local any = self.r:pick { "role", "role", "delegation", "relation", "person", "rating" }
  local import, row = changes[kind or any](self)
  self:step { act = "record", kind = import, row = row }
end

-- ---- acts

local ANSWERS = { wanted = { "low", "mid", "high" }, turn = { "day", "night" }, n = { "1", "2", "3" } }

function teller:answer_to(name)
  local r = self.r
  if r:chance(2) then return "nonsense" end
  if name == "ends_on" then return self:day(r:between(-10, 40)) end
  return r:pick(ANSWERS[name])
end

function teller:answers(asks)
  local set = {}
  for _, ask in ipairs(asks or {}) do
    if self.r:chance(ask.required and 97 or 75) then set[ask.name] = self:answer_to(ask.name) end
  end
  if self.r:chance(2) then set.n = "2" end
  return next(set) and set or nil
end

function teller:points()
  local r = self.r
  if r:chance(3) then return r:pick { "101", "7.123", "x", "-1", "5." } end
  local whole = r:chance(80) and r:between(50, 99) or r:between(0, 99)
  return r:pick { tostring(whole), ("%d.5"):format(whole), ("%d.%02d"):format(whole, r:between(0, 99)) }
end

local contents = {}

function contents.approve(self, _, step)
  step.answer = self.r:chance(75) and "yes" or "no"
  if self.r:chance(5) then step.answer = nil end
end

function contents.decide(self, stage, step)
  step.answer = self.r:pick(desk.sorted(stage.answers))
  if self.r:chance(55) then step.answer = "yes" end
  if self.r:chance(4) then step.answer = "perhaps" end
end

function contents.object(self, stage, step)
  local r = self.r
  if r:chance(30) then
    step.answer, step.actor = "objection", r:pick(PEOPLE)
  elseif stage.answers and r:chance(70) then
    step.answer = r:pick(desk.sorted(stage.answers))
  end
end

function contents.score(self, stage, step, turn)
  local forms = {}
  for _, c in ipairs(stage.collects or {}) do forms[#forms + 1] = c.form end
  if stage.panel then forms[#forms + 1] = stage.panel end
  step.scores = { [turn.form or self.r:pick(forms)] = self:points() }
  if self.r:chance(10) then step.scores[self.r:pick(forms)] = self:points() end
  if self.r:chance(3) then step.scores = nil end
end

function contents.judge(self, stage, step)
  if not stage.checklist then return end
  step.cells = {}
  for _, row in ipairs { "r1", "r2" } do
    if self.r:chance(70) then step.cells[row] = self.r:chance(85) and "yes" or "no" end
  end
end

-- What is wrong with an act, some of the time.
function teller:spoil(case, step)
  local r, stages = self.r, case.procedure.stages
  local how = r:between(1, 9)
  if how == 1 then step.actor = r:pick(PEOPLE) end
  if how == 2 then step.actor = case.subject end
  if how == 3 then step.stage = r:chance(80) and r:pick(stages).name or "99" end
  if how == 4 then step.documents = nil end
  if how == 5 then step.on = self:day(r:between(1, 4)) end
  if how == 6 then step.on = date.text(case.state.entered_on - r:between(1, 3)) end
  if how == 7 then step.role = r:pick { "clerk", "boss", "head", "superior" } end
  if how == 8 then step.answer = r:pick { "no", "yes", "again", "objection" } end
  if how == 9 then step.comment = nil end
end

function teller:stage_act(step, stage, turn)
  local r = self.r
  if r:chance(30) then step.stage = stage.name end
  if r:chance(20) then step.role = turn.role end
  if r:chance(92) then step.documents = stage.needs end
  if r:chance(92) then step.forms = stage.fills end
  step.set = self:answers(stage.asks)
  step.comment = "because"
  if contents[stage.act] then contents[stage.act](self, stage, step, turn) end
  if stage.reasons and r:chance(85) then step.reason = r:pick(stage.reasons) end
  if r:chance(4) then step.documents = { r:pick { "paper", "report", "note" } } end
end

local verbs = {}

function verbs.attach(self, _, step) step.documents = { self.r:pick { "paper", "report" } } end
function verbs.refuse(self, _, step, stage) step.reason = stage.reasons and self.r:pick(stage.reasons) or nil end
verbs["return"] = function(self, _, step, stage)
  if stage.returns and self.r:chance(80) then step.to = self.r:pick(stage.returns) end
end
function verbs.withdraw(self, case, step)
  if self.r:chance(80) then step.actor = case.acts[1].actor end
end
function verbs.reassign(self, case, step)
  step.by = self.r:pick(PEOPLE)
  if self.r:chance(40) then step.actor, step.whom = case.acts[1].actor, step.actor end
end
function verbs.excuse(self, _, step)
  step.whom = step.actor
  if self.r:chance(30) then step.actor = self.r:pick(PEOPLE) end
end
function verbs.reverse(self, case, step)
  local newest = casefile.newest(case)
  step.reverses = newest and newest.number or 1
  if newest and self.r:chance(70) then step.actor = newest.actor end
  if self.r:chance(10) then step.reverses = self.r:between(1, #case.acts + 1) end
end

local VERBS = { { 76, "" }, { 2, "attach" }, { 2, "refuse" }, { 5, "return" }, { 2, "withdraw" }, { 4, "reassign" },
  { 3, "excuse" }, { 7, "reverse" } }

-- An act on a case: what a row of a sheet says, too.
function teller:act_on(label, case)
  local r, world = self.r, self.play.world
  local step = { case = label }
  local _, stage = inbox.due(case)
  local turn = {}
  local turns = inbox.turns(world, case, self.today)
  if #turns > 0 then turn = r:pick(turns) end
  step.actor = turn.actor or r:pick(PEOPLE)
  local verb = r:weighted(VERBS)
  if not stage then verb = r:chance(70) and "reverse" or verb end
  if verb == "" then
    if stage then self:stage_act(step, stage, turn) end
  else
    step.verb, step.comment = verb, "because"
    if stage or verb == "reverse" or verb == "withdraw" then verbs[verb](self, case, step, stage) end
  end
  local since = self.today - case.state.entered_on
  if since > 0 and r:chance(12) then step.on = self:day(-r:between(1, since)) end
  if r:chance(15) then step.confirm = true end
  if r:chance(14) then self:spoil(case, step) end
  return step
end

-- A case, sooner one that is open: its label.
function teller:some_case()
  local world, open, all = self.play.world, {}, {}
  for _, case in ipairs(world.list) do
    all[#all + 1] = case
    if case.state.stage then open[#open + 1] = case end
  end
  local list = #open > 0 and self.r:chance(88) and open or all
  return #list > 0 and self.r:pick(list) or nil
end

function teller:label_of(case)
  for label, one in pairs(self.play.world.cases) do
    if one == case then return label end
  end
  return case.code
end

function teller:open()
  local r, world = self.r, self.play.world
  local main = world.spec.procedures[1]
  local subject = r:chance(75) and r:pick { "E1", "E2" } or r:pick(PEOPLE)
  local step = { act = "open", case = "c" .. #self.steps, subject = subject }
  step.procedure = r:chance(92) and "main" or "sub"
  local list = main.by and world.company:actors(main.by, subject, self.today) or {}
  step.actor = #list > 0 and r:chance(90) and r:pick(list).code or r:pick(PEOPLE)
  if step.procedure == "main" then step.set = self:answers(main.asks) end
  if r:chance(15) then step.on = self:day(-r:between(0, 5)) end
  if r:chance(15) then step.as_of = self:day(-r:between(0, 20)) end
  if r:chance(3) then step.subject = "E9" end
  self:step(step)
end

function teller:sheet()
  local rows, actor = {}, nil
  for _ = 1, self.r:between(1, 4) do
    local case = self:some_case()
    if not case then return end
    local label = self:label_of(case)
    rows[#rows + 1] = self:act_on(label, case)
    actor = actor or rows[#rows].actor
    rows[#rows].actor = nil
    if self.r:chance(25) then -- and takes it back at once
      rows[#rows + 1] = { case = label, verb = "reverse", reverses = #case.acts + 1, comment = "because" }
    end
  end
  self:step { act = "sheet", actor = actor, rows = rows }
end

-- What to record so that somebody holds the role.
function teller:holder(role, subject)
  local r = self.r
  local from, code = self:day(-r:between(0, 30)), r:pick(PEOPLE)
  if role == "own" then return nil end
  if role == "mate" then return "relations", { relation = "near", subject = subject, object = code, from = from } end
  if role == "superior" then return "employees", { code = subject, manager = code } end
  local unknown = role == "head" and not self.play.world.company:attribute(subject, "department")
  if unknown then return "employees", { code = subject, department = "D1" } end
  return "roles", { role = role == "heads" and "head" or role, employee = code, from = from }
end

-- So that the case can go on: somebody for a role that nobody holds, the day on which something may be done.
function teller:make_way(case)
  local world = self.play.world
  local _, stage = inbox.due(case)
  for _, turn in ipairs(inbox.turns(world, case, self.today)) do
    if turn.nobody then
      local kind, row = self:holder(turn.role, case.subject)
      if kind then return self:step { act = "record", kind = kind, row = row } end
    end
  end
  local waits = stage and (stage.from or (stage.act == "wait" or stage.act == "object") and stage.due)
  local range = waits and desk.window(case, nil, waits)
  local day = range and (stage.from and range.from or range.to or range.from)
  if day and day >= self.today and day < self.today + 100 then self.today = day + 1 end
end

function teller:something()
  local r = self.r
  local open = 0
  for _, case in ipairs(self.play.world.list) do open = open + (case.state.stage and 1 or 0) end
  local kind = r:weighted {
    { 7, "change" }, { open < 3 and 20 or 2, "open" }, { 4, "look" }, { 9, "sheet" }, { 75, "do" },
  }
  if kind == "look" then return self:step { act = "look" } end
  if kind ~= "do" then return self[kind](self) end
  local case = self:some_case()
  if not case then return self:open() end
  if r:chance(75) then self:make_way(case) end
  local step = self:act_on(self:label_of(case), case)
  step.act = "do"
  self:step(step)
end

local function tell(self, count)
  for _, code in ipairs(PEOPLE) do self:step { act = "record", kind = "employees", row = self:employee_row(code) } end
  for _ = 1, self.r:between(6, 9) do self:step { act = "record", kind = "roles", row = self:role_row() } end
  for _ = 1, self.r:between(1, 4) do self:change "relation" end
  for _ = 1, count do
    if self.r:chance(35) then self.today = self.today + self.r:between(1, 3) end
    if self.r:chance(7) then self.today = self.today + self.r:between(8, 25) end
    self:something()
  end
  self:step { act = "look" }
end

-- The story of a seed, told as it is made: { spec, steps }, and the difference that ended it or nil.
function stories.play(seed, count, dir)
  local r = random.new(seed)
  local spec = specs.new(r)
  local self = setmetatable({ r = r, steps = {}, today = date.of(2026, 3, 2) }, teller)
  self.play = player.new(dir, { spec = spec, steps = {} })
  local ok, wrong = xpcall(tell, function(e) return e == stop and e or debug.traceback(e, 2) end, self, count)
  local head = self.play.store:head()
  self.play:close()
  if not ok and wrong ~= stop then error(wrong, 0) end
  return { spec = spec, steps = self.steps }, self.wrong, head
end

return stories
