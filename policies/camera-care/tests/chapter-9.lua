-- Position promotion, acted out: from the vacancy through the trial appointment to the announcement.

local DEPARTMENT = "客服部"

local function copy(t, more)
  local out = {}
  for key, value in pairs(t) do out[key] = value end
  for key, value in pairs(more or {}) do out[key] = value end
  return out
end

local PEOPLE = {
  G1 = { position = "supervisor", department = "总经办" },
  M1 = { position = "supervisor", department = DEPARTMENT },
  S1 = { position = "supervisor", department = DEPARTMENT, manager = "M1" },
  H1 = { position = "agent", department = "人事部" },
  R1 = { position = "leader", department = "销售部" },
  R2 = { position = "leader", department = "研发部" },
  T1 = { position = "agent", department = DEPARTMENT, manager = "P" },
  T2 = { position = "agent", department = DEPARTMENT, manager = "P" },
}
local ROLES = {
  ["general manager"] = "G1", ["customer-care manager"] = "M1", HR = "H1", ["related department"] = { "R1" },
  ["department head"] = { { employee = "M1", per = DEPARTMENT }, { employee = "R2", per = "研发部" } },
}
local VACANCIES = {
  V1 = { position = "leader", department = DEPARTMENT, reason = "growth", opened_on = "2026-01-05" },
  V2 = { position = "supervisor", department = DEPARTMENT, reason = "leaver", opened_on = "2026-01-05" },
  V3 = { position = "leader", reason = "growth", opened_on = "2025-01-05", closed_on = "2025-06-30" },
}

local AGENT = {
  position = "agent", grade = "mid1.good", status = "confirmed", hired_on = "2023-03-06", confirmed_on = "2023-06-06",
  graded_on = "2025-01-01", in_position_since = "2025-09-02", department = DEPARTMENT, manager = "S1",
  ratings = "BBABBA",
}
local LEADER = copy(AGENT, { position = "leader", grade = "senior.ordinary", in_position_since = "2025-03-02" })

local function post(fields)
  return copy({
    procedure = "position-promotion", as_of = "2026-03-02", person = AGENT, people = PEOPLE, roles = ROLES,
    subjects = { vacancy = VACANCIES }, settings = { parameters = { ["position panel pass"] = 7500 } },
    relations = {
      { relation = "subordinate", subject = "P", object = "T1", from = "2026-01-01" },
      { relation = "subordinate", subject = "P", object = "T2", from = "2026-01-01" },
    },
  }, fields)
end

