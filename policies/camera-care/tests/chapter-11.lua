-- 11 Demotion, 3.5 its grounds: what a C leads to, step by step, and what holds before and after the following month.

local PEOPLE = {
  G1 = { position = "supervisor", department = "总经办" },
  M1 = { position = "supervisor", department = "客服部" }, -- customer-care manager
  S1 = { position = "supervisor", department = "客服部" },
  H1 = { position = "agent", department = "人事部" },
}
local PAY = {
  ["junior.good"] = "4800", ["junior.excellent"] = "5100", ["mid1.ordinary"] = "5400", ["mid1.good"] = "5700",
}

local function roles(but)
  local list = {
    ["general manager"] = "G1", ["customer-care manager"] = "M1", supervisor = "S1", HR = "H1",
    ["department head"] = { { employee = "M1", per = "客服部" } },
  }
  if but then list[but] = nil end
  return list
end

local function agent(more)
  local person = {
    position = "agent", grade = "mid1.good", status = "confirmed", hired_on = "2022-03-01", graded_on = "2025-01-01",
    department = "客服部", manager = "S1", ratings = { ["2026-01"] = "B", ["2026-02"] = "B" },
  }
  for name, value in pairs(more or {}) do person[name] = value end
  return person
end

local list = {}

-- -- 11.2, 11.3 as rules: judged on the first day after the month rated

local function judged(name, clause, ratings, cause, expect, settings, more)
  local person = agent(more)
  person.ratings = ratings
  if cause then person.events = { { on = cause.on or "2026-03-31", kind = "low_rating", cause = cause[1] } } end
  list[#list + 1] = {
    name = name, clause = clause, cycle = "demotion", as_of = "2026-04-01", person = person, expect = expect,
    settings = settings,
  }
end
local DOWN = { outcome = "direct", rule = "11.2", from = "mid1.good", to = "mid1.ordinary", steps = -1 }
local NOT_MET = { outcome = "not_met", steps = 0 }

judged("a C for a complaint about attitude", "11.2", "BBBBBC", { "attitude" }, DOWN)
judged("a D is no better", "11.2", "BBBBBD", { "attitude" }, DOWN)
local ONLY_C = { readings = { ["11"] = "C" } }
judged("a D, where only C is named", "11.2", "BBBBBD", { "attitude" }, { outcome = "none" }, ONLY_C)
judged("a C, where only C is named", "11.2", "BBBBBC", { "attitude" }, DOWN, ONLY_C)
judged("a B", "11.2", "BBBBBB", { "attitude" }, { outcome = "none" })
judged("a C of the month before", "11.2", "BBBBCB", { "attitude" }, { outcome = "none" })
judged("at the foot of the ladder", "11.2", "BBBBBC", { "attitude" }, NOT_MET, nil, { grade = "intern" })
judged("one step above it", "11.2", "BBBBBC", { "attitude" }, { outcome = "direct", to = "intern", steps = -1 }, nil,
  { grade = "junior.ordinary" })
judged("a C for another cause", "11.2", "BBBBBC", { "other" }, NOT_MET)
judged("a cause of the month before", "11.2", "BBBBBC", { "attitude", on = "2026-02-28" }, NOT_MET)
judged("a cause not known", "11.2", "BBBBBC", { nil }, { outcome = "undetermined" })
judged("a rating not known", "11.2", "BBBBB.", { "attitude" },
  { outcome = "undetermined", missing = { "rating:2026-03" } })
judged("a C is a C in a month of leave", "11.2", "BBBBBC", { "attitude" }, DOWN, nil,
  { absences = { { from = "2026-03-01", to = "2026-03-31", kind = "sick" } } })
judged("two steps, where the company says so", "11.2", "BBBBBC", { "attitude" },
  { outcome = "direct", rule = "11.2", to = "junior.excellent", steps = -2 },
  { parameters = { ["demotion steps"] = 2 } })
judged("somebody who left", "11.2", "BBBBBC", { "attitude" }, { outcome = "none" }, nil, { left_on = "2026-03-31" })

-- -- the case that a rating opens

local function rated(rating, opened, period, on)
  return { record = "ratings", row = { employee = "P", period = period or "2026-03", rating = rating or "C" },
    on = on or "2026-04-02", actor = "H1", expect = { opened = opened or 1 } }
end
local function risen(day)
  return { record = "employees", row = { code = "P", grade = "mid1.good", graded_on = day }, on = "2026-01-08",
    actor = "H1", expect = { opened = 0 } }
end
local GO_ON = { case = "low-rating" }
local function cause(what)
  return { stage = "11.cause", set = { low_rating_cause = what }, on = "2026-04-03", actor = "M1",
    expect = { at = "11.demotion" } }
