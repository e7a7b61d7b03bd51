-- 13 The policy itself: its editions, who approves them, who interprets it, from when it holds

subject "edition" {
  label = { en = "edition of the policy", zh = "制度版本" }, clause = "0.version",
  attribute "version" { type = "text", label = { en = "version", zh = "版本" } },
  attribute "changes" { type = "text", label = { en = "main changes", zh = "主要更新内容" } },
  attribute "reviser" { type = "text", label = { en = "reviser", zh = "修订者" } },
  attribute "revised_on" { type = "date", label = { en = "revised on", zh = "修订日期" } },
  attribute "in_force_from" { type = "date", blank = "none", label = { en = "in force from", zh = "执行日期" } },
}

stage "13.2" {
  label = { en = "HR states the readings", zh = "人力资源部解释" }, by = under "13.2" "HR", needs = { "条款解释" },
}
stage "13.1" {
  label = { en = "general manager approves the policy", zh = "总经理审批制度" },
  by = "general manager", act = "approve", reasons = { "13.1" }, returns = { "13.2" }, fails = ends "refused",
}
-- The table of versions is there, when it is written is not: a company that wants it sooner says so.
parameter "version history months" {
  type = "integer", value = 1, required = false, clause = "0.version", unit = "months",
  label = { en = "months to write the version history in", zh = "版本更新记录登记期限（月）" },
}
stage "0.version" {
  label = { en = "version history", zh = "版本更新记录" }, by = "HR", act = "file", makes = { "0.version" },
  due = within(param "version history months", "months", day_of "13.1"),
}
-- In force from the day it is issued.
stage "13.3" {
  label = { en = "policy issued", zh = "发布制度" }, by = "HR", act = "publish",
  writes = sets("in_force_from", done_on, done_on), next = ends "in force",
}
procedure "edition" {
  clause = "13.1", label = { en = "edition of the policy", zh = "制度修订" }, subject = "edition",
  opens = { by = "HR" }, stages = { "13.2", "13.1", "0.version", "13.3" },
}
