-- 8.5 The round, person by person, from the department's files to the signed notice

-- 8.3.4 Weights of the panel. No pass mark is given. Several scorers of one kind: their mean.
parameter "panel pass" {
  type = "integer", clause = "8.3.4", unit = "points",
  label = { en = "pass mark of the grade panel", zh = "职级晋升评审合格分" },
}

panel "8.3.4" {
  label = { en = "panel for grade promotion", zh = "职级晋升评审答辩小组" },
  members = "4.3.1", chair = { "chair", clause = "4.3.chair" }, form = "15.1", pass = param "panel pass",
  missing = choice "panel",
  seat "direct superior" { weight = percent(30) },
  seat "department head" { weight = percent(30) },
  seat "related department" { weight = percent(20) },
  seat "HR" { weight = percent(20) },
}

local on_panel = judged_route:is "评审答辩"

stage "4.5.2" {
  label = { en = "supervisor proposes", zh = "客服主管提出晋升建议" },
  when = position:is { "客服", "客服助理" }, by = under "4.5.2" "supervisor",
}
stage "8.5.2" {
  label = { en = "department submits the files", zh = "部门整理并提交资料" },
  by = under "4.4.3" "customer-care manager", needs = { "晋级资料" },
}
stage "8.5.3.A" {
  label = { en = "HR first review: direct rating", zh = "人力资源部初审：直接评定" },
  when = judged_route:is "直接评定", by = under "4.2.2" "HR", returns = { "8.5.2" }, act = "approve",
  reasons = { "8.2.1", "8.2.2", "8.4.1.2.A", "8.4.1.2.B", "8.4.1.2.C" }, fails = ends "refused",
}
stage "8.5.3.B" {
  label = { en = "HR first review: to the panel", zh = "人力资源部初审：组织评审" },
  when = on_panel, by = under "4.2.2" "HR", returns = { "8.5.2" }, act = "approve",
  reasons = { "8.2.1", "8.2.2", "8.4.1.2.A", "8.4.1.2.B", "8.4.1.2.C", "8.4.1.3.a", "8.4.2.a" }, fails = ends "refused",
}
-- The department judges the matrix first, the panel scores after it; both are needed.
stage "8.4.1.3.b" {
  label = { en = "department reviews against the standard", zh = "部门按任职资格标准评审" },
  when = all { on_panel, position:is_not "班组长" }, by = "customer-care manager",
  act = "judge", checklist = "14.1", fails = ends("refused", { reason = "8.4.1.3.b" }),
}
stage "8.4.2.b" {
  label = { en = "department reviews the team leader", zh = "部门按任职资格标准评审（班组长）" },
  when = all { on_panel, position:is "班组长" }, by = "customer-care manager",
  act = "judge", checklist = "14.1", fails = ends("refused", { reason = "8.4.2.b" }),
}
stage "8.5.4.a" {
  label = { en = "defence meeting", zh = "晋级评审答辩会" },
  when = on_panel, by = under "4.2.3" "HR", needs = { "前半年工作成绩演讲" }, asks = { { "chair", clause = "4.3.chair" } },
}
stage "8.5.4.b" {
  label = { en = "judges score", zh = "评委填写评审表" },
  when = on_panel, act = "score", panel = "8.3.4", fills = { "15.1" }, fails = ends("refused", { reason = "8.3.4" }),
}
stage "8.5.4.c" {
  label = { en = "summary of the review", zh = "评审汇总" }, when = on_panel, by = "HR", makes = { "15.2" },
}
stage "8.5.5" {
  label = { en = "general manager approves", zh = "总经理审批" },
  by = under "4.1" "general manager", act = "approve",
  reasons = { "8.3.1", "8.3.2.a", "8.4.1.3.b", "8.4.2.b" }, returns = { "8.5.2" }, fails = ends "refused",
}
stage "8.5.6" {
  label = { en = "result interview", zh = "评审结果面谈" }, by = "customer-care manager",
}
stage "8.5.7.b" {
  label = { en = "notice signed", zh = "签订任职资格/薪资调整通知书" }, by = "HR", makes = { "15.3" },
}
-- In the month of the approval, on its last day at the latest, and from its first day (12.2).
stage "8.5.7.c" {
  label = { en = "pay data changed", zh = "变更薪资数据" }, by = "HR",
  due = before(1, "days", first_of_month(months_after(1, day_of "8.5.5")), { exact = true }),
  writes = {
    under "12.2" (sets("pay", from_table("pay", target), first_of_month(day_of "8.5.5"))),
    under "3.4" (event_on("advancement", { kind_of = "grade" }, day_of "8.5.5")),
  },
}
-- The month is said of the pay only; a company that wants the files sooner says so.
parameter "archive months" {
  type = "integer", value = 1, required = false, clause = "8.5.7.a", unit = "months",
  label = { en = "months to archive the files of a promotion in", zh = "评审资料归档期限（月）" },
}
stage "8.5.7.a" {
  label = { en = "files archived", zh = "归档评审资料" }, by = under "4.2.4" "HR", act = "file",
  due = within(param "archive months", "months", day_of "8.5.5"), next = ends "promoted",
}

