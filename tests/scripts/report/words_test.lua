-- What a pack calls its parts, in the language set.
local lu = require "luaunit"
local message = require "cursus.message"
local words = require "report.words"

local PACK <const> = {
  roles = { hr = { label = { en = "human resources", zh = "人力资源部" } }, boss = {} },
  procedures = {
    rise = {
      label = { en = "a rise", zh = "加薪" },
      stages = {
        { stage = "one", clause = "1", label = { en = "review", zh = "初审" }, checklist = "matrix" },
        { stage = "two", clause = "2", label = { en = "review", zh = "复审" } },
      },
    },
  },
  forms = { notice = { label = { en = "notice", zh = "通知书" } } }, panels = { board = { label = { zh = "评审小组" } } },
  checklists = {
    matrix = {
      by = "target", cells = { { row = "skill", column = "g1", clause = "7", label = { en = "is skilled" } } },
    },
  },
  labels = { outcome = { words = { granted = { en = "allowed", zh = "已核准" } } } },
  attributes = {
    grade = { type = "grades", label = { zh = "职级" } }, pay = { type = "integer", label = { en = "pay" } },
    wage = { type = "integer", label = { en = "wage, fen" }, amount = { en = "wage", zh = "月薪" } },
  },
  subjects = {
    vacancy = { label = { zh = "空缺" }, attributes = { grade = { type = "text", label = { zh = "岗位职级" } } } },
  },
  values = { grades = { kind = "ladder", order = { "g1" }, labels = { g1 = { en = "grade one", zh = "一级" } } } },
  series = {}, spans = { leave = { kinds = { sick = { zh = "病假" } } } },
  events = {
    praise = {
      label = { zh = "表扬" }, fields = { by = { label = { zh = "来源" }, labels = { x = { zh = "客户" } } } },
    },
  },
  clauses = { { id = "1", text = "A rule.", label = { zh = "规则" } } },
}

TestWords = {}

function TestWords.setUp() message.language "en" end
function TestWords.tearDown() message.language "en" end

function TestWords.testParts()
  local known = words.of { PACK }
  lu.assertEquals(known:role "hr", "human resources")
  lu.assertEquals(known:role "boss", "boss")
  lu.assertNil(known:role(nil))
  lu.assertEquals(known:outcome "granted", "allowed")
  lu.assertEquals(known:outcome "refused", "refused")
  lu.assertEquals(known:stage("rise", "one"), "1 review")
  lu.assertEquals(known:stage("rise", "three"), "three")
  lu.assertEquals(known:clause "1", "1 A rule.")
  lu.assertEquals(known:cell({ procedure = "rise", to = "g1.a", known = {} }, "one", "skill"), "7 is skilled")
  message.language "zh"
  lu.assertEquals(known:role "hr", "人力资源部")
  lu.assertEquals(known:outcome "granted", "已核准")
  lu.assertEquals(known:outcome "refused", "未获批准")
  lu.assertEquals(known:answer "no", "否")
  lu.assertEquals(known:stage("rise", "two"), "2 复审")
  lu.assertEquals(known:form "notice", "通知书")
  lu.assertEquals(known:form "board", "评审小组")
  lu.assertEquals(known:clause "1", "1 规则")
end

-- Two stages of one label can only be told apart by their names.
function TestWords.testStageAsItIsTyped()
  local known = words.of { PACK }
  lu.assertEquals(known:stage_said("rise", "one"), "one")
  message.language "zh"
  lu.assertEquals(known:stage_said("rise", "one"), "初审")
end

function TestWords.testFacts()
  message.language "zh"
  local known = words.of { {
    attributes = {}, values = {}, clauses = {}, events = {},
  }, PACK }
  lu.assertEquals(known:attribute "grade", "职级")
  lu.assertEquals(known:attribute("grade", "vacancy"), "岗位职级")
  lu.assertEquals(known:attribute "other", "other")
  lu.assertEquals(known:value("grade", "g1"), "一级")
  lu.assertEquals(known:value("grade", "g9"), "g9")
  lu.assertEquals(known:value("pay", 480000), "480000")
  lu.assertEquals(known:attribute "wage", "月薪")
  lu.assertEquals(known:value("wage", 480050), "4,800.50")
  lu.assertEquals(known:value("wage", "480050"), "4,800.50") -- of what is dated ahead
  lu.assertNil(known:value("grade", nil))
  lu.assertEquals(known:grade "g1", "一级")
  lu.assertEquals(known:span_kind "sick", "病假")
  lu.assertEquals({ known:event_field("praise", "by", "x") }, { "来源", "客户" })
  lu.assertEquals({ known:event_field("concluded", "outcome", "granted") }, { "结果", "已核准" })
  lu.assertEquals(known:named("roles", "人力资源部"), "hr")
  lu.assertEquals(known:named("roles", "nobody"), "nobody")
  lu.assertEquals(known:code("role", "hr"), "人力资源部")
  lu.assertEquals(known:kind "vacancy", "空缺")
  lu.assertEquals(known:kind "role", "角色")
end

os.exit(lu.LuaUnit.run())
