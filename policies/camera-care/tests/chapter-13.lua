-- 13 The policy itself, and its version history (cover): HR states the readings, the general manager approves, the
-- history is kept, the edition holds from the day it is issued.

local PEOPLE = {
  G1 = { position = "supervisor", department = "总经办" },
  M1 = { position = "supervisor", department = "客服部" },
  H1 = { position = "agent", department = "人事部" },
}
local ROLES = { HR = "H1", ["general manager"] = "G1" }

local function story(name, clause, acts, expect, of_roles)
  return {
    name = name, clause = clause, procedure = "edition", as_of = "2026-03-02",
    person = { position = "agent", grade = "junior.good", status = "confirmed", hired_on = "2022-03-01" },
    people = PEOPLE, roles = of_roles or ROLES,
    subjects = {
      edition = { ["2.0"] = { version = "2.0", changes = "chapter 11", reviser = "H1", revised_on = "2026-02-20" } },
    },
    acts = acts, expect = expect,
  }
end

local OPEN = { open = "edition", subject = "2.0", on = "2026-03-03", actor = "H1" }
local STATED = { stage = "13.2", documents = { "条款解释" }, on = "2026-03-04", actor = "H1", expect = { at = "13.1" } }
local APPROVED = { stage = "13.1", answer = "yes", on = "2026-03-10", actor = "G1", expect = { at = "0.version" } }
local FILED = { stage = "0.version", on = "2026-04-10", actor = "H1", expect = { at = "13.3", late = false } }
local ISSUED = { stage = "13.3", on = "2026-04-15", actor = "H1", expect = { ended = "in force" } }

return {
  story("an edition, hand to hand", { "13.1", "13.2", "13.3", "0.version" }, {
    { open = "edition", subject = "2.0", on = "2026-03-03", actor = "M1", refused = "13.1" },
    { open = "edition", subject = "3.0", on = "2026-03-03", actor = "H1", refused = "3.0" },
    OPEN,
    { stage = "13.1", answer = "yes", on = "2026-03-04", actor = "G1", refused = "13.2" },
    { stage = "13.2", documents = { "条款解释" }, on = "2026-03-04", actor = "G1", refused = "13.2" },
    { stage = "13.2", on = "2026-03-04", actor = "H1", refused = "条款解释" },
    STATED,
    { stage = "13.3", on = "2026-03-05", actor = "H1", refused = "13.1" },
    { stage = "13.1", answer = "yes", on = "2026-03-05", actor = "H1", refused = "13.1" },
    APPROVED,
    { stage = "13.3", on = "2026-03-11", actor = "H1", refused = "0.version" },
    { stage = "0.version", on = "2026-03-11", actor = "G1", refused = "0.version" },
    FILED,
    { stage = "13.3", on = "2026-04-15", actor = "G1", refused = "13.3" },
    ISSUED,
  }, { outcome = "in force", forms = { "0.version" } }),
  story("in force from the day it is issued", "13.3", { OPEN, STATED, APPROVED, FILED, ISSUED },
    { wrote = { "2026-04-15 in_force_from 2026-04-15 [13.3]" } }),
  story("issued before it is approved", "13.3", {
    OPEN, STATED, { stage = "13.3", on = "2026-03-05", actor = "H1", refused = "13.1" },
  }, { stage = "13.1" }),
  story("sent back for its readings", "13.2", {
    OPEN, STATED,
    { stage = "13.1", verb = "return", to = "13.2", comment = "what does 11.1 mean?", on = "2026-03-10", actor = "G1",
      expect = { at = "13.2" } },
    { stage = "13.1", answer = "yes", on = "2026-03-11", actor = "G1", refused = "13.2" },
    { stage = "13.2", documents = { "条款解释" }, on = "2026-03-12", actor = "H1" },
    { stage = "13.1", answer = "yes", on = "2026-03-13", actor = "G1" },
  }, { stage = "0.version", due = "2026-04-13" }),
  story("refused", "13.1", {
    OPEN, STATED,
    { stage = "13.1", answer = "no", reason = "13.1", comment = "no", on = "2026-03-10", actor = "G1",
      expect = { ended = "refused" } },
  }, { outcome = "refused", forms = {} }),
  story("the history is written a day late", "0.version", {
    OPEN, STATED, APPROVED, { stage = "0.version", on = "2026-04-11", actor = "H1", expect = { late = true } },
  }, { stage = "13.3", forms = { "0.version" } }),
  story("the history is not written: overdue", "0.version", { OPEN, STATED, APPROVED },
    { on = "2026-04-11", due = "2026-04-10", overdue = { "H1 0.version" } }),
  story("no HR to interpret", "13.2", { { open = "edition", subject = "2.0", on = "2026-03-03", actor = "H1" } },
    { on = "2026-03-04", stage = "13.2", todo = { "- 13.2" } },
    { HR = { { employee = "H1", to = "2026-03-03" } }, ["general manager"] = "G1" }),
  story("no general manager", "13.1", { OPEN, STATED }, { stage = "13.1", todo = { "- 13.1" } }, { HR = "H1" }),
}
