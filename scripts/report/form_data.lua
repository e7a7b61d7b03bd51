-- What a form is filled with: the names of core/form/names.h, from the case as it was known at the act that printed it.
-- Names of people are left open and put in when the form is shown (report.forms).
local date = require "cursus.date"
local form = require "cursus.form"
local json = require "cursus.json"
local message = require "cursus.message"
local context = require "cli.context"
local case_effects = require "report.case_effects"
local panels = require "report.panels"
local values = require "report.values"
local tr = message.tr

local data = {}

local NAME = {} -- the metatable of a name left open

local function name_of(code) return code and setmetatable({ code = code }, NAME) or json.null end

local function or_null(value) return value == nil and json.null or value end

-- The marks around a name, and between languages, are the engine's: they are taken out of whatever people wrote.
local function strip(text)
  return (text:gsub(form.name_from, ""):gsub(form.name_to, ""):gsub(form.between, ""))
end

local function with_names(value)
  if type(value) == "string" then return strip(value) end
  if type(value) ~= "table" then return value end
  if getmetatable(value) == NAME then return form.name_from .. strip(value.code) .. form.name_to end
  for key, item in pairs(value) do value[key] = with_names(item) end
  return value
end

-- -- the subject ------------------------------------------------------------------------------------------------

local function subject_attributes(pack, kind) return kind and pack.subjects[kind].attributes or pack.attributes end

-- A function name [, days] → value, on the day of the form unless said otherwise, as known when it was numbered.
local function facts_of(company, row, day)
  local files = {}
  return function(name, days)
    local key = days or day
    if not files[key] then
      local asked = { known_at = row.txn, as_of = key }
      local file
      if row.subject_kind then
        file = context.found(company:subject(row.subject_kind, row.subject, asked))
      else
        file = context.found(company:person(row.subject, asked))
      end
      files[key] = {}
      for _, attribute in ipairs(file and file.attributes or {}) do files[key][attribute.name] = attribute.value end
    end
    return files[key][name]
  end
end

local function subject_of(s)
  local out = { code = s.row.subject, name = s.row.subject_kind and s.row.subject or name_of(s.row.subject) }
  for name, attribute in pairs(subject_attributes(s.pack, s.row.subject_kind)) do
    if not attribute.case and out[name] == nil then
      local value = s.attribute(name, s.day)
      out[name] = or_null(s.money[name] and values.money(value) or values.of(s.pack, attribute, value))
    end
  end
  return out
end

-- -- the case -----------------------------------------------------------------------------------------------------

-- What the case was asked, and its scores: every attribute of a case has a place.
local function known_of(s)
  local asked, score = {}, {}
  for name, attribute in pairs(s.pack.attributes) do
    if attribute.case then
      local value = s.case:known(name)
      asked[name] = or_null(values.of(s.pack, attribute, value))
      score[name] = or_null(math.type(value) == "integer" and values.hundredths(value) or nil)
    end
  end
  return asked, score
end

local function case_of(s)
  local case = s.case.case
  return {
    code = case.case, procedure = values.label(case.procedure_label, case.procedure),
    opened_on = values.day(case.opened_on), as_of = values.day(case.as_of), outcome = or_null(case.outcome),
  }
end

local function ladder_value(s, name, value)
  return or_null(values.of(s.pack, subject_attributes(s.pack, s.row.subject_kind)[name], value))
end

local function is_ladder(s)
  local attributes = subject_attributes(s.pack, s.row.subject_kind)
  return function(name)
    local list = attributes[name] and s.pack.values[attributes[name].type]
    return list ~= nil and list.kind == "ladder"
  end
end

