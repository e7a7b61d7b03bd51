-- What a case knows beside the facts of the person: what it is asked, what was scored, what was found.

catalogue "route" {
  { "direct", en = "direct", zh = "直接评定" },
  { "panel", en = "panel", zh = "评审答辩" },
}

catalogue "low_rating_cause" {
  { "attitude", en = "complaint about personal service attitude", zh = "个人服务态度原因被投诉" },
  { "other", en = "any other cause", zh = "其他原因" },
}

-- The grounds of a demotion; those that no rule states need a decision.
catalogue "demotion_ground" {
  clause = "3.5",
  { "unqualified", en = "qualification not met", zh = "不符合任职资格" },
  { "failed", en = "assessment failed", zh = "考核不达标" },
  { "complaint", en = "complaint for personal reasons", zh = "因个人原因的投诉" },
}

case {
  attribute "judged_from" { type = "grade", label = { en = "grade before", zh = "原职级" } },
  attribute "judged_to" { type = "grade", label = { en = "grade applied for", zh = "申请晋级职级" } },
  attribute "judged_route" { type = "route", label = { en = "route", zh = "评定方式" } },
  attribute "wanted" { type = "position", label = { en = "position applied for", zh = "申请岗位" } },
  attribute "wanted_grade" { type = "grade", label = { en = "grade asked for", zh = "申请职级" } },
  attribute "vacancy" { type = "code", label = { en = "vacancy", zh = "空缺编号" } },
  attribute "chair" { type = "code", label = { en = "chair of the panel", zh = "评审小组组长" } },
  attribute "transfer_on" { type = "date", label = { en = "transferred on", zh = "调动日期" } },
  attribute "trial_from" { type = "date", label = { en = "trial appointment from", zh = "试用任命起始日期" } },
  attribute "trial_months" { type = "integer", label = { en = "months of trial appointment", zh = "试用任命月数" } },
  attribute "low_rating_cause" { type = "low_rating_cause", label = { en = "cause of the rating", zh = "考核原因" } },
  attribute "demotion_ground" { type = "demotion_ground", label = { en = "ground", zh = "降级原因" } },
  attribute "plan_until" { type = "date", label = { en = "plan ends on", zh = "改进计划截止日期" } },
  attribute "peripheral_score" { type = "integer", label = { en = "peripheral performance", zh = "周边绩效得分" } },
  attribute "competence_score" { type = "integer", label = { en = "competence", zh = "胜任素质得分" } },
  attribute "full_circle_score" { type = "integer", label = { en = "360-degree performance", zh = "360°绩效得分" } },
}

-- What a case comes to, what is answered and what is handed in, as people read it.
labels "outcome" {
  { "appointed", en = "appointed", zh = "已正式任命" },
  { "demoted", en = "demoted", zh = "已降级" },
  { "graded", en = "graded", zh = "已定级" },
  { "granted", en = "granted", zh = "已核准" },
  { "improved", en = "improved", zh = "改进达标" },
  { "in force", en = "in force", zh = "已执行" },
  { "kept", en = "kept in the post", zh = "留任原岗位" },
  { "promoted", en = "promoted", zh = "已晋升" },
  { "returned", en = "back in the former post", zh = "已返回原岗位" },
  { "separated", en = "employment ended", zh = "已解除劳动关系" },
  { "to be transferred", en = "to be transferred", zh = "待调岗" },
  { "transferred", en = "transferred", zh = "已调岗" },
  { "unchanged", en = "grade unchanged", zh = "职级不变" },
}

labels "answer" {
  { "back", en = "back to the former post", zh = "返回原岗位" },
  { "keep", en = "keep in the post", zh = "留任" },
  { "separate", en = "end the employment", zh = "解除劳动关系" },
  { "transfer", en = "transfer", zh = "调岗" },
}

labels "document" {
  { "前半年工作成绩演讲", en = "talk on the results of the last half-year", zh = "前半年工作成绩演讲" },
  { "改进计划", en = "improvement plan", zh = "改进计划" },
  { "晋级资料", en = "promotion file", zh = "晋级资料" },
  { "条款解释", en = "readings of clauses", zh = "条款解释" },
  { "特殊晋级申请", en = "application for special advancement", zh = "特殊晋级申请" },
  { "述职报告", en = "duty report", zh = "述职报告" },
  { "降级依据", en = "grounds of the demotion", zh = "降级依据" },
}
