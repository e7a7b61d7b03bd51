-- 9 Position promotion: by vacancy, trial appointment and formal appointment

quote "9.3.1"

-- 9.1 A vacancy, from growth or because somebody left.
catalogue "vacancy_reason" {
  clause = "9.1",
  { "growth", en = "business growth", zh = "业务发展需要" },
  { "leaver", en = "the incumbent left", zh = "原岗位人员离职" },
}
subject "vacancy" {
  label = { en = "vacancy", zh = "岗位空缺" }, clause = "9.1",
  attribute "position" { type = "position", label = { en = "position", zh = "岗位" } },
  attribute "department" { type = "text", label = { en = "department", zh = "部门" } },
  attribute "reason" { type = "vacancy_reason", label = { en = "reason", zh = "空缺原因" } },
  attribute "opened_on" { type = "date", label = { en = "open since", zh = "产生日期" } },
  attribute "closed_on" { type = "date", blank = "none", label = { en = "filled on", zh = "关闭日期" } },
}

-- 9.2, 9.3 Who may be promoted: one position at a time, from the posts named, with the time and the ratings.

local LEADER, SUPERVISOR = "班组长", "客服主管"

eligibility "9.3.2" {
  label = { en = "one position at a time", zh = "逐职级晋升" },
  when = not_(all { wanted:is(SUPERVISOR), position:is { "客服", "质检专员" } }),
}
eligibility "9.3.3.A" {
  label = { en = "agents and QC specialists may become team leader", zh = "客服员工和质检专员可申请晋升为班组长" },
  when = any {
    wanted:is_not(LEADER),
    choose "9.3.3.A" {
      no = position:is { "客服", "质检专员" }, yes = position:is { "客服", "客服助理", "质检专员" },
    },
  },
}
eligibility "9.3.3.B" {
  label = { en = "team leaders may become supervisor", zh = "班组长可申请晋升为主管" },
  when = any { wanted:is_not(SUPERVISOR), position:is(LEADER) },
}
eligibility "9.2.1" {
  label = { en = "half a year in the post", zh = "现岗位满半年" },
  when = any { wanted:is_not(LEADER), months_since(in_position_since):at_least(6) },
}
eligibility "9.2.2" {
  label = { en = "a year in the post", zh = "现岗位满一年" },
  when = any { wanted:is_not(SUPERVISOR), months_since(in_position_since):at_least(12) },
}
eligibility "9.2.3" {
  label = { en = "2A or 1S in six months", zh = "前6个月2A或1S以上且无C、D" },
  when = all { ratings(months(6)):meets "2A | 1S", ratings(months(6)):none "C,D" },
}
check "position promotion" {
  clause = "9.2.1", label = { en = "conditions of position promotion", zh = "职务晋升条件" },
  gates = { "8.2.1", "9.3.2", "9.3.3.A", "9.3.3.B", "9.2.1", "9.2.2", "9.2.3" },
}

-- 9.4 Marks: both forms of the trial, the 360-degree form of the formal appointment.

local TO_LEADER, TO_SUPERVISOR = { en = "to team leader", zh = "申请班组长" }, { en = "to supervisor", zh = "申请客服主管" }
local PERIPHERAL = { en = "peripheral performance", zh = "周边绩效" }
local COMPETENCE = { en = "competence", zh = "胜任素质" }
local FULL_CIRCLE = { en = "360-degree performance", zh = "360°绩效" }

local function marks(clause, who, what, condition)
  eligibility(clause) {
    label = { en = who.en .. ": " .. what.en, zh = who.zh .. "：" .. what.zh }, when = condition,
  }
end
marks("9.4.1.1.a", TO_LEADER, PERIPHERAL, any { wanted:is_not(LEADER), peripheral_score:at_least(points(75)) })
marks("9.4.1.1.b", TO_LEADER, COMPETENCE, any { wanted:is_not(LEADER), competence_score:at_least(points(70)) })
marks("9.4.1.2.a", TO_SUPERVISOR, PERIPHERAL, any { wanted:is_not(SUPERVISOR), peripheral_score:at_least(points(80)) })
marks("9.4.1.2.b", TO_SUPERVISOR, COMPETENCE, any { wanted:is_not(SUPERVISOR), competence_score:at_least(points(80)) })
marks("9.4.2.1", TO_LEADER, FULL_CIRCLE, any { wanted:is_not(LEADER), full_circle_score:at_least(points(80)) })
marks("9.4.2.2", TO_SUPERVISOR, FULL_CIRCLE, any { wanted:is_not(SUPERVISOR), full_circle_score:at_least(points(85)) })

check "trial marks" {
  clause = "9.4.1.1.a", label = { en = "marks of the trial appointment", zh = "试用任命得分" },
  gates = { "9.4.1.1.a", "9.4.1.1.b", "9.4.1.2.a", "9.4.1.2.b" },
}
check "formal marks" {
  clause = "9.4.2.1", label = { en = "marks of the formal appointment", zh = "正式任命得分" },
  gates = { "9.4.2.1", "9.4.2.2" },
}

-- 9.3.4 The weights are those of 8.3.4, for a panel of its own.
parameter "position panel pass" {
  type = "integer", clause = "9.3.4", unit = "points",
  label = { en = "pass mark of the position panel", zh = "职务晋升评审合格分" },
}
panel "9.3.4" {
  label = { en = "panel for position promotion", zh = "职务晋升评审答辩小组" },
  members = "4.3.2", chair = { "chair", clause = "4.3.chair" }, form = "15.7", pass = param "position panel pass",
  missing = choice "panel",
  seat "direct superior" { weight = percent(30) },
  seat "department head" { weight = percent(30) },
  seat "related department" { weight = percent(20) },
  seat "HR" { weight = percent(20) },
}

