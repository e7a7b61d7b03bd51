-- Scenarios of cases: people, roles, and what they do day by day, with what each step must lead to. The form is in
-- docs/policy-language.md, "Stories". Each is told in a database of its own, as the clock never goes back.
local date = require "cursus.date"
local json = require "cursus.json"
local forms = require "report.forms"
local rows_of = require "policy.rows"
local store = require "cursus.store"
local tr = require("cursus.message").tr

local stories = {}

-- Of a scenario: is it a story?
function stories.is_story(scenario) return scenario.procedure ~= nil or scenario.acts ~= nil end

local function stamp(database, story, day, actor)
  local now = date.time_parse(day .. "T12:00:00", "UTC")
  if not now then error(tr("bad_date", story.file, tostring(day)), 0) end
  database:stamp { now = now, actor = actor or "policy test", command = "policy test" }
end

local function to_days(story, text)
  local day = text and date.parse(text)
  if text and not day then error(tr("bad_date", story.file, tostring(text)), 0) end
  return day
end

-- -- the cast

local function plain(fields)
  local row = {}
  for name, value in pairs(fields) do
    if not rows_of.LISTS[name] then row[name] = value end
  end
  return row
end

local function role_rows(roles)
  local rows = {}
  for _, role in ipairs(rows_of.sorted_keys(roles or {})) do
    local holders = roles[role]
    if type(holders) == "string" then holders = { holders } end
    for _, holder in ipairs(holders) do
      if type(holder) == "string" then holder = { employee = holder } end
      rows[#rows + 1] = {
        role = role, employee = holder.employee, per = holder.per, from = holder.from, to = holder.to,
      }
    end
  end
  return rows
end

