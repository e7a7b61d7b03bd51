-- 6 The grade on entry as a case: proposed, reviewed, ruled on; and 6.2.b, the exception: the department head asks HR
-- for it, HR grants it. What is said of grades when somebody is recorded (6.1, 6.2.a, 6.3) is in entry.lua.

local PEOPLE = {
  M1 = { position = "supervisor", department = "客服部" }, -- head of the department
  S1 = { position = "supervisor", department = "客服部" },
  H1 = { position = "agent", department = "人事部" },
  H2 = { position = "agent", department = "人事部" }, -- HR manager
  C1 = { position = "supervisor", department = "客服部" }, -- customer-care manager
}
local NEW = {
  position = "agent", grade = "junior.ordinary", status = "probation", hired_on = "2026-03-02",
  graded_on = "2026-03-02", department = "客服部", manager = "S1",
}

local function story(name, acts, expect, of_roles)
  return {
    name = name, clause = "6.2.b", procedure = "special-entry", as_of = "2026-03-02", person = NEW, people = PEOPLE,
    roles = of_roles or { HR = "H1", ["department head"] = { { employee = "M1", per = "客服部" } } },
    acts = acts, expect = expect,
  }
end

local function open(grade, refused, actor)
  return {
    open = "special-entry", set = { wanted_grade = grade }, on = "2026-03-03", actor = actor or "M1", refused = refused,
  }
end
local ASKED = { stage = "6.2.b", documents = { "特殊晋级申请" }, on = "2026-03-04", actor = "M1" }
local GRANTED = {
  stage = "6.2.b.decision", answer = "yes", on = "2026-03-05", actor = "H1", expect = { ended = "granted" },
}

local list = {
  story("special grade on entry, hand to hand", {
    open("mid1.good", "6.2.b", "S1"),
    open("mid1.good", "6.2.b", "P"),
    { open = "special-entry", on = "2026-03-03", actor = "M1", refused = "wanted_grade" },
    open("chief.superb", "chief.superb"),
    open("junior.ordinary", "6.2.b"), -- as everybody
    open "mid1.good",
    { stage = "6.2.b.decision", answer = "yes", on = "2026-03-03", actor = "H1", refused = "6.2.b" },
    { stage = "6.2.b", documents = { "特殊晋级申请" }, on = "2026-03-04", actor = "H1", refused = "6.2.b" },
    { stage = "6.2.b", on = "2026-03-04", actor = "M1", refused = "特殊晋级申请" },
    ASKED,
    { stage = "6.2.b.decision", answer = "yes", on = "2026-03-05", actor = "M1", refused = "6.2.b" },
    GRANTED,
  }, { outcome = "granted", facts = { grade = "mid1.good", entry_grading = "special" } }),
  story("granted from the day of joining", { open "mid1.good", ASKED, GRANTED },
    { on = "2026-03-02", facts = { grade = "mid1.good", entry_grading = "special" } }),
  -- What was granted is no longer warned of (6.2.a).
  story("and it stands", {
    open "mid1.good", ASKED, GRANTED,
    { record = "employees", row = { code = "P", manager = "M1" }, on = "2026-03-06", actor = "H1",
      expect = { warnings = 0 } },
  }, { facts = { grade = "mid1.good" } }),
  story("asked for and not yet granted, it is warned of", {
    open "mid1.good", ASKED,
    { record = "employees", row = { code = "P", grade = "mid1.good" }, on = "2026-03-06", actor = "H1",
      expect = { warnings = 1 } },
  }, { stage = "6.2.b.decision" }),
  story("the lowest grade above everybody's", { open "junior.good", ASKED, GRANTED },
    { on = "2026-03-02", facts = { grade = "junior.good" } }),
  story("refused", {
    open "mid1.good", ASKED,
    { stage = "6.2.b.decision", answer = "no", comment = "as everybody", on = "2026-03-05", actor = "H1",
      refused = "6.2.a" },
    { stage = "6.2.b.decision", answer = "no", reason = "6.2.a", comment = "as everybody", on = "2026-03-05",
      actor = "H1", expect = { ended = "refused" } },
  }, { outcome = "refused", facts = { grade = "junior.ordinary" } }),
  story("nobody in HR", { open "mid1.good", ASKED }, { stage = "6.2.b.decision", todo = { "- 6.2.b.decision" } },
    { ["department head"] = { { employee = "M1", per = "客服部" } } }),
  story("no department head", { open("mid1.good", nil, "H1") },
    { stage = "6.2.b", todo = { "- 6.2.b" } }, { HR = "H1" }),
}

-- -- 4.2.1, 4.4.1, 4.4.2, 4.5.1 Who grades a newcomer

local function roles(but)
  local held = { HR = "H1", ["HR manager"] = "H2", ["customer-care manager"] = "C1", supervisor = "S1" }
  if but then held[but] = nil end
  return held
end

local function entry(name, clause, newcomer, acts, expect, more)
  more = more or {}
  local person = {
    position = "agent", status = "probation", hired_on = "2026-03-02", department = "客服部", manager = "S1",
  }
  for field, value in pairs(newcomer) do person[field] = value or nil end
  list[#list + 1] = {
    name = name, clause = clause, procedure = "entry", as_of = "2026-03-02", person = person, people = PEOPLE,
    roles = more.roles or roles(), acts = acts, expect = expect,
    settings = { parameters = more.parameters or { ["QC entry grade"] = "mid1.ordinary" } },
  }