-- The grade that is held moves with the run of the case, or as a stage writes it.
local function change_of(s)
  local case = s.case.case
  local found = s.case:change(is_ladder(s), s.row.act)
  if not found and case.to and case.from ~= case.to then
    found = { from = case.from, to = case.to, on = case.as_of, name = s.moves }
  end
  found = found or {}
  local steps
  local list = found.name and s.pack.values[subject_attributes(s.pack, s.row.subject_kind)[found.name].type]
  for i, value in ipairs(list and list.order or {}) do
    if value == found.from then steps = (steps or 0) - i end
    if value == found.to then steps = (steps or 0) + i end
  end
  return {
    from = ladder_value(s, found.name, found.from), to = ladder_value(s, found.name, found.to),
    on = or_null(values.day(found.on)), steps = or_null(found.from and found.to and steps or nil),
  }, found
end

local function pay_of(s)
  local found = s.case:change(function(name) return s.money[name] end, s.row.act) or {}
  return {
    from = or_null(values.money(found.from)), to = or_null(values.money(math.tointeger(found.to))),
    on = or_null(values.day(found.on)),
  }, found
end

local function judged_of(s)
  local case = s.case.case
  local function word(name, value) return or_null(values.of(s.pack, s.pack.attributes[name], value)) end
  local route = case.judged
  if not s.pack.attributes.judged_route then route = route and tr("outcome_" .. route) end
  return {
    from = ladder_value(s, s.moves, case.from), to = ladder_value(s, s.moves, case.to),
    rule = or_null(case.rule), route = word("judged_route", route),
  }
end

local function approval_of(s)
  local by, on
  for _, act in ipairs(s.case.case.acts) do
    if act.verb == "approve" and act.answer == "yes" and not act.reversed_by and not act.void
      and act.act <= s.row.act then
      by, on = act.actor, act.on
    end
  end
  return { by = name_of(by), on = or_null(values.day(on)) }
end

-- -- clauses and reasons -------------------------------------------------------------------------------------------

local function clause_words(s, id) return values.clause(s.clauses[id]) or id end

