-- Runs and their decisions for people.
local context = require "cli.context"
local date = require "cursus.date"
local out = require "report.out"
local text = require "cursus.text"
local tr = require("cursus.message").tr

local runs = {}

local OUTCOMES = { "direct", "panel", "not_met", "capped", "ineligible", "undetermined", "error" }

function runs.row(run)
  return {
    run = run.id, cycle = run.cycle, as_of = date.text(run.as_of), known = run.known, pack = run.pack,
    digest = run.digest, people = run.people, counts = run.counts, approved = run.approved, applied = run.applied,
  }
end

-- `words_of`: a function hash of a pack → its words, for a table.
function runs.rows(list, words_of)
  local rows = {}
  for i, run in ipairs(list) do
    rows[i] = runs.row(run)
    if words_of then rows[i].cycle = words_of(run.pack):cycle(run.cycle) end
    for _, outcome in ipairs(OUTCOMES) do rows[i][outcome] = run.counts[outcome] end
  end
  return rows
end

function runs.columns()
  local columns = {
    { "run", tr "col_run", align = "right" }, { "cycle", tr "col_cycle" }, { "as_of", tr "col_as_of" },
    { "people", tr "col_people", align = "right" },
  }
  for _, outcome in ipairs(OUTCOMES) do
    columns[#columns + 1] = { outcome, tr("outcome_" .. outcome), align = "right" }
  end
  columns[#columns + 1] = { "approved", tr "state_approved", align = "right" }
  columns[#columns + 1] = { "applied", tr "state_applied", align = "right" }
  return columns
end

function runs.head(run, words)
  return tr("run_head", run.id, words:cycle(run.cycle), date.text(run.as_of), run.people)
end

function runs.print_head(run, zone, words)
  out.write(runs.head(run, words), "\n")
  out.write(tr("run_receipt", run.pack:sub(1, 12), run.engine, run.known, date.time_text(run.planned, zone)),
    "\n\n")
end

local BAR = 40

-- The counts as bars: what one wants to see first.
function runs.print_plan(run, words)
  out.write(runs.head(run, words), "\n")
  local most, width = 1, 0
  for _, outcome in ipairs(OUTCOMES) do
    most = math.max(most, run.counts[outcome])
    width = math.max(width, text.width(tr("outcome_" .. outcome)))
  end
  for _, outcome in ipairs(OUTCOMES) do
    local count = run.counts[outcome]
    local bar = ("█"):rep((count * BAR + most - 1) // most)
    out.write(out.trim(("  %s %7d  %s"):format(text.pad(tr("outcome_" .. outcome), width), count, bar)), "\n")
  end
  out.write(tr("plan_next", run.id), "\n")
end

function runs.decision_columns()
  return {
    { "employee", tr "col_employee" }, { "name", tr "col_name" }, { "outcome", tr "col_outcome" }, { "from",
      tr "col_from" },
    { "to", tr "col_to" }, { "steps", tr "col_steps", align = "right" }, { "rule", tr "col_clause" },
    { "missing", tr "col_missing" }, { "state", tr "col_state" },
  }
end

local function state_of(decision)
  local words = {}
  if decision.mark then words[1] = tr("state_" .. decision.mark) end
  if decision.applied then
    words[#words + 1] = tr "state_applied"
  elseif decision.approved then
    words[#words + 1] = tr "state_approved"
  elseif decision.refused then
    words[#words + 1] = tr "case_outcome_refused" .. (decision.refusal and " [" .. decision.refusal .. "]" or "")
  end
  return table.concat(words, ", ")
end

-- An iterator of rows; `only` keeps one outcome. `words`: of the run's pack, for people; without them names stand.
function runs.decisions(company, id, only, words)
  local nextone = context.check(company:decisions(id))
  return function()
    for decision in nextone do
      if not only or decision.outcome == only then
        local outcome, from, to = decision.outcome, decision.from, decision.to
        if words then
          outcome, from, to = tr("outcome_" .. outcome), from and words:grade(from), to and words:grade(to)
        end
        return {
          employee = decision.employee, name = context.found(company:name(decision.employee)), outcome = outcome,
          from = from, to = to, steps = decision.steps ~= 0 and decision.steps or nil,
          rule = decision.rule or decision.clause, missing = decision.error or decision.missing,
          state = state_of(decision),
        }
      end
    end
  end
end

return runs
