-- cursus cycle ready|plan|list|show|override|hold|exclude|release|approve|apply|undo
local date = require "cursus.date"
local fs = require "cursus.fs"
local runs = require "report.runs"
local words = require "report.words"
local workbook = require "report.workbook"
local printed = require "cli.printed"
local subcommands = require "cli.subcommands"
local triggers = require "cli.triggers"
local warnings = require "cli.warnings"
local tr = require("cursus.message").tr

local OUTCOMES = { "direct", "panel", "not_met", "capped", "ineligible", "undetermined", "error" }

local function question(context, company, options)
  local as_of = context:day("--as-of", options.as_of)
  if as_of > context:today(company.zone) then context.warn(tr("as_of_future", options.as_of)) end
  return {
    cycle = options.name, as_of = as_of, known_at = context:known_at(company, options.known_at),
    seed = options.seed, threads = options.threads,
  }
end

local function ready(context, options)
  local company = context:company "read"
  local missing = context.check(company:ready(question(context, company, options)))
  if #missing == 0 and context.report.format == "table" then
    context:say(tr "nothing_missing")
    return 0
  end
  context.report:rows({
    { "fact", tr "col_fact" }, { "verdicts", tr "col_verdicts", align = "right" }, { "example", tr "col_example" },
  }, missing)
  return 0
end

local function plan(context, options)
  local company, database = context:company "write"
  local asked = question(context, company, options)
  local run = context.check(company:plan(asked))
  local known = words.reader(database)(run.pack)
  if run.month_unusual then
    context.warn(tr("month_unusual", date.month(asked.as_of), known:cycle(run.cycle)))
  end
  if context.report.format == "table" then
    runs.print_plan(run, known)
  else
    context.report:object({ "run", "cycle", "as_of", "known", "pack", "digest", "people", "counts" }, runs.row(run))
  end
  return 0
end

local function list(context)
  local company, database = context:company "read"
  local words_of = context.report.format == "table" and words.reader(database)
  context.report:rows(runs.columns(), runs.rows(context.check(company:runs()), words_of))
  return 0
end

local function run_id(context, options)
  return context.number(options.run, "bad_run")
end

-- What a run waits for as long as nobody opens its cases.
local function say_unopened(context, company, run)
  if context.report.format ~= "table" then return end
  local found = context.check(company:cases_unopened { run = run, today = context:today(company.zone) })
  if found.count > 0 then
    context:say(tr("cases_unopened", found.count, found.panel, found.procedure, run))
  end
end

local function show(context, options)
  local company, database = context:company "read"
  local run = context.check(company:run(run_id(context, options)))
  if options.out then
    local known = words.reader(database)(run.pack)
    local rows = runs.decisions(company, run.id, options.only, known)
    local count = workbook.write(context, options.out, known:cycle(run.cycle), runs.decision_columns(), rows,
      { runs.head(run, known) })
    context:done(tr("out_written", options.out, count), { "file", "rows" }, { file = options.out, rows = count })
    return 0
  end
  if context.report.format == "json" then
    io.stdout:flush()
    context.check(company:write_decisions(run.id, io.stdout))
    return 0
  end
  local known = context.report.format == "table" and words.reader(database)(run.pack)
  if known then runs.print_head(run, company.zone, known) end
  context.report:rows(runs.decision_columns(), runs.decisions(company, run.id, options.only, known))
  say_unopened(context, company, run.id)
  return 0
end

local function reason_of(context, options)
  if options.reason:match "^%s*$" then context.usage(tr "reason_empty") end
  return options.reason
end

local function override(context, options)
  local company = context:company "write"
  local run = run_id(context, options)
  context.check(company:override(run, options.employee, {
    outcome = options.outcome, to = options.to, reason = reason_of(context, options),
  }))
  context:done(tr("overridden", options.employee, tr("outcome_" .. options.outcome), options.run),
    { "run", "employee", "outcome" }, { run = run, employee = options.employee, outcome = options.outcome })
  return 0
end

local function marker(name)
  return function(context, options)
    local company = context:company "write"
    local run = run_id(context, options)
    context.check(company[name](company, run, options.employee, reason_of(context, options)))
    context:done(tr("marked_" .. name, options.employee, options.run), { "run", "employee", "did" },
      { run = run, employee = options.employee, did = name })
    return 0
  end
end

