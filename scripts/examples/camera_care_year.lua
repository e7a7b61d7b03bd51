-- A year of a customer-care department under policies/camera-care, from the root of the project:
--
--   cursus run scripts/examples/camera_care_year.lua [FOLDER] [PEOPLE]
--
-- makes a sample company (scripts/examples/company.lua) in FOLDER (build/year) and takes it through 2026, every
-- procedure of the policy at least once, day by day; then month by month it tells who did what under which clause.
--
-- Everything it decides follows from what is recorded, and what it tells is read back from there. So it may be killed
-- at any moment: run again, it goes on with the last day recorded and comes to the same end. Every transaction of a day
-- bears the same time, nine o'clock, and each step first looks whether it has been done.

local folder_of_this = arg[0]:match "^(.*)/" or "."
package.path = folder_of_this .. "/?.lua;" .. package.path

local account = require "year.account"
local cast = require "year.cast"
local common = require "year.common"
local date = require "cursus.date"
local desk = require "year.desk"
local edition = require "year.edition"
local forms = require "report.forms"
local fs = require "cursus.fs"
local incidents = require "year.incidents"
local policy = require "cursus.policy"
local store = require "cursus.store"
local summary = require "year.summary"

local FOLDER <const>, PEOPLE <const> = (...) or "build/year", math.tointeger(tonumber((select(2, ...)) or 60))
local PACK <const>, FIRST <const> = "policies/camera-care", date.of(2026, 1, 1)
local PARAMETERS <const> = {
  pay = cast.pay, ["transfer grades"] = cast.transfer_grades(), ["QC entry grade"] = "mid1.ordinary",
  ["panel pass"] = 7500, ["position panel pass"] = 7500, general_manager = "G001",
}
local check, with, words, SEED, ZONE = common.check, common.with, common.words, common.SEED, common.ZONE

local function day(month_and_day) return date.parse("2026-" .. month_and_day) end

-- -- one day

local Year = {}
Year.__index = Year

function Year:__close() self.database:close() end

function Year:stamp(today, actor, command)
  self.database:stamp {
    now = check(date.time_parse(date.text(today) .. "T09:00:00", ZONE)), actor = actor, command = "year " .. command,
  }
end

function Year:record(today)
  if not self.facts[today] then return end
  self.quiet_until = FIRST
  for i, item in ipairs(self.facts[today]) do
    self:stamp(today, "H001", item.key)
    local path = string.format("%s/rows/%s-%d.csv", self.folder, date.text(today), i)
    cast.write_csv(path, item.rows)
    local report, why = self.company:import { kind = item.kind, path = path }
    local problem = report and report.problems and report.problems[1]
    check(not why and report or nil, (why or "") .. " " .. (problem and problem.reason or ""))
  end
  if self.done.facts == today then return end
  self:stamp(today, "H001", "triggers")
  for _, item in ipairs(check(self.company:case_triggers())) do
    if item.error then error({ reason = item.subject .. ": " .. item.error }, 0) end
  end
end

function Year:plan(today, cycle, as_of)
  local run
  for _, known in ipairs(check(self.company:runs())) do
    if known.cycle == cycle and known.as_of == as_of then run = known end
  end
  self:stamp(today, "H001", "plan " .. cycle)
  run = run or check(self.company:plan { cycle = cycle, as_of = as_of, threads = 1 })
  self:stamp(today, "H001", "open " .. cycle)
  check(self.company:case_open_run { procedure = cycle, run = run.id })
end

function Year:open(today)
  for _, round in ipairs(desk.rounds) do
    if day(round[1]) == today then
      self.quiet_until = FIRST
      self:plan(today, round[2], day(round.as_of))
    end
  end
  for _, opening in ipairs(desk.openings) do
    if day(opening[1]) == today then
      self.quiet_until = FIRST
      self:stamp(today, opening.actor or "M001", "open " .. opening[2])
      check(self.company:case_open {
        procedure = opening[2], subject = opening[3], on = today, set = opening.set,
        origin = "year " .. opening[1] .. " " .. opening[3],
      })
    end
  end
end

-- What was issued is adopted; what goes otherwise than the procedures would have it; what is tried and refused.
function Year:happen(today)
  local function stamp(actor, command) self:stamp(today, actor, command) end
  if self.done.people ~= today then
    edition.adopt(self.database, self.company, self.folder, PARAMETERS, function() stamp("H001", "adopt") end)
  end
  if incidents.happen(self.company, today, stamp) then self.quiet_until = FIRST end
  incidents.try(self.company, self.folder, today, stamp)
end

