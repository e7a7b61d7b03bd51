-- 8 Grade promotion

local MID2 = "中(二)级客服(一般)" -- where the panel begins

-- 8.1 When, and for whom

cycle "half-year" {
  clause = "8.1.a",
  label = { en = "half-yearly promotion of agents and QC specialists", zh = "客服员工及质检专员半年晋升" },
  months = { 1, 7 },
  moves = "grade",
  who = all { holds "employed", position:is { "客服", "客服助理", "质检专员" } },
  needs = { "position", "status", "grade", "hired_on" },
  eligibility = { "8.2.1", "8.2.2" },
  ceiling = { "8.3.3.A", "5.1" },
  rules = { "8.4.1.2", "8.4.1.3" },
  routing = { "8.3.3.B" },
  approval = "8.5.5",
  step = { most = 1, clause = "8.3.2.a", unless = "special-advancement" },
  writes = { clause = "3.4.1", grade = "target", graded_on = "as_of" },
}

cycle "leaders-yearly" {
  clause = "8.1.b",
  label = { en = "yearly promotion of team leaders", zh = "班组长年度晋升" },
  months = { 1 },
  moves = "grade",
  who = all { holds "employed", position:is { "班组长" } },
  needs = { "position", "status", "grade", "hired_on" },
  eligibility = { "8.2.1", "8.2.2" },
  ceiling = { "8.3.3.A", "5.1" },
  rules = { "8.4.2" },
  routing = { "8.3.3.B" },
  approval = "8.5.5",
  step = { most = 1, clause = "8.3.2.a", unless = "special-advancement" },
  writes = { clause = "3.4.1", grade = "target", graded_on = "as_of" },
}

-- 8.2 Who may be promoted

-- The status tells interns and people on probation. Someone who leaves later than the as-of date is judged by the date
-- of confirmation; without a date a confirmed status is believed.
eligibility "8.2.1" {
  label = { en = "confirmed", zh = "已转正" },
  when = all {
    status:is_not { "实习", "试用" },
    not_(confirmed_on:after(as_of)),
  },
}

eligibility "8.2.2" {
  label = { en = "3 months since the last grading", zh = "定级满3个月" },
  when = months_since(graded_on):at_least(3),
}

-- 8.3 Principles

quote "8.3.1"

ceiling "8.3.3.A" {
  label = { en = "ceiling of assistants and QC specialists", zh = "客服助理及质检专员上限" },
  when = position:is { "客服助理", "质检专员" },
  top = "中(二)级客服(优秀)",
}

routing "8.3.3.B" {
  when = choose "8.3.3.B" {
    target = target:at_least(MID2),
    held = grade:at_least(MID2),
  },
  route = "panel",
}

-- 8.4 Rules. One step at a time is the normal case (8.3.2.a, 8.4.1.1.a); 8.4.1.2 knows two and three.

-- No upheld complaint for personal reasons in the window.
local function no_complaint(window)
  return called { en = "no complaint for personal reasons", zh = "无因个人原因被投诉" } (
    events("complaint", window):with {
      upheld = "yes",
      cause = choose "8.4.1.2.A" {
        ["personal+attitude"] = { "个人原因", "服务态度" },
        personal = { "个人原因" },
      },
    }:none()
  )
end

-- The rule for one step asks for it, the rules for two and three are silent.
local function no_complaint_if_read_so(window)
  return choose "8.4.1.2.B" { literal = always(), ["no-complaint"] = no_complaint(window) }
end

rules "8.4.1.2" {
  clause = "8.4.1.2.A",
  label = { en = "below mid (two)", zh = "中(二)级客服以下" },
  when = grade:below(MID2),
  hit = "best",

  rule "8.4.1.2.A" {
    when = all { ratings(months(6)):meets "6B", ratings(months(6)):none "C,D", no_complaint(months(6)) },
    gives = under "8.4.1.1.a" (up(1)),
  },
  rule "8.4.1.2.B" {
    when = all {
      ratings(months(6)):meets "3A | 1S+1A", ratings(months(6)):none "C,D", no_complaint_if_read_so(months(6)),
    },
    gives = up(2),
  },
  rule "8.4.1.2.C" {
    when = all {
      ratings(months(6)):meets "2S+2A", ratings(months(6)):none "C,D", no_complaint_if_read_so(months(6)),
    },
    gives = up(3),
  },
}

rules "8.4.1.3" {
  clause = "8.4.1.3.a",
  label = { en = "mid (two) and above", zh = "中(二)级客服(含)以上" },
  hit = "best",

  rule "8.4.1.3.a" {
    when = all { ratings(months(6)):meets "2A | 1S", ratings(months(6)):none "C,D", no_complaint(months(6)) },
    gives = under "8.4.1.1.a" (up(1)),
  },
}

rules "8.4.2" {
  clause = "8.4.2.a",
  label = { en = "team leaders", zh = "班组长" },
  hit = "best",

  rule "8.4.2.a" {
    when = all {
      ratings(months(12)):meets "4A | 2S | 1S+2A", ratings(months(12)):none "C,D", no_complaint(months(12)),
    },
    gives = under "8.3.2.a" (up(1)),
  },
}

parameter "general_manager" {
  type = "text", required = false, clause = "8.5.5",
  label = { en = "general manager, who approves promotions", zh = "总经理" },
}

approval "8.5.5" { by = param "general_manager" }
