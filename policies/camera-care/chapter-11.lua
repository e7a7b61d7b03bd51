-- 11 Demotion: when a rating of C comes in. What caused it is a fact of its own; 11.3 decides before 11.2, nobody is
-- demoted twice for one rating, and the plan of 11.1 runs beside.

-- D is not named: taken to be at least as severe as C.
local LOW = choose "11" { ["C,D"] = { "C", "D" }, C = { "C" } }

-- The month rated, which ends with the day before the as-of date; a C is a C, however much of the month was leave.
local MONTH = months(1, { absences = false })
local low_rating = ratings(MONTH):count_at_least(1, LOW)

-- The demotion holds from the following month.
local NEXT_MONTH = first_of_month(months_after(choose "11.month" { issued = 1, rated = 0 }, opened_on))

trigger "11" {
  clause = "11.2", label = { en = "a rating of C", zh = "考核为C" },
  on = recorded { series = "rating", values = { "C", "D" } }, fresh = 3, as_of = "month_after",
  when = all { holds "employed", low_rating },
  opens = "low-rating",
}

stage "11.cause" {
  clause = "11.2", label = { en = "department establishes the cause", zh = "客户关怀部确认投诉是否成立" },
  by = "customer-care manager", asks = { "low_rating_cause" },
  writes = event_on("low_rating", { cause = asked "low_rating_cause" }, days_after(-1, as_of)),
}
stage "11.demotion" {
  clause = "11.2", label = { en = "HR judges the demotion", zh = "人力资源部核定降级" },
  by = under "4.2.4" "HR", act = "judge", judges = "demotion", fails = "11.plan",
}
stage "11.approval" {
  clause = "4.1", label = { en = "general manager approves the demotion", zh = "总经理审批" },
  by = under "4.1" "general manager", act = "approve", reasons = { "11.2", "11.3" }, fails = "11.plan",
  writes = {
    under "3.5" (sets("grade", target, NEXT_MONTH)),
    under "12.2" (sets("pay", from_table("pay", target), NEXT_MONTH)),
  },
  makes = { "15.3" },
}
stage "11.plan" {
  clause = "11.1.a", label = { en = "improvement plan ordered", zh = "要求拟定改进计划" },
  when = low_rating_cause:is "其他原因", by = "HR", writes = opens_case "improvement-plan",
}
procedure "low-rating" {
  clause = "11.2", label = { en = "after a rating of C", zh = "考核为C的处理" },
  stages = { "11.cause", "11.demotion", "11.approval", "11.plan" },
}

local by_attitude = called { en = "C for a complaint about personal service attitude", zh = "因个人服务态度原因被投诉出现C" } (
  all {
    low_rating,
    events("low_rating", MONTH):with { cause = "attitude" }:at_least(1),
  })

parameter "demotion steps" {
  type = "integer", value = 1, required = false, clause = "11.2", unit = "steps",
  label = { en = "steps down for a complaint", zh = "因投诉降级的小级数" },
}

cycle "demotion" {
  clause = "11.2", on = "event",
  label = { en = "demotion after a C", zh = "考核为C的降级" },
  moves = "grade",
  who = all { holds "employed", low_rating },
  needs = { "grade" },
  rules = { "11" },
  approval = "8.5.5",
}

rules "11" {
  clause = "11.2", hit = "first", label = { en = "demotion", zh = "降级" },

  rule "11.3" {
    -- Whose month has a C the cycle has asked already; here it is cited.
    when = all { low_rating, grade:changed("up", 3) },
    gives = back(grade),
  },
  -- Below the foot of the ladder there is nothing.
  rule "11.2" { when = all { grade:above "实习生客服", by_attitude }, gives = down(param "demotion steps") },
}

-- 11.1 The plan
stage "11.1.a" {
  label = { en = "supervisor draws up the plan", zh = "客服主管拟定改进计划" },
  by = "supervisor", asks = { "plan_until" }, needs = { "改进计划" },
}
stage "11.1.a.result" {
  clause = "11.1.a", label = { en = "is the improvement up to standard?", zh = "改进是否达标" },
  by = "supervisor", act = "decide", due = within(0, "days", asked "plan_until"),
  answers = { yes = ends "improved", no = "11.1.b" },
}
stage "11.1.b" {
  label = { en = "company decides", zh = "公司视情况确定处理方式" },
  by = under "4.1" "general manager", act = "decide",
  answers = { keep = ends "kept", transfer = ends "to be transferred", separate = ends "separated" },
}
procedure "improvement-plan" {
  clause = "11.1.a", label = { en = "improvement plan", zh = "改进计划" },
  stages = { "11.1.a", "11.1.a.result", "11.1.b" },
}

-- 3.5 The grounds that no rule of chapter 11 states need a decision. It leads to a lower grade: one that is held or
-- passed is not reached any more.
local function lower()
  local lost = {}
  for _, grade_of in ipairs { "初级客服", "中(一)级客服", "中(二)级客服", "高级客服", "客服主任" } do
    for _, step in ipairs { "一般", "良好", "优秀" } do
      local value = grade_of .. "(" .. step .. ")"
      table.insert(lost, all { grade:at_least(value), wanted_grade:below(value) })
    end
  end
  return any(lost)
end
eligibility "3.5" {
  label = { en = "a lower grade", zh = "调整到较低的职级" },
  when = called { en = "lower than the grade held", zh = "低于现有职级" } (lower()),
}
check "lower grade" { clause = "3.5", label = { en = "lower grade", zh = "较低职级" }, gates = { "3.5" } }

stage "3.5" {
  label = { en = "demotion proposed", zh = "提出降级" }, by = "department head", needs = { "降级依据" },
}
stage "3.5.approval" {
  clause = "3.5", label = { en = "general manager decides", zh = "总经理审批降级" },
  by = under "4.1" "general manager", act = "approve", reasons = { "3.5" }, fails = ends "refused",
  writes = {
    sets("grade", asked "wanted_grade", first_of_month(months_after(1, done_on))),
    under "12.2" (sets("pay", from_table("pay", wanted_grade), first_of_month(months_after(1, done_on)))),
  },
  makes = { "15.3" }, next = ends "demoted",
}
procedure "demotion-by-decision" {
  clause = "3.5", label = { en = "demotion by decision", zh = "决定降级" },
  asks = { "demotion_ground", "wanted_grade" }, opens = { by = { "department head", "HR" }, check = "lower grade" },
  stages = { "3.5", "3.5.approval" },
}
