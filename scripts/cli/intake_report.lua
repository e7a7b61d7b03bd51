-- What an import or a record did, for people and for scripts.
local json = require "cursus.json"
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
  return (problem.warning and "  ! " or "  ✗ ") .. table.concat(parts, ": ")
end

-- Columns left out are one line at the end, not one each.
local function print_problems(report)
  local shown, ignored = 0, {}
  for _, name in ipairs(report.ignored or {}) do ignored[name] = true end
  for _, problem in ipairs(report.problems or {}) do
    if not (problem.warning and not problem.value and ignored[problem.column]) then
      io.stderr:write(problem_line(problem), "\n")
    end
    shown = shown + 1
  end
  if (report.rejected or 0) + (report.warnings or 0) > shown then
    io.stderr:write(tr("more_problems", report.rejected + report.warnings - shown), "\n")
    for _, reason in ipairs(report.reasons or {}) do
      io.stderr:write(("  %7d  %s\n"):format(reason.count, reason.reason))
    end
  end
  if report.left_out and #report.left_out > 0 then
    io.stderr:write(tr("left_out_sheets", report.sheet, table.concat(report.left_out, ", ")), "\n")
  end
  if report.ignored and #report.ignored > 0 then
    io.stderr:write(tr("ignored_columns", table.concat(report.ignored, ", ")), "\n")
  end
end

local function print_report(context, report)
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
  context:say(tr("import_counts", report.rows, report.added, report.corrected, report.same, report.rejected))
  io.stdout:flush()
  print_problems(report)
  if (report.batch or 0) > 0 then context:say(tr("import_batch", report.batch)) end
end

-- report, message, code as the binding returns them; gives the exit status.
function intake.print(context, report, text, code)
  if not report then context.check(nil, text, code) end
  print_report(context, report)
  if text then context.fail(text) end
  return 0
end

return intake
