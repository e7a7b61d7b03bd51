-- cursus calendar WHEN | --from DATE --to DATE: what kind of day each day is. WHEN is a day, a month or a year.
-- cursus calendar MONTH --workdays N: the window of its first N working days; DAY --workdays N: the N-th after it.
local date = require "cursus.date"
local message = require "cursus.message"
local tr = message.tr

-- "2026", "2026-07" or a day: its first day, its last day, and the month's name.
local function span_of(context, when)
  local year, month = when:match "^(%d%d%d%d)$", when:match "^%d%d%d%d%-%d%d?$"
  if month then
    local first = date.parse(month .. "-01")
    if not first then context.usage(tr("bad_when", when)) end
    return first, date.add_months(first, 1) - 1, date.month(first)
  end
  if year then
    local first = date.parse(year .. "-01-01")
    if not first then context.usage(tr("bad_when", when)) end
    return first, date.add_months(first, 12) - 1
  end
  local day = date.parse(when)
  if not day then context.usage(tr("bad_when", when)) end
  return day, day
end

local function weekdays()
  local names = {}
  for name in tr("weekdays"):gmatch "%S+" do names[#names + 1] = name end
  return names
end

local COUNTED = { "workday", "make-up", "weekend", "statutory", "in-lieu", "unknown" }

local function kind_label(kind) return tr("day_" .. kind:gsub("-", "_")) end

local function summary(counts)
  local parts = {}
  if counts.unknown == 0 then parts[1] = tr("calendar_total", counts.workday + counts["make-up"]) end
  for _, kind in ipairs(COUNTED) do
    if counts[kind] > 0 then parts[#parts + 1] = tr("calendar_count", kind_label(kind), counts[kind]) end
  end
  return table.concat(parts, tr "calendar_between")
end

local function list(context, calendar, first, last)
  local names, counts, day = weekdays(), {}, first - 1
  for _, kind in ipairs(COUNTED) do counts[kind] = 0 end
  local people = context.report.format == "table"
  local function next_row()
    day = day + 1
    if day > last then return nil end
    local row = calendar:day(day)
    counts[row.kind] = counts[row.kind] + 1
    local weekday = (day + 3) % 7 + 1
    row.date, row.weekday = date.text(day), people and names[weekday] or weekday
    row.festival = row.festival and (people and message.label(row.festival) or row.festival.id)
    if people then row.kind = row.own and tr("calendar_own", kind_label(row.kind)) or kind_label(row.kind) end
    return row
  end
  if people then
    local columns = { { "date", tr "col_date" }, { "weekday", tr "col_weekday" }, { "kind", tr "col_kind" },
      { "festival", tr "col_festival" }, { "note", tr "col_note" } }
    context.report:rows(columns, next_row)
    context:say(summary(counts))
  else
    context.report:rows({ { "date" }, { "weekday" }, { "kind" }, { "works" }, { "festival" }, { "note" }, { "own" },
      { "missing" } }, next_row)
  end
  return 0
end

-- The answer is printed in any case; not known is a failure that says what is missing.
local function answer(context, names, object, text)
  if context.report.format ~= "table" then
    context.report:object(names, object)
  elseif not object.missing then
    context:say(text)
  end
  if object.missing then context.fail(tr("calendar_missing", object.missing, object.missing)) end
  return 0
end

local function window(context, calendar, month, n)
  if n < 1 then context.usage(tr("bad_workdays", tostring(n))) end
  local from, to, missing = calendar:window(month, n)
  if not missing and not to then context.fail(tr("calendar_short", month, n)) end
  local object = { month = month, workdays = n, from = from and date.text(from), to = to and date.text(to),
    missing = missing }
  return answer(context, { "month", "workdays", "from", "to", "missing" }, object,
    not missing and tr("calendar_window", month, n, object.from, object.to))
end

local function after(context, calendar, day, n)
  local found, missing = calendar:add_workdays(day, n)
  local object = { of = date.text(day), workdays = n, date = found and date.text(found), missing = missing }
  local text = found and tr(n < 0 and "calendar_before" or "calendar_after", object.of, math.abs(n), object.date)
  return answer(context, { "of", "workdays", "date", "missing" }, object, text)
end

return {
  configure = function(parser)
    parser:argument("when", tr "help_calendar_when"):argname "WHEN":args "?"
    parser:option("--from", tr "help_calendar_from"):argname "DATE"
    parser:option("--to", tr "help_calendar_to"):argname "DATE"
    parser:option("--workdays", tr "help_calendar_workdays"):argname "N"
    parser:option("--known-at", tr "help_known_at"):argname "TIMESTAMP"
  end,
  run = function(context, options)
    local ranged = options.from ~= nil and options.to ~= nil
    if (options.when ~= nil) == ranged or (options.from ~= nil) ~= (options.to ~= nil)
      or (ranged and options.workdays) then
      context.usage(tr "calendar_usage")
    end
    local first, last, month
    if ranged then
      first, last = context:day("--from", options.from), context:day("--to", options.to)
    else
      first, last, month = span_of(context, options.when)
    end
    local n = options.workdays and math.tointeger(tonumber(options.workdays))
    if options.workdays and (not n or math.abs(n) > 100000) then
      context.usage(tr("bad_workdays", options.workdays))
    end
    if n and not month and first ~= last then context.usage(tr "calendar_usage") end
    local company = context:company "read"
    local calendar = context.check(company:calendar(context:known_at(company, options.known_at)))
    if not n then return list(context, calendar, first, last) end
    if month then return window(context, calendar, month, n) end
    return after(context, calendar, first, n)
  end,
}