end
local function judge(at) return { stage = "11.demotion", on = "2026-04-07", actor = "H1", expect = { at = at } } end
local function approve(at, ended)
  return { stage = "11.approval", answer = "yes", on = "2026-04-09", actor = "G1",
    expect = { at = at, ended = ended } }
end
local PLAN_ORDERED = { stage = "11.plan", on = "2026-04-10", actor = "H1", expect = { ended = "done" } }

local function story(name, clause, acts, expect, more)
  more = more or {}
  list[#list + 1] = {
    name = name, clause = clause, procedure = "low-rating", as_of = "2026-01-08", person = agent(more.person),
    people = PEOPLE, roles = more.roles or roles(),
    settings = { parameters = more.parameters or { pay = PAY }, readings = more.readings or {} },
    acts = acts, expect = expect,
  }
end

-- 11.2 in the month after the result: before it and after it.
local BY_COMPLAINT = { rated(), GO_ON, cause "attitude", judge "11.approval", approve(nil, "done") }
story("down a step for a complaint: not before the month is over", "11.2", BY_COMPLAINT,
  { on = "2026-04-30", outcome = "done", facts = { grade = "mid1.good" }, forms = { "15.3" },
    events = { "low_rating" } })
story("down a step for a complaint: from the first of the next", { "11.2", "3.5", "12.2" }, BY_COMPLAINT,
  { on = "2026-05-01", facts = { grade = "mid1.ordinary", pay = "540000" },
    wrote = { "2026-05-01 grade mid1.ordinary [3.5]", "2026-05-01 pay 540000 [12.2]" } })
story("or in the month of the result, the one after the month rated", { "11.2", "3.5", "12.2" }, BY_COMPLAINT,
  { on = "2026-04-01", facts = { grade = "mid1.ordinary", pay = "540000" } }, { readings = { ["11.month"] = "rated" } })
story("which is not the month rated", "11.2", BY_COMPLAINT,
  { on = "2026-03-31", facts = { grade = "mid1.good" } }, { readings = { ["11.month"] = "rated" } })
story("a complaint orders no plan", "11.1.a", BY_COMPLAINT, { todo = {}, outcome = "done" })

-- Who: the department establishes the cause, HR judges, the general manager approves; nothing is skipped.
story("a C, hand to hand", { "11.2", "4.2.4", "4.1" }, {
  rated(), GO_ON,
  { stage = "11.demotion", on = "2026-04-03", actor = "H1", refused = "11.2" },
  { stage = "11.approval", answer = "yes", on = "2026-04-03", actor = "G1", refused = "11.2" },
  { stage = "11.cause", set = { low_rating_cause = "attitude" }, on = "2026-04-03", actor = "S1", refused = "11.2" },
  { stage = "11.cause", set = { low_rating_cause = "attitude" }, on = "2026-04-03", actor = "P", refused = "11.2" },
  { stage = "11.cause", on = "2026-04-03", actor = "M1", refused = "low_rating_cause" },
  { stage = "11.cause", set = { low_rating_cause = "weather" }, on = "2026-04-03", actor = "M1", refused = "weather" },
  cause "attitude",
  { stage = "11.demotion", on = "2026-04-07", actor = "M1", refused = "4.2.4" },
  judge "11.approval",
  { stage = "11.approval", answer = "yes", on = "2026-04-09", actor = "H1", refused = "4.1" },
  approve(nil, "done"),
}, { outcome = "done" })
story("nobody to establish the cause", "11.2", { rated(), GO_ON }, { stage = "11.cause", todo = { "- 11.cause" } },
  { roles = roles "customer-care manager" })
story("nobody to judge it", "4.2.4", { rated(), GO_ON, cause "attitude" },
  { stage = "11.demotion", todo = { "- 11.demotion" } }, { roles = roles "HR" })
story("nobody to approve it", "4.1", { rated(), GO_ON, cause "attitude", judge "11.approval" },
  { stage = "11.approval", todo = { "- 11.approval" } }, { roles = roles "general manager" })
story("the general manager refuses", "4.1", {
  rated(), GO_ON, cause "attitude", judge "11.approval",
  { stage = "11.approval", answer = "no", reason = "3.1", comment = "no", on = "2026-04-09", actor = "G1",
    refused = "11.2" },
  { stage = "11.approval", answer = "no", reason = "11.2", comment = "not upheld after all", on = "2026-04-09",
    actor = "G1", expect = { ended = "done" } },
}, { on = "2026-05-01", facts = { grade = "mid1.good" } })
story("without a table of pay nothing is approved", "12.2", {
  rated(), GO_ON, cause "attitude", judge "11.approval",
  { stage = "11.approval", answer = "yes", on = "2026-04-09", actor = "G1", refused = "12.2" },
}, { stage = "11.approval", facts = { grade = "mid1.good" } }, { parameters = {} })

