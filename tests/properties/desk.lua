-- The model of what people do to cases: told the same as the program, it says whether an act is refused and with which
-- words, where the case goes, and what is written. It follows docs/policy-data.md ("Procedures") step by step.
--
--   world { company, spec, cases = { label = case }, list = { case … }, calendar, today }
local calendar = require "cursus.calendar"
local casefile = require "casefile"
local company = require "company"
local date = require "cursus.date"
local faults = require "faults"
local refusal = require "refusal"
local tr = require("cursus.message").tr
local because = refusal.because

local desk = {}
local scores = require "scores" (desk)
local writing = require "writing" (desk)
desk.scores = scores

local function find(list, name)
  for place, item in ipairs(list) do
    if item.name == name then return item, place end
  end
end

desk.find = find

function desk.procedure(world, name) return find(world.spec.procedures, name) end

-- ---- days

local function text(day) return date.text(day) end

-- A day of the case, or nil when it is not known.
function desk.day(case, draft, d)
  local day
  if d.asked then
    local asked = casefile.known(case)[d.asked]
    day = asked and date.parse(asked)
  elseif d.stage then
    day = casefile.done_on(case, d.stage)
  elseif d.of == "as_of" then
    day = case.as_of
  elseif d.of == "opened_on" then
    day = case.opened_on
  else
    day = draft and draft.on or case.state.entered_on
  end
  if not day then return nil end
  day = date.add_months(day, d.months or 0) + (d.days or 0)
  if d.first then day = day - (select(3, date.split(day))) + 1 end
  return day
end

local days = calendar.open()

-- { from, to } (to nil: no end), or nil and what is missing in words; false: no deadline.
local function window(case, draft, due)
  if not due then return false end
  local base = desk.day(case, draft, due.day)
  if not base then return nil, due.day.asked or due.day.stage or "" end
  local from, to, year = days:due({ [due.way] = due.n, unit = due.unit, exact = due.exact }, base)
  if year then return nil, year end
  return { from = from, to = to }
end

desk.window = window

local function unknown(case, stage, due, lack)
  local why = math.type(lack) == "integer" and tr("case_due_year", lack) or tr("case_due_day", lack)
  because("case_day_unknown", case.code, stage.name, why, due.clause or stage.clause)
end

-- ---- conditions

local SHIFTS = { "day", "night", "both" }
local DOMAIN = { shift = SHIFTS, turn = SHIFTS, wanted = { "low", "mid", "high" } }

local function holds(c, value)
  if c.is then
    for _, one in ipairs(c.is) do
      if one == value then return true end
    end
    return false
  end
  return value >= c.at_least
end

-- What a condition reads, on a day; nil: it is not known. No attribute here has `dated_by`: what is to come is not yet.
local function read(world, case, attr, on)
  local value = casefile.known(case)[attr]
  if value ~= nil then return value end
  return (company.value(world.company:person(case.subject), attr, on))
end

