-- Acts that set up a company and record facts: the words of the command, what the model expects, what it does to the
-- model.
local checks = require "checks"
local commands = require "commands"
local csv = require "csv"
local expect = require "expect"
local json = require "cursus.json"
local receipts = require "receipts"

local acts = {}

function acts.init(play, step)
  local answer = play:command(step, { "init", "--seed", tostring(step.seed), "--timezone", step.zone })
  expect.status("init", 0, answer)
  play.zone = step.zone
  play.books:commit(nil, step.at, "init")
end

-- ---- policy

function acts.load(play, step)
  expect.status("load", 0, play:command(step, commands.load(play, step)))
  local txn = play.books:commit(nil, step.at, "policy load")
  table.insert(play.policies, {
    at = txn, effective = step.effective or "", readings = step.readings or {}, manager = step.manager,
    remark = step.remark, hash = receipts.adopted(play, txn),
  })
end

-- ---- facts

local columns = {
  employees = { "code", "name", "position", "grade", "status", "hired_on", "confirmed_on", "graded_on", "left_on",
    "department", "manager" },
  ratings = { "employee", "period", "rating" },
  events = { "employee", "on", "kind", "cause", "upheld", "ref" },
  absences = { "employee", "from", "to", "kind" },
}

-- The report as the model expects it, and what becomes of it.
local function imported(play, step, answer, report, d)
  local refused = report.rejected > 0 and not step.valid_only
  expect.status("import", refused and 1 or 0, answer)
  local got = json.decode(answer.out:match "^[^\n]*")
  for _, name in ipairs { "rows", "added", "corrected", "same", "rejected" } do
    expect.equal("import", name .. " " .. report[name], name .. " " .. tostring(got and got[name]))
  end
  local nothing = refused or step.dry_run or report.added + report.corrected == 0
  if nothing then return expect.equal("import", 0, got.batch or 0) end
  local txn = play.books:commit(d, step.at, step.act)
  expect.equal("import", txn, got.batch)
  play.batches[step.label] = txn
end

function acts.import(play, step)
  local path = ("%s/%s.csv"):format(play.dir, step.label)
  csv.write(path, columns[step.kind], step.rows)
  local list = { "import", step.kind, path }
  if step.valid_only then list[#list + 1] = "--valid-only" end
  if step.dry_run then list[#list + 1] = "--dry-run" end
  local report, d = play.books:import(step.kind, step.rows)
  imported(play, step, play:command(step, list), report, d)
  os.remove(path)
end

function acts.record(play, step)
  local report, d = play.books:import(step.kind, { step.row })
  imported(play, step, play:command(step, commands.record(step.kind, step.row)), report, d)
end

function acts.unimport(play, step)
  local batch = play.batches[step.batch]
  if not batch then return end
  local answer = play:command(step, { "import", "undo", tostring(batch) })
  if play.books.batches[batch] then return expect.status("unimport", 1, answer) end
  local d, people = play.books:undo_batch(batch)
  expect.status("unimport", d and 0 or 1, answer)
  if not d then return expect.named("unimport", answer, people, people) end
  expect.equal("unimport", people, json.decode(answer.out).people)
  play.books.batches[batch] = play.books:commit(d, step.at, "import undo")
end

function acts.erase(play, step)
  local known = play.books:known(step.employee)
  local answer = play:command(step, { "erase", step.employee, "--reason", "asked to be forgotten" })
  expect.status("erase", known and 0 or 1, answer)
  if not known then return end
  local d = play.books:draft()
  d:set(step.employee, "name", nil)
  play.books.erased[step.employee] = true
  play.books:commit(d, step.at, "erase")
  checks.erased(play, step.employee)
end

return acts
