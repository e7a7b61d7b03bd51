-- The people of the year: the sample company as it stood on the first of January 2026, those who hold a role, those
-- whose story is told, and every fact of the year by the day on which it is recorded.
local common = require "year.common"
local date = require "cursus.date"
local edition = require "year.edition"
local fs = require "cursus.fs"

local check, with = common.check, common.with
local FIRST <const>, LAST <const> = date.of(2026, 1, 1), date.of(2026, 12, 31)

local function day(month_and_day) return date.parse("2026-" .. month_and_day) end

-- -- the grades, what they pay, what becomes of them in another post

local LADDER <const>, PAY <const>, STEP <const> = { "intern" }, { intern = "3500" }, { intern = 1 }
for _, level in ipairs { "junior", "mid1", "mid2", "senior", "chief" } do
  for _, sublevel in ipairs { "ordinary", "good", "excellent" } do
    local grade = level .. "." .. sublevel
    LADDER[#LADDER + 1], STEP[grade] = grade, #LADDER + 1
    PAY[grade] = tostring(4500 + 300 * (#LADDER - 2))
  end
end

local function fen(grade) return grade ~= "" and PAY[grade] .. "00" or nil end

local function transfer_grades()
  local grades = {}
  for step, grade in ipairs(LADDER) do
    if step > STEP["junior.ordinary"] then
      grades["assistant/" .. grade] = LADDER[math.min(step - 1, STEP["mid2.excellent"])]
      grades["qc/" .. grade] = LADDER[math.max(STEP["mid1.ordinary"], math.min(step - 1, STEP["mid2.excellent"]))]
    end
  end
  return grades
end

-- -- the cast: those who hold a role, and those whose year is told; the others come from company.lua

local GROUP <const>, BUSINESS <const> = "客服一组", "客户关怀部"

local OFFICES <const> = {
  { code = "G001", name = "王总", department = "总经办" },
  { code = "M001", name = "沈立新", department = BUSINESS, manager = "G001" },
  { code = "M002", name = "温嘉禾", department = BUSINESS, manager = "M001" },
  { code = "H001", name = "林文静", department = "人事部", manager = "H009" },
  { code = "H002", name = "吕可欣", department = "人事部", manager = "H009" },
  { code = "H009", name = "傅建国", department = "人事部", manager = "G001" },
  { code = "R001", name = "梁志强", department = "销售部", manager = "G001" },
  { code = "R002", name = "曹海燕", department = "研发部", manager = "G001" },
}
local ROLES <const> = {
  { "general manager", "G001" }, { "customer-care manager", "M001" }, { "HR", "H001" }, { "HR", "H002" },
  { "HR manager", "H009" }, { "related department", "R001" }, { "related department", "R002" },
  { "department head", "R001", "销售部" }, { "department head", "R002", "研发部" },
  { "department head", "H009", "人事部" },
}

-- Ratings repeat from January 2025 on; `but` names the months that differ.
local TOLD <const> = {
  panel = { code = "P001", name = "司徒雨桐", grade = "mid1.excellent", ratings = "B" },
  leader = { code = "P002", name = "邓春燕", grade = "mid1.good", ratings = "BAB" },
  back = { code = "P003", name = "高天宇", grade = "mid1.good", ratings = "ABB" },
  special = { code = "P004", name = "叶思远", grade = "junior.ordinary", ratings = "B", but = { ["2025-11"] = "C" } },
  to_qc = { code = "P005", name = "贾晓梅", grade = "mid1.good", ratings = "B", but = { ["2025-10"] = "C" } },
  to_assistant = { code = "P006", name = "罗小龙", grade = "junior.excellent", ratings = "B",
    but = { ["2025-12"] = "C" } },
  relapse = { code = "P007", name = "蔡浩然", grade = "junior.good", ratings = "B", but = { ["2026-02"] = "C" } },
  attitude = { code = "P008", name = "郑家豪", grade = "mid1.ordinary", ratings = "B",
    but = { ["2025-09"] = "C", ["2026-04"] = "C" } },
  failed = { code = "P009", name = "唐俊杰", grade = "mid1.good", ratings = "B",
    but = { ["2025-10"] = "C", ["2026-03"] = "C" } },
  team = { code = "P010", name = "宋慧敏", position = "leader", grade = "senior.ordinary", ratings = "ABB" },
  entrant = { code = "N001", name = "潘泽宇", hired_on = "2026-03-02", confirmed_on = "2026-06-02", ratings = "ABB" },
  checker = { code = "N002", name = "许诗涵", position = "qc", grade = "mid1.ordinary", hired_on = "2025-11-03",
    confirmed_on = "2026-02-03", ratings = "BA" },
  announced = { code = "P011", name = "白若兰", grade = "mid1.good", ratings = "BAB" },
  newcomer = { code = "N003", name = "骆明轩", hired_on = "2026-05-06", confirmed_on = "2026-08-06", ratings = "B" },
  tester = { code = "N004", name = "谷雨晴", position = "qc", hired_on = "2026-05-11", confirmed_on = "2026-08-11",
    ratings = "AAB", pay = "mid1.ordinary" },
  intern = { code = "N005", name = "简一凡", hired_on = "2026-02-09", diploma_on = "2026-06-25",
    confirmed_on = "2026-09-25", ratings = "BAB", pay = "intern" },
}
-- Graded by a case on entry: nothing is known of their grade before it.
local ENTERED <const> = { newcomer = true, tester = true, intern = true }

-- -- the rows of the year, by the day on which they are recorded

local function read_csv(path)
  local rows, names = {}, nil
  for line in fs.read(path):gmatch "[^\n]+" do
    local cells = {}
    for cell in (line .. ","):gmatch "([^,]*)," do cells[#cells + 1] = cell end
    if not names then
      names = cells
    else
      local row = {}
      for i, name in ipairs(names) do row[name] = cells[i] end
      rows[#rows + 1] = row
    end
  end
  return rows
end

local function write_csv(path, rows)
  local names, seen = {}, {}
  for _, row in ipairs(rows) do
    for name in pairs(row) do
      if not seen[name] then seen[name], names[#names + 1] = true, name end
    end
  end
  table.sort(names)
  local lines = { table.concat(names, ",") .. "\n" }
  for _, row in ipairs(rows) do
    local cells = {}
    for i, name in ipairs(names) do cells[i] = row[name] or "" end
    lines[#lines + 1] = table.concat(cells, ",") .. "\n"
  end
  check(fs.write(path, table.concat(lines)))
end

-- A round is not applied when what it read of anybody has changed since: while one runs, nobody is confirmed or leaves.
local function after_the_round(on)
  for _, month in ipairs { 1, 7 } do
    if on >= date.of(2026, month, 2) and on < date.of(2026, month + 1, 1) then return date.of(2026, month + 1, 3) end
  end
  return on
end

-- As the company stood when the year began: what the sample tells of 2026 has not happened yet.
local function at_new_year(row)
  local person = with(row, { pay = nil })
  local hired = date.parse(row.hired_on)
  local confirmed = row.confirmed_on ~= "" and date.parse(row.confirmed_on) or date.add_months(hired, 3)
  local leaves = row.left_on ~= "" and date.parse(row.left_on)
  if leaves then leaves = after_the_round(leaves) end
  if leaves and leaves >= FIRST then
    person.left_on, person.status = nil, "confirmed"
    if row.position == "leader" or row.position == "supervisor" then leaves = nil end
  end
  confirmed = after_the_round(row.status == "intern" and date.add_months(hired, 6) or confirmed)
  if confirmed >= FIRST or hired >= FIRST then
    if row.status ~= "intern" then
      person.status, person.grade = "probation", row.position == "leader" and row.grade or "junior.ordinary"
    end
    person.confirmed_on, person.graded_on, person.in_position_since = nil, row.hired_on, row.hired_on
  elseif row.graded_on >= "2026-01-01" then
    person.grade, person.graded_on = LADDER[math.max(STEP[row.grade] - 1, 2)], row.confirmed_on
  end
  person.pay = fen(person.grade)
  return person, hired, confirmed, leaves
end

-- { [day] = { { key=, kind=, rows= } … } }; what is known before the year is of its first day.
local Calendar = {}
Calendar.__index = Calendar

function Calendar:add(on, key, kind, row)
  on = math.max(on, FIRST)
  if on > LAST then return end
  local items = self[on] or {}
  self[on] = items
  for _, item in ipairs(items) do
    if item.key == key and item.kind == kind then
      table.insert(item.rows, row)
      return
    end
  end
  items[#items + 1] = { key = key, kind = kind, rows = { row } }
end

function Calendar:employee(row, hired, confirmed, leaves)
  self:add(hired, hired < FIRST and "people" or "hired", "employees", row)
  if confirmed >= FIRST and row.status ~= "confirmed" and row.status ~= "left" then
    local change = { code = row.code, status = "confirmed", confirmed_on = date.text(confirmed) }
    if row.status == "intern" then change.diploma_on = row.diploma_on or date.text(confirmed) end
    if not leaves or leaves > confirmed then self:add(confirmed, "confirmed", "employees", change) end
  end
  if leaves and leaves >= FIRST then
    self:add(leaves, "left", "employees", { code = row.code, status = "left", left_on = date.text(leaves) })
  end
end

-- A month's results come on the third of the next.
function Calendar:rating(employee, period, rating)
  local known = date.add_months(date.parse(period .. "-01"), 1) + 2
  self:add(known, known < FIRST + 3 and "ratings" or "ratings " .. period, "ratings",
    { employee = employee, period = period, rating = rating })
end

local function months(from, to)
  local month = date.parse(from .. "-01")
  return function()
    local name = date.month(month)
    if name > to then return nil end
    month = date.add_months(month, 1)
    return name
  end
end

function Calendar:told(manager)
  local keys = {}
  for key in pairs(TOLD) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return TOLD[a].code < TOLD[b].code end)
  for _, key in ipairs(keys) do
    local told = TOLD[key]
    local hired, confirmed = told.hired_on or "2022-03-07", told.confirmed_on or "2022-06-07"
    local grade = not ENTERED[key] and (told.grade or "junior.ordinary") or nil
    if told.diploma_on then
      self:add(date.parse(told.diploma_on), "diploma", "employees",
        { code = told.code, status = "probation", diploma_on = told.diploma_on })
    end
    self:employee({
      code = told.code, name = told.name, position = told.position or "agent", grade = grade, department = GROUP,
      manager = manager, hired_on = hired,
      status = told.diploma_on and "intern" or told.confirmed_on and "probation" or "confirmed",
      confirmed_on = not told.confirmed_on and confirmed or nil, in_position_since = hired,
      graded_on = told.hired_on or "2025-01-01", pay = fen(told.pay or grade or "junior.ordinary"),
    }, date.parse(hired), date.parse(confirmed))
    local number = 0
    for period in months(math.max(hired:sub(1, 7), "2025-01") == hired:sub(1, 7) and hired:sub(1, 7) or "2025-01",
      "2026-11") do
      local place = number % #told.ratings + 1
      number = number + 1
      self:rating(told.code, period, told.but and told.but[period] or told.ratings:sub(place, place))
    end
  end
end

local function sample(folder, size)
  local make = check(loadfile "scripts/examples/company.lua")
  make(tostring(size), tostring(common.SEED), folder)
  local calendar, people, group = setmetatable({}, Calendar), {}, {}
  for _, row in ipairs(OFFICES) do
    calendar:add(FIRST, "people", "employees", with(row, {
      position = "supervisor", grade = "chief.ordinary", status = "confirmed", hired_on = "2015-03-02",
      confirmed_on = "2015-06-02", graded_on = "2020-01-01", in_position_since = "2015-03-02",
      pay = fen "chief.ordinary",
    }))
  end
  local departments, supervisors, leader = { [BUSINESS] = true, [GROUP] = true }, {}, nil
  for _, row in ipairs(read_csv(folder .. "/employees.csv")) do
    local person, hired, confirmed, leaves = at_new_year(row)
    if person.manager == "" then person.manager = "M001" end
    people[row.code] = { row = row, from = hired, to = leaves }
    departments[row.department] = true
    if row.position == "supervisor" then supervisors[#supervisors + 1] = row.code end
    if row.department == GROUP and row.position == "leader" then leader = row.code end
    if row.department == GROUP and row.position == "agent" and hired < FIRST and not leaves then
      group[#group + 1] = row.code
    end
    calendar:employee(person, hired, confirmed, leaves)
  end
  return calendar, people, {
    departments = departments, supervisors = supervisors, leader = leader or supervisors[1], group = group,
  }
end

-- The second half of the year is rated as the same month of the year before, beginners with B.
local function later_ratings(calendar, people, ratings)
  local rated, codes = {}, {}
  for _, row in ipairs(ratings) do rated[row.employee .. row.period] = row.rating end
  for code in pairs(people) do codes[#codes + 1] = code end
  table.sort(codes)
  for period in months("2026-07", "2026-11") do
    local first = date.parse(period .. "-01")
    for _, code in ipairs(codes) do
      local person = people[code]
      if person.from <= first and (not person.to or person.to >= date.add_months(first, 1)) then
        calendar:rating(code, period, rated[code .. "2025" .. period:sub(5)] or "B")
      end
    end
  end
end

-- Everything that is recorded in the year, in the order of its days.
local function facts_of_the_year(folder, size)
  local calendar, people, places = sample(folder, size)
  calendar:told(places.leader)
  local ratings = read_csv(folder .. "/ratings.csv")
  for _, row in ipairs(ratings) do calendar:rating(row.employee, row.period, row.rating) end
  later_ratings(calendar, people, ratings)
  for _, row in ipairs(read_csv(folder .. "/events.csv")) do
    calendar:add(date.parse(row.on) + 5, "complaints", "events", row)
  end
  for _, row in ipairs(read_csv(folder .. "/absences.csv")) do
    calendar:add(date.parse(row.from), "leave", "absences", row)
  end
  local function role(name, employee, per)
    calendar:add(FIRST, "roles", "roles", { role = name, employee = employee, per = per, from = "2020-01-01" })
  end
  for _, row in ipairs(ROLES) do role(row[1], row[2], row[3]) end
  for _, code in ipairs(places.supervisors) do role("supervisor", code) end
  local names = {}
  for name in pairs(places.departments) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do role("department head", "M001", name) end
  for _, who in ipairs { "leader", "back", "announced" } do
    for i = 1, math.min(12, #places.group) do
      calendar:add(FIRST, "relations", "relations", {
        relation = "subordinate", subject = TOLD[who].code, object = places.group[i], from = "2026-01-01",
      })
    end
  end
  local function vacancy(code, position, on, reason)
    calendar:add(day(on), "vacancy", "vacancy", {
      code = code, position = position, department = GROUP, reason = reason, opened_on = "2026-" .. on,
    })
  end
  vacancy("V001", "leader", "02-24", "growth")
  vacancy("V002", "leader", "07-27", "leaver")
  vacancy("V003", "qc", "05-06", "growth")
  vacancy("V004", "leader", "08-05", "growth")
  calendar:add(day "06-22", "filled", "vacancy", { code = "V001", closed_on = "2026-06-22" })
  calendar:add(day "05-25", "filled", "vacancy", { code = "V003", closed_on = "2026-05-25" })
  calendar:add(day "06-15", "edition", "edition", {
    code = edition.subject, version = "2.0", changes = "9.5.10 任命前公示五个工作日", reviser = "H001", revised_on = "2026-06-12",
  })
  calendar:add(day "08-03", "contribution", "events", {
    employee = TOLD.newcomer.code, on = "2026-07-30", kind = "contribution", decided_by = "王总", reason = "退货流程改进",
  })
  calendar:add(day "09-01", "delegation", "delegations", {
    actor = "M001", delegate = "M002", from = "2026-09-02", to = "2026-09-11", reason = "年假",
  })
  return calendar
end

return {
  told = TOLD, pay = PAY, transfer_grades = transfer_grades, facts = facts_of_the_year, write_csv = write_csv,
}
