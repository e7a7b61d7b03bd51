-- The ceilings (5.1, 8.3.3.A) and the way to the panel (8.3.3.B) in both readings.

local function scenario(name, clause, position, grade, ratings, expect, readings)
  expect.from = grade
  return {
    name = name, clause = clause, cycle = "half-year", as_of = "2026-07-01", settings = { readings = readings },
    person = {
      position = position, grade = grade, status = "confirmed", hired_on = "2022-03-21", confirmed_on = "2022-06-22",
      graded_on = "2025-07-01", ratings = ratings,
    },
    expect = expect,
  }
end

local function up(outcome, rule, to, steps) return { outcome = outcome, rule = rule, to = to, steps = steps } end
local function capped(clause) return { outcome = "capped", steps = 0, clause = clause } end
local HELD = { ["8.3.3.B"] = "held" }

return {
  scenario("an assistant at the ceiling", "8.3.3.A", "assistant", "mid2.excellent", "SSSSSS", capped "8.3.3.A"),
  scenario("a QC specialist at the ceiling", "8.3.3.A", "qc", "mid2.excellent", "SSSSSS", capped "8.3.3.A"),
  scenario("a QC specialist above it", "8.3.3.A", "qc", "senior.ordinary", "SSSSSS", capped "8.3.3.A"),
  scenario("an assistant one step below", "8.3.3.A", "assistant", "mid2.good", "AABBBB",
    up("panel", "8.4.1.3.a", "mid2.excellent", 1)),
  scenario("three steps just reach it", "8.3.3.A", "assistant", "mid1.excellent", "SSAABB",
    up("panel", "8.4.1.2.C", "mid2.excellent", 3)),
  scenario("an agent has no such ceiling", "8.4.1.3.a", "agent", "mid2.excellent", "AABBBB",
    up("panel", "8.4.1.3.a", "senior.ordinary", 1)),
  scenario("ceiling or not hangs on the position", "8.3.3.A", nil, "mid2.excellent", "AABBBB",
    { outcome = "undetermined", missing = { "position" } }),
  scenario("the top of the ladder", "5.1", "agent", "chief.excellent", "SSSSSS", capped "5.1"),
  scenario("one step below the top", "5.1", "agent", "chief.good", "AABBBB",
    up("panel", "8.4.1.3.a", "chief.excellent", 1)),
  scenario("the next grade follows the last step (5.1.1)", "8.4.1.2.A", "agent", "junior.excellent", "BBBBBB",
    up("direct", "8.4.1.2.A", "mid1.ordinary", 1)),
  scenario("steps in their order (5.1.2)", "8.4.1.2.A", "agent", "mid1.ordinary", "BBBBBB",
    up("direct", "8.4.1.2.A", "mid1.good", 1)),

  scenario("below mid (two) after the promotion: direct", "8.3.3.B", "agent", "junior.excellent", "SSAABB",
    up("direct", "8.4.1.2.C", "mid1.excellent", 3)),
  scenario("into mid (two): panel", "8.3.3.B", "agent", "mid1.excellent", "BBBBBB",
    up("panel", "8.4.1.2.A", "mid2.ordinary", 1)),
  scenario("two steps into mid (two): panel", "8.3.3.B", "agent", "mid1.good", "AAABBB",
    up("panel", "8.4.1.2.B", "mid2.ordinary", 2)),
  scenario("read by the grade held: direct", "8.3.3.B", "agent", "mid1.excellent", "BBBBBB",
    up("direct", "8.4.1.2.A", "mid2.ordinary", 1), HELD),
  scenario("read by the grade held, mid (two): panel", "8.3.3.B", "agent", "mid2.ordinary", "AABBBB",
    up("panel", "8.4.1.3.a", "mid2.good", 1), HELD),
  scenario("one step or two, direct or panel", "8.4.1.2.B", "agent", "mid1.good", "AABBB.",
    { outcome = "undetermined", missing = { "rating:2026-06" } }),
}
