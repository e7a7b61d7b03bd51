-- 7 The grade at confirmation

-- 7.1 Opened by the confirmation itself.
trigger "7.1" {
  label = { en = "confirmed", zh = "员工转正" },
  on = recorded { attribute = "confirmed_on" }, fresh = 1, as_of = "effective",
  when = all { holds "employed", position:is { "客服", "客服助理", "质检专员" } },
  opens = "confirmation",
}

-- 7.2 The supervisor proposes for agents and the manager reviews (4.5.1, 4.4.2); for QC the manager proposes (4.4.1).
-- Five working days from the confirmation, the day after it being the first.

local FIVE_DAYS = under "7.2.1" (within(5, "workdays", confirmed_on))

stage "4.5.1" {
  label = { en = "supervisor proposes the grade", zh = "客服主管提出定级建议" },
  when = position:is { "客服", "客服助理" },
  by = under "4.5.1" "supervisor", act = "judge", judges = "confirmation", due = FIVE_DAYS, fails = "7.2.2.unchanged",
}
stage "4.4.2" {
  label = { en = "manager reviews the proposal", zh = "客户关怀部经理审核" },
  when = position:is { "客服", "客服助理" },
  by = under "4.4.2" "customer-care manager", act = "approve", reasons = { "7.3.1", "7.3.2", "7.3.3" },
  returns = { "4.5.1" }, fails = "7.2.2.unchanged", due = FIVE_DAYS,
}
stage "7.2.1" {
  label = { en = "manager proposes the grade", zh = "客户关怀部经理提出定级建议" },
  when = position:is "质检专员",
  by = under "4.4.1" "customer-care manager", act = "judge", judges = "confirmation",
  due = FIVE_DAYS, fails = "7.2.2.unchanged",
}
stage "7.2.2" {
  label = { en = "HR manager rules on the grade", zh = "人力资源部经理核定" },
  by = under "4.2.1" "HR manager", act = "approve", reasons = { "7.3.1", "7.3.2", "7.3.3" },
  fails = ends "unchanged",
  writes = {
    sets("grade", target, confirmed_on), sets("graded_on", confirmed_on, confirmed_on),
    under "12.1" (sets("pay", from_table("pay", target), confirmed_on)),
  },
  makes = { "15.3" }, next = ends "graded",
}
stage "7.2.2.unchanged" {
  clause = "7.2.2", label = { en = "HR manager confirms the grade held", zh = "人力资源部经理核定（职级不变）" },
  by = under "4.2.1" "HR manager", writes = { sets("graded_on", confirmed_on, confirmed_on) }, next = ends "unchanged",
}

procedure "confirmation" {
  clause = "7.1", label = { en = "grade at confirmation", zh = "转正职级评定" },
  stages = { "4.5.1", "4.4.2", "7.2.1", "7.2.2", "7.2.2.unchanged" },
}

-- 7.3 Standards. The trial runs from joining, for someone who came as an intern from the diploma (3.3).

local TRIAL = { ratings(between(hired_on, confirmed_on)), ratings(between(diploma_on, confirmed_on)) }
local INTERNSHIP = ratings(between(hired_on, diploma_on))

-- The ratings of the trial, whichever way it began.
local function in_trial(condition)
  return any {
    all { diploma_on:blank(), condition(TRIAL[1]) },
    all { not_(diploma_on:blank()), condition(TRIAL[2]) },
  }
end

-- Decided by the company and recorded, between joining and confirmation.
local function contributed()
  return called { en = "contributed outstandingly to the company", zh = "为公司做出突出贡献" } (
    events("contribution", between(hired_on, confirmed_on)):at_least(1))
end

cycle "confirmation" {
  clause = "7.1", on = "event",
  label = { en = "grade at confirmation", zh = "转正职级评定" },
  moves = "grade",
  who = all { holds "employed", position:is { "客服", "客服助理", "质检专员" } },
  needs = { "position", "grade", "confirmed_on" },
  ceiling = { "8.3.3.A", "5.1" },
  rules = { "7.3.3", "7.3.1" },
}

rules "7.3.3" {
  when = grade:equals "实习生客服", hit = "first",
  label = { en = "after an internship", zh = "实习期满" },

  rule "7.3.3" {
    when = any { all { INTERNSHIP:meets "1A", INTERNSHIP:none "C,D" }, contributed() },
    gives = to "初级客服(良好)",
  },
  rule "7.3.3.base" { clause = "7.3.3", when = always(), gives = to "初级客服(一般)" },
}

rules "7.3.1" {
  hit = "best",
  label = { en = "after the trial", zh = "试用期满" },

  rule "7.3.1" {
    when = in_trial(function(trial) return all { trial:meets "1A", trial:none "C,D" } end),
    gives = up(1),
  },
  rule "7.3.2" {
    when = any { in_trial(function(trial) return all { trial:meets "2A", trial:none "C,D" } end), contributed() },
    gives = up(2),
  },
}
