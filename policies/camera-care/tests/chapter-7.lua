-- 7 The grade at confirmation: what the ratings of the trial (3.3) and of the internship (3.2) give, and who proposes,
-- reviews and rules, within which days.

-- -- 7.3 Standards. A string of ratings ends with the month before the as-of date.

local function judged(name, clause, as_of, person, expect)
  person.position, person.status = person.position or "agent", "confirmed"
  person.confirmed_on = person.confirmed_on or as_of
  return { name = name, clause = clause, cycle = "confirmation", as_of = as_of, person = person, expect = expect }
end

-- Three whole months of trial, March to May.
local function trial(name, clause, ratings, expect, events)
  return judged(name, clause, "2026-06-01", {
    grade = "junior.ordinary", hired_on = "2026-03-01", ratings = ratings, events = events,
  }, expect)
end
local UP_1 = { outcome = "direct", rule = "7.3.1", from = "junior.ordinary", to = "junior.good", steps = 1 }
local UP_2 = { outcome = "direct", rule = "7.3.2", from = "junior.ordinary", to = "junior.excellent", steps = 2 }
local NOT_MET = { outcome = "not_met", steps = 0 }
local function unknown(...) return { outcome = "undetermined", missing = { ... } } end

local function contribution(on) return { { on = on, kind = "contribution", decided_by = "GM" } } end

-- From 16 March to 15 June: March and June are only half in the trial.
local function half_months(name, ratings, expect, as_of)
  return judged(name, "7.3.1", as_of or "2026-06-16", {
    grade = "junior.ordinary", hired_on = "2026-03-16", confirmed_on = "2026-06-16", ratings = ratings,
  }, expect)
end

-- An intern from 1 July, the diploma on 10 January, the trial from there to 9 April.
local function former_intern(name, ratings, expect)
  return judged(name, "7.3.1", "2026-04-10", {
    grade = "junior.ordinary", hired_on = "2025-07-01", diploma_on = "2026-01-10", ratings = ratings,
  }, expect)
end

-- Confirmed from the internship, which lasted from 12 January to the diploma.
local function intern(name, ratings, expect, diploma_on, events)
  return judged(name, "7.3.3", "2026-07-20", {
    grade = "intern", hired_on = "2026-01-12", diploma_on = diploma_on or "2026-07-01", ratings = ratings,
    events = events,
  }, expect)
end
local GOOD = { outcome = "direct", rule = "7.3.3", from = "intern", to = "junior.good", steps = 2 }
local ORDINARY = { outcome = "direct", rule = "7.3.3", from = "intern", to = "junior.ordinary", steps = 1 }

