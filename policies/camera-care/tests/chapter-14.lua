-- The qualification standard, cell by cell: one "no" of the named judge stops what the standard gates.

local ROWS = { "business", "learning", "communication", "office", "execution", "coaching" }
local GRADES = {
  junior = "junior.good", mid1 = "mid1.ordinary", mid2 = "mid2.ordinary", senior = "senior.good",
  chief = "chief.ordinary",
}

local function cells(no)
  local answers = {}
  for _, row in ipairs(ROWS) do answers[row] = row == no and "no" or "yes" end
  return answers
end

local function story(fields)
  local out = {
    procedure = "special-advancement", as_of = "2026-03-02",
    person = {
      position = "agent", grade = "junior.ordinary", status = "confirmed", hired_on = "2022-03-21",
      confirmed_on = "2022-06-22", graded_on = "2025-01-01", department = "客服部",
    },
    people = {
      M1 = { position = "supervisor", department = "客服部" }, H1 = { position = "agent", department = "人事部" },
    },
    roles = { ["department head"] = { { employee = "M1", per = "客服部" } }, HR = "H1" },
  }
  for key, value in pairs(fields) do out[key] = value end
  return out
end

local function asked(grade)
  return { open = "special-advancement", on = "2026-03-02", actor = "M1" }, {
    stage = "8.4.1.1.b", on = "2026-03-02", actor = "M1", set = {
      wanted_grade = grade }, documents = { "特殊晋级申请",
    },
  }
end

local stories = {}
for _, column in ipairs { "junior", "mid1", "mid2", "senior", "chief" } do
  local open, apply = asked(GRADES[column])
  for _, row in ipairs(ROWS) do
    stories[#stories + 1] = story {
      name = row .. " of " .. column, clause = "14.1." .. row .. "." .. column,
      acts = { open, apply, { stage = "14.1", on = "2026-03-03", actor = "M1", cells = cells(row) } },
      expect = { outcome = "refused", reason = "14.1." .. row .. "." .. column },
    }
  end
end

local open, apply = asked "senior.good"
stories[#stories + 1] = story {
  name = "the standard is judged whole, by the head of the department", clause = "14.1",
  acts = {
    open, apply,
    { stage = "14.1", on = "2026-03-03", actor = "H1", cells = cells(), refused = "14.1" },
    { stage = "14.1", on = "2026-03-03", actor = "M1", cells = { business = "yes" }, expect = { at = "14.1" } },
    { stage = "14.1", on = "2026-03-03", actor = "M1", cells = cells() },
  },
  expect = { stage = "8.3.2.b", forms = { "14.1" } },
}

return stories
