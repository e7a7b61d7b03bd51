-- Acts of a cycle, from its plan to its undo. A run is called by the label that its plan gives it; an act on a run that
-- is not in the story (any more) does nothing.
local expect = require "expect"
local json = require "cursus.json"
local judge = require "judge"
local receipts = require "receipts"
local runs = require "runs"
local words = require "words"

local acts = {}

-- The newest run with the same receipt that nobody has acted on: planning again gives it.
local function same_run(play, receipt)
  for i = #play.run_list, 1, -1 do
    local run = play.run_list[i]
    if not run.acted and run.cycle == receipt.cycle and run.as_of == receipt.as_of and run.known == receipt.known
      and judge.settings(run.policy) == judge.settings(receipt.policy) then
      return run
    end
  end
end

local function first_difference(want, got)
  local left, right = want:gmatch "([^\n]*)\n", got:gmatch "([^\n]*)\n"
  while true do
    local a, b = left(), right()
    if a ~= b or not a then
      return expect.differ("decisions", "the model says %s\nthe program  %s", a or "none", b or "none")
    end
  end
end

-- The decisions that the program shows are the model's.
function acts.show(play, step)
  local run = play.runs[step.run]
  if not run then return end
  local answer = play:command(step, { "cycle", "show", tostring(run.id) })
  expect.status("show", 0, answer)
  local want = run:lines()
  if answer.out ~= want then first_difference(want, answer.out) end
end

function acts.plan(play, step)
  local list = { "cycle", "plan", step.cycle, "--as-of", step.as_of }
  if step.known then table.move({ "--known-at", step.known }, 1, 2, #list + 1, list) end
  local answer = play:command(step, list)
  local known = step.known and play.books:known_at(step.known) or play.books.txn
  local policy = judge.policy(play.policies, step.as_of, known)
  expect.status("plan", policy and 0 or 1, answer)
  if not policy then return end
  local receipt = { cycle = step.cycle, as_of = step.as_of, known = known, policy = policy }
  local run, got = same_run(play, receipt), json.decode(answer.out)
  receipt.id = run and run.id or play.last_run + 1
  expect.equal("plan", ("run %d known %d"):format(receipt.id, known), ("run %d known %d"):format(got.run, got.known))
  if not run then
    run = runs.new(receipt, judge.everybody(play.books, step.cycle, step.as_of, known, policy.readings))
    run.digest = got.digest
    play.run_list[#play.run_list + 1], play.last_run = run, run.id
    receipts.plan(play, run)
  end
  expect.equal("plan", run.digest, got.digest)
  play.runs[step.label] = run
  acts.show(play, { at = step.at, run = step.label })
end

function acts.ready(play, step)
  local answer = play:command(step, { "cycle", "ready", step.cycle, "--as-of", step.as_of })
  local policy = judge.policy(play.policies, step.as_of, play.books.txn)
  expect.status("ready", policy and 0 or 1, answer)
  if not policy then return end
  local counts, list = {}, {}
  for _, d in ipairs(judge.everybody(play.books, step.cycle, step.as_of, play.books.txn, policy.readings)) do
    for _, fact in ipairs(d.missing) do counts[fact] = (counts[fact] or 0) + 1 end
  end
  for _, fact in ipairs(words.keys(counts)) do list[#list + 1] = { fact, counts[fact] } end
  table.sort(list, function(a, b) return a[2] == b[2] and a[1] < b[1] or a[2] > b[2] end)
  local got = {}
  for line in answer.out:gmatch "[^\n]+" do
    local row = json.decode(line)
    got[#got + 1] = row.fact .. " " .. row.verdicts
  end
  for i, row in ipairs(list) do list[i] = row[1] .. " " .. row[2] end
  expect.equal("ready", table.concat(list, ", "), table.concat(got, ", "))
end

function acts.mark(play, step)
  local run = play.runs[step.run]
  if not run then return end
  local reason = "the committee at " .. step.at
  local list = { "cycle", step.kind, tostring(run.id), step.employee, "--reason", reason }
  if step.outcome then table.move({ "--outcome", step.outcome }, 1, 2, #list + 1, list) end
  if step.to then table.move({ "--to", step.to }, 1, 2, #list + 1, list) end
  local answer = play:command(step, list)
  local done = run:mark(step.kind, step.employee, step.outcome, step.to)
  expect.status("mark", done and 0 or 1, answer)
  if not done then return end
  play.books:commit(nil, step.at, "cycle " .. step.kind)
  receipts.mark(play, run, step, reason)
end

function acts.approve(play, step)
  local run = play.runs[step.run]
  if not run then return end
  local list = { "cycle", "approve", tostring(run.id), "--by", step.by }
  if step.only then
    local path = play.dir .. "/only.txt"
    local file = assert(io.open(path, "w"))
    assert(file:write(table.concat(step.only, "\n"), "\n"))
    file:close()
    table.move({ "--only", path }, 1, 2, #list + 1, list)
  end
  local answer = play:command(step, list)
  local count = run:approve(step.by, step.only)
  expect.status("approve", count and 0 or 1, answer)
  if not count then return end
  expect.equal("approve", count, json.decode(answer.out).approved)
  if count == 0 then return end
  receipts.approval(play, run, step, count, play.books:commit(nil, step.at, "cycle approve"))
end

-- The other run of this cycle and date that is applied.
local function rival(play, run)
  for _, other in ipairs(play.run_list) do
    local same = other.cycle == run.cycle and other.as_of == run.as_of
    if other ~= run and same and other:is_applied() then return other end
  end
end

local function expect_counts(want, answer)
  local got = json.decode(answer.out)
  for _, name in ipairs { "applied", "waiting_panel", "already", "unapproved" } do
    expect.equal("apply", name .. " " .. want[name], name .. " " .. got[name])
  end
end

function acts.apply(play, step)
  local run = play.runs[step.run]
  if not run then return end
  local answer = play:command(step, { "cycle", "apply", tostring(run.id) })
  local counts, whom = run:outlook()
  if #whom == 0 then
    expect.status("apply", 0, answer)
    return expect_counts(counts, answer)
  end
  local other = rival(play, run)
  if other then
    expect.status("apply", 1, answer)
    if not answer.err:find(("run %d "):format(other.id), 1, true) then
      expect.differ("rival", "run %d is not named: %s", other.id, answer.err)
    end
    return
  end
  local must, may = run:changed(play.books)
  if next(must) then expect.status("apply", 1, answer) end
  if answer.status == 1 then return expect.named("stale", answer, must, may) end
  expect_counts(counts, answer)
  local d, wrote = run:apply(play.books, whom)
  run:applied(play.books:commit(d, step.at, "cycle apply " .. run.id), wrote)
end

function acts.undo(play, step)
  local run = play.runs[step.run]
  if not run then return end
  local answer = play:command(step, { "cycle", "undo", tostring(run.id), "--reason", "a mistake" })
  local d, people = run:undo(play.books)
  expect.status("undo", d and 0 or 1, answer)
  if not d then return expect.named("undo", answer, people, people) end
  expect.equal("undo", people, json.decode(answer.out).undone)
  if run:is_applied() then run:undone(play.books:commit(d, step.at, "cycle undo")) end
end

return acts
