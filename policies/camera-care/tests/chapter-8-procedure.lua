-- The round of grade promotion, acted out: who does what, in which order, and what is refused.

local DEPARTMENT = "客服部"

local PEOPLE = {
  G1 = { position = "supervisor", department = "总经办" },                    -- general manager
  -- customer-care manager, head of department
  M1 = { position = "supervisor", department = DEPARTMENT },
  S1 = { position = "supervisor", department = DEPARTMENT, manager = "M1" },  -- supervisor, direct superior
  H1 = { position = "agent", department = "人事部" },
  H2 = { position = "agent", department = "人事部" },
  R1 = { position = "leader", department = "销售部" },
  R2 = { position = "leader", department = "研发部" },
}
local ROLES = {
  ["general manager"] = "G1", ["customer-care manager"] = "M1", supervisor = "S1", HR = { "H1", "H2" },
  ["department head"] = { { employee = "M1", per = DEPARTMENT } }, ["related department"] = { "R1", "R2" },
}
local PAY = {
  ["junior.ordinary"] = "4500", ["junior.good"] = "4800.50", ["junior.excellent"] = "5100", ["mid1.excellent"] = "6000",
  ["mid2.ordinary"] = "6300", ["mid2.good"] = "6600", ["senior.good"] = "8000", ["senior.ordinary"] = "7700",
}

local function copy(t, more)
  local out = {}
  for key, value in pairs(t) do out[key] = value end
  for key, value in pairs(more or {}) do out[key] = value end
  return out
end

local function agent(grade, ratings, more)
  return copy({
    position = "agent", grade = grade, status = "confirmed", hired_on = "2022-03-21", confirmed_on = "2022-06-22",
    graded_on = "2025-01-01", department = DEPARTMENT, manager = "S1", ratings = ratings, pay = 450000,
  }, more)
end

local function round(fields)
  return copy({
    procedure = "half-year", as_of = "2026-01-04", people = PEOPLE, roles = ROLES,
    settings = { parameters = { pay = PAY, ["panel pass"] = 7500, general_manager = "G1" } },
  }, fields)
end

-- The steps, with what may be changed in each.
local function step(stage, actor, more)
  return copy({ stage = stage, actor = actor, on = "2026-01-06" }, more)
end
local PLAN = { plan = "half-year", as_of = "2026-01-04", on = "2026-01-04", actor = "H1" }
local OPEN = { open = "half-year", run = true, on = "2026-01-04", actor = "H1" }
local PROPOSE = step("4.5.2", "S1")
local SUBMIT = step("8.5.2", "M1", { documents = { "晋级资料" } })
local REVIEW = step("8.5.3.A", "H1", { answer = "yes" })
local TO_PANEL = step("8.5.3.B", "H1", { answer = "yes" })
local APPROVE = step("8.5.5", "G1", { answer = "yes", on = "2026-01-20" })
local INTERVIEW = step("8.5.6", "M1", { on = "2026-01-21" })
local NOTICE = step("8.5.7.b", "H1", { on = "2026-01-22" })
local PAID = step("8.5.7.c", "H1", { on = "2026-01-23" })
local ARCHIVE = step("8.5.7.a", "H1", { on = "2026-01-24" })

local function cells(answer)
  return {
    business = answer or "yes", learning = "yes", communication = "yes", office = "yes", execution = "yes",
    coaching = "yes",
  }
end
local MATRIX = step("8.4.1.3.b", "M1", { cells = cells(), on = "2026-01-08" })
local MEETING = step("8.5.4.a", "H1", {
  documents = { "前半年工作成绩演讲" }, set = { chair = "M1" }, on = "2026-01-12",
})

local function score(actor, points, more)
  return step("8.5.4.b", actor, copy({
    scores = { ["8.3.4"] = points }, forms = { ["15.1"] = true }, on = "2026-01-12",
  }, more))
end
local SUMMARY = step("8.5.4.c", "H1", { on = "2026-01-13" })

local DIRECT = agent("junior.ordinary", "BBBBBB")
local TO_MID2 = agent("mid1.excellent", "BBBBBB", { pay = 600000 })
local PASSED = {
  score("S1", "80"), score("M1", "80"), score("R1", "70"), score("R2", "60"), score("H1", "70"), score("H2", "80"),
}

