-- 8.4.1.2, 8.4.1.3 and 8.4.2: what ratings give. A string of ratings ends with the month before the as-of date; "." is
-- a month without one.

local function person(position, grade, ratings)
  return {
    position = position, grade = grade, status = "confirmed", hired_on = "2022-03-21", confirmed_on = "2022-06-22",
    graded_on = "2025-07-01", ratings = ratings,
  }
end

local function half_year(name, clause, who, expect)
  return { name = name, clause = clause, cycle = "half-year", as_of = "2026-07-01", person = who, expect = expect }
end

local function leaders(name, ratings, expect)
  return {
    name = name, clause = "8.4.2.a", cycle = "leaders-yearly", as_of = "2026-01-01",
    person = person("leader", "senior.ordinary", ratings), expect = expect,
  }
end

-- Steps from junior (ordinary).
local LADDER = { "junior.good", "junior.excellent", "mid1.ordinary" }
local function junior(name, clause, ratings, rule, steps)
  return half_year(name, clause, person("agent", "junior.ordinary", ratings), {
    outcome = "direct", rule = rule, from = "junior.ordinary", to = LADDER[steps], steps = steps,
  })
end
local function junior_fails(name, clause, ratings)
  return half_year(name, clause, person("agent", "junior.ordinary", ratings), { outcome = "not_met", steps = 0 })
end
local function junior_unknown(name, clause, ratings, missing)
  return half_year(name, clause, person("agent", "junior.ordinary", ratings),
    { outcome = "undetermined", missing = missing })
end

local function mid2(name, ratings, expect)
  return half_year(name, "8.4.1.3.a", person("agent", "mid2.ordinary", ratings), expect)
end
local MID2_UP = { outcome = "panel", rule = "8.4.1.3.a", from = "mid2.ordinary", to = "mid2.good", steps = 1 }
local LEADER_UP = { outcome = "panel", rule = "8.4.2.a", from = "senior.ordinary", to = "senior.good", steps = 1 }
local NOT_MET = { outcome = "not_met", steps = 0 }

local late = person("agent", "junior.ordinary", "BBBBB")
late.hired_on = "2026-01-15"

return {
  junior("six B", "8.4.1.2.A", "BBBBBB", "8.4.1.2.A", 1),
  junior("better than B counts as B", "8.4.1.2.A", "ABBBAB", "8.4.1.2.A", 1),
  junior_fails("five B and a C", "8.4.1.2.A", "BBBBBC"),
  junior_fails("a D", "8.4.1.2.A", "DBBBBB"),
  half_year("only five months to rate", "8.4.1.2.A", late, NOT_MET),
  junior_unknown("the sixth rating is missing", "8.4.1.2.A", "BBBBB.", { "rating:2026-06" }),
  junior("a month outside the window is not asked for", "8.4.1.2.A", ".BBBBBB", "8.4.1.2.A", 1),
  junior("a C outside the window does no harm", "8.4.1.2.A", "CBBBBBB", "8.4.1.2.A", 1),
  half_year("a confirmed intern goes by the same rule", "8.4.1.2.A", person("agent", "intern", "BBBBBB"),
    { outcome = "direct", rule = "8.4.1.2.A", from = "intern", to = "junior.ordinary", steps = 1 }),

  junior("one sub-level at a time", "8.4.1.1.a", "BBBBBB", "8.4.1.2.A", 1),
  junior("good comes after ordinary", "5.1.2", "BBBBBB", "8.4.1.2.A", 1),
  half_year("mid (one) comes after junior", "5.1.1", person("agent", "junior.excellent", "BBBBBB"),
    { outcome = "direct", rule = "8.4.1.2.A", from = "junior.excellent", to = "mid1.ordinary", steps = 1 }),

  junior("three A", "8.4.1.2.B", "AAABBB", "8.4.1.2.B", 2),
  junior("two A are not three", "8.4.1.2.B", "AABBBB", "8.4.1.2.A", 1),
  junior("one S and one A", "8.4.1.2.B", "SABBBB", "8.4.1.2.B", 2),
  junior("two S: one counts as A", "8.4.1.2.B", "SSBBBB", "8.4.1.2.B", 2),
  junior("one S alone", "8.4.1.2.B", "SBBBBB", "8.4.1.2.A", 1),
  junior_fails("three A and a C", "8.4.1.2.B", "AAABBC"),
  junior_fails("three A and a C in the first month", "8.4.1.2.B", "CAAABB"),
  junior_unknown("an A or not", "8.4.1.2.B", "AABBB.", { "rating:2026-06" }),
  junior_unknown("two missing months", "8.4.1.2.B", "A.BB.A", { "rating:2026-02", "rating:2026-05" }),

  junior("two S and two A", "8.4.1.2.C", "SSAABB", "8.4.1.2.C", 3),
  junior("four S", "8.4.1.2.C", "SSSSBB", "8.4.1.2.C", 3),
  junior("one S and three A", "8.4.1.2.C", "SAAABB", "8.4.1.2.B", 2),
  junior("two S and one A", "8.4.1.2.C", "SSABBB", "8.4.1.2.B", 2),
  junior("six A are not two S", "8.4.1.2.C", "AAAAAA", "8.4.1.2.B", 2),
  junior_fails("two S, two A and a D", "8.4.1.2.C", "SSAABD"),
  junior_fails("two S, two A and a C in the first month", "8.4.1.2.C", "CSSAAB"),
  junior_unknown("the fourth good month is missing", "8.4.1.2.C", "SSABB.", { "rating:2026-06" }),
  junior_fails("with a C a missing month changes nothing", "8.4.1.2.C", "SSAAC."),

  mid2("two A", "AABBBB", MID2_UP),
  mid2("one S", "SBBBBB", MID2_UP),
  mid2("one A", "ABBBBB", NOT_MET),
  mid2("two A and a C", "AABBBC", NOT_MET),
  mid2("two A and a D", "AABBBD", NOT_MET),
  mid2("two A and a C in the first month", "CAABBB", NOT_MET),
  mid2("good enough for three steps below, one step here", "SSAABB", MID2_UP),
  mid2("one A and a missing month", "ABBBB.", { outcome = "undetermined", missing = { "rating:2026-06" } }),
  half_year("the grade held tells the rule", "8.4.1.2.B", person("agent", "mid1.excellent", "AAABBB"),
    { outcome = "panel", rule = "8.4.1.2.B", from = "mid1.excellent", to = "mid2.good", steps = 2 }),

  leaders("four A", "AAAABBBBBBBB", LEADER_UP),
  leaders("two S", "SSBBBBBBBBBB", LEADER_UP),
  leaders("one S and two A", "SAABBBBBBBBB", LEADER_UP),
  leaders("three A", "AAABBBBBBBBB", NOT_MET),
  leaders("one S and one A", "SABBBBBBBBBB", NOT_MET),
  leaders("four A and a C", "AAAABBBBBBBC", NOT_MET),
  leaders("four A and a D", "AAAABBBBBBBD", NOT_MET),
  leaders("four A and a C in the first month", "CAAAABBBBBBB", NOT_MET),
  leaders("a good month before the year", "AAAABBBBBBBBB", NOT_MET),
  leaders("three A and a missing month", "AAABBBBBBBB.", { outcome = "undetermined", missing = { "rating:2025-12" } }),
}