-- 9.5 The procedure

local SEVERAL = choice "9.4.several"
local BOTH = { "department head", "related department" }

stage "9.5.2" {
  label = { en = "department heads assess", zh = "部门负责人及关联业务部门负责人评估" },
  by = "HR", act = "score",
  collects = {
    collect("15.5", { from = BOTH, into = "competence_score", several = SEVERAL }),
    collect("15.4", { from = BOTH, into = "peripheral_score", several = SEVERAL }),
  },
}
stage "9.5.3" {
  label = { en = "HR reviews the qualification", zh = "人力资源部资格审查评定" },
  by = "HR", act = "judge", check = "trial marks", makes = { "9.5.3" }, fails = ends "refused",
}
stage "9.5.4" {
  label = { en = "general manager approves the trial appointment", zh = "总经理审批试用任命" },
  by = "general manager", act = "approve", reasons = { "9.2.3", "9.3.1" }, fails = ends "refused",
}
-- At least three months, whole ones; the end is fixed with the appointment.
eligibility "9.5.5.b" {
  label = { en = "trial of three months at least", zh = "试用任命期限不少于三个月" },
  when = trial_months:at_least(3),
}
check "trial length" {
  clause = "9.5.5.b", label = { en = "length of the trial", zh = "试用任命期限" },
  gates = { "9.5.5.b" },
}

local TRIAL_END = months_after(asked "trial_months", asked "trial_from")

stage "9.5.5" {
  clause = "9.5.5.a", label = { en = "trial appointment", zh = "试用任命通知" },
  by = "HR", asks = { "trial_from", "trial_months" }, check = "trial length", fails = "9.5.5", makes = { "9.5.5.a" },
  writes = {
    under "3.4.2" (sets("position", asked "wanted", asked "trial_from")),
    sets("in_position_since", asked "trial_from", asked "trial_from"),
    under "9.5.5.b" (spans("appointment", "trial", asked "trial_from", TRIAL_END)),
  },
}
-- The superior, all heads of departments and drawn subordinates; in calendar days.
parameter "subordinates drawn" {
  type = "integer", value = 10, required = false, clause = "9.5.6.b",
  label = { en = "subordinates drawn, 5 to 10", zh = "随机抽取下属人数（5至10名）" },
}
draw "9.5.6.b" { from = "subordinate", least = 5, most = 10, number = param "subordinates drawn" }

stage "9.5.6" {
  clause = "9.5.6.a", label = { en = "assessment of the trial", zh = "试用任命期间工作考核" },
  by = "HR", act = "score", due = under "9.5.6.a" (before(10, "days", TRIAL_END, { exact = true })),
  collects = collect("15.6", {
    from = { "direct superior", "department heads" }, draw = "9.5.6.b", into = "full_circle_score",
    several = SEVERAL, clause = "9.5.6.b",
  }),
}
stage "9.5.7.marks" {
  clause = "9.4.2.1", label = { en = "formal appointment: marks", zh = "正式任命评定" },
  by = "HR", act = "judge", check = "formal marks", fails = "9.5.7.back",
}
stage "9.5.7.a" {
  label = { en = "duty report and defence", zh = "述职答辩会" }, by = "HR", needs = { "述职报告" },
  asks = { { "chair", clause = "4.3.chair" } },
}
stage "9.5.7.b" {
  label = { en = "judges score", zh = "评委填写职务晋级评审表" },
  act = "score", panel = "9.3.4", fills = { "15.7" }, fails = "9.5.7.back",
}
stage "9.5.7.c" { label = { en = "summary of the review", zh = "职务晋级评审汇总" }, by = "HR", makes = { "15.8" } }
stage "9.5.8" {
  label = { en = "general manager approves the appointment", zh = "总经理审批正式任命" },
  by = "general manager", act = "approve", reasons = { "9.4.2.1", "9.4.2.2", "9.3.4" }, fails = "9.5.7.back",
}
stage "9.5.9" {
  label = { en = "promotion interview", zh = "晋升面谈" }, by = { "HR", "department head" }, everyone = true,
}
stage "9.5.10" {
  label = { en = "appointment announced", zh = "发布晋升任命红头文件" },
  by = "HR", act = "publish", makes = { "9.5.10" },
  writes = {
    spans("appointment", "formal", done_on),
    under "3.4" (event_on("advancement", { kind_of = "position" }, done_on)),
  },
  next = ends "appointed",
}
-- The source does not say what becomes of somebody who fails: by decision, back to the post held before.
stage "9.5.7.back" {
  clause = "9.5.7.a", label = { en = "trial ended, back to the former post", zh = "试用任命终止，返回原岗位" },
  by = under "4.1" "general manager", act = "decide",
  answers = {
    back = ends("returned", {
      reason = "9.5.7.a",
      writes = {
        sets("position", before_change, done_on), sets("in_position_since", before_change, done_on),
      },
    }),
  },
}

procedure "position-promotion" {
  clause = "9.5.1", label = { en = "position promotion", zh = "职务晋升" },
  asks = { "wanted", { "vacancy", clause = "9.1" } },
  opens = {
    by = under "9.5.1" "customer-care manager", check = "position promotion",
    requires = needs_open("vacancy", {
      asked = "vacancy", matches = { position = "wanted" }, from = "opened_on", to = "closed_on", clause = "9.1",
    }),
  },
  stages = {
    "9.5.2", "9.5.3", "9.5.4", "9.5.5", "9.5.6", "9.5.7.marks", "9.5.7.a", "9.5.7.b", "9.5.7.c", "9.5.8", "9.5.9",
    "9.5.10", "9.5.7.back",
  },
}
