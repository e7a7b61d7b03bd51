-- A small company under policies/camera-care: every procedure is opened, and people act on the cases, right and wrong.
-- There is no model of the policy: what holds of every act is asked of what the program says and of what was recorded.
local acting = require "acting"
local cast = require "year.cast"
local date = require "cursus.date"
local expect = require "expect"
local json = require "cursus.json"
local offices = require "offices"
local random = require "random"

local care = {}
local drill = {}
drill.__index = drill

local GROUP <const>, CARE <const>, HR <const>, SALES <const> = "一组", "客户关怀部", "人事部", "销售部"
local FIRST <const>, ROUND <const> = date.of(2026, 1, 5), date.of(2026, 1, 4)

local OFFICES <const> = {
  { code = "G1", department = "总经办" }, { code = "M1", department = CARE, manager = "G1" },
  { code = "H1", department = HR, manager = "H9" }, { code = "H2", department = HR, manager = "H9" },
  { code = "H9", department = HR, manager = "G1" }, { code = "R1", department = SALES, manager = "G1" },
  { code = "S1", department = GROUP, manager = "M1" },
}
local ROLES <const> = {
  { "general manager", "G1" }, { "customer-care manager", "M1" }, { "HR", "H1" }, { "HR", "H2" },
  { "HR manager", "H9" }, { "supervisor", "S1" }, { "related department", "R1" }, { "related department", "H2" },
  { "department head", "M1", GROUP }, { "department head", "M1", CARE }, { "department head", "R1", SALES },
  { "department head", "H9", HR },
}
local STAFF <const> = {
  { "A1", "agent" }, { "A2", "agent" }, { "A3", "agent" }, { "A4", "assistant" }, { "Q1", "qc" }, { "L1", "leader" },
  { "L2", "leader" }, { "A5", "agent" },
}

local function day(on) return date.text(on) end

-- ---- what is refused says why

-- Refusals that are no matter of a clause: what was said of the case, the day or the act cannot be.
local PLAIN <const> = {
  "^case %S+ ended on ", " needs a comment", "cannot be after today", "is before the day its stage was entered",
  "is not the newest; reverse act", "cannot be reversed", "has no act %d+", "has been changed since by transaction",
  " has no stage ", "is not asked here; asked is", "say who is to act instead", "nothing to attach",
  "has written facts",
  "is no score from", "is not one of", "there is no subject", "has gone on since", "undo the run first",
  "opened for the same since", " is no date", " is no integer", " hangs on what is not known: ",
  "^facts that run %d+ read have changed since", "later entries changed what it set", " is applied; undo it first",
  "is not known, so nothing can be written from it",
}
local WHO <const> = {
  "is the candidate and never acts", "whom this case is about and does not act", " does not hold ", "^nobody holds ",
  "nobody stands in the relation", "is not among the roles", "is not among those who score", "record somebody else",
}

local function any(patterns, text)
  for _, pattern in ipairs(patterns) do
    if text:find(pattern) then return true end
  end
  return false
end

-- "(clause 8.2.1)", "[4.2.2]", "(8.5.5)"
local function cites(self, text)
  for _, pattern in ipairs { "clause ([^%s%),;:]+)", "%[([^%]]+)%]", "%(([^%)]+)%)" } do
    for id in text:gmatch(pattern) do
      if self.clauses[id] then return true end
    end
  end
  return false
end

local function check_refusal(self, step, text)
  if cites(self, text) or any(PLAIN, text) then return end
  expect.differ("clause", "%s is refused without a clause: %s", json.encode(step), text)
end

-- ---- who has acted

