-- 15 Forms. None of their bodies is in the source: the layouts are ours, the fields follow the clauses that use them.

-- Neither are the items of those that are scored: one total of 100, until a variant gives its company's items
-- (`override.form`).

local SCORE = {
  "number", "subject.code", "subject.name", "subject.position", "subject.grade", "case.code", "scores",
}
local SUMMARY = {
  "number", "subject.code", "subject.name", "subject.position", "case.code", "panel.seats", "panel.total", "panel.pass",
  "panel.result",
}

-- What all summaries hold, and `more`.
local function summary(...)
  local fields = { ... }
  for _, name in ipairs(SUMMARY) do fields[#fields + 1] = name end
  return fields
end

local function score_form(clause, en, zh)
  form(clause) {
    kind = "score", label = { en = en, zh = zh }, series = clause, fields = SCORE, ours = true,
    template = "forms/" .. clause .. ".html",
  }
end

score_form("15.1", "grade promotion: defence review", "任职资格晋级答辩评审表")
form "15.2" {
  kind = "document", label = { en = "grade promotion: summary of the defence", zh = "任职资格晋级答辩评审汇总表" },
  series = "15.2", fields = summary("judged.from", "judged.to"), ours = true, template = "forms/15.2.html",
}
form "15.3" {
  kind = "notice", label = { en = "notice of grade and pay", zh = "任职资格/薪资调整通知书" },
  series = "15.3", ours = true, template = "forms/15.3.html",
  fields = {
    "number", "subject.code", "subject.name", "subject.department", "subject.position", "change.from", "change.to",
    "change.on", "pay.from", "pay.to", "pay.on", "reason", "clauses", "approved.by", "approved.on",
  },
}
score_form("15.4", "peripheral performance of managers", "管理干部周边绩效考核表")
score_form("15.5", "competence of managers", "管理干部胜任素质评估表")
score_form("15.6", "360-degree performance of managers", "管理干部360°绩效考核表")
score_form("15.7", "position promotion: defence review", "职务晋级答辩评审表")
form "15.8" {
  kind = "document", label = { en = "position promotion: summary of the defence", zh = "职务晋级答辩评审汇总表" },
  series = "15.8", fields = summary "asked.wanted", ours = true, template = "forms/15.8.html",
}

-- Not in the list of section 15, but named in 9.5.
form "9.5.3" {
  kind = "document", label = { en = "review of a manager's qualification", zh = "管理干部资格审查评定表" },
  series = "9.5.3", ours = true, template = "forms/9.5.3.html",
  fields = {
    "number", "subject.code", "subject.name", "subject.position", "asked.wanted", "gates", "score.competence_score",
    "score.peripheral_score", "result", "case.code",
  },
}
form "9.5.5.a" {
  kind = "notice", label = { en = "notice of trial appointment", zh = "试用任命通知" },
  series = "9.5.5", ours = true, template = "forms/9.5.5.html",
  fields = {
    "number", "subject.code", "subject.name", "asked.wanted", "appointment.from", "appointment.to", "approved.by",
    "issued.on",
  },
}
form "9.5.10" {
  kind = "notice", label = { en = "announcement of the appointment", zh = "晋升任命红头文件" },
  series = "9.5.10", ours = true, template = "forms/9.5.10.html",
  fields = { "company", "number", "subject.name", "subject.department", "asked.wanted", "approved.by", "issued.on" },
}
form "0.version" {
  kind = "list", label = { en = "version history", zh = "版本更新记录" }, series = "0", ours = true,
  fields = { "number", "subject.version", "subject.changes", "subject.reviser", "subject.revised_on" },
  template = "forms/0.version.html",
}
