-- Cases for people: heads as rows, a case with its history, the inbox, what is pending.
local text = require "cursus.text"
local out = require "report.out"
local message = require "cursus.message"
local values = require "report.values"
local tr = message.tr

local cases = {}

local function label(value, otherwise)
  return value and message.label(value) or otherwise
end

-- Hundredths as points: 7533 is "75.33".
local function points(hundredths)
  return ("%d.%02d"):format(hundredths // 100, hundredths % 100)
end

-- What a stage is called: its clause, and its label if that says more.
local function stage_text(row)
  local name = label(row.label, row.stage)
  if not name or name == row.clause then return row.clause or name or "" end
  return row.clause and row.clause .. " " .. name or name
end

local function due_text(row)
  if row.due_unknown then return tr("case_due_unknown", row.due_unknown) end
  return row.due or ""
end

-- Heads as flat rows; labels in the language set.
function cases.rows(list)
  local rows = {}
  for i, head in ipairs(list) do
    local row = {}
    for key, value in pairs(head) do row[key] = value end
    row.label = label(head.label)
    row.procedure_label = label(head.procedure_label)
    row.at = head.stage and stage_text(head) or head.outcome
    row.due_text = due_text(head)
    rows[i] = row
  end
  return rows
end

function cases.columns(format)
  if format == "table" then
    return {
      { "case", tr "col_case" }, { "procedure", tr "col_procedure" }, { "subject", tr "col_subject" },
      { "at", tr "col_stage" }, { "since", tr "col_since" }, { "due_text", tr "col_due" },
      { "late", tr "col_late", align = "right" },
    }
  end
  return {
    { "case" }, { "procedure" }, { "subject" }, { "opened_on" }, { "as_of" }, { "run" }, { "stage" }, { "clause" },
    { "label" }, { "since" }, { "due" }, { "due_unknown" }, { "late" }, { "outcome" }, { "reason" }, { "ended_on" },
    { "judged" }, { "from" }, { "to" }, { "rule" },
  }
end

function cases.todo_columns(format)
  if format == "table" then
    return {
      { "due_text", tr "col_due" }, { "late", tr "col_late", align = "right" }, { "who", tr "col_actor" },
      { "case", tr "col_case" }, { "subject", tr "col_subject" }, { "at", tr "col_stage" },
      { "form", tr "col_form" },
    }
  end
  return {
    { "due" }, { "due_unknown" }, { "late" }, { "actor" }, { "role" }, { "in_place_of" }, { "nobody" },
    { "nobody_clause" }, { "case" }, { "procedure" }, { "subject" }, { "stage" }, { "clause" }, { "label" },
    { "since" }, { "form" },
  }
end

-- `extract`: whoever holds a role may be among those who are not in it.
function cases.todo_rows(list, names, extract)
  local rows = cases.rows(list)
  for _, row in ipairs(rows) do
    local who = row.actor and names(row.actor) or "–"
    if row.role then who = who .. " (" .. row.role .. ")" end
    if row.in_place_of then who = who .. tr("case_in_place_of", row.in_place_of) end
    if row.nobody then who = tr("case_nobody", row.nobody) end
    if extract and row.nobody then row.nobody, who = nil, tr("case_elsewhere", row.role or row.nobody) end
    row.who = row.nobody_clause and who .. " [" .. row.nobody_clause .. "]" or who
  end
  return rows
end

function cases.pending_columns()
  return {
    { "on", tr "col_effective" }, { "subject", tr "col_subject" }, { "name", tr "col_fact" },
    { "before", tr "col_before" }, { "value", tr "col_value" }, { "case", tr "col_case" },
    { "act", tr "col_act", align = "right" }, { "clause", tr "col_clause" },
  }
end

-- ---- one case ----

local function sorted(map)
  local names = {}
  for name in pairs(map or {}) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function did(act)
  local words = tr("verb_" .. act.verb)
  local plain = { yes = tr "answer_yes", no = tr "answer_no" }
  if act.answer then words = words .. ": " .. (plain[act.answer] or act.answer) end
  if act.whom then words = words .. " " .. act.whom .. (act.by and act.by ~= "" and " → " .. act.by or "") end
  if act.reverses then words = words .. " " .. act.reverses end
  return words
end

local function went(act)
  if act.ends then return tr("case_went_end", act.ends) end
  if act.to then return tr("case_went_to", act.to) end
  return ""
end

local function state_of(act)
  if act.reversed_by then return tr("case_act_reversed", act.reversed_by) end
  return act.void and tr "case_act_void" or ""
end

-- One item of a score: what it got, of how many, and with weights what that gives.
local function item_line(item)
  local name = label(item.label, item.item)
  if not item.weight then return tr("case_item_line", name, points(item.points), points(item.most)) end
  return tr("case_item_line_weighed", name, points(item.points), points(item.most), values.percent(item.weight),
    points(item.share))
end

local function details(act)
  local lines = {}
  local function add(line) lines[#lines + 1] = line end
  if act.reason then add(tr("case_reason_line", act.reason)) end
  if act.comment then add("“" .. act.comment .. "”") end
  for _, name in ipairs(sorted(act.set)) do add(name .. ": " .. tostring(act.set[name])) end
  for _, name in ipairs(sorted(act.scores)) do
    add(tr("case_score_line", name, points(act.scores[name])))
    for _, item in ipairs(act.items and act.items[name] or {}) do add(item_line(item)) end
  end
  if act.hidden then add(tr "case_scores_hidden") end
  for _, warned in ipairs(act.warnings or {}) do
    add(tr("case_warned_line", label(warned.label, ""), warned.clause))
  end
  if act.total then add(tr("case_total_line", points(act.total))) end
  for _, name in ipairs(sorted(act.cells)) do add(name .. ": " .. tr("answer_" .. act.cells[name])) end
  for _, document in ipairs(act.documents or {}) do add(tr("case_document_line", document.title)) end
  for _, name in ipairs(sorted(act.forms)) do add(tr("case_form_line", name)) end
  for _, name in ipairs(sorted(act.made)) do add(tr("case_made_line", name, act.made[name])) end
  if act.drawn and #act.drawn > 0 then add(tr("case_drawn_line", table.concat(act.drawn, ", "), act.seed)) end
  if act.target then add(tr("case_judged_line", act.from or "?", act.target, act.rule or "")) end
  return lines
end

local function print_act(act)
  local who = act.actor .. (act.role and " (" .. act.role .. ")" or "")
  if act.in_place_of then who = who .. tr("case_in_place_of", act.in_place_of) end
  local late = act.late and "  " .. tr("case_late", act.late) or ""
  local stage = act.stage and stage_text(act) or ""
  out.write(("  %3d  %s  %s  %s  %s  %s%s%s\n"):format(act.act, act.on or "", text.pad(text.visible(stage), 24),
    text.visible(did(act)), text.visible(who), text.visible(went(act)), late, state_of(act)))
  for _, line in ipairs(details(act)) do out.write("       ", text.visible(line), "\n") end
end

-- How the case ended is an event too; the head says it.
local function print_wrote(case)
  local wrote = {}
  for _, item in ipairs(case.wrote or {}) do
    if item.name ~= "concluded" then wrote[#wrote + 1] = item end
  end
  if #wrote == 0 then return end
  out.write("\n", tr "case_wrote", "\n")
  for _, item in ipairs(wrote) do
    local what = item.of == "case" and tr("case_wrote_case", item.name, item.code or "–")
      or ("%s %s → %s"):format(item.name, tostring(item.before or "–"), tostring(item.value or "–"))
    local taken = item.reversed_by and tr("case_act_reversed", item.reversed_by) or ""
    out.write(("  %3d  %s  %s  %s%s\n"):format(item.act, item.on or "          ", text.visible(what),
      item.clause or "", taken))
  end
end

-- todo: the rows of the inbox for this case.
function cases.print(case, todo, names)
  out.write(tr("case_head", case.case, label(case.procedure_label, case.procedure), case.procedure_clause or "",
    names(case.subject), case.opened_on), "\n")
  if case.stage then
    out.write(tr("case_stands", stage_text(case), case.since or ""), "\n")
    if case.due or case.due_unknown then
      local late = case.late and "  " .. tr("case_late", case.late) or ""
      out.write(tr("case_due", due_text(case), case.due_clause or ""), late, "\n")
    end
    for _, row in ipairs(cases.todo_rows(todo, names)) do
      out.write(tr("case_next", text.visible(row.who)), row.form and "  " .. row.form or "", "\n")
    end
  else
    out.write(tr("case_has_ended", case.ended_on, case.outcome, case.reason or ""), "\n")
  end
  out.write("\n", tr "case_history", "\n")
  for _, act in ipairs(case.acts) do print_act(act) end
  print_wrote(case)
end

cases.KEYS = { "case", "procedure", "subject", "stage", "clause", "since", "due", "due_unknown", "late", "outcome",
  "reason", "ended_on", "opened_on", "as_of", "known", "acts", "wrote" }

return cases