local function check_actor(self, step)
  local case = assert(self.play.company:case(step.case, { today = self.today }))
  local act = case.acts[#case.acts]
  local function differ(what) expect.differ("who", "%s: %s of case %s", what, json.encode(act), json.encode(case)) end
  if act.actor ~= step.actor then differ(step.actor .. " acted") end
  if act.actor == case.subject and act.role ~= "employee" then differ "on their own case" end
  if not act.role then return end
  local holder = act.in_place_of or act.actor
  local given = false
  for _, one in ipairs(case.acts) do
    if one.verb == "reassign" and one.by == act.actor then given = true end
  end
  if not self.offices:holds(act.role, holder, case.subject, act.on) and not given then
    differ(("%s does not hold %s on %s"):format(holder, act.role, act.on))
  end
  if act.in_place_of and not given and not self.offices:delegated(holder, act.actor, act.on) then
    differ "no delegate"
  end
end

-- ---- steps

function drill:step(step)
  step.at = self.today
  self.steps[#self.steps + 1] = step
  local result, text = self.play:step(step)
  local name = step.act == "open" and "open " .. step.procedure or step.act
  self.tally[name] = self.tally[name] or { done = 0, refused = 0 }
  local kind = result ~= nil and "done" or "refused"
  self.tally[name][kind] = self.tally[name][kind] + 1
  if result == nil then check_refusal(self, step, text) end
  if result ~= nil and step.act == "do" then check_actor(self, step) end
  if step.act == "record" then assert(result, text) end
  return result, text
end

local function record(self, kind, row)
  self:step { act = "record", kind = kind, row = row }
  if kind == "roles" then table.insert(self.offices.rows, row) end
  if kind == "delegations" then table.insert(self.offices.delegations, row) end
  if kind == "employees" then
    local person = self.offices.people[row.code] or {}
    self.offices.people[row.code] = person
    person.manager, person.department = row.manager or person.manager, row.department or person.department
  end
  if self.open then self:step { act = "triggers" } end
end

-- ---- what is handed in at a stage, from the pack's own document

local GRADES <const> = { "junior.ordinary", "junior.good", "mid1.ordinary", "mid1.good", "mid2.ordinary",
  "senior.ordinary" }

local asked = {}
function asked.wanted(r) return r:pick { "leader", "supervisor", "qc", "assistant", "agent" } end
function asked.wanted_grade(r) return r:pick(GRADES) end
function asked.vacancy(r) return r:pick { "V1", "V1", "V2", "V3" } end
function asked.chair(r) return r:chance(80) and "M1" or r:pick { "H1", "A1" } end
function asked.transfer_on(r, today) return day(today + r:between(-5, 20)) end
function asked.trial_from(r, today) return day(today + r:between(0, 15)) end
function asked.trial_months(r) return r:chance(80) and "3" or "2" end
function asked.low_rating_cause(r) return r:pick { "attitude", "other" } end
function asked.demotion_ground(r) return r:pick { "unqualified", "failed", "complaint" } end
function asked.plan_until(r, today) return day(today + r:between(5, 40)) end

local function answered(self, asks)
  local set = {}
  for _, ask in ipairs(asks or {}) do
    if self.r:chance(ask.required and 96 or 70) then set[ask.ask] = asked[ask.ask](self.r, self.today) end
  end
  return next(set) and set or nil
end

local function set_of(names)
  local set = {}
  for _, name in ipairs(names or {}) do set[name] = true end
  return next(set) and set or nil
end

local ROWS <const> = { "business", "learning", "communication", "office", "execution", "coaching" }

local function keys(t)
  local list = {}
  for key in pairs(t) do list[#list + 1] = key end
  table.sort(list)
  return list
end

local function content(self, stage, turn)
  local r = self.r
  local doing = { comment = "because", set = answered(self, stage.asks) }
  if r:chance(93) then doing.documents = set_of(stage.needs) end
  if r:chance(95) then doing.forms = set_of(stage.fills) end
  if stage.act == "approve" then doing.answer = r:chance(80) and "yes" or "no" end
  if stage.act == "decide" then doing.answer = r:pick(keys(stage.answers)) end
  if doing.answer == "no" and stage.reasons then doing.reason = r:pick(stage.reasons) end
  if turn.form then doing.scores = { [turn.form] = tostring(r:between(68, 99)) } end
  if stage.checklist then
    doing.cells = {}
    for _, row in ipairs(ROWS) do doing.cells[row] = r:chance(97) and "yes" or "no" end
  end
  return doing
end

local function stage_of(self, head)
  for _, stage in ipairs(self.document.procedures[head.procedure].stages) do
    if stage.stage == head.stage then return stage end
  end
end

-- ---- acts

local acts = {}
local ALL <const> = { "G1", "M1", "H1", "H2", "H9", "R1", "S1", "A1", "A2", "A3", "A4", "A5", "Q1", "L1", "L2" }

local function newest_of(case)
  for i = #case.acts, 2, -1 do
    if not case.acts[i].reversed_by and case.acts[i].verb ~= "reverse" then return case.acts[i] end
  end
end

local VERBS <const> = { { 84, "" }, { 2, "attach" }, { 2, "refuse" }, { 3, "return" }, { 2, "withdraw" },
  { 3, "reassign" }, { 4, "reverse" } }

local verbs = {}
function verbs.attach(_, doing) doing.documents = { ["晋级资料"] = true } end
function verbs.refuse(self, doing, stage)
  doing.reason = stage and stage.reasons and self.r:pick(stage.reasons) or nil
end
verbs["return"] = function(self, doing, stage)
  doing.to = stage and stage.returns and #stage.returns > 0 and self.r:pick(stage.returns) or nil
end
function verbs.withdraw(_, _, _, step, case) step.actor = case.acts[1].actor end
function verbs.reassign(self, doing, _, step)
  doing.by, doing.whom = self.r:pick(ALL), step.actor
end
function verbs.reverse(self, doing, _, step, case)
  local newest = newest_of(case)
  doing.act = newest and newest.act or 1
  if newest and self.r:chance(80) then step.actor = newest.actor end
end

local function some_head(self)
  local todo = assert(self.play.company:todo { as_of = self.today })
  if #todo > 0 and self.r:chance(90) then return self.r:pick(todo) end
  local cases = assert(self.play.company:cases { today = self.today })
  return #cases > 0 and self.r:pick(cases) or nil
end

acts["do"] = function(self)
  local r, head = self.r, some_head(self)
  if not head then return end
  local stage = head.stage and stage_of(self, head)
  local step = { act = "do", case = head.case, actor = head.actor or r:pick(ALL), doing = { comment = "because" } }
  local verb = stage and r:weighted(VERBS) or r:pick { "", "reverse", "withdraw" }
  if verb == "" then
    if stage then step.doing = content(self, stage, head) end
  else
    step.doing.verb = verb
    local case = assert(self.play.company:case(head.case, { today = self.today }))
    verbs[verb](self, step.doing, stage, step, case)
  end
  if r:chance(5) then step.doing.on = self.today - r:between(1, 4) end
  if r:chance(10) then step.doing.confirm = true end
  if r:chance(12) then step.actor = r:pick(ALL) end
  if r:chance(4) then step.actor = head.subject end
  self:step(step)
end

local OPENERS <const> = {
  entry = "H1", ["special-entry"] = "M1", ["special-advancement"] = "M1", ["position-promotion"] = "M1",
  transfer = "H1", ["demotion-by-decision"] = "M1", edition = "H2", ["improvement-plan"] = "S1", ["low-rating"] = "H1",
  confirmation = "H1", ["half-year"] = "H1", ["leaders-yearly"] = "H1",
}

function acts.open(self)
  local r = self.r
  local name = r:pick(self.procedures)
  local procedure = self.document.procedures[name]
  local subject = procedure.subject == "edition" and "2.0" or r:pick(STAFF)[1]
  self:step {
    act = "open", procedure = name, subject = subject, set = answered(self, procedure.asks),
    actor = r:chance(85) and OPENERS[name] or r:pick(ALL),
  }
end

function acts.run(self)
  local r, runs = self.r, assert(self.play.company:runs())
  local run = r:pick(runs)
  local kind = r:pick { "open_run", "approve", "apply", "apply", "undo" }
  self:step { act = kind, run = run.id, procedure = run.cycle, by = r:chance(85) and "G1" or "M1",
    actor = kind == "open_run" and "H1" or "G1" }
end

function acts.record(self)
  local r = self.r
  local kind = r:pick { "rating", "rating", "confirm", "role", "delegation" }
  if kind == "rating" then
    return record(self, "ratings", { employee = r:pick(STAFF)[1], rating = r:pick { "A", "B", "C", "D" },
      period = date.month(date.add_months(self.today, -1)) })
  elseif kind == "confirm" then
    return record(self, "employees", { code = "A5", status = "confirmed", confirmed_on = day(self.today) })
  elseif kind == "delegation" then
    local from = r:pick { "G1", "M1", "H1", "S1" }
    return record(self, "delegations", { actor = from, delegate = r:pick { "H9", "R1", "A1", "L1" },
      from = day(self.today), to = day(self.today + r:between(0, 20)) })
  end
  record(self, "roles", { role = r:pick { "HR", "supervisor", "related department" }, employee = r:pick(ALL),
    from = day(self.today), to = day(self.today + r:between(0, 15)) })
end

-- Whoever is in the inbox may act: what they are refused for is never who they are. Each tries, beside a row that no
-- case is called by, so that nothing is done.
local function check_inboxes(self)
  for _, turn in ipairs(assert(self.play.company:todo { as_of = self.today })) do
    if turn.actor then
      local rows = { { case = turn.case, stage = turn.stage, role = turn.role }, { case = "none" } }
      local results, text = self.play:tries(self.today, turn.actor, rows)
      local refused = results and results[1].error or not results and text
      if refused and any(WHO, refused) then
        expect.differ("todo", "%s is in the inbox and refused: %s", json.encode(turn), refused)
      end
    end
  end
end

function acts.look(self)
  local cases, people = {}, {}
  for _, head in ipairs(assert(self.play.company:cases { today = self.today })) do
    if self.r:chance(40) then cases[#cases + 1] = head.case end
  end
  for _, row in ipairs(STAFF) do people[#people + 1] = row[1] end
  self.play:look(cases, people, self.today)
  check_inboxes(self)
end

-- ---- the company

local function officers(self)
  for _, row in ipairs(OFFICES) do
    record(self, "employees", {
      code = row.code, department = row.department, manager = row.manager, position = "supervisor",
      status = "confirmed", grade = "chief.ordinary", hired_on = "2015-03-02", confirmed_on = "2015-06-02",
      graded_on = "2020-01-01", in_position_since = "2015-03-02",
    })
  end
  for _, row in ipairs(ROLES) do
    record(self, "roles", { role = row[1], employee = row[2], per = row[3], from = "2020-01-01" })
  end
end

local function staff(self)
  local r = self.r
  for _, row in ipairs(STAFF) do
    local trial = row[1] == "A5"
    local grade = row[2] == "leader" and "senior.ordinary" or trial and "junior.ordinary" or r:pick(GRADES)
    record(self, "employees", {
      code = row[1], position = row[2], department = GROUP, manager = "S1", grade = grade,
      pay = cast.pay[grade] .. "00",
      status = trial and "probation" or "confirmed", hired_on = trial and "2025-10-08" or "2022-03-07",
      confirmed_on = not trial and "2022-06-07" or nil, graded_on = "2025-01-01", in_position_since = "2022-03-07",
    })
    local good = r:pick { "BBBBBB", "ABBABA", "SAABSA" }
    for month = trial and 10 or 1, 12 do
      local place = month % 6 + 1
      local period = ("2025-%02d"):format(month)
      record(self, "ratings", { employee = row[1], period = period, rating = good:sub(place, place) })
    end
    record(self, "relations", { relation = "subordinate", subject = r:pick { "A1", "A2", "L1" }, object = row[1],
      from = "2025-01-01" })
  end
end

local function begin(self)
  officers(self)
  staff(self)
  for code, position in ipairs { "leader", "qc" } do
    record(self, "vacancy", { code = "V" .. code, position = position, department = GROUP, reason = "growth",
      opened_on = "2026-01-02" })
  end
  record(self, "edition", {
    code = "2.0", version = "2.0", changes = "all", reviser = "H1", revised_on = "2026-01-02",
  })
  self.open = true
  self:step { act = "triggers" }
  for _, cycle in ipairs { "half-year", "leaders-yearly" } do
    local run = assert(self:step { act = "plan", cycle = cycle, as_of = ROUND })
    assert(self:step { act = "open_run", run = run.id, procedure = cycle, actor = "H1" })
  end
end

local ACTS <const> = { { 76, "do" }, { 12, "open" }, { 4, "run" }, { 4, "record" }, { 2, "look" } }

local function tell(self, count)
  begin(self)
  for _ = 1, count do
    if self.r:chance(25) then self.today = self.today + self.r:between(1, 3) end
    if self.r:chance(3) then self.today = self.today + self.r:between(10, 40) end
    acts[self.r:weighted(ACTS)](self)
  end
  acts.look(self)
end

local function settings()
  return { parameters = {
    pay = cast.pay, ["transfer grades"] = cast.transfer_grades(), ["panel pass"] = 7500, ["position panel pass"] = 7500,
    general_manager = "G1", ["QC entry grade"] = "mid1.ordinary",
  } }
end

-- As runs.play.
function care.play(seed, count, folder)
  local options = {
    path = folder .. "/care.db", pack = os.getenv "CURSUS_SOURCE_DIR" .. "/policies/camera-care",
    from = date.of(2026, 1, 1), settings = settings(),
  }
  local self = setmetatable({
    r = random.new(seed), steps = {}, tally = {}, today = FIRST, play = acting.new(options), clauses = {},
  }, drill)
  self.document = self.play.pack.document
  self.offices = offices.new(self.document.roles)
  self.procedures = keys(self.document.procedures)
  for _, clause in ipairs(self.document.clauses) do self.clauses[clause.id] = true end
  local ok, wrong = xpcall(function()
    tell(self, count)
    acting.told_again(options, self.steps, self.play.store:head())
  end, function(e)
    return expect.is_difference(e) and e or expect.difference("error", debug.traceback(tostring(e), 2))
  end)
  self.play:close()
  return { wrong = not ok and wrong or nil, steps = self.steps, tally = self.tally }
end

return care
