-- 5 The ladder

ladder "grade" {
  clause = "5.1",
  grades = {
    clause = "5.1.1",
    { "intern", en = "intern agent", zh = "实习生客服", steps = false },
    { "junior", en = "junior agent", zh = "初级客服" },
    { "mid1", en = "mid (one) agent", zh = "中(一)级客服" },
    { "mid2", en = "mid (two) agent", zh = "中(二)级客服" },
    { "senior", en = "senior agent", zh = "高级客服" },
    { "chief", en = "chief agent", zh = "客服主任" },
  },
  steps = {
    clause = "5.1.2",
    { "ordinary", en = "ordinary", zh = "一般" },
    { "good", en = "good", zh = "良好" },
    { "excellent", en = "excellent", zh = "优秀" },
  },
}

ceiling "5.1" { top = "客服主任(优秀)", label = { en = "top of the ladder", zh = "最高职级" } }
