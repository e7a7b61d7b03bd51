-- What the forms say: that what has to stand in them does, not only that they are printed.

local DEPARTMENT = "客服部"
local PEOPLE = {
  G1 = { position = "supervisor", department = "总经办", name = "林总" },
  M1 = { position = "supervisor", department = DEPARTMENT, name = "周经理" },
  S1 = { position = "supervisor", department = DEPARTMENT, manager = "M1", name = "郑主管" },
  H1 = { position = "agent", department = "人事部", name = "何人事" },
  R1 = { position = "leader", department = "销售部", name = "冯代表" },
}
local ROLES = {
  ["general manager"] = "G1", ["customer-care manager"] = "M1", supervisor = "S1", HR = "H1",
  ["related department"] = "R1",
  ["department head"] = { { employee = "M1", per = DEPARTMENT } },
}
local SETTINGS = {
  parameters = {
    pay = { ["mid1.excellent"] = "6000", ["mid2.ordinary"] = "6300.50" }, ["panel pass"] = 7500,
    ["position panel pass"] = 7500, general_manager = "G1",
  },
}
local YES = {
  business = "yes", learning = "yes", communication = "yes", office = "yes", execution = "yes", coaching = "yes",
}

local function story(fields)
  local out = {
    people = PEOPLE, roles = ROLES, settings = SETTINGS,
    person = {
      name = "李芳", position = "agent", grade = "mid1.excellent", status = "confirmed", hired_on = "2022-03-21",
      confirmed_on = "2022-06-22", graded_on = "2025-01-01", in_position_since = "2025-01-01", department = DEPARTMENT,
      manager = "S1", ratings = "BBABBA", pay = 600000,
    },
  }
  for key, value in pairs(fields) do out[key] = value end
  return out
end

-- The standard of the column asked for, each line in its words.
local STANDARD = {
  ["junior.good"] = {
    "经培训懂产品、懂维修流程，能处理常见故障", "愿意学习，能在指导下掌握本岗所需", "愿意沟通，能完成简单沟通", "掌握日常办公软件基本功能",
    "会做简单计划，按时保质完成", "能指导级别较低的同事",
  },
  ["mid1.good"] = {
    "熟悉产品与维修流程，能理解并安抚用户", "主动更新知识，能自学并运用最新动态", "善于倾听，表达准确，能简单协调", "熟练使用部分高级功能",
    "抓重点，追求优秀，目标略有挑战", "因材施教，使新同事快速成长",
  },
  ["mid2.good"] = {
    "并了解其他品牌，能引导交流、发现需求", "融会贯通并共享，学习超出本岗，举一反三", "逻辑清晰，能发掘显性与隐性需求，协调同组",
    "协助上级做简单数据分析或文档整理", "达成挑战性目标，自我监控并应变", "总结分享，使好做法得以复制",
  },
  ["senior.good"] = {
    "精通全部产品，处理各类故障并分享，能促成购买", "引入团队外知识提升团队，并有成果", "事前事中事后沟通得法，因人而异，跨团队协调",
    "分析运营数据、制定流程并出具报告", "预见问题，敢担风险，集中资源创新", "培养并关注后备人才",
  },
  ["chief.good"] = {
    "带动团队整体业务，引进外部经验并获认可", "推动学习型团队，为业务领域权威", "带动团队沟通，传达产品服务理念，调动稀缺资源",
    "把经验提炼成可传播的知识", "树立执行文化，攻坚克难直至成功", "带动团队分享，团队建设经验丰富",
  },
}

local function asked(grade, fields)
  local out = story {
    procedure = "special-advancement", as_of = "2026-03-02",
    acts = {
      { open = "special-advancement", on = "2026-03-02", actor = "M1" },
      {
        stage = "8.4.1.1.b", on = "2026-03-02", actor = "M1", set = { wanted_grade = grade },
        documents = { "特殊晋级申请" },
      },
      { stage = "14.1", on = "2026-03-03", actor = "M1", cells = YES },
      { stage = "8.3.2.b", on = "2026-03-04", actor = "H1", answer = "yes" },
    },
  }
  for key, value in pairs(fields) do out[key] = value end
  return out
end

local stories = {}
for _, grade in ipairs { "junior.good", "mid1.good", "mid2.good", "senior.good", "chief.good" } do
  stories[#stories + 1] = asked(grade, {
    name = "the standard in words: " .. grade, clause = "14.1", expect = { shows = { ["14.1"] = STANDARD[grade] } },
  })
end