local list = {
  trial("one A", "7.3.1", "ABB", UP_1),
  trial("one S counts as A", "7.3.1", "BSB", UP_1),
  trial("no A", "7.3.1", "BBB", NOT_MET),
  trial("one A and a C", "7.3.1", "ABC", NOT_MET),
  trial("one A and a D", "7.3.1", "DAB", NOT_MET),
  trial("a missing month could be an A or a C", "7.3.1", "BB.", unknown "rating:2026-05"),
  trial("one A, a missing month", "7.3.1", "AB.", unknown "rating:2026-05"),
  trial("with a C a missing month changes nothing", "7.3.1", "AC.", NOT_MET),

  trial("two A", "7.3.2", "AAB", UP_2),
  trial("an S and an A", "7.3.2", "ASB", UP_2),
  trial("one A is not two", "7.3.2", "ABB", UP_1),
  trial("two A and a C", "7.3.2", "AAC", NOT_MET),
  trial("two A, a missing month", "7.3.2", "AA.", unknown "rating:2026-05"),
  trial("a contribution, whatever the ratings", "7.3.2", "BCB", UP_2, contribution "2026-04-15"),
  trial("a contribution makes a missing month indifferent", "7.3.2", "B.B", UP_2, contribution "2026-05-31"),
  trial("a contribution on the last day of the trial", "7.3.2", "BBB", UP_2, contribution "2026-05-31"),
  trial("a contribution after the trial", "7.3.2", "BBB", NOT_MET, contribution "2026-06-01"),
  trial("a contribution before joining", "7.3.2", "BBB", NOT_MET, contribution "2026-02-28"),

  half_months("the month of joining need not be rated", ".AB", UP_1),
  half_months("the month of joining counts when it is rated", "ABB", UP_1),
  half_months("and so does its C", "CAB", NOT_MET),
  half_months("the month of confirmation is not over", "BBB", NOT_MET),
  half_months("judged later, it is expected", ".AB.", unknown "rating:2026-06", "2026-07-01"),
  half_months("and counts", ".BBA", UP_1, "2026-07-01"),

  former_intern("the trial of a former intern begins with the diploma", "AAAAAABBB", NOT_MET),
  former_intern("its A count", "BBBBBBBAB", UP_1),
  former_intern("a C of the internship does no harm", "CCBBBBBAB", UP_1),
  former_intern("its month of transition need not be rated", "BBBBBB.BA", UP_1),

  intern("an internship with an A", ".BBBBA", GOOD, "2026-07-01"),
  intern("without an A", ".BBBBB", ORDINARY),
  intern("with an A and a C", ".BBACB", ORDINARY),
  intern("with an A and a D", ".DBBBA", ORDINARY),
  intern("a missing month could be an A", ".BBBB.", unknown "rating:2026-06"),
  intern("an A, a missing month could be a C", ".AB.BB", unknown "rating:2026-04"),
  intern("a contribution, whatever the ratings", ".CBBBB", GOOD, nil, contribution "2026-05-11"),
  intern("the month in which the diploma came counts", ".BBA..", GOOD, "2026-04-20"),
  intern("months after the diploma are no internship", ".BBBAA", ORDINARY, "2026-04-20"),
  intern("a diploma on the first of the month: that month is none", ".BBABB", ORDINARY, "2026-04-01"),

  judged("QC specialists too", "7.3.1", "2026-06-01",
    { position = "qc", grade = "mid1.ordinary", hired_on = "2026-03-01", ratings = "ABB" },
    { outcome = "direct", rule = "7.3.1", to = "mid1.good", steps = 1 }),
  judged("at the ceiling of QC two steps are cut to one", "8.3.3.A", "2026-06-01",
    { position = "qc", grade = "mid2.good", hired_on = "2026-03-01", ratings = "AAB" },
    { outcome = "direct", rule = "7.3.2", to = "mid2.excellent", steps = 1 }),
  { -- 6.3 grades team leaders on entry
    name = "no team leaders", cycle = "confirmation", as_of = "2026-06-01",
    person = { position = "leader", status = "confirmed", grade = "senior.ordinary", hired_on = "2026-03-01",
      confirmed_on = "2026-06-01", ratings = "AAB" },
    expect = { outcome = "none" },
  },
}


-- -- 7.1, 7.2 Who does what, and by when

local PEOPLE = {
  G1 = { position = "supervisor", department = "总经办" },
  M1 = { position = "supervisor", department = "客服部" }, -- customer-care manager
  S1 = { position = "supervisor", department = "客服部" },
  H1 = { position = "agent", department = "人事部" },
  H2 = { position = "agent", department = "人事部" }, -- HR manager
}
local PAY = { ["junior.ordinary"] = "4500", ["junior.good"] = "4800", ["junior.excellent"] = "5100" }

-- Joined three months before and not yet confirmed.
local function newcomer(ratings, more)
  local person = {
    position = "agent", grade = "junior.ordinary", status = "probation", hired_on = "2026-03-02", department = "客服部",
    manager = "S1", graded_on = "2026-03-02", ratings = ratings,
  }
  for name, value in pairs(more or {}) do person[name] = value end
  return person
end

local function roles(but)
  local held = {
    ["general manager"] = "G1", ["customer-care manager"] = "M1", supervisor = "S1", HR = "H1", ["HR manager"] = "H2",
  }
  if but then held[but] = nil end
  return held