-- One employee code a line; blank lines and # comments are passed over.
local function codes_of(context, path)
  local content = context.check(fs.read(path))
  local codes = {}
  for line in (content:gsub("^\xef\xbb\xbf", "") .. "\n"):gmatch "(.-)\r?\n" do
    local code = line:match "^%s*(.-)%s*$"
    if code ~= "" and code:sub(1, 1) ~= "#" then codes[#codes + 1] = code end
  end
  if #codes == 0 then context.fail(tr("only_empty", path)) end
  return codes
end

local function approve(context, options)
  local company, database = context:company "write"
  local codes = options.only and codes_of(context, options.only)
  local run = run_id(context, options)
  printed(context, company, database)
  local approved, warned = context.check(company:approve(run, options.by, codes))
  warnings.say(context, warned)
  if context.report.format ~= "table" then
    context.report:object(warnings.with(context, { "run", "approved" }, { run = run, approved = approved }, warned))
  else
    context:say(approved == 0 and tr "nothing_to_approve" or tr("approved", approved, options.by))
    say_unopened(context, company, run)
  end
  printed(context, company, database)
  return 0
end

local function apply(context, options)
  local company = context:company "write"
  local run = run_id(context, options)
  local result = context.check(company:apply(run))
  triggers(context, company)
  if context.report.format ~= "table" then
    context.report:object({ "run", "applied", "waiting_panel", "already", "unapproved", "refused" }, {
      run = run, applied = result.applied, waiting_panel = result.waiting_panel, already = result.already,
      unapproved = result.unapproved, refused = result.refused,
    })
    return 0
  end
  context:say(result.applied == 0 and tr "nothing_to_apply" or tr("applied", result.applied))
  if result.waiting_panel > 0 then context:say(tr("waiting_panel", result.waiting_panel)) end
  local open = result.unapproved - result.refused
  if open > 0 then context:say(tr("unapproved", open)) end
  if result.refused > 0 then context:say(tr("refused_by_case", result.refused)) end
  say_unopened(context, company, run)
  return 0
end

-- What the case wrote, or the forms it printed, by acts that stand.
local function left_something(case)
  for _, row in ipairs(case.wrote or {}) do
    if not row.reversed_by then return true end
  end
  for _, act in ipairs(case.acts) do
    if act.made and not act.reversed_by then return true end
  end
  return false
end

-- An undone run leaves the cases of its decisions as they are; it is said which have to be taken back there.
local function say_cases(context, company, run)
  for _, head in ipairs(context.check(company:cases { run = run })) do
    if left_something(context.check(company:case(head.case, {}))) then
      context.warn(tr("undo_leaves_case", head.case, head.subject, head.case))
    end
  end
end

local function undo(context, options)
  local company = context:company "write"
  local run = run_id(context, options)
  local people = context.check(company:undo(run, reason_of(context, options)))
  if context.report.format ~= "table" then
    context.report:object({ "run", "undone" }, { run = run, undone = people })
  else
    context:say(people > 0 and tr("run_undone", run, people) or tr("nothing_to_undo", run))
  end
  if people > 0 then say_cases(context, company, run) end
  return 0
end

local function add_question(sub)
  sub:argument("name", tr "help_cycle_name"):argname "NAME"
  sub:option("--as-of", tr "help_as_of"):argname "DATE":count(1)
  sub:option("--known-at", tr "help_known_at"):argname "TIMESTAMP"
  sub:option("--seed", tr "help_seed"):argname "N":convert(math.tointeger)
  sub:option("--threads", tr "help_threads"):argname "N":convert(math.tointeger)
end

local function add_run(sub) sub:argument("run", tr "help_run_id"):argname "RUN" end

local function add_person(sub)
  add_run(sub)
  sub:argument("employee", tr "help_employee"):argname "EMPLOYEE"
  sub:option("--reason", tr "help_reason"):argname "TEXT":count(1)
end

-- To add a subcommand: a row here.
return subcommands("cycle", {
  { "ready", ready, add_question },
  { "plan", plan, add_question },
  { "list", list },
  { "show", show, function(sub)
    add_run(sub)
    sub:option("--only", tr "help_only_outcome"):argname "OUTCOME":choices(OUTCOMES)
    sub:option("--out", tr "help_out"):argname "FILE.xlsx"
  end },
  { "override", override, function(sub)
    add_person(sub)
    sub:option("--outcome", tr "help_outcome"):argname "OUTCOME":choices(OUTCOMES):count(1)
    sub:option("--to", tr "help_to"):argname "GRADE"
  end },
  { "hold", marker "hold", add_person },
  { "exclude", marker "exclude", add_person },
  { "release", marker "release", add_person },
  { "approve", approve, function(sub)
    add_run(sub)
    sub:option("--by", tr "help_by"):argname "NAME":count(1)
    sub:option("--only", tr "help_only_file"):argname "FILE"
  end },
  { "apply", apply, add_run },
  { "undo", undo, function(sub)
    add_run(sub)
    sub:option("--reason", tr "help_reason"):argname "TEXT":count(1)
  end },
})
