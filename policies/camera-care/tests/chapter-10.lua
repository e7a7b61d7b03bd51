-- 10 Transfer, 14.2 the way to quality control: the grade and the pay of the new post, from the day of the transfer.

local PEOPLE = {
  M1 = { position = "supervisor", department = "客服部" }, -- head of the department
  S1 = { position = "supervisor", department = "客服部" },
  H1 = { position = "agent", department = "人事部" },
}
local GRADES = {
  ["qc/mid1.ordinary"] = "mid1.ordinary", ["qc/mid1.good"] = "mid1.ordinary",
  ["assistant/mid1.ordinary"] = "junior.excellent", ["assistant/mid1.good"] = "junior.excellent",
}
local PAY = { ["junior.excellent"] = "5100", ["mid1.ordinary"] = "5400", ["mid1.good"] = "5700" }
local VACANCIES = {
  V1 = { position = "qc", department = "客服部", reason = "growth", opened_on = "2026-03-01" },
  V2 = { position = "qc", department = "客服部", reason = "growth", opened_on = "2026-02-01", closed_on = "2026-02-27" },
  V3 = { position = "qc", department = "客服部", reason = "leaver", opened_on = "2026-04-02" },
  V4 = { position = "leader", department = "客服部", reason = "leaver", opened_on = "2026-03-01" },
}

local function roles(but)
  local list = { HR = "H1", ["department head"] = { { employee = "M1", per = "客服部" } } }
  if but then list[but] = nil end
  return list
end

local list = {}

local function story(name, clause, grade, acts, expect, more)
  more = more or {}
  list[#list + 1] = {
    name = name, clause = clause, procedure = "transfer", as_of = "2026-03-02",
    person = {
      position = more.position == nil and "agent" or more.position or nil, grade = grade, status = "confirmed",
      hired_on = "2022-03-01", graded_on = "2025-07-01", in_position_since = "2022-03-01", department = "客服部",
      manager = "S1",
    },
    people = PEOPLE, roles = more.roles or roles(), subjects = { vacancy = VACANCIES },
    settings = { parameters = more.parameters or { ["transfer grades"] = GRADES, pay = PAY } },
    acts = acts, expect = expect,
  }
end

local function open(wanted, vacancy, refused, actor)
  return { open = "transfer", set = { wanted = wanted, vacancy = vacancy }, on = "2026-04-01", actor = actor or "M1",
    refused = refused }
end
local GROWN = { stage = "10.growth", answer = "yes", on = "2026-04-02", actor = "M1", expect = { at = "10" } }
local function moved(refused)
  return { stage = "10", set = { transfer_on = "2026-04-20" }, on = "2026-04-10", actor = "H1", refused = refused }
end

-- -- 10 The grade goes by the table, the pay by the new grade, both from the day of the transfer (12.1).

local TO_QC = { open("qc", "V1"), GROWN, moved() }
story("transferred: the day before", { "10", "12.1" }, "mid1.good", TO_QC,
  { on = "2026-04-19", outcome = "transferred", facts = { position = "agent", grade = "mid1.good" },
    forms = { "15.3" } })
story("transferred: on the day", { "10", "12.1" }, "mid1.good", TO_QC, {
  on = "2026-04-20",
  facts = { position = "qc", grade = "mid1.ordinary", in_position_since = "2026-04-20", pay = "540000" },
})
story("to another post than QC nobody asks for growth", "10", "mid1.good", { open "assistant", moved() }, {
  on = "2026-04-20", outcome = "transferred",
  facts = { position = "assistant", grade = "junior.excellent", pay = "510000" },
})

-- A rise in position is no transfer: it goes by chapter 9 (3.4.2).
story("an agent does not become team leader by transfer", "3.4.2", "senior.good", { open("leader", nil, "3.4.2") }, {})
story("nor a team leader supervisor", "3.4.2", "senior.good", { open("supervisor", nil, "3.4.2") }, {},
  { position = "leader" })
story("a team leader goes to another team", { "3.4.2", "10" }, "mid1.good", { open "leader" }, { stage = "10" },
  { position = "leader" })
story("a supervisor who becomes team leader does not rise", { "3.4.2", "10" }, "mid1.good", { open "leader" },
  { stage = "10" }, { position = "supervisor" })
