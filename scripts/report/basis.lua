-- The grounds of one verdict, laid out for a page of A4: what an interview, an appeal or an arbitration needs. It says
-- only what the run, the case and the ledger hold; printed again it reads the same, unless people have acted since.
local date = require "cursus.date"
local form = require "cursus.form"
local json = require "cursus.json"
local message = require "cursus.message"
local text = require "cursus.text"
local context = require "cli.context"
local acts = require "report.basis_acts"
local case_effects = require "report.case_effects"
local values = require "report.values"
local words = require "report.words"
local tr = message.tr

local basis = {}

-- All of it stands in one table, whose head a second page repeats.
local PAGE = [[
<table class="frame">
<thead><tr><td><table class="head"><tr><td class="id"><h1>{{title}}</h1></td>
<td class="right"><b>{{name}} ({{code}})</b>, {{where}} · {{receipt}}</td></tr></table></td></tr></thead>
<tbody><tr><td>
<table>
<tr><th class="id">{{t.verdict}}</th><td><b>{{verdict}}</b></td><th class="id">{{t.change_of}}</th>
<td><b>{{grades}}</b></td></tr>
<tr><th class="id">{{t.as_of}}</th><td>{{as_of}}</td><th class="id">{{t.known}}</th><td>{{known}}</td></tr>
<tr><th class="id">{{t.approved}}</th><td colspan="3">{{approved}}</td></tr>
</table>
{{#has_conditions}}<h2>{{t.conditions}}</h2>
<table>
<thead><tr><th class="id">{{t.clause}}</th><th class="words">{{t.says}}</th><th>{{t.condition}}</th></tr></thead>
{{#groups}}{{#title}}<tr><th colspan="3">{{title}}</th></tr>
{{/title}}{{#conditions}}<tr><td class="id">{{id}}</td><td>{{label}}</td>
<td>{{#found}}<div class="found"><b>{{mark}}</b> {{text}}{{#notes}} <small>[{{notes}}]</small>{{/notes}}</div>
{{/found}}</td></tr>
{{/conditions}}{{/groups}}</table>
{{/has_conditions}}{{#missing}}<p>{{t.missing}}{{t.colon}}{{missing}}</p>
{{/missing}}{{#has_change}}<h2>{{t.change}}</h2>
{{#change}}<div class="found"><b>→</b> {{text}}</div>
{{/change}}{{/has_change}}{{#has_settings}}<h2>{{t.settings}}</h2>
<table>
{{#settings}}<tr><td class="id">{{#note}}[{{note}}]{{/note}}{{clause}}</td><td>{{name}}</td><td>{{value}}</td></tr>
{{/settings}}</table>
{{/has_settings}}{{#has_acts}}<h2>{{t.acts}}</h2>
<table>
<thead><tr><th class="id">{{t.on}}</th><th>{{t.stage}}</th><th>{{t.who}}</th><th>{{t.what}}</th></tr></thead>
{{#acts}}<tr><td class="id">{{on}}</td><td class="third">{{stage}}</td>
{{#single}}<td class="id">{{who}}</td>{{/single}}{{^single}}<td>{{who}}</td>{{/single}}<td>{{what}}</td></tr>
{{/acts}}</table>
{{/has_acts}}{{#has_items}}<h2>{{t.items}}</h2>
<table>
<thead><tr><th>{{t.form}}</th><th>{{t.item}}</th><th class="number">{{t.most}}</th><th class="number">{{t.mean}}</th>
</tr></thead>
{{#items}}<tr><td>{{form}}</td><td>{{label}}{{#weight}} ({{weight}}){{/weight}}</td><td class="number">{{most}}</td>
<td class="number">{{mean}}</td></tr>
{{/items}}</table>
{{/has_items}}<p class="small">{{t.receipt}}{{t.colon}}{{digest}}</p>
<table class="signature"><tr><td>{{t.sign}}</td><td>{{t.day}}</td></tr></table>
</td></tr></tbody></table>
]]

local MARKS = { met = "✓", unmet = "✗", unknown = "?", open = "–", info = "·" }
local TITLES = {
  "verdict", "change_of", "as_of", "known", "conditions", "condition", "clause", "says", "missing",
  "change", "settings", "acts", "on", "stage", "who", "what", "approved", "receipt", "sign", "day", "colon", "items",
  "form", "item", "most", "mean",
}

local function titles()
  local t = {}
  for _, name in ipairs(TITLES) do t[name] = tr("basis_" .. name) end
  return t
end

-- -- readings and parameters -----------------------------------------------------------------------------------------

-- The readings that any of the judgements read, by name.
local function readings_of(judgements)
  local list, seen = {}, {}
  for _, judgement in ipairs(judgements) do
    for id in pairs(judgement.readings or {}) do
      if not seen[id] then list[#list + 1] = id end
      seen[id] = true
    end
  end
  table.sort(list)
  return list
end

-- The pass marks of panels are points.
local function points_of(pack)
  local names = {}
  for _, panel in pairs(pack.panels or {}) do
    if type(panel.pass) == "table" and panel.pass.param then names[panel.pass.param] = true end
  end
  return names
end

-- Readings that were read, each with its number, and the parameters of the clauses cited or gone through.
local function settings_of(s, judgements, cited)
  local list, numbers, pack, given = json.array {}, {}, s.pack, s.given
  for _, id in ipairs(readings_of(judgements)) do
    local declared = pack.readings[id]
    local choice = declared and ((given.readings or {})[id] or declared.default)
    if declared then
      local labels = (pack.notes or {})["/readings/" .. id]
      labels = labels and labels.labels or declared.labels or {}
      numbers[id] = #list + 1
      list[#list + 1] = {
        note = #list + 1, name = values.label(declared.question, id), value = values.label(labels[choice], choice),
        clause = "",
      }
    end
  end
  local names, points = {}, points_of(pack)
  for name in pairs(given.parameters or {}) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local declared, value = pack.parameters[name], given.parameters[name]
    if declared and cited[declared.clause] and type(value) ~= "table" then
      local shown = points[name] and values.hundredths(value) or acts.who(s.company, tostring(value))
      list[#list + 1] = {
        note = json.null, name = values.label(declared.label, name), value = shown, clause = declared.clause,
      }
    end
  end
  return list, numbers
end

-- -- conditions -----------------------------------------------------------------------------------------------------

-- "A=x; B=y" as the numbers of the readings A and B.
local function notes_of(reading, numbers)
  local list = {}
  for id in ((reading or "") .. "; "):gmatch "(.-)=.-; " do
    if numbers[id] then list[#list + 1] = numbers[id] end
  end
  return #list > 0 and table.concat(list, ", ") or json.null
end

-- What a condition is called, before what was found: the words of its clause stand beside it.
local function without_label(s, judgement, line)
  local check = judgement.check and s.pack.checks[judgement.check]
  local cycle = judgement.cycle and s.pack.cycles[judgement.cycle]
  for _, gate in ipairs(check and check.gates or cycle and cycle.eligibility or {}) do
    local label = values.label(gate.label)
    local head = label and label .. tr "say_colon"
    if head and gate.clause == line.clause and line.text:sub(1, #head) == head then return line.text:sub(#head + 1) end
  end
  return line.text
end

-- A row a clause, in the order of the lines: what it says, and what was found.
local function conditions_of(s, judgement, numbers)
  local list, by = json.array {}, {}
  local function row(id)
    if not by[id] then
      by[id] = { id = id, label = values.clause(s.clauses[id]) or "", found = json.array {} }
      list[#list + 1] = by[id]
    end
    return by[id]
  end
  for _, line in ipairs(judgement.lines or {}) do
    local found = row(line.clause or "").found
    found[#found + 1] = {
      mark = MARKS[line.mark] or "·", text = without_label(s, judgement, line), notes = notes_of(line.reading, numbers),
    }
  end
  if type(judgement.rule) == "string" then row(judgement.rule) end
  return list
end

-- What a fact is called, and a value of it.
local function fact_word(s, fact)
  local series, period = fact:match "^(.+):(%d%d%d%d%-%d%d)$"
  return series and s.known:series(series) .. " " .. period or s.known:attribute(fact)
end

local function change_text(s, item)
  local parts = {}
  for i, one in ipairs(item.facts or {}) do
    if one.fact == "as_of" or not one.to then return item.text end
    parts[i] = tr("basis_change_fact", fact_word(s, one.fact), s.known:value(one.fact, one.to),
      s.known:value(one.fact, one.from) or "–")
  end
  local to = item.to and s.known:grade(item.to) .. (" (%+d)"):format(item.steps) or tr("outcome_" .. item.outcome)
  return table.concat(parts, tr "basis_and") .. " → " .. to
end

local function changes_of(s, judgement)
  local list = json.array {}
  for i, item in ipairs(judgement.change or {}) do list[i] = { text = change_text(s, item) } end
  return list
end

-- -- who, where, when ---------------------------------------------------------------------------------------------

local function transaction(company, number)
  for _, one in ipairs(context.check(company:ledger())) do
    if one.number == number then return one end
  end
end

-- What is enough of a hash to tell it from any other.
local function short(hash) return hash:sub(1, 16) end

-- To the minute.
local function recorded_at(company, number)
  local one = transaction(company, number)
  return one and date.time_text(one.recorded, company.zone):gsub("T(%d%d:%d%d).*", " %1") or ""
end

-- Who approved in the case, or with whose act it was refused, and on which day; a review before the approval is none.
local function approved_in(s, decision)
  local found, ended
  for _, act in ipairs(s.case.acts or {}) do
    if not act.void and not act.reversed_by then
      if act.verb == "approve" then found = act end
      if act.ends then ended = act end
    end
  end
  local function said(act) return acts.who(s.company, act.actor) .. "  " .. values.day(act.on) end
  if s.case.outcome == "refused" and ended then
    return tr("basis_refused", said(ended), s.known:clause(s.case.reason) or "")
  end
  local approved = found and found.answer == "yes" and (not decision or decision.approved)
  return approved and said(found) or tr "basis_not_approved"
end

-- The last approval of the run that covers the person.
local function approved_of(s, run, decision)
  if not (decision and decision.approved) then return tr "basis_not_approved" end
  local found
  for _, one in ipairs(context.check(s.company:approvals(run))) do
    local covers = one.codes == nil
    for _, code in ipairs(one.codes or {}) do covers = covers or code == s.employee end
    if covers then found = one end
  end
  if not found then return tr "state_approved" end
  return ("%s  %s"):format(acts.who(s.company, found.by), recorded_at(s.company, found.txn))
end

local function where_of(s, asked)
  local file = context.found(s.company:person(s.employee, asked))
  local parts = {}
  for _, wanted in ipairs { "department", "position" } do
    for _, attribute in ipairs(file and file.attributes or {}) do
      if attribute.name == wanted then
        parts[#parts + 1] = values.of(s.pack, s.pack.attributes[wanted], attribute.value)
      end
    end
  end
  return table.concat(parts, " ")
end

-- -- the verdict of a run ---------------------------------------------------------------------------------------

local function of_run(s, run)
  local explanation, why, failed = s.company:explain(s.employee, { run = run.id })
  if not explanation then return nil, why, failed end
  local decision = context.found(s.company:decision(run.id, s.employee))
  local moves = s.pack.cycles[run.cycle].moves
  local function grade(value) return value and values.of(s.pack, s.pack.attributes[moves], value) end
  local from, to = grade(explanation.from), grade(explanation.to)
  explanation.cycle = run.cycle
  s.given, s.judgements = run.settings or {}, { explanation }
  return {
    receipt = tr("basis_number", run.id, s.known:cycle(run.cycle)),
    where = where_of(s, { known_at = run.known, as_of = run.as_of }),
    verdict = tr("outcome_" .. explanation.outcome) .. (explanation.rule and "  " .. explanation.rule or ""),
    grades = (from or "") .. (to and " → " .. to or ""), as_of = values.day(date.text(run.as_of)),
    known = tr("basis_known_at", run.known, recorded_at(s.company, run.known)),
    missing = table.concat(explanation.missing or {}, ", "), change = changes_of(s, explanation),
    approved = s.case and approved_in(s, decision) or approved_of(s, run.id, decision),
    digest = ("run %d  pack %s  known %d  engine %s  digest %s"):format(run.id, short(run.pack), run.known, run.engine,
      short(run.digest)),
  }
end

-- -- the verdict of a case that stands in no run ------------------------------------------------------------------

local function change_in(s)
  local case = s.case
  local found = case_effects.of(case, s.pack, s.given, function() end):written(function(name)
    local attribute = s.pack.attributes[name]
    return attribute ~= nil and s.pack.values[attribute.type] ~= nil
  end, math.maxinteger)
  if not found then
    if case.from or case.to then
      return (s.known:grade(case.from) or "") .. (case.to and " → " .. s.known:grade(case.to) or "")
    end
    return ""
  end
  local function word(value) return s.known:value(found.name, value) or "–" end
  return ("%s → %s  %s"):format(word(found.from), word(found.to), values.day(found.on) or "")
end

local function of_case(s, stored)
  local case, last = s.case, s.case.acts[#s.case.acts]
  local why, failed
  s.judgements, why, failed = s.company:case_grounds(case.case, { today = date.parse(last.on) })
  if not s.judgements then return nil, why, failed end
  s.given, why, failed = case_effects.given(s.company, stored, case, {}, last.txn, date.parse(last.on))
  if not s.given then return nil, why, failed end
  local verdict = case.outcome and s.known:outcome(case.outcome) or tr("basis_stands", s.known:stage(case.procedure,
    case.stage))
  if case.outcome and case.reason then verdict = verdict .. "  " .. case.reason end
  local one = transaction(s.company, last.txn)
  return {
    receipt = tr("basis_case", case.case, values.label(case.procedure_label, case.procedure)),
    where = where_of(s, { known_at = case.acts[1].txn, as_of = date.parse(case.as_of) }), verdict = verdict,
    grades = change_in(s), as_of = values.day(case.as_of),
    known = tr("basis_known_at", last.txn, recorded_at(s.company, last.txn)), missing = "",
    change = json.array {}, approved = approved_in(s),
    digest = ("case %s  pack %s  transactions %d..%d  chain %s"):format(case.case, short(case.pack), case.acts[1].txn,
      last.txn, one and short(one.hash) or ""),
  }
end

-- -- all of it ------------------------------------------------------------------------------------------------------

local function case_of(company, employee, run, code)
  if code then return company:case(code, {}) end
  local heads, why, failed = company:cases { run = run, subject = employee }
  if not heads then return nil, why, failed end
  local last = heads[#heads]
  if last then return company:case(last.case, {}) end
end

-- The clauses that the judgements, the stages gone through and their panels stand on.
local function cited_of(s)
  local cited = {}
  for _, judgement in ipairs(s.judgements) do
    for _, id in ipairs { judgement.clause or "", judgement.rule or "" } do cited[id] = true end
    for _, line in ipairs(judgement.lines or {}) do cited[line.clause or ""] = true end
  end
  local procedure = s.case and (s.pack.procedures or {})[s.case.procedure]
  local stages = {}
  for _, stage in ipairs(procedure and procedure.stages or {}) do stages[stage.stage] = stage end
  for _, act in ipairs(s.case and s.case.acts or {}) do
    local stage = act.stage and stages[act.stage]
    if stage then cited[stage.clause] = true end
    if stage and stage.panel then cited[(s.pack.panels[stage.panel] or {}).clause or ""] = true end
  end
  return cited
end

-- With several judgements each has a title: the day, what was judged, and how it came out.
local function groups_of(s, numbers)
  local list, any = json.array {}, false
  for i, judgement in ipairs(s.judgements) do
    local title = json.null
    if judgement.act then
      title = ("%s  %s%s%s"):format(values.day(judgement.on), values.label(judgement.label, judgement.check
        or judgement.cycle), tr "basis_colon", judgement.summary)
    end
    list[i] = { title = title, conditions = conditions_of(s, judgement, numbers) }
    any = any or #list[i].conditions > 0
  end
  return list, any
end

-- The body of the page, or nil, message, code. wanted = { run = id | nil, case = code | nil }: a case that stands in
-- no run is judged by its own checks.
function basis.of(company, database, employee, wanted)
  local run, why, failed
  if wanted.run then
    run, why, failed = company:run(wanted.run)
    if not run then return nil, why, failed end
  end
  local case
  case, why, failed = case_of(company, employee, wanted.run, wanted.case)
  if not case and (wanted.case or why) then return nil, why, failed end
  if case and case.subject ~= employee then return nil, tr("basis_other", case.case, case.subject, employee) end
  local stored
  stored, why, failed = database:pack(run and run.pack or case.pack)
  if not stored then return nil, why, failed end
  local s = { company = company, employee = employee, case = case, pack = stored.document, clauses = {} }
  s.known = words.of { s.pack }
  for _, clause in ipairs(s.pack.clauses) do s.clauses[clause.id] = clause end
  local head
  if run then head, why, failed = of_run(s, run) else head, why, failed = of_case(s, stored) end
  if not head then return nil, why, failed end
  head.t, head.title, head.code = titles(), tr "basis_title", employee
  head.name = text.visible(context.found(company:name(employee)) or "")
  local numbers
  head.settings, numbers = settings_of(s, s.judgements, cited_of(s))
  head.groups, head.has_conditions = groups_of(s, numbers)
  if case and case.pack ~= stored.hash then stored = context.check(database:pack(case.pack)) end
  head.acts = case and acts.of(company, stored, case, s.known) or json.array {}
  head.items = case and acts.items(case, s.known) or json.array {}
  head.has_change, head.has_settings = #head.change > 0, #head.settings > 0
  head.has_acts, head.has_items = #head.acts > 0, #head.items > 0
  return form.render("basis", PAGE, head)
end

return basis
