-- What holds after every step, whatever it was. The program is asked through the script API.
local books = require "books"
local expect = require "expect"
local words = require "words"

local checks = {}

-- A person of the program as the books write one: only what is in force of what is dated.
local function flat(company, code)
  local person, result = assert(company:person(code, {})), {}
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

local function expected(person)
  local result = {}
  for fact, value in pairs(person) do
    if not fact:find("@", 1, true) then result[fact] = value end
  end
  for _, name in ipairs { "grade", "graded_on" } do
    local value, at = books.in_force(person, name)
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

-- What the ledger says was done, by transaction.
local function commands(company)
  local list = {}
  for _, entry in ipairs(company:ledger()) do list[entry.number] = entry.command:gsub("^%-%-company main ", "") end
  return list
end

-- Nobody is moved unapproved, by two runs for one date, or past a ceiling that no person's word has lifted; and every
-- move names its run. The program's own words on it, without the model.
local function check_moves(play, company, run, txn, moved)
  local decisions = {}
  for d in company:decisions(run.id) do decisions[d.employee] = d end
  expect.equal("receipt", "cycle apply " .. run.id, commands(company)[txn])
  for code, before in pairs(moved) do
    local d = decisions[code]
    if not d or not d.approved or not d.applied or d.outcome ~= "direct" then
      expect.differ("unapproved", "%s was moved by run %d: %s", code, run.id, d and d.outcome or "no decision")
    end
    local now = company:person(code, {}).attributes
    for _, attribute in ipairs(now) do now[attribute.name] = attribute.value end
    if d.mark ~= "override" and words.rank[d.to] > words.ceiling(before.position) then
      expect.differ("ceiling", "%s, %s, was moved to %s", code, before.position, d.to)
    end
    local earlier = play.moves[code .. run.cycle .. run.as_of]
    if earlier and earlier:is_applied() and earlier ~= run then
      expect.differ("twice", "%s was moved by the runs %d and %d", code, earlier.id, run.id)
    end
    play.moves[code .. run.cycle .. run.as_of] = run
  end
end

function checks.after(play, step, before)
  local b = play.books
  play.program:read(function(store, company)
    expect.equal("head", b.txn, store:head().number)
    if b.txn == before or not company then return end
    local moved = {}
    for code, person in pairs(b.people) do
      local was = b.history[b.txn - 1][code] or {}
      if was ~= person then
        moved[code] = was
        if person.code then
          local got, history = flat(company, code)
          compare(code, expected(person), got)
          check_history(code, was, person, history, b.txn)
        else
          expect.equal("person", nil, company:person(code, {})) -- an import of newcomers was taken back
        end
      end
    end
    if step.act == "apply" then check_moves(play, company, play.runs[step.run], b.txn, moved) end
  end)
end

-- Everybody, and what every transaction says it was.
function checks.everybody(play)
  local b = play.books
  play.program:read(function(_, company)
    for _, code in ipairs(b:codes()) do compare(code, expected(b.people[code]), (flat(company, code))) end
    for number, command in pairs(commands(company)) do
      local want = b.kinds[number]
      expect.equal("ledger", want, command:sub(1, #want))
    end
  end)
end

return checks
