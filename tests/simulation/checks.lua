-- What holds after every step, whatever it was. The program is asked through the script API.
local books = require "books"
local expect = require "expect"
local receipts = require "receipts"
local words = require "words"

local checks = {}

-- A person of the program as the books write one: only what is in force of what is dated. `view`: { as_of =,
-- known_at = }.
local function flat(company, code, view)
  local person, result = assert(company:person(code, view or {})), {}
  for _, attribute in ipairs(person.attributes) do
    local dated = attribute.name:match "^grad" and "@" .. (attribute.effective or "") or ""
    result[attribute.name .. dated] = attribute.value
  end
  for _, cell in ipairs(person.series) do result[cell.series .. ":" .. cell.period] = cell.value end
  for kind, list in pairs { event = person.events, span = person.spans } do
    for _, item in ipairs(list) do
      for name, value in pairs(item) do
        if name ~= "instance" then result[("%s:%d:%s"):format(kind, item.instance, name)] = value end
      end
    end
  end
  result.name = company:name(code)
  return result, person.history
end

local function expected(person, as_of)
  local result = {}
  for fact, value in pairs(person) do
    if not fact:find("@", 1, true) then result[fact] = value end
  end
  for _, name in ipairs { "grade", "graded_on" } do
    local value, at = books.in_force(person, name, as_of)
    if value then result[name .. "@" .. at] = value end
  end
  return result
end

local function compare(code, want, got)
  for _, facts in ipairs { want, got } do
    for _, fact in ipairs(words.keys(facts)) do
      if want[fact] ~= got[fact] then
        expect.differ("person", "%s %s: the model says %s, the program %s", code, fact, want[fact], got[fact])
      end
    end
  end
end

-- Each change of a person has its entry, with the transaction it came by. (Entries of events and absences are named for
-- readers, by kind and day.)
local function check_history(code, before, after, history, txn)
  local found = {}
  for _, entry in ipairs(history) do
    if entry.txn == txn then found[entry.fact] = entry.value or "" end
  end
  for _, facts in ipairs { before, after } do
    for fact in pairs(facts) do
      local name = fact:gsub("@$", "")
      local named = fact ~= "name" and not fact:find "^event:" and not fact:find "^span:"
      if named and before[fact] ~= after[fact] and found[name] ~= (after[fact] or "") then
        expect.differ("history", "%s %s: now %s, the history says %s", code, fact, after[fact], found[name])
      end
    end
  end
end

local function command_of(entry) return (entry.command:gsub("^%-%-company main ", "")) end

-- What the ledger says of a transaction that is its last or nearly.
local function entry_of(store, company, txn)
  local head = store:head()
  if head.number == txn then return head end
  local ledger = company:ledger()
  for i = #ledger, 1, -1 do
    if ledger[i].number == txn then return ledger[i] end
  end
end

-- Nobody is moved unapproved, by two runs for one date, or past a ceiling that no person's word has lifted; and every
-- move names its run. The program's own words on it, without the model.
local function check_moves(play, company, run, entry, moved)
  local txn = entry.number
  local decisions = {}
  for d in company:decisions(run.id) do decisions[d.employee] = d end
  expect.equal("receipt", "cycle apply " .. run.id, command_of(entry))
  for code, person in pairs(moved) do
    local d = decisions[code]
    if not d or not d.approved or not d.applied or d.outcome ~= "direct" then
      expect.differ("unapproved", "%s was moved by run %d: %s", code, run.id, d and d.outcome or "no decision")
    end
    receipts.moved(company, run, txn, code)
    local now = company:person(code, {}).attributes
    for _, attribute in ipairs(now) do now[attribute.name] = attribute.value end
    if d.mark ~= "override" and words.rank[d.to] > words.ceiling(person.was.position) then
      expect.differ("ceiling", "%s, %s, was moved to %s", code, person.was.position, d.to)
    end
    local earlier = play.moves[code .. run.cycle .. run.as_of]
    if earlier and earlier:is_applied() and earlier ~= run then
      expect.differ("twice", "%s was moved by the runs %d and %d", code, earlier.id, run.id)
    end
    play.moves[code .. run.cycle .. run.as_of] = run
  end