-- What is to be done today: { actor, acts } in the order of the inbox; and until when nobody has anything to do after
-- it. Nobody acts twice a day on one case: what entered a stage today is done tomorrow. Where somebody stands in for a
-- holder, they act.
function Year:due(today)
  local taken, desks, by_actor, quiet_until = {}, {}, {}, math.huge
  local todo, away = check(self.company:todo { as_of = today }), {}
  for _, item in ipairs(todo) do
    if item.in_place_of then away[item.case .. item.in_place_of] = true end
  end
  for _, item in ipairs(todo) do
    local key = item.case .. (desk.everybody[item.stage] and item.actor or "")
    local fields = desk.handlers[item.stage] or {}
    local wait = today + 1
    if item.actor and not away[item.case .. item.actor] and not taken[key] and date.parse(item.since) < today then
      if type(fields) == "function" then fields, wait = fields(item, item.actor, today, self.company) end
      if fields then
        taken[key] = true
        local one = by_actor[item.actor]
        if not one then
          one = { actor = item.actor, acts = {} }
          by_actor[item.actor], desks[#desks + 1] = one, one
        end
        table.insert(one.acts, with(fields, { case = item.case, stage = item.stage, on = today }))
      end
    end
    quiet_until = math.min(quiet_until, wait or today + 1)
  end
  self.quiet_until = quiet_until
  return desks
end

-- Everybody signs what is on their desk at once; what the rules cannot judge yet is left there.
function Year:act(today)
  if today < self.quiet_until then return end
  for _, one in ipairs(self:due(today)) do
    self:stamp(today, one.actor, "act")
    local results, why = self.company:case_acts(one.acts)
    if why then
      local ready = {}
      for i, act in ipairs(one.acts) do
        local refused = results and results[i].error
        if refused and not desk.judged[act.stage] then check(nil, act.case .. " " .. act.stage .. ": " .. refused) end
        if not refused then ready[#ready + 1] = act end
      end
      check(results, why)
      if #ready > 0 then
        results, why = self.company:case_acts(ready)
        check(not why and results or nil, why)
      end
    end
  end
end

-- What the general manager approved takes effect the next working day: never on a day on which people have acted.
function Year:apply(today)
  if self.done.people == today then return end
  for _, run in ipairs(check(self.company:runs())) do
    local due = false
    for decision in self.company:decisions(run.id) do due = due or decision.approved and not decision.applied end
    if due then
      self:stamp(today, "H001", "apply " .. run.cycle)
      check(self.company:apply(run.id))
    end
  end
end

-- What the acts of the month have printed goes to the archive.
function Year:archive(today)
  self:stamp(today, "H001", "archive")
  check(forms.archive(self.company, self.database))
end

function Year:day(today)
  self:record(today)
  local calendar <close> = check(self.company:calendar())
  if calendar:day(today).works then
    self:open(today)
    self:apply(today)
    self:happen(today)
    self:act(today)
  end
end

-- -- the whole year

-- By what was recorded last: on that day the facts have been looked at, and people have acted. When the year goes on
-- with it after it was killed, this is not done again: it would see what came later in the day.
local DONE <const> = { triggers = "facts", plan = "facts", open = "facts", apply = "facts", adopt = "facts",
  incident = "people", act = "people" }

local function opened(folder)
  local path = folder .. "/cursus.db"
  check(fs.attributes(PACK), "run the year from the root of the project")
  local quoted = "'" .. folder:gsub("'", "'\\''") .. "'"
  assert(os.execute(("mkdir -p %s/rows %s/refused %s/forms"):gsub("%%s", (quoted:gsub("%%", "%%%%")))))
  local self = setmetatable({
    folder = folder, facts = cast.facts(folder, PEOPLE), ended = {}, done = {}, quiet_until = FIRST,
  }, Year)
  self.database = check(store.open(path, "create"))
  self:stamp(FIRST, "H001", "begin")
  if #check(self.database:companies()) == 0 then check(self.database:create_company("default", ZONE, SEED)) end
  self.company = check(self.database:company())
  for _, entry in ipairs(check(self.company:ledger())) do
    local on = date.parse(date.time_text(entry.recorded, ZONE):sub(1, 10))
    local done = DONE[entry.command:match "^year (%l+)"]
    if done then self.done.facts = on end
    if done == "people" then self.done.people = on end
  end
  if #check(self.company:adoptions()) == 0 then
    local pack = check(policy.load(PACK))
    check(self.database:keep_pack(pack))
    check(self.company:adopt(pack.hash, { parameters = PARAMETERS }))
  end
  return self
end

local function tell()
  local year <close> = opened(FOLDER)
  local recorded = date.time_text(check(year.database:head()).recorded, ZONE):sub(1, 10)
  local from = math.max(FIRST, date.parse(recorded))
  local told
  print(words("day    clause     who            what: about whom → what it came to (■: the case has ended)",
    "日期   条款       经办人         事项：涉及人员 → 结果（■ 表示结案）"))
  for month = 1, 12 do
    local first = date.of(2026, month, 1)
    local last = date.add_months(first, 1) - 1
    for today = math.max(first, from), last do
      year:day(today)
    end
    if from <= last then year:archive(last) end
    if from <= last then told = nil end
    told = told or account.of(year)
    told:print_month(month)
    io.stdout:flush()
  end
  summary(year, told, #incidents.refused(FOLDER))
end

local ok, failure = xpcall(tell, function(value)
  return type(value) == "table" and value.reason or debug.traceback(tostring(value), 2)
end)
if not ok then
  io.stdout:flush()
  io.stderr:write("camera_care_year: ", failure, "\n")
  return 1
end
return 0
