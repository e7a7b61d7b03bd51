-- 6.2.b The exception to the grade on entry: the department head asks HR for it, HR grants it. What is said of grades
-- when somebody is recorded (6.1, 6.2.a, 6.3) is in entry.lua.

local PEOPLE = {
  M1 = { position = "supervisor", department = "客服部" }, -- head of the department
  S1 = { position = "supervisor", department = "客服部" },
  H1 = { position = "agent", department = "人事部" },
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

return {
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