-- Every value that something not known may have, as far as these conditions tell them apart.
local function possible(conditions, attr)
  if DOMAIN[attr] then return DOMAIN[attr] end
  local list = {}
  for _, c in ipairs(conditions) do
    if c.attr == attr then table.move({ c.at_least - 1, c.at_least }, 1, 2, #list + 1, list) end
  end
  return list
end

-- Calls look(facts) with what is known and every value of what is not.
local function each_way(world, case, conditions, on, look)
  local facts, open = {}, {}
  for _, c in ipairs(conditions) do
    facts[c.attr] = read(world, case, c.attr, on)
    if facts[c.attr] == nil and not find(open, c.attr) then open[#open + 1] = { name = c.attr } end
  end
  local function try(i)
    if i > #open then return look(facts) end
    for _, value in ipairs(possible(conditions, open[i].name)) do
      facts[open[i].name] = value
      try(i + 1)
    end
  end
  try(1)
end

-- true, false, or nil when it hangs on what is not known.
function desk.condition(world, case, c, on)
  local yes, no = false, false
  each_way(world, case, { c }, on, function(facts)
    if holds(c, facts[c.attr]) then yes = true else no = true end
  end)
  if yes ~= no then return yes end
end

-- true; false and the clause of the first gate that can fail; nil: it hangs on what is not known.
function desk.check(world, case, name, on)
  local gates, conditions = find(world.spec.checks, name).gates, {}
  for i, gate in ipairs(gates) do conditions[i] = gate.when end
  local yes, first = false, nil
  each_way(world, case, conditions, on, function(facts)
    for i, gate in ipairs(gates) do
      if not holds(gate.when, facts[gate.when.attr]) then
        first = math.min(first or i, i)
        return
      end
    end
    yes = true
  end)
  if yes and first then return nil end
  return yes, first and gates[first].clause
end

-- ---- who

-- In which role somebody acts, and for whom; refused otherwise.
local function may(world, case, by, clause, actor, on)
  if #by == 0 then return { code = actor } end
  local list, left_out, nobody = world.company:actors(by, case.subject, on)
  for _, one in ipairs(list) do
    if one.code == actor then return one end
  end
  local roles, held = {}, {}
  for i, one in ipairs(by) do roles[i] = "'" .. one.role .. "'" end
  for i, one in ipairs(list) do held[i] = one.code .. (one.as and tr("actor_for", one.as) or "") end
  local cited = " [" .. (by[1].clause or clause) .. "]"
  roles = table.concat(roles, tr "say_or")
  if actor == case.subject and left_out then because("actor_is_candidate", actor, roles, cited) end
  if #list == 0 then refusal.say(nobody .. cited) end
  because("actor_not_holder", actor, roles, text(on), cited, table.concat(held, ", "))
end

-- With whom the holder's turn at this stage is; nil: it was not given away, or came back.
function desk.turn_with(case, holder)
  local with
  for _, act in ipairs(casefile.here(case, case.state)) do
    if act.verb == "reassign" and act.whom == holder then with = act.by end
  end
  return with ~= holder and with or nil
end

-- Has the act of the stage been done by the holder, or for them?
function desk.has_acted(case, stage, holder)
  for _, act in ipairs(casefile.here(case, case.state)) do
    if act.verb == stage.act and (act.in_place_of or act.actor) == holder then return true end
  end
  return false
end

-- Who gave the actor a turn that is still theirs, newest first, before them those who have not acted.
local function givers(case, actor)
  local open, acted = {}, {}
  local stage = find(case.procedure.stages, case.state.stage)
  for _, act in ipairs(casefile.here(case, case.state)) do
    if act.verb == "reassign" and act.by == actor and desk.turn_with(case, act.whom) == actor then
      table.insert(desk.has_acted(case, stage, act.whom) and acted or open, 1, act.whom)
    end
  end
  return table.move(acted, 1, #acted, #open + 1, open)
end

-- In whose right: somebody's own, or that of a holder who gave them the turn.
local function find_turn(world, case, by, role, clause, actor, on)
  local list = {}
  for _, one in ipairs(by) do
    if not role or one.role == role then list[#list + 1] = one end
  end
  if role and #list == 0 and #by > 0 then because("case_not_role", case.code, role, clause) end
  local as, why = refusal.try(may, world, case, list, clause, actor, on)
  if as then return as end
  for _, giver in ipairs(actor ~= case.subject and case.state.stage and givers(case, actor) or {}) do
    local theirs = refusal.try(may, world, case, list, clause, giver, on)
    if theirs then return { role = theirs.role, as = theirs.as or giver } end
  end
  error(why, 0)
end

function desk.who(world, case, draft, by, role, clause)
  by = by or {}
  if #by == 0 and draft.actor == case.subject then because("case_candidate", draft.actor, clause) end
  local as, why = refusal.try(find_turn, world, case, by, role, clause, draft.actor, draft.on)
  if not as and faults.is "anybody-acts" and why.id ~= "case_not_role" then as = {} end
  if not as then error(why, 0) end
  draft.role, draft.in_place_of = as.role, as.as
end

-- Opened it, and is not whom it is about.
local function opened(case, actor) return case.acts[1].actor == actor and actor ~= case.subject end

-- ---- what is handed in

local TYPES = { wanted = "level", turn = "shift", ends_on = "date", n = "integer" }
local LISTS = { wanted = "low, mid, high", turn = "day, night, both" }

local function value_of(name, given)
  if TYPES[name] == "date" then
    if not date.parse(given) then because("case_value_type", name, given, "date") end
    return given
  elseif TYPES[name] == "integer" then
    return math.tointeger(tonumber(given)) or because("case_value_type", name, given, "integer")
  end
  for word in LISTS[name]:gmatch "%a+" do
    if word == given then return given end
  end
  refusal.begins(("'%s': '%s' is not one of: "):format(name, given))
end

local function sorted(t)
  local names = {}
  for name in pairs(t or {}) do names[#names + 1] = name end
  table.sort(names)
  return names
end

desk.sorted = sorted

function desk.hand_in_sets(draft, asks, set)
  local names = {}
  for i, ask in ipairs(asks or {}) do names[i] = ask.name end
  for _, name in ipairs(sorted(set)) do
    if not find(asks or {}, name) then
      because("case_not_asked", name, #names == 0 and "-" or table.concat(names, ", "))
    end
    draft.sets[name] = value_of(name, set[name])
  end
end

function desk.asked(case, asks, clause)
  local known = casefile.known(case)
  for _, ask in ipairs(asks or {}) do
    if ask.required and known[ask.name] == nil then because("case_asks", case.code, ask.name, clause) end
  end
end

local function hand_in_files(draft, doing)
  for _, title in ipairs(doing.documents or {}) do draft.documents[title] = true end
  for _, form in ipairs(doing.forms or {}) do draft.forms[form] = true end
end

local function has(case, what, name)
  for _, act in ipairs(case.acts) do
    if casefile.counts(act) and act[what][name] then return true end
  end
  return false
end

-- What the stage needs is there.
function desk.complete(case, stage)
  for _, title in ipairs(stage.needs or {}) do
    if not has(case, "documents", title) then because("case_needs", case.code, title, stage.clause) end
  end
  for _, form in ipairs(stage.fills or {}) do
    if not has(case, "forms", form) then because("case_fills", case.code, form, stage.clause) end
  end
  desk.asked(case, stage.asks, stage.clause)
end

-- ---- where it leads

-- The first stage from there on whose condition holds; its draw is held.
function desk.enter(world, case, draft, place)
  local stages = case.procedure.stages
  for i = place, #stages do
    local stage, holds_now = stages[i], true
    if stage.when then
      holds_now = desk.condition(world, case, stage.when, draft.on)
      if holds_now == nil then refusal.like("case_undetermined", case.code, stage.clause, "") end
    end
    if holds_now then
      draft.to = stage.name
      return desk.hold_draw(world, case, draft, stage)
    end
  end
  draft.ends = "done"
end

-- Whom a draw takes is the seed's to say: the player asks the program, and checks it against the pool.
function desk.hold_draw(world, case, draft, stage)
  for _, c in ipairs(stage.collects or {}) do
    if c.draw then
      local d, pool = find(world.spec.draws, c.draw), {}
      for _, one in ipairs((world.company:holders(d.from, case.subject, draft.on))) do
        if not one.as then pool[#pool + 1] = one.code end
      end
      draft.pool, draft.wanted = pool, #pool < d.least and #pool or math.min(d.most, #pool)
    end
  end
end

local function follow(world, case, draft, next)
  local _, place = find(case.procedure.stages, draft.stage)
  if not next or next == "next" then return desk.enter(world, case, draft, place + 1) end
  if next.stage then return desk.enter(world, case, draft, select(2, find(case.procedure.stages, next.stage))) end
  draft.ends, draft.reason = next.ends, draft.reason or next.reason
  writing.plan(world, case, draft, next.writes)
end

function desk.fail(world, case, draft, stage, reason)
  draft.reason, draft.failed = draft.reason or reason, true
  follow(world, case, draft, stage.fails or { ends = "refused" })
end

-- The stage is done: its check, what it writes, where it leads.
function desk.finish_stage(world, case, draft, stage, next)
  if stage.check then
    local how, clause = desk.check(world, case, stage.check, draft.on)
    if how == nil then refusal.like("case_undetermined", case.code, stage.check, "") end
    if not how then return desk.fail(world, case, draft, stage, clause) end
  end
  writing.plan(world, case, draft, stage.writes)
  follow(world, case, draft, next or stage.next)
end

-- ---- acts of stages

-- Has everybody acted whom the stage wants?
local function all_in(world, case, draft, stage)
  if not stage.everyone then return true end
  local function acted(code)
    for _, act in ipairs(casefile.here(case, case.state)) do
      if act.verb == draft.verb and (act.in_place_of or act.actor) == code then return true end
    end
    return false
  end
  for _, one in ipairs(stage.by) do
    local list = world.company:holders(one.role, case.subject, draft.on)
    if #list == 0 then return false end
    for _, actor in ipairs(list) do
      if not actor.as and not acted(actor.code) then return false end
    end
  end
  return true
end

local function done(world, case, draft, stage, next)
  desk.complete(case, stage)
  if all_in(world, case, draft, stage) then desk.finish_stage(world, case, draft, stage, next) end
end

local function comment(draft, doing)
  if not doing.comment then because("case_comment", draft.verb) end
  draft.comment = doing.comment
end

-- With the words that the register has for every clause (written.lua).
local function listed(clauses)
  local list = {}
  for i, clause in ipairs(clauses) do list[i] = "\n  " .. clause .. " Clause." end
  return table.concat(list)
end

local function refuse(world, case, draft, stage, doing)
  comment(draft, doing)
  if stage.reasons then
    local fits = false
    for _, reason in ipairs(stage.reasons) do fits = fits or reason == doing.reason end
    if not fits then because("case_reason", stage.name, stage.clause, listed(stage.reasons)) end
  end
  draft.reason = doing.reason
  desk.fail(world, case, draft, stage, doing.reason)
end

local function decide(world, case, draft, stage, doing)
  local next = stage.answers[doing.answer or ""]
  if not next then
    because("case_answer", stage.name, table.concat(sorted(stage.answers), ", "), stage.clause)
  end
  draft.reason = doing.reason
  done(world, case, draft, stage, next)
end

local acts = {}

function acts.approve(world, case, draft, stage, doing)
  if doing.answer == "no" then return refuse(world, case, draft, stage, doing) end
  if doing.answer ~= "yes" then because("case_answer", stage.name, "yes, no", stage.clause) end
  done(world, case, draft, stage)
end

acts.decide = decide

function acts.judge(world, case, draft, stage, doing)
  if stage.checklist then
    local failed, open = scores.cells(world, case, draft, stage, doing)
    if open then return end
    if failed then return desk.fail(world, case, draft, stage, failed) end
  end
  desk.complete(case, stage)
  desk.finish_stage(world, case, draft, stage)
end

function acts.object(world, case, draft, stage, doing)
  if doing.answer == "objection" then return comment(draft, doing) end
  local due, lack = window(case, draft, stage.due)
  if due == nil then unknown(case, stage, stage.due, lack) end
  if due.to and draft.on <= due.to then
    because("case_too_early", case.code, stage.name, text(due.to + 1), stage.due.clause or stage.clause)
  end
  draft.late = nil
  local objections = 0
  for _, act in ipairs(casefile.here(case, case.state)) do
    if act ~= draft and act.answer == "objection" then objections = objections + 1 end
  end
  if objections == 0 then return done(world, case, draft, stage) end
  if stage.answers then return decide(world, case, draft, stage, doing) end
  desk.fail(world, case, draft, stage, stage.clause)
end

function acts.score(world, case, draft, stage, doing) scores.hand_in(world, case, draft, stage, doing) end

-- Before `from`, or what is waited for, nothing is done.
local function not_before(case, draft, stage)
  local waits = stage.act == "wait" and not stage.from
  local due = waits and stage.due or stage.from
  local range, lack = window(case, draft, due)
  if range == false then return end
  if range == nil then unknown(case, stage, due, lack) end
  local day = waits and due.way ~= "after" and range.to or range.from
  if draft.on < day then because("case_too_early", case.code, stage.name, text(day), due.clause or stage.clause) end
end

local function late(case, draft, stage)
  local range = window(case, draft, stage.due)
  if range and range.to and draft.on > range.to and not faults.is "never-late" then
    draft.late = draft.on - range.to
  end
end

local function of_stage(world, case, draft, stage, doing)
  draft.verb, draft.answer, draft.comment = stage.act, doing.answer, doing.comment
  local asked = stage.act == "approve" or stage.act == "decide" or stage.act == "object"
  if not asked and doing.answer and doing.answer ~= "yes" then
    because("case_no_answer", stage.name, doing.answer, stage.clause)
  end
  local objection = stage.act == "object" and doing.answer == "objection"
  if stage.act ~= "score" then
    desk.who(world, case, draft, not objection and stage.by or nil, doing.role, stage.clause)
  end
  if not objection then not_before(case, draft, stage) end
  late(case, draft, stage)
  desk.hand_in_sets(draft, stage.asks, doing.set)
  hand_in_files(draft, doing)
  local act = acts[stage.act] or function() done(world, case, draft, stage) end
  act(world, case, draft, stage, doing)
end

-- ---- the other verbs

local verbs = {}

-- Whose act the stage wants, of scores the roles that score.
local function wanted(world, case, stage)
  if stage.act ~= "score" or #(stage.by or {}) > 0 then return stage.by or {} end
  local list = desk.scores.roles(world, stage)
  if #list == 0 then because("case_drawn_turn", case.code, stage.name, stage.clause) end
  return list
end

local function turn(world, case, draft, stage, doing)
  desk.who(world, case, draft, wanted(world, case, stage), doing.role, stage.clause)
end

function verbs.attach(world, case, draft, stage, doing)
  if not opened(case, draft.actor) then turn(world, case, draft, stage, doing) end
  if #(doing.documents or {}) + #(doing.forms or {}) == 0 then because "case_attach_nothing" end
  hand_in_files(draft, doing)
end

function verbs.refuse(world, case, draft, stage, doing)
  turn(world, case, draft, stage, doing)
  late(case, draft, stage)
  refuse(world, case, draft, stage, doing)
end

verbs["return"] = function(world, case, draft, stage, doing)
  turn(world, case, draft, stage, doing)
  comment(draft, doing)
  local back = stage.returns or {}
  local to = not doing.to and #back == 1 and back[1] or nil
  for _, name in ipairs(back) do to = to or (name == doing.to and name) or nil end
  if not to then because("case_no_return", case.code, stage.name, doing.to or "", stage.clause) end
  draft.to = to
  desk.hold_draw(world, case, draft, (find(case.procedure.stages, to)))
end

-- Who opened it; what a fact opened that the candidate recorded, whoever may open one, else whose turn it is.
local function may_withdraw(world, case, draft, stage, doing)
  local opening, p = case.acts[1], case.procedure
  if opened(case, draft.actor) or (opening.actor == draft.actor and opening.role) then return end
  if opening.actor ~= case.subject or opening.role then
    because("case_not_opener", case.code, opening.actor, p.clause)
  end
  local by = p.by and #p.by > 0 and p.by
  if not by and stage.act == "score" and #(stage.by or {}) == 0 then
    for _, code in ipairs(desk.scores.drawn(case)) do
      if code == draft.actor then return end
    end
    if #desk.scores.roles(world, stage) == 0 then because("case_not_drawn", draft.actor, case.code, stage.clause) end
  end
  desk.who(world, case, draft, by or wanted(world, case, stage), doing.role, by and p.clause or stage.clause)
end

function verbs.withdraw(world, case, draft, stage, doing)
  may_withdraw(world, case, draft, stage, doing)
  local stands = casefile.standing(case)[1]
  if stands then because("case_has_written", case.code, stands.act) end
  comment(draft, doing)
  draft.ends = "withdrawn"
end

function verbs.reassign(world, case, draft, stage, doing)
  if not doing.by then because "case_reassign_whom" end
  if doing.by == case.subject then because("case_candidate", doing.by, stage.clause) end
  local by = wanted(world, case, stage)
  if not opened(case, draft.actor) then desk.who(world, case, draft, by, doing.role, stage.clause) end
  local giver = doing.whom or draft.actor
  local as = find_turn(world, case, by, doing.role, stage.clause, giver, draft.on)
  if not world.company.people[doing.by] then because("person_absent", doing.by, "default") end
  local own = (stage.everyone or stage.act == "score")
    and refusal.try(may, world, case, by, stage.clause, doing.by, draft.on)
  if own and not own.as and not desk.turn_with(case, doing.by) then
    because("case_reassign_twice", doing.by, stage.name, stage.clause)
  end
  comment(draft, doing)
  draft.whom, draft.by = as.as or giver, doing.by
end

function verbs.excuse(world, case, draft, stage, doing)
  draft.whom, draft.comment = doing.whom, doing.comment
  if not doing.whom or not doing.comment then because "case_excuse_whom" end
  scores.excuse(world, case, draft, stage, doing, turn)
end

function verbs.reverse(world, case, draft, _, doing)
  local act, newest = case.acts[doing.act], casefile.newest(case)
  if not act or act == draft then because("case_no_act", case.code, doing.act) end
  if act.reversed_by or act.number == 1 or act.verb == "reverse" then
    because("case_reversed", case.code, act.number)
  end
  if act ~= newest then because("case_not_newest", case.code, act.number, newest.number) end
  if act.actor ~= draft.actor and not opened(case, draft.actor) then
    turn(world, case, draft, (find(case.procedure.stages, act.stage)), doing)
  end
  comment(draft, doing)
  draft.reverses = act.number
  writing.take_back(world, case, draft, act)
end

-- ---- the whole

-- A draft is the last act of its case until it is written or dropped.
function desk.draft(case, fields)
  local draft = {
    number = #case.acts + 1, stage = case.state and case.state.stage, sets = {}, scores = {}, documents = {},
    forms = {}, cells = {}, planned = {},
  }
  for name, value in pairs(fields) do draft[name] = value end
  case.acts[draft.number] = draft
  return draft
end

local function check_stage(case, doing)
  local state = case.state
  if not state.stage then because("case_ended", case.code, text(state.ended_on), state.outcome) end
  local stage = find(case.procedure.stages, state.stage)
  if not doing.stage or doing.stage == stage.name then return stage end
  if not find(case.procedure.stages, doing.stage) then
    because("case_no_stage", case.procedure.name, doing.stage)
  end
  because("case_skips", case.code, stage.name, text(state.entered_on), doing.stage, stage.clause)
end

local function check_day(world, case, on)
  if on > world.today then because("case_day_future", text(on), text(world.today)) end
  if on < case.state.entered_on then
    because("case_day_before", case.code, text(on), text(case.state.entered_on))
  end
end

local function carry_out(world, case, doing)
  local stage = doing.verb ~= "reverse" and check_stage(case, doing) or nil
  local on = doing.on or world.today
  check_day(world, case, on)
  local draft = desk.draft(case, { verb = doing.verb, actor = doing.actor, on = on, confirm = doing.confirm })
  local act = doing.verb and verbs[doing.verb] or of_stage
  act(world, case, draft, stage, doing)
  writing.perform(world, case, draft)
  return draft
end

-- An act: the draft it became, with where it leads; or nil and why not. A refused one has left nothing.
function desk.does(world, case, doing)
  local count = #case.acts
  local draft, why = refusal.try(carry_out, world, case, doing)
  if not draft then
    for i = #case.acts, count + 1, -1 do case.acts[i] = nil end
  end
  case.state = casefile.fold(case)
  return draft, why
end

-- ---- opening

local function open(world, opening)
  local p = desk.procedure(world, opening.procedure)
  if not world.company.people[opening.subject] then because("case_no_subject", opening.subject) end
  local on = opening.on or world.today
  local case = {
    procedure = p, subject = opening.subject, opened_on = on, as_of = opening.as_of or on, acts = {}, wrote = {},
    code = opening.code or "", origin = opening.origin,
  }
  case.state = { entered_on = on }
  local draft = desk.draft(case, { verb = "open", actor = opening.actor, on = on })
  desk.hand_in_sets(draft, p.asks, opening.set)
  desk.asked(case, p.asks, p.clause)
  if on > world.today then because("case_day_future", text(on), text(world.today)) end
  if not opening.by_itself then
    desk.who(world, case, draft, p.by, nil, p.clause)
    local range = window(case, draft, p.window)
    if range and range.to and (on > range.to or on < range.from) then draft.late = math.max(0, on - range.to) end
  end
  if p.check then
    local how, clause = desk.check(world, case, p.check, on)
    if how == nil then refusal.like("case_undetermined", opening.subject, p.name, "") end
    if not how then because("case_check_fails", p.name, opening.subject, clause) end
  end
  desk.enter(world, case, draft, 1)
  writing.perform(world, case, draft)
  case.state = casefile.fold(case)
  return case
end

-- A new case, without a place in the world yet; or nil and why not.
function desk.opens(world, opening) return refusal.try(open, world, opening) end

return desk
