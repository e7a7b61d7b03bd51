-- cursus case open|list|show|do|attach|refuse|return|withdraw|reassign|excuse|reverse|pending
local json = require "cursus.json"
local sheet = require "cursus.sheet"
local cases = require "report.cases"
local words = require "report.words"
local triggers = require "cli.triggers"
local acts_sheet = require "cli.acts_sheet"
local printed = require "cli.printed"
local subcommands = require "cli.subcommands"
local warnings = require "cli.warnings"
local tr = require("cursus.message").tr

-- The day that is given, or today by the company's clock.
local function day_of(context, company, option, value)
  return value and context:day(option, value) or context:today(company.zone)
end

local function pairs_of(context, option, list)
  local out = {}
  for _, item in ipairs(list or {}) do
    local name, value = context.pair(option, item)
    out[name] = value
  end
  return out
end

-- "Title" or "Title=FILE", which is kept by its digest.
local function documents_of(context, list)
  local out = {}
  for _, item in ipairs(list or {}) do
    local title, path = item:match "^([^=]+)=(.+)$"
    out[title or item] = path and context.check(sheet.digest(path)) or true
  end
  return out
end

local function names_of(context, company)
  return function(code)
    local name = code and context.found(company:name(code))
    return name and code .. " " .. name or code or "–"
  end
end

-- The words of the pack of a case, for what is said of it.
local function words_of_case(context, company, database, code)
  local case = context.found(company:case(code, { today = context:today(company.zone) }))
  return words.reader(database)(case and case.pack), case
end