end

-- as_of is the day of confirmation, on which everything that follows is recorded.
local function story(name, clause, as_of, person, acts, expect, settings, of_roles)
  local confirmed = {
    { record = "employees", row = { code = "P", status = "confirmed", confirmed_on = as_of }, on = as_of, actor = "H1",
      expect = { opened = 1 } },
    { case = "confirmation" },
  }
  for _, act in ipairs(acts) do table.insert(confirmed, act) end
  table.insert(list, {
    name = name, clause = clause, procedure = "confirmation", as_of = as_of, person = person, people = PEOPLE,
    roles = of_roles or roles(), settings = settings or { parameters = { pay = PAY } }, acts = confirmed,
    expect = expect,
  })
end

local GRADED = { grade = "junior.good", graded_on = "2026-06-02", pay = "480000" }
local FINAL = {
  { stage = "4.5.1", on = "2026-06-03", actor = "S1" },
  { stage = "4.4.2", answer = "yes", on = "2026-06-04", actor = "M1" },
  { stage = "7.2.2", answer = "yes", on = "2026-06-05", actor = "H2", expect = { ended = "graded" } },
}

-- An agent: the supervisor proposes, the manager reviews, the HR manager rules; nobody else, and in this order.
story("an agent's grade, hand to hand", "7.2.2", "2026-06-02", newcomer "ABB", {
  { stage = "4.4.2", answer = "yes", on = "2026-06-03", actor = "M1", refused = "4.5.1" },
  { stage = "7.2.2", answer = "yes", on = "2026-06-03", actor = "H2", refused = "4.5.1" },
  { stage = "4.5.1", on = "2026-06-03", actor = "M1", refused = "4.5.1" },
  { stage = "4.5.1", on = "2026-06-03", actor = "P", refused = "4.5.1" },
  { stage = "4.5.1", on = "2026-06-03", actor = "S1", expect = { at = "4.4.2" } },
  { stage = "7.2.2", answer = "yes", on = "2026-06-03", actor = "H2", refused = "4.4.2" },
  { stage = "4.4.2", answer = "yes", on = "2026-06-03", actor = "S1", refused = "4.4.2" },
  { stage = "4.4.2", answer = "yes", on = "2026-06-04", actor = "M1", expect = { at = "7.2.2" } },
  { stage = "7.2.2", answer = "yes", on = "2026-06-04", actor = "H1", refused = "4.2.1" },
  { stage = "7.2.2", answer = "yes", on = "2026-06-04", actor = "G1", refused = "4.2.1" },
  { stage = "7.2.2", answer = "yes", on = "2026-06-05", actor = "H2", expect = { ended = "graded" } },
}, { outcome = "graded", facts = GRADED, forms = { "15.3" }, opened = { "confirmation" } })

-- For QC the manager proposes.
story("a QC specialist's grade", "7.2.1", "2026-06-02", newcomer("ABB", { position = "qc" }), {
  { stage = "7.2.2", answer = "yes", on = "2026-06-03", actor = "H2", refused = "7.2.1" },
  { stage = "7.2.1", on = "2026-06-03", actor = "S1", refused = "4.4.1" },
  { stage = "7.2.1", on = "2026-06-03", actor = "M1", expect = { at = "7.2.2" } },
  { stage = "7.2.2", answer = "yes", on = "2026-06-03", actor = "M1", refused = "4.2.1" },
  { stage = "7.2.2", answer = "yes", on = "2026-06-05", actor = "H2", expect = { ended = "graded" } },
}, { outcome = "graded", facts = GRADED, forms = { "15.3" } })
story("of QC the supervisor has nothing to say", "4.4.1", "2026-06-02", newcomer("ABB", { position = "qc" }), {
  { stage = "4.5.1", on = "2026-06-03", actor = "S1", refused = "7.2.1" },
}, { stage = "7.2.1", todo = { "M1 7.2.1" } })

