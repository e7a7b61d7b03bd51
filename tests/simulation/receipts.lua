-- What a run, and what people do to it, leave behind: the program's own receipts, asked through the script API.
local expect = require "expect"
local model = require "camera_care"
local words = require "words"

local receipts = {}

-- The hash of the pack that a transaction adopted.
function receipts.adopted(play, txn)
  return play.program:read(function(_, company)
    for _, adoption in ipairs(company:adoptions()) do
      if adoption.txn == txn then return adoption.hash end
    end
  end)
end

-- The run says by what it judged: whoever reads it needs nothing else.
function receipts.plan(play, run)
  local got = play.program:read(function(_, company) return company:run(run.id) end)
  local want = { cycle = run.cycle, as_of = words.day(run.as_of), known = run.known, pack = run.policy.hash,
    people = #run.decisions }
  for _, name in ipairs(words.keys(want)) do
    expect.equal("receipt", name .. " " .. want[name], name .. " " .. tostring(got[name]))
  end
  if (got.engine or "") == "" then expect.differ("receipt", "run %d names no engine", run.id) end
  expect.equal("receipt", run.policy.manager, got.settings.parameters.general_manager)
  for name, choices in pairs(model.readings) do
    expect.equal("receipt", name .. "=" .. (run.policy.readings[name] or choices[1]),
      name .. "=" .. tostring(got.settings.readings[name]))
  end
end

-- The newest word of the approver: whose, and for whom.
function receipts.approval(play, run, step, count, txn)
  local list = play.program:read(function(_, company) return company:approvals(run.id) end)
  local got = list[#list]
  expect.equal("receipt", ("%d by %s"):format(txn, step.by), ("%d by %s"):format(got.txn, got.by))
  if (got.codes == nil) ~= (step.only == nil) or got.codes and #got.codes ~= count then
    expect.differ("receipt", "the approval %d is for %d people", got.txn, got.codes and #got.codes or -1)
  end
end

-- What was said about somebody, by whom and why. A release leaves nothing to show.
function receipts.mark(play, run, step, reason)
  if step.kind == "release" then return end
  local d = play.program:read(function(_, company) return company:decision(run.id, step.employee) end)
  expect.equal("receipt", ("%s by %s: %s"):format(step.kind, "Ann", reason),
    ("%s by %s: %s"):format(d.mark, d.mark_by, d.mark_reason))
end

-- Somebody had approved the move before.
function receipts.moved(company, run, txn, code)
  for _, approval in ipairs(company:approvals(run.id)) do
    local listed = approval.codes == nil
    for _, other in ipairs(approval.codes or {}) do listed = listed or other == code end
    if listed and approval.txn < txn then return end
  end
  expect.differ("unapproved", "%s was moved by run %d without anybody's word", code, run.id)
end

return receipts
