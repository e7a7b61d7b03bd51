-- The grounds of one verdict on one page: what an interview, an appeal or an arbitration needs. It says only what the
-- run and the ledger hold; printed again it reads the same, unless people have acted since.
local date = require "cursus.date"
local form = require "cursus.form"
local json = require "cursus.json"
local message = require "cursus.message"
local text = require "cursus.text"
local values = require "report.values"
local words = require "report.words"
local tr = message.tr

local basis = {}

local PAGE = [[
<h1>{{title}}</h1>
<p class="number">{{receipt}}</p>
<table>
<tr><th>{{t.person}}</th><td>{{name}} ({{code}})</td><th>{{t.where}}</th><td>{{where}}</td></tr>
<tr><th>{{t.verdict}}</th><td><b>{{verdict}}</b></td><th>{{t.grades}}</th><td>{{grades}}</td></tr>
<tr><th>{{t.as_of}}</th><td>{{as_of}}</td><th>{{t.known}}</th><td>{{known}}</td></tr>
</table>
<h2>{{t.conditions}}</h2>
<table>
<tr><th class="mark"></th><th>{{t.condition}}</th><th class="id">{{t.clause}}</th></tr>
{{#lines}}<tr><td class="mark">{{mark}}</td>
<td>{{text}}{{#reading}} <small>({{reading}})</small>{{/reading}}</td><td class="id">{{clause}}</td></tr>
{{/lines}}</table>
{{#missing}}<p>{{t.missing}}{{t.colon}}{{missing}}</p>
{{/missing}}{{#has_change}}<h2>{{t.change}}</h2>
<ul>
{{#change}}<li>{{text}}</li>
{{/change}}</ul>
{{/has_change}}<h2>{{t.clauses}}</h2>
<table>
{{#clauses}}<tr><td class="id">{{id}}</td><td>{{label}}</td></tr>
{{/clauses}}</table>
{{#has_settings}}<h2>{{t.settings}}</h2>
<table>
{{#settings}}<tr><td>{{name}}</td><td>{{value}}</td><td>{{clause}}</td></tr>
{{/settings}}</table>
{{/has_settings}}{{#has_acts}}<h2>{{t.acts}}</h2>
<table>
<tr><th>{{t.on}}</th><th>{{t.stage}}</th><th>{{t.who}}</th><th>{{t.what}}</th></tr>
{{#acts}}<tr><td class="id">{{on}}</td><td>{{stage}}</td><td>{{who}}</td><td>{{what}}</td></tr>
{{/acts}}</table>
{{/has_acts}}{{#has_items}}<h2>{{t.items}}</h2>
<table>
<tr><th>{{t.form}}</th><th>{{t.item}}</th><th class="number">{{t.most}}</th><th class="number">{{t.mean}}</th></tr>
{{#items}}<tr><td>{{form}}</td><td>{{label}}{{#weight}} ({{weight}}){{/weight}}</td><td class="number">{{most}}</td>
<td class="number">{{mean}}</td></tr>
{{/items}}</table>
{{/has_items}}<p>{{t.approved}}{{t.colon}}{{approved}}</p>
<p class="small">{{t.receipt}}{{t.colon}}{{digest}}</p>
<table class="signature"><tr><td>{{t.sign}}</td><td>{{t.day}}</td></tr></table>
]]

local MARKS = { met = "✓", unmet = "✗", unknown = "?", open = "–", info = "·" }
local TITLES = {
  "person", "where", "verdict", "grades", "as_of", "known", "conditions", "condition", "clause", "missing", "change",
  "clauses", "settings", "acts", "on", "stage", "who", "what", "approved", "receipt", "sign", "day", "colon",
  "items", "form", "item", "most", "mean",
}

local function titles()
  local t = {}
  for _, name in ipairs(TITLES) do t[name] = tr("basis_" .. name) end
  return t
end

local function by_id(pack)
  local clauses = {}
  for _, clause in ipairs(pack.clauses) do clauses[clause.id] = clause end
  return clauses
end

local function lines_of(explanation)
  local lines = json.array {}
  for i, line in ipairs(explanation.lines or {}) do
    local reading = line.reading
    lines[i] = {
      mark = MARKS[line.mark] or "·", text = line.text, clause = line.clause or "",
      reading = reading ~= "" and reading or json.null,
    }
  end
  return lines
end

-- Every clause that the verdict cites, once, in its order.
local function clauses_of(explanation, clauses)
  local list, seen = json.array {}, {}
  local function add(id)
    if id and clauses[id] and not seen[id] then
      seen[id] = true
      list[#list + 1] = { id = id, label = values.clause(clauses[id]) or "" }
    end
  end
  add(explanation.rule)
  for _, line in ipairs(explanation.lines or {}) do add(line.clause) end
  return list
end

-- Readings that the verdict read, and the parameters of the clauses it cites or the case went through.
local function settings_of(explanation, pack, settings, cited)
  local list = json.array {}
  local function cited_of(ids)
    local found = {}
    for _, id in ipairs(ids or {}) do
      if cited[id] then found[#found + 1] = id end
    end
    return table.concat(found, ", ")
  end
  local readings = {}
  for key, item in pairs(explanation.readings or {}) do
    local id = type(item) == "table" and (item.reading or item.id) or type(key) == "string" and key or item
    readings[#readings + 1] = id
  end
  table.sort(readings)
  for _, id in ipairs(readings) do
    local declared = pack.readings[id]
    local choice = declared and ((settings.readings or {})[id] or declared.default)
    if declared then
      local labels = (pack.notes or {})["/readings/" .. id]
      labels = labels and labels.labels or declared.labels or {}
      list[#list + 1] = {
        name = values.label(declared.question, id), value = values.label(labels[choice], choice),
        clause = cited_of(declared.clauses),
      }
    end
  end
  local names = {}
  for name in pairs(settings.parameters or {}) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local declared, value = pack.parameters[name], settings.parameters[name]
    if declared and cited[declared.clause] and type(value) ~= "table" then
      list[#list + 1] = {
        name = values.label(declared.label, name), value = tostring(value), clause = declared.clause or "",
      }
    end
  end
  return list
end

local function who(company, code)
  local name = code and company:name(code)
  return name and name .. " (" .. code .. ")" or code or ""
end

-- The acts that carried the case on; opinions of single judges stand in the summary of the panel.
local function acts_of(company, case, known)
  local list = json.array {}
  for _, act in ipairs(case and case.acts or {}) do
    if not act.void and not act.reversed_by and (act.to or act.ends) then
      local what = { tr("basis_verb_" .. act.verb) }
      if act.answer then what[#what + 1] = known:answer(act.answer) end
      if act.total then what[#what + 1] = values.hundredths(act.total) end
      if act.reason then what[#what + 1] = act.reason end
      if act.comment then what[#what + 1] = act.comment end
      if act.late then what[#what + 1] = tr("basis_late", act.late) end
      list[#list + 1] = {
        on = values.day(act.on), stage = act.stage and known.stage_text(act) or "",
        who = who(company, act.actor), what = table.concat(what, " "),
      }
    end
  end
  return list
end

-- Is the stage of the act done, so that its scores are open to all?
local function is_done(case, act)
  for _, later in ipairs(case.acts) do
    if later.act >= act.act and later.stage == act.stage and not later.void and not later.reversed_by
      and (later.to or later.ends) then
      return true
    end
  end
  return false
end

-- The latest scores item by item of each rater, by what was scored, in the order in which they came.
local function scored_of(case)
  local order, by = {}, {}
  for _, act in ipairs(case and case.acts or {}) do
    local counts = act.items and not act.void and not act.reversed_by and is_done(case, act)
    for scored, items in pairs(counts and act.items or {}) do
      if not by[scored] then
        by[scored] = {}
        order[#order + 1] = scored
      end
      by[scored][(act.in_place_of or act.actor) .. "\n" .. (act.role or "")] = items
    end
  end
  table.sort(order)
  return order, by
end

-- What the raters gave each item in the mean, half up.
local function items_of(pack, case)
  local list = json.array {}
  local order, by = scored_of(case)
  for _, scored in ipairs(order) do
    local declared, first, sums, count = pack.forms[scored] or pack.panels[scored] or {}, nil, {}, 0
    for _, items in pairs(by[scored]) do
      first, count = items, count + 1
      for i, item in ipairs(items) do sums[i] = (sums[i] or 0) + item.points end
    end
    for i, item in ipairs(first) do
      list[#list + 1] = {
        form = i == 1 and scored .. " " .. (values.label(declared.label) or "") or "",
        label = values.label(item.label, item.item), most = values.hundredths(item.most),
        weight = item.weight and values.percent(item.weight) or json.null,
        mean = values.hundredths((2 * sums[i] + count) // (2 * count)),
      }
    end
  end
  return list
end

local function recorded_at(company, txn)
  for _, one in ipairs(company:ledger()) do
    if one.number == txn then return date.time_text(one.recorded, company.zone) end
  end
end

-- Who approved in the case, or with whose act it was refused, and on which day; a review before the approval is none.
local function approved_in(company, case, decision)
  local found, ended
  for _, act in ipairs(case.acts or {}) do
    if not act.void and not act.reversed_by then
      if act.verb == "approve" then found = act end
      if act.ends then ended = act end
    end
  end
  local function said(act) return who(company, act.actor) .. "  " .. values.day(act.on) end
  if case.outcome == "refused" and ended then return tr("basis_refused", said(ended), case.reason or "") end
  local approved = found and found.answer == "yes" and (not decision or decision.approved)
  return approved and said(found) or tr "basis_not_approved"
end

-- The last approval of the run that covers the person.
local function approved_of(company, run, employee, decision)
  if not (decision and decision.approved) then return tr "basis_not_approved" end
  local found
  for _, one in ipairs(company:approvals(run)) do
    local covers = one.codes == nil
    for _, code in ipairs(one.codes or {}) do covers = covers or code == employee end
    if covers then found = one end
  end
  if not found then return tr "state_approved" end
  return ("%s  %s"):format(who(company, found.by), recorded_at(company, found.txn) or "")
end

local function case_of(company, employee, run, code)
  if code then return company:case(code, {}) end
  local heads = company:cases { run = run, subject = employee } or {}
  local last = heads[#heads]
  return last and company:case(last.case, {})
end

local function stage_of(pack, case, name)
  for _, stage in ipairs(pack.procedures[case.procedure].stages) do
    if stage.stage == name then return stage end
  end
end

local function where_of(company, pack, employee, run)
  local file = company:person(employee, { known_at = run.known, as_of = run.as_of })
  local parts = {}
  for _, wanted in ipairs { "department", "position" } do
    for _, attribute in ipairs(file and file.attributes or {}) do
      if attribute.name == wanted then
        parts[#parts + 1] = values.of(pack, pack.attributes[wanted], attribute.value)
      end
    end
  end
  return table.concat(parts, " ")
end

local function grade(pack, run, value)
  local cycle = pack.cycles[run.cycle]
  return value and (values.of(pack, pack.attributes[cycle.moves], value)) or nil
end

-- The body of the page, or nil, message, code.
function basis.of(company, database, employee, id, code)
  local run, why, failed = company:run(id)
  if not run then return nil, why, failed end
  local explanation, wrong, failure = company:explain(employee, { run = id })
  if not explanation then return nil, wrong, failure end
  local pack = database:pack(run.pack).document
  local case = case_of(company, employee, id, code)
  local from, to = grade(pack, run, explanation.from), grade(pack, run, explanation.to)
  local clauses, cited = clauses_of(explanation, by_id(pack)), {}
  for _, clause in ipairs(clauses) do cited[clause.id] = true end
  for _, act in ipairs(case and case.acts or {}) do
    local stage = act.stage and stage_of(pack, case, act.stage)
    if stage then cited[stage.clause] = true end
    if stage and stage.panel then cited[(pack.panels[stage.panel] or {}).clause or ""] = true end
  end
  local change, settings = json.array {}, settings_of(explanation, pack, run.settings or {}, cited)
  for i, item in ipairs(explanation.change or {}) do change[i] = { text = item.text } end
  local known = words.of { pack }
  local acts, items = acts_of(company, case, known), items_of(pack, case)
  local missing = table.concat(explanation.missing or {}, ", ")
  local verdict = tr("outcome_" .. explanation.outcome)
  if explanation.rule then verdict = verdict .. "  " .. explanation.rule end
  return form.render("basis", PAGE, {
    t = titles(), title = tr "basis_title", name = text.visible(company:name(employee) or ""), code = employee,
    receipt = tr("basis_number", run.id, known:cycle(run.cycle)), where = where_of(company, pack, employee, run),
    verdict = verdict, grades = (from or "") .. (to and " → " .. to or ""),
    as_of = values.day(date.text(run.as_of)), known = tr("basis_known_at", run.known, recorded_at(company, run.known)
      or ""),
    lines = lines_of(explanation), missing = missing, change = change, has_change = #change > 0,
    clauses = clauses, settings = settings, has_settings = #settings > 0,
    acts = acts, has_acts = #acts > 0, items = items, has_items = #items > 0,
    approved = case and approved_in(company, case, company:decision(id, employee))
      or approved_of(company, id, employee, company:decision(id, employee)),
    digest = ("run %d  pack %s  known %d  engine %s  digest %s"):format(run.id, run.pack, run.known, run.engine,
      run.digest),
  })
end

return basis
