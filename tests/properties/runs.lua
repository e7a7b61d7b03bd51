-- Runs whose decisions have cases: a seed makes a procedure for them, a company of seven and what is done, right and
-- wrong. There is no model of it: what holds is asked of what the program says.
local casefile = require "reading"
local date = require "cursus.date"
local desk = require "desk"
local expect = require "expect"
local fs = require "cursus.fs"
local json = require "cursus.json"
local specs = require "specs"
local written = require "written"

local runs = {}

local PEOPLE <const> = { "E1", "E2", "E3", "E4", "E5", "E6", "E7" }
local AS_OF <const>, FIRST <const> = date.of(2026, 7, 1), date.of(2026, 7, 2)
local LATER <const> = date.of(2030, 1, 1)

-- ---- what the program says

-- Decisions by employee, each with its newest case; everybody's grade.
local function standing(self)
  local company, decisions = self.play.company, {}
  for decision in company:decisions(self.run) do decisions[decision.employee] = decision end
  for _, head in ipairs(assert(company:cases { run = self.run, today = self.today })) do
    local decision = decisions[head.subject]
    if not decision.newest or decision.newest.case < head.case then decision.newest = head end
  end
  for _, decision in pairs(decisions) do
    if decision.newest then
      local case = assert(company:case(decision.newest.case, { today = self.today }))
      decision.case_approved = casefile.approval(case, self.procedure.approves) ~= nil
      decision.case_closed = casefile.closed(case)
    end
  end
  local grades = {}
  for _, code in ipairs(PEOPLE) do
    for _, item in ipairs(assert(company:person(code, { as_of = LATER })).attributes) do
      if item.name == "grade" then grades[code] = item.value end
    end
  end
  return { decisions = decisions, grades = grades }
end

local function differ(code, now, what, ...)
  expect.differ("run", "%s %s: %s", code, what:format(...), json.encode(now))
end

-- Of one decision, before and after a step.
local function check_decision(self, code, was, now, step)
  if now.applied and not was.applied then
    if step.act ~= "apply" then differ(code, now, "applied by '%s'", step.act) end
    if not now.approved then differ(code, now, "applied, and nobody approved it") end
    if now.outcome == "panel" and not now.case_approved then differ(code, now, "applied before its case") end
    if now.case_closed then differ(code, now, "applied, and its case was %s", now.case_closed) end
  end
  if was.applied and not now.applied and step.act ~= "undo" then differ(code, now, "not applied any more") end
  if now.approved and not was.approved then
    local own = step.act == "do" and was.newest and self.play:label(was.newest.case) == step.case
    if step.act ~= "approve" and not own then differ(code, now, "approved by '%s'", step.act) end
  end
  if now.approved and now.newest then
    if not now.case_approved then differ(code, now, "approved, and its case is not") end
    if now.case_closed then differ(code, now, "approved, and its case was %s", now.case_closed) end
  end
  if now.case_approved and not now.case_closed and not now.approved and not self.marked[code] then
    differ(code, now, "not approved, and its case is")
  end
end

local function check_grades(self, was, now, step)
  for _, code in ipairs(PEOPLE) do
    local decision = now.decisions[code]
    local fresh = decision and decision.applied and not was.decisions[code].applied
    if step.act == "undo" and self.play.changed then
      expect.equal("undo", self.planned.grades[code], now.grades[code])
    elseif fresh then
      expect.equal("apply", decision.to, now.grades[code])
    else
      expect.equal("grades", was.grades[code], now.grades[code])
    end
  end
end

-- ---- steps

local function counted(was, now)
  local count = 0
  for code, decision in pairs(now.decisions) do
    if decision.applied and not was.decisions[code].applied then count = count + 1 end
  end
  return count
end

-- What the program does not say of the run is asked.
function runs.check(self, step, result)
  if not self.run then
    if step.act == "plan" then
      self.run = result.id
      self.planned = standing(self)
      self.seen = self.planned
    end
    return
  end
  if result ~= nil and (step.act == "hold" or step.act == "exclude") then self.marked[step.employee] = true end
  local was, now = self.seen, standing(self)
  for code, decision in pairs(now.decisions) do check_decision(self, code, was.decisions[code], decision, step) end
  check_grades(self, was, now, step)
  if step.act == "apply" and result then expect.equal("apply", counted(was, now), result.applied) end
  self.seen = now
  if step.act == "apply" and result and self.play.changed then
    local again = self:step { act = "apply", run = self.run, actor = step.actor, nested = true }
    if not again or again.applied ~= 0 or self.play.changed then
      expect.differ("apply", "applied once more: %s", json.encode(again))
    end
  end
end

runs.kinds = { "do", "open_run", "approve", "apply", "undo", "hold", "exclude", "release", "record", "plan" }
function runs.kind(_, step) return step.act end

local answers = {}
function answers.approve(r) return r:chance(85) and "yes" or "no" end
function answers.decide(r, stage) return r:chance(60) and "yes" or r:pick(desk.sorted(stage.answers)) end
function answers.object(r, stage)
  if r:chance(30) then return "objection" end
  return stage.answers and r:pick(desk.sorted(stage.answers)) or nil
end

local ASKED <const> = { wanted = "mid", turn = "day", n = "2", ends_on = "2026-08-01" }

-- The act that the stage asks for.
local function content(self, stage, turn)
  local r = self.r
  local doing = self:papers(stage, turn, { 50, 99 })
  for _, ask in ipairs(stage.asks or {}) do
    doing.set = doing.set or {}
    doing.set[ask.name] = ASKED[ask.name]
  end
  if answers[stage.act] then doing.answer = answers[stage.act](r, stage) end
  if stage.reasons and (doing.answer ~= "yes" or r:chance(10)) then doing.reason = r:pick(stage.reasons) end
  return doing