-- The clauses the change stands on: the rule, the stages' own, what is written.
local function clauses_of(s, ...)
  local list, seen = json.array {}, {}
  for i = 1, select("#", ...) do
    local id = select(i, ...)
    if id and s.clauses[id] and not seen[id] then
      seen[id] = true
      list[#list + 1] = { id = id, label = clause_words(s, id) }
    end
  end
  return list
end

-- Why: the reason given with its clause and comment; else what the case was for.
local function reason_of(s)
  local given
  for _, act in ipairs(s.case.case.acts) do
    if act.reason and not act.reversed_by and not act.void and act.act <= s.row.act then given = act end
  end
  if not given then return values.label(s.case.case.procedure_label, s.case.case.procedure), nil end
  local text = ("%s（%s）"):format(clause_words(s, given.reason), given.reason)
  if message.language() ~= "zh" then text = ("%s (%s)"):format(clause_words(s, given.reason), given.reason) end
  return given.comment and text .. " " .. given.comment or text, given.reason
end

-- -- scores --------------------------------------------------------------------------------------------------------

local function counts(s, act) return not act.reversed_by and not act.void and act.act <= s.row.act end

local function role_label(s, role)
  return role and values.label((s.pack.roles[role] or {}).label, role)
end

-- What a score was made of, an item each.
local function items_of(items)
  local list = json.array {}
  for i, item in ipairs(items or {}) do
    list[i] = {
      label = values.label(item.label, item.item), points = values.hundredths(item.points),
      most = values.hundredths(item.most), weight = or_null(item.weight and values.percent(item.weight) or nil),
      share = values.hundredths(item.share),
    }
  end
  return list
end

-- As whom somebody scored the form; who was drawn did it as one of those drawn from.
local function rater_as(s, act, scored)
  if act.role then return role_label(s, act.role) end
  local stage = act.stage and s.case:stage(act.stage)
  for _, collect in ipairs(stage and stage.collects or {}) do
    local draw = collect.form == scored and collect.draw and s.pack.draws[collect.draw]
    local from = draw and ((s.pack.relations or {})[draw.from] or (s.pack.roles or {})[draw.from])
    if draw then return values.label(from and from.label, draw.from) end
  end
end

-- Of the form, and of the panel whose judges fill it in.
local function scores_of(s)
  local list = json.array {}
  for _, act in ipairs(s.case.case.acts) do
    for name, points in pairs(counts(s, act) and act.scores or {}) do
      local panel = (s.pack.panels or {})[name]
      if name == s.row.form or panel and panel.form == s.row.form then
        list[#list + 1] = {
          rater = name_of(act.in_place_of or act.actor), role = or_null(rater_as(s, act, name)),
          score = values.hundredths(points), items = items_of(act.items and act.items[name]),
        }
      end
    end
  end
  return list
end

-- The last panel that scored up to the act, or the one of the form's own stage.
local function find_panel(s)
  local found, total
  for _, act in ipairs(s.case.case.acts) do
    local stage = counts(s, act) and act.stage and s.case:stage(act.stage)
    if stage and stage.panel then
      found = stage.panel
      if act.total then total = act.total end
    end
  end
  return found, total
end

local function seat_of(seat)
  local raters = json.array {}
  for i, one in ipairs(seat.raters) do
    raters[i] = { name = name_of(one.who), score = values.hundredths(one.points) }
  end
  return {
    label = seat.label, weight = values.percent(seat.weight), mean = or_null(values.hundredths(seat.mean)),
    raters = raters,
  }
end

local function panel_of(s)
  local empty = { total = json.null, pass = json.null, result = json.null, seats = json.array {} }
  local name, total = find_panel(s)
  if not name then return empty end
  local panel, seats = s.pack.panels[name], json.array {}
  local found = panels.seats(s.pack, name, s.case.case.acts, function(act) return counts(s, act) end)
  for i, seat in ipairs(found) do seats[i] = seat_of(seat) end
  local pass = s.case:value(panel.pass)
  local result
  if total and pass then result = total >= pass and tr "form_passed" or tr "form_failed" end
  return {
    total = or_null(values.hundredths(total)), pass = or_null(values.hundredths(pass)), result = or_null(result),
    seats = seats,
  }
end

-- -- checklists and checks -----------------------------------------------------------------------------------------

-- The cells that were judged, of the column of the subject; the later answer counts. And who judged last.
local function checklist_of(s)
  local answers, rater, checklist = {}, nil, nil
  for _, act in ipairs(s.case.case.acts) do
    local stage = counts(s, act) and act.cells and act.stage and s.case:stage(act.stage)
    if stage and stage.checklist then
      checklist, rater = s.pack.checklists[stage.checklist], act.in_place_of or act.actor
      for row, answer in pairs(act.cells) do answers[row] = answer end
    end
  end
  local list = json.array {}
  local by = checklist and checklist.by
  local value = by and (by == "target" and s.case.case.to or s.case:fact(by))
  local column = tostring(value or ""):match "^[^.]*" -- the first part of a grade with steps
  for _, cell in ipairs(checklist and checklist.cells or {}) do
    if cell.column == column and answers[cell.row] then
      list[#list + 1] = {
        row = values.label((checklist.rows or {})[cell.row], cell.row), clause = cell.clause,
        text = values.label(cell.label) or clause_words(s, cell.clause),
        answer = tr("form_" .. answers[cell.row]),
      }
    end
  end
  return list, rater
end

-- The gates of the check that the act's stage made: those before the one that failed hold, those behind it were not
-- asked.
local function gates_of(s, act)
  local stage = act and act.stage and s.case:stage(act.stage)
  local check = stage and stage.check and s.pack.checks[stage.check]
  local list, failed = json.array {}, false
  for i, gate in ipairs(check and check.gates or {}) do
    local here = not failed and act.reason == gate.clause
    list[i] = {
      clause = gate.clause, text = values.label(gate.label) or clause_words(s, gate.clause),
      mark = failed and "–" or here and "✗" or "✓",
    }
    failed = failed or here
  end
  return list, check and tr(failed and "form_failed" or "form_passed")
end

local function appointment_of(s)
  local out = { from = json.null, to = json.null }
  local file
  if not s.row.subject_kind then file = context.found(s.company:person(s.row.subject, { known_at = s.known })) end
  for _, wrote in ipairs(s.case.case.wrote) do
    if wrote.of == "span" and not wrote.reversed_by and wrote.act <= s.row.act then
      out.from = or_null(values.day(wrote.on))
      for _, span in ipairs(file and file.spans or {}) do
        if span.from == wrote.on and span.kind == wrote.value then out.to = or_null(values.day(span.to)) end
      end
    end
  end
  return out
end

-- -- all of it -------------------------------------------------------------------------------------------------------

local function moves_of(s)
  local cycle = s.case.procedure.opens and s.case.procedure.opens.cycle
  for _, stage in ipairs(s.case.procedure.stages) do cycle = stage.judges or cycle end
  if cycle and s.pack.cycles[cycle] then return s.pack.cycles[cycle].moves end
  local _, other = next(s.pack.cycles)
  return other and other.moves
end

local function act_of(case, number)
  for _, act in ipairs(case.acts) do
    if act.act == number then return act end
  end
end

-- Has the form to hold what is paid?
local function shows_pay(declared)
  for _, field in ipairs(declared and declared.fields or {}) do
    if field == "pay" or field:sub(1, 4) == "pay." then return true end
  end
  return false
end

-- For a row of c:forms (number, form, case, act, txn, subject, on), in the language set: the table a template is
-- rendered with. `stored`: the row's pack, from s:pack. A row without a number is a form that nobody has printed yet.
-- `kept` is a table that the caller keeps for further rows; its pay_left_out: the database has no pay; its lacking
-- becomes the parameters for want of which the form shows no amount.
function data.of(company, stored, row, kept)
  local pack = stored.document
  local s = { company = company, pack = pack, row = row, known = row.txn, clauses = {}, day = date.parse(row.on) }
  for _, clause in ipairs(pack.clauses) do s.clauses[clause.id] = clause end
  local case, text, code = company:case(row.case, { known_at = row.txn })
  if not case then return nil, text, code end
  s.attribute = facts_of(company, row, s.day)
  s.money = case_effects.money(pack)
  local act = act_of(case, row.act)
  local given
  given, text, code = case_effects.given(company, stored, case, kept, row.txn, s.day)
  if not given then return nil, text, code end
  s.case = case_effects.of(case, pack, given, s.attribute, act and act.stage, row.on)
  s.case.pay_left_out = kept.pay_left_out
  s.moves = moves_of(s)
  kept.lacking = shows_pay(pack.forms[row.form]) and s.case:lacking(function(name) return s.money[name] end) or {}
  local change, changed = change_of(s)
  local pay, paid = pay_of(s)
  local reason, why = reason_of(s)
  local panel = panel_of(s)
  local checklist, rater = checklist_of(s)
  local gates, result = gates_of(s, act)
  local asked, score = known_of(s)
  local stage = act and act.stage and s.case:stage(act.stage)
  return with_names {
    zh = message.language() == "zh", en = message.language() ~= "zh", company = company.code,
    number = or_null(row.number), printed_on = values.day(row.on),
    issued = { on = values.day(row.on), by = name_of(row.by) },
    subject = subject_of(s), case = case_of(s), asked = asked, score = score, change = change, pay = pay,
    judged = judged_of(s), approved = approval_of(s), appointment = appointment_of(s), panel = panel,
    scores = scores_of(s), checklist = checklist, gates = gates, rater = { name = name_of(rater) },
    reason = reason, result = or_null(result or case.outcome),
    clauses = clauses_of(s, why, case.rule, changed.clause, paid.clause, stage and stage.clause),
  }
end

return data
