-- The sheets that are handed over, as data. To add one: a row in SHEETS, its title "sheet_<name>" and the titles of its
-- columns "sheet_col_<column>" in messages.tsv.
--
-- A column: { name, type of cell (cursus.xlsx; "money": a number, of minor units in the row), choices = function }. A
-- sheet that is read back has the columns of a sheet of acts (scripts/cli/acts_sheet.lua), so the file goes to `case do
-- --sheet` as it is.
local context = require "cli.context"
local date = require "cursus.date"
local case_effects = require "report.case_effects"
local values = require "report.values"
local words = require "report.words"
local tr = require("cursus.message").tr
local check = context.check

local sheets = {}

-- -- what rows are made of ----------------------------------------------------------------------------------------

local Place = {} -- where a sheet is made: the company, the run, the days asked for
Place.__index = Place

function sheets.place(company, database, asked)
  return setmetatable({ company = company, database = database, asked = asked, packs = {} }, Place)
end

function Place:pack(hash)
  self.packs[hash] = self.packs[hash] or check(self.database:pack(hash)).document
  return self.packs[hash]
end

function Place:case(code) return check(self.company:case(code, { today = self.asked.as_of })) end

function Place:cases() return check(self.company:cases { run = self.asked.run, today = self.asked.as_of }) end

local function attributes(file)
  local out = {}
  for _, attribute in ipairs(file and file.attributes or {}) do out[attribute.name] = attribute.value end
  return out
end

-- Code, name, department and position as of a day; nil when another department was asked for.
function Place:person(code, pack, day)
  local file = attributes(context.found(self.company:person(code, { as_of = day })))
  if self.asked.department and file.department ~= self.asked.department then return nil end
  return {
    code = code, name = context.found(self.company:name(code)), department = file.department,
    position = values.of(pack, pack.attributes.position, file.position),
  }
end

local function ladder_of(pack)
  return function(name)
    local attribute = pack.attributes[name]
    local list = attribute and pack.values[attribute.type]
    return list ~= nil and list.kind == "ladder"
  end
end

local function grade_of(pack, value)
  for _, attribute in pairs(pack.attributes) do
    local list = pack.values[attribute.type]
    if list and list.kind == "ladder" and list.labels[value] then return values.of(pack, attribute, value) end
  end
  return value
end

-- The stage of the pack at which a case stands.
local function stage_of(pack, head)
  for _, stage in ipairs(head.stage and pack.procedures[head.procedure].stages or {}) do
    if stage.stage == head.stage then return stage end
  end
end

-- By department, then code.
local function sorted(rows)
  table.sort(rows, function(a, b)
    local one, other = a.department or "", b.department or ""
    if one ~= other then return one < other end
    if a.code ~= b.code then return a.code < b.code end
    return (a.case or "") < (b.case or "")
  end)
  return rows
end

-- -- rows -----------------------------------------------------------------------------------------------------------

local QUALIFIES = { direct = true, panel = true }

local function cases_of_run(place)
  local found = {}
  for _, head in ipairs(place:cases()) do found[head.subject] = head end
  return found
end

