-- The facts the rules read. The document names positions and ratings without ever listing them: these lists are ours,
-- drawn from its wording; clauses that do list something have it in their own chapter.

catalogue "position" {
  { "agent", en = "agent", zh = "客服" },
  { "assistant", en = "assistant", zh = "客服助理" },
  { "qc", en = "QC specialist", zh = "质检专员" },
  { "leader", en = "team leader", zh = "班组长" },
  { "supervisor", en = "supervisor", zh = "客服主管" },
}

catalogue "status" {
  { "intern", en = "intern", zh = "实习", clause = "3.2" },
  { "probation", en = "on probation", zh = "试用", clause = "3.3" },
  { "confirmed", en = "confirmed", zh = "转正" },
  { "left", en = "left", zh = "离职" },
}

-- How the grade on entry was found: 6.2 knows one for everybody, and exceptions.
catalogue "entry_grading" {
  { "usual", en = "as everybody", zh = "统一定级" },
  { "special", en = "special entry grading", zh = "特殊晋级" },
}

employee {
  attribute "grade" { clause = "3.1" },
  attribute "diploma_on" {
    type = "date", blank = "none", label = { en = "diploma received on", zh = "领取毕业证日期" }, aliases = { "毕业证日期" },
  },
  attribute "pay" {
    type = "integer", blank = "none", label = { en = "monthly pay, fen", zh = "月薪（分）" },
    amount = { en = "monthly pay", zh = "月薪" },
  },
  attribute "entry_grading" {
    type = "entry_grading", blank = "none", label = { en = "entry grading", zh = "入职定级方式" },
  },
}

-- Best first. Neither the order nor the rhythm is stated; six B in six months (8.4.1.2.A) fits one rating a month.
scale "rating" { "S", "A", "B", "C", "D" }

series "rating" {
  scale = "rating", every = "month", default = true,
  from = "hired_on", to = "left_on",
  label = { en = "monthly rating", zh = "月度考核成绩" },
}

event "complaint" {
  label = { en = "complaint", zh = "投诉" },
  fields = {
    cause = {
      label = { en = "cause", zh = "原因" },
      values = {
        { "personal", en = "personal", zh = "个人原因" },
        { "attitude", en = "service attitude", zh = "服务态度" },
        { "other", en = "other", zh = "其他" },
      },
    },
    upheld = {
      label = { en = "upheld", zh = "是否成立" },
      values = { { "yes", en = "yes", zh = "是" }, { "no", en = "no", zh = "否" } },
    },
  },
}

-- The document does not speak of leave: the kinds are the usual ones, and how a month of leave counts is a reading.
absences {
  label = { en = "absence", zh = "缺勤" },
  kinds = {
    { "annual", en = "annual leave", zh = "年假" },
    { "personal", en = "personal leave", zh = "事假" },
    { "sick", en = "sick leave", zh = "病假" },
    { "medical", en = "medical leave", zh = "医疗期" },
    { "injury", en = "work injury", zh = "工伤" },
    { "marriage", en = "marriage leave", zh = "婚假" },
    { "maternity", en = "maternity leave", zh = "产假" },
    { "paternity", en = "paternity leave", zh = "陪产假" },
    { "parental", en = "parental leave", zh = "育儿假" },
    { "bereavement", en = "bereavement leave", zh = "丧假" },
    { "unpaid", en = "unpaid leave", zh = "停薪留职" },
    { "secondment", en = "secondment", zh = "借调" },
    { "study", en = "study leave", zh = "脱产学习" },
  },
  covered = choice "absence",
  reach_times = 2, -- a window of 6 months looks back over 12 at most, one of 12 over 24
}

-- Recorded by whoever decided it: what counts is the decision.
event "contribution" {
  label = { en = "outstanding contribution", zh = "突出贡献" },
  fields = {
    decided_by = { type = "text", label = { en = "decided by", zh = "认定人" } },
    reason = { type = "text", blank = "none", label = { en = "reason", zh = "事由" } },
  },
}

-- Why a rating was C: written by the case that establishes it.
event "low_rating" {
  label = { en = "cause of a low rating", zh = "低分原因" },
  fields = {
    cause = {
      label = { en = "cause", zh = "原因" },
      values = {
        { "attitude", en = "complaint about personal service attitude", zh = "个人服务态度原因被投诉" },
        { "other", en = "any other cause", zh = "其他原因" },
      },
    },
  },
}

-- 晋级 is both (3.4): written by the cases of chapters 8 and 9.
event "advancement" {
  label = { en = "advancement", zh = "晋级" },
  fields = {
    kind_of = {
      label = { en = "kind", zh = "类别" },
      values = {
        { "grade", en = "grade promotion", zh = "职级晋升" },
        { "position", en = "position promotion", zh = "职务晋升" },
      },
    },
  },
}

span "appointment" {
  label = { en = "appointment", zh = "任命" },
  kinds = {
    { "trial", en = "trial appointment", zh = "试用任命" },
    { "formal", en = "formal appointment", zh = "正式任命" },
  },
}
