-- Cases for people: heads as rows, a case with its history, the inbox, what is pending. Tables say what packs call
-- their parts (report.words); the other formats keep the names. `words_of`: a function hash of a pack → its words.
local text = require "cursus.text"
local out = require "report.out"
local message = require "cursus.message"
local values = require "report.values"
local words = require "report.words"
local tr = message.tr

local cases = {}

local function label(value, otherwise)
  return value and message.label(value) or otherwise
end

-- Hundredths as points: 7533 is "75.33".
local function points(hundredths)
  return ("%d.%02d"):format(hundredths // 100, hundredths % 100)
end

local stage_text = words.of({}).stage_text

local function due_text(row)
  if row.due_unknown then return tr("case_due_unknown", row.due_unknown) end
  return row.due or ""
end

-- Heads as flat rows; labels in the language set.
function cases.rows(list, words_of)
  local rows = {}
  for i, head in ipairs(list) do
    local row = {}
    for key, value in pairs(head) do row[key] = value end
    row.label = label(head.label)
    row.procedure_label = label(head.procedure_label)
    row.at = head.stage and stage_text(head) or words_of(head.pack):outcome(head.outcome)
    row.due_text = due_text(head)
    rows[i] = row
  end
  return rows
end

function cases.columns(format)
  if format == "table" then
    return {
      { "case", tr "col_case" }, { "procedure_label", tr "col_procedure" }, { "subject", tr "col_subject" },
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
      { "form_label", tr "col_form" },
    }
  end
  return {
    { "due" }, { "due_unknown" }, { "late" }, { "actor" }, { "role" }, { "in_place_of" }, { "nobody" },
    { "nobody_clause" }, { "case" }, { "procedure" }, { "subject" }, { "stage" }, { "clause" }, { "label" },
    { "since" }, { "form" },
  }
end

-- `extract`: whoever holds a role may be among those who are not in it.
function cases.todo_rows(list, names, words_of, extract)
  local rows = cases.rows(list, words_of)
  for _, row in ipairs(rows) do
    local known = words_of(row.pack)
    local who = row.actor and names(row.actor) or "–"
    if row.role then who = who .. " (" .. known:role(row.role) .. ")" end
    if row.in_place_of then who = who .. tr("case_in_place_of", row.in_place_of) end
    if row.nobody then who = tr("case_nobody", row.nobody) end
    if extract and row.nobody then
      who = tr("case_elsewhere", row.role and known:role(row.role) or row.nobody)
      row.nobody = nil
    end
    row.who = row.nobody_clause and who .. " [" .. row.nobody_clause .. "]" or who
    row.form_label = row.form and known:form(row.form)
  end
  return rows
end

function cases.pending_columns(format)
  local say = format == "table"
  return {
    { "on", tr "col_effective" }, { "subject", tr "col_subject" }, { say and "name_label" or "name", tr "col_fact" },
    { say and "before_label" or "before", tr "col_before" }, { say and "value_label" or "value", tr "col_value" },
    { "case", tr "col_case" }, { "act", tr "col_act", align = "right" }, { "clause", tr "col_clause" },
  }
end

-- What is written, its value and the one before, as people say them; `of`: what kind of fact it is.
local function said(item, known, kind)
  if item.of == "event" then return known:event(item.name), item.value, item.before end
  if item.of == "span" then
    return known:part("spans", item.name), known:span_kind(item.value), known:span_kind(item.before)
  end
  return known:attribute(item.name, kind), known:value(item.name, item.value, kind),
    known:value(item.name, item.before, kind)
end

function cases.pending_rows(list, words_of)
  for _, row in ipairs(list) do
    row.name_label, row.value_label, row.before_label = said(row, words_of(row.pack), row.subject_kind)
  end
  return list
end

-- ---- one case ----

local function sorted(map)
  local names = {}
  for name in pairs(map or {}) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function did(act, known)
  local what = tr("verb_" .. act.verb)
  if act.outcome and not act.target then what = what .. ": " .. tr("outcome_" .. act.outcome) end
  if act.answer then what = what .. ": " .. known:answer(act.answer) end
  if act.whom then what = what .. " " .. act.whom .. (act.by and act.by ~= "" and " → " .. act.by or "") end
  if act.reverses then what = what .. " " .. act.reverses end
  return what
end

local function went(case, act, known)
  if act.ends then return tr("case_went_end", known:outcome(act.ends)) end
  if act.to then return tr("case_went_to", known:stage(case.procedure, act.to)) end
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

-- A clause that was found not to hold; else somebody gave it as their reason.
local GIVEN = { refuse = true, decide = true, object = true, ["return"] = true, withdraw = true }
function cases.is_found(act) return not GIVEN[act.verb] and act.answer ~= "no" end

-- What a panel came to, and what it had to.
function cases.total_line(act)
  if not act.pass then return tr("case_total_line", points(act.total)) end
  return tr(act.total < act.pass and "case_total_missed" or "case_total_marked", points(act.total), points(act.pass))
end

local function details(case, act, known)
  local lines = {}
  local function add(line) lines[#lines + 1] = line end
  if act.reason then
    add(tr(cases.is_found(act) and "case_unmet_line" or "case_reason_line", known:clause(act.reason)))
  end
  if act.comment then add("“" .. act.comment .. "”") end
  for _, name in ipairs(sorted(act.set)) do
    add(known:attribute(name) .. ": " .. known:value(name, act.set[name]))
  end
  for _, name in ipairs(sorted(act.scores)) do
    add(tr("case_score_line", known:form(name), points(act.scores[name])))
    for _, item in ipairs(act.items and act.items[name] or {}) do add(item_line(item)) end
  end
  if act.hidden then add(tr "case_scores_hidden") end
  for _, warned in ipairs(act.warnings or {}) do
    add(tr("case_warned_line", label(warned.label, ""), warned.clause))
  end
  if act.total then add(cases.total_line(act)) end
  for _, row in ipairs(sorted(act.cells)) do
    add(known:cell(case, act.stage, row) .. ": " .. known:answer(act.cells[row]))
  end
  for _, document in ipairs(act.documents or {}) do
    add(tr("case_document_line", known:document(document.title)))
  end
  for _, name in ipairs(sorted(act.forms)) do add(tr("case_form_line", known:form(name))) end
  for _, name in ipairs(sorted(act.made)) do add(tr("case_made_line", known:form(name), act.made[name])) end
  if act.drawn and #act.drawn > 0 then add(tr("case_drawn_line", table.concat(act.drawn, ", "), act.seed)) end
  if act.target then
    add(tr("case_judged_line", act.from and known:grade(act.from) or "?", known:grade(act.target), act.rule or ""))
  end
  return lines
end

local COLUMNS = 5 -- of a history: stage, what, who, where it led, late or taken back

-- The cells of an act, and their widths over the whole history.
local function history(case, known)
  local rows, widths = {}, {}
  for i, act in ipairs(case.acts) do
    local who = act.actor .. (act.role and " (" .. known:role(act.role) .. ")" or "")
    if act.in_place_of then who = who .. tr("case_in_place_of", act.in_place_of) end
    local late = act.late and tr("case_late", act.late) or ""
    rows[i] = {
      act.stage and stage_text(act) or "", did(act, known), who, went(case, act, known), late .. state_of(act),
    }
    for k = 1, COLUMNS do
      rows[i][k] = text.visible(rows[i][k])
      widths[k] = math.max(widths[k] or 0, text.width(rows[i][k]))
    end
  end
  return rows, widths
end

local function print_history(case, known)
  local rows, widths = history(case, known)
  for i, act in ipairs(case.acts) do
    local cells = { ("  %3d  %s"):format(act.act, act.on or "") }
    for k, cell in ipairs(rows[i]) do cells[k + 1] = text.pad(cell, widths[k]) end
    out.write((table.concat(cells, "  "):gsub(" +$", "")), "\n")
    for _, line in ipairs(details(case, act, known)) do out.write("       ", text.visible(line), "\n") end
  end
end

-- How the case ended is an event too; the head says it.
local function print_wrote(case, known)
  local wrote = {}
  for _, item in ipairs(case.wrote or {}) do
    if item.name ~= "concluded" then wrote[#wrote + 1] = item end
  end
  if #wrote == 0 then return end
  out.write("\n", tr "case_wrote", "\n")
  for _, item in ipairs(wrote) do
    local name, value, before = said(item, known, case.subject_kind)
    local what = item.of == "case" and tr("case_wrote_case", known:procedure(item.name), item.code or "–")
      or (value or before) and ("%s %s → %s"):format(name, before or "–", value or "–") or name
    local taken = item.reversed_by and tr("case_act_reversed", item.reversed_by) or ""
    out.write(("  %3d  %s  %s  %s%s\n"):format(item.act, item.on or "          ", text.visible(what),
      item.clause or "", taken))
  end
end

-- What the stage still wants, a line a kind; what is handed in goes by its name, which stands beside what it is called.
local function print_needs(needs, known)
  local function both(name, called)
    return (called == nil or called == name) and name or name .. " (" .. called .. ")"
  end
  local function line(id, list, say)
    local said_of = {}
    for i, one in ipairs(list or {}) do said_of[i] = say(one) end
    if #said_of > 0 then out.write(tr(id, text.visible(table.concat(said_of, ", "))), "\n") end
  end
  line("case_need_documents", needs.documents, function(title) return both(title, known:document(title)) end)
  line("case_need_forms", needs.forms, function(form) return both(form, known:form(form)) end)
  line("case_need_asks", needs.asks, function(ask)
    local named = both(ask.ask, label(ask.label, known:attribute(ask.ask)))
    return ask.required and named or tr("case_need_optional", named)
  end)
  line("case_need_cells", needs.cells, function(cell) return both(cell.row, label(cell.row_label or cell.label)) end)
  line("case_need_scores", needs.scores, function(scored) return both(scored, known:form(scored)) end)
  line("case_need_answers", needs.answers, function(answer) return known:answer(answer) end)
  if needs.reasons then out.write(tr "case_need_reasons", "\n") end
  for _, clause in ipairs(needs.reasons or {}) do out.write("    ", text.visible(known:clause(clause)), "\n") end
end

-- Somebody who is still to score in several seats of a panel.
local function print_seats(todo, names, known)
  local order, roles = {}, {}
  for _, row in ipairs(todo) do
    local who = row.form and row.role and (row.in_place_of or row.actor)
    local key = who and who .. "\n" .. row.form
    if key and not roles[key] then
      order[#order + 1], roles[key] = { key = key, who = who, form = row.form }, {}
    end
    if key and not row.in_place_of then table.insert(roles[key], known:role(row.role)) end
  end
  for _, one in ipairs(order) do
    local list = roles[one.key]
    if #list > 1 then
      out.write("  ! ", text.visible(tr("case_seats", names(one.who), #list, known:form(one.form),
        table.concat(list, tr "say_comma"))), "\n")
    end
  end
end

-- todo: the rows of the inbox for this case.
function cases.print(case, todo, names, words_of)
  local known = words_of(case.pack)
  local function put(line) out.write((line:gsub(" +$", "")), "\n") end
  put(tr("case_head", case.case, label(case.procedure_label, case.procedure), case.procedure_clause or "",
    names(case.subject), case.opened_on))
  if case.stage then
    out.write(tr("case_stands", stage_text(case), case.since or ""), "\n")
    if case.due or case.due_unknown then
      local late = case.late and "  " .. tr("case_late", case.late) or ""
      out.write(tr("case_due", due_text(case), case.due_clause or ""), late, "\n")
    end
    for _, row in ipairs(cases.todo_rows(todo, names, words_of)) do
      out.write(tr("case_next", text.visible(row.who)), row.form_label and "  " .. row.form_label or "", "\n")
    end
    print_seats(todo, names, known)
    print_needs(case.needs, known)
  else
    put(tr("case_has_ended", case.ended_on, known:outcome(case.outcome), known:clause(case.reason) or ""))
  end
  out.write("\n", tr "case_history", "\n")
  print_history(case, known)
  print_wrote(case, known)
end

cases.KEYS = { "case", "procedure", "subject", "stage", "clause", "since", "due", "due_unknown", "late", "outcome",
  "reason", "ended_on", "opened_on", "as_of", "known", "needs", "acts", "wrote" }

return cases
