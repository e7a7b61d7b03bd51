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
  V4 = { position = "leader", reason = "growth" },
  V5 = { reason = "growth", opened_on = "2026-01-05" },
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

-- Whoever has no position on record is refused, naming what is missing.
local function unknown_position(clause, act)
  local person = copy(AGENT)
  person.position = nil
  return post {
    name = "position not known", clause = clause, person = person, acts = { refused(act, "position") },
  }
end

-- A leader who would be supervisor: the marks are higher.
local L_OPEN = open("supervisor", "V2")
local function leader(fields) return post(copy({ person = LEADER }, fields)) end

-- Twelve subordinates, and how many of them a company has drawn.
local MANY, UNDER = copy(PEOPLE), {}
for _, code in ipairs { "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "U1", "U2", "U3" } do
  MANY[code] = { position = "agent", department = DEPARTMENT, manager = "P" }
  UNDER[#UNDER + 1] = { relation = "subordinate", subject = "P", object = code, from = "2026-01-01" }
end
local function drawn(number)
  return { parameters = { ["position panel pass"] = 7500, ["subordinates drawn"] = number } }
end

-- Nobody holds the role any more when the step is due: the inbox says so. `on`: the last day on which somebody did.
local HOLDER = { HR = "H1", ["general manager"] = "G1", ["related department"] = "R1" }
local function nobody(clause, role, on, stage, day, acts)
  return post {
    name = "nobody is " .. role .. " for " .. stage, clause = clause, acts = list(acts),
    roles = copy(ROLES, { [role] = on and { { employee = HOLDER[role], to = on } } or {} }),
    expect = { on = day, stage = stage, todo = { "- " .. stage } },
  }
end

return {
  post {
    name = "from agent to team leader", clause = { "9.5.10", "9.5.3", "9.5.5.a", "15.8", "3.4" },
    acts = list(TO_SUMMARY, SUMMARY, APPROVE, TALK, refused(ANNOUNCE, "9.5.10", { actor = "M1" }), ANNOUNCE),
    expect = {
      outcome = "appointed", facts = { position = "leader", grade = "mid1.good", in_position_since = "2026-03-16" },
      forms = { "15.8", "9.5.10", "9.5.3", "9.5.5.a" }, events = { "advancement" },
      spans = { "formal 2026-06-18.." },
    },
  },

  -- 9.1 to 9.3 Who may
  opens("no vacancy of that name", "9.1", {}, open("leader", "V9")),
  opens("the vacancy is for another post", "9.1", {}, open("leader", "V2")),
  opens("the vacancy is closed", "9.1", {}, open("leader", "V3")),
  opens("since when there is one is not known", "9.1", {}, open("leader", "V4")),
  opens("for which post it is, is not known", "9.1", {}, open("leader", "V5")),
  opens("a vacancy, open", "9.1", {}, OPEN, true),
  opens(
    "a vacancy has to be named", "9.1", {},
    { open = "position-promotion", on = "2026-03-02", actor = "M1", set = { wanted = "leader" } }
  ),
  opens("the manager reports", "9.5.1", {}, copy(OPEN, { actor = "H1" })),
  opens("nobody is there to report", "9.5.1", { roles = copy(ROLES, { ["customer-care manager"] = {} }) }, OPEN),
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
  opens("2A, one of them in the first month", "9.2.3", { person = copy(AGENT, { ratings = "ABBBBA" }) }, OPEN, true),
  opens("2A and a C in the first month", "9.2.3", { person = copy(AGENT, { ratings = "CBBBAA" }) }, OPEN),
  opens("2A and a D", "9.2.3", { person = copy(AGENT, { ratings = "BBBDAA" }) }, OPEN),
  opens("1S, just", "9.2.3", { person = copy(AGENT, { ratings = "BBBBBS" }) }, OPEN, true),
  post {
    name = "a rating that is missing could be an A", clause = "9.2.3", person = copy(AGENT, { ratings = "BBBBA." }),
    acts = { refused(OPEN, "rating:2026-02") },
  },
  post {
    name = "no more than twelve months back", clause = "9.2.3",
    person = copy(AGENT, {
      in_position_since = "2023-03-06", ratings = "ABBBBA.......",
      absences = { { from = "2025-08-01", to = "2026-02-28", kind = "maternity" } },
    }),
    acts = { refused(OPEN, "9.2.3") },
  },
  post {
    name = "since when a leader is in the post is not known", clause = "9.2.2",
    person = copy(LEADER, { in_position_since = "" }), acts = { refused(L_OPEN, "in_position_since") },
  },
  opens("one A", "9.2.3", { person = copy(AGENT, { ratings = "BBBBBA" }) }, OPEN),
  opens("2A and a C", "9.2.3", { person = copy(AGENT, { ratings = "BBBCAA" }) }, OPEN),
  opens("an agent cannot become supervisor", "9.3.2", {}, L_OPEN),
  opens("nor can a QC specialist", "9.3.2", { person = copy(AGENT, { position = "qc" }) }, L_OPEN),
  opens("a team leader can: one position at a time", "9.3.2", { person = LEADER }, L_OPEN, true),
  unknown_position("9.3.2", L_OPEN),
  opens("an agent may become team leader", "9.3.3.A", {}, OPEN, true),
  opens("a QC specialist, too", "9.3.3.A", { person = copy(AGENT, { position = "qc" }) }, OPEN, true),
  opens("a team leader is one already", "9.3.3.A", { person = LEADER }, OPEN),
  unknown_position("9.3.3.A", OPEN),
  opens("a team leader may become supervisor", "9.3.3.B", { person = LEADER }, L_OPEN, true),
  unknown_position("9.3.3.B", L_OPEN),
  opens("an assistant is no agent", "9.3.3.A", {
    person = copy(AGENT, { position = "assistant" }), -- unless it is read so
  }, OPEN),
  opens("or is, where the company reads it so", "9.3.3.A", {
    person = copy(AGENT, { position = "assistant" }), settings = { readings = { ["9.3.3.A"] = "yes" } },
  }, OPEN, true),
  opens(
    "an assistant does not become supervisor", "9.3.3.B", { person = copy(AGENT, { position = "assistant" }) }, L_OPEN
  ),

  -- 9.4 Marks
  post {
    name = "75 and 70, just", clause = { "9.4.1.1.a", "9.4.1.1.b" }, acts = list(OPEN, assessed("70", "75"), REVIEW),
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
    name = "80 and 80, just", clause = { "9.4.1.2.a", "9.4.1.2.b" }, acts = list(L_OPEN, assessed("80", "80"), REVIEW),
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
    name = "several raters: their mean", clause = { "9.4.1.1.b", "15.5" },
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
    name = "both forms: with one of them it does not end", clause = { "9.5.2", "15.4", "15.5" },
    acts = list(OPEN, assess("M1", "70", "75"),
      step("9.5.2", "R1", "2026-03-04", { scores = { ["15.5"] = "70" } }), refused(REVIEW, "9.5.2"),
      step("9.5.2", "R1", "2026-03-04", { scores = { ["15.4"] = "75" } })),
    expect = { stage = "9.5.3" },
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
    name = "who fills in one form only is still asked", clause = { "15.4", "15.5" },
    acts = list(OPEN, step("9.5.2", "M1", "2026-03-04", { scores = { ["15.4"] = "75" } })),
    expect = { stage = "9.5.2", todo = { "M1 9.5.2", "R1 9.5.2" } },
  },
  post {
    name = "two months are too few", clause = "9.5.5.b",
    acts = list(TO_TRIAL, copy(trial(2), { expect = { at = "9.5.5" } }), trial(3)),
    expect = { spans = { "trial 2026-03-16..2026-06-16" } },
  },
  post {
    name = "a leave that begins with the trial is no part of it", clause = "9.5.5.b",
    acts = list(ON_TRIAL, { {
      record = "absences", on = "2026-03-18", actor = "H1",
      row = { employee = "P", from = "2026-03-16", to = "2026-03-17", kind = "sick" },
    } }),
    expect = { on = "2026-03-18", spans = { "trial 2026-03-16..2026-06-16", "sick 2026-03-16..2026-03-17" } },
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
  post {
    name = "in calendar days, holidays or not", clause = "9.5.6.a",
    acts = list(TO_TRIAL, step("9.5.5", "H1", "2026-03-09", { set = { trial_from = "2026-07-13", trial_months = 3 } })),
    expect = { on = "2026-07-13", spans = { "trial 2026-07-13..2026-10-13" }, due = "2026-10-03" },
  },
  post {
    name = "over the end of a year and of a short month", clause = { "9.5.6.a", "9.5.5.b" },
    acts = list(TO_TRIAL, step("9.5.5", "H1", "2026-03-09", { set = { trial_from = "2026-11-30", trial_months = 3 } })),
    expect = { on = "2026-11-30", spans = { "trial 2026-11-30..2027-02-28" }, due = "2027-02-18" },
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
    name = "of twelve ten are drawn", clause = { "9.5.6.b", "15.6" }, people = MANY, relations = UNDER,
    acts = list(ON_TRIAL), expect = { stage = "9.5.6", inbox = 13 },
  },
  post {
    name = "or as many as HR says, five at least", clause = "9.5.6.b", people = MANY, relations = UNDER,
    settings = drawn(5), acts = list(ON_TRIAL), expect = { stage = "9.5.6", inbox = 8 },
  },
  post {
    name = "four are too few", clause = "9.5.6.b", people = MANY, relations = UNDER, settings = drawn(4),
    acts = list(TO_TRIAL, refused(trial(3), "9.5.6.b")),
  },
  post {
    name = "eleven are too many", clause = "9.5.6.b", people = MANY, relations = UNDER, settings = drawn(11),
    acts = list(TO_TRIAL, refused(trial(3), "9.5.6.b")),
  },
  post {
    name = "the form of each of them is needed", clause = { "15.6", "9.5.6.b" },
    acts = list(ON_TRIAL, rate("S1", "80"), rate("M1", "80"), rate("R2", "80"), rate("T1", "80"),
      refused(MARKS, "9.5.6", { on = "2026-06-06" })),
    expect = { stage = "9.5.6", todo = { "T2 9.5.6" } },
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
    name = "without the form it does not end", clause = { "9.5.7.b", "15.7" },
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
    name = "the weights of the four seats", clause = "9.3.4",
    settings = { parameters = { ["position panel pass"] = 5000 } },
    acts = list(TO_DEFENCE, DEFENCE, judge("S1", "100"), judge("M1", "0"), judge("R1", "100"), judge("H1", "0")),
    expect = { stage = "9.5.7.c" },
  },
  post {
    name = "the weights of the four seats are no more than that", clause = "9.3.4",
    settings = { parameters = { ["position panel pass"] = 5001 } },
    acts = list(TO_DEFENCE, DEFENCE, judge("S1", "100"), judge("M1", "0"), judge("R1", "100"), judge("H1", "0")),
    expect = { stage = "9.5.7.back" },
  },
  -- (80 x 30 + 80 x 30 + 75 x 20) / 80 = 78.75
  post {
    name = "an empty seat: the others' weights are scaled up", clause = "9.3.4",
    roles = copy(ROLES, { ["related department"] = { { employee = "R1", to = "2026-06-14" } } }),
    settings = { parameters = { ["position panel pass"] = 7875 }, readings = { panel = "reweigh" } },
    acts = list(TO_DEFENCE, DEFENCE, judge("S1", "80"), judge("M1", "80"), judge("H1", "75")),
    expect = { stage = "9.5.7.c" },
  },
  post {
    name = "several raters of the trial: their mean", clause = { "9.4.2.1", "9.5.6.b" },
    acts = list(ON_TRIAL, rate("S1", "70"), rate("M1", "90"), rate("R2", "80"), rate("T1", "80"), rate("T2", "80"),
      MARKS),
    expect = { stage = "9.5.7.a" },
  },
  post {
    name = "no pass mark, no panel", clause = "9.3.4", settings = {},
    acts = list(TO_DEFENCE, DEFENCE, refused(judge("S1", "80"), "9.3.4")), expect = { stage = "9.5.7.b" },
  },
  post {
    name = "nothing is skipped", clause = { "9.5.2", "9.5.3", "9.5.4", "9.5.7.a", "9.5.8", "9.5.9" },
    acts = list(OPEN, refused(REVIEW, "9.5.2", { on = "2026-03-04" }), assessed("70", "75"),
      refused(TRIAL_YES, "9.5.3", { on = "2026-03-04" }), REVIEW, refused(trial(3), "9.5.4", { on = "2026-03-05" }),
      TRIAL_YES, refused(rate("S1", "80", "2026-03-06"), "9.5.5"), trial(3),
      refused(MARKS, "9.5.6", { on = "2026-03-16" }), rated("80"), refused(DEFENCE, "9.4.2.1", { on = "2026-06-06" }),
      MARKS, refused(judge("S1", "80"), "9.5.7.a", { on = "2026-06-12" }), DEFENCE,
      refused(SUMMARY, "9.5.7.b"), judged("80"), refused(APPROVE, "9.5.7.c", { on = "2026-06-15" }), SUMMARY,
      refused(TALK[1], "9.5.8", { on = "2026-06-15" }), APPROVE, refused(ANNOUNCE, "9.5.9", { on = "2026-06-16" })),
    expect = { stage = "9.5.9" },
  },
  post {
    name = "the general manager refuses the trial", clause = "9.5.4",
    acts = list(TO_REVIEW, REVIEW, copy(TRIAL_YES, { answer = "no", reason = "9.2.3", comment = "否" })),
    expect = { outcome = "refused", reason = "9.2.3", facts = { position = "agent" } },
  },
  post {
    name = "the general manager refuses the appointment", clause = "9.5.8",
    acts = list(TO_SUMMARY, SUMMARY, copy(APPROVE, { answer = "no", reason = "9.4.2.1", comment = "否" })),
    expect = { stage = "9.5.7.back" },
  },
  nobody("9.5.2", "related department", nil, "9.5.2", nil, OPEN),
  nobody("9.5.3", "HR", "2026-03-04", "9.5.3", "2026-03-05", TO_REVIEW),
  nobody({ "9.5.4", "4.1" }, "general manager", nil, "9.5.4", nil, list(TO_REVIEW, REVIEW)),
  nobody({ "9.5.5.a", "9.5.5.b" }, "HR", "2026-03-08", "9.5.5", "2026-03-09", TO_TRIAL),
  nobody("9.5.7.a", "HR", "2026-06-12", "9.5.7.a", "2026-06-13", TO_DEFENCE),
  nobody({ "4.3.2", "9.5.7.b" }, "related department", "2026-06-14", "9.5.7.b", nil, list(TO_DEFENCE, DEFENCE)),
  nobody({ "9.5.7.c", "15.8" }, "HR", "2026-06-15", "9.5.7.c", "2026-06-16", TO_SUMMARY),
  nobody("9.5.8", "general manager", "2026-06-14", "9.5.8", nil, list(TO_SUMMARY, SUMMARY)),
  nobody("9.5.9", "HR", "2026-06-16", "9.5.9", "2026-06-17", list(TO_SUMMARY, SUMMARY, APPROVE)),
  nobody("9.5.10", "HR", "2026-06-17", "9.5.10", "2026-06-18", list(TO_SUMMARY, SUMMARY, APPROVE, TALK)),
  post {
    name = "the summary", clause = { "9.5.7.c", "15.8" },
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