-- The same step, which must be refused citing the clause.
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

local APPLY = { apply = true, on = "2026-01-20", actor = "H1" }
local TO_REVIEW = { PLAN, OPEN, PROPOSE, SUBMIT }
local TO_APPROVAL = { PLAN, OPEN, PROPOSE, SUBMIT, REVIEW }
local TO_MEETING = { PLAN, OPEN, PROPOSE, SUBMIT, TO_PANEL, MATRIX }
local TO_SCORES = { PLAN, OPEN, PROPOSE, SUBMIT, TO_PANEL, MATRIX, MEETING }

local function opened_on(day, expect)
  return { copy(PLAN, { on = day, as_of = day }), copy(OPEN, { on = day, expect = expect }) }
end

local LEADER = agent("senior.ordinary", "ABBABAABBBBB", { position = "leader", pay = 770000 })
local function leaders(fields)
  return copy(round(fields), { procedure = "leaders-yearly" })
end
local L_PLAN = copy(PLAN, { plan = "leaders-yearly" })
local L_OPEN = copy(OPEN, { open = "leaders-yearly" })
local L_MATRIX = step("8.4.2.b", "M1", { cells = cells(), on = "2026-01-08" })

local SPECIAL = agent("junior.ordinary", "BBCBBB")
local S_OPEN = { open = "special-advancement", on = "2026-03-02", actor = "M1" }
local S_APPLY = step("8.4.1.1.b", "M1", {
  on = "2026-03-03", set = { wanted_grade = "mid1.excellent" }, documents = { "特殊晋级申请" },
})
local S_JUDGED = step("14.1", "M1", { on = "2026-03-03", cells = cells() })
local S_REVIEW = step("8.3.2.b", "H1", { on = "2026-03-04", answer = "yes" })
local S_APPROVE = step("8.3.2.b.approval", "G1", { on = "2026-03-05", answer = "yes" })
local function special(fields)
  return copy(round(fields), { procedure = "special-advancement", as_of = "2026-03-02" })
end

-- Nobody holds the role any more when the step is due: the inbox says so. `on`: the last day on which somebody did.
local HOLDERS = { HR = { "H1", "H2" }, ["customer-care manager"] = { "M1" }, ["department head"] = { "M1" } }
local function nobody(story, clause, role, on, stage, day, acts)
  local held = {}
  for i, employee in ipairs(on and HOLDERS[role] or {}) do
    held[i] = { employee = employee, to = on, per = role == "department head" and DEPARTMENT or nil }
  end
  return copy(story, {
    name = "nobody is " .. role .. " for " .. stage, clause = clause, roles = copy(ROLES, { [role] = held }),
    acts = acts, expect = { on = day, stage = stage, todo = { "- " .. stage } },
  })
end