local granted = asked("mid2.ordinary", {
  name = "the notice says what changes, from when and why", clause = "15.3",
  expect = {
    outcome = "granted",
    shows = {
      ["14.1"] = { "李芳", "周经理", "中(一)级客服(优秀) → 中(二)级客服(一般)", "办公技能 协助上级做简单数据分析或文档整理 是" },
      ["15.3"] = {
        "任职资格/薪资调整通知书", "15.3-000001", "李芳", "工号 P", DEPARTMENT, "客服", "中(一)级客服(优秀)", "中(二)级客服(一般)",
        "6,000.00", "6,300.50", "2026年3月5日", "2026年3月1日", "特殊晋级（越级）", "12.2", "当月1日起", "林总 2026年3月5日",
      },
    },
  },
})
granted.acts[5] = { stage = "8.3.2.b.approval", on = "2026-03-05", actor = "G1", answer = "yes" }
stories[#stories + 1] = granted

-- The summary of the panel (15.2): each seat with its weight, mean and judge.
local function score(actor, points)
  return {
    stage = "8.5.4.b", on = "2026-01-12", actor = actor, scores = { ["8.3.4"] = points }, forms = { ["15.1"] = true },
  }
end
stories[#stories + 1] = story {
  name = "the summary of the panel", clause = "15.2", procedure = "half-year", as_of = "2026-01-04",
  acts = {
    { plan = "half-year", as_of = "2026-01-04", on = "2026-01-04", actor = "H1" },
    { open = "half-year", run = true, on = "2026-01-04", actor = "H1" },
    { stage = "4.5.2", on = "2026-01-05", actor = "S1" },
    { stage = "8.5.2", on = "2026-01-05", actor = "M1", documents = { "晋级资料" } },
    { stage = "8.5.3.B", on = "2026-01-06", actor = "H1", answer = "yes" },
    { stage = "8.4.1.3.b", on = "2026-01-08", actor = "M1", cells = YES },
    {
      stage = "8.5.4.a", on = "2026-01-12", actor = "H1", documents = { "前半年工作成绩演讲" }, set = { chair = "M1" },
    },
    score("S1", "81"), score("M1", "82"), score("R1", "73"), score("H1", "74.5"),
    { stage = "8.5.4.c", on = "2026-01-13", actor = "H1" },
  },
  expect = {
    stage = "8.5.5",
    shows = {
      ["15.2"] = {
        "任职资格晋级答辩评审汇总表", "李芳", "中(二)级客服(一般)", "直属上级 30% 81.00 郑主管", "部门负责人 30% 82.00 周经理",
        "业务关联部门代表 20% 73.00 冯代表", "人力资源部 20% 74.50 何人事", "78.40", "75.00", "合格",
      },
    },
  },
}

-- Position promotion: the review (9.5.3), the notice of the trial (9.5.5), the summary (15.8), the announcement.
local function assess(actor)
  return {
    stage = "9.5.2", on = "2026-03-04", actor = actor, scores = { ["15.5"] = "71.5", ["15.4"] = "76.5" },
  }
end
local function rate(actor)
  return { stage = "9.5.6", on = "2026-06-06", actor = actor, scores = { ["15.6"] = "80" } }
end
local function judge(actor, points)
  return {
    stage = "9.5.7.b", on = "2026-06-15", actor = actor, scores = { ["9.3.4"] = points }, forms = { ["15.7"] = true },
  }
end
stories[#stories + 1] = story {
  name = "the forms of a position promotion", clause = "9.5.10", procedure = "position-promotion",
  as_of = "2026-03-02", subjects = {
    vacancy = { V1 = { position = "leader", department = DEPARTMENT, reason = "growth", opened_on = "2026-01-05" } },
  },
  acts = {
    { open = "position-promotion", on = "2026-03-02", actor = "M1", set = { wanted = "leader", vacancy = "V1" } },
    assess "M1", assess "R1",
    { stage = "9.5.3", on = "2026-03-05", actor = "H1" },
    { stage = "9.5.4", on = "2026-03-06", actor = "G1", answer = "yes" },
    { stage = "9.5.5", on = "2026-03-09", actor = "H1", set = { trial_from = "2026-03-16", trial_months = 3 } },
    rate "S1", rate "M1",
    { stage = "9.5.7.marks", on = "2026-06-12", actor = "H1" },
    { stage = "9.5.7.a", on = "2026-06-15", actor = "H1", documents = { "述职报告" }, set = { chair = "M1" } },
    judge("S1", "81"), judge("M1", "82"), judge("R1", "73"), judge("H1", "74.5"),
    { stage = "9.5.7.c", on = "2026-06-15", actor = "H1" },
    {
      stage = "9.5.8", on = "2026-06-16", actor = "G1", answer = "no", reason = "9.4.2.2", comment = "另议",
      expect = { at = "9.5.7.back" },
    },
  },
  expect = {
    facts = { in_position_since = "2026-03-16" },
    shows = {
      ["9.5.3"] = {
        "管理干部资格审查评定表", "李芳", "班组长", "71.50", "76.50", "9.4.1.1.a", "9.4.1.2.b", "合格",
      },
      ["9.5.5.a"] = { "9.5.5-000001", "李芳", "班组长", "2026年3月16日", "2026年6月16日", "林总" },
      ["15.8"] = {
        "职务晋级答辩评审汇总表", "李芳", "直属上级 30% 81.00 郑主管", "人力资源部 20% 74.50 何人事", "78.40", "75.00", "合格",
      },
    },
  },
}

return stories
