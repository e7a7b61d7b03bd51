-- 14 Attachments. The matrix of the qualification standard: what somebody of that grade has to show, told in our own
-- words; who judges says yes or no to each line of the column applied for. Where the printed table leaves it open
-- which column a sentence belongs to, `clauses.tsv` says so.

form "14.1" {
  kind = "list", label = { en = "qualification standard", zh = "任职资格标准评审表" }, series = "14.1",
  fields = {
    "number", "subject.code", "subject.name", "subject.position", "case.code", "change.from", "change.to", "checklist",
    "rater.name",
  },
  template = "forms/14.1.html",
}

local CELLS = {
  { "business", "junior", en = "after training knows the products and repair flows and handles common faults",
    zh = "经培训懂产品、懂维修流程，能处理常见故障" },
  { "business", "mid1", en = "skilled in products and repair flows, understands and calms users",
    zh = "熟悉产品与维修流程，能理解并安抚用户" },
  { "business", "mid2", en = "also knows other brands, leads the talk and finds customer needs",
    zh = "并了解其他品牌，能引导交流、发现需求" },
  { "business", "senior",
    en = "knows every product, handles every fault, shares, and wins customers over other brands",
    zh = "精通全部产品，处理各类故障并分享，能促成购买" },
  { "business", "chief", en = "raises the whole team's ability and brings in recognised outside practice",
    zh = "带动团队整体业务，引进外部经验并获认可" },

  { "learning", "junior", en = "wants to learn and learns under guidance", zh = "愿意学习，能在指导下掌握本岗所需" },
  { "learning", "mid1", en = "keeps up to date, teaches himself, applies what is new", zh = "主动更新知识，能自学并运用最新动态" },
  { "learning", "mid2", en = "digests and shares, learns beyond the post, applies by analogy",
    zh = "融会贯通并共享，学习超出本岗，举一反三" },
  { "learning", "senior", en = "raises the team with knowledge from outside, with results to show",
    zh = "引入团队外知识提升团队，并有成果" },
  { "learning", "chief", en = "makes the team a learning team, an authority in the field",
    zh = "推动学习型团队，为业务领域权威" },

  { "communication", "junior", en = "willing, manages simple talks", zh = "愿意沟通，能完成简单沟通" },
  { "communication", "mid1", en = "listens, understands and is understood, simple coordination",
    zh = "善于倾听，表达准确，能简单协调" },
  { "communication", "mid2", en = "exact and logical, finds open and hidden needs, coordinates the group",
    zh = "逻辑清晰，能发掘显性与隐性需求，协调同组" },
  { "communication", "senior", en = "before, during and after, across teams, suited to the person",
    zh = "事前事中事后沟通得法，因人而异，跨团队协调" },
  { "communication", "chief", en = "teaches the team, conveys product and service, wins scarce resources",
    zh = "带动团队沟通，传达产品服务理念，调动稀缺资源" },

  { "office", "junior", en = "everyday office software", zh = "掌握日常办公软件基本功能" },
  { "office", "mid1", en = "some advanced functions", zh = "熟练使用部分高级功能" },
  { "office", "mid2", en = "helps with simple analysis and documents", zh = "协助上级做简单数据分析或文档整理" },
  { "office", "senior", en = "analyses operating data and reports on it", zh = "分析运营数据、制定流程并出具报告" },
  { "office", "chief", en = "turns own experience into knowledge that spreads", zh = "把经验提炼成可传播的知识" },

  { "execution", "junior", en = "plans simply, on time, to basic quality", zh = "会做简单计划，按时保质完成" },
  { "execution", "mid1", en = "plans for excellence, sets slightly hard goals", zh = "抓重点，追求优秀，目标略有挑战" },
  { "execution", "mid2", en = "reaches hard goals, watches and adapts", zh = "达成挑战性目标，自我监控并应变" },
  { "execution", "senior", en = "foresees, takes measured risks, innovates", zh = "预见问题，敢担风险，集中资源创新" },
  { "execution", "chief", en = "makes execution a culture and sees hard things through", zh = "树立执行文化，攻坚克难直至成功" },

  { "coaching", "junior", en = "guides colleagues of lower grade", zh = "能指导级别较低的同事" },
  { "coaching", "mid1", en = "coaches each newcomer in the way that suits", zh = "因材施教，使新同事快速成长" },
  { "coaching", "mid2", en = "sums up and shares, good practice is copied", zh = "总结分享，使好做法得以复制" },
  { "coaching", "senior", en = "develops and watches over successors", zh = "培养并关注后备人才" },
  { "coaching", "chief", en = "leads the team to share, rich practice in building teams", zh = "带动团队分享，团队建设经验丰富" },
}

local ROWS = {
  { "business", en = "business skills", zh = "业务能力" }, { "learning", en = "learning", zh = "学习能力" },
  { "communication", en = "communication", zh = "沟通能力" }, { "office", en = "office software", zh = "办公技能" },
  { "execution", en = "execution", zh = "执行力" }, { "coaching", en = "coaching", zh = "辅导他人" },
}

checklist "14.1" {
  label = { en = "qualification standard", zh = "任职资格标准" }, by = target, cells = CELLS, rows = ROWS,
}

-- The same standard for a grade that was asked for.
checklist "14.1.asked" {
  clause = "14.1", label = { en = "qualification standard", zh = "任职资格标准" }, by = wanted_grade, cells = CELLS,
  rows = ROWS,
}

-- 14.2 The diagram is lost: the paths that the text names. A planned path is kept in the person's record.
catalogue "career_path" {
  clause = "14.2",
  { "ladder", en = "up the ladder", zh = "职级晋升" },
  { "leader", en = "agent or QC to team leader", zh = "客服员工、质检专员至班组长" },
  { "supervisor", en = "team leader to supervisor", zh = "班组长至客服主管" },
  { "qc", en = "agent to QC", zh = "客服转质检" },
}
employee {
  attribute "career_path" {
    type = "career_path", blank = "none", clause = "14.2", label = { en = "career path", zh = "成长路径" },
  },
}

-- 14.3 The flow chart is lost; the steps in words are those of 8.5.
same_as { ["14.3"] = "8.5.1" }
