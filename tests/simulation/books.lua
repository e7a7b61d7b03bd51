-- The slow, obvious model of what a company has recorded. A person is a flat table from the name of a fact to its
-- value:
--
--   position status hired_on confirmed_on left_on department manager code name
--   grade@DATE graded_on@DATE     from that date on; DATE is "" for the beginning
--   rating:2026-03                event:2:on event:2:cause ...    span:1:from ...
--
-- People are never changed but copied, so that every transaction keeps what was known then.
local words = require "words"

local books = {}
books.__index = books

function books.new()
  return setmetatable({
    people = {}, history = { [0] = {} }, times = {}, kinds = {}, txn = 0, batches = {}, erased = {}, instances = {},
  }, books)
end

-- ---- transactions

local draft = {}
draft.__index = draft

function books:draft() return setmetatable({ base = self, changed = {}, instances = {} }, draft) end

function draft:get(code) return self.changed[code] or self.base.people[code] or {} end

function draft:set(code, fact, value)
  if self:get(code)[fact] == value then return false end
  if not self.changed[code] then
    local copy = {}
    for k, v in pairs(self.base.people[code] or {}) do copy[k] = v end
    self.changed[code] = copy
  end
  self.changed[code][fact] = value
  return true
end

-- A number no event or span of this person ever had.
function draft:instance(code, kind)
  local key = code .. "/" .. kind
  local number = (self.instances[key] or self.base.instances[key] or 0) + 1
  self.instances[key] = number
  return number
end

-- Writes a transaction: the draft's changes, or only a note. Gives its number.
function books:commit(d, at, kind)
  self.txn = self.txn + 1
  local people = {}
  for code, person in pairs(self.people) do people[code] = person end
  for code, person in pairs(d and d.changed or {}) do people[code] = person end
  for key, number in pairs(d and d.instances or {}) do self.instances[key] = number end
  self.people, self.history[self.txn], self.times[self.txn] = people, people, at
  self.kinds[self.txn] = kind
  return self.txn
end

-- The ledger has come to `head`: with a transaction behind that of the command, which the model knows only as such.
function books:behind(at, head) self.looked = { at = at, head = head } end

function books:settle()
  local looked = self.looked
  self.looked = nil
  if looked and looked.head == self.txn + 1 then self:commit(nil, looked.at, "") end
end

-- The last transaction recorded at or before a point of time, written like the times of the story.
function books:known_at(at)
  for txn = self.txn, 1, -1 do
    if self.times[txn] <= at then return txn end
  end
  return 0
end

function books:known(code, txn)
  local person = self.history[txn or self.txn][code]
  return person and person.code and person
end

-- ---- reading a person

-- The value of a dated fact in force on a day (nil: at the end of time), and from when.
function books.in_force(person, name, as_of)
  local best
  for fact in pairs(person) do
    local at = fact:match("^" .. name .. "@(.*)$")
    if at and (not as_of or at <= as_of) and (not best or at > best) then best = at end
  end
  return best and person[name .. "@" .. best], best
end

-- The same for a verdict: the first state known holds before its own day, too (docs/import.md).
function books.for_verdict(person, name, as_of)
  local value = books.in_force(person, name, as_of)
  if value then return value end
  local first
  for fact in pairs(person) do
    local at = fact:match("^" .. name .. "@(.*)$")
    if at and (not first or at < first) then first = at end
  end
  return first and person[name .. "@" .. first]
end

-- Events or spans by number.
function books.instances_of(person, kind)
  local list = {}
  for fact, value in pairs(person) do
    local number, field = fact:match("^" .. kind .. ":(%d+):(.+)$")
    if number then
      number = math.tointeger(number)
      list[number] = list[number] or {}
      list[number][field] = value
    end
  end
  return list
end

-- ---- a row of an import file

local dated = words.set { "grade", "graded_on" }

-- States are what grade and graded_on say from a date on; a row belongs to one of them by its graded_on.
local function state_of_row(d, code, row)
  local person = d:get(code)
  local latest
  for fact in pairs(person) do
    local name, at = fact:match "^([%a_]+)@(.*)$"
    if dated[name] and (not latest or at > latest) then latest = at end
  end
  if not latest then return "" end
  local has, says = person["graded_on@" .. latest], row.graded_on
  if not has or not says or says == has then return latest end
  if says > has then return says > latest and says or latest end
  local belongs = ""
  for fact, value in pairs(person) do
    local at = fact:match "^graded_on@(.*)$"
    if at and at ~= latest and value <= says then
      if value == says then
        belongs = at
        break
      end
      if at > belongs then belongs = at end
    end
  end
  if latest == "" then -- what was known of the beginning now begins on its own date
    d:set(code, "grade@" .. has, person["grade@"])
    d:set(code, "graded_on@" .. has, has)
  end
  return belongs