end
local function enter(grade, refused, actor)
  return {
    open = "entry", set = { wanted_grade = grade }, on = "2026-03-03", actor = actor or "H1", refused = refused,
  }
end
local PROPOSED = { stage = "entry.proposal", on = "2026-03-04", actor = "S1" }
local REVIEWED = { stage = "entry.review", answer = "yes", on = "2026-03-05", actor = "C1" }
local QC_PROPOSED = { stage = "entry.qc", on = "2026-03-04", actor = "C1" }
local RULED = { stage = "entry.ruling", answer = "yes", on = "2026-03-06", actor = "H2", expect = { ended = "graded" } }

entry("an agent: supervisor, manager, HR manager", { "4.5.1", "4.4.2", "4.2.1" }, {}, {
  enter("junior.ordinary", "4.2.1", "S1"),
  enter "junior.ordinary",
  { stage = "entry.ruling", answer = "yes", on = "2026-03-03", actor = "H2", refused = "4.5.1" },
  { stage = "entry.proposal", on = "2026-03-04", actor = "C1", refused = "4.5.1" },
  PROPOSED,
  { stage = "entry.review", answer = "yes", on = "2026-03-05", actor = "S1", refused = "4.4.2" },
  { stage = "entry.ruling", answer = "yes", on = "2026-03-05", actor = "H2", refused = "4.4.2" },
  REVIEWED,
  { stage = "entry.ruling", answer = "yes", on = "2026-03-06", actor = "H1", refused = "4.2.1" },
  RULED,
}, { outcome = "graded", on = "2026-03-06", facts = { grade = "junior.ordinary", graded_on = "2026-03-02" } })
entry("it holds from the day of joining", "4.2.1", {}, { enter "junior.ordinary", PROPOSED, REVIEWED, RULED },
  { on = "2026-03-02", facts = { grade = "junior.ordinary" } })
entry("the manager sends it back, then refuses", "4.4.2", {}, {
  enter "junior.ordinary", PROPOSED,
  { stage = "entry.review", verb = "return", to = "entry.proposal", comment = "why?", on = "2026-03-05", actor = "C1",
    expect = { at = "entry.proposal" } },
  { stage = "entry.proposal", on = "2026-03-05", actor = "S1" },
  { stage = "entry.review", answer = "no", reason = "6.2.a", comment = "no", on = "2026-03-05", actor = "C1" },
}, { outcome = "refused", reason = "6.2.a" })
entry("a QC specialist: manager, HR manager", { "4.4.1", "4.2.1", "6.2.a" }, { position = "qc" }, {
  enter "mid1.ordinary",
  { stage = "entry.qc", on = "2026-03-04", actor = "S1", refused = "4.4.1" },
  { stage = "entry.ruling", answer = "yes", on = "2026-03-04", actor = "H2", refused = "4.4.1" },
  QC_PROPOSED, RULED,
}, { outcome = "graded", facts = { grade = "mid1.ordinary" } })
entry("a QC specialist at another grade", "6.2.a", { position = "qc" }, { enter "mid1.good", QC_PROPOSED },
  { outcome = "refused", reason = "6.2.a" })
entry("at which grade QC enters was not said", "6.2.a", { position = "qc" }, {
  enter "mid1.ordinary",
  { stage = "entry.qc", on = "2026-03-04", actor = "C1", refused = "6.2.a" },
}, { stage = "entry.qc" }, { parameters = {} })
entry("which keeps nobody else waiting", "6.2.a", {}, { enter "junior.ordinary", PROPOSED, REVIEWED, RULED },
  { outcome = "graded" }, { parameters = {} })

entry("an agent enters at junior (ordinary)", "6.2.a", {}, { enter("junior.good", "6.2.a"), enter "junior.ordinary" },
  { stage = "entry.proposal" })
entry("an intern enters as intern agent", "6.1", { status = "intern" },
  { enter("junior.ordinary", "6.1"), enter "intern" }, { stage = "entry.proposal" })
entry("a team leader enters at senior or above", "6.3", { position = "leader" },
  { enter("mid2.excellent", "6.3"), enter "senior.good", RULED },
  { outcome = "graded", facts = { grade = "senior.good" } })
entry("or at its lowest step", "6.3", { position = "leader" }, { enter "senior.ordinary" }, { stage = "entry.ruling" })
entry("of somebody whose position is not known", "6.2.a", { position = false },
  { enter("junior.ordinary", "position") }, {})

entry("an assistant: supervisor and manager, too", { "4.5.1", "4.4.2" }, { position = "assistant" }, {
  enter "junior.ordinary", PROPOSED,
}, { stage = "entry.review", todo = { "C1 entry.review" } })
entry("no supervisor for a newcomer", "4.5.1", {}, { enter "junior.ordinary" },
  { stage = "entry.proposal", todo = { "- entry.proposal" } }, { roles = roles "supervisor" })
entry("no manager for a newcomer", "4.4.2", {}, { enter "junior.ordinary", PROPOSED },
  { stage = "entry.review", todo = { "- entry.review" } }, { roles = roles "customer-care manager" })
entry("no manager for a QC newcomer", "4.4.1", { position = "qc" }, { enter "mid1.ordinary" },
  { stage = "entry.qc", todo = { "- entry.qc" } }, { roles = roles "customer-care manager" })
entry("no HR manager for a newcomer", "4.2.1", { position = "leader" }, { enter "senior.ordinary" },
  { stage = "entry.ruling", todo = { "- entry.ruling" } }, { roles = roles "HR manager" })

return list
