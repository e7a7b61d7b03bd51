-- Scope (2), population (8.1), confirmation (8.2.1), three months (8.2.2). Who takes part has a verdict whose clause is
-- another: it names none.

-- An agent who would be promoted by one step on 2026-07-01.
local function agent(field, value)
  local person = {
    position = "agent", grade = "junior.good", status = "confirmed", hired_on = "2022-03-21",
    confirmed_on = "2022-06-22", graded_on = "2025-11-17", ratings = "BBBBBB",
  }
  if field then person[field] = value end
  return person
end

local function left(status, left_on)
  local person = agent("status", status)
  person.left_on = left_on
  return person
end

local PROMOTED = { outcome = "direct", rule = "8.4.1.2.A", from = "junior.good", to = "junior.excellent", steps = 1 }
local NOBODY = { outcome = "none" }

local function half_year(name, clause, person, expect)
  return { name = name, clause = clause, cycle = "half-year", as_of = "2026-07-01", person = person, expect = expect }
end

local function ineligible(clause)
  return { outcome = "ineligible", from = "junior.good", steps = 0, clause = clause }
end
local function unknown(fact) return { outcome = "undetermined", missing = { fact } } end

local list = {
  half_year("employed: judged", nil, agent(), PROMOTED),
  half_year("hired on the day", nil, agent("hired_on", "2026-07-01"), PROMOTED),
  half_year("hired the day after", "2", agent("hired_on", "2026-07-02"), NOBODY),
  half_year("leaves the day after: still judged", nil, agent("left_on", "2026-07-02"), PROMOTED),
  half_year("left on the day", "2", agent("left_on", "2026-07-01"), NOBODY),
  half_year("marked as left, no date", "2", agent("status", "left"), NOBODY),
  half_year("marked as left, leaves later", nil, left("left", "2026-07-15"), PROMOTED),
  half_year("hiring date not known", nil, agent("hired_on", nil), unknown "hired_on"),

  half_year("an agent takes part", nil, agent(), PROMOTED),
  half_year("a QC specialist takes part", nil, agent("position", "qc"), PROMOTED),
  half_year("an assistant takes part", nil, agent("position", "assistant"), PROMOTED),
  half_year("a team leader does not", "8.1.a", agent("position", "leader"), NOBODY),
  half_year("a supervisor does not", "8.1.a", agent("position", "supervisor"), NOBODY),
  half_year("position not known", nil, agent("position", nil), unknown "position"),
  {
    name = "an agent is not in the leaders' cycle", clause = "8.1.b", cycle = "leaders-yearly", as_of = "2026-01-01",
    person = agent(), expect = NOBODY,
  },

  half_year("confirmed on the day", "8.2.1", agent("confirmed_on", "2026-07-01"), PROMOTED),
  half_year("confirmed the day after", "8.2.1", agent("confirmed_on", "2026-07-02"), ineligible "8.2.1"),
  half_year("confirmed, date not recorded", "8.2.1", agent("confirmed_on", nil), PROMOTED),
  half_year("on probation", "8.2.1", agent("status", "probation"), ineligible "8.2.1"),
  half_year("an intern", "8.2.1", agent("status", "intern"), ineligible "8.2.1"),
  half_year("status not known", "8.2.1", agent("status", nil), unknown "status"),

  half_year("three months to the day", "8.2.2", agent("graded_on", "2026-04-01"), PROMOTED),
  half_year("a day short of three months", "8.2.2", agent("graded_on", "2026-04-02"), ineligible "8.2.2"),
  half_year("graded after the as-of date", "8.2.2", agent("graded_on", "2026-08-01"), ineligible "8.2.2"),
  half_year("grading date not known", "8.2.2", agent("graded_on", nil), unknown "graded_on"),
  half_year("grade not known", nil, agent("grade", nil), unknown "grade"),
  {
    name = "three months from the 30th end with February", clause = "8.2.2", cycle = "half-year", as_of = "2026-02-28",
    person = agent("graded_on", "2025-11-30"), expect = PROMOTED,
  },
  {
    name = "and not a day before", clause = "8.2.2", cycle = "half-year", as_of = "2026-02-27",
    person = agent("graded_on", "2025-11-30"), expect = ineligible "8.2.2",
  },
}

-- Of team leaders the same is asked.
local function leader(name, clause, changes, expect)
  local person = {
    position = "leader", grade = "senior.ordinary", status = "confirmed", hired_on = "2020-03-02",
    confirmed_on = "2020-06-02", graded_on = "2025-01-01", ratings = "AAAABBBBBBBB",
  }
  for field, value in pairs(changes) do person[field] = value end
  list[#list + 1] = {
    name = name, clause = clause, cycle = "leaders-yearly", as_of = "2026-01-01", person = person, expect = expect,
  }
end
leader("a leader three months after the grading", "8.2.2", { graded_on = "2025-10-01" },
  { outcome = "panel", rule = "8.4.2.a", to = "senior.good", steps = 1 })
leader("and a day short of it", "8.2.2", { graded_on = "2025-10-02" },
  { outcome = "ineligible", clause = "8.2.2" })
leader("a leader on probation", "8.2.1", { status = "probation" }, { outcome = "ineligible", clause = "8.2.1" })
leader("a leader at the top of the ladder", "5.1", { grade = "chief.excellent" },
  { outcome = "capped", steps = 0, clause = "5.1" })
leader("a leader below mid (two)", "8.3.3.B", { grade = "mid1.ordinary" },
  { outcome = "direct", rule = "8.4.2.a", to = "mid1.good", steps = 1 })

-- 8.1 A year of months: January and July for agents and QC, January for team leaders. Nobody has to be judged.
local function month(name, clause, cycle, number, unusual)
  list[#list + 1] = {
    name = name .. " " .. number, clause = clause, cycle = cycle, as_of = ("2026-%02d-01"):format(number),
    person = agent("hired_on", "2027-03-01"), expect = { outcome = "none", unusual = unusual },
  }
end
for number = 1, 12 do
  month("agents and QC, month", "8.1.a", "half-year", number, number ~= 1 and number ~= 7)
  month("team leaders, month", "8.1.b", "leaders-yearly", number, number ~= 1)
end

return list
