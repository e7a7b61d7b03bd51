-- The slow, obvious model of what a company has recorded: facts of people with all their versions, and who holds what
-- on a day. Days are integers. Every change has the number of its transaction and, since one may hold several acts, a
-- number of its own that never comes back.
local date = require "cursus.date"
local tr = require("cursus.message").tr

local company = {}
company.__index = company

company.BEGINNING = math.mininteger

function company.new()
  return setmetatable({
    people = {}, roles = {}, relations = {}, delegations = {}, changes = 0, txn = 0, log = {},
  }, company)
end

-- ---- facts

-- { code =, slots = { name = { [day from which] = { { txn, change, value }, … } } }, events, spans, ratings }
function company:person(code)
  local person = self.people[code]
  if not person then
    person = { code = code, slots = {}, events = {}, spans = {}, ratings = {}, first_txn = self.txn }
    self.people[code] = person
  end
  return person
end

local function newest(versions, change)
  for i = versions and #versions or 0, 1, -1 do
    if not change or versions[i].change <= change then return versions[i] end
  end
end

-- The value of a fact from exactly that day on, as of a change.
function company.slot(person, name, day, change)
  local found = newest((person.slots[name] or {})[day], change)
  return found and found.value, found
end

function company:set(person, name, day, value)
  if company.slot(person, name, day) == value then return false end
  person.slots[name] = person.slots[name] or {}
  local versions = person.slots[name][day] or {}
  person.slots[name][day] = versions
  self.changes = self.changes + 1
  versions[#versions + 1] = { txn = self.txn, change = self.changes, value = value }
  table.insert(self.log, {
    code = person.code, name = name, day = day, value = value, txn = self.txn, change = self.changes,
  })
  return true
end

-- Is what the log says still what its transaction has left?
function company:stands(fact)
  if fact.series then return true end
  local versions = self.people[fact.code].slots[fact.name][fact.day]
  for _, version in ipairs(versions) do
    if version.txn == fact.txn and version.change > fact.change then return false end
  end
  return true
end

-- In force on a day.
function company.value(person, name, on)
  local best
  for day in pairs(person.slots[name] or {}) do
    if day <= on and (not best or day > best) and company.slot(person, name, day) ~= nil then best = day end
  end
  return best and company.slot(person, name, best), best
end

-- The first later day on which the fact changes: the day and the transaction.
function company.later(person, name, on)
  local first
  for day in pairs(person.slots[name] or {}) do
    if day > on and (not first or day < first) and company.slot(person, name, day) ~= nil then first = day end
  end
  if first then return first, select(2, company.slot(person, name, first)).txn end
end

-- ---- who holds what

local function in_force(row, on) return (not row.from or row.from <= on) and (not row.to or on <= row.to) end

function company:has_left(code, on)
  local person = self.people[code]
  local left = person and company.slot(person, "left_on", company.BEGINNING)
  return left ~= nil and date.parse(left) < on
end

function company:attribute(code, name)
  local person = self.people[code]
  return person and company.slot(person, name, company.BEGINNING)
end

-- Those recorded for the role: for a value of `per`, or (nil) whatever value. One holder, unless several: who holds it
-- for the value before who holds it for any, then since latest, then recorded last.
local function recorded(self, role, several, per, on)
  local all = {}
  for _, row in ipairs(self.roles) do
    local fits = row.role == role and in_force(row, on) and (not per or not row.per or row.per == per)
    if fits and not self:has_left(row.employee, on) then all[#all + 1] = row end
  end
  if several then return all end
  local best = {}
  for i, row in ipairs(all) do
    local key = per and "one" or row.per or ""
    local held = best[key]
    local first = not held or (per and row.per and not held.row.per)
    local same = held and (not per or (row.per == nil) == (held.row.per == nil))
    local since, held_since = row.from or company.BEGINNING, held and (held.row.from or company.BEGINNING)
    if first or (same and since >= held_since) then best[key] = { row = row, place = i } end
  end
  local list = {}
  for _, one in pairs(best) do list[#list + 1] = one.row end
  return list
end

-- How holders of each role of the pack are found: a list, or nil and which attribute of the subject is not known.
local find = {}

function find.clerk(self, _, on) return recorded(self, "clerk", true, nil, on) end
function find.boss(self, _, on) return recorded(self, "boss", false, nil, on) end
function find.heads(self, _, on) return recorded(self, "head", false, nil, on) end

function find.head(self, subject, on)
  local per = self:attribute(subject, "department")
  if not per then return nil, "department" end
  return recorded(self, "head", false, per, on), nil, per
end

function find.superior(self, subject)
  local manager = self:attribute(subject, "manager")
  if not manager then return nil, "manager" end
  return { { employee = manager } }
end

function find.own(_, subject) return { { employee = subject } } end

function find.mate(self, subject, on)
  local list = {}
  for _, row in ipairs(self.relations) do
    if row.subject == subject and in_force(row, on) then list[#list + 1] = { employee = row.object } end
  end
  return list
end

-- Relations that a draw may take people from.
find.near = find.mate
function find.below(self, subject)
  local list = {}
  for code in pairs(self.people) do
    if self:attribute(code, "manager") == subject then list[#list + 1] = { employee = code } end
  end
  return list
end

local function in_order(a, b)
  if a.code ~= b.code then return a.code < b.code end
  if (a.as == nil) ~= (b.as == nil) then return a.as == nil end
  if a.as ~= b.as then return a.as < b.as end
  return a.role < b.role
end

local function without_doubles(list)
  table.sort(list, in_order)
  local out = {}
  for _, item in ipairs(list) do
    local last = out[#out]
    if not last or last.code ~= item.code or last.as ~= item.as or last.role ~= item.role then out[#out + 1] = item end
  end
  return out
end

local function why_nobody(role, subject, on, missing, per, left_out)
  local day = date.text(on)
  if missing then return tr("actor_value_unknown", role, missing, subject, "employees", subject, missing) end
  if left_out then return tr("actor_only_candidate", subject, role, day) end
  if per then return tr("actor_nobody_for", role, "department", per, day, role, "department", per, day) end
  return tr("actor_nobody", role, day, role, day)
end

-- Who may act in a role for the subject of a case, and delegates: { { code, role, as }, … }, whether the candidate was
-- left out, and why there is nobody.
function company:holders(role, subject, on)
  local rows, missing, per = find[role](self, subject, on)
  local list, left_out = {}, false
  local function add(code, as)
    if role ~= "own" and code == subject then
      left_out = true
    elseif role == "own" or not self:has_left(code, on) then
      list[#list + 1] = { code = code, role = role, as = as }
    end
  end
  for _, row in ipairs(rows or {}) do add(row.employee) end
  for i = 1, role ~= "own" and #list or 0 do
    for _, d in ipairs(self.delegations) do
      if d.actor == list[i].code and in_force(d, on) then add(d.delegate, d.actor) end
    end
  end
  local nobody = #list == 0 and why_nobody(role, subject, on, missing, per, left_out) or nil
  return without_doubles(list), left_out, nobody
end

-- Several roles at once.
function company:actors(by, subject, on)
  local list, left_out, nobody = {}, false, nil
  for _, one in ipairs(by) do
    local found, out, why = self:holders(one.role, subject, on)
    table.move(found, 1, #found, #list + 1, list)
    left_out, nobody = left_out or out, why or nobody
  end
  return without_doubles(list), left_out, nobody
end

-- ---- what is recorded, row by row

local kinds = {}

local function same_key(a, b, names)
  for _, name in ipairs(names) do
    if a[name] ~= b[name] then return false end
  end
  return true
end

local function dated(list, row, names)
  local new = { from = row.from and date.parse(row.from), to = row.to and date.parse(row.to) }
  for _, name in ipairs(names) do new[name] = row[name] end
  for _, old in ipairs(list) do
    if old.from == new.from and same_key(old, new, names) then
      local changed = new.to ~= nil and new.to ~= old.to
      old.to = new.to or old.to
      return changed
    end
  end
  list[#list + 1] = new
  return true
end

function kinds.roles(self, row) return dated(self.roles, row, { "role", "employee", "per" }) end
function kinds.relations(self, row) return dated(self.relations, row, { "relation", "subject", "object" }) end
function kinds.delegations(self, row) return dated(self.delegations, row, { "actor", "delegate" }) end

function kinds.employees(self, row)
  local person, changed = self:person(row.code), false
  for name, value in pairs(row) do
    if name == "rate" then value = math.tointeger(tonumber(value)) end
    changed = self:set(person, name, company.BEGINNING, value) or changed
  end
  return changed
end

function kinds.ratings(self, row)
  local person = self:person(row.employee)
  if person.ratings[row.period] == row.rating then return false end
  person.ratings[row.period] = row.rating
  table.insert(self.log, {
    code = row.employee, series = "rating", period = row.period, value = row.rating, txn = self.txn,
  })
  return true
end

-- Takes a row: did anything change?
function company:record(kind, row) return kinds[kind](self, row) end

return company
