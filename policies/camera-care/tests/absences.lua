-- A month of which every day was leave, in the three readings.

local function person(ratings, from, to, hired_on)
  return {
    position = "agent", grade = "junior.ordinary", status = "confirmed", hired_on = hired_on or "2022-03-21",
    confirmed_on = "2022-06-22", graded_on = "2025-07-01", ratings = ratings,
    absences = { { from = from, to = to, kind = "maternity" } },
  }
end

local function half_year(name, who, expect, how)
  return {
    name = name, clause = "8.4.1.2.A", cycle = "half-year", as_of = "2026-07-01",
    settings = { readings = how and { absence = how } }, person = who, expect = expect,
  }
end

local ONE = { outcome = "direct", rule = "8.4.1.2.A", from = "junior.ordinary", to = "junior.good", steps = 1 }
local TWO = { outcome = "direct", rule = "8.4.1.2.B", from = "junior.ordinary", to = "junior.excellent", steps = 2 }
local NOT_MET = { outcome = "not_met", steps = 0 }

-- Ratings from 2025-11 on; February and March away.
local AWAY = person("BBB..BBB", "2026-02-01", "2026-03-31")
local RATED_AWAY = person("BBBSABBB", "2026-02-01", "2026-03-31")

local two_leaves = person("BBB.BBBB", "2026-02-01", "2026-02-14")
two_leaves.absences[2] = { from = "2026-02-15", to = "2026-02-28", kind = "annual" }

local still_away = person("BBBBBB.", "2026-06-01", nil)

local recent = person(".B.BBBB", "2026-02-01", "2026-02-28", "2025-12-10")

local complained = person("BBB..BBB", "2026-02-01", "2026-03-31")
complained.events = { { on = "2025-11-20", kind = "complaint", cause = "personal", upheld = "yes" } }

-- Seven months away: of the twelve looked at five are left, and the first of these ratings is of the thirteenth.
local function reach(name, clause, grade, letters, expect)
  local who = person(letters .. ".......", "2025-12-01", "2026-06-30")
  who.grade = grade
  local scenario = half_year("no more than twelve months back: " .. name, who, expect)
  scenario.clause = clause
  return scenario
end

return {
  half_year("the window reaches back over two months", AWAY, ONE),
  half_year("a shorter window has not six ratings", AWAY, NOT_MET, "shorten"),
  half_year("the months count as missing", AWAY,
    { outcome = "undetermined", missing = { "rating:2026-02", "rating:2026-03" } }, "missing"),
  half_year("ratings in months of leave go with the month", RATED_AWAY, ONE),
  half_year("and stay where leave is not looked at", RATED_AWAY, TWO, "missing"),
  half_year("a day at work keeps the month", person("BB.BBB", "2026-03-02", "2026-03-31"),
    { outcome = "undetermined", missing = { "rating:2026-03" } }),
  half_year("two leaves together cover a month", two_leaves, ONE),
  half_year("leave that has not ended", still_away, ONE),
  half_year("no more than twelve months back", person("B...........", "2025-08-01", "2026-06-30"), NOT_MET),
  half_year("the whole reach on leave: nothing to count", person("B............", "2025-07-01", "2026-06-30"), NOT_MET),
  reach("6B", "8.4.1.2.A", "junior.ordinary", "BBBBBB", NOT_MET),
  reach("3A", "8.4.1.2.B", "junior.ordinary", "AAABBB", NOT_MET),
  reach("2S+2A, two steps are left", "8.4.1.2.C", "junior.ordinary", "SSAABB", TWO),
  reach("2A from mid (two)", "8.4.1.3.a", "mid2.ordinary", "ABBBBA", NOT_MET),
  half_year("a month before hiring fills a place", recent, NOT_MET),
  half_year("a complaint in a month reached back to", complained, NOT_MET),
  half_year("which a shorter window does not reach", complained, NOT_MET, "shorten"),
  {
    name = "a leader's year reaches back", clause = "8.4.2.a", cycle = "leaders-yearly", as_of = "2026-01-01",
    person = {
      position = "leader", grade = "senior.ordinary", status = "confirmed", hired_on = "2020-03-02",
      confirmed_on = "2020-06-02", graded_on = "2025-01-01", ratings = "ABBAAB.BBBBBB",
      absences = { { from = "2025-06-01", to = "2025-06-30", kind = "secondment" } },
    },
    expect = { outcome = "not_met" },
  },
  {
    name = "and finds the fourth A there", clause = "8.4.2.a", cycle = "leaders-yearly", as_of = "2026-01-01",
    person = {
      position = "leader", grade = "senior.ordinary", status = "confirmed", hired_on = "2020-03-02",
      confirmed_on = "2020-06-02", graded_on = "2025-01-01", ratings = "ABBAAB.BBBBBA",
      absences = { { from = "2025-06-01", to = "2025-06-30", kind = "secondment" } },
    },
    expect = { outcome = "panel", rule = "8.4.2.a", from = "senior.ordinary", to = "senior.good", steps = 1 },
  },
  {
    name = "no more than 24 months back for a leader", clause = "8.4.2.a", cycle = "leaders-yearly",
    as_of = "2026-01-01",
    person = {
      position = "leader", grade = "senior.ordinary", status = "confirmed", hired_on = "2020-03-02",
      confirmed_on = "2020-06-02", graded_on = "2025-01-01", ratings = "AAAABBBBBBBB.............",
      absences = { { from = "2024-12-01", to = "2025-12-31", kind = "secondment" } },
    },
    expect = NOT_MET,
  },
}
