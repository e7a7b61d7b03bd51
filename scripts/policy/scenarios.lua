-- A pack's own tests: people as plain tables with the verdict and the clause they must get. They run through the
-- whole program: a database of their own, the pack adopted, the facts imported, the cycle planned. The form is in
-- docs/policy-language.md, "Scenarios".
local date = require "cursus.date"
local fs = require "cursus.fs"
local json = require "cursus.json"
local out = require "report.out"
local policy = require "cursus.policy"
local rows_of = require "policy.rows"
local store = require "cursus.store"
local stories = require "policy.stories"
local tr = require("cursus.message").tr
local wrong_in = require "policy.scenario_form"

local scenarios = {}

-- The scenario files of the pack, by name.
local function pack_files(context, dir)
  local folder, files = dir .. "/tests", {}
  local mode = fs.attributes(folder, "mode")
  if not mode then return files end
  if mode ~= "directory" then context.fail(tr("scenario_folder", folder)) end
  for name in fs.dir(folder) do
    if name:match "%.lua$" then files[#files + 1] = name end
  end
  table.sort(files)
  return files
end

-- Scenario files are the pack's, so they are as untrusted as it is: run in a policy state, only their data comes out.
local function read_file(context, dir, name)
  local list = context.check(policy.data(dir, "tests/" .. name))
  if type(list) ~= "table" then context.fail(tr("scenario_form", name)) end
  return list
end

-- How a scenario is run: "story" (cases), "recorded" (what guards say of the person) or "planned".
function scenarios.kind(scenario)
  local expect = scenario.expect or {}
  if stories.is_story(scenario) then return "story" end
  return (expect.warnings ~= nil or expect.blocked ~= nil) and "recorded" or "planned"
end

local function load_all(context, dir)
  local all = {}
  for _, name in ipairs(pack_files(context, dir)) do
    for i, scenario in ipairs(read_file(context, dir, name)) do
      local wrong = wrong_in(scenario, scenarios.kind)
      if wrong then context.fail(tr(wrong[1], name, i, table.unpack(wrong, 2))) end
      scenario.file, scenario.index, scenario.number = name, i, #all + 1
      local judged = scenario.cycle or scenarios.kind(scenario) ~= "planned"
      if not (judged and scenario.as_of and scenario.person and (scenario.expect or scenario.acts)) then
        context.fail(tr("scenario_incomplete", scenario.file, i))
      end
      all[#all + 1] = scenario
    end
  end
  return all
end

-- clause -> how many scenarios assert it
function scenarios.count(context, _, dir)
  local counts = {}
  for _, scenario in ipairs(load_all(context, dir)) do
    local clauses = type(scenario.clause) == "table" and scenario.clause or { scenario.clause }
    for _, clause in ipairs(clauses) do counts[clause] = (counts[clause] or 0) + 1 end
  end
  return counts
end

-- Scenarios with the same settings share a company.
local function group(all)
  local groups, order = {}, {}
  for _, scenario in ipairs(all) do
    local settings = rows_of.settings(scenario)
    local key = json.encode(settings)
    if not groups[key] then
      groups[key] = { settings = settings, list = {} }
      order[#order + 1] = groups[key]
    end
    table.insert(groups[key].list, scenario)
  end
  return order
end

-- The same in whatever company: what is said of two versions of a pack is compared.
local function code_of(scenario) return ("T%06d"):format(scenario.number) end

local function collect(list)
  local rows = { employees = {}, ratings = {}, events = {}, absences = {}, metrics = {} }
  for _, scenario in ipairs(list) do
    scenario.code = code_of(scenario)
    local employee = { code = scenario.code }
    for name, value in pairs(scenario.person) do
      if not rows_of.LISTS[name] then employee[name] = value end
    end
    table.insert(rows.employees, employee)
    rows_of.collect(rows, scenario.code, scenario.person, scenario.as_of)
  end
  return rows
end

local FIELDS = { "outcome", "rule", "from", "to", "steps", "clause", "unusual" }

local function differences(expect, got)
  local list = {}
  if not got.outcome then
    if expect.outcome ~= "none" then list[1] = tr("scenario_no_decision", tostring(expect.outcome)) end
    return list
  end
  for _, field in ipairs(FIELDS) do
    local want, have = expect[field], got[field]
    if want ~= nil and want ~= have then
      list[#list + 1] = tr("scenario_difference", field, tostring(want), tostring(have))
    end
  end
  if expect.missing then
    local want, have = table.concat(expect.missing, " "), table.concat(got.missing or {}, " ")
    if want ~= have then list[#list + 1] = tr("scenario_difference", "missing", want, have) end
  end
  return list
end

-- The clause of a scenario must be cited: by the decision, or by a line of its explanation.
local function cites(company, run, scenario, got)
  local wanted = type(scenario.clause) == "table" and scenario.clause or { scenario.clause }
  if #wanted == 0 or not got.outcome then return {} end
  local cited = { [got.rule or ""] = true, [got.clause or ""] = true }
  local explanation = company:explain(scenario.code, { run = run })
  for _, line in ipairs(explanation and explanation.lines or {}) do cited[line.clause or ""] = true end
  local list = {}
  for _, clause in ipairs(wanted) do
    if not cited[clause] then list[#list + 1] = tr("scenario_not_cited", clause) end
  end
  return list
end

-- each(scenario, output, wrong): `output` is what the program says of the person, `wrong` gives what is wrong with it.

local function judge_group(context, company, list, each)
  local runs = {}
  for _, scenario in ipairs(list) do
    local key = scenario.cycle .. " " .. scenario.as_of
    if not runs[key] then
      local as_of = date.parse(scenario.as_of)
      if not as_of then context.fail(tr("bad_date", scenario.file .. " as_of", tostring(scenario.as_of))) end
      runs[key] = context.check(company:plan { cycle = scenario.cycle, as_of = as_of, threads = 1 })
    end
    local run = runs[key]
    local got = company:decision(run.id, scenario.code) or {}
    got.unusual = run.month_unusual
    each(scenario, got, function()
      local wrong = differences(scenario.expect, got)
      for _, text in ipairs(cites(company, run.id, scenario, got)) do wrong[#wrong + 1] = text end
      return wrong
    end)
  end
end

-- The guards that warn of a person recorded by hand, and those that block it: { warnings = "6.1 6.3", blocked = "" }.
local function guarded(context, company, scenario)
  local row = { code = scenario.code }
  for name, value in pairs(scenario.person) do
    if not rows_of.LISTS[name] then row[name] = value end
  end
  local report, text = company:import { kind = "employees", row = row }
  local warnings, blocked, other = {}, {}, text
  for _, problem in ipairs(report and report.problems or {}) do
    local clause = problem.reason:match "%[([^%]]+)%]$"
    if clause then table.insert(problem.warning and warnings or blocked, clause) end
    if clause and not problem.warning then other = nil end
  end
  if other then context.fail(tr("scenario_import", "employees", other)) end
  return { warnings = table.concat(warnings, " "), blocked = table.concat(blocked, " ") }
end

-- Guards look at the day of recording, and the clock never goes back: in the order of the days.
local function record_group(context, database, companies, list, each)
  table.sort(list, function(a, b)
    if a.as_of ~= b.as_of then return a.as_of < b.as_of end
    return a.number < b.number
  end)
  for _, scenario in ipairs(list) do
    local now = date.time_parse(scenario.as_of .. "T12:00:00", "UTC")
    if not now then context.fail(tr("bad_date", scenario.file .. " as_of", tostring(scenario.as_of))) end
    database:stamp { now = now, actor = "policy test", command = "policy test" }
    local got = guarded(context, companies[scenario], scenario)
    each(scenario, got, function()
      local wrong = {}
      for _, effect in ipairs { "warnings", "blocked" } do
        local want = table.concat(scenario.expect[effect] or {}, " ")
        if want ~= got[effect] then wrong[#wrong + 1] = tr("scenario_difference", effect, want, got[effect]) end
      end
      return wrong
    end)
  end
end

-- A story that cannot be told is wrong; the others are told all the same.
local function tell(context, pack, story)
  local folder = context.check(fs.temporary())
  local ok, output, wrong = xpcall(stories.play, context.handler, context, pack, story, folder)
  fs.remove(folder)
  if ok then return output, wrong end
  local text = context.is_failure(output) and output.text or tostring(output):match "^[^\n]*"
  return { failed = text }, function() return { text } end
end

-- A throw-away database with the pack and the scenarios' people.
local function run_groups(context, pack, all, each)
  local folder = context.check(fs.temporary())
  local ok, problem = xpcall(function()
    local database <close> = context.check(store.open(folder .. "/tests.db", "create"))
    database:stamp { now = 0, actor = "policy test", command = "policy test" }
    context.check(database:keep_pack(pack))
    local lists, companies = { planned = {}, recorded = {}, story = {} }, {}
    for _, scenario in ipairs(all) do
      table.insert(lists[scenarios.kind(scenario)], scenario)
    end
    local function company_of(code, set)
      context.check(database:create_company(code, "UTC"))
      local company = context.check(database:company(code))
      context.check(company:adopt(pack.hash, set.settings))
      return company
    end
    for i, set in ipairs(group(lists.planned)) do
      local company = company_of("tests" .. i, set)
      rows_of.import(context, company, folder, collect(set.list))
      judge_group(context, company, set.list, each)
    end
    for i, set in ipairs(group(lists.recorded)) do
      local company = company_of("guards" .. i, set)
      for _, scenario in ipairs(set.list) do
        scenario.code = code_of(scenario)
        companies[scenario] = company
      end
    end
    record_group(context, database, companies, lists.recorded, each)
    for _, story in ipairs(lists.story) do
      local output, wrong = tell(context, pack, story)
      each(story, output, wrong)
    end
  end, context.handler)
  fs.remove(folder)
  if not ok then error(problem, 0) end
end

local function asserts(scenario, clause)
  for _, one in ipairs(type(scenario.clause) == "table" and scenario.clause or { scenario.clause }) do
    if one == clause then return true end
  end
  return false
end

-- The scenarios, and what the program says in them with the pack as it is, one text each: found out when it is needed.
function scenarios.before(context, pack, dir)
  local all, said = load_all(context, dir), {}
  return {
    all = all,
    said = function(list)
      local unsaid = {}
      for _, scenario in ipairs(list) do
        if not said[scenario.number] then unsaid[#unsaid + 1] = scenario end
      end
      if #unsaid > 0 then
        run_groups(context, pack, unsaid, function(scenario, output) said[scenario.number] = json.encode(output) end)
      end
      return said
    end,
  }
end

-- Does the pack say anything else than `before`? Stops at the first scenario that differs; those of the clause come
-- first, as the likeliest to tell. nil and why when it cannot be run. `only`: scenarios of that kind.
function scenarios.differ(context, pack, before, clause, only)
  local own, others = {}, {}
  for _, scenario in ipairs(before.all) do
    if not only or only == scenarios.kind(scenario) then
      table.insert(asserts(scenario, clause) and own or others, scenario)
    end
  end
  for _, list in ipairs { own, others } do
    local said, differs = before.said(list), false
    local ok, problem = pcall(run_groups, context, pack, list, function(scenario, output)
      differs = json.encode(output) ~= said[scenario.number]
      if differs then error "enough" end
    end)
    if differs then return true end
    if not ok then return nil, problem end
  end
  return false
end

function scenarios.run(context, pack, dir, only)
  local all = {}
  for _, scenario in ipairs(load_all(context, dir)) do
    local named = only and (scenario.name or ""):find(only, 1, true)
    if not only or named or scenario.clause == only then all[#all + 1] = scenario end
  end
  local rows, failed = {}, 0
  run_groups(context, pack, all, function(scenario, _, check)
    local wrong = check()
    if #wrong > 0 then failed = failed + 1 end
    rows[#rows + 1] = {
      file = scenario.file, number = scenario.index, name = scenario.name, clause = scenario.clause, ok = #wrong == 0,
        wrong = wrong,
    }
  end)
  if context.report.format == "table" then
    for _, row in ipairs(rows) do
      if not row.ok then
        out.write(("✗ %s:%d %s\n"):format(row.file, row.number, row.name or ""))
        for _, text in ipairs(row.wrong) do out.write("    ", text, "\n") end
      end
    end
    context:say(tr("scenario_summary", #rows - failed, failed))
  else
    for _, row in ipairs(rows) do
      if #row.wrong == 0 then row.wrong = json.array {} end
    end
    context.report:rows({ { "file" }, { "number" }, { "name" }, { "clause" }, { "ok" }, { "wrong" } }, rows)
  end
  return failed == 0 and 0 or 1
end

return scenarios