end

-- Lines that a command writes into the ledger beside those of facts.
local notes = { erase = 1, import = 1, record = 1, unimport = 1, mark = 1, approve = 1, apply = 1, undo = 2 }

-- The transaction of the step's command, and what it changed: { code = { was =, is = } }. One in which facts open cases
-- may have come behind it.
local function changes(b, before)
  local txn, changed = before + 1, {}
  for code, person in pairs(b.history[txn]) do
    local was = b.history[before][code] or {}
    if was ~= person then changed[code] = { was = was, is = person } end
  end
  return txn, changed
end

-- Nothing was written but what the model knows of: one line for each fact that is another now.
local function check_lines(step, entry, changed)
  local want = notes[step.act]
  if not want then return end
  for _, person in pairs(step.act ~= "erase" and changed or {}) do
    for _, facts in ipairs { person.was, person.is } do
      for fact, value in pairs(facts) do
        local other = facts == person.is and person.was or person.is
        if other[fact] ~= value and (facts == person.is or person.is[fact] == nil) then want = want + 1 end
      end
    end
  end
  expect.equal("lines", want, entry.facts)
end

function checks.after(play, step, before)
  local b = play.books
  play.program:read(function(store, company)
    expect.equal("head", b.txn, store:head().number)
    if b.txn == before or not company then return end
    local txn, changed = changes(b, before)
    for code, person in pairs(changed) do
      if person.is.code then
        local got, history = flat(company, code)
        compare(code, expected(person.is), got)
        check_history(code, person.was, person.is, history, txn)
      else
        expect.equal("person", nil, company:person(code, {})) -- an import of newcomers was taken back
      end
    end
    local entry = entry_of(store, company, txn)
    check_lines(step, entry, changed)
    if step.act == "apply" then check_moves(play, company, play.runs[step.run], entry, changed) end
  end)
end

-- Somebody as known at a transaction, on a day (nil: at the end of time). The name is as erased as it is now.
function checks.known(play, code, txn, as_of)
  local want = expected(play.books.history[txn][code], as_of)
  play.program:read(function(_, company)
    local got, history = flat(company, code, { known_at = txn, as_of = as_of and words.day(as_of) })
    want.name, got.name = nil, nil
    compare(code, want, got)
    for _, entry in ipairs(history) do
      if entry.txn > txn then expect.differ("known-at", "%s %s: transaction %d", code, entry.fact, entry.txn) end
    end
  end)
end

-- No name that somebody erased ever had is left in the file; the story gives no name twice.
function checks.erased(play, code)
  local bytes = play.program:keep()
  for _, people in pairs(play.books.history) do
    local name = people[code] and people[code].name
    if name and bytes:find(name, 1, true) then expect.differ("erased", "%s: %s is still in the file", code, name) end
  end
  if play.there then checks.elsewhere(play) end
end

-- Everybody of the other company is as the acts there left them.
function checks.elsewhere(play)
  play.program:read(function(_, company)
    for code, want in pairs(play.there.people) do
      local person, got = assert(company:person(code, {})), { name = company:name(code) }
      for _, attribute in ipairs(person.attributes) do got[attribute.name] = attribute.value end
      got.complaints = #person.events
      for name, value in pairs(want) do
        if name ~= "moved" then
          expect.equal("elsewhere", ("%s %s %s"):format(code, name, value), ("%s %s %s"):format(code, name, got[name]))
        end
      end
    end
  end, nil, "elsewhere")
end

-- Everybody, and what every transaction says it was.
function checks.everybody(play)
  local b = play.books
  if play.there then checks.elsewhere(play) end
  play.program:read(function(_, company)
    for _, code in ipairs(b:codes()) do compare(code, expected(b.people[code]), (flat(company, code))) end
    for _, entry in ipairs(company:ledger()) do
      local want = b.kinds[entry.number]
      expect.equal("ledger", want, command_of(entry):sub(1, #want))
    end
  end)
end

return checks