-- The people of the run that qualify, each with the case, as far as there is one.
local function decided(place, take)
  local run = check(place.company:run(place.asked.run))
  local pack, cases, rows = place:pack(run.pack), cases_of_run(place), {}
  for decision in check(place.company:decisions(run.id)) do
    local head = cases[decision.employee]
    local row = QUALIFIES[decision.outcome] and take(decision, head)
      and place:person(decision.employee, pack, run.as_of)
    if row then
      row.from, row.to = grade_of(pack, decision.from), grade_of(pack, decision.to)
      row.steps, row.rule, row.outcome = decision.steps, decision.rule, decision.outcome
      row.route = tr("outcome_" .. decision.outcome)
      row.case, row.does = head and head.case, head and head.does
      local own = head and place:pack(head.pack) -- of the case: the company may have adopted another since the plan
      local known = words.of { own }
      row.stage = head and head.stage and known:stage_said(head.procedure, head.stage)
      row.reasons = {}
      for i, clause in ipairs(head and (stage_of(own, head) or {}).reasons or {}) do
        row.reasons[i] = known:clause(clause)
      end
      rows[#rows + 1] = row
    end
  end
  return sorted(rows), pack
end

-- Those whose case is open, or who have none; and what the stages at which they stand want beside an answer.
local function department_rows(place)
  local rows, pack = decided(place, function(decision, head)
    return decision.mark ~= "exclude" and (not head or head.stage ~= nil)
  end)
  local wanted = {}
  for _, row in ipairs(rows) do
    wanted[#wanted + 1] = row.case and place:case(row.case).needs or nil
  end
  return rows, { wanted = wanted, known = words.of { pack } }
end

local function enclosed() return { tr "sheet_enclosed" } end
local function judged() return { tr "answer_yes", tr "answer_no" } end

-- A column for each document, form, line of a checklist and fact that one of the rows wants; its title is what
-- `case do --sheet` reads.
local function wanted_columns(_, found)
  local columns, seen = {}, {}
  local function add(kind, name, choices)
    local title = tr("sheet_part_" .. kind) .. "." .. name
    if not seen[title] then columns[#columns + 1] = { title, title = title, choices = choices } end
    seen[title] = true
  end
  for _, needs in ipairs(found.wanted) do
    for _, document in ipairs(needs.documents or {}) do add("document", found.known:document(document), enclosed) end
    for _, form in ipairs(needs.forms or {}) do add("form", form, enclosed) end
    for _, cell in ipairs(needs.cells or {}) do add("cell", cell.row, judged) end
    for _, ask in ipairs(needs.asks or {}) do add("set", found.known:attribute(ask.ask)) end
  end
  return columns
end

local function total_of(place, code)
  local case = place:case(code)
  local total
  for _, act in ipairs(case and case.acts or {}) do
    if act.total and not act.reversed_by and not act.void then total = act.total end
  end
  return values.hundredths(total)
end

-- Those whose case waits for an approval; of a run without cases whoever is not approved yet.
local function approval_rows(place)
  local rows, pack = decided(place, function(decision, head)
    if head then return head.does == "approve" end
    return not decision.approved
  end)
  for _, row in ipairs(rows) do
    if row.case and row.outcome == "panel" then row.total = total_of(place, row.case) end
  end
  return rows, pack
end

-- Approved, and the case has not come to nothing since.
local function public_rows(place)
  return decided(place, function(decision, head)
    return decision.approved and not (head and (head.outcome == "refused" or head.outcome == "withdrawn"))
  end)
end

local function within(asked, day)
  return (not asked.from or day >= asked.from) and (not asked.to or day <= asked.to)
end

local function notice_rows(place)
  local rows, of_run = {}, place.asked.run and cases_of_run(place)
  for _, printed in ipairs(check(place.company:forms {})) do
    local pack = place:pack(printed.pack)
    local declared = pack.forms[printed.form]
    local head = of_run and of_run[printed.subject]
    local asked = not of_run and within(place.asked, printed.on) or head and head.case == printed.case
    if asked and declared.kind == "notice" and not printed.withdrawn and not printed.subject_kind then
      local row = place:person(printed.subject, pack, date.parse(printed.on))
      if row then
        row.number, row.form, row.issued = printed.number, values.label(declared.label, printed.form), printed.on
        row.case = printed.case
        rows[#rows + 1] = row
      end
    end
  end
  return sorted(rows)
end

-- What cases wrote where money stands, with the grade that moved along; by the day from which it is paid.
local function pay_rows(place)
  local rows = {}
  local heads = place:cases()
  for _, head in ipairs(heads) do
    local pack = place:pack(head.pack)
    local money = case_effects.money(pack)
    local case = next(money) and not head.subject_kind and place:case(head.case)
    for _, wrote in ipairs(case and case.wrote or {}) do
      if wrote.of == "attribute" and money[wrote.name] and not wrote.reversed_by
        and (place.asked.run or within(place.asked, wrote.on)) then
        local row = place:person(head.subject, pack, date.parse(wrote.on))
        local effects = case_effects.of(case, pack, {}, function() end)
        local moved = effects:written(ladder_of(pack), wrote.act) or { from = case.from, to = case.to }
        if row then
          row.from, row.now = grade_of(pack, moved.from), grade_of(pack, moved.to)
          row.pay_from, row.pay_to = math.tointeger(wrote.before), math.tointeger(wrote.value)
          row.on, row.case, row.rule = wrote.on, head.case, wrote.clause
          rows[#rows + 1] = row
        end
      end
    end
  end
  return sorted(rows)
end

-- What somebody has to score: a row for each case and role in which they do, and what it is scored by.
local function score_rows(place)
  local rows, by, scored = {}, {}, {}
  local as_of = place.asked.as_of
  for _, turn in ipairs(check(place.company:todo { actor = place.asked.actor, as_of = as_of })) do
    if turn.form then
      local key = turn.case .. "\n" .. (turn.role or "")
      local pack = place:pack(turn.pack)
      local row = by[key] or not turn.subject_kind and place:person(turn.subject, pack, as_of)
      if row and not by[key] then
        local known = words.of { pack }
        row.case, row.stage, row.role = turn.case, known:stage_said(turn.procedure, turn.stage), known:role(turn.role)
        row.forms = place:case(turn.case).needs.forms
        by[key], rows[#rows + 1] = row, row
      end
      if row then scored[#scored + 1] = { pack = pack, name = turn.form } end
    end
  end
  return sorted(rows), scored
end

-- A column for each form, or each of its items, once; its title is what `case do --sheet` reads.
local function score_columns(rows, scored)
  local columns, seen = {}, {}
  local function add(name)
    local title = tr "sheet_part_score" .. "." .. name
    if not seen[name] then columns[#columns + 1] = { title, "number", title = title } end
    seen[name] = true
  end
  for _, one in ipairs(scored) do
    local panel = one.pack.panels[one.name]
    local form = one.pack.forms[panel and panel.form or one.name]
    for _, item in ipairs(form and form.items or {}) do add(one.name .. "." .. item.item) end
    if not form or #form.items == 0 then add(one.name) end
  end
  for _, row in ipairs(rows) do
    for _, form in ipairs(row.forms or {}) do
      local title = tr "sheet_part_form" .. "." .. form
      if not seen[title] then columns[#columns + 1] = { title, title = title, choices = enclosed } end
      seen[title] = true
    end
  end
  return columns
end

-- -- the table --------------------------------------------------------------------------------------------------------

local function answers() return { tr "sheet_yes", tr "sheet_no" } end

-- The clauses with which an approval may be refused, of all stages at hand, each with what it says.
local function reasons(rows)
  local list, seen = {}, {}
  for _, row in ipairs(rows) do
    for _, clause in ipairs(row.reasons or {}) do
      if not seen[clause] then list[#list + 1] = clause end
      seen[clause] = true
    end
  end
  return list
end

local SHEETS = {
  {
    name = "department", needs = "run", acts = true, rows = department_rows, more = wanted_columns,
    columns = {
      { "case", "code" }, { "stage" }, { "code", "code" }, { "name" }, { "department" }, { "position" }, { "from" },
      { "to" }, { "rule", "code" }, { "answer", choices = answers }, { "reason", choices = reasons }, { "comment" },
    },
  },
  {
    name = "approval", needs = "run", acts = true, rows = approval_rows,
    columns = {
      { "case", "code" }, { "stage" }, { "code", "code" }, { "name" }, { "department" }, { "position" }, { "from" },
      { "to" }, { "steps", "number" }, { "rule", "code" }, { "route" }, { "total", "number" },
      { "answer", choices = answers }, { "reason", choices = reasons }, { "comment" },
    },
  },
  {
    name = "scores", needs = "actor", acts = true, rows = score_rows, more = score_columns,
    columns = {
      { "case", "code" }, { "stage" }, { "role" }, { "code", "code" }, { "name" }, { "department" }, { "position" },
    },
  },
  {
    name = "public", needs = "run", rows = public_rows,
    columns = { { "name" }, { "department" }, { "position" }, { "from" }, { "to" } },
  },
  {
    name = "notices", needs = "span", rows = notice_rows,
    columns = {
      { "number", "code" }, { "form" }, { "code", "code" }, { "name" }, { "department" }, { "issued", "date" },
      { "signed" },
    },
  },
  {
    name = "pay", needs = "span", rows = pay_rows,
    columns = {
      { "code", "code" }, { "name" }, { "department" }, { "from" }, { "now" }, { "pay_from", "money" },
      { "pay_to", "money" }, { "on", "date" }, { "rule", "code" }, { "case", "code" },
    },
  },
}

function sheets.names()
  local names = {}
  for i, sheet in ipairs(SHEETS) do names[i] = sheet.name end
  return names
end

function sheets.find(name)
  for _, sheet in ipairs(SHEETS) do
    if sheet.name == name then return sheet end
  end
end

-- The columns with titles and drop-down lists, and the rows.
function sheets.make(sheet, place)
  local rows, found = sheet.rows(place)
  local columns = {}
  local function add(column)
    columns[#columns + 1] = {
      name = column[1], title = column.title or tr("sheet_col_" .. column[1]), type = column[2],
      choices = column.choices and column.choices(rows) or nil,
    }
  end
  for _, column in ipairs(sheet.columns) do add(column) end
  for _, column in ipairs(sheet.more and sheet.more(rows, found) or {}) do add(column) end
  return columns, rows
end

return sheets
