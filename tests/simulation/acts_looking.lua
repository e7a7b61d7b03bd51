-- Acts that change nothing: the same questions have the same answers for ever.
local books = require "books"
local checks = require "checks"
local cycles = require "acts_cycles"
local expect = require "expect"
local json = require "cursus.json"
local judge = require "judge"
local words = require "words"

local acts = {}

local function from_json(d)
  local plain = {}
  for name, value in pairs(d) do
    if value ~= json.null then plain[name] = value end
  end
  plain.missing = plain.missing or {}
  return plain
end

function acts.replay(play, step)
  local run = play.runs[step.run]
  if not run then return end
  local answer = play:command(step, { "replay", tostring(run.id) })
  expect.status("replay", 0, answer)
  local got = json.decode(answer.out)
  expect.equal("replay", ("true %d"):format(#run.decisions), ("%s %d"):format(got.same, got.people))
end

-- The verdict of the rules, whatever people have said since; and how far it has got.
function acts.explain(play, step)
  local run = play.runs[step.run]
  if not run then return end
  local answer = play:command(step, { "explain", step.employee, "--run", tostring(run.id) })
  local state = run.states[step.employee]
  expect.status("explain", state and 0 or 1, answer)
  if not state then return end
  local got = from_json(json.decode(answer.out))
  expect.equal("explain", judge.line(state.planned), judge.line(got))
  expect.equal("explain", not not state.approved, got.approved)
  expect.equal("explain", not not state.applied, got.applied)
end

function acts.verify(play, step)
  local list, line = { "verify" }, play.heads[step.against]
  if line then table.move({ "--against", line }, 1, 2, 2, list) end
  local answer = play:command(step, list)
  expect.status("verify", 0, answer)
  local got = json.decode(answer.out:match "^[^\n]*")
  expect.equal("verify", play.books.txn, got.txns)
  play.heads[step.at] = ("head %d %s"):format(got.txns, got.head)
end

-- Everybody is as the books say, and every transaction what it was.
function acts.everybody(play) checks.everybody(play) end

-- A view as known at a time: kept the first time, the same for ever after.
local function keep_view(play, key, text)
  local kept = play.views[key]
  if kept then expect.equal("known-at " .. key, kept, text) end
  play.views[key] = text
end

function acts.view(play, step)
  local list = { "person", step.employee, "--known-at", step.known }
  if step.as_of then table.move({ "--as-of", step.as_of }, 1, 2, #list + 1, list) end
  local answer = play:command(step, list)
  local txn = play.books:known_at(step.known)
  local known = play.books:known(step.employee, txn)
  expect.status("view", known and 0 or 1, answer)
  if not known then return end
  local got = json.decode(answer.out)
  got.name, got.erased = nil, nil -- an erasure reaches back
  checks.known(play, step.employee, txn, step.as_of)
  keep_view(play, ("person %s %s %s"):format(step.employee, step.known, step.as_of or ""), json.encode(got))
end

-- The decisions of a plan as known at a time.
function acts.review(play, step)
  local label = "review " .. step.at
  cycles.plan(play, {
    act = "plan", at = step.at, label = label, cycle = step.cycle, as_of = step.as_of, known = step.known,
  })
  local run = play.runs[label]
  if run then
    keep_view(play, ("plan %s %s %s"):format(step.cycle, step.as_of, step.known), run.digest)
  end
end

-- ---- what if

local function set_dated(person, name, as_of, value)
  local _, at = books.in_force(person, name, as_of)
  person[name .. "@" .. (at or "")] = value
end

-- The person if a fact were so. Complaints of one day are one fact.
local function if_so(person, as_of, fact, value)
  local changed = {}
  for k, v in pairs(person) do changed[k] = v end
  local day = fact:match "^complaint:(.*)$"
  for number, event in pairs(books.instances_of(person, "event")) do
    if event.on == day then
      changed[("event:%d:upheld"):format(number)] = value
      if value == "yes" then changed[("event:%d:cause"):format(number)] = "personal" end
    end
  end
  if day then return changed end
  if fact == "as_of" then -- waiting, all else staying as it is: the grading is long ago
    set_dated(changed, "graded_on", as_of, "1990-01-01")
  elseif fact == "graded_on" or fact == "grade" then
    set_dated(changed, fact, as_of, value)
  else
    changed[fact] = value
  end
  return changed
end

local function target(d) return d and ("%s %s %d"):format(d.outcome, d.to or "-", d.steps) or "none" end

-- The verdict about somebody, with things assumed; and each change that it says would lift it does.
function acts.wonder(play, step)
  local list = { "explain", step.employee, "--cycle", step.cycle, "--as-of", step.as_of }
  local person = play.books:known(step.employee)
  local policy = judge.policy(play.policies, step.as_of, play.books.txn)
  for _, fact in ipairs(words.keys(step.assume)) do
    table.move({ "--assume", fact .. "=" .. step.assume[fact] }, 1, 2, #list + 1, list)
    person = person and if_so(person, step.as_of, fact, step.assume[fact])
  end
  local answer = play:command(step, list)
  local d = person and policy and judge.one(person, step.cycle, step.as_of, policy.readings)
  expect.status("wonder", d and 0 or 1, answer)
  if not d then return end
  local got = from_json(json.decode(answer.out))
  expect.equal("wonder", judge.line(d), judge.line(got))
  for _, change in ipairs(got.change) do
    local changed = person
    for _, fact in ipairs(change.facts) do changed = if_so(changed, step.as_of, fact.fact, fact.to) end
    local then_ = judge.one(changed, step.cycle, step.as_of, policy.readings)
    if target(then_) ~= target(from_json(change)) then
      expect.differ("change", "%s: %s\nthe model says %s", step.employee, change.text, judge.line(then_))
    end
  end
end

return acts
