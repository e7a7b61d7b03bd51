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

return list
