-- Acts that set up a company and record facts: the words of the command, what the model expects, what it does to the
-- model.
local csv = require "csv"
local expect = require "expect"
local json = require "cursus.json"
local receipts = require "receipts"
local words = require "words"

local acts = {}

-- A pair of words for each entry, in order.
local function pairs_of(option, t, list)
  for _, name in ipairs(words.keys(t or {})) do
    list[#list + 1] = option
    list[#list + 1] = name .. "=" .. t[name]
  end
  return list
end

function acts.init(play, step)
  local answer = play:command(step, { "init", "--seed", tostring(step.seed), "--timezone", step.zone })
  expect.status("init", 0, answer)
  play.zone = step.zone
  play.books:commit(nil, step.at, "init")
end

-- ---- policy

-- The pack without the limit to steps by hand, which a case lifts that the model does not know. With a remark it is
-- another pack of the same meaning.
local function pack(play, remark)
  local copy = play.dir .. "/camera-care"
  assert(os.execute(([[rm -rf '%s' && cp -r '%s/policies/camera-care' '%s' && cd '%s' &&
    sed -i '/^  step = /d' chapter-8.lua && echo '-- %s' >>pack.lua]]):format(copy, play.source,
    copy, copy, remark or "as it is")))
  return copy
end

function acts.load(play, step)
  local list = { "policy", "load", pack(play, step.remark) }
  if step.effective then table.move({ "--effective", step.effective }, 1, 2, #list + 1, list) end
  if step.manager then table.move({ "--set", "general_manager=" .. step.manager }, 1, 2, #list + 1, list) end
  expect.status("load", 0, play:command(step, pairs_of("--reading", step.readings, list)))
  local txn = play.books:commit(nil, step.at, "policy load")
  table.insert(play.policies, {
    at = txn, effective = step.effective or "", readings = step.readings or {}, manager = step.manager,
    remark = step.remark, hash = receipts.adopted(play, txn),
  })
end

-- Another company in the same database, with people of the same codes: whatever is done there is nothing to this one.
function acts.elsewhere(play, step)
  local function there(list, kind)
    local answer = play.program:run(table.move({ "--company", "elsewhere" }, 1, 2, #list + 1, list), step.at)
    expect.status("elsewhere", 0, answer)
    play:leave_cases(step, answer)
    if json.decode(answer.out).batch ~= 0 then play.books:commit(nil, step.at, kind) end
    play.books:settle()
  end
  if not play.elsewhere then
    play.elsewhere = true
    there({ "init", "--timezone", play.zone }, "init")
    there({ "policy", "load", pack(play) }, "policy load")
  end
  for _, row in ipairs(step.rows) do
    local list = { "record", step.kind }
    for _, name in ipairs(words.keys(row)) do list[#list + 1] = name .. "=" .. row[name] end
    there(list, "record")
  end
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
  local fields = {}
  for name, value in pairs(step.row) do
    if name ~= "bad" then fields[name] = value end
  end
  local list = { "record", step.kind }
  for _, name in ipairs(words.keys(fields)) do list[#list + 1] = name .. "=" .. fields[name] end
  imported(play, step, play:command(step, list), report, d)
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
end

return acts
