-- Makes a sample customer-care company as import files:
--
--   cursus run scripts/examples/company.lua N SEED DIR [--dirty]        (plain lua5.4 does as well)
--
-- writes DIR/employees.csv ratings.csv events.csv absences.csv: N people in groups with leaders and supervisors, hired
-- over ten years, rated monthly from 2024-07 to 2026-06, with complaints, leave, leavers and a few blanks. --dirty adds
-- what real exports have on top: dates written in four ways, full-width letters, rows in any order, managers nobody
-- knows, more blanks. The same arguments give the same bytes on every machine.

local RATED_FROM, RATED_TO = 2024 * 12 + 6, 2026 * 12 + 5 -- months are year * 12 + month - 1
local FIRST_ROUND, LAST_ROUND = 2016 * 12, 2026 * 12      -- promotions already behind us: every January and July

local SURNAMES = {
  -- The commonest come more than once.
  "王", "王", "王", "李", "李", "李", "张", "张", "张", "刘", "刘", "陈", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙",
  "胡", "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
  "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘",
  "欧阳", "司徒", "上官",
}
local GIVEN_NAMES = {
  "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂英",
  "秀兰", "建华", "建国", "志强", "海燕", "晓东", "晓梅", "婷婷", "子涵", "一诺", "雨桐", "浩然", "梓萱", "宇轩", "欣怡",
  "思远", "佳琪", "俊杰", "文静", "雪梅", "春燕", "立新", "嘉怡", "天宇", "若曦", "诗涵", "明轩", "慧敏", "晨曦", "书瑶",
  "振宇", "玉兰", "小龙", "国庆", "冬梅", "雅婷", "泽宇", "可欣", "家豪", "语嫣",
}