end

local acts = {}

acts["do"] = function(self)
  local r, head = self.r, self:some_turn(self.run)
  if not head then return end
  local label = self.play:label(head.case)
  local step = { act = "do", case = label, actor = head.actor or r:pick(PEOPLE), doing = { comment = "because" } }
  local doing, stage = step.doing, nil
  for _, one in ipairs(self.procedure.stages) do
    if one.name == head.stage then stage = one end
  end
  local verb = r:weighted { { 78, "" }, { 3, "refuse" }, { 4, "return" }, { 3, "withdraw" }, { 12, "reverse" } }
  if verb == "" and stage then step.doing = content(self, stage, head) end
  if verb ~= "" then doing.verb = verb end
  if verb == "refuse" and stage and stage.reasons then doing.reason = r:pick(stage.reasons) end
  if verb == "return" and stage and stage.returns then doing.to = r:pick(stage.returns) end
  if verb == "withdraw" or verb == "reverse" then
    local case = self:case(label)
    local newest = casefile.newest(case)
    step.actor = case.acts[1].actor
    if verb == "reverse" then
      doing.act = newest and r:chance(90) and newest.act or r:between(1, #case.acts)
      if newest then step.actor = newest.actor end
    end
  end
  if r:chance(8) then step.actor = r:pick(PEOPLE) end
  self:step(step)
end

local function some_codes(self)
  local codes = {}
  for _, code in ipairs(PEOPLE) do
    local decision = self.seen.decisions[code]
    local ready = decision and (decision.outcome == "direct" or decision.outcome == "panel")
    if self.r:chance(ready and 45 or 4) then codes[#codes + 1] = code end
  end
  return #codes > 0 and codes or { self.r:pick(PEOPLE) }
end

function acts.approve(self)
  local codes = self.r:chance(70) and some_codes(self) or nil
  self:step { act = "approve", run = self.run, actor = "GM", by = self.r:chance(92) and "GM" or "E1", codes = codes }
end
function acts.open_run(self)
  self:step { act = "open_run", run = self.run, procedure = "round",
    actor = self.r:chance(85) and "GM" or self.r:pick(PEOPLE) }
end
function acts.apply(self) self:step { act = "apply", run = self.run } end
function acts.undo(self) self:step { act = "undo", run = self.run } end
function acts.mark(self)
  self:step { act = self.r:pick { "hold", "exclude", "release", "release" }, run = self.run,
    employee = self.r:pick(PEOPLE), actor = "admin" }
end
function acts.record(self)
  local r = self.r
  local row = { code = r:pick(PEOPLE) }
  if r:chance(50) then row.shift = r:pick { "day", "night" } else row.rate = tostring(r:between(1, 4) * 100) end
  self:step { act = "record", kind = "employees", row = row }
end
function acts.look(self) self:step { act = "look" } end

function runs.look(self)
  local cases = {}
  for _, head in ipairs(assert(self.play.company:cases { run = self.run, today = self.today })) do
    cases[#cases + 1] = head.case
  end
  self.play:look(cases, PEOPLE, self.today)
  assert(self.play.company:replay(self.run))
end

-- ---- the seed

local function begin(self)
  local r = self.r
  local function record(kind, row) assert(self:step { act = "record", kind = kind, row = row }) end
  record("employees", { code = "GM", status = "probation", grade = "g3", department = "D1" })
  for _, code in ipairs(PEOPLE) do
    record("employees", {
      code = code, status = r:chance(90) and "confirmed" or "probation", grade = r:pick { "g1", "g1", "g2", "g3" },
      level = r:pick { "low", "high", "high" }, shift = r:pick { "day", "night", "both" }, department = "D1",
      rate = tostring(r:between(1, 4) * 100), manager = "GM",
    })
  end
  for _, role in ipairs { "clerk", "boss", "head", "lead" } do
    local per = role == "head" and "D1" or nil
    record("roles", { role = role, employee = "GM", per = per, from = "2026-01-01" })
    local other = r:pick(PEOPLE)
    if role ~= "lead" then record("roles", { role = role, employee = other, per = per, from = "2026-01-01" }) end
  end
  for _, code in ipairs(PEOPLE) do
    record("relations", { relation = "near", subject = code, object = "GM", from = "2026-01-01" })
  end
  assert(self:step { act = "plan", cycle = "round", as_of = AS_OF })
end

local ACTS <const> = { { 60, "do" }, { 9, "approve" }, { 5, "open_run" }, { 10, "apply" }, { 4, "undo" }, { 4, "mark" },
  { 3, "record" }, { 3, "look" } }

function runs.start(self) self.procedure, self.marked, self.today = self.world.spec.procedures[1], {}, FIRST end

function runs.tell(self, count)
  begin(self)
  if self.r:chance(85) then acts.open_run(self) end
  for _ = 1, count do
    if self.r:chance(20) then self.today = self.today + self.r:between(1, 5) end
    acts[self.r:weighted(ACTS)](self)
  end
  acts.look(self)
end

-- What begins with that procedure.
function runs.another(world, spec)
  local folder = world.folder .. "/run-pack"
  fs.mkdir(folder)
  local pack, register = written.pack(spec)
  assert(fs.write(folder .. "/pack.lua", pack))
  assert(fs.write(folder .. "/clauses.tsv", register))
  local options = { path = world.folder .. "/run.db", pack = folder, from = date.of(2026, 1, 1) }
  return { folder = world.folder, spec = spec, options = options, text = pack }
end

function runs.world(r, _, folder) return runs.another({ folder = folder }, specs.round(r)) end

return runs
