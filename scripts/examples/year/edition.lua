-- Edition 2.0 of the policy, as the company writes it in June: a variant that announces an appointment for five
-- working days before it is made, so that whoever knows better can object. Written to the folder of the year and
-- adopted once its case has come to an end; what was opened before goes on under the first edition.
local common = require "year.common"
local date = require "cursus.date"
local fs = require "cursus.fs"
local policy = require "cursus.policy"

local check = common.check

local SUBJECT <const> = "2.0"
local PACK <const> = [[
pack {
  id = "camera-care-2",
  title = { en = "Qualification and career development, edition 2.0", zh = "客服部任职发展管理制度（2.0版）" },
}
extends "camera-care"

stage "9.5.10.notice" {
  clause = "9.5.10", label = { en = "public notice of the appointment", zh = "任命公示" },
  by = "HR", act = "object", due = within(5, "workdays", day_of "9.5.9"),
  answers = { dismissed = "next", upheld = "9.5.7.back" },
}
override.procedure "position-promotion" {
  stages = {
    "9.5.2", "9.5.3", "9.5.4", "9.5.5", "9.5.6", "9.5.7.marks", "9.5.7.a", "9.5.7.b", "9.5.7.c", "9.5.8", "9.5.9",
    "9.5.10.notice", "9.5.10", "9.5.7.back",
  },
}
override.labels "answer" {
  { "back", en = "back to the former post", zh = "返回原岗位" },
  { "dismissed", en = "objection dismissed", zh = "异议不成立" },
  { "keep", en = "keep in the post", zh = "留任" },
  { "separate", en = "end the employment", zh = "解除劳动关系" },
  { "transfer", en = "transfer", zh = "调岗" },
  { "upheld", en = "objection upheld", zh = "异议成立" },
}
]]

local edition = { subject = SUBJECT }

-- Adopts it from the day on which it came into force, if it has and is not yet.
function edition.adopt(database, company, folder, parameters, stamp)
  local adopted = check(company:adoptions())
  if #adopted > 1 then return end
  local case
  for _, head in ipairs(check(company:cases { procedure = "edition", subject = SUBJECT })) do
    case = check(company:case(head.case, {}))
  end
  if not case or not case.outcome then return end
  local path = folder .. "/edition-2.0"
  check(fs.attributes(path) or fs.mkdir(path), path)
  check(fs.write(path .. "/pack.lua", PACK))
  stamp()
  local pack = check(policy.load(path, { bases = { [adopted[1].pack] = check(database:pack(adopted[1].hash)) } }))
  check(database:keep_pack(pack))
  check(company:adopt(pack.hash, { effective = date.parse(case.ended_on), parameters = parameters }))
end

return edition