-- Everything that is on record before the story begins.
local function cast(story)
  local rows = { employees = {}, ratings = {}, events = {}, absences = {}, metrics = {} }
  local people = { P = story.person }
  for code, fields in pairs(story.people or {}) do people[code] = fields end
  for _, code in ipairs(rows_of.sorted_keys(people)) do
    local row = plain(people[code])
    row.code = code
    row.status = row.status or "confirmed"
    row.hired_on = row.hired_on or "2015-01-05"
    rows.employees[#rows.employees + 1] = row
    rows_of.collect(rows, code, people[code], story.as_of)
  end
  rows.roles = role_rows(story.roles)
  rows.relations, rows.delegations = story.relations or {}, story.delegations or {}
  for kind, list in pairs(story.subjects or {}) do
    rows[kind] = {}
    for _, code in ipairs(rows_of.sorted_keys(list)) do
      local row = plain(list[code])
      row.code = code
      table.insert(rows[kind], row)
    end
  end
  return rows
end

-- -- what is done

local function company_of(context, database, pack, story)
  context.check(database:create_company("story", "UTC"))
  local company = context.check(database:company "story")
  context.check(company:adopt(pack.hash, rows_of.settings(story)))
  return company
end

local ACT_FIELDS = {
  "verb", "answer", "reason", "comment", "to", "whom", "by", "act", "set", "scores", "documents", "forms", "cells",
  "role", "confirm",
}

local function act_of(act)
  local out = { stage = act.stage }
  for _, field in ipairs(ACT_FIELDS) do out[field] = act[field] end
  for i, title in ipairs(act.documents or {}) do
    out.documents = i == 1 and {} or out.documents
    out.documents[title] = true
  end
  return out
end

-- Of what guards warned of.
local function clauses_of(warnings)
  local clauses = {}
  for i, warning in ipairs(warnings) do clauses[i] = warning.clause or warning.text end
  return clauses
end

-- The verbs of a story beside acts of a case; each gives a result and the text of a refusal.
local steps = {}

function steps.record(world, act)
  local before = world.database:head().number
  local report, text = world.company:import { kind = act.record, row = act.row }
  local problem = report and report.problems and report.problems[1]
  if text then return nil, problem and problem.reason or text end
  local opened, failed = 0, nil
  for _, item in ipairs(world.context.check(world.company:case_triggers(before))) do
    if item.error then failed = item.error else opened = opened + 1 end
  end
  return { opened = opened, failed = failed, warnings = #(report.problems or {}) }
end

function steps.plan(world, act)
  local run = world.company:plan { cycle = act.plan, as_of = to_days(world.story, act.as_of or act.on), threads = 1 }
  world.run = run and run.id
  return run and { counts = run.counts, unusual = run.month_unusual }
end

function steps.open(world, act)
  local opening = {
    procedure = act.open, subject = act.subject or "P", on = to_days(world.story, act.on), set = act.set,
    as_of = to_days(world.story, act.as_of),
  }
  if act.run then
    local count, text = world.company:case_open_run { procedure = act.open, run = world.run }
    if not count then return nil, text end
    for _, item in ipairs(world.company:cases { run = world.run }) do
      if item.subject == opening.subject then world.case = item.case end
    end
    return { opened = count }
  end
  local code, text = world.company:case_open(opening)
  if not code then return nil, text end
  world.case = code
  return { warnings = clauses_of(text) }
end

function steps.approve(world, act)
  local approved, text = world.company:approve(world.run, act.by or act.actor, act.only)
  if not approved then return nil, text end
  return { approved = approved, warnings = clauses_of(text) }
end

function steps.apply(world)
  local result, text = world.company:apply(world.run)
  if result then result.refused = nil end -- how many; in a result it says that the act was refused
  return result, text
end

function steps.override(world, act)
  local done, text = world.company:override(world.run, "P", {
    outcome = act.override, to = act.to, reason = act.reason or "story",
  })
  return done and {}, text
end

-- The newest case of a procedure, for a story that goes on there.
function steps.case(world, act)
  for _, item in ipairs(world.company:cases { procedure = act.case }) do world.case = item.case end
  return {}
end

local function act_on_case(world, act)
  if not world.case then return nil, tr "scenario_no_case" end
  local doing = act_of(act)
  doing.on = to_days(world.story, act.on)
  local result, text = world.company:case_act(world.case, doing)
  if result then result.warnings = clauses_of(result.warnings) end
  return result, text
end

-- Plays the acts; one result an act: what it gave, or { refused = text }.
local function play(context, company, database, story)
  local world = { context = context, company = company, database = database, story = story }
  local results, today = {}, story.as_of
  for i, act in ipairs(story.acts or {}) do
    today = act.recorded or act.on or today
    stamp(database, story, today, act.actor)
    local step = act_on_case
    for name, function_of in pairs(steps) do
      if act[name] ~= nil then step = function_of end
    end
    local result, text = step(world, act)
    if type(result) ~= "table" then result = { refused = text or "?" } end
    local case = world.case and company:case(world.case, { today = to_days(story, today) })
    if case then
      result.at, result.due, result.ended, result.why = case.stage, case.due, case.outcome, case.reason
      result.late_by = case.late
    end
    results[i] = result
  end
  return results, world, today
end

-- What the forms last printed of these names say in both languages, without their tags.
local function forms_shown(world, wanted)
  local render, last, said = world.context.check(forms.renderer(world.company, world.database)), {}, {}
  for _, row in ipairs(world.context.check(world.company:forms {})) do last[row.form] = row end
  for name in pairs(wanted) do
    local row = last[name]
    if row then row.document, row.language = world.context.check(render(row)), forms.languages end
    for _, language in ipairs(row and { "en", "zh" } or {}) do
      local words = forms.in_language(language, forms.named, world.company, row)
      said[name] = (said[name] or "") .. words:gsub("<[^>]*>", " "):gsub("%s+", " ")
    end
  end
  return said
end

-- What the story has come to: the facts of the person, the cases, the inbox.
local function outcome(world, story, today)
  local company, last = world.company, to_days(story, story.expect and story.expect.on or today)
  local case = world.case and company:case(world.case, { today = last }) or nil
  local facts = {}
  local person = company:person("P", { as_of = last })
  for _, attribute in ipairs(person and person.attributes or {}) do facts[attribute.name] = attribute.value end
  local opened = {}
  for _, item in ipairs(company:cases {}) do opened[#opened + 1] = item.procedure end
  local todo, overdue = {}, {}
  for _, item in ipairs(company:todo { as_of = last }) do
    todo[#todo + 1] = (item.actor or "-") .. " " .. (item.stage or "")
    if item.late then overdue[#overdue + 1] = todo[#todo] end
  end
  local made, late = {}, false
  for _, act in ipairs(case and case.acts or {}) do
    late = late or act.late ~= nil
    for form in pairs(act.made or {}) do made[#made + 1] = form end
  end
  table.sort(made)
  local events = {}
  for _, event in ipairs(person and person.events or {}) do events[#events + 1] = event.kind end
  local spans = {}
  for _, span in ipairs(person and person.spans or {}) do
    spans[#spans + 1] = ("%s %s..%s"):format(span.kind or "", span.from or "", span.to or "")
  end
  local wrote = {}
  for _, item in ipairs(case and case.wrote or {}) do
    wrote[#wrote + 1] = ("%s %s %s [%s]"):format(item.on or "", item.name, item.value or "", item.clause or "")
  end
  return {
    stage = case and case.stage, outcome = case and case.outcome, reason = case and case.reason,
    due = case and case.due, late = late,
    facts = facts, opened = opened, todo = todo, overdue = overdue, inbox = #todo, forms = made, events = events,
    spans = spans, known = case and case.known, wrote = wrote,
    shows = story.expect and story.expect.shows and forms_shown(world, story.expect.shows),
  }
end

-- -- what had to come of it

local function shown(value)
  return type(value) == "table" and json.encode(value) or tostring(value)
end

local function compare(wrong, what, want, have)
  if type(want) == "table" and #want == 0 and next(want) then
    for name, value in pairs(want) do
      local got = type(have) == "table" and have[name]
      if shown(got) ~= shown(value) then
        wrong[#wrong + 1] = tr("scenario_difference", what .. "." .. name, shown(value), shown(got))
      end
    end
  elseif type(want) == "table" then
    local held = {}
    for _, item in ipairs(have or {}) do held[item] = true end
    for _, item in ipairs(want) do
      if not held[item] then wrong[#wrong + 1] = tr("scenario_difference", what, shown(item), shown(have)) end
    end
  elseif shown(want) ~= shown(have) then
    wrong[#wrong + 1] = tr("scenario_difference", what, shown(want), shown(have))
  end
end

local function check_act(wrong, number, act, result)
  local name = ("%d %s"):format(number, act.stage or act.open or act.record or act.plan or "")
  if act.refused then
    local text = result.refused
    if not text then
      local refused = "refused " .. tostring(act.refused)
      wrong[#wrong + 1] = tr("scenario_difference", name, refused, json.encode(result))
    elseif act.refused ~= true and not text:find(act.refused, 1, true) then
      wrong[#wrong + 1] = tr("scenario_difference", name, act.refused, text)
    end
    return
  end
  if result.refused then
    wrong[#wrong + 1] = tr("scenario_difference", name, "ok", result.refused)
    return
  end
  for field, want in pairs(act.expect or {}) do compare(wrong, name .. "." .. field, want, result[field]) end
end

-- Plays the story in the folder: its output (one text for comparing), and a function that lists what is wrong.
function stories.play(context, pack, story, folder)
  local database <close> = context.check(store.open(folder .. "/story.db", "create"))
  stamp(database, story, story.as_of)
  context.check(database:keep_pack(pack))
  local company = company_of(context, database, pack, story)
  rows_of.import(context, company, folder, cast(story))
  local results, world, today = play(context, company, database, story)
  local final = outcome(world, story, today)
  return { results = results, final = final }, function()
    local wrong = {}
    for i, act in ipairs(story.acts or {}) do check_act(wrong, i, act, results[i]) end
    for form, texts in pairs(story.expect and story.expect.shows or {}) do
      for _, wanted in ipairs(texts) do
        local said = final.shows[form] or ""
        if not said:find(wanted, 1, true) then
          wrong[#wrong + 1] = tr("scenario_difference", "shows." .. form, wanted, said)
        end
      end
    end
    for field, want in pairs(story.expect or {}) do
      if field ~= "on" and field ~= "shows" then compare(wrong, field, want, final[field]) end
    end
    return wrong
  end
end

return stories
