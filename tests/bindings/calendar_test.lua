-- Calendars in scripts: what is not known is nil and the year; wrong arguments raise; a company's days are its own.
local lu = require "luaunit"
local calendar, date, store = require "cursus.calendar", require "cursus.date", require "cursus.store"

local day = date.parse
local function text(d) return d and date.text(d) end

TestCalendar = {}

function TestCalendar.test_kinds_of_day()
  local cal <close> = calendar.open()
  lu.assertEquals(cal:id(), "cn")
  lu.assertEquals(cal:day(day "2026-01-04"), { kind = "make-up", works = true, own = false,
    festival = { id = "new-year", en = "New Year", zh = "元旦" } })
  lu.assertEquals(cal:day(day "2026-03-02"), { kind = "workday", works = true, own = false })
  lu.assertEquals(cal:day(day "2027-03-02"), { kind = "unknown", missing = 2027, own = false })
end

function TestCalendar.test_working_days()
  local cal = calendar.open "cn"
  lu.assertEquals(text(cal:add_workdays(day "2026-02-12", 5)), "2026-02-26")
  lu.assertEquals({ cal:add_workdays(day "2026-12-30", 5) }, { nil, 2027 })
  lu.assertEquals(cal:count_workdays(day "2026-01-01", day "2026-12-31"), 248)
  lu.assertEquals({ cal:count_workdays(day "2026-12-31", day "2027-01-02") }, { nil, 2027 })
  lu.assertEquals(text(cal:nth_workday("2026-01", 1)), "2026-01-04")
  lu.assertEquals(text(cal:nth_workday("2026-02", -1)), "2026-02-28")
  lu.assertEquals(select("#", cal:nth_workday("2026-02", 20)), 1) -- known: there is none
  lu.assertEquals({ cal:nth_workday("2027-02", 1) }, { nil, 2027 })
  local from, to, missing = cal:window("2026-01", 5)
  lu.assertEquals({ text(from), text(to), missing }, { "2026-01-04", "2026-01-08" })
  from, to, missing = cal:window("2027-01", 5)
  lu.assertEquals({ from, to, missing }, { nil, nil, 2027 })
end

function TestCalendar.test_deadlines()
  local cal = calendar.open()
  local function due(table, base)
    local from, to, missing = cal:due(table, day(base))
    return { text(from) or "-", text(to) or "-", missing }
  end
  lu.assertEquals(due({ within = 5, unit = "workdays" }, "2025-09-26"), { "2025-09-26", "2025-10-10" })
  lu.assertEquals(due({ within = 5, unit = "workdays" }, "2026-12-30"), { "2026-12-30", "-", 2027 })
  lu.assertEquals(due({ after = 3, unit = "months" }, "2026-11-30"), { "2027-02-28", "-" })
  lu.assertEquals(due({ before = 10, unit = "days", exact = true }, "2026-03-05"), { "2026-02-23", "2026-02-23" })
  lu.assertEquals(due({ first_workdays = 5, months = { 1, 7 } }, "2026-01-09"), { "2026-01-04", "2026-01-08" })
  lu.assertErrorMsgContains("unit", cal.due, cal, { within = 5 }, day "2026-01-01")
  lu.assertErrorMsgContains("within", cal.due, cal, { within = "5", unit = "days" }, day "2026-01-01")
  lu.assertErrorMsgContains("one of", cal.due, cal, {}, day "2026-01-01")
end

function TestCalendar.test_a_mistake_raises()
  local cal = calendar.open()
  lu.assertErrorMsgContains("not a date", cal.day, cal, 1 << 31)
  lu.assertErrorMsgContains("not a date", cal.day, cal, day "9999-12-31" + 1)
  lu.assertErrorMsgContains("number", cal.day, cal, "2026-01-01")
  lu.assertErrorMsgContains("a month such as", cal.window, cal, "2026", 5)
  lu.assertErrorMsgContains("at least one", cal.window, cal, "2026-01", 0)
  lu.assertErrorMsgContains("count from 1", cal.nth_workday, cal, "2026-01", 0)
  lu.assertErrorMsgContains("too many days", cal.add_workdays, cal, 0, 1 << 40)
  lu.assertErrorMsgContains("cursus.calendar expected", cal.day, io.stdout, 0)
  local none, problem, code = calendar.open "xx"
  lu.assertNil(none)
  lu.assertStrContains(problem, "xx")
  lu.assertEquals(code, "CS_ENOTFOUND")
  do local _ <close> = cal end
  lu.assertErrorMsgContains("closed", cal.day, cal, 0)
end

function TestCalendar.test_a_company_has_days_of_its_own()
  local s <close> = assert(store.open("days.db", "create"))
  s:stamp { now = 1000, actor = "tester", command = "test" }
  local c = assert(s:create_company("acme", "Asia/Shanghai"))
  local report, problem = c:import { kind = "calendar", row = {
    date = "2026-11-12", kind = "in-lieu", note = "founders' day" } }
  lu.assertNil(problem)
  local cal = assert(c:calendar())
  lu.assertEquals(cal:day(day "2026-11-12"),
    { kind = "in-lieu", works = false, own = true, note = "founders' day" })
  lu.assertEquals(c:calendar(report.batch - 1):day(day "2026-11-12").kind, "workday")
  s:close()
  lu.assertEquals(cal:day(day "2026-11-12").note, "founders' day") -- it does not hang on the store
  lu.assertErrorMsgContains("closed", c.calendar, c)
end

os.exit(lu.LuaUnit.run())
