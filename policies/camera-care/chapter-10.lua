-- 10 Transfer: the grade becomes that of the new post. Which grade of which post becomes which is not in the source.

parameter "transfer grades" {
  type = "table", keys = { "position", "grade" }, unit = "grade", clause = "10",
  label = { en = "grade after a transfer, by new position and grade held", zh = "调岗后职级对照表" },
}

-- From mid (one) up, agents may apply for a QC post that is vacant when the business has grown (14.2).
eligibility "14.2.note" {
  label = { en = "QC: agents of mid (one) and above", zh = "中(一)级及以上客服有资格申请调岗质检" },
  when = any { wanted:is_not "质检专员", all { position:is { "客服", "客服助理" }, grade:at_least "中(一)级客服(一般)" } },
}
-- Whoever moves up to team leader or supervisor goes by chapter 9.
eligibility "10.promotion" {
  clause = "3.4.2", label = { en = "no rise to team leader or supervisor", zh = "不属于职务晋升（班组长、主管）" },
  when = any {
    wanted:is_not { "班组长", "客服主管" },
    all { wanted:is "班组长", position:is { "班组长", "客服主管" } },
    all { wanted:is "客服主管", position:is "客服主管" },
  },
}
check "transfer" {
  clause = "10", label = { en = "transfer", zh = "调岗" }, gates = { "10.promotion", "14.2.note" },
}

stage "10.growth" {
  clause = "14.2.note", label = { en = "the business has grown enough", zh = "业务发展达到一定规模" },
  when = wanted:is "质检专员", by = "department head", act = "approve", reasons = { "14.2.note" }, fails = ends "refused",
}
stage "10" {
  label = { en = "transfer carried out", zh = "调整岗位及职级" },
  by = under "4.2.4" "HR", asks = { "transfer_on" },
  writes = {
    sets("position", asked "wanted", asked "transfer_on"),
    sets("in_position_since", asked "transfer_on", asked "transfer_on"),
    sets("grade", from_table("transfer grades", wanted, grade), asked "transfer_on"),
    under "12.1" (sets("pay", from_table("pay", grade), asked "transfer_on")),
  },
  makes = { "15.3" }, next = ends "transferred",
}
procedure "transfer" {
  clause = "10", label = { en = "transfer", zh = "调岗" },
  asks = { "wanted", { "vacancy", required = false, clause = "14.2.note" } },
  opens = {
    by = { "HR", "department head" }, check = "transfer",
    requires = needs_open("vacancy", {
      asked = "vacancy", matches = { position = "wanted" }, from = "opened_on", to = "closed_on", clause = "14.2.note",
      when = wanted:is "质检专员",
    }),
  },
  stages = { "10.growth", "10" },
}
