-- What is decided in the year: what is opened when, and what those whose turn it is do at each stage of the policy.
local cast = require "year.cast"
local common = require "year.common"
local date = require "cursus.date"
local edition = require "year.edition"

local check, words = common.check, common.words
local TOLD <const>, SEED <const> = cast.told, common.SEED

-- A number below n that hangs on the words only: the example has no chance in it but the seed of its company.
local function drawn(n, ...)
  local hash = SEED
  for _, word in ipairs { ... } do
    for i = 1, #word do hash = (hash * 33 + word:byte(i)) % 1000003 end
  end
  return (hash * 7919 % 1000003) % n
end

-- -- what is opened by decision, and when

local OPENINGS <const> = {
  { "02-10", "entry", TOLD.intern.code, actor = "H001", set = { wanted_grade = "intern" } },
  { "05-07", "entry", TOLD.newcomer.code, actor = "H001", set = { wanted_grade = "junior.ordinary" } },
  { "05-12", "entry", TOLD.tester.code, actor = "H001", set = { wanted_grade = "mid1.ordinary" } },
  { "03-03", "special-entry", TOLD.entrant.code, set = { wanted_grade = "mid1.ordinary" } },
  { "03-10", "special-advancement", TOLD.special.code },
  { "03-05", "position-promotion", TOLD.leader.code, set = { wanted = "leader", vacancy = "V001" } },
  { "04-07", "transfer", TOLD.to_assistant.code, set = { wanted = "assistant" } },
  { "05-07", "transfer", TOLD.to_qc.code, set = { wanted = "qc", vacancy = "V003" } },
  { "08-05", "position-promotion", TOLD.back.code, set = { wanted = "leader", vacancy = "V002" } },
  { "08-06", "position-promotion", TOLD.announced.code, set = { wanted = "leader", vacancy = "V004" } },
  { "09-08", "special-advancement", TOLD.failed.code },
  { "10-12", "demotion-by-decision", TOLD.failed.code,
    set = { demotion_ground = "failed", wanted_grade = "mid1.ordinary" } },
  { "10-19", "transfer", TOLD.panel.code, set = { wanted = "assistant" } },
  { "06-16", "edition", edition.subject, actor = "H001" },
}
-- Planned on the fourth or fifth of the five working days: by then the confirmations of the days before are settled.
local ROUNDS <const> = {
  { "01-08", "half-year", as_of = "01-04" }, { "01-08", "leaders-yearly", as_of = "01-04" },
  { "07-07", "half-year", as_of = "07-01" },
}

-- -- who does what at which stage: the fields of the act, or how they are found; nil and a day: not before that day

local CELLS <const> = { "business", "learning", "communication", "office", "execution", "coaching" }
local YES <const> = { answer = "yes" }

local function matrix(item)
  local cells = {}
  local bad = item.subject:sub(1, 1) == "E" and drawn(8, item.case, "matrix") == 0 and CELLS[1 + drawn(6, item.case)]
  for _, row in ipairs(CELLS) do cells[row] = row == bad and "no" or "yes" end
  return { cells = cells }
end

-- Points of one rater for one candidate, about the candidate's own level.
local function points(item, actor, form)
  local told = item.subject:sub(1, 1) == "P"
  local level = told and 84 or 74 + drawn(16, item.subject, item.case)
  if item.subject == TOLD.back.code and item.stage == "9.5.6" then level = 70 end
  return tostring(level - 3 + drawn(7, item.case, actor, form))
end

local function panel_score(form, fills)
  return function(item, actor)
    return { scores = { [form] = points(item, actor, form) }, forms = { [fills] = true } }
  end
end

-- The general manager approves in two waves: first who is rated directly, six days later who comes from the panel.
local function approve_promotion(item, _, today, company)
  local case = check(company:case(item.case, {}))
  local month = select(2, date.split(case.as_of and date.parse(case.as_of) or today))
  local direct = true
  for _, act in ipairs(case.acts) do direct = direct and act.stage ~= "8.5.3.B" end
  local on = date.of(2026, month, direct and 20 or 26)
  if today < on then return nil, on end
  if item.subject:sub(1, 1) == "E" and drawn(20, item.case, "approval") == 0 then
    return { answer = "no", reason = "8.3.1", comment = words("not this time", "本次暂缓") }
  end
  return YES
end

local function asked_grade(item)
  return item.subject == TOLD.special.code and "mid1.good" or "senior.ordinary"
end