return {
  round {
    name = "a direct promotion, from the files to the archive", person = DIRECT,
    clause = { "8.5.5", "8.4.1.1.a", "8.1.a", "3.4", "3.4.1" },
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, PAID, ARCHIVE),
    expect = {
      outcome = "promoted", events = { "advancement" },
      facts = { grade = "junior.good", pay = 480050, graded_on = "2026-01-04" },
    },
  },
  round {
    name = "a panel promotion", clause = { "8.3.4", "8.4.1.1.a" }, person = TO_MID2,
    acts = list(TO_SCORES, PASSED, SUMMARY, APPROVE, APPLY, INTERVIEW, NOTICE, PAID, ARCHIVE),
    expect = { outcome = "promoted", facts = { grade = "mid2.ordinary", pay = 630000 } },
  },

  leaders {
    name = "a leader's promotion", clause = { "8.1.b", "3.4.1" }, person = LEADER,
    acts = list(L_PLAN, L_OPEN, SUBMIT, TO_PANEL, L_MATRIX, MEETING, PASSED, SUMMARY, APPROVE, APPLY),
    expect = { stage = "8.5.6", facts = { grade = "senior.good", graded_on = "2026-01-04" } },
  },

  -- Who acts
  round {
    name = "without cases, too, nobody approves but the general manager", clause = "8.5.5", person = DIRECT,
    acts = {
      PLAN, { approve = true, by = "M1", on = "2026-01-05", actor = "M1", refused = "8.5.5" },
      { approve = true, by = "G1", on = "2026-01-05", actor = "G1", expect = { approved = 1 } },
    },
  },
  leaders {
    name = "nor of team leaders", clause = "8.5.5", person = LEADER,
    acts = { L_PLAN, { approve = true, by = "M1", on = "2026-01-05", actor = "M1", refused = "8.5.5" } },
  },
  round {
    name = "of several supervisors each may propose", clause = "4.5.2", person = DIRECT,
    people = copy(PEOPLE, { S2 = { position = "supervisor", department = DEPARTMENT } }),
    roles = copy(ROLES, { supervisor = { "S1", "S2" } }), acts = { PLAN, OPEN },
    expect = { stage = "4.5.2", todo = { "S1 4.5.2", "S2 4.5.2" } },
  },
  round {
    name = "of an assistant, too, the supervisor proposes first", clause = "4.5.2",
    person = agent("junior.ordinary", "BBBBBB", { position = "assistant" }), acts = { PLAN, OPEN },
    expect = { stage = "4.5.2", todo = { "S1 4.5.2" } },
  },
  round {
    name = "nobody approves but the general manager", clause = "4.1", person = DIRECT,
    acts = list(
      TO_APPROVAL, refused(APPROVE, "4.1", { actor = "H1" }), refused(APPROVE, "4.1", { actor = "P" }), APPROVE
    ),
    expect = { stage = "8.5.6", todo = { "M1 8.5.6" } },
  },
  round {
    name = "the first review is no approval: nothing takes effect before it", clause = "4.1", person = DIRECT,
    acts = list(
      TO_APPROVAL, copy(APPLY, { expect = { applied = 0, unapproved = 1 } }), APPROVE,
      copy(APPLY, { expect = { applied = 1 } })
    ),
    expect = { stage = "8.5.6", facts = { grade = "junior.good" } },
  },
  round {
    name = "HR does the first review", clause = "4.2.2", person = DIRECT,
    acts = list(TO_REVIEW, refused(REVIEW, "4.2.2", { actor = "M1" }), REVIEW), expect = { stage = "8.5.5" },
  },
  round {
    name = "HR calls the meeting", clause = "4.2.3", person = TO_MID2,
    acts = list(TO_MEETING, refused(MEETING, "4.2.3", { actor = "M1" }), MEETING), expect = { stage = "8.5.4.b" },
  },
  round {
    name = "HR archives", clause = "4.2.4", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, INTERVIEW, NOTICE, PAID, refused(ARCHIVE, "4.2.4", { actor = "M1" })),
    expect = { stage = "8.5.7.a", todo = { "H1 8.5.7.a", "H2 8.5.7.a" } },
  },
  round {
    name = "the manager submits", clause = "4.4.3", person = DIRECT,
    acts = list(PLAN, OPEN, PROPOSE, refused(SUBMIT, "4.4.3", { actor = "S1" })), expect = { stage = "8.5.2" },
  },
  round {
    name = "the supervisor proposes first", clause = "4.5.2", person = DIRECT,
    acts = list(PLAN, OPEN, refused(PROPOSE, "4.5.2", { actor = "M1" }), refused(SUBMIT, "4.5.2")),
    expect = { stage = "4.5.2", todo = { "S1 4.5.2" } },
  },
  round {
    name = "of QC the supervisor has nothing to say: the manager proposes", clause = { "4.5.2", "4.4.3" },
    person = agent("junior.ordinary", "BBBBBB", { position = "qc" }),
    acts = list(PLAN, OPEN, refused(PROPOSE, "8.5.2"), SUBMIT), expect = { stage = "8.5.3.A" },
  },
  round {
    name = "no supervisor is recorded", clause = "4.5.2", person = DIRECT,
    roles = copy(ROLES, { supervisor = {} }), acts = { PLAN, OPEN }, expect = { stage = "4.5.2", todo = { "- 4.5.2" } },
  },
  round {
    name = "only members of the panel score", clause = "4.3.1", person = TO_MID2,
    acts = list(TO_SCORES, refused(score("G1", "90"), "4.3.1"), refused(score("P", "90"), "4.3.1")),
    expect = { stage = "8.5.4.b" },
  },
  round {
    name = "a chair is named before the meeting", clause = "4.3.chair", person = TO_MID2,
    acts = list(TO_MEETING, refused(copy(MEETING, { set = {} }), "4.3.chair"), MEETING), expect = { stage = "8.5.4.b" },
  },
  round {
    name = "the chair is a member", clause = "4.3.chair", person = TO_MID2,
    acts = list(TO_MEETING, refused(copy(MEETING, { set = { chair = "G1" } }), "4.3.chair"), MEETING),
    expect = { stage = "8.5.4.b" },
  },
  round {
    name = "the superior has a seat", clause = { "4.3", "4.3.1" }, person = copy(TO_MID2, { manager = "R1" }),
    acts = list(TO_SCORES, refused(score("S1", "80"), "4.3.1"), score("R1", "70")), expect = { stage = "8.5.4.b" },
  },

  -- When it begins: the first five working days; in 2026 Sunday the 4th of January is one, in 2025 January begins on
  -- a holiday.
  round {
    name = "the first working day of January 2026 is Sunday the 4th", clause = "8.5.1", person = DIRECT,
    acts = opened_on("2026-01-04"), expect = { stage = "4.5.2", late = false },
  },
  round {
    name = "the fifth is Thursday the 8th", clause = "8.5.1", person = DIRECT, as_of = "2026-01-08",
    acts = opened_on("2026-01-08"), expect = { late = false },
  },
  round {
    name = "the 9th is late", clause = "8.5.1", person = DIRECT, as_of = "2026-01-09",
    acts = opened_on("2026-01-09"), expect = { late = true },
  },
  round {
    name = "July 2026: from the 1st to the 7th", clause = "8.5.1", person = DIRECT, as_of = "2026-07-07",
    acts = opened_on("2026-07-07"), expect = { late = false },
  },
  round {
    name = "July 2026: the 8th is late", clause = "8.5.1", person = DIRECT, as_of = "2026-07-08",
    acts = opened_on("2026-07-08"), expect = { late = true },
  },
  leaders {
    name = "team leaders in January", clause = "8.1.b", person = LEADER,
    acts = { L_PLAN, L_OPEN }, expect = { stage = "8.5.2", late = false },
  },
  leaders {
    name = "team leaders after the fifth working day", clause = "8.1.b", person = LEADER, as_of = "2026-01-09",
    acts = { copy(L_PLAN, { as_of = "2026-01-09", on = "2026-01-09" }), copy(L_OPEN, { on = "2026-01-09" }) },
    expect = { late = true },
  },

  -- What each step needs
  round {
    name = "nothing is submitted without the files", clause = "8.5.2", person = DIRECT,
    acts = list(PLAN, OPEN, PROPOSE, refused(step("8.5.2", "M1"), "8.5.2"), SUBMIT), expect = { stage = "8.5.3.A" },
  },
  round {
    name = "below mid (two): rated directly", clause = "8.5.3.A", person = DIRECT,
    acts = list(TO_REVIEW, refused(TO_PANEL, "8.5.3.A"), REVIEW), expect = { stage = "8.5.5" },
  },
  round {
    name = "sent back for the files, then refused", clause = "8.5.3.A", person = DIRECT,
    acts = list(TO_REVIEW, step("8.5.3.A", "H1", { verb = "return", to = "8.5.2", comment = "资料不全" }), SUBMIT,
      refused(step("8.5.3.A", "H1", { answer = "no", comment = "不符合" }), "8.5.3.A"),
      step("8.5.3.A", "H1", { answer = "no", reason = "8.4.1.2.A", comment = "不符合" })),
    expect = { outcome = "refused", reason = "8.4.1.2.A" },
  },
  round {
    name = "mid (two) and above: to the panel", clause = "8.5.3.B", person = TO_MID2,
    acts = list(TO_REVIEW, refused(REVIEW, "8.5.3.B"), TO_PANEL), expect = { stage = "8.4.1.3.b" },
  },
  round {
    name = "sent back for the files before the panel, too", clause = "8.5.3.B", person = TO_MID2,
    acts = list(TO_REVIEW, step("8.5.3.B", "H1", { verb = "return", to = "8.5.2", comment = "资料不全" }),
      refused(TO_PANEL, "8.5.2"), SUBMIT, TO_PANEL),
    expect = { stage = "8.4.1.3.b" },
  },
  round {
    name = "the standard is judged by a named manager", clause = "8.4.1.3.b", person = TO_MID2,
    acts = list(
      TO_REVIEW, TO_PANEL, refused(MATRIX, "8.4.1.3.b", { actor = "H1" }), MATRIX), expect = { stage = "8.5.4.a",
    },
  },
  round {
    name = "one no stops it", clause = "8.4.1.3.b", person = TO_MID2,
    acts = list(TO_REVIEW, TO_PANEL, step("8.4.1.3.b", "M1", { cells = cells "no", on = "2026-01-08" })),
    expect = { outcome = "refused", reason = "14.1.business.mid2" },
  },
  leaders {
    name = "a leader is judged by the column of the grade", clause = "8.4.2.b", person = LEADER,
    acts = list(L_PLAN, L_OPEN, SUBMIT, TO_PANEL, refused(L_MATRIX, "8.4.2.b", { actor = "S1" }), L_MATRIX),
    expect = { stage = "8.5.4.a" },
  },
  leaders {
    name = "one no stops a leader", clause = "8.4.2.b", person = LEADER,
    acts = list(L_PLAN, L_OPEN, SUBMIT, TO_PANEL, copy(L_MATRIX, { cells = cells "no" })),
    expect = { outcome = "refused", reason = "14.1.business.senior" },
  },
  round {
    name = "no meeting without the presentation", clause = "8.5.4.a", person = TO_MID2,
    acts = list(
      TO_MEETING, refused(copy(MEETING, { documents = {} }), "8.5.4.a"), refused(score("S1", "80"), "8.5.4.a")
    ),
    expect = { stage = "8.5.4.a" },
  },
  round {
    name = "judges fill in the form", clause = "8.5.4.b", person = TO_MID2,
    acts = list(TO_SCORES, score("S1", "80", { forms = {} })),
    expect = { stage = "8.5.4.b", todo = { "M1 8.5.4.b", "R1 8.5.4.b", "R2 8.5.4.b", "H1 8.5.4.b", "H2 8.5.4.b" } },
  },
  round {
    name = "without the form it does not end", clause = { "8.5.4.b", "15.1" }, person = TO_MID2,
    acts = list(TO_SCORES, score("S1", "80", { forms = {} }), score("M1", "80", { forms = {} }),
      score("R1", "70", { forms = {} }), score("R2", "60", { forms = {} }), score("H1", "70", { forms = {} }),
      refused(score("H2", "80", { forms = {} }), "15.1")),
    expect = { stage = "8.5.4.b" },
  },
  round {
    name = "the summary comes after all scores", clause = "8.5.4.c", person = TO_MID2,
    acts = list(TO_SCORES, score("S1", "80"), refused(SUMMARY, "8.5.4.b")), expect = { stage = "8.5.4.b" },
  },
  round {
    name = "the summary is a form", clause = { "8.5.4.c", "15.2" }, person = TO_MID2,
    acts = list(
      TO_SCORES, PASSED, refused(SUMMARY, "8.5.4.c", { actor = "M1" }), SUMMARY), expect = { forms = { "15.2" },
    },
  },
  -- 80 x 30 % + 80 x 30 % + 65 x 20 % + 75 x 20 % = 76; a point less of the department head is 75.70.
  round {
    name = "just below the pass mark", clause = "8.3.4", person = TO_MID2,
    settings = { parameters = { pay = PAY, ["panel pass"] = 7601 } }, acts = list(TO_SCORES, PASSED),
    expect = { outcome = "refused", reason = "8.3.4" },
  },
  round {
    name = "just at the pass mark", clause = "8.3.4", person = TO_MID2,
    settings = { parameters = { pay = PAY, ["panel pass"] = 7600 } }, acts = list(TO_SCORES, PASSED),
    expect = { stage = "8.5.4.c" },
  },
  round {
    name = "no pass mark, no panel", clause = "8.3.4", person = TO_MID2, settings = { parameters = { pay = PAY } },
    acts = list(TO_SCORES, refused(score("S1", "80"), "8.3.4")), expect = { stage = "8.5.4.b" },
  },
  round {
    name = "an empty seat: the meeting waits", clause = "8.3.4", person = TO_MID2,
    roles = copy(ROLES, { ["related department"] = {} }),
    acts = list(TO_SCORES, score("S1", "80"), score("M1", "80"), score("H1", "70"), score("H2", "80")),
    expect = { stage = "8.5.4.b" },
  },
  -- (80 x 30 + 80 x 30 + 75 x 20) / 80 = 78.75
  round {
    name = "an empty seat: the others' weights are scaled up", clause = "8.3.4", person = TO_MID2,
    roles = copy(ROLES, { ["related department"] = {} }),
    settings = { parameters = { pay = PAY, ["panel pass"] = 7875 }, readings = { panel = "reweigh" } },
    acts = list(TO_SCORES, score("S1", "80"), score("M1", "80"), score("H1", "70"), score("H2", "80")),
    expect = { stage = "8.5.4.c" },
  },
  round {
    name = "the interview is not skipped", clause = "8.5.6", person = DIRECT,
    acts = list(
      TO_APPROVAL, APPROVE, refused(NOTICE, "8.5.6"), refused(INTERVIEW, "8.5.6", { actor = "H1" }), INTERVIEW
    ),
    expect = { stage = "8.5.7.b" },
  },
  round {
    name = "the notice is signed and names the change", clause = { "8.5.7.b", "15.3" }, person = DIRECT,
    acts = list(
      TO_APPROVAL, APPROVE, APPLY, INTERVIEW, refused(PAID, "8.5.7.b"), NOTICE), expect = { forms = { "15.3" },
    },
  },
  round {
    name = "pay from the first of the month of the approval", clause = "12.2", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, PAID),
    expect = { on = "2026-01-01", facts = { pay = 480050 } },
  },
  round {
    name = "and not before", clause = "12.2", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, PAID),
    expect = { on = "2025-12-31", facts = { pay = 450000 } },
  },
  round {
    name = "of the approval, however late it is changed", clause = { "12.2", "8.5.7.c" }, person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, copy(PAID, { on = "2026-02-02" })),
    expect = { on = "2026-01-01", facts = { pay = 480050 } },
  },
  round {
    name = "without the table nothing is paid", clause = "8.5.7.c", person = DIRECT,
    settings = { parameters = { ["panel pass"] = 7500 } },
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, refused(PAID, "12.2")), expect = { stage = "8.5.7.c" },
  },
  round {
    name = "pay is changed in the month of the approval", clause = "8.5.7.c", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE,
      copy(PAID, { on = "2026-01-31", expect = { late = false } })),
    expect = { stage = "8.5.7.a", due = "2026-02-20" },
  },
  round {
    name = "in the next it is late", clause = "8.5.7.c", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, copy(PAID, { on = "2026-02-01" })),
    expect = { late = true },
  },
  round {
    name = "and before that, overdue", clause = "8.5.7.c", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE),
    expect = { on = "2026-02-01", overdue = { "H1 8.5.7.c", "H2 8.5.7.c" } },
  },
  round {
    name = "files that are not archived are overdue after a month", clause = "8.5.7.a", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, PAID),
    expect = { on = "2026-02-21", due = "2026-02-20", overdue = { "H1 8.5.7.a", "H2 8.5.7.a" } },
  },
  round {
    name = "archived on the last day", clause = "8.5.7.a", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, PAID, copy(ARCHIVE, { on = "2026-02-20" })),
    expect = { outcome = "promoted", late = false },
  },
  round {
    name = "the files are archived last", clause = "8.5.7.a", person = DIRECT,
    acts = list(TO_APPROVAL, APPROVE, APPLY, INTERVIEW, NOTICE, refused(ARCHIVE, "8.5.7.c"), PAID, ARCHIVE),
    expect = { outcome = "promoted" },
  },

  -- 100 x 30 % + 0 x 30 % + 100 x 20 % + 0 x 20 % = 50: a hundredth of a per cent more or less of any seat shows.
  round {
    name = "the weights of the four seats", clause = "8.3.4", person = TO_MID2,
    settings = { parameters = { pay = PAY, ["panel pass"] = 5000 } },
    acts = list(TO_SCORES, score("S1", "100"), score("M1", "0"), score("R1", "100"), score("R2", "100"),
      score("H1", "0"), score("H2", "0")),
    expect = { stage = "8.5.4.c" },
  },

  round {
    name = "the weights of the four seats are no more than that", clause = "8.3.4", person = TO_MID2,
    settings = { parameters = { pay = PAY, ["panel pass"] = 5001 } },
    acts = list(TO_SCORES, score("S1", "100"), score("M1", "0"), score("R1", "100"), score("R2", "100"),
      score("H1", "0"), score("H2", "0")),
    expect = { outcome = "refused", reason = "8.3.4" },
  },

  -- In this order: a step is not taken before the one that comes first.
  round {
    name = "nothing of a direct promotion is skipped", person = DIRECT,
    clause = { "8.5.2", "8.5.3.A", "8.5.5", "8.5.6", "8.5.7.a", "8.5.7.b", "8.5.7.c" },
    acts = list(
      PLAN, OPEN, PROPOSE, refused(REVIEW, "8.5.2"), SUBMIT, refused(APPROVE, "8.5.3.A", { on = "2026-01-06" }), REVIEW,
      refused(INTERVIEW, "8.5.5", { on = "2026-01-20" }), APPROVE, refused(NOTICE, "8.5.6", { on = "2026-01-20" }),
      INTERVIEW, refused(PAID, "8.5.7.b", { on = "2026-01-21" }), NOTICE,
      refused(ARCHIVE, "8.5.7.c", { on = "2026-01-22" }), PAID
    ),
    expect = { stage = "8.5.7.a" },
  },
  round {
    name = "nothing of a panel promotion is skipped", person = TO_MID2,
    clause = { "8.5.3.B", "8.4.1.3.b", "8.5.4.a", "8.5.4.b", "8.5.4.c" },
    acts = list(
      TO_REVIEW, refused(MATRIX, "8.5.3.B"), TO_PANEL, refused(MEETING, "8.4.1.3.b", { on = "2026-01-08" }), MATRIX,
      refused(score("S1", "80"), "8.5.4.a"), MEETING, refused(SUMMARY, "8.5.4.b", { on = "2026-01-12" }), PASSED,
      refused(APPROVE, "8.5.4.c", { on = "2026-01-12" })
    ),
    expect = { stage = "8.5.4.c" },
  },
  round {
    name = "the general manager refuses", clause = "8.5.5", person = DIRECT,
    acts = list(TO_APPROVAL, refused(copy(APPROVE, { answer = "no", comment = "否" }), "8.5.5"),
      copy(APPROVE, { answer = "no", reason = "8.3.1", comment = "否" })),
    expect = { outcome = "refused", reason = "8.3.1", facts = { grade = "junior.ordinary" } },
  },
  round {
    name = "the general manager sends it back for the files", clause = "8.5.5", person = DIRECT,
    acts = list(TO_APPROVAL, step("8.5.5", "G1", { verb = "return", to = "8.5.2", comment = "资料不全" }),
      refused(APPROVE, "8.5.2"), SUBMIT),
    expect = { stage = "8.5.3.A" },
  },
  round {
    name = "HR refuses the panel", clause = "8.5.3.B", person = TO_MID2,
    acts = list(TO_REVIEW, copy(TO_PANEL, { answer = "no", reason = "8.2.2", comment = "否" })),
    expect = { outcome = "refused", reason = "8.2.2" },
  },

  -- Nobody to do it
  nobody(round { person = DIRECT }, { "4.4.3", "8.5.2" }, "customer-care manager", nil, "8.5.2", nil,
    list(PLAN, OPEN, PROPOSE)),
  nobody(round { person = DIRECT }, { "4.2.2", "8.5.3.A" }, "HR", "2026-01-05", "8.5.3.A", nil, TO_REVIEW),
  nobody(round { person = TO_MID2 }, { "4.2.2", "8.5.3.B" }, "HR", "2026-01-05", "8.5.3.B", nil, TO_REVIEW),
  nobody(round { person = TO_MID2 }, "8.4.1.3.b", "customer-care manager", "2026-01-06", "8.4.1.3.b", "2026-01-07",
    list(TO_REVIEW, TO_PANEL)),
  nobody(round { person = TO_MID2 }, { "4.2.3", "8.5.4.a" }, "HR", "2026-01-07", "8.5.4.a", nil, TO_MEETING),
  nobody(round { person = TO_MID2 }, { "4.3", "4.3.1", "8.5.4.b" }, "related department", nil, "8.5.4.b", nil,
    TO_SCORES),
  nobody(round { person = TO_MID2 }, "8.5.4.c", "HR", "2026-01-12", "8.5.4.c", "2026-01-13", list(TO_SCORES, PASSED)),
  nobody(round { person = DIRECT }, { "4.1", "8.5.5" }, "general manager", nil, "8.5.5", nil, TO_APPROVAL),
  nobody(round { person = DIRECT }, "8.5.6", "customer-care manager", "2026-01-19", "8.5.6", nil,
    list(TO_APPROVAL, APPROVE)),
  nobody(round { person = DIRECT }, { "8.5.7.b", "15.3" }, "HR", "2026-01-20", "8.5.7.b", nil,
    list(TO_APPROVAL, APPROVE, INTERVIEW)),
  nobody(round { person = DIRECT }, "8.5.7.c", "HR", "2026-01-22", "8.5.7.c", "2026-01-23",
    list(TO_APPROVAL, APPROVE, INTERVIEW, NOTICE)),
  nobody(round { person = DIRECT }, { "4.2.4", "8.5.7.a" }, "HR", "2026-01-23", "8.5.7.a", "2026-01-24",
    list(TO_APPROVAL, APPROVE, INTERVIEW, NOTICE, PAID)),
  nobody(leaders { person = LEADER }, "8.4.2.b", "customer-care manager", "2026-01-06", "8.4.2.b", "2026-01-07",
    list(L_PLAN, L_OPEN, SUBMIT, TO_PANEL)),
  nobody(special { person = SPECIAL }, "8.4.1.1.b", "department head", "2026-03-02", "8.4.1.1.b", "2026-03-03",
    { S_OPEN }),
  nobody(special { person = SPECIAL }, "14.1", "department head", "2026-03-03", "14.1", "2026-03-04",
    { S_OPEN, S_APPLY }),
  nobody(special { person = SPECIAL }, "8.3.2.b", "HR", nil, "8.3.2.b", nil, { S_OPEN, S_APPLY, S_JUDGED }),

  -- More than a step at a time
  leaders {
    name = "two steps of a leader by hand need a decision", clause = "8.3.2.a", person = LEADER,
    acts = {
      L_PLAN, { override = "panel", to = "senior.excellent", on = "2026-01-05", actor = "H1", refused = "8.3.2.a" },
    },
  },
  round {
    name = "two steps by hand need a decision", clause = "8.3.2.a", person = DIRECT,
    acts = {
      PLAN, { override = "direct", to = "junior.excellent", on = "2026-01-05", actor = "H1", refused = "8.3.2.a" },
    },
  },
  special {
    name = "special advancement", clause = "8.3.2.b", person = SPECIAL, acts = {
      S_OPEN, S_APPLY, S_JUDGED, S_REVIEW, S_APPROVE,
    },
    expect = {
      outcome = "granted", forms = { "14.1", "15.3" },
      facts = { grade = "mid1.excellent", pay = 600000, graded_on = "2026-03-05" },
    },
  },
  special {
    name = "HR sees no outstanding contribution", clause = "8.3.2.b", person = SPECIAL,
    acts = {
      S_OPEN, S_APPLY, S_JUDGED, copy(S_REVIEW, { answer = "no", reason = "8.3.2.b", comment = "无突出贡献" }),
    },
    expect = { outcome = "refused", reason = "8.3.2.b" },
  },
  special {
    name = "nobody on probation", clause = "8.2.1", person = copy(SPECIAL, { status = "probation" }),
    acts = { refused(S_OPEN, "8.2.1") },
  },
  special {
    name = "only the department head applies", clause = "8.4.1.1.b", person = SPECIAL,
    acts = { refused(S_OPEN, "8.4.1.1.b", { actor = "S1" }), S_OPEN, refused(S_APPLY, "8.4.1.1.b", { actor = "S1" }),
      refused(copy(S_APPLY, { documents = {} }), "8.4.1.1.b"), refused(S_REVIEW, "8.4.1.1.b"), S_APPLY },
    expect = { stage = "14.1" },
  },
}