story("an assistant goes to QC as an agent does", "14.2.note", "mid1.ordinary", { open("qc", "V1"), GROWN },
  { stage = "10" }, { position = "assistant" })
story("somebody whose position is not known", "3.4.2", "mid1.good", { open("leader", nil, "position") }, {},
  { position = false })

story("transferred, hand to hand", { "10", "4.2.4" }, "mid1.good", {
  open("assistant", nil, "10", "S1"),
  open("assistant", nil, "10", "P"),
  { open = "transfer", on = "2026-04-01", actor = "H1", refused = "wanted" },
  open("janitor", nil, "janitor", "H1"),
  open("assistant", nil, nil, "H1"),
  { stage = "10", set = { transfer_on = "2026-04-20" }, on = "2026-04-10", actor = "M1", refused = "4.2.4" },
  { stage = "10", on = "2026-04-10", actor = "H1", refused = "transfer_on" },
  moved(),
}, { outcome = "transferred" })
story("nobody to carry it out", "4.2.4", "mid1.good", { open "assistant" }, { stage = "10", todo = { "- 10" } },
  { roles = roles "HR" })

story("without a table of grades nothing is moved", "10", "mid1.good", { open "assistant", moved "(clause 10)" },
  { stage = "10" }, { parameters = { pay = PAY } })
story("nor without the row", "10", "mid2.good", { open "assistant", moved "(clause 10)" }, { stage = "10" })
story("nor from a grade that is not known", "10", nil, { open "assistant", moved "grade" }, { stage = "10" })
story("nor without a table of pay", "12.1", "mid1.good", { open "assistant", moved "12" }, { stage = "10" },
  { parameters = { ["transfer grades"] = GRADES } })

-- -- 14.2 To QC: agents of mid (one) and above, where a post is vacant and the business has grown.

story("agent of mid (one)", "14.2.note", "mid1.ordinary", { open("qc", "V1"), GROWN }, { stage = "10" })
story("agent one step below", "14.2.note", "junior.excellent", { open("qc", "V1", "14.2.note") }, {})
story("agent whose grade is not known", "14.2.note", nil, { open("qc", "V1", "grade") }, {})
story("a team leader is no agent", "14.2.note", "senior.good", { open("qc", "V1", "14.2.note") }, {},
  { position = "leader" })
story("below mid (one) other posts are open", "14.2.note", "junior.excellent", { open "assistant" }, { stage = "10" })

story("no vacancy named", "14.2.note", "mid1.good", { open("qc", nil, "14.2.note") }, {})
story("no such vacancy", "14.2.note", "mid1.good", { open("qc", "V9", "V9") }, {})
story("the vacancy was filled", "14.2.note", "mid1.good", { open("qc", "V2", "14.2.note") }, {})
story("the vacancy is to come", "14.2.note", "mid1.good", { open("qc", "V3", "14.2.note") }, {})
story("the vacancy is of another post", "14.2.note", "mid1.good", { open("qc", "V4", "14.2.note") }, {})

story("the business has not grown", "14.2.note", "mid1.good", {
  open("qc", "V1"),
  moved "14.2.note",
  { stage = "10.growth", answer = "yes", on = "2026-04-02", actor = "H1", refused = "14.2.note" },
  { stage = "10.growth", answer = "no", comment = "same volume", on = "2026-04-02", actor = "M1",
    refused = "14.2.note" },
  { stage = "10.growth", answer = "no", reason = "14.2.note", comment = "same volume", on = "2026-04-02", actor = "M1",
    expect = { ended = "refused" } },
}, { outcome = "refused", facts = { position = "agent", grade = "mid1.good" } })
story("nobody to say so", "14.2.note", "mid1.good", { open("qc", "V1", nil, "H1") },
  { stage = "10.growth", todo = { "- 10.growth" } }, { roles = roles "department head" })

-- 14.2 The path planned with somebody: a closed list.
local function path(name, value, refused)
  local facts = not refused and { career_path = value } or nil
  story(name, "14.2", "mid1.good", {
    { record = "employees", row = { code = "P", career_path = value }, on = "2026-03-03", actor = "H1",
      refused = refused },
  }, { facts = facts, opened = {} })
end
path("a path to QC", "qc")
path("a path to the moon", "moon", "not on the list: ladder, leader, supervisor, qc")

return list