-- Nobody holds the role: that is what the inbox says.
story("no supervisor", "4.5.1", "2026-06-02", newcomer "ABB", {},
  { stage = "4.5.1", todo = { "- 4.5.1" } }, nil, roles "supervisor")
story("no customer-care manager for an agent", "4.4.2", "2026-06-02", newcomer "ABB", { FINAL[1] },
  { stage = "4.4.2", todo = { "- 4.4.2" } }, nil, roles "customer-care manager")
story("no customer-care manager for QC", "4.4.1", "2026-06-02", newcomer("ABB", { position = "qc" }), {},
  { stage = "7.2.1", todo = { "- 7.2.1" } }, nil, roles "customer-care manager")
story("no HR manager", { "4.2.1", "7.2.2" }, "2026-06-02", newcomer "ABB", { FINAL[1], FINAL[2] },
  { stage = "7.2.2", todo = { "- 7.2.2" } }, nil, roles "HR manager")
story("whose turn it is", "4.5.1", "2026-06-02", newcomer "ABB", {}, { stage = "4.5.1", todo = { "S1 4.5.1" } })

-- Sent back, refused, and what follows for those who reach no standard.
story("the manager sends the proposal back", "4.4.2", "2026-06-02", newcomer "ABB", {
  FINAL[1],
  { stage = "4.4.2", verb = "return", to = "4.5.1", comment = "which months?", on = "2026-06-04", actor = "M1",
    expect = { at = "4.5.1" } },
  { stage = "4.5.1", on = "2026-06-05", actor = "S1" },
  { stage = "4.4.2", answer = "yes", on = "2026-06-05", actor = "M1" },
}, { stage = "7.2.2" })
story("the manager refuses the proposal", "4.4.2", "2026-06-02", newcomer "ABB", {
  FINAL[1],
  { stage = "4.4.2", answer = "no", comment = "too early", on = "2026-06-04", actor = "M1", refused = true },
  { stage = "4.4.2", answer = "no", reason = "7.3.1", comment = "too early", on = "2026-06-04", actor = "M1" },
  { stage = "7.2.2.unchanged", on = "2026-06-05", actor = "H1", refused = "4.2.1" },
  { stage = "7.2.2.unchanged", on = "2026-06-05", actor = "H2", expect = { ended = "unchanged" } },
}, { facts = { grade = "junior.ordinary", graded_on = "2026-06-02" }, todo = {} })
story("the HR manager refuses", "7.2.2", "2026-06-02", newcomer "ABB", {
  FINAL[1], FINAL[2],
  { stage = "7.2.2", answer = "no", reason = "7.3.1", comment = "too early", on = "2026-06-05", actor = "H2",
    expect = { ended = "unchanged" } },
}, { facts = { grade = "junior.ordinary" } })
story("no standard is reached: the grade stays", "7.3.1", "2026-06-02", newcomer "BBB", {
  { stage = "4.5.1", on = "2026-06-03", actor = "S1", expect = { at = "7.2.2.unchanged" } },
  { stage = "7.2.2.unchanged", on = "2026-06-04", actor = "H2", expect = { ended = "unchanged" } },
}, { facts = { grade = "junior.ordinary", graded_on = "2026-06-02" } })
story("a missing month is named, nothing is proposed", "7.3.1", "2026-06-02", newcomer "BB.", {
  { stage = "4.5.1", on = "2026-06-03", actor = "S1", refused = "rating:2026-05" },
}, { stage = "4.5.1" })
story("a contribution decided in between", "7.3.2", "2026-06-02", newcomer "BCB", {
  { record = "events", row = { employee = "P", on = "2026-05-20", kind = "contribution", decided_by = "G1" },
    on = "2026-06-03", actor = "H1", expect = { opened = 0 } },
  FINAL[1], FINAL[2], FINAL[3],
}, { facts = { grade = "junior.excellent", pay = "510000" } })
story("an intern with the diploma in hand", "7.3.3", "2026-06-02",
  newcomer("ABB", { grade = "intern", status = "intern", diploma_on = "2026-06-02" }),
  { FINAL[1], FINAL[2], FINAL[3] }, { facts = GRADED })

