-- A small company under policies/camera-care: every procedure is opened, and people act on the cases, right and wrong.
-- There is no model of the policy: what holds of every act is asked of what the program says and of what was recorded.
--
-- A seed has one procedure that it cares for most, and stays with a case for a while: so it gets somewhere in few acts.
local acting = require "acting"
local casefile = require "reading"
local cast = require "year.cast"
local date = require "cursus.date"
local drill = require "drill"
local expect = require "expect"
local json = require "cursus.json"
local offices = require "offices"
local random = require "random"

local care = {}

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
  "^facts that run %d+ read have changed since", "there is no run",
  "later entries changed what it set", " is applied; undo it first",
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
  local case = self:case(step.case)
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

-- What a role is asked of is what was recorded.
local function note(known, kind, row)
  if kind == "roles" then table.insert(known.rows, row) end
  if kind == "delegations" then table.insert(known.delegations, row) end
  if kind == "employees" then
    local person = known.people[row.code] or {}
    known.people[row.code] = person
    person.manager, person.department = row.manager or person.manager, row.department or person.department
  end
end

function care.check(self, step, result, text)
  if result == nil then return check_refusal(self, step, text) end
  if step.act == "record" then note(self.offices, step.kind, step.row) end
  if step.act ~= "do" then return end
  check_actor(self, step)
  if result.outcome then self:count("ends " .. result.outcome, "done") end
end

care.kinds = {
  "do approve", "do attach", "do decide", "do do", "do file", "do judge", "do publish", "do reassign", "do refuse",
  "do return", "do reverse", "do score", "do withdraw", "ends demoted", "ends graded", "ends granted", "ends promoted",
  "ends refused", "ends withdrawn", "open demotion-by-decision", "open edition", "open entry", "open improvement-plan",
  "open position-promotion", "open special-advancement", "open special-entry", "open transfer", "plan", "open_run",
  "approve", "apply", "undo",
}
function care.kind(_, step)
  if step.act == "open" then return "open " .. step.procedure end
  if step.act == "record" then return "record " .. step.kind end
  return step.act == "do" and "do " .. (step.doing.verb or step.does) or step.act
end

local function record(self, kind, row)
  local done, text = self:step { act = "record", kind = kind, row = row }
  assert(done, text)
  if self.open then self:step { act = "triggers" } end
end

-- ---- what is handed in at a stage, from the pack's own document

local GRADES <const> = { "junior.ordinary", "junior.good", "mid1.ordinary", "mid1.good", "mid2.ordinary",
  "senior.ordinary" }

local asked = {}
function asked.wanted(r)
  if r:chance(80) then return r:pick { "qc", "qc", "assistant", "agent" } end
  return r:pick { "leader", "supervisor" }
end
function asked.wanted_grade(r, _, _, procedure)
  return procedure == "demotion-by-decision" and r:chance(60) and "intern" or r:pick(GRADES)
end
function asked.vacancy(r, _, set)
  return r:chance(85) and (set.wanted == "qc" and "V2" or "V1") or r:pick { "V1", "V2", "V3" }
end
function asked.chair(r) return r:chance(80) and "M1" or r:pick { "H1", "A1" } end
function asked.transfer_on(r, today) return day(today + r:between(-5, 20)) end
function asked.trial_from(r, today) return day(today + r:between(0, 15)) end
function asked.trial_months(r) return r:chance(80) and "3" or "2" end
function asked.low_rating_cause(r) return r:pick { "attitude", "other" } end
function asked.demotion_ground(r) return r:pick { "unqualified", "failed", "complaint" } end
function asked.plan_until(r, today) return day(today + r:between(5, 40)) end

local function answered(self, asks, procedure)
  local set = {}
  for _, ask in ipairs(asks or {}) do
    if self.r:chance(ask.required and 96 or 70) then
      set[ask.ask] = asked[ask.ask](self.r, self.today, set, procedure)
    end
  end
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
  local doing = self:papers(stage, turn, { 68, 99 })
  doing.set = answered(self, stage.asks)
  if r:chance(6) then doing.documents = nil end
  if r:chance(5) then doing.forms = nil end
  if stage.act == "approve" then doing.answer = r:chance(86) and "yes" or "no" end
  if stage.act == "decide" then doing.answer = r:pick(keys(stage.answers)) end
  if doing.answer == "no" and stage.reasons then doing.reason = r:pick(stage.reasons) end
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

local VERBS <const> = { { 84, "" }, { 2, "attach" }, { 2, "refuse" }, { 3, "return" }, { 2, "withdraw" },
  { 3, "reassign" }, { 4, "reverse" } }

local verbs = {}
function verbs.attach(_, doing) doing.documents = { ["晋级资料"] = true } end
function verbs.refuse(self, doing, stage)
  doing.reason = stage and stage.reasons and self.r:pick(stage.reasons) or nil
