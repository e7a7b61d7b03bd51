-- A sheet of acts: one row an act, in columns by name; and what became of each row.
local date = require "cursus.date"
local sheet = require "cursus.sheet"
local text = require "cursus.text"
local warnings = require "cli.warnings"
local tr = require("cursus.message").tr

local acts_sheet = {}

-- Column -> field of an act; the Chinese headers stand beside. "set.NAME", "score.FORM", "score.FORM.ITEM", "cell.ROW",
-- "document.TITLE" and "form.FORM" are by name.
local FIELDS = {
  case = "case", stage = "stage", answer = "answer", reason = "reason", comment = "comment", on = "on", role = "role",
  ["个案"] = "case", ["阶段"] = "stage", ["答复"] = "answer", ["原因"] = "reason", ["说明"] = "comment", ["日期"] = "on",
  ["角色"] = "role",
}
local KINDS = {
  set = "set", score = "scores", cell = "cells", document = "documents", form = "forms",
  ["填写"] = "set", ["评分"] = "scores", ["评审项"] = "cells", ["文件"] = "documents", ["表单"] = "forms",
}
local HANDED_IN = { documents = true, forms = true } -- whatever stands there but "no": it is there
local WORDS = { ["是"] = "yes", ["同意"] = "yes", ["否"] = "no", ["不同意"] = "no" }

-- What is shown beside an act but is no part of it: subject, name, label, …
local function column_of(title)
  local name = text.normalise(title)
  if FIELDS[name] then return FIELDS[name] end
  local kind, rest = name:match "^([^.]+)%.(.+)$"
  if kind and KINDS[kind] then return KINDS[kind], rest end
end

local function read_cell(context, act, field, rest, value, line)
  if rest then
    act[field] = act[field] or {}
    if HANDED_IN[field] then
      act[field][rest] = (WORDS[value] or value) ~= "no" or nil
    else
      act[field][rest] = field == "cells" and WORDS[value] or value
    end
  elseif field == "on" then
    act.on = date.parse(value) or context.usage(tr("bad_date", tr("at_line", line), value))
  else
    act[field] = field == "answer" and WORDS[value] or value
  end
end

-- The acts of the file, with the line of each; `stage` stands where a row names none.
function acts_sheet.read(context, path, stage)
  local rows = context.check(sheet.read(path))
  local acts, columns, known = {}, {}, false
  for i, title in ipairs(rows[1] or {}) do
    local field, rest = column_of(title)
    columns[i] = { field, rest }
    known = known or field == "case"
    acts.answers = acts.answers or field == "answer"
  end
  if not known then context.fail(tr("case_sheet_header", path)) end
  for i = 2, #rows do
    local act, lines = { stage = stage }, rows[i].line
    for k, column in ipairs(columns) do
      local typed = rows[i][k] or ""
      local value = column[1] == "comment" and typed:match "^%s*(.-)%s*$" or text.normalise(typed)
      if column[1] and value ~= "" then read_cell(context, act, column[1], column[2], value, lines) end
    end
    if act.case then
      acts[#acts + 1] = act
      acts.lines = acts.lines or {}
      acts.lines[#acts] = lines
    end
  end
  if #acts == 0 then context.fail(tr("case_sheet_empty", path)) end
  return acts
end

-- Of a sheet with a column for answers: a row without one, that hands in nothing either, is not decided yet. How many
-- such rows were left out.
function acts_sheet.leave_open(context, acts, path)
  if not acts.answers then return 0 end
  local kept, lines = 0, {}
  for i = 1, #acts do
    local act = acts[i]
    local says = act.answer
    for _, field in pairs(KINDS) do says = says or act[field] end
    acts[i] = nil
    if says then
      kept = kept + 1
      acts[kept], lines[kept] = act, acts.lines[i]
    end
  end
  local open = #acts.lines - kept
  acts.lines = lines
  if kept == 0 then context.fail(tr("case_sheet_unanswered", path)) end
  return open
end

-- What the options say holds for every row that does not say otherwise.
function acts_sheet.complete(acts, said)
  for _, act in ipairs(acts) do
    for field, value in pairs(said) do
      if type(value) == "table" then
        for name, one in pairs(value) do
          act[field] = act[field] or {}
          if act[field][name] == nil then act[field][name] = one end
        end
      elseif act[field] == nil then
        act[field] = value
      end
    end
  end
end

-- A "no" where nothing is decided, only done, is a refusal of the case; `does`: case -> the act of the stage where it
-- stands.
function acts_sheet.refusals(acts, does)
  for _, act in ipairs(acts) do
    if act.answer == "no" and does[act.case] == "do" then act.verb, act.answer = "refuse", nil end
  end
end

-- One row an act: what became of it, or why not. `words_of`: a function code of a case → its words and the case.
function acts_sheet.report(context, acts, results, words_of)
  local rows, refused = {}, 0
  for i, result in ipairs(results) do
    if result.error then refused = refused + 1 end
    rows[i] = {
      line = acts.lines[i], case = acts[i].case, act = result.act, stage = result.stage, outcome = result.outcome,
      late = result.late, error = result.error and result.error:gsub("\n%s*", " · "),
    }
  end
  local columns = {
    { "line", tr "col_line", align = "right" }, { "case", tr "col_case" }, { "act", tr "col_act", align = "right" },
    { "stage", tr "col_stage" }, { "outcome", tr "col_outcome" }, { "late", tr "col_late" }, { "error", tr "col_why" },
  }
  for i, result in ipairs(refused == 0 and results or {}) do
    warnings.say(context, result.warnings)
    rows[i].warnings = context.report.format == "json" and #result.warnings > 0 and result.warnings or nil
    if rows[i].warnings and columns[#columns][1] ~= "warnings" then columns[#columns + 1] = { "warnings" } end
  end
  local shown = rows
  if context.report.format == "table" and refused > 0 then
    shown = {}
    for _, row in ipairs(rows) do
      if row.error then shown[#shown + 1] = row end
    end
  end
  if context.report.format == "table" and refused == 0 then
    context:say(tr("case_sheet_done", #rows))
    return
  end
  for _, row in ipairs(shown) do
    local known, case = words_of(row.case)
    if context.report.format == "table" and case then
      row.stage = row.stage and known:stage(case.procedure, row.stage)
      row.outcome = known:outcome(row.outcome)
    end
  end
  context.report:rows(columns, shown)
end

return acts_sheet