local ROUND = {
  "4.5.2", "8.5.2", "8.5.3.A", "8.5.3.B", "8.4.1.3.b", "8.4.2.b", "8.5.4.a", "8.5.4.b", "8.5.4.c", "8.5.5", "8.5.6",
  "8.5.7.b", "8.5.7.c", "8.5.7.a",
}

procedure "half-year" {
  clause = "8.5.1", label = { en = "grade promotion", zh = "职级晋升" },
  opens = { by = "HR", cycle = "half-year", window = under "8.5.1" (first_workdays(5, { 1, 7 })) },
  stages = ROUND,
}
procedure "leaders-yearly" {
  clause = "8.1.b", label = { en = "grade promotion of team leaders", zh = "班组长职级晋升" },
  opens = { by = "HR", cycle = "leaders-yearly", window = under "8.1.b" (first_workdays(5, { 1 })) },
  stages = ROUND,
}

-- 8.3.2.b, 8.4.1.1.b Special advancement: by decision, without a limit to the steps.
stage "8.4.1.1.b" {
  label = { en = "department head applies", zh = "部门负责人申请特殊晋级" },
  by = "department head", asks = { "wanted_grade" }, needs = { "特殊晋级申请" },
}
stage "14.1" {
  label = { en = "judged by the standard of the grade asked for", zh = "按申请职级的任职资格标准评审" },
  by = "department head", act = "judge", checklist = "14.1.asked", makes = { "14.1" }, fails = ends "refused",
}
stage "8.3.2.b" {
  label = { en = "HR reviews contribution or special talent", zh = "人力资源部审核突出贡献或特殊才干" },
  by = "HR", act = "approve", reasons = { "8.3.2.a", "8.3.2.b" }, returns = { "8.4.1.1.b" }, fails = ends "refused",
}
stage "8.3.2.b.approval" {
  clause = "4.1", label = { en = "general manager approves", zh = "总经理审批" },
  by = under "4.1" "general manager", act = "approve", reasons = { "8.3.2.a", "8.3.2.b" }, fails = ends "refused",
  writes = {
    sets("grade", asked "wanted_grade", done_on), sets("graded_on", done_on, done_on),
    under "12.2" (sets("pay", from_table("pay", wanted_grade), first_of_month(done_on))),
  },
  makes = { "15.3" }, next = ends "granted",
}
procedure "special-advancement" {
  clause = "8.3.2.b", label = { en = "special advancement", zh = "特殊晋级（越级）" },
  opens = { by = under "8.4.1.1.b" "department head", check = "8.2" },
  stages = { "8.4.1.1.b", "14.1", "8.3.2.b", "8.3.2.b.approval" },
}
check "8.2" { clause = "8.2.1", label = { en = "eligibility", zh = "申请资格" }, gates = { "8.2.1" } }