end
verbs["return"] = function(self, doing, stage)
  doing.to = stage and stage.returns and self.r:pick(stage.returns) or nil
end
function verbs.withdraw(_, _, _, step, case) step.actor = case.acts[1].actor end
function verbs.reassign(self, doing, _, step)
  doing.by, doing.whom = self.r:pick(ALL), step.actor
end
function verbs.reverse(self, doing, _, step, case)
  local newest = casefile.newest(case)
  doing.act = newest and newest.act or 1
  if newest and self.r:chance(80) then step.actor = newest.actor end
end

-- The case that was acted on last, as long as somebody's turn there is; else another one.
local function some_head(self)
  local mine = {}
  for _, turn in ipairs(self.focus and assert(self.play.company:todo { as_of = self.today }) or {}) do
    if turn.case == self.focus then mine[#mine + 1] = turn end
  end
  if #mine == 0 then self.focus = nil end
  local head = #mine > 0 and self.r:chance(90) and self.r:pick(mine) or self:some_turn()
  self.focus = self.focus or head and head.case
  return head
end

acts["do"] = function(self)
  local r, head = self.r, some_head(self)
  if not head then return end
  local stage = head.stage and stage_of(self, head)
  local label = self.play:label(head.case)
  local step = { act = "do", case = label, actor = head.actor or r:pick(ALL), doing = { comment = "because" } }
  local verb = stage and r:weighted(VERBS) or r:pick { "", "reverse", "withdraw" }
  if verb == "return" and not stage.returns and r:chance(80) then verb = "" end
  step.does = stage and stage.act or "do"
  if verb == "" then
    if stage then step.doing = content(self, stage, head) end
  else
    step.doing.verb = verb
    verbs[verb](self, step.doing, stage, step, self:case(label))
  end
  if r:chance(5) then step.doing.on = self.today - r:between(1, 4) end
  if r:chance(10) then step.doing.confirm = true end
  if r:chance(8) then step.actor = r:pick(ALL) end
  if r:chance(3) then step.actor = head.subject end
  self:step(step)
end

local OPENERS <const> = {
  entry = "H1", ["special-entry"] = "M1", ["special-advancement"] = "M1", ["position-promotion"] = "M1",
  transfer = "H1", ["demotion-by-decision"] = "M1", edition = "H2", ["improvement-plan"] = "S1", ["low-rating"] = "H1",
  confirmation = "H1", ["half-year"] = "H1", ["leaders-yearly"] = "H1",
}

-- Of those who are asked to open one of these at random, most are refused.
local RIGHT <const> = {
  ["position-promotion"] = { subject = "A1", set = { wanted = "leader", vacancy = "V1" } },
  transfer = { subject = "A2", set = { wanted = "assistant" } },
  entry = { subject = "A5", set = { wanted_grade = "junior.ordinary" } },
}

local function open(self, name, rightly)
  local r, procedure = self.r, self.document.procedures[name]
  local right = RIGHT[name] and (rightly or r:chance(60)) and RIGHT[name] or {}
  local subject = procedure.subject == "edition" and "2.0" or r:pick(STAFF)[1]
  local code = self:step {
    act = "open", procedure = name, subject = right.subject or subject,
    set = right.set or answered(self, procedure.asks, name),
    actor = (right.set or r:chance(85)) and OPENERS[name] or r:pick(ALL),
  }
  if name == self.theme or not self.focus then self.focus = code or self.focus end
end

-- Procedures that facts open, or a run, and how.
local opens = {}
function opens.confirmation(self)
  record(self, "employees", { code = "A5", status = "confirmed", confirmed_on = day(self.today) })
end
opens["low-rating"] = function(self)
  record(self, "ratings", { employee = self.r:pick(STAFF)[1], rating = self.r:pick { "C", "D" },
    period = date.month(date.add_months(self.today, -1)) })
end
opens["half-year"] = function() end
opens["leaders-yearly"] = opens["half-year"]

function acts.open(self)
  local name = self.r:chance(60) and self.theme or self.r:pick(self.procedures)
  if not opens[name] or self.r:chance(10) then return open(self, name) end
  opens[name](self)
  local cases = assert(self.play.company:cases { procedure = name, open = true })
  self.focus = #cases > 0 and self.r:pick(cases).case or self.focus
end

local CYCLES <const> = { "half-year", "leaders-yearly" }

function acts.run(self)
  local r = self.r
  if r:chance(25) then self:step { act = "plan", cycle = r:pick(CYCLES), as_of = ROUND } end
  local run = r:pick(assert(self.play.company:runs()))
  local kind = r:pick { "open_run", "approve", "approve", "apply", "apply", "undo" }
  self:step { act = kind, run = run.id, procedure = run.cycle, by = r:chance(85) and "G1" or "M1",
    actor = kind == "open_run" and "H1" or "G1" }
end

function acts.record(self)
  local r = self.r
  local kind = r:pick { "rating", "rating", "role", "delegation" }
  if kind == "rating" then
    return record(self, "ratings", { employee = r:pick(STAFF)[1], rating = r:pick { "A", "B" },
      period = date.month(date.add_months(self.today, -1)) })
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
local function check_inbox(self, turn)
  local rows = { { case = turn.case, stage = turn.stage, role = turn.role }, { case = "none" } }
  local results, text = self.play:tries(self.today, turn.actor, rows)
  local refused = results and results[1].error or not results and text
  if refused and any(WHO, refused) then
    expect.differ("todo", "%s is in the inbox and refused: %s", json.encode(turn), refused)
  end
end

-- Of a long inbox some, which ones depends on the day.
local TRIED <const> = 6
local function check_inboxes(self)
  local turns = {}
  for _, turn in ipairs(assert(self.play.company:todo { as_of = self.today })) do
    if turn.actor then turns[#turns + 1] = turn end
  end
  for place = self.today % math.max(1, #turns // TRIED) + 1, #turns, math.max(1, #turns // TRIED) do
    check_inbox(self, turns[place])
  end
end

function acts.look(self)
  local cases = {}
  for _, head in ipairs(assert(self.play.company:cases { today = self.today })) do
    if self.r:chance(40) then cases[#cases + 1] = self.play:label(head.case) end
  end
  self:step { act = "look", cases = cases }
end

function care.look(self, step)
  local cases, people = {}, {}
  for i, label in ipairs(step.cases) do cases[i] = self.play:code(label) end
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
    local good = row[1] == "A1" and "SAABSA" or r:pick { "BBBBBB", "ABBABA", "SAABSA" }
    for month = trial and 10 or 1, 12 do
      local place = month % 6 + 1
      local period = ("2025-%02d"):format(month)
      record(self, "ratings", { employee = row[1], period = period, rating = good:sub(place, place) })
    end
    record(self, "relations", { relation = "subordinate", subject = r:pick { "A1", "A2", "L1" }, object = row[1],
      from = "2025-01-01" })
  end
end

-- What every story begins with: everybody is there and both rounds are open.
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
  for _, cycle in ipairs(CYCLES) do
    local run = assert(self:step { act = "plan", cycle = cycle, as_of = ROUND })
    assert(self:step { act = "open_run", run = run.id, procedure = cycle, actor = "H1" })
  end
  open(self, "position-promotion", true)
  for _ = 1, 22 do acts["do"](self) end -- the longest procedure is half-way
end

local ACTS <const> = { { 76, "do" }, { 12, "open" }, { 4, "run" }, { 4, "record" }, { 1, "look" } }

function care.tell(self, count)
  self.open = true
  self.theme = self.procedures[self.world.seed % #self.procedures + 1]
  local cases = assert(self.play.company:cases { procedure = self.theme, open = true })
  self.focus = #cases > 0 and self.r:pick(cases).case or nil
  for _ = 1, count do
    if self.r:chance(25) then self.today = self.today + self.r:between(1, 3) end
    if self.r:chance(3) then self.today = self.today + self.r:between(10, 40) end
    acts[self.r:weighted(ACTS)](self)
  end
  acts.look(self)
end

function care.start(self)
  self.today, self.document, self.clauses = FIRST, self.play.pack.document, {}
  self.procedures = keys(self.document.procedures)
  for _, clause in ipairs(self.document.clauses) do self.clauses[clause.id] = true end
  self.offices = offices.new(self.document.roles)
  for _, step in ipairs(self.world.begun or {}) do
    if step.act == "record" then note(self.offices, step.kind, step.row) end
  end
end

local function settings()
  return { parameters = {
    pay = cast.pay, ["transfer grades"] = cast.transfer_grades(), ["panel pass"] = 7500, ["position panel pass"] = 7500,
    general_manager = "G1", ["QC entry grade"] = "mid1.ordinary",
  } }
end

-- The company is the longest part of a story, so it is told once; there are a few, which differ in grades and ratings.
local COMPANIES <const> = 2
local companies = {}

local function company(number, folder)
  if companies[number] then return companies[number] end
  local options = {
    path = ("%s/company-%d.db"):format(folder, number), pack = os.getenv "CURSUS_SOURCE_DIR" .. "/policies/camera-care",
    from = date.of(2026, 1, 1), settings = settings(),
  }
  local self = drill.start(care, { options = options })
  self.r = random.new(number)
  local wrong = drill.caught(function() begin(self) end)
  self.play:close()
  if wrong then
    error(("company %d: %s: %s\n%s"):format(number, wrong.check, wrong.text, acting.text(self.steps)), 0)
  end
  companies[number] = { base = self.play, steps = self.steps }
  return companies[number]
end

function care.world(_, seed, folder)
  local begun = company(seed % COMPANIES, folder)
  return { seed = seed, begun = begun.steps, options = { path = folder .. "/care.db", base = begun.base } }
end

function care.another(world) return world end

return care
