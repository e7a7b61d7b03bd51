-- Complaints in 8.4.1.2.A, 8.4.1.3.a and 8.4.2.a, and the two readings about them.

local function person(grade, ratings, on, cause, upheld)
  return {
    position = "agent", grade = grade, status = "confirmed", hired_on = "2022-03-21", confirmed_on = "2022-06-22",
    graded_on = "2025-07-01", ratings = ratings,
    events = { { on = on, kind = "complaint", cause = cause, upheld = upheld } },
  }
end

local function half_year(name, clause, who, expect, readings)
  return {
    name = name, clause = clause, cycle = "half-year", as_of = "2026-07-01", settings = { readings = readings },
    person = who, expect = expect,
  }
end

local function one_step(name, expect, on, cause, upheld, readings)
  return half_year(name, "8.4.1.2.A", person("junior.ordinary", "BBBBBB", on, cause, upheld), expect, readings)
end

local ONE = { outcome = "direct", rule = "8.4.1.2.A", from = "junior.ordinary", to = "junior.good", steps = 1 }
local TWO = { outcome = "direct", rule = "8.4.1.2.B", from = "junior.ordinary", to = "junior.excellent", steps = 2 }
local THREE = { outcome = "direct", rule = "8.4.1.2.C", from = "junior.ordinary", to = "mid1.ordinary", steps = 3 }
local PANEL = { outcome = "panel", rule = "8.4.1.3.a", from = "mid2.ordinary", to = "mid2.good", steps = 1 }
local NOT_MET = { outcome = "not_met", steps = 0 }
local UNKNOWN = { outcome = "undetermined", missing = { "complaint:2026-03-12" } }
local STRICT = { ["8.4.1.2.B"] = "no-complaint" }
local NARROW = { ["8.4.1.2.A"] = "personal" }

local function leader(on)
  return {
    position = "leader", grade = "senior.ordinary", status = "confirmed", hired_on = "2020-03-02",
    confirmed_on = "2020-06-02", graded_on = "2025-01-01", ratings = "AAAABBBBBBBB",
    events = { { on = on, kind = "complaint", cause = "personal", upheld = "yes" } },
  }
end

return {
  one_step("upheld, personal", NOT_MET, "2026-03-12", "personal", "yes"),
  one_step("upheld, service attitude", NOT_MET, "2026-03-12", "attitude", "yes"),
  one_step("upheld, another cause", ONE, "2026-03-12", "other", "yes"),
  one_step("not upheld", ONE, "2026-03-12", "personal", "no"),
  one_step("not yet known whether upheld", UNKNOWN, "2026-03-12", "personal", nil),
  one_step("cause not yet known", UNKNOWN, "2026-03-12", nil, "yes"),
  one_step("neither known", UNKNOWN, "2026-03-12", nil, nil),
  one_step("cause not known, not upheld", ONE, "2026-03-12", nil, "no"),
  one_step("another cause, not known whether upheld", ONE, "2026-03-12", "other", nil),
  one_step("the first day of the window", NOT_MET, "2026-01-01", "personal", "yes"),
  one_step("the day before", ONE, "2025-12-31", "personal", "yes"),
  one_step("the last day of the window", NOT_MET, "2026-06-30", "personal", "yes"),
  one_step("the as-of date", ONE, "2026-07-01", "personal", "yes"),

  one_step("read: personal reasons only; service attitude", ONE, "2026-03-12", "attitude", "yes", NARROW),
  one_step("read: personal reasons only; personal", NOT_MET, "2026-03-12", "personal", "yes", NARROW),

  half_year("two steps, literally: a complaint does no harm", "8.4.1.2.B",
    person("junior.ordinary", "AAABBB", "2026-03-12", "personal", "yes"), TWO),
  half_year("two steps, read with the condition", "8.4.1.2.B",
    person("junior.ordinary", "AAABBB", "2026-03-12", "personal", "yes"), NOT_MET, STRICT),
  half_year("two steps, with the condition, not upheld", "8.4.1.2.B",
    person("junior.ordinary", "AAABBB", "2026-03-12", "personal", "no"), TWO, STRICT),
  half_year("three steps, literally", "8.4.1.2.C",
    person("junior.ordinary", "SSAABB", "2026-03-12", "attitude", "yes"), THREE),
  half_year("three steps, read with the condition", "8.4.1.2.C",
    person("junior.ordinary", "SSAABB", "2026-03-12", "attitude", "yes"), NOT_MET, STRICT),

  half_year("two steps, with the condition, the first day of the window", "8.4.1.2.B",
    person("junior.ordinary", "AAABBB", "2026-01-01", "personal", "yes"), NOT_MET, STRICT),
  half_year("three steps, with the condition, the first day of the window", "8.4.1.2.C",
    person("junior.ordinary", "SSAABB", "2026-01-01", "personal", "yes"), NOT_MET, STRICT),
  half_year("from mid (two) up: the first day of the window", "8.4.1.3.a",
    person("mid2.ordinary", "AABBBB", "2026-01-01", "personal", "yes"), NOT_MET),

  half_year("two steps, with the condition, the day before the window", "8.4.1.2.B",
    person("junior.ordinary", "AAABBB", "2025-12-31", "personal", "yes"), TWO, STRICT),
  half_year("three steps, with the condition, the day before the window", "8.4.1.2.C",
    person("junior.ordinary", "SSAABB", "2025-12-31", "personal", "yes"), THREE, STRICT),
  half_year("from mid (two) up: the day before the window", "8.4.1.3.a",
    person("mid2.ordinary", "AABBBB", "2025-12-31", "personal", "yes"), PANEL),

  half_year("from mid (two) up: upheld", "8.4.1.3.a",
    person("mid2.ordinary", "AABBBB", "2026-03-12", "attitude", "yes"), NOT_MET),
  half_year("from mid (two) up: another cause", "8.4.1.3.a",
    person("mid2.ordinary", "AABBBB", "2026-03-12", "other", "yes"), PANEL),
  half_year("from mid (two) up: not known whether upheld", "8.4.1.3.a",
    person("mid2.ordinary", "AABBBB", "2026-03-12", "attitude", nil), UNKNOWN),
  {
    name = "a leader's complaint early in the year", clause = "8.4.2.a", cycle = "leaders-yearly", as_of = "2026-01-01",
    person = leader "2025-01-01", expect = NOT_MET,
  },
  {
    name = "and one of the year before", clause = "8.4.2.a", cycle = "leaders-yearly", as_of = "2026-01-01",
    person = leader "2024-12-31",
    expect = { outcome = "panel", rule = "8.4.2.a", from = "senior.ordinary", to = "senior.good", steps = 1 },
  },
}