local function step(stage, actor, on, more) return copy({ stage = stage, actor = actor, on = on }, more) end
local function refused(act, clause, more) return copy(act, copy({ refused = clause }, more)) end
local function list(...)
  local out = {}
  for _, part in ipairs { ... } do
    if part[1] then
      for _, item in ipairs(part) do out[#out + 1] = item end
    else
      out[#out + 1] = part
    end
  end
  return out
end

local function open(wanted, vacancy, more)
  return copy({
    open = "position-promotion", on = "2026-03-02", actor = "M1", set = { wanted = wanted, vacancy = vacancy },
  }, more)
end
local OPEN = open("leader", "V1")

-- Both forms of one rater.
local function assess(actor, competence, peripheral)
  return step("9.5.2", actor, "2026-03-04", { scores = { ["15.5"] = competence, ["15.4"] = peripheral } })
end
local function assessed(competence, peripheral)
  return { assess("M1", competence, peripheral), assess("R1", competence, peripheral) }
end
local REVIEW = step("9.5.3", "H1", "2026-03-05")
local TRIAL_YES = step("9.5.4", "G1", "2026-03-06", { answer = "yes" })
local function trial(months)
  return step("9.5.5", "H1", "2026-03-09", { set = { trial_from = "2026-03-16", trial_months = months } })
end
local function rate(actor, points, on)
  return step("9.5.6", actor, on or "2026-06-06", { scores = { ["15.6"] = points } })
end
local function rated(points)
  return { rate("S1", points), rate("M1", points), rate("R2", points), rate("T1", points), rate("T2", points) }
end
local MARKS = step("9.5.7.marks", "H1", "2026-06-12")
local DEFENCE = step("9.5.7.a", "H1", "2026-06-15", { documents = { "述职报告" }, set = { chair = "M1" } })
local function judge(actor, points)
  return step("9.5.7.b", actor, "2026-06-15", { scores = { ["9.3.4"] = points }, forms = { ["15.7"] = true } })
end
local function judged(points)
  return { judge("S1", points), judge("M1", points), judge("R1", points), judge("H1", points) }
end
local SUMMARY = step("9.5.7.c", "H1", "2026-06-15")
local APPROVE = step("9.5.8", "G1", "2026-06-16", { answer = "yes" })
local TALK = { step("9.5.9", "H1", "2026-06-17"), step("9.5.9", "M1", "2026-06-17") }
local ANNOUNCE = step("9.5.10", "H1", "2026-06-18")
local BACK = step("9.5.7.back", "G1", "2026-06-16", { answer = "back", comment = "未达标" })

local TO_REVIEW = list(OPEN, assessed("70", "75"))
local TO_TRIAL = list(TO_REVIEW, REVIEW, TRIAL_YES)
local ON_TRIAL = list(TO_TRIAL, trial(3))
local TO_MARKS = list(ON_TRIAL, rated("80"))
local TO_DEFENCE = list(TO_MARKS, MARKS)
local TO_SUMMARY = list(TO_DEFENCE, DEFENCE, judged("80"))

local function opens(name, clause, fields, act, ok)
  return post(copy({ name = name, clause = clause, acts = { ok and act or refused(act, clause) } }, fields))
end

-- A leader who would be supervisor: the marks are higher.
local L_OPEN = open("supervisor", "V2")
local function leader(fields) return post(copy({ person = LEADER }, fields)) end

return {
  post {
    name = "from agent to team leader", clause = "9.5.10",
    acts = list(TO_SUMMARY, SUMMARY, APPROVE, TALK, ANNOUNCE),
    expect = {
      outcome = "appointed", facts = { position = "leader", grade = "mid1.good", in_position_since = "2026-03-16" },
      forms = { "15.8", "9.5.10", "9.5.3", "9.5.5.a" }, events = { "advancement" },
    },
  },

  -- 9.1 to 9.3 Who may
  opens("no vacancy of that name", "9.1", {}, open("leader", "V9")),
  opens("the vacancy is for another post", "9.1", {}, open("leader", "V2")),
  opens("the vacancy is closed", "9.1", {}, open("leader", "V3")),
  opens(
    "a vacancy has to be named", "9.1", {},
    { open = "position-promotion", on = "2026-03-02", actor = "M1", set = { wanted = "leader" } }
  ),
  opens("the manager reports", "9.5.1", {}, copy(OPEN, { actor = "H1" })),
  opens(
    "nobody reports themselves", "9.5.1", { roles = copy(ROLES, { ["customer-care manager"] = "P" }) },
    copy(OPEN, { actor = "P" })
  ),
  opens("half a year in the post, just", "9.2.1", {}, OPEN, true),
  opens(
    "half a year in the post, a day short", "9.2.1", { person = copy(AGENT, { in_position_since = "2025-09-03" }) },
    OPEN
  ),
  opens(
    "since when in the post is not known", "in_position_since", { person = copy(AGENT, { in_position_since = "" }) },
    OPEN
  ),
  opens("a year in the post, just", "9.2.2", { person = LEADER }, L_OPEN, true),
  opens(
    "a year in the post, a day short", "9.2.2", { person = copy(LEADER, { in_position_since = "2025-03-03" }) }, L_OPEN
  ),
  opens("2A, just", "9.2.3", { person = copy(AGENT, { ratings = "BBBBAA" }) }, OPEN, true),
  opens("1S, just", "9.2.3", { person = copy(AGENT, { ratings = "BBBBBS" }) }, OPEN, true),
  opens("one A", "9.2.3", { person = copy(AGENT, { ratings = "BBBBBA" }) }, OPEN),
  opens("2A and a C", "9.2.3", { person = copy(AGENT, { ratings = "BBBCAA" }) }, OPEN),
  opens("an agent cannot become supervisor", "9.3.2", {}, L_OPEN),
  opens("an assistant is no agent", "9.3.3.A", { person = copy(AGENT, { position = "assistant" }) }, OPEN),
  opens(
    "an assistant does not become supervisor", "9.3.3.B", { person = copy(AGENT, { position = "assistant" }) }, L_OPEN
  ),

  -- 9.4 Marks
  post {
    name = "75 and 70, just", clause = "9.4.1.1.a", acts = list(OPEN, assessed("70", "75"), REVIEW),
    expect = { stage = "9.5.4" },
  },
  post {
    name = "peripheral 74.99", clause = "9.4.1.1.a", acts = list(OPEN, assessed("70", "74.99"), REVIEW),
    expect = { outcome = "refused", reason = "9.4.1.1.a" },
  },
  post {
    name = "competence 69.99", clause = "9.4.1.1.b", acts = list(OPEN, assessed("69.99", "75"), REVIEW),
    expect = { outcome = "refused", reason = "9.4.1.1.b" },
  },
  leader {
    name = "80 and 80, just", clause = "9.4.1.2.a", acts = list(L_OPEN, assessed("80", "80"), REVIEW),
    expect = { stage = "9.5.4" },
  },
  leader {
    name = "peripheral 79.99", clause = "9.4.1.2.a", acts = list(L_OPEN, assessed("80", "79.99"), REVIEW),
    expect = { outcome = "refused", reason = "9.4.1.2.a" },
  },
  leader {
    name = "competence 79.99", clause = "9.4.1.2.b", acts = list(L_OPEN, assessed("79.99", "80"), REVIEW),
    expect = { outcome = "refused", reason = "9.4.1.2.b" },
  },
  post {
    name = "several raters: their mean", clause = "9.4.1.1.b",
    acts = list(OPEN, assess("M1", "60", "80"), assess("R1", "80", "70"), REVIEW), expect = { stage = "9.5.4" },
  },
  post {
    name = "several raters: the lowest", clause = "9.4.1.1.b",
    settings = { parameters = { ["position panel pass"] = 7500 }, readings = { ["9.4.several"] = "least" } },
    acts = list(
      OPEN, assess("M1", "60", "80"), assess("R1", "80", "75"), REVIEW), expect = { outcome = "refused",
      reason = "9.4.1.1.b",
    },
  },
  post {
    name = "360 degrees 80, just", clause = "9.4.2.1", acts = list(TO_MARKS, MARKS), expect = { stage = "9.5.7.a" },
  },
  post {
    name = "360 degrees 79.99", clause = "9.4.2.1", acts = list(ON_TRIAL, rated("79.99"), MARKS),
    expect = { stage = "9.5.7.back" },
  },
  leader {
    name = "360 degrees of a supervisor 85, just", clause = "9.4.2.2",
    acts = list(
      L_OPEN, assessed("80", "80"), REVIEW, TRIAL_YES, trial(3), rated("85"), MARKS), expect = { stage = "9.5.7.a",
    },
  },
  leader {
    name = "360 degrees of a supervisor 84.99", clause = "9.4.2.2",
    acts = list(
      L_OPEN, assessed("80", "80"), REVIEW, TRIAL_YES, trial(3), rated("84.99"),
      MARKS), expect = { stage = "9.5.7.back",
    },
  },

  -- 9.5 Step by step
  post {
    name = "those asked assess, nobody else", clause = "9.5.2",
    acts = list(OPEN, refused(assess("H1", "90", "90"), "9.5.2"), assess("M1", "70", "75"), refused(REVIEW, "9.5.2")),
    expect = { stage = "9.5.2", todo = { "R1 9.5.2" } },
  },
  post {
    name = "HR reviews, and fills in the form", clause = "9.5.3",
    acts = list(TO_REVIEW, refused(REVIEW, "9.5.3", { actor = "M1" }), REVIEW), expect = { forms = { "9.5.3" } },
  },
  post {
    name = "the general manager approves the trial", clause = "9.5.4",
    acts = list(TO_REVIEW, REVIEW, refused(TRIAL_YES, "9.5.4", { actor = "H1" }), refused(trial(3), "9.5.4")),
    expect = { stage = "9.5.4" },
  },
  post {
    name = "the notice of trial appointment", clause = "9.5.5.a",
    acts = list(TO_TRIAL, refused(trial(3), "9.5.5.a", { actor = "M1" }), trial(3)), expect = { forms = { "9.5.5.a" } },
  },
  post {
    name = "two months are too few", clause = "9.5.5.b",
    acts = list(TO_TRIAL, copy(trial(2), { expect = { at = "9.5.5" } }), trial(3)),
    expect = { spans = { "trial 2026-03-16..2026-06-16" } },
  },
  post {
    name = "the post is held from the first day of the trial", clause = "3.4.2", acts = list(ON_TRIAL),
    expect = { on = "2026-03-16", facts = { position = "leader" } },
  },
  post {
    name = "and not a day before", clause = "3.4.2", acts = list(ON_TRIAL),
    expect = { on = "2026-03-15", facts = { position = "agent" } },
  },
  post {
    name = "due ten days before the trial ends", clause = "9.5.6.a", acts = list(ON_TRIAL),
    expect = { due = "2026-06-06" },
  },
  post { name = "on that day", clause = "9.5.6.a", acts = list(ON_TRIAL, rated("80")), expect = { late = false } },
  post {
    name = "a day later is late", clause = "9.5.6.a", acts = list(ON_TRIAL, rate("S1", "80", "2026-06-07")),
    expect = { late = true },
  },
  post {
    name = "fewer than five: all of them", clause = "9.5.6.b", acts = list(
      ON_TRIAL, refused(rate("H1", "80"), "9.5.6.b")
    ),
    expect = { todo = { "S1 9.5.6", "M1 9.5.6", "R2 9.5.6", "T1 9.5.6", "T2 9.5.6" } },
  },
  post {
    name = "no defence without the report", clause = "9.5.7.a",
    acts = list(
      TO_DEFENCE, refused(copy(DEFENCE, { documents = {} }), "9.5.7.a"), refused(judge("S1", "80"), "9.5.7.a")
    ),
    expect = { stage = "9.5.7.a" },
  },
  post {
    name = "judges fill in the form", clause = "9.5.7.b",
    acts = list(TO_DEFENCE, DEFENCE, judge("S1", "80"), judge("M1", "80"), judge("R1", "80"), judge("H1", "80")),
    expect = { stage = "9.5.7.c" },
  },
  post {
    name = "without the form it does not end", clause = "9.5.7.b",
    acts = list(
      TO_DEFENCE, DEFENCE, copy(judge("S1", "80"), { forms = {} }), copy(judge("M1", "80"), { forms = {} }),
      copy(judge("R1", "80"), { forms = {} }), refused(copy(judge("H1", "80"), { forms = {} }), "15.7")
    ),
    expect = { stage = "9.5.7.b" },
  },
  post {
    name = "only members of the panel score", clause = "4.3.2",
    acts = list(TO_DEFENCE, DEFENCE, refused(judge("G1", "80"), "4.3.2")), expect = { stage = "9.5.7.b" },
  },
  -- 90 x 30 % + 60 x 30 % + 80 x 20 % + 70 x 20 % = 75
  post {
    name = "weights of the panel, just", clause = "9.3.4",
    acts = list(TO_DEFENCE, DEFENCE, judge("S1", "90"), judge("M1", "60"), judge("R1", "80"), judge("H1", "70")),
    expect = { stage = "9.5.7.c" },
  },
  post {
    name = "weights of the panel, just not", clause = "9.3.4",
    acts = list(TO_DEFENCE, DEFENCE, judge("S1", "90"), judge("M1", "60"), judge("R1", "80"), judge("H1", "69.95")),
    expect = { stage = "9.5.7.back" },
  },
  post {
    name = "the summary", clause = "9.5.7.c",
    acts = list(TO_SUMMARY, refused(SUMMARY, "9.5.7.c", { actor = "M1" }), SUMMARY), expect = { forms = { "15.8" } },
  },
  post {
    name = "the general manager approves the appointment", clause = "9.5.8",
    acts = list(TO_SUMMARY, SUMMARY, refused(APPROVE, "9.5.8", { actor = "M1" }), APPROVE),
    expect = { stage = "9.5.9" },
  },
  post {
    name = "HR and the head of the department talk with them", clause = "9.5.9",
    acts = list(TO_SUMMARY, SUMMARY, APPROVE, TALK[1], refused(ANNOUNCE, "9.5.9"), TALK[2]),
    expect = { stage = "9.5.10" },
  },
  post {
    name = "who fails goes back to the former post", clause = "9.5.7.a",
    acts = list(ON_TRIAL, rated("60"), MARKS, refused(BACK, "4.1", { actor = "H1" }), BACK),
    expect = {
      outcome = "returned", reason = "9.5.7.a", facts = { position = "agent", in_position_since = "2025-09-02" },
    },
  },
}