local function report_act(context, company, database, code, done)
  if context.report.format == "table" then
    local known, case = words_of_case(context, company, database, code)
    local act = case.acts[#case.acts]
    local stays = act.act == done.act and act.stage == done.stage and not act.to -- others are still to act there
    local where = done.stage
      and tr(stays and "case_still_at" or "case_now_at", known:stage(case.procedure, done.stage))
      or tr("case_now_ended", known:outcome(done.outcome))
    context:say(tr("case_act_done", code, done.act, where) .. (done.late and "  " .. tr "case_act_late" or ""))
    if act.act == done.act and act.total then context:say("  " .. cases.total_line(act)) end
  else
    local names, object = warnings.with(context, { "case", "act", "stage", "outcome", "late" },
      { case = code, act = done.act, stage = done.stage, outcome = done.outcome, late = done.late }, done.warnings)
    context.report:object(names, object)
  end
  warnings.say(context, done.warnings)
end

-- For writing. Facts that a killed command left behind open their cases first, so that repeating it ends in the same
-- state.
local function desk(context)
  local company, database = context:company "write"
  triggers(context, company)
  printed(context, company, database)
  return company, database
end

local function open(context, options)
  local company = desk(context)
  if options.run then
    local run = context.number(options.run, "bad_run")
    local count, warned = context.check(company:case_open_run { procedure = options.procedure, run = run })
    context:done(tr("cases_opened", count, run),
      warnings.with(context, { "run", "opened" }, { run = run, opened = count }, warned))
    warnings.say(context, warned)
    return 0
  end
  if not options.subject then context.usage(tr "case_open_needs") end
  local code, warned = context.check(company:case_open {
    procedure = options.procedure, subject = options.subject, set = pairs_of(context, "--set", options.set),
    comment = options.comment, on = options.on and context:day("--on", options.on),
    as_of = options.as_of and context:day("--as-of", options.as_of),
  })
  context:done(tr("case_opened", code, options.subject), warnings.with(context, { "case", "procedure", "subject" },
    { case = code, procedure = options.procedure, subject = options.subject }, warned))
  warnings.say(context, warned)
  triggers(context, company)
  return 0
end

local function list(context, options)
  local company, database = context:company "read"
  local heads = context.check(company:cases {
    open = options.open, subject = options.subject, procedure = options.procedure, stage = options.stage,
    run = options.run and context.number(options.run, "bad_run"), today = day_of(context, company),
    known_at = context:known_at(company, options.known_at),
  })
  context.report:rows(cases.columns(context.report.format), cases.rows(heads, words.reader(database)))
  return 0
end

local function show(context, options)
  local company, database = context:company "read"
  local as_of = day_of(context, company, "--as-of", options.as_of)
  local case = context.check(company:case(options.case, {
    viewer = context:actor(), known_at = context:known_at(company, options.known_at), today = as_of,
  }))
  if context.report.format == "json" then
    io.stdout:write(json.encode(case, { keys = cases.KEYS }), "\n")
  elseif context.report.format == "csv" then
    context.report:rows({ { "act" }, { "on" }, { "stage" }, { "verb" }, { "answer" }, { "actor" }, { "role" },
      { "reason" }, { "comment" }, { "to" }, { "ends" }, { "late" }, { "reversed_by" } }, case.acts)
  else
    local todo = {}
    for _, row in ipairs(context.check(company:todo { as_of = as_of })) do
      if row.case == case.case then todo[#todo + 1] = row end
    end
    cases.print(case, todo, names_of(context, company), words.reader(database))
  end
  return 0
end

-- What the options say of an act; the names are those of c:case_act.
local function doing(context, options)
  return {
    role = options.role, answer = options.answer, reason = options.clause or options.reason, comment = options.comment,
    on = options.on and context:day("--on", options.on), confirm = options.confirm or nil,
    set = pairs_of(context, "--set", options.set), scores = pairs_of(context, "--score", options.score),
    cells = pairs_of(context, "--cell", options.cell), documents = documents_of(context, options.document),
    forms = documents_of(context, options.form), no_send = options.no_send or nil,
  }
end

local function act(context, code, what)
  local company, database = desk(context)
  report_act(context, company, database, code, context.check(company:case_act(code, what)))
  triggers(context, company)
  printed(context, company, database)
  return 0
end

local function do_sheet(context, options)
  local company, database = desk(context)
  local acts = acts_sheet.read(context, options.sheet, options.stage_of_all)
  local left = options.answer and 0 or acts_sheet.leave_open(context, acts, options.sheet)
  acts_sheet.complete(acts, doing(context, options))
  local does = {}
  for _, head in ipairs(context.check(company:cases { open = true })) do does[head.case] = head.does end
  acts_sheet.refusals(acts, does)
  local results, text = company:case_acts(acts)
  if not results then context.fail(text) end
  acts_sheet.report(context, acts, results, function(code) return words_of_case(context, company, database, code) end)
  if text then context.fail(tr("case_sheet_refused", options.sheet)) end
  if left > 0 then context.warn(tr("case_sheet_blank", left)) end
  triggers(context, company)
  printed(context, company, database)
  return 0
end

local function carry(context, options)
  if options.sheet then return do_sheet(context, options) end
  if not options.case then context.usage(tr "case_do_needs") end
  local what = doing(context, options)
  what.stage = options.stage or options.stage_of_all
  return act(context, options.case, what)
end

local function with_verb(verb, more)
  return function(context, options)
    local what = doing(context, options)
    what.verb = verb
    if more then more(what, options, context) end
    return act(context, options.case, what)
  end
end

local function pending(context, options)
  local company, database = context:company "read"
  local rows = context.check(company:pending { as_of = day_of(context, company, "--as-of", options.as_of) })
  context.report:rows(cases.pending_columns(context.report.format),
    cases.pending_rows(rows, words.reader(database)))
  return 0
end

-- ---- options ----

local function case_argument(sub) sub:argument("case", tr "help_case_code"):argname "CASE" end
local function comment_option(sub) sub:option("--comment", tr "help_case_comment"):argname "TEXT" end
local function on_option(sub) sub:option("--on", tr "help_case_on"):argname "DATE" end
local function role_option(sub) sub:option("--role", tr "help_case_role"):argname "ROLE" end
local function many(sub, option, help, name) sub:option(option, help):argname(name):count "*" end
local function as_of_option(sub) sub:option("--as-of", tr "help_as_of"):argname "DATE" end
local function known_at_option(sub) sub:option("--known-at", tr "help_known_at"):argname "TIMESTAMP" end

local function spoken(sub)
  case_argument(sub)
  comment_option(sub)
  on_option(sub)
  role_option(sub)
end

-- To add a subcommand: a row here.
return subcommands("case", {
  { "open", open, function(sub)
    sub:argument("procedure", tr "help_case_procedure"):argname "PROCEDURE"
    sub:option("--subject", tr "help_case_subject"):argname "CODE"
    sub:option("--run", tr "help_case_run"):argname "RUN"
    many(sub, "--set", tr "help_case_set", "NAME=VALUE")
    as_of_option(sub)
    on_option(sub)
    comment_option(sub)
  end },
  { "list", list, function(sub)
    sub:flag("--open", tr "help_case_open_only")
    sub:option("--subject", tr "help_case_subject"):argname "CODE"
    sub:option("--procedure", tr "help_case_procedure"):argname "PROCEDURE"
    sub:option("--stage", tr "help_case_stage"):argname "STAGE"
    sub:option("--run", tr "help_case_run"):argname "RUN"
    known_at_option(sub)
  end },
  { "show", show, function(sub)
    case_argument(sub)
    as_of_option(sub)
    known_at_option(sub)
  end },
  { "do", carry, function(sub)
    sub:argument("case", tr "help_case_code"):argname "CASE":args "?"
    sub:argument("stage", tr "help_case_stage"):argname "STAGE":args "?"
    sub:option("--stage", tr "help_case_stage"):argname "STAGE":target "stage_of_all"
    sub:option("--sheet", tr "help_case_sheet"):argname "FILE"
    sub:option("--answer", tr "help_case_answer"):argname "ANSWER"
    sub:option("--reason", tr "help_case_reason"):argname "CLAUSE"
    many(sub, "--score", tr "help_case_score", "FORM[.ITEM]=POINTS")
    many(sub, "--set", tr "help_case_set", "NAME=VALUE")
    many(sub, "--document", tr "help_case_document", "TITLE[=FILE]")
    many(sub, "--form", tr "help_case_form", "FORM[=FILE]")
    many(sub, "--cell", tr "help_case_cell", "ROW=yes|no")
    sub:flag("--confirm", tr "help_case_confirm")
    sub:flag("--no-send", tr "help_case_no_send")
    comment_option(sub)
    on_option(sub)
    role_option(sub)
  end },
  { "attach", with_verb "attach", function(sub)
    spoken(sub)
    many(sub, "--document", tr "help_case_document", "TITLE[=FILE]")
    many(sub, "--form", tr "help_case_form", "FORM[=FILE]")
  end },
  { "refuse", with_verb "refuse", function(sub)
    spoken(sub)
    sub:option("--reason", tr "help_case_reason"):argname "CLAUSE"
  end },
  { "return", with_verb("return", function(what, options) what.to = options.to end), function(sub)
    spoken(sub)
    sub:option("--to", tr "help_case_to"):argname "STAGE"
  end },
  { "withdraw", with_verb "withdraw", spoken },
  { "reassign", with_verb("reassign", function(what, options)
    what.by, what.whom = options.to, options.from
  end), function(sub)
    spoken(sub)
    sub:option("--to", tr "help_case_reassign_to"):argname "CODE":count(1)
    sub:option("--from", tr "help_case_reassign_from"):argname "CODE"
  end },
  { "excuse", with_verb("excuse", function(what, options) what.whom = options.whom end), function(sub)
    case_argument(sub)
    sub:argument("whom", tr "help_case_excuse"):argname "CODE"
    comment_option(sub)
    on_option(sub)
    role_option(sub)
  end },
  { "reverse", with_verb("reverse", function(what, options, context)
    what.act = context.number(options.act, "bad_act")
    what.comment, what.reason = options.reason or options.comment, nil
  end), function(sub)
    case_argument(sub)
    sub:argument("act", tr "help_case_act"):argname "ACT"
    sub:option("--reason", tr "help_reason"):argname "TEXT"
    role_option(sub)
    on_option(sub)
  end },
  { "pending", pending, as_of_option },
})
