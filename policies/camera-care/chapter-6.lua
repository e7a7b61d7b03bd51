-- 6 The grade on entry. Checked when somebody is recorded and no more than a warning: exports of real companies hold
-- people who entered before these rules.

guard "6.1" {
  label = { en = "interns are graded intern agent", zh = "实习生统一定级为实习生客服" },
  when = status:is "实习",
  must = grade:equals "实习生客服",
  effect = "warn",
}

-- On trial and never an intern: hired from outside.
guard "6.2.a" {
  label = { en = "agents from outside enter at junior (ordinary)", zh = "社招客服统一定级为初级客服(一般)" },
  when = all {
    position:is "客服", status:is "试用", diploma_on:blank(),
    not_(entry_grading:is "特殊晋级"), -- granted by a case of 6.2.b
  },
  must = grade:equals "初级客服(一般)",
  effect = "warn",
}

-- 高级客服(一) does not exist: the lowest step of senior is meant.
guard "6.3" {
  label = { en = "team leaders enter at senior or above", zh = "班组长定级为高级客服(一般)(含)以上" },
  when = all { position:is "班组长", any { status:is "试用", under "3.3" (months_since(hired_on):below(3)) } },
  must = grade:at_least "高级客服(一般)",
  effect = "warn",
}

-- Proposed by the supervisor and reviewed by the manager for agents (4.5.1, 4.4.2), proposed by the manager for QC
-- (4.4.1), ruled on by HR for everybody (4.2.1), as at confirmation.
eligibility "6.1.asked" {
  clause = "6.1", label = { en = "interns are graded intern agent", zh = "实习生统一定级为实习生客服" },
  when = any { status:is_not "实习", wanted_grade:equals "实习生客服" },
}
eligibility "6.2.a.asked" {
  clause = "6.2.a", label = { en = "agents from outside enter at junior (ordinary)", zh = "社招客服统一定级为初级客服(一般)" },
  when = any { position:is_not "客服", status:is "实习", wanted_grade:equals "初级客服(一般)" },
}
eligibility "6.3.asked" {
  clause = "6.3", label = { en = "team leaders enter at senior or above", zh = "班组长定级为高级客服(一般)(含)以上" },
  when = any { position:is_not "班组长", wanted_grade:at_least "高级客服(一般)" },
}
check "entry grade" { clause = "4.2.1", gates = { "6.1.asked", "6.2.a.asked", "6.3.asked" } }

-- At which grade QC specialists enter is not stated: until the company says so, none of them is graded.
parameter "QC entry grade" {
  type = "grade", clause = "6.2.a", label = { en = "grade of QC specialists on entry", zh = "质检专员入职职级" },
}
eligibility "6.2.a.qc" {
  clause = "6.2.a", label = { en = "grade of QC specialists on entry", zh = "质检专员入职职级" },
  when = wanted_grade:equals(param "QC entry grade"),
}
check "QC entry grade" { clause = "6.2.a", gates = { "6.2.a.qc" } }

stage "entry.proposal" {
  clause = "4.5.1", label = { en = "supervisor proposes the grade on entry", zh = "客服主管提出试用定级建议" },
  when = position:is { "客服", "客服助理" }, by = "supervisor",
}
stage "entry.review" {
  clause = "4.4.2", label = { en = "manager reviews the grade on entry", zh = "客户关怀部经理审核试用定级" },
  when = position:is { "客服", "客服助理" }, by = "customer-care manager", act = "approve",
  reasons = { "6.1", "6.2.a" }, returns = { "entry.proposal" }, fails = ends "refused",
}
stage "entry.qc" {
  clause = "4.4.1", label = { en = "manager proposes the grade on entry", zh = "客户关怀部经理提出试用定级建议" },
  when = position:is "质检专员", by = "customer-care manager", act = "judge", check = "QC entry grade",
  fails = ends "refused",
}
stage "entry.ruling" {
  clause = "4.2.1", label = { en = "HR manager rules on the grade on entry", zh = "人力资源部核定试用任职资格" },
  by = "HR manager", act = "approve", reasons = { "6.1", "6.2.a", "6.3" }, fails = ends "refused",
  writes = { sets("grade", asked "wanted_grade", hired_on), sets("graded_on", hired_on, hired_on) },
  next = ends "graded",
}
procedure "entry" {
  clause = "4.2.1", label = { en = "grade on entry", zh = "入职定级" },
  asks = { "wanted_grade" }, opens = { by = "HR", check = "entry grade" },
  stages = { "entry.proposal", "entry.review", "entry.qc", "entry.ruling" },
}

-- 6.2.b The exception, for special posts and outstanding people: a grade above everybody's, asked of HR and granted by
-- decision.
eligibility "6.2.b" {
  label = { en = "above the grade of everybody", zh = "高于统一定级" }, when = wanted_grade:above "初级客服(一般)",
}
check "special entry" {
  clause = "6.2.b", label = { en = "special grade on entry", zh = "入职特殊晋级" },
  gates = { "6.2.b" },
}

stage "6.2.b" {
  label = { en = "special grade on entry asked for", zh = "申请特殊晋级" },
  by = "department head", needs = { "特殊晋级申请" },
}
stage "6.2.b.decision" {
  clause = "6.2.b", label = { en = "special grade on entry granted", zh = "特殊晋级核定" },
  by = "HR", act = "approve", reasons = { "6.2.a", "6.2.b" }, fails = ends "refused",
  writes = { sets("grade", asked "wanted_grade", hired_on), sets("entry_grading", "特殊晋级", hired_on) },
  next = ends "granted",
}
procedure "special-entry" {
  clause = "6.2.b", label = { en = "special grade on entry", zh = "入职特殊晋级" },
  asks = { "wanted_grade" }, opens = { by = { "department head", "HR" }, check = "special entry" },
  stages = { "6.2.b", "6.2.b.decision" },
}
