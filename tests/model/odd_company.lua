-- lua5.4 tests/model/odd_company.lua N SEED DIR
-- A company for comparing the engine with the model: far more of what is hard than any real one has. Dates crowd around
-- the as-of dates that compare.sh uses, windows have holes, absences join into covered months, complaints lie on the
-- edges of the window. The same N and SEED give the same bytes.

package.path = arg[0]:gsub("[^/]*$", "") .. "?.lua;" .. package.path
local csv = require "csv"
local random = require "random"
local day_text, day_of = random.day_text, random.day_of

local n, seed, dir = math.tointeger(arg[1]), math.tointeger(arg[2]), arg[3]
assert(n and seed and dir, "usage: odd_company.lua N SEED DIR")
local r = random.new(seed)

local as_of_dates = { "2026-07-01", "2026-01-15", "2026-03-31", "2025-12-31" }
local levels = { "junior", "mid1", "mid2", "senior", "chief" }
local sublevels = { "ordinary", "good", "excellent" }
-- How likely S A B C D are: every person has one of these.
local habits = { { 5, 20, 70, 4, 1 }, { 10, 50, 40, 0, 0 }, { 40, 40, 20, 0, 0 }, { 0, 6, 94, 0, 0 },
  { 0, 0, 80, 15, 5 }, { 12, 12, 76, 0, 0 } }

-- A day near an as-of date or near the edges of its window: a few days off, or whole months off, or at a month's end.
local function edge_day()
  local y, m, d = r:pick(as_of_dates):match "(%d+)-(%d+)-(%d+)"
  local month = y * 12 + m - 1 + r:pick { 0, 0, 0, -1, -3, -3, -3, -6, -12 }
  local day = r:pick { 1, 1, d, d, 31, 30, 29, 2 }
  return math.min(day_of(month // 12, month % 12 + 1, 1) + day - 1, random.last_day(month)) + r:pick { 0, 0, 0, 1, -1 }
end

local function some_day(from, to)
  if r:chance(40) then return edge_day() end
  return r:between(day_of(from, 1, 1), day_of(to, 12, 31))
end

local employees, ratings, events, absences = {}, {}, {}, {}
for i = 1, n do
  local code = string.format("X%05d", i)
  local row = { code = code, name = "某" .. i, department = "客服" .. r:between(1, 9) .. "组",
    manager = string.format("X%05d", r:between(1, n + 2)) } -- sometimes oneself, sometimes unknown
  row.position = r:weighted {
    { 48, "agent" }, { 13, "qc" }, { 10, "assistant" }, { 26, "leader" }, { 3, "supervisor" },
  }
  row.grade = r:pick(levels) .. "." .. r:pick(sublevels)
  if r:chance(4) then row.grade = "intern" end
  row.status = r:weighted { { 86, "confirmed" }, { 4, "intern" }, { 4, "probation" }, { 6, "left" } }
  row.hired_on = day_text(r:chance(65) and r:between(day_of(2015, 1, 1), day_of(2023, 12, 31)) or some_day(2024, 2026))
  if r:chance(80) then
    row.confirmed_on = day_text(r:chance(75) and day_of(2024, 1, r:between(1, 31)) or some_day(2025, 2026))
  end
  row.graded_on = day_text(r:chance(55) and r:between(day_of(2023, 1, 1), day_of(2025, 9, 1)) or edge_day())
  if row.status == "left" and r:chance(80) or r:chance(3) then row.left_on = day_text(some_day(2025, 2026)) end
  employees[#employees + 1] = row

  -- Absences: none for most; spans of days, of whole months, or several that join or overlap.
  local starts = {}
  local function absent(from, to)
    if starts[from] then return end
    starts[from] = true
    absences[#absences + 1] = { employee = code, from = day_text(from), to = to and day_text(to) or "",
      kind = r:pick { "maternity", "medical", "secondment" } }
  end
  if r:chance(25) then
    for _ = 1, r:between(1, 3) do
      local first = 2024 * 12 + r:between(0, 29)
      local last = first + r:between(0, 7)
      local from, to = day_of(first // 12, first % 12 + 1, 1) + r:pick { 0, 0, 1, -3 }, random.last_day(last)
      if r:chance(40) then -- two that join, overlap, or leave a day between them
        local middle = r:between(from, to)
        absent(from, middle)
        absent(middle + r:pick { 1, 1, 0, 2 }, to)
      else
        absent(from, not r:chance(10) and to + r:pick { 0, 0, -1, 5 } or nil)
      end
    end
  end

  local habit, holes = r:pick(habits), r:pick { 0, 0, 0, 2, 2, 10, 40 }
  for month = 2023 * 12 + 6, 2026 * 12 + 6 do
    local hired = row.hired_on <= day_text(random.last_day(month))
    if (hired or r:chance(5)) and not r:chance(holes) then
      local choice = {}
      for k, rating in ipairs { "S", "A", "B", "C", "D" } do choice[k] = { habit[k], rating } end
      ratings[#ratings + 1] = { employee = code, period = day_text(random.last_day(month)):sub(1, 7),
        rating = r:chance(1) and "" or r:weighted(choice) }
    end
  end

  if r:chance(30) then
    for _ = 1, r:between(1, 4) do
      local cause = r:pick { "personal", "attitude", "other" }
      local upheld = r:pick { "yes", "no", "no" }
      if r:chance(12) then cause = "" end
      if r:chance(25) then upheld = "" end
      events[#events + 1] = { employee = code, on = day_text(some_day(2024, 2026)), kind = "complaint", cause = cause,
        upheld = upheld }
      if r:chance(15) then -- a second one on the same day
        local twin = {}
        for k, v in pairs(events[#events]) do twin[k] = v end
        twin.upheld = r:pick { "yes", "no", "" }
        events[#events + 1] = twin
      end
    end
  end
end

os.execute("mkdir -p '" .. dir:gsub("'", "'\\''") .. "'")
local function write(name, header, rows)
  local names = {}
  for word in header:gmatch "%S+" do names[#names + 1] = word end
  csv.write(dir .. "/" .. name .. ".csv", names, rows)
end
write("employees",
  "manager left_on code name grade position status graded_on hired_on confirmed_on department", employees)
write("ratings", "period employee rating", ratings)
write("events", "employee on kind cause upheld", events)
write("absences", "employee from to kind", absences)
