-- Chapter 1: purpose. There is nothing to run in it, so it is quoted.
quote "1"

-- Chapter 2: promotion. A cycle names its parts in the order in which they are asked.
cycle "yearly" {
  clause = "2.2",
  label = { en = "yearly promotion", zh = "年度晋升" },
  months = { 1 },
  moves = "grade",
  who = all { position:is "客服", hired_on:on_or_before(as_of), not_(left_on:on_or_before(as_of)) },
  needs = { "position", "status", "grade", "hired_on" }, -- a blank cell there makes the verdict undetermined
  eligibility = { "2.3", "2.4" },
  ceiling = { "2.1" },
  rules = { "2.5" },
  routing = { "2.6" },
  approval = "2.7",
}

eligibility "2.3" { when = status:is "转正" }

-- The document does not say how long: a required parameter. Until the company gives it, the cycle refuses to run.
parameter "months in grade" {
  type = "integer", clause = "2.4", unit = "months",
  label = { en = "months in grade before promotion", zh = "晋升前任职月数" },
}

eligibility "2.4" { when = months_since(graded_on):at_least(param "months in grade") }

-- The sentence can be read in two ways: a reading, with the recommended one as default.
reading "2.5" {
  question = { en = "Do complaints that were not upheld count?", zh = "未成立的投诉是否计入？" },
  choices = { { "upheld", zh = "仅计成立的" }, { "all", zh = "全部计入" } },
  default = "upheld",
}

rules "2.5" {
  hit = "unique",
  rule "2.5" {
    when = all {
      ratings(months(12)):meets "6A",
      ratings(months(12)):none "C",
      choose "2.5" {
        upheld = events("complaint", months(12)):with { upheld = "yes" }:none(),
        all = events("complaint", months(12)):none(),
      },
    },
    gives = up(1),
  },
}

ceiling "2.1" { top = "高级" }

routing "2.6" { when = target:at_least "高级", route = "panel" }

parameter "approver" { type = "text", required = false, clause = "2.7", label = { en = "approver", zh = "审批人" } }

approval "2.7" { by = param "approver" }
