-- 8.1.b, 8.5.1 The round of the leaders is open for the first five working days of January, in 2026 from Sunday the 4th

local function opened(day, late)
  return {
    name = "the leaders' round opened on " .. day, clause = "8.1.b", procedure = "leaders-yearly", as_of = "2026-01-04",
    person = {
      position = "leader", grade = "senior.ordinary", status = "confirmed", hired_on = "2022-03-21",
      confirmed_on = "2022-06-22", graded_on = "2024-01-01", department = "客服部", manager = "S1",
      ratings = "ABBABAABBBBB",
    },
    people = {
      S1 = { position = "supervisor", department = "客服部" }, H1 = { position = "agent", department = "人事部" },
    },
    roles = { HR = "H1", supervisor = "S1" },
    acts = {
      { plan = "leaders-yearly", as_of = day, on = day, actor = "H1" },
      { open = "leaders-yearly", run = true, on = day, actor = "H1", expect = { opened = 1 } },
    },
    expect = { late = late },
  }
end

return { opened("2026-01-04", false), opened("2026-01-08", false), opened("2026-01-09", true) }
