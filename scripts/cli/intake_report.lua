-- What an import or a record did, for people and for scripts.
local json = require "cursus.json"
local out = require "report.out"
local tr = require("cursus.message").tr

local intake = {}

local NAMES = { "rows", "added", "corrected", "same", "rejected", "warnings", "batch", "problems", "reasons",
  "ignored" }
local SHEET_NAMES = { "sheet", "skipped", "left_out" } -- of a workbook

local function problem_line(problem)
  local at = problem.cell or problem.line and problem.line > 0 and tr("at_line", problem.line) or ""
  local value = problem.value and " “" .. problem.value .. "”" or ""
  local cell = problem.column and problem.column .. value or ""
  local parts = {}
  for _, part in ipairs { at, cell, problem.reason } do
    if part ~= "" then parts[#parts + 1] = part end
  end
  local times = (problem.times or 0) > 1 and tr("times_found", problem.times) or ""
  return (problem.warning and "  ! " or "  ✗ ") .. table.concat(parts, ": ") .. times
end

local function key_of(problem) return (problem.value or "") .. "\0" .. problem.reason end

-- A value that is on no list is one line, where it stood first, however many rows have it; so is what several cells of
-- a wide row say alike. Columns left out are one line at the end, not one each.
local function print_problems(report)
  local shown, said, ignored, values = 0, {}, {}, {}
  for _, name in ipairs(report.ignored or {}) do ignored[name] = true end
  for _, value in ipairs(report.values or {}) do values[key_of(value)] = value end
  local function say(problem)
    local line = problem_line(problem)
    if not said[line] then out.complain(line, "\n") end
    said[line] = true
  end
  for _, problem in ipairs(report.problems or {}) do
    local value = not problem.warning and values[key_of(problem)]
    if value then
      if not said[value] then
        say(value)
        shown = shown + value.times
      end
      said[value] = true
    else
      if not (problem.warning and not problem.value and ignored[problem.column]) then say(problem) end
      shown = shown + 1
    end
  end
  for _, value in ipairs(report.values or {}) do
    if not said[value] then
      say(value)
      shown = shown + value.times
    end
  end
  if (report.rejected or 0) + (report.warnings or 0) > shown then
    out.complain(tr("more_problems", report.rejected + report.warnings - shown), "\n")
    for _, reason in ipairs(report.reasons or {}) do
      out.complain(("  %7d  %s\n"):format(reason.count, reason.reason))
    end
  end
  if report.left_out and #report.left_out > 0 then
    out.complain(tr("left_out_sheets", report.sheet, table.concat(report.left_out, ", ")), "\n")
  end
  if report.ignored and #report.ignored > 0 then
    out.complain(tr("ignored_columns", table.concat(report.ignored, ", ")), "\n")
  end
end

-- `failed`: nothing was read, so there is nothing to count.
local function print_report(context, report, failed)
  if context.report.format == "json" then
    for _, name in ipairs { "problems", "reasons", "ignored" } do
      if not report[name] or #report[name] == 0 then report[name] = json.array {} end
    end
    local names = table.move(NAMES, 1, #NAMES, 1, {})
    if report.sheet then table.move(SHEET_NAMES, 1, #SHEET_NAMES, #names + 1, names) end
    context.report:object(names, report)
    return
  end
  if context.report.format == "csv" then
    local columns = {}
    for i, name in ipairs { "rows", "added", "corrected", "same", "rejected", "warnings", "batch" } do
      columns[i] = { name }
    end
    context.report:rows(columns, { report })
  end
  if (report.skipped or 0) > 0 then context:say(tr("import_skipped", report.skipped)) end
  if not (failed and report.rows == 0) then
    context:say(tr("import_counts", report.rows, report.added, report.corrected, report.same, report.rejected))
  end
  io.stdout:flush()
  print_problems(report)
  if (report.batch or 0) > 0 then context:say(tr("import_batch", report.batch)) end
end

-- report, message, code as the binding returns them; gives the exit status.
function intake.print(context, report, text, code)
  if not report then context.check(nil, text, code) end
  print_report(context, report, text ~= nil)
  if text then context.fail(text) end
  return 0
end

return intake