-- 7.1 The confirmation itself opens it, once; of nobody else, and not for what is long past.
local function recorded(name, person, row, on, opened)
  list[#list + 1] = {
    name = name, clause = "7.1", procedure = "confirmation", as_of = on, person = person, people = PEOPLE,
    roles = roles(),
    acts = { { record = "employees", row = row, on = on, actor = "H1", expect = { opened = opened } } },
  }
end
local function confirmation(day) return { code = "P", status = "confirmed", confirmed_on = day } end
recorded("the confirmation opens it", newcomer "ABB", confirmation "2026-06-02", "2026-06-02", 1)
recorded("recorded three weeks later", newcomer "ABB", confirmation "2026-06-02", "2026-06-23", 1)
recorded("recorded on the last day of a month later", newcomer "ABB", confirmation "2026-06-02", "2026-07-02", 1)
recorded("of long ago", newcomer "ABB", confirmation "2026-06-02", "2026-07-03", 0)
recorded("of a team leader", newcomer("ABB", { position = "leader" }), confirmation "2026-06-02", "2026-06-02", 0)
recorded("of somebody who left", newcomer("ABB", { left_on = "2026-06-01" }), confirmation "2026-06-02", "2026-06-02",
  0)
recorded("another fact opens nothing", newcomer "ABB", { code = "P", status = "confirmed" }, "2026-06-02", 0)

-- Judged as of the confirmation, whenever it is recorded: June, half in the trial, was not over then.
list[#list + 1] = {
  name = "recorded two weeks later, judged as of the day", clause = "7.1", procedure = "confirmation",
  as_of = "2026-07-01", person = newcomer({ ["2026-04"] = "A", ["2026-05"] = "B" }, { hired_on = "2026-03-16" }),
  people = PEOPLE, roles = roles(),
  acts = {
    { record = "employees", row = confirmation "2026-06-16", on = "2026-07-01", actor = "H1", expect = { opened = 1 } },
    { case = "confirmation" },
    { stage = "4.5.1", on = "2026-07-01", actor = "S1", expect = { at = "4.4.2", late = true } },
  },
  expect = { stage = "4.4.2" },
}

-- 7.2.1 Five working days, the day after the confirmation being the first.
local function due(name, as_of, day)
  story(name, "7.2.1", as_of, newcomer("ABB", { hired_on = "2025-09-01" }), {}, { stage = "4.5.1", due = day })
  story(name .. ", QC", "7.2.1", as_of, newcomer("ABB", { position = "qc", hired_on = "2025-09-01" }), {},
    { stage = "7.2.1", due = day })
end
due("over a weekend", "2026-06-02", "2026-06-09")
due("over Spring Festival with its make-up Saturday", "2026-02-11", "2026-02-25")
due("over National Day with its make-up Saturday", "2026-09-29", "2026-10-12")
due("over New Year with its make-up Sunday", "2025-12-31", "2026-01-08")

story("on the fifth working day", "7.2.1", "2026-06-02", newcomer "ABB", {
  { stage = "4.5.1", on = "2026-06-09", actor = "S1", expect = { at = "4.4.2", late = false } },
}, { stage = "4.4.2" })
story("on the sixth: late, and done", "7.2.1", "2026-06-02", newcomer "ABB", {
  { stage = "4.5.1", on = "2026-06-10", actor = "S1", expect = { at = "4.4.2", late = true } },
}, { stage = "4.4.2" })
story("the review is late too", "4.4.2", "2026-06-02", newcomer "ABB", {
  { stage = "4.5.1", on = "2026-06-09", actor = "S1" },
  { stage = "4.4.2", answer = "yes", on = "2026-06-10", actor = "M1", expect = { at = "7.2.2", late = true } },
}, { stage = "7.2.2", due = nil })

return list