local HANDLERS <const> = {
  -- the round
  ["8.5.2"] = { documents = { ["晋级资料"] = true } },
  ["8.5.3.A"] = YES, ["8.5.3.B"] = YES, ["8.4.1.3.b"] = matrix, ["8.4.2.b"] = matrix,
  ["8.5.4.a"] = { documents = { ["前半年工作成绩演讲"] = true }, set = { chair = "M001" } },
  ["8.5.4.b"] = panel_score("8.3.4", "15.1"),
  ["8.5.5"] = approve_promotion,
  -- confirmation, entry, special advancement
  ["4.4.2"] = YES, ["7.2.2"] = YES,
  ["entry.review"] = YES, ["entry.ruling"] = YES,
  -- nobody at the desk in time: two days late
  ["7.2.1"] = function(item, _, today)
    local on = item.subject == TOLD.tester.code and date.parse(item.due) + 2 or today
    if today < on then return nil, on end
    return {}
  end,
  ["6.2.b"] = { documents = { ["特殊晋级申请"] = true } },
  ["6.2.b.decision"] = YES,
  ["8.4.1.1.b"] = function(item)
    return { set = { wanted_grade = asked_grade(item) }, documents = { ["特殊晋级申请"] = true } }
  end,
  ["14.1"] = matrix,
  ["8.3.2.b"] = function(item)
    if item.subject == TOLD.special.code then return YES end
    return { answer = "no", reason = "8.3.2.b", comment = words("no outstanding contribution", "无突出贡献") }
  end,
  ["8.3.2.b.approval"] = YES,
  -- position promotion
  ["9.5.2"] = function(item, actor)
    return { scores = { ["15.5"] = points(item, actor, "15.5"), ["15.4"] = points(item, actor, "15.4") } }
  end,
  ["9.5.4"] = YES,
  ["9.5.5"] = function(_, _, today)
    return { set = { trial_from = date.text(today + 7), trial_months = 3 } }
  end,
  ["9.5.6"] = function(item, actor, today)
    local on = date.parse(item.due) - 3
    if today < on then return nil, on end
    return { scores = { ["15.6"] = points(item, actor, "15.6") } }
  end,
  ["9.5.7.a"] = { documents = { ["述职报告"] = true }, set = { chair = "M001" } },
  ["9.5.7.b"] = panel_score("9.3.4", "15.7"),
  ["9.5.8"] = YES,
  ["9.5.10.notice"] = function(item, _, today)
    local on = date.parse(item.due) + 1
    if today < on then return nil, on end
    return { answer = "dismissed", comment = words("neither was upheld", "两次投诉均不成立") }
  end,
  ["9.5.7.back"] = { answer = "back", comment = words("360-degree marks below 80", "360°考核未达80分") },
  -- transfer
  ["10.growth"] = YES,
  ["10"] = function(_, _, today) return { set = { transfer_on = date.text(today + 7) } } end,
  -- a low rating and what follows
  ["11.cause"] = function(item)
    local attitude = item.subject == TOLD.attitude.code
      or item.subject:sub(1, 1) == "E" and drawn(4, item.case, "cause") == 0
    return { set = { low_rating_cause = attitude and "attitude" or "other" } }
  end,
  ["11.approval"] = YES,
  ["11.1.a"] = function(_, _, today)
    return { set = { plan_until = date.text(today + 60) }, documents = { ["改进计划"] = true } }
  end,
  ["11.1.a.result"] = function(item, _, today)
    local on = date.parse(item.due) - 3
    if today < on then return nil, on end
    local failed = item.subject == TOLD.failed.code or drawn(5, item.case, "plan") == 0
    return { answer = failed and "no" or "yes" }
  end,
  ["11.1.b"] = { answer = "keep" },
  ["3.5"] = { documents = { ["降级依据"] = true } },
  ["3.5.approval"] = YES,
  -- the edition
  ["13.2"] = { documents = { ["条款解释"] = true } },
  ["13.1"] = YES,
  ["0.version"] = function(item, _, today)
    local on = date.parse(item.since) + 7
    if today < on then return nil, on end
    return {}
  end,
}
-- Where everybody asked has to act; elsewhere the first of those whose turn it is does.
local EVERYBODY <const> = { ["8.5.4.b"] = true, ["9.5.2"] = true, ["9.5.6"] = true, ["9.5.7.b"] = true,
  ["9.5.9"] = true }
-- Judged by the rules: while a rating is not known yet, they wait.
local JUDGED <const> = { ["4.5.1"] = true, ["7.2.1"] = true, ["11.demotion"] = true }

return { openings = OPENINGS, rounds = ROUNDS, handlers = HANDLERS, judged = JUDGED, everybody = EVERYBODY }