-- What opens it.
story("a B opens nothing", "11.2", { rated("B", 0) }, { opened = {} })
story("nor does the same C again", "11.2", { rated("C", 1), rated("C", 0) }, { opened = { "low-rating" } })
story("a C of the next month is another", "11.2", { rated("C", 1), rated("C", 1, "2026-04", "2026-05-04") }, {
  opened = { "low-rating" } })
story("a D opens it", "11.2", { rated "D" }, { opened = { "low-rating" } })
story("a D where only C is named", "11.2", { rated("D", 0) }, { opened = {} }, { readings = { ["11"] = "C" } })
story("a C known three months later", "11.2", { rated("C", 1, "2026-03", "2026-06-30") }, {})
story("a C of long ago", "11.2", { rated("C", 0, "2026-03", "2026-07-01") }, {})

-- 11.3 Within three months of an advancement: back to the grade before, whatever the cause.
local BEFORE = { person = { grade = "junior.good" } }
local BACK = {
  risen "2026-01-01", rated(), GO_ON, cause "other", judge "11.approval", approve "11.plan", PLAN_ORDERED,
}
story("a C in the third month: back, from the following month", "11.3", BACK,
  { on = "2026-05-01", facts = { grade = "junior.good", pay = "480000" }, opened = { "improvement-plan" } }, BEFORE)
story("and not before", "11.3", BACK, { on = "2026-04-30", facts = { grade = "mid1.good" } }, BEFORE)
story("a day earlier is more than three months ago", "11.3",
  { risen "2025-12-31", rated(), GO_ON, cause "other", judge "11.plan", PLAN_ORDERED },
  { on = "2026-05-01", facts = { grade = "mid1.good" } }, BEFORE)
story("a complaint: 11.3 decides, and there is one demotion", "11.3",
  { risen "2026-01-01", rated(), GO_ON, cause "attitude", judge "11.approval", approve(nil, "done") },
  { on = "2026-05-01", facts = { grade = "junior.good" }, todo = {} }, BEFORE)
story("a complaint more than three months later: 11.2 decides", "11.2",
  { risen "2025-12-31", rated(), GO_ON, cause "attitude", judge "11.approval", approve(nil, "done") },
  { on = "2026-05-01", facts = { grade = "mid1.ordinary" } }, BEFORE)
story("a fall is no advancement", "11.3",
  { risen "2026-01-01", rated(), GO_ON, cause "other", judge "11.plan" }, { stage = "11.plan" },
  { person = { grade = "mid1.excellent" } })
-- Of the four others no rating of March is known either.
story("a rating that is not known could be a C", "11.3", {
  risen "2026-01-01",
  { plan = "demotion", as_of = "2026-04-01", on = "2026-04-02",
    expect = { counts = { undetermined = 5, direct = 0 } } },
  rated(),
  { plan = "demotion", as_of = "2026-04-01", on = "2026-04-02",
    expect = { counts = { undetermined = 4, direct = 1 } } },
}, { facts = { grade = "mid1.good" } }, BEFORE)

-- -- 11.1 The plan, with an end of its own

