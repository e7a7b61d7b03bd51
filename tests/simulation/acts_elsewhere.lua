-- Another company in the same database, with people of the same codes, complaints of the same references and rounds
-- of the same days: whatever is done there is nothing to this one, and whatever is done here nothing to it. What it is
-- told is simple, so that its model is: a grade, a name and a number of complaints each.
local checks = require "checks"
local commands = require "commands"
local expect = require "expect"
local json = require "cursus.json"

local acts = {}

-- A command there; `kind` of the transaction that it is to write, nil: none.
local function there(play, step, list, kind)
  local answer = play.program:run(table.move(list, 1, #list, 3, { "--company", "elsewhere" }), step.at)
  expect.status("elsewhere", 0, answer)
  play:leave_cases(step, answer)
  if kind then play.books:commit(nil, step.at, kind) end
  play.books:settle()
  return answer
end

-- The other company begins with the policy that this one has then.
local function found(play, step)
  if play.there then return end
  local policy = play.policies[#play.policies] or {}
  play.there = { people = {}, refs = {}, rounds = {}, manager = policy.manager }
  there(play, step, { "init", "--timezone", play.zone }, "init")
  there(play, step, commands.load(play, { readings = policy.readings, manager = policy.manager,
    remark = policy.remark }), "policy load")
end

function acts.newcomer_elsewhere(play, step)
  found(play, step)
  local people, row = play.there.people, step.row
  if people[row.code] then return end
  there(play, step, commands.record("employees", row), "record")
  people[row.code] = { name = row.name, grade = row.grade, complaints = 0 }
  checks.elsewhere(play)
end

function acts.complaint_elsewhere(play, step)
  found(play, step)
  local person, refs = play.there.people[step.row.employee], play.there.refs
  if not person or not step.row.ref or refs[step.row.ref] then return end
  refs[step.row.ref] = true
  there(play, step, commands.record("events", step.row), "record")
  person.complaints = person.complaints + 1
  checks.elsewhere(play)
end

-- A round there moves somebody by a person's word.
function acts.round_elsewhere(play, step)
  found(play, step)
  local person, round = play.there.people[step.employee], step.cycle .. step.as_of
  if not person or play.there.rounds[round] then return end
  play.there.rounds[round] = true
  local plan = there(play, step, { "cycle", "plan", step.cycle, "--as-of", step.as_of })
  play.last_run = play.last_run + 1
  expect.equal("elsewhere", play.last_run, json.decode(plan.out).run)
  local run, by = tostring(play.last_run), play.there.manager or "Boss"
  local word = { "cycle", "override", run, step.employee, "--outcome", "direct", "--to", step.to, "--reason", "so" }
  there(play, step, word, "cycle override")
  there(play, step, { "cycle", "approve", run, "--by", by }, "cycle approve")
  there(play, step, { "cycle", "apply", run }, "cycle apply")
  if step.as_of >= (person.moved or "") then person.grade, person.moved = step.to, step.as_of end
  checks.elsewhere(play)
end

return acts
