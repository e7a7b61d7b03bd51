-- What does not go as the procedures would have it: sent back, withdrawn, taken back, given to somebody else, objected
-- to; and what people try that the policy refuses.
local cast = require "year.cast"
local common = require "year.common"
local date = require "cursus.date"
local fs = require "cursus.fs"
local message = require "cursus.message"

local check, words, with, TOLD <const> = common.check, common.words, common.with, cast.told

-- A day, who, of which procedure and subject, what they do; `newest`: the act taken back is the last one; `turn`: the
-- turn given away is that of whoever has it.
local INCIDENTS <const> = {
  { "01-13", "H001", "half-year", TOLD.panel.code, act = {
    verb = "return", to = "8.5.2", comment = words("the talk of December is not in the file", "缺12月谈话记录"),
  } },
  { "04-09", "H001", "transfer", TOLD.to_assistant.code, newest = true, act = {
    verb = "reverse", comment = words("wrong day of transfer", "调动日期有误"),
  } },
  { "04-10", "H001", "improvement-plan", TOLD.failed.code, turn = true, act = {
    verb = "reassign", by = "M002", comment = words("the supervisor is on a course", "主管外出培训"),
  } },
  { "10-20", "M001", "transfer", TOLD.panel.code, act = {
    verb = "withdraw", comment = words("prefers to stay", "本人希望留任原岗位"),
  } },
  { "11-18", "R002", "position-promotion", TOLD.announced.code, act = {
    stage = "9.5.10.notice", answer = "objection", comment = words("two complaints of 2024", "2024年曾有两次投诉"),
  } },
}

local function run_of(company, cycle, as_of)
  for _, run in ipairs(check(company:runs())) do
    if run.cycle == cycle and run.as_of == date.parse(as_of) then return run.id end
  end
end

local function open(procedure, subject, set, on)
  return function(company)
    return company:case_open { procedure = procedure, subject = subject, set = set, on = date.parse("2026-" .. on) }
  end
end

-- A day, who, whom it is about, the clause that the refusal has to name, what is tried.
local REFUSALS <const> = {
  { "01-08", "H001", TOLD.panel.code, "8.3.2.a", { "two steps by hand", "人工改为晋升两小级" }, function(company)
    return company:override(run_of(company, "half-year", "2026-01-04"), TOLD.panel.code,
      { outcome = "panel", to = "mid2.good", reason = "good work" })
  end },
  { "02-24", "M001", TOLD.special.code, "9.2.3", { "apply as team leader", "申请晋升班组长" },
    open("position-promotion", TOLD.special.code, { wanted = "leader", vacancy = "V001" }, "02-24") },
  { "03-16", "H001", TOLD.special.code, "4.1", { "approve in the general manager's place", "代总经理审批" },
    function(company)
      local case = check(company:cases { procedure = "special-advancement", subject = TOLD.special.code })[1]
      return company:case_act(case.case, { stage = "8.3.2.b.approval", answer = "yes", on = date.parse "2026-03-16" })
    end },
  { "05-06", "M001", TOLD.relapse.code, "14.2.note", { "transfer to QC", "申请调岗质检" },
    open("transfer", TOLD.relapse.code, { wanted = "qc", vacancy = "V003" }, "05-06") },
  { "07-27", "M001", TOLD.back.code, "9.1", { "apply as supervisor: there is no vacancy", "无空缺而申请主管" },
    open("position-promotion", TOLD.back.code, { wanted = "supervisor", vacancy = "V002" }, "07-27") },
}

local incidents = {}

local function on_day(list, today)
  local found = {}
  for i, item in ipairs(list) do
    if date.parse("2026-" .. item[1]) == today then found[#found + 1] = with(item, { number = i }) end
  end
  return found
end

local function whose_turn(company, case, today)
  for _, item in ipairs(check(company:todo { as_of = today })) do
    if item.case == case then return item.actor end
  end
end

-- The incidents of a day, each once; returns whether there are any. `stamp(actor, command)` signs what follows.
function incidents.happen(company, today, stamp)
  local due = on_day(INCIDENTS, today)
  for _, item in ipairs(due) do
    local heads = check(company:cases { procedure = item[3], subject = item[4] })
    local case = check(company:case(check(heads[#heads], item[3] .. " " .. item[4]).case, {}))
    local done, newest = false, nil
    for _, act in ipairs(case.acts) do
      done = done or act.actor == item[2] and act.on == date.text(today)
        and (act.verb == item.act.verb or act.answer ~= nil and act.answer == item.act.answer)
      newest = act.act
    end
    if not done then
      stamp(item[2], "incident")
      local whom = item.turn and whose_turn(company, case.case, today) or nil
      check(company:case_act(case.case, with(item.act, {
        on = today, act = item.newest and newest or nil, whom = whom,
      })))
    end
  end
  return #due > 0
end

local function path_of(folder, item) return string.format("%s/refused/%02d.txt", folder, item.number) end

-- A refusal leaves no trace in the ledger, so what was answered is kept in a file, in both languages.
function incidents.try(company, folder, today, stamp)
  local held = message.language()
  for _, item in ipairs(on_day(REFUSALS, today)) do
    local path, lines = path_of(folder, item), {}
    if not fs.attributes(path) then
      stamp(item[2], "try")
      for i, language in ipairs { "en", "zh" } do
        message.language(language)
        local done, why = item[6](company)
        message.language(held)
        if done or not why:find(item[4], 1, true) then
          local text = why or tostring(done)
          error({ reason = string.format("%s %s: not refused under %s: %s", item[1], item[3], item[4], text) }, 0)
        end
        lines[i] = why:gsub("\n", " ")
      end
      check(fs.write(path, table.concat(lines, "\n")))
    end
  end
end

-- What was refused so far: { on, who, clause, what, subject, why }.
function incidents.refused(folder)
  local found = {}
  for i, item in ipairs(REFUSALS) do
    local kept = fs.read(path_of(folder, { number = i }))
    local english, chinese = (kept or ""):match "^(.-)\n(.*)$"
    if english then
      found[#found + 1] = { on = "2026-" .. item[1], who = item[2], subject = item[3], clause = item[4],
        what = words(item[5][1], item[5][2]), why = words(english, chinese) }
    end
  end
  return found
end

return incidents
