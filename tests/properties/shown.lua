-- A case and a person as text, once from the model and once from the program, for comparing.
local casefile = require "casefile"
local company = require "company"
local date = require "cursus.date"
local inbox = require "inbox"

local shown = {}

local function keys(t)
  local list = {}
  for key in pairs(t or {}) do list[#list + 1] = key end
  table.sort(list)
  return list
end

local function pairs_of(t)
  local list = {}
  for _, name in ipairs(keys(t)) do list[#list + 1] = name .. "=" .. tostring(t[name]) end
  return table.concat(list, ",")
end

local FIELDS = { "verb", "stage", "answer", "to", "ends", "on", "actor", "role", "in_place_of", "whom", "by", "reason",
  "comment", "late", "reverses", "reversed_by", "void", "total", "set", "scores", "documents", "forms", "cells",
  "drawn" }

local function line(number, fields)
  local list = { tostring(number) }
  for _, name in ipairs(FIELDS) do
    local value = fields[name]
    if value ~= nil and value ~= "" then list[#list + 1] = name .. ":" .. tostring(value) end
  end
  return table.concat(list, " ")
end

local function wrote_line(w)
  return ("wrote %d %s %s on:%s value:%s before:%s code:%s [%s]"):format(w.act, w.of, w.name, w.on or "-",
    tostring(w.value or "-"), tostring(w.before or "-"), w.code or "-", w.clause or "-")
end

local function head_line(c)
  return ("%s %s stage:%s since:%s due:%s outcome:%s reason:%s ended:%s as_of:%s"):format(c.case, c.subject,
    c.stage or "-", c.stage and c.since or "-", c.due or "-", c.outcome or "-", c.reason or "-", c.ended_on or "-",
    c.as_of)
end

local function day(value) return value and date.text(value) end

function shown.model_case(case)
  local state = case.state
  local lines = { head_line {
    case = case.code, subject = case.subject, stage = state.stage, since = day(state.entered_on),
    due = (inbox.due(case)),
    outcome = state.outcome, reason = state.reason, ended_on = day(state.ended_on), as_of = day(case.as_of),
  } }
  for _, act in ipairs(case.acts) do
    local fields = {}
    for _, name in ipairs(FIELDS) do fields[name] = act[name] end
    fields.on, fields.set, fields.scores = day(act.on), pairs_of(act.sets), pairs_of(act.scores)
    fields.documents, fields.forms = table.concat(keys(act.documents), ","), table.concat(keys(act.forms), ",")
    fields.cells, fields.drawn = pairs_of(act.cells), table.concat(act.drawn or {}, ",")
    fields.void = act.void or nil
    lines[#lines + 1] = line(act.number, fields)
  end
  for _, w in ipairs(case.wrote) do
    lines[#lines + 1] = wrote_line {
      act = w.act, of = w.of, name = w.name, on = day(w.on), value = w.value, before = w.before, code = w.code,
      clause = w.clause,
    }
  end
  return table.concat(lines, "\n")
end

function shown.told_case(c)
  local lines = { head_line(c) }
  for _, act in ipairs(c.acts) do
    local fields, documents = {}, {}
    for _, name in ipairs(FIELDS) do fields[name] = act[name] end
    for i, one in ipairs(act.documents or {}) do documents[i] = one.title end
    table.sort(documents)
    fields.set, fields.scores, fields.cells = pairs_of(act.set), pairs_of(act.scores), pairs_of(act.cells)
    table.sort(act.drawn or {})
    fields.documents, fields.forms = table.concat(documents, ","), table.concat(keys(act.forms), ",")
    fields.drawn = table.concat(act.drawn or {}, ",")
    lines[#lines + 1] = line(act.act, fields)
  end
  for _, w in ipairs(c.wrote) do lines[#lines + 1] = wrote_line(w) end
  return table.concat(lines, "\n")
end

local function event_line(number, one, on)
  return ("event %d %s %s %s %s"):format(number, one.kind, on, one.procedure or "", one.outcome or "")
end

local function span_line(number, one, from, to) return ("span %d %s %s %s"):format(number, one.kind, from, to or "") end

local WATCHED = { level = true, shift = true, rate = true, since = true }

function shown.model_person(person)
  local lines = {}
  for name in pairs(WATCHED) do
    for from in pairs(person.slots[name] or {}) do
      local value = company.slot(person, name, from)
      local at = from == company.BEGINNING and "" or "@" .. day(from)
      if value ~= nil then lines[#lines + 1] = name .. at .. "=" .. tostring(value) end
    end
  end
  for i, one in ipairs(person.events) do
    if not one.gone then lines[#lines + 1] = event_line(i, one, day(one.on)) end
  end
  for i, one in ipairs(person.spans) do
    if not one.gone then lines[#lines + 1] = span_line(i, one, day(one.from), day(one.to)) end
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

function shown.told_person(p)
  local lines, last = {}, {}
  for _, entry in ipairs(p.history) do
    if WATCHED[entry.fact:match "^[^@]*"] then last[entry.fact] = entry.value or false end
  end
  for fact, value in pairs(last) do
    if value then lines[#lines + 1] = fact .. "=" .. tostring(value) end
  end
  for _, one in ipairs(p.events) do lines[#lines + 1] = event_line(one.instance, one, one.on) end
  for _, one in ipairs(p.spans) do lines[#lines + 1] = span_line(one.instance, one, one.from, one.to) end
  table.sort(lines)
  return table.concat(lines, "\n")
end

-- What is written for days to come, and stands.
function shown.model_pending(world, on)
  local lines = {}
  for _, case in ipairs(world.list) do
    local person = world.company:person(case.subject)
    for _, w in ipairs(casefile.standing(case)) do
      local stands = w.of ~= "attribute" or company.slot(person, w.name, w.on) == w.value
      if w.on and w.on > on and stands then
        lines[#lines + 1] = ("%s %d %s %s %s"):format(case.code, w.act, w.name, day(w.on), tostring(w.value or ""))
      end
    end
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

function shown.told_pending(rows)
  local lines = {}
  for i, row in ipairs(rows) do
    lines[i] = ("%s %d %s %s %s"):format(row.case, row.act, row.name, row.on, row.value or "")
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

-- The first line in which two texts differ.
function shown.difference(want, got)
  local left, right = (want .. "\n"):gmatch "([^\n]*)\n", (got .. "\n"):gmatch "([^\n]*)\n"
  while true do
    local a, b = left(), right()
    if a ~= b then return ("the model says %s\nthe program  %s"):format(a or "(no more)", b or "(no more)") end
    if not a then return "" end
  end
end

return shown
