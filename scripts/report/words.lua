-- What packs call their parts, in the language set: for tables that people read. Where a pack gives no label the name
-- stands. Scripts and files go by names; in what people type either is taken (core/procedure/words.h).
local message = require "cursus.message"
local context = require "cli.context"
local values = require "report.values"
local tr = message.tr

local Words = {}
Words.__index = Words

-- What the engine itself calls so.
local OWN = {
  outcome = { done = "case_outcome_done", refused = "case_outcome_refused", withdrawn = "case_outcome_withdrawn" },
  answer = { yes = "answer_yes", no = "answer_no", objection = "answer_objection" },
  document = {},
}

-- The label of the first pack that has one, else the name.
function Words:part(section, name)
  for _, pack in ipairs(self.packs) do
    local found = pack[section] and pack[section][name]
    if found then return values.label(found.label, name) end
  end
  return name
end

function Words:role(name) return name and self:part("roles", name) end
function Words:procedure(name) return name and self:part("procedures", name) end
function Words:cycle(name) return name and self:part("cycles", name) end

-- A kind of subject; those that every company has are the engine's.
local KINDS = {
  calendar = "kind_calendar", case = "kind_case", delegation = "kind_delegation", form = "kind_form",
  relation = "kind_relation", role = "kind_role", trigger = "kind_trigger",
}
function Words:kind(name) return KINDS[name] and tr(KINDS[name]) or self:part("subjects", name) end

-- The code of a subject: of a role or a relation it is the name that the pack gives it.
function Words:code(kind, code)
  if kind == "role" then return self:role(code) end
  return kind == "relation" and self:part("relations", code) or code
end

-- The name that is written by itself or by its label.
function Words:named(section, text)
  local found
  for _, pack in ipairs(self.packs) do
    for name, part in pairs(pack[section] or {}) do
      if name == text then return name end
      local label = part.label or {}
      if label.en == text or label.zh == text then found = name end
    end
  end
  return found or text
end

-- What is scored or filled in: a form, or a panel.
function Words:form(name)
  local label = self:part("forms", name)
  return label ~= name and label or self:part("panels", name)
end

local function labelled(self, kind, name)
  if not name then return nil end
  for _, pack in ipairs(self.packs) do
    local list = pack.labels and pack.labels[kind]
    if list and list.words[name] then return values.label(list.words[name], name) end
  end
  return OWN[kind][name] and tr(OWN[kind][name]) or name
end

function Words:outcome(name) return labelled(self, "outcome", name) end
function Words:answer(name) return labelled(self, "answer", name) end
function Words:document(name) return labelled(self, "document", name) end

-- A stage as its clause, and its label if that says more.
function Words:stage(procedure, name)
  for _, pack in ipairs(self.packs) do
    local found = pack.procedures and pack.procedures[procedure]
    for _, stage in ipairs(found and found.stages or {}) do
      if stage.stage == name then return self.stage_text(stage) end
    end
  end
  return name
end

-- `stage` has the members stage, clause and label, of a pack or of a case.
function Words.stage_text(stage)
  local name = values.label(stage.label, stage.stage)
  if not name or name == stage.clause then return stage.clause or name or "" end
  return stage.clause and stage.clause .. " " .. name or name
end

-- What names a stage of its procedure when it is typed: its label, where two have one the name.
function Words:stage_said(procedure, name)
  local said
  for _, pack in ipairs(self.packs) do
    local found, seen = pack.procedures and pack.procedures[procedure], {}
    for _, stage in ipairs(found and found.stages or {}) do
      local label = values.label(stage.label, stage.stage)
      seen[label] = (seen[label] or 0) + 1
      if stage.stage == name then said = label end
    end
    if said then return seen[said] == 1 and said or name end
  end
  return name
end

-- A clause and what it says.
function Words:clause(id)
  if not id then return nil end
  for _, pack in ipairs(self.packs) do
    for _, clause in ipairs(pack.clauses) do
      local text = clause.id == id and values.clause(clause)
      if text then return id .. " " .. text end
    end
  end
  return id
end

-- -- facts --------------------------------------------------------------------------------------------------------

-- The attribute of a kind of subject, and its pack; `kind` nil: of employees and of cases.
local function attribute_of(self, name, kind)
  for _, pack in ipairs(self.packs) do
    local of = pack
    if kind and kind ~= "employee" then of = pack.subjects and pack.subjects[kind] or {} end
    local found = of.attributes and of.attributes[name]
    if found then return found, pack end
  end
end

-- What the engine itself records of roles, relations and other subjects.
local RECORDED = {
  code = "col_code", employee = "col_employee", per = "col_per", from = "col_since", to = "col_until",
  subject = "col_subject", object = "col_object",
}

