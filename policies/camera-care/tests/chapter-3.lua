-- 3 Terms. 3.2 and 3.3 bound the windows of chapter 7 and warn when somebody is recorded (entry.lua); the grounds of
-- 3.5 are asked in chapter 11. Here: advancement is of two kinds (3.4), and a closed list refuses anything else.

local function recorded(name, clause, kind, row, refused, expect)
  row.employee = kind == "events" and "P" or nil
  row.code = kind == "employees" and "P" or nil
  return {
    name = name, clause = clause, procedure = "demotion-by-decision", as_of = "2026-06-02",
    person = { position = "agent", grade = "junior.good", status = "confirmed", hired_on = "2022-03-02" },
    acts = { { record = kind, row = row, on = "2026-06-02", actor = "H1", refused = refused } }, expect = expect,
    people = { H1 = { position = "agent", department = "人事部" } },
  }
end
local function advancement(kind) return { on = "2026-06-01", kind = "advancement", kind_of = kind } end

return {
  recorded("a grade promotion is an advancement", { "3.4", "3.4.1" }, "events", advancement "grade", nil,
    { events = { "advancement" } }),
  recorded("and so is a position promotion", { "3.4", "3.4.2" }, "events", advancement "职务晋升", nil,
    { events = { "advancement" } }),
  recorded("a rise in pay is none", "3.4", "events", advancement "pay", "grade, position", { events = {} }),
  recorded("a grade that is not on the ladder", "3.1", "employees", { grade = "junior.superb" }, "junior", {
    facts = { grade = "junior.good" },
  }),
}
