-- The lists of values. An entry is an id for files and commands, and labels for people; either may be used in rules.

catalogue "position" {
  { "agent", en = "agent", zh = "客服" },
  { "leader", en = "team leader", zh = "班组长" },
}

-- These four are what imports know.
catalogue "status" {
  { "intern", zh = "实习" }, { "probation", zh = "试用" }, { "confirmed", zh = "转正" }, { "left", zh = "离职" },
}

-- The grades, lowest first. A ladder of grades with steps is written with `grades` and `steps`.
ladder "grade" {
  clause = "2.1",
  { "junior", en = "junior", zh = "初级" },
  { "senior", en = "senior", zh = "高级" },
}

-- Ratings, best first, and how often they are given.
scale "rating" { "A", "B", "C" }

series "rating" {
  scale = "rating", every = "month", default = true,
  from = "hired_on", to = "left_on",
  label = { en = "monthly rating", zh = "月度考核" },
}

event "complaint" {
  label = { en = "complaint", zh = "投诉" },
  fields = { upheld = { values = { { "yes", zh = "是" }, { "no", zh = "否" } } } },
}