function Words:attribute(name, kind)
  local found = attribute_of(self, name, kind)
  if found then return values.label(found.amount) or values.label(found.label, name) end
  return kind and RECORDED[name] and tr(RECORDED[name]) or name
end

-- Is the attribute what forms are scored into? Then it counts hundredths of a point.
function Words:is_score(name)
  if not self.scores then
    self.scores = {}
    for _, pack in ipairs(self.packs) do
      for _, procedure in pairs(pack.procedures or {}) do
        for _, stage in ipairs(procedure.stages) do
          for _, collect in ipairs(stage.collects or {}) do self.scores[collect.into] = true end
        end
      end
    end
  end
  return self.scores[name] == true
end

-- A value by its list, an amount of money as people write it. Days stay as they are, so that columns line up; other
-- numbers too: their unit stands in the label.
function Words:value(name, value, kind)
  if value == nil then return nil end
  local found, pack = attribute_of(self, name, kind)
  if not found then return tostring(value) end
  if found.case and math.type(value) == "integer" and self:is_score(name) then return values.hundredths(value) end
  local amount = found.amount and math.tointeger(tonumber(value))
  if amount then return values.money(amount) end
  local list = pack.values[found.type]
  if list and list.labels then return values.label(list.labels[value], tostring(value)) end
  return tostring(value)
end

-- A place on the ladder of any attribute.
function Words:grade(value)
  for _, pack in ipairs(self.packs) do
    for _, list in pairs(pack.values) do
      if list.kind == "ladder" and list.labels[value] then return values.label(list.labels[value], value) end
    end
  end
  return value
end

function Words:series(name) return self:part("series", name) end
function Words:event(name) return name == "concluded" and tr "event_concluded" or self:part("events", name) end

-- A kind of leave or of another span.
function Words:span_kind(kind)
  for _, pack in ipairs(self.packs) do
    for _, span in pairs(pack.spans or {}) do
      if span.kinds[kind] then return values.label(span.kinds[kind], kind) end
    end
  end
  return kind
end

-- The field of an event and its value.
function Words:event_field(event, field, value)
  if event == "concluded" then
    if field == "procedure" then return tr "col_procedure", self:procedure(value) end
    if field == "outcome" then return tr "col_outcome", self:outcome(value) end
  end
  for _, pack in ipairs(self.packs) do
    local found = pack.events and pack.events[event] and pack.events[event].fields[field]
    if found then
      return values.label(found.label, field), values.label((found.labels or {})[value], tostring(value))
    end
  end
  return field, tostring(value)
end

-- What the cell of a checklist asks, of the column the case is in, behind what its row is called or its clause.
function Words:cell(case, stage_name, row)
  local column
  for _, pack in ipairs(self.packs) do
    local procedure = pack.procedures and pack.procedures[case.procedure]
    for _, stage in ipairs(procedure and procedure.stages or {}) do
      local list = stage.stage == stage_name and stage.checklist and pack.checklists[stage.checklist]
      if list then
        column = list.by == "target" and case.to or case.known[list.by]
        for _, cell in ipairs(list.cells) do
          if cell.row == row and cell.column == (column or ""):match "^[^.]*" then
            local asked, called = values.label(cell.label) or row, values.label((list.rows or {})[row])
            return called and called .. " – " .. asked or cell.clause .. " " .. asked
          end
        end
      end
    end
  end
  return row
end

-- -- whose words ----------------------------------------------------------------------------------------------------

local words = {}

-- Of documents of packs; the first that knows a name says it.
function words.of(packs) return setmetatable({ packs = packs }, Words) end

-- A function hash → the words of that pack. What cannot be read has no words: names stand.
function words.reader(database)
  local known = {}
  return function(hash)
    if not known[hash] then
      local pack = hash and context.found(database:pack(hash))
      known[hash or ""] = words.of { pack and pack.document }
    end
    return known[hash or ""]
  end
end

-- A function grade → its words in the pack of the run, which is read when it is called.
function words.grade_of_run(company, database, run)
  return function(name) return words.reader(database)(context.check(company:run(run)).pack):grade(name) end
end

-- Of all packs that the company has adopted, each in its newest version.
function words.of_company(company, database)
  local packs, seen = {}, {}
  for _, adoption in ipairs(context.check(company:adoptions())) do
    local pack = not seen[adoption.pack] and context.found(database:pack(adoption.hash))
    seen[adoption.pack] = true
    if pack then packs[#packs + 1] = pack.document end
  end
  return words.of(packs)
end

return words