end

local row_of = {}

function row_of.employees(d, row)
  local code, changed = row.code, false
  local exists = d:get(code).code ~= nil
  local state = (row.grade or row.graded_on) and state_of_row(d, code, row)
  for name, value in pairs(row) do
    local fact = dated[name] and name .. "@" .. state or name
    if not (name == "name" and d.base.erased[code]) then changed = d:set(code, fact, value) or changed end
  end
  return changed, exists
end

function row_of.ratings(d, row)
  if not row.rating then return false, true end
  local fact = "rating:" .. row.period
  local exists = d:get(row.employee)[fact] ~= nil
  return d:set(row.employee, fact, row.rating), exists
end

-- The event that a row speaks of: by its reference, or the number-th of those alike, first of those without a
-- reference.
local function find_event(d, row, number, before, claimed)
  local found, alike = books.instances_of(d:get(row.employee), "event"), {}
  for pass = 1, 2 do
    for instance = 1, before do
      local event = found[instance]
      if event and event.on then
        if row.ref and event.ref == row.ref then return instance end
        local turn = (event.ref == nil) == (pass == 1) and not (event.ref and claimed[instance])
        if not row.ref and turn and event.on == row.on and event.kind == row.kind and event.cause == row.cause then
          alike[#alike + 1] = instance
        end
      end
    end
  end
  return not row.ref and alike[number] or nil
end

-- An event that once had the reference and says nothing now comes again under its own number.
local function former_event(d, row, before)
  for instance = 1, row.ref and before or 0 do
    local on, ref = ("event:%d:on"):format(instance), ("event:%d:ref"):format(instance)
    local now = d:get(row.employee)
    if not now[on] and not now[ref] then
      for _, people in pairs(d.base.history) do
        if (people[row.employee] or {})[ref] == row.ref then return instance end
      end
    end
  end
end

local event_fields = { "on", "kind", "cause", "upheld", "ref" }

-- Who else has the event with this reference, and under which number.
function draft:elsewhere(ref, code)
  for other in pairs(self.base.people) do
    for instance, event in pairs(other ~= code and books.instances_of(self:get(other), "event") or {}) do
      if event.ref == ref then return other, instance end
    end
  end
end

function row_of.events(d, row, number, file)
  local code, changed = row.employee, false
  local key = code .. "/event"
  file[key] = file[key] or { before = d.instances[key] or d.base.instances[key] or 0, claimed = {} }
  local instance = find_event(d, row, number, file[key].before, file[key].claimed)
  local exists = instance ~= nil
  local other, had, was
  if row.ref then other, had = d:elsewhere(row.ref, code) end
  if other then was = books.instances_of(d:get(other), "event")[had] end
  instance = instance or former_event(d, row, file[key].before)
  if instance and row.ref then file[key].claimed[instance] = true end
  instance = instance or d:instance(code, "event")
  for _, name in ipairs(event_fields) do
    local value = row[name] or was and was[name]
    if value then changed = d:set(code, ("event:%d:%s"):format(instance, name), value) or changed end
    if other then d:set(other, ("event:%d:%s"):format(had, name), nil) end
  end
  return changed, exists or other ~= nil
end

function row_of.absences(d, row)
  local code, changed, instance = row.employee, false, nil
  for number, span in pairs(books.instances_of(d:get(code), "span")) do
    if span.from == row.from then instance = number end
  end
  local exists = instance ~= nil
  instance = instance or d:instance(code, "span")
  for _, name in ipairs { "from", "to", "kind" } do
    if row[name] then changed = d:set(code, ("span:%d:%s"):format(instance, name), row[name]) or changed end
  end
  return changed, exists
end

-- What makes rows of a file the same one; "" before it sorts what has one before what is counted.
local key_of = {
  employees = function() return "1" end,
  ratings = function(row) return "1" .. row.period end,
  absences = function(row) return "1" .. row.from end,
  events = function(row)
    if row.ref then return "1" .. row.ref end
    return ("2%s/%s/%s"):format(row.on, row.kind, row.cause or "")
  end,
}

local function same(a, b)
  for k, v in pairs(a) do
    if b[k] ~= v then return false end
  end
  for k in pairs(b) do
    if a[k] == nil then return false end
  end
  return true
end

-- Rows by person and key, as { code =, key =, rows = }, in order; events that come from somebody else go first.
local function groups_of(d, kind, rows, report)
  local groups, list = {}, {}
  for _, row in ipairs(rows) do
    local code = row.code or row.employee
    if row.bad then
      report.rejected = report.rejected + 1
    elseif not (kind == "ratings" and not row.rating) then
      local key = key_of[kind](row)
      local named = row.ref and key or code .. "\0" .. key -- a reference is the company's
      local group = groups[named]
      if not group then
        local moves = row.ref and d:elsewhere(row.ref, code)
        group = { code = code, key = key, rows = {}, first = moves and 1 or 2 }
        groups[named], list[#list + 1] = group, group
      end
      group.rows[#group.rows + 1] = row
    else
      report.same = report.same + 1
    end
  end
  table.sort(list, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    if a.first == 1 then return a.key < b.key end
    return a.code == b.code and a.key < b.key or a.code < b.code
  end)
  return list
end

-- What importing these rows does: the report's counts and the draft. A row with `bad` has a cell that cannot be taken.
function books:import(kind, rows)
  local d, file = self:draft(), {}
  local report = { rows = #rows, added = 0, corrected = 0, same = 0, rejected = 0 }
  for _, group in ipairs(groups_of(d, kind, rows, report)) do
    local counted, agree = group.key:sub(1, 1) == "2", true
    for _, row in ipairs(group.rows) do agree = agree and (counted or same(row, group.rows[1])) end
    if not agree or (kind ~= "employees" and not self:known(group.code)) then
      report.rejected = report.rejected + #group.rows
    else
      for number, row in ipairs(group.rows) do
        local changed, exists = false, true
        if counted or number == 1 then changed, exists = row_of[kind](d, row, number, file) end
        local outcome = not changed and "same" or exists and "corrected" or "added"
        report[outcome] = report[outcome] + 1
      end
    end
  end
  return report, d
end

-- Would fields be left of an event or span that the batch brought?
function books.orphans(was, then_, restored)
  for _, kind in ipairs { "event", "span" } do
    local before, left = books.instances_of(was, kind), books.instances_of(restored, kind)
    for number in pairs(books.instances_of(then_, kind)) do
      if not before[number] and left[number] then return true end
    end
  end
  return false
end

-- Taking a batch back: the draft and how many people, or nil and who stands in the way: those of whom something was
-- changed since; if there are none, newcomers of whom something would be left.
function books:undo_batch(batch)
  local d, before, after, people = self:draft(), self.history[batch - 1], self.history[batch], 0
  local offenders, left = {}, {}
  for code, then_ in pairs(after) do
    local was, now = before[code] or {}, self.people[code]
    local touched, changed, stays = false, false, false
    local restored = {}
    for k, v in pairs(now) do restored[k] = v end
    local function look(fact)
      if was[fact] == then_[fact] or (fact == "name" and self.erased[code]) then return end
      touched = true
      if now[fact] ~= then_[fact] then changed = true end
      restored[fact] = was[fact]
    end
    for fact in pairs(then_) do look(fact) end
    for fact in pairs(was) do look(fact) end
    if books.orphans(was, then_, restored) then changed = true end
    for fact in pairs(restored) do stays = stays or fact ~= "name" end
    if touched then
      people = people + 1
      if changed then offenders[code] = true end
      if now.code and not restored.code and stays then left[code] = true end
      d.changed[code] = restored
    end
  end
  if next(offenders) or next(left) then return nil, next(offenders) and offenders or left end
  return d, people
end

-- Import files for the model of camera-care (tests/model): what is known of one person on a day.
function books.company(person, as_of)
  local company, code = { ratings = {}, events = {}, absences = {} }, person.code
  company.employees = { {
    code = code, position = person.position, status = person.status, hired_on = person.hired_on,
    confirmed_on = person.confirmed_on, left_on = person.left_on,
    grade = books.for_verdict(person, "grade", as_of), graded_on = books.for_verdict(person, "graded_on", as_of),
  } }
  for fact, value in pairs(person) do
    local period = fact:match "^rating:(.*)$"
    if period then
      if value == "D" and words.fault "d-is-b" then value = "B" end
      company.ratings[#company.ratings + 1] = { employee = code, period = period, rating = value }
    end
  end
  for _, event in pairs(books.instances_of(person, "event")) do
    event.employee = code
    if event.on then company.events[#company.events + 1] = event end
  end
  for _, span in pairs(books.instances_of(person, "span")) do
    span.employee = code
    if span.from then company.absences[#company.absences + 1] = span end
  end
  return company
end

-- The codes of those who are known at a transaction, sorted.
function books:codes(txn)
  local list = {}
  for code, person in pairs(self.history[txn or self.txn]) do
    if person.code then list[#list + 1] = code end
  end
  table.sort(list)
  return list
end

return books
