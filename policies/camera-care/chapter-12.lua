-- 12 What a grade pays, and from when. The amounts are not in the source: without the table nothing that changes
-- pay can be finished. The dates stand with the stages that change it: from the day of confirmation or transfer (12.1),
-- from the first of the month of the approval (12.2).

parameter "pay" {
  type = "table", keys = { "grade" }, unit = "money", clause = "12.2",
  label = { en = "monthly pay by grade", zh = "职级月薪表" },
}
