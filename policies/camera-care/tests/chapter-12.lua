-- 12 Pay: how much, and from which day. Confirmation and transfer pay from their own day (12.1), what HR starts from
-- the first of a month (12.2); without the table nothing that changes pay is finished.

local PEOPLE = {
  G1 = { position = "supervisor", department = "总经办" },
  M1 = { position = "supervisor", department = "客服部" }, -- customer-care manager, head of the department
  S1 = { position = "supervisor", department = "客服部" },
  H1 = { position = "agent", department = "人事部" },
  H2 = { position = "agent", department = "人事部" }, -- HR manager
}
local ROLES = {
  ["general manager"] = "G1", ["customer-care manager"] = "M1", supervisor = "S1", HR = "H1", ["HR manager"] = "H2",
  ["department head"] = { { employee = "M1", per = "客服部" } },
}
local PAY = { ["junior.ordinary"] = "4500", ["junior.good"] = "4800.50", ["junior.excellent"] = "5100" }
local SETTINGS = {
  parameters = { pay = PAY, ["transfer grades"] = { ["assistant/junior.good"] = "junior.ordinary" } },
}

local function story(name, clause, procedure, person, acts, expect, settings)
  person.position, person.department, person.manager = "agent", "客服部", "S1"
  return {
    name = name, clause = clause, procedure = procedure, as_of = "2026-06-02", person = person, people = PEOPLE,
    roles = ROLES, settings = settings or SETTINGS, acts = acts, expect = expect,
  }
end

-- Confirmed on 2 June, ruled on three days later.
local function newcomer()
  return {
    grade = "junior.ordinary", status = "probation", hired_on = "2026-03-02", graded_on = "2026-03-02", pay = "450000",
    ratings = "ABB",
  }
end
local RULING = { stage = "7.2.2", answer = "yes", on = "2026-06-05", actor = "H2" }
local CONFIRMATION = {
  { record = "employees", row = { code = "P", status = "confirmed", confirmed_on = "2026-06-02" }, on = "2026-06-02",
    actor = "H1" },
  { case = "confirmation" },
  { stage = "4.5.1", on = "2026-06-03", actor = "S1" },
  { stage = "4.4.2", answer = "yes", on = "2026-06-04", actor = "M1" },
  RULING,
}
local function confirmed(on, pay, settings, refused)
  local acts = {}
  for i, act in ipairs(CONFIRMATION) do acts[i] = act end
  if refused then
    acts[#acts] = { stage = "7.2.2", answer = "yes", on = "2026-06-05", actor = "H2", refused = refused }
  end
  local what = refused and "without an amount for the grade: " or "confirmed: "
  return story(what .. on, "12.1", "confirmation", newcomer(), acts, { on = on, facts = { pay = pay } }, settings)
end

local function agent()
  return {
    grade = "junior.good", status = "confirmed", hired_on = "2022-03-02", graded_on = "2025-01-01", pay = "480050",
    in_position_since = "2022-03-02",
  }
end
local function transferred(on, pay)
  return story("transferred: " .. on, "12.1", "transfer", agent(), {
    { open = "transfer", set = { wanted = "assistant" }, on = "2026-06-03", actor = "H1" },
    { stage = "10", set = { transfer_on = "2026-06-17" }, on = "2026-06-04", actor = "H1",
      expect = { ended = "transferred" } },
  }, { on = on, facts = { pay = pay } })
end

local ALL_YES = {
  business = "yes", learning = "yes", communication = "yes", office = "yes", execution = "yes", coaching = "yes",
}

-- Special advancement, approved on 17 June: from the first of that month (12.2).
local function advanced(on, pay, grade, refused)
  local name = refused and "granted, without an amount for the grade: " or "granted: "
  local approval = { stage = "8.3.2.b.approval", answer = "yes", on = "2026-06-17", actor = "G1", refused = refused }
  return story(name .. on, "12.2", "special-advancement", agent(), {
    { open = "special-advancement", on = "2026-06-10", actor = "M1" },
    { stage = "8.4.1.1.b", set = { wanted_grade = grade }, documents = { "特殊晋级申请" }, on = "2026-06-10",
      actor = "M1" },
    { stage = "14.1", cells = ALL_YES, on = "2026-06-10", actor = "M1" },
    { stage = "8.3.2.b", answer = "yes", on = "2026-06-11", actor = "H1" },
    approval,
  }, { on = on, facts = { pay = pay } })
end

-- Demotion by decision on 17 June: from the first of the next (12.2, 3.5).
local function demoted(on, pay)
  return story("demoted: " .. on, "12.2", "demotion-by-decision", agent(), {
    { open = "demotion-by-decision", set = { demotion_ground = "failed", wanted_grade = "junior.ordinary" },
      on = "2026-06-10", actor = "M1" },
    { stage = "3.5", documents = { "降级依据" }, on = "2026-06-10", actor = "M1" },
    { stage = "3.5.approval", answer = "yes", on = "2026-06-17", actor = "G1", expect = { ended = "demoted" } },
  }, { on = on, facts = { pay = pay } })
end

return {
  confirmed("2026-06-01", "450000"),
  confirmed("2026-06-02", "480050"),
  confirmed("2026-06-30", "450000", { parameters = { pay = { ["junior.ordinary"] = "4500" } } }, "junior.good"),
  confirmed("2026-06-29", "450000", { parameters = {} }, "12.2"),
  transferred("2026-06-16", "480050"),
  transferred("2026-06-17", "450000"),
  advanced("2026-05-31", "480050", "junior.excellent"),
  advanced("2026-06-01", "510000", "junior.excellent"),
  advanced("2026-06-30", "480050", "mid1.good", "mid1.good"),
  demoted("2026-06-30", "480050"),
  demoted("2026-07-01", "450000"),
}