local ORDERED = { rated(), GO_ON, cause "other", judge "11.plan", PLAN_ORDERED, { case = "improvement-plan" } }
local DRAWN_UP = {
  stage = "11.1.a", set = { plan_until = "2026-06-30" }, documents = { "改进计划" }, on = "2026-04-15", actor = "S1",
  expect = { at = "11.1.a.result", due = "2026-06-30" },
}
local function plan(name, clause, acts, expect, of_roles)
  local all = {}
  for _, act in ipairs(ORDERED) do all[#all + 1] = act end
  for _, act in ipairs(acts) do all[#all + 1] = act end
  story(name, clause, all, expect, { roles = of_roles })
end
local FAILED = {
  stage = "11.1.a.result", answer = "no", on = "2026-06-30", actor = "S1", expect = { at = "11.1.b", late = false },
}

plan("the improvement is up to standard", "11.1.a", {
  { stage = "11.1.a.result", answer = "yes", on = "2026-04-15", actor = "S1", refused = "11.1.a" },
  { stage = "11.1.a", set = { plan_until = "2026-06-30" }, on = "2026-04-15", actor = "S1", refused = "改进计划" },
  { stage = "11.1.a", documents = { "改进计划" }, on = "2026-04-15", actor = "S1", refused = "plan_until" },
  { stage = "11.1.a", set = { plan_until = "2026-06-30" }, documents = { "改进计划" }, on = "2026-04-15", actor = "H1",
    refused = "11.1.a" },
  DRAWN_UP,
  { stage = "11.1.a.result", answer = "yes", on = "2026-06-30", actor = "P", refused = "11.1.a" },
  { stage = "11.1.a.result", answer = "yes", on = "2026-06-30", actor = "S1",
    expect = { ended = "improved", late = false } },
}, { outcome = "improved", facts = { grade = "mid1.good" }, opened = { "low-rating", "improvement-plan" } })
plan("a result a day late is late", "11.1.a", {
  DRAWN_UP,
  { stage = "11.1.a.result", answer = "yes", on = "2026-07-01", actor = "S1",
    expect = { ended = "improved", late = true } },
}, { outcome = "improved" })
plan("no supervisor to draw it up", "11.1.a", {}, { stage = "11.1.a", todo = { "- 11.1.a" } }, roles "supervisor")

for answer, outcome in pairs { keep = "kept", transfer = "to be transferred", separate = "separated" } do
  plan("below standard, the company decides: " .. answer, "11.1.b", {
    DRAWN_UP,
    { stage = "11.1.b", answer = answer, on = "2026-06-30", actor = "G1", refused = "11.1.a" },
    FAILED,
    { stage = "11.1.b", answer = answer, on = "2026-07-02", actor = "S1", refused = "4.1" },
    { stage = "11.1.b", answer = "dismiss", on = "2026-07-02", actor = "G1", refused = "keep" },
    { stage = "11.1.b", answer = answer, on = "2026-07-02", actor = "G1", expect = { ended = outcome } },
  }, { outcome = outcome })
end
plan("nobody to decide", "11.1.b", { DRAWN_UP, FAILED }, { stage = "11.1.b", todo = { "- 11.1.b" } },
  roles "general manager")

-- -- 3.5 Demotion by decision: the grounds are a closed list

local function decided(name, clause, acts, expect, parameters, of_roles)
  list[#list + 1] = {
    name = name, clause = clause, procedure = "demotion-by-decision", as_of = "2026-04-01", person = agent(),
    people = PEOPLE, roles = of_roles or roles(), settings = { parameters = parameters or { pay = PAY } }, acts = acts,
    expect = expect,
  }
end
local function open(ground, refused, actor, grade)
  return {
    open = "demotion-by-decision", set = { demotion_ground = ground, wanted_grade = grade or "junior.excellent" },
    on = "2026-04-10", actor = actor or "M1", refused = refused,
  }
end
local PROPOSED = { stage = "3.5", documents = { "降级依据" }, on = "2026-04-10", actor = "M1" }
local YES = {
  stage = "3.5.approval", answer = "yes", on = "2026-04-13", actor = "G1", expect = { ended = "demoted" },
}
decided("down by decision, from the following month", "3.5", { open "failed", PROPOSED, YES }, {
  on = "2026-05-01", outcome = "demoted", facts = { grade = "junior.excellent", pay = "510000" }, forms = { "15.3" },
})
decided("and not before", "3.5", { open "unqualified", PROPOSED, YES },
  { on = "2026-04-30", facts = { grade = "mid1.good" } })
decided("by decision, hand to hand", { "3.5", "4.1", "5.1.2" }, {
  open("complaint", "3.5", "S1"),
  open("weather", "weather"),
  open("complaint", "3.5", "M1", "mid1.good"), -- the grade held
  open("complaint", "3.5", "M1", "mid1.excellent"), -- excellent is above good
  { open = "demotion-by-decision", set = { wanted_grade = "mid1.ordinary" }, on = "2026-04-10", actor = "M1",
    refused = "demotion_ground" },
  open("complaint", nil, "M1", "mid1.ordinary"),
  { stage = "3.5.approval", answer = "yes", on = "2026-04-10", actor = "G1", refused = "3.5" },
  { stage = "3.5", documents = { "降级依据" }, on = "2026-04-10", actor = "H1", refused = "3.5" },
  { stage = "3.5", on = "2026-04-10", actor = "M1", refused = "降级依据" },
  PROPOSED,
  { stage = "3.5.approval", answer = "yes", on = "2026-04-13", actor = "M1", refused = "4.1" },
  { stage = "3.5.approval", answer = "no", reason = "3.5", comment = "not enough", on = "2026-04-13", actor = "G1",
    expect = { ended = "refused" } },
}, { on = "2026-05-01", outcome = "refused", facts = { grade = "mid1.good" } })
decided("nobody to propose it", "3.5", { open("failed", nil, "H1") },
  { stage = "3.5", todo = { "- 3.5" } }, nil, roles "department head")
decided("nobody to decide it", "4.1", { open "failed", PROPOSED },
  { stage = "3.5.approval", todo = { "- 3.5.approval" } }, nil, roles "general manager")
decided("no table of pay", "12.2", {
  open "failed", PROPOSED,
  { stage = "3.5.approval", answer = "yes", on = "2026-04-13", actor = "G1", refused = "12.2" },
}, { stage = "3.5.approval" }, {})

return list
