-- For each rule a person who just meets it, one who just misses it, and one about whom something is not known.

local function agent(ratings, upheld)
  return {
    position = "agent", grade = "junior", status = "confirmed", hired_on = "2023-02-01", graded_on = "2024-06-01",
    ratings = ratings, -- one letter a month, the last is the month before the as-of date
    events = { { on = "2025-05-06", kind = "complaint", upheld = upheld } },
  }
end

local function yearly(name, person, expect, readings)
  return {
    name = name, clause = "2.5", cycle = "yearly", as_of = "2026-01-01",
    settings = { parameters = { ["months in grade"] = 12 }, readings = readings }, person = person, expect = expect,
  }
end

local PROMOTED = { outcome = "panel", rule = "2.5", from = "junior", to = "senior", steps = 1 }
local NOT_MET = { outcome = "not_met", steps = 0 }

return {
  yearly("six A", agent("AAAAAABBBBBB", "no"), PROMOTED),
  yearly("five A", agent("AAAAABBBBBBB", "no"), NOT_MET),
  yearly("five A and a missing month", agent("AAAAABBBBBB.", "no"),
    { outcome = "undetermined", missing = { "rating:2025-12" } }),
  yearly("an upheld complaint", agent("AAAAAABBBBBB", "yes"), NOT_MET),
  yearly("a complaint not upheld, read as counting", agent("AAAAAABBBBBB", "no"), NOT_MET, { ["2.5"] = "all" }),
}
