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

-- 6.2.b The exception, for special posts and outstanding people: a grade above everybody's, asked of HR and granted by
-- decision.
eligibility "6.2.b" {
  label = { en = "above the grade of everybody", zh = "高于统一定级" }, when = wanted_grade:above "初级客服(一般)",
}
check "special entry" { clause = "6.2.b", gates = { "6.2.b" } }

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
