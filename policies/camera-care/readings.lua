-- Sentences of the document that can be read in more than one way. The default is the recommended reading; a company
-- chooses with `policy load --reading ID=CHOICE`, and every explanation shows which reading held.

reading "8.3.3.B" {
  question = {
    en = "Does the grade applied for or the grade held decide whether a panel is needed?",
    zh = "是否需要评审，按申请晋级的职级还是按现有职级？",
  },
  choices = {
    { "target", en = "the grade applied for", zh = "申请晋级职级" },
    { "held", en = "the grade held", zh = "现有职级" },
  },
  default = "target",
}

reading "8.4.1.2.B" {
  clauses = { "8.4.1.2.B", "8.4.1.2.C" },
  question = {
    en = "Does a complaint stand in the way of two or three steps, as it does of one?",
    zh = "晋级2个、3个小级是否也要求无因个人原因被投诉？",
  },
  choices = {
    { "literal", en = "no: only the rule for one step says so", zh = "否，仅A款规定" },
    { "no-complaint", en = "yes, for all three", zh = "是，三款相同" },
  },
  default = "literal",
}

reading "8.4.1.2.A" {
  clauses = { "8.4.1.2.A", "8.4.1.2.B", "8.4.1.2.C", "8.4.1.3.a", "8.4.2.a" },
  question = {
    en = "Which complaints are for personal reasons?",
    zh = "哪些投诉属于因个人原因？",
  },
  choices = {
    { "personal+attitude", en = "personal reasons and service attitude", zh = "个人原因及服务态度" },
    { "personal", en = "personal reasons only", zh = "仅个人原因" },
  },
  default = "personal+attitude",
}

reading "absence" {
  clauses = { "8.4.1.2.A", "8.4.1.2.B", "8.4.1.2.C", "8.4.1.3.a", "8.4.2.a" },
  question = {
    en = "How does a month of which every day was leave count in a window?",
    zh = "整月缺勤的月份如何计入考核期？",
  },
  choices = {
    { "back", en = "it is skipped, the window reaches further back", zh = "跳过，向前顺延" },
    { "shorten", en = "it is skipped, the window is shorter", zh = "跳过，考核期缩短" },
    { "missing", en = "it counts like any other month", zh = "照常计算" },
  },
  default = "back",
}

reading "11" {
  clauses = { "11.1.a", "11.2", "11.3" },
  question = { en = "Does a D have the consequences of a C?", zh = "考核为D是否按C处理？" },
  choices = {
    { "C,D", en = "yes: D is at least as severe", zh = "是，D不轻于C" },
    { "C", en = "no: only C is named", zh = "否，仅C" },
  },
  default = "C,D",
}

-- "The month after the C": after the month in which the result is issued, or after the month that was rated?
reading "11.month" {
  clauses = { "11.2", "11.3" },
  question = { en = "From the first of which month does a demotion hold?", zh = "降级自哪个月1日起执行？" },
  choices = {
    { "issued", en = "the month after the result is issued", zh = "考核结果公布的次月" },
    { "rated", en = "the month in which it is issued, the one after the month rated", zh = "被考核月份的次月（结果公布当月）" },
  },
  default = "issued",
}

reading "panel" {
  clauses = { "8.3.4", "9.3.4" },
  question = { en = "What if a seat of the panel is missing?", zh = "评审小组有席位缺席时如何处理？" },
  choices = {
    { "wait", en = "the meeting waits", zh = "等待补齐" },
    { "reweigh", en = "the weights of the others are scaled up", zh = "按其余权重折算" },
  },
  default = "wait",
}

-- 8.1 has assistants take part as customer-service staff (客服员工); 9.3.3 has the same word.
reading "9.3.3.A" {
  question = { en = "May assistants apply for team leader?", zh = "客服助理是否可申请晋升为班组长？" },
  choices = {
    { "no", en = "no: agents and QC specialists only", zh = "否，仅客服和质检专员" },
    { "yes", en = "yes: they are customer-service staff", zh = "是，客服助理属于客服员工" },
  },
  default = "no",
}

reading "9.4.several" {
  clauses = { "9.4.1.1.a", "9.4.1.1.b", "9.4.1.2.a", "9.4.1.2.b", "9.4.2.1", "9.4.2.2" },
  question = { en = "How are several raters of one form combined?", zh = "同一表格多人评分如何汇总？" },
  choices = { { "mean", en = "their mean", zh = "取平均" }, { "least", en = "the lowest", zh = "取最低" } },
  default = "mean",
}