local LADDER = { "intern" }
for _, level in ipairs { "junior", "mid1", "mid2", "senior", "chief" } do
  for _, sublevel in ipairs { "ordinary", "good", "excellent" } do LADDER[#LADDER + 1] = level .. "." .. sublevel end
end
local STEP = {}
for step, grade in ipairs(LADDER) do STEP[grade] = step end
local HIGHEST = { agent = #LADDER, leader = #LADDER, supervisor = #LADDER,
  qc = STEP["mid2.excellent"], assistant = STEP["mid2.excellent"] }

-- What kind of worker somebody is: how many in a hundred, how likely the ratings S A B C D are each month, and how many
-- rounds in a hundred brought a promotion so far.
local TALENTS = {
  { share = 9, ratings = { 30, 45, 25, 0, 0 }, promoted = 75 },
  { share = 20, ratings = { 6, 32, 60, 2, 0 }, promoted = 50 },
  { share = 43, ratings = { 1, 10, 84, 5, 0 }, promoted = 32 },
  { share = 16, ratings = { 4, 18, 65, 10, 3 }, promoted = 20 },
  { share = 12, ratings = { 0, 5, 74, 16, 5 }, promoted = 10 },
}

-- Random numbers: splitmix64, integers only.

local Random = {}
Random.__index = Random

function Random.new(seed) return setmetatable({ state = seed }, Random) end

function Random:next()
  self.state = self.state + 0x9E3779B97F4A7C15
  local z = self.state
  z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
  z = (z ~ (z >> 27)) * 0x94D049BB133111EB
  return (z ~ (z >> 31)) >> 1
end

function Random:between(low, high) return low + self:next() % (high - low + 1) end
function Random:chance(percent) return self:between(1, 100) <= percent end
function Random:permille(n) return self:between(1, 1000) <= n end
function Random:pick(list) return list[self:between(1, #list)] end

-- The number of the weight drawn.
function Random:weighted(weights)
  local sum = 0
  for _, weight in ipairs(weights) do sum = sum + weight end
  local left = self:between(1, sum)
  for i, weight in ipairs(weights) do
    left = left - weight
    if left <= 0 then return i end
  end
end

function Random:shuffle(list)
  for i = #list, 2, -1 do
    local j = self:between(1, i)
    list[i], list[j] = list[j], list[i]
  end
end

-- Dates are days since 1970-01-01.

local function day(y, m, d)
  local shifted = m <= 2 and y - 1 or y
  local in_year = (153 * ((m + 9) % 12) + 2) // 5 + d - 1
  return shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + in_year - 719468
end

local function first_day(month) return day(month // 12, month % 12 + 1, 1) end
local function last_day(month) return first_day(month + 1) - 1 end

local function month_of(date)
  local month = 1970 * 12 + date // 31
  while last_day(month) < date do month = month + 1 end
  return month
end

local function months_later(date, n)
  local month = month_of(date)
  return math.min(first_day(month + n) + date - first_day(month), last_day(month + n))
end

local function date_text(date)
  if not date then return "" end
  local month = month_of(date)
  return string.format("%04d-%02d-%02d", month // 12, month % 12 + 1, date - first_day(month) + 1)
end

local function month_text(month) return string.format("%04d-%02d", month // 12, month % 12 + 1) end

local LATEST = day(2026, 6, 30)

-- 1 -> 一, 12 -> 十二, 35 -> 三十五, 108 -> 一百零八
local function chinese_number(n)
  local digits = { [0] = "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" }
  if n < 10 then return digits[n] end
  if n < 20 then return "十" .. (n % 10 > 0 and digits[n % 10] or "") end
  if n < 100 then return digits[n // 10] .. "十" .. (n % 10 > 0 and digits[n % 10] or "") end
  if n >= 1000 then return tostring(n) end
  local rest = n % 100
  local tail = rest == 0 and "" or rest < 10 and "零" .. digits[rest]
    or digits[rest // 10] .. "十" .. (rest % 10 > 0 and digits[rest % 10] or "")
  return digits[n // 100] .. "百" .. tail
end

-- The people: who works where, under whom.

local function draw_talent(r)
  local shares = {}
  for i, talent in ipairs(TALENTS) do shares[i] = talent.share end
  return TALENTS[r:weighted(shares)]
end

local function new_person(r, position, department, manager, hired_on)
  return { name = r:pick(SURNAMES) .. r:pick(GIVEN_NAMES), position = position, department = department,
    manager = manager, hired_on = hired_on, talent = draw_talent(r) }
end

-- More were hired lately than long ago; one is not made a quality checker or an assistant at once.
local HIRED_SINCE_2016 = {
  agent = { 4, 5, 5, 6, 7, 8, 9, 10, 13, 17, 11 },
  qc = { 8, 10, 10, 10, 10, 8, 7, 6, 4, 2, 1 },
  assistant = { 8, 10, 10, 10, 10, 8, 7, 6, 4, 2, 1 },
}
local function draw_hired(r, position)
  local year = 2015 + r:weighted(HIRED_SINCE_2016[position])
  return r:between(day(year, 1, 4), year == 2026 and LATEST - 3 or day(year, 12, 28))
end

local function organisation(r, n)
  local people, supervisors = {}, {}
  for i = 1, math.max(1, n // 90) do
    supervisors[i] = new_person(r, "supervisor", "客户关怀部", supervisors[1], r:between(day(2011, 3, 1), day(2016, 12, 1)))
    people[#people + 1] = supervisors[i]
  end
  local checkers, assistants = n * 7 // 100, n * 3 // 100
  local agents = math.max(0, n - #people - checkers - assistants)
  local function group(department, positions)
    local leader = new_person(r, "leader", department, r:pick(supervisors), r:between(day(2013, 2, 1), day(2021, 6, 1)))
    people[#people + 1] = leader
    for _, position in ipairs(positions) do
      people[#people + 1] = new_person(r, position, department, leader, draw_hired(r, position))
    end
  end
  local number = 0
  while agents > 0 do
    local size = math.min(agents - 1, r:between(11, 15))
    if agents - 1 - size < 4 then size = agents - 1 end
    local positions = {}
    for i = 1, size do positions[i] = "agent" end
    number = number + 1
    group("客服" .. chinese_number(number) .. "组", positions)
    agents = agents - size - 1
  end
  if checkers > 0 then
    local positions = {}
    for i = 1, checkers - 1 do positions[i] = "qc" end
    group("质检组", positions)
  end
  for _ = 1, assistants do
    people[#people + 1] = new_person(r, "assistant", "客户关怀部", r:pick(supervisors),
      draw_hired(r, "assistant"))
  end
  -- Codes run with the date of hiring, as they do.
  for i, person in ipairs(people) do person.drawn = i end
  table.sort(people, function(a, b)
    if a.hired_on ~= b.hired_on then return a.hired_on < b.hired_on end
    return a.drawn < b.drawn
  end)
  local digits = math.max(4, #tostring(n))
  for i, person in ipairs(people) do person.code = string.format("E%0" .. digits .. "d", i) end
  return people
end

-- A career so far: confirmed after three months, promoted in some rounds.

local function career(r, person)
  local due = months_later(person.hired_on, 3)
  if due > LATEST then
    person.status = r:chance(40) and "intern" or "probation"
    person.step = STEP[person.status == "intern" and "intern" or "junior.ordinary"]
    return
  end
  person.status = "confirmed"
  person.confirmed_on = math.min(due - r:weighted { 80, 10, 10 } * 7 + 7, LATEST)
  person.graded_on = person.confirmed_on
  person.step = STEP["junior.ordinary"] + (r:chance(20) and 1 or 0)
  if person.position == "leader" then person.step = STEP["senior.ordinary"] - r:between(0, 2) end
  if person.position == "supervisor" then person.step = STEP["chief.ordinary"] end
  if r:chance(7) and person.hired_on < day(2026, 1, 1) then
    person.left_on = r:between(math.max(person.hired_on + 120, day(2024, 10, 1)), LATEST)
    person.status = "left"
  elseif r:permille(8) then
    person.left_on = last_day(2026 * 12 + 6) -- has given notice, is still here
  end
  for round = FIRST_ROUND, LAST_ROUND, 6 do
    local leaders_wait = person.position == "leader" and round % 12 ~= 0
    local here = not person.left_on or first_day(round) < person.left_on
    if here and not leaders_wait and first_day(round) >= months_later(person.graded_on, 3) then
      local odds = person.talent.promoted
      if person.step >= STEP["mid1.excellent"] then odds = odds * 2 // 3 end
      if r:chance(odds) then
        local steps = person.step < STEP["mid1.good"] and r:weighted { 7, 3 } or 1
        local step = math.min(person.step + steps, HIGHEST[person.position])
        if step > person.step then person.step, person.graded_on = step, first_day(round) end
      end
    end
  end
  -- A few were graded out of turn this spring, so this round comes too early for them.
  if r:chance(4) and person.status == "confirmed" and person.step < HIGHEST[person.position]
    and person.hired_on < day(2025, 1, 1) then
    person.step, person.graded_on = person.step + 1, r:between(day(2026, 4, 8), day(2026, 6, 24))
  end
end

local function employed(person, date)
  return person.hired_on <= date and (not person.left_on or date < person.left_on)
end

-- Leave: { from, to or nil, kind }
local function leave(r, person)
  local kind = ({ "maternity", "medical", "secondment" })[r:weighted { 40, 45, 15 }]
  if not r:chance(9) or person.hired_on > day(2025, 3, 1) then return nil end
  local from = r:between(day(2025, 5, 10), day(2026, 5, 20))
  local length = kind == "maternity" and 158 or kind == "medical" and r:between(12, 95) or r:between(90, 200)
  local to = from + length - 1
  if not employed(person, from) or person.left_on and person.left_on <= to then return nil end
  if to > LATEST and kind ~= "maternity" then to = nil end
  return { from = from, to = to, kind = kind }
end

-- The rows of the four files.

local RATINGS = { "S", "A", "B", "C", "D" }
local CAUSES = { "personal", "attitude", "other" }

local function build(r, n)
  local employees, ratings, events, absences = {}, {}, {}, {}
  local people = organisation(r, n)
  for _, person in ipairs(people) do
    career(r, person)
    local away = leave(r, person)
    if away then
      absences[#absences + 1] = { employee = person.code, from = date_text(away.from), to = date_text(away.to),
        kind = away.kind }
    end
    for month = RATED_FROM, RATED_TO do
      local first, last = first_day(month), last_day(month)
      local absent = away and away.from <= first and (not away.to or last <= away.to)
      local here = employed(person, first) or (employed(person, last) and r:chance(40))
      if here and not absent and not r:permille(5) then
        ratings[#ratings + 1] = { employee = person.code, period = month_text(month),
          rating = RATINGS[r:weighted(person.talent.ratings)] }
      end
    end
    if r:chance(14) then
      for _ = 1, r:weighted { 80, 20 } do
        local on = r:between(day(2025, 1, 5), LATEST)
        local upheld = r:chance(60) and "yes" or "no"
        if on > day(2026, 5, 31) and r:chance(60) or r:permille(20) then upheld = "" end -- still being looked into
        if employed(person, on) then
          events[#events + 1] = { employee = person.code, day = on, on = date_text(on), kind = "complaint",
            cause = r:permille(25) and "" or CAUSES[r:weighted { 35, 25, 40 }], upheld = upheld }
        end
      end
    end
    if r:permille(12) then person.graded_on = nil end -- the old paper file is lost
    employees[#employees + 1] = {
      code = person.code, name = person.name, position = person.position, grade = LADDER[person.step],
      status = person.status, hired_on = date_text(person.hired_on), confirmed_on = date_text(person.confirmed_on),
      graded_on = date_text(person.graded_on), in_position_since = date_text(person.confirmed_on or person.hired_on),
      department = person.department, manager = person.manager and person.manager.code or "",
      left_on = date_text(person.left_on),
    }
  end
  table.sort(events, function(a, b)
    if a.day ~= b.day then return a.day < b.day end
    return a.employee < b.employee
  end)
  for i, event in ipairs(events) do event.ref = string.format("TS%s%04d", event.on:sub(1, 4), i) end
  return { employees = employees, ratings = ratings, events = events, absences = absences }
end

-- What people and their spreadsheets do to data. Nothing here makes a row that may not be imported.

local function full_width(text)
  return (text:gsub("[!-~]", function(c) return utf8.char(c:byte() + 0xFEE0) end))
end

local function rewrite_date(r, text)
  local y, m, d = text:match "^(%d+)-(%d+)-(%d+)$"
  if not y or r:chance(70) then return text end
  y, m, d = math.tointeger(y), math.tointeger(m), math.tointeger(d)
  return string.format(r:pick { "%d/%d/%d", "%d.%02d.%02d", "%d年%d月%d日", " %d-%02d-%02d " }, y, m, d)
end

local function make_dirty(r, files)
  local dates = { "hired_on", "confirmed_on", "graded_on", "in_position_since", "left_on", "on", "from", "to" }
  local blanks = { "grade", "position", "status", "hired_on", "graded_on", "confirmed_on", "department" }
  local people = files.employees
  for _, row in ipairs(people) do
    if r:chance(4) then row[r:pick(blanks)] = "" end
    if r:chance(3) then row.manager = r:pick { row.code, "E999999", " " .. r:pick(people).code .. " " } end
    if r:chance(1) then row.left_on, row.status = "", "left" end
    if r:chance(1) then row.confirmed_on = date_text(day(2026, 6, 30) + r:between(1, 60)) end
    if r:chance(1) then row.name = row.name .. '，"小' .. row.name:match(utf8.charpattern) .. '"' end
    if r:chance(3) then
      row.graded_on = date_text(last_day(2026 * 12 + r:between(-3, 3)))
    end
  end
  local kept = {}
  for _, row in ipairs(files.ratings) do
    if r:chance(2) then row.rating = full_width(row.rating) end
    if r:chance(2) then row.rating = " " .. row.rating:lower() end
    if r:permille(5) then row.rating = "" end
    if not r:permille(20) then kept[#kept + 1] = row end
  end
  files.ratings = kept
  for _, row in ipairs(files.events) do
    if r:chance(15) then row[r:pick { "cause", "upheld" }] = "" end
  end
  for _, kind in ipairs { "employees", "ratings", "events", "absences" } do
    local rows = files[kind]
    for _, row in ipairs(rows) do
      for _, name in ipairs(dates) do
        if row[name] then row[name] = rewrite_date(r, row[name]) end
      end
    end
    r:shuffle(rows)
  end
end

local COLUMNS = {
  employees = { "code", "name", "position", "grade", "status", "hired_on", "confirmed_on", "graded_on",
    "in_position_since", "department", "manager", "left_on" },
  ratings = { "employee", "period", "rating" },
  events = { "employee", "on", "kind", "cause", "upheld", "ref" },
  absences = { "employee", "from", "to", "kind" },
}

local function write(path, columns, rows)
  local file = assert(io.open(path, "wb"))
  file:write(table.concat(columns, ","), "\n")
  for _, row in ipairs(rows) do
    local cells = {}
    for i, name in ipairs(columns) do
      local cell = row[name]
      cells[i] = cell:find '[",\r\n]' and '"' .. cell:gsub('"', '""') .. '"' or cell
    end
    file:write(table.concat(cells, ","), "\n")
  end
  assert(file:close())
end

local words, dirty = {}, false
for _, word in ipairs { ... } do
  if word == "--dirty" then dirty = true else words[#words + 1] = word end
end
local n, seed, dir = math.tointeger(tonumber(words[1])), math.tointeger(tonumber(words[2])), words[3]
if not (n and n >= 1 and seed and dir and #words == 3) then
  io.stderr:write "usage: company.lua N SEED DIR [--dirty]\n"
  os.exit(2)
end

local r = Random.new(seed)
local files = build(r, n)
if dirty then make_dirty(r, files) end
assert(os.execute("mkdir -p -- '" .. dir:gsub("'", "'\\''") .. "'"), "cannot make " .. dir)
for kind, columns in pairs(COLUMNS) do write(dir .. "/" .. kind .. ".csv", columns, files[kind]) end
local within, message = pcall(require, "cursus.message")
local chinese = within and message.language() == "zh"
print(string.format(chinese and "%s：%d 人，考核 %d 项，投诉 %d 项，请假 %d 项"
  or "%s: %d people, %d ratings, %d complaints, %d absences",
  dir, #files.employees, #files.ratings, #files.events, #files.absences))
