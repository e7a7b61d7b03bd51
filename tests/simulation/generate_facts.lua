-- What happens to people: they come, are confirmed, go on leave, are rated, complained about, leave; and what is
-- recorded of it late, wrongly, twice or not at all.
local random = require "random"
local words = require "words"

local facts = {}

-- How likely S A B C D are: everybody has one of these.
local habits = {
  { 2, 12, 80, 4, 2 }, { 10, 50, 40, 0, 0 }, { 35, 40, 25, 0, 0 }, { 0, 6, 94, 0, 0 }, { 0, 20, 60, 10, 10 },
}
local positions = { { 50, "agent" }, { 12, "assistant" }, { 12, "qc" }, { 22, "leader" }, { 4, "supervisor" } }

local function rating(g, code)
  g.habits[code] = g.habits[code] or g.r:pick(habits)
  local choice = {}
  for i, word in ipairs(words.ratings) do choice[i] = { g.habits[code][i], word } end
  return g.r:weighted(choice)
end

local function period(month) return ("%04d-%02d"):format(month // 12, month % 12 + 1) end

local function before(g, days) return random.day_text(g.day - days) end

-- Rows as an import, by hand if there is only one, or first with rows that cannot be taken.
local function import(g, kind, rows)
  local r = g.r
  if #rows == 0 then return end
  if #rows == 1 and r:chance(70) then
    g:step { act = "record", kind = kind, label = g:label "b", row = rows[1] }
    g.imported[#g.imported + 1] = g.story[#g.story].label
    return
  end
  local all, valid_only = rows, false
  if r:chance(6) then
    all = table.move(rows, 1, #rows, 1, {})
    local name = kind == "employees" and "code" or "employee"
    local wrong = {}
    for k, v in pairs(r:pick(rows)) do wrong[k] = v end
    if kind == "ratings" then wrong.rating, wrong.bad = "Z", true end
    if kind == "employees" then wrong[name], wrong.status, wrong.bad = "E9999", "retired", true end
    if kind == "events" then wrong.on, wrong.bad = "2026-02-30", true end
    if kind == "absences" then wrong[name] = "E9999" end
    table.insert(all, r:between(1, #all + 1), wrong)
    if kind == "ratings" and r:chance(50) then -- says two things of one month
      local twin = {}
      for k, v in pairs(rows[1]) do twin[k] = v end
      twin.rating = twin.rating == "A" and "B" or "A"
      all[#all + 1] = twin
    end
    valid_only = r:chance(50)
  end
  local function step(list, how)
    g:step { act = "import", kind = kind, label = g:label "b", rows = list, valid_only = how == "valid" or nil,
      dry_run = how == "dry" or nil }
    g.imported[#g.imported + 1] = g.story[#g.story].label
  end
  if r:chance(5) then step(all, "dry") end
  step(all, valid_only and "valid" or nil)
  if all ~= rows then step(rows) end
end

-- ---- people

local function newcomer(g, hired_on, experienced)
  local r = g.r
  g.hired = g.hired + 1
  local row = { code = ("E%04d"):format(g.hired), name = "某" .. g.hired .. "氏" }
  row.department = "客服" .. r:between(1, 4) .. "组"
  if g.hired > 1 then row.manager = ("E%04d"):format(r:between(1, g.hired)) end
  row.position = r:weighted(positions)
  hired_on = g:edge(g:edge(hired_on))
  row.hired_on = random.day_text(hired_on)
  if experienced then
    row.grade = words.grades[r:between(2, #words.grades)]
    if r:chance(30) then row.grade = words.grades[words.ceiling(row.position) - r:between(0, 2)] end
    row.status = r:chance(92) and "confirmed" or "probation"
    row.confirmed_on = row.status == "confirmed" and r:chance(85) and random.day_text(hired_on + 90) or nil
    row.graded_on = random.day_text(g:edge(math.min(hired_on + r:between(0, 400), g.day - r:between(0, 200))))
  else
    row.grade = row.position == "leader" and "senior.ordinary" or r:chance(20) and "intern" or "junior.ordinary"
    row.status = row.grade == "intern" and "intern" or "probation"
    row.graded_on = row.hired_on
  end
  if r:chance(8) then row[r:pick { "position", "status", "grade", "hired_on", "graded_on" }] = nil end
  return row
end

-- One row about a person: what changes.
local function row_about(code, fields)
  fields.code = code
  return fields
end

local function maybe_left(g, rows)
  local r, code = g.r, g:somebody(g:employed())
  if not code then return end
  local row = row_about(code, { status = "left" })
  if r:chance(85) then row.left_on = before(g, r:between(-40, 30)) end
  rows[#rows + 1] = row
end

local function confirmations(g, rows)
  for _, code in ipairs(g:employed()) do
    local person = g.books.people[code]
    local due = person.hired_on and person.hired_on <= before(g, 90)
    if (person.status == "probation" or person.status == "intern") and due and g.r:chance(60) then
      rows[#rows + 1] = row_about(code, { status = "confirmed", confirmed_on = g.r:chance(80) and before(g, 0) or nil })
    end
  end
end

-- An export of today's state: grade and date as they were known some time ago, or a change of them.
local function exported(g, code)
  local r, person = g.r, g.books.people[code]
  local row = row_about(code, { position = person.position, status = person.status, department = person.department })
  local function value(name, day) return (g.books.in_force(person, name, day)) end
  local day = r:chance(50) and before(g, r:between(0, 800)) or nil
  row.grade, row.graded_on = value("grade", day), value("graded_on", day)
  if r:chance(30) then row.grade = r:pick(words.grades) end
  if r:chance(20) then row.graded_on = before(g, r:between(-20, 800)) end
  if r:chance(10) then row.graded_on = nil end
  if r:chance(5) then row.grade = nil end
  return row
end

local function corrections(g, rows)
  local r, seen = g.r, {}
  for _, row in ipairs(rows) do seen[row.code] = true end
  for _ = 1, r:between(0, 2) do
    local code = g:somebody()
    if code and not seen[code] then
      seen[code] = true
      local person = g.books.people[code]
      if r:chance(40) then
        rows[#rows + 1] = exported(g, code)
      else
        rows[#rows + 1] = row_about(code, r:pick {
          { position = r:pick(words.positions) }, { department = "客服" .. r:between(1, 9) .. "组" },
          { hired_on = person.hired_on or before(g, 500) }, { status = person.status or "confirmed" },
          { confirmed_on = before(g, r:between(0, 600)) }, { name = g:label "新" .. "氏" },
          { name = g:label "新" .. "氏" },
          { manager = g:somebody() }, { left_on = before(g, r:between(-30, 60)) },
        })
      end
    end
  end
end

local function blanks_filled(g, rows)
  for _, code in ipairs(g:employed()) do
    local person, row = g.books.people[code], nil
    for _, name in ipairs { "position", "status", "hired_on" } do
      if not person[name] and g.r:chance(30) then
        row = row or row_about(code, {})
        row[name] = name == "position" and "agent" or name == "status" and "confirmed" or before(g, 700)
      end
    end
    rows[#rows + 1] = row
  end
end

-- ---- leave and complaints

-- One of a person's events or spans.
local function one_of(g, code, kind)
  local known = g.books.instances_of(g.books.people[code], kind)
  local numbers = words.keys(known)
  return #numbers > 0 and known[g.r:pick(numbers)]
end

local function leave(g)
  local r, rows, seen = g.r, {}, {}
  for _ = 1, r:between(0, 2) do
    local code = g:somebody(g:employed())
    if code and not seen[code] then
      seen[code] = true
      local known = one_of(g, code, "span")
      if known and known.from and r:chance(50) then -- back, or it was longer
        rows[#rows + 1] = { employee = code, from = known.from, to = before(g, r:between(-60, 60)), kind = known.kind }
      else
        local from = g:edge(g:edge(g.day - r:between(-10, 90)))
        if known and known.to and r:chance(40) then from = words.day(known.to) + 1 end -- one leave behind another
        local to = g:edge(from + r:pick { 2, 5, 14, 30, 31, 60, 92, 120, 183 })
        to = not r:chance(15) and random.day_text(math.max(from, to)) or nil
        rows[#rows + 1] = { employee = code, from = random.day_text(from), to = to, kind = r:pick(words.absences) }
      end
    end
  end
  import(g, "absences", rows)
end

local function complaints(g)
  local r, rows, refs = g.r, {}, {}
  for _ = 1, r:between(0, 2) do
    local code = g:somebody(g:employed())
    if code then
      local known = one_of(g, code, "event")
      if known and known.on and r:chance(50) then -- what was open is decided, or decided otherwise
        local row = {}
        for k, v in pairs(known) do row[k] = v end
        row.employee, row.upheld = code, r:pick { "yes", "no" }
        if row.ref and r:chance(50) then row.cause = r:pick(words.causes) end
        if row.ref and r:chance(30) then row.on = before(g, r:between(0, 200)) end
        if row.ref and r:chance(20) then row.employee = g:somebody(g:employed()) or code end -- it was somebody else's
        if row.ref and row.employee == code and r:chance(10) then row.ref = nil end
        if not refs[row.ref or ""] then rows[#rows + 1] = row end
        refs[row.ref or "-"] = true
      else
        local row = { employee = code, on = random.day_text(math.min(g.day, g:edge(g.day - r:between(0, 200)))),
          kind = "complaint",
          cause = r:chance(90) and r:pick(words.causes) or nil, upheld = r:pick { "yes", "no", "yes", nil } }
        if r:chance(50) then row.ref = g:label "K" end
        rows[#rows + 1] = row
        if not row.ref and r:chance(20) then rows[#rows + 1] = row end
      end
    end
  end
  import(g, "events", rows)
end

-- ---- ratings

local function is_away(spans, day)
  for _, span in pairs(spans) do
    if span.from and span.from <= day and (not span.to or span.to >= day) then return true end
  end
  return false
end

-- Who came in the month, or was on leave all of it, often has no rating of it.
local function unrated(g, code, first, last)
  local person = g.books.people[code]
  local hired, spans = person.hired_on or "", g.books.instances_of(person, "span")
  if hired > random.day_text(last) then return true end
  local there = false
  for day = first, hired < random.day_text(first) and last or 0 do
    there = there or not is_away(spans, random.day_text(day))
  end
  return not there and g.r:chance(60)
end

-- The ratings of a month, in one file or two; some are forgotten and come late.
function facts.ratings_of(g, month)
  local r, rows = g.r, {}
  local first, last = random.last_day(month - 1) + 1, random.last_day(month)
  for _, code in ipairs(g:employed()) do
    if not unrated(g, code, first, last) then
      local row = { employee = code, period = period(month), rating = rating(g, code) }
      if r:chance(4) then
        g.late[#g.late + 1] = row
      else
        rows[#rows + 1] = row
      end
    end
  end
  if r:chance(15) and #rows > 3 then
    local half = r:between(1, #rows - 1)
    import(g, "ratings", table.move(rows, 1, half, 1, {}))
    rows = table.move(rows, half + 1, #rows, 1, {})
  end
  import(g, "ratings", rows)
end

local function late_ratings(g)
  local rows, still = {}, {}
  local seen = {}
  for _, row in ipairs(g.late) do
    local key = row.employee .. row.period
    if g.r:chance(40) and not seen[key] then
      seen[key], rows[#rows + 1] = true, row
    else
      still[#still + 1] = row
    end
  end
  g.late = still
  import(g, "ratings", rows)
end

local function corrected_ratings(g, month)
  local r, rows, seen = g.r, {}, {}
  for _ = 1, r:between(0, 2) do
    local code, when = g:somebody(), period(month - r:between(1, 14))
    if code and not seen[code .. when] then
      seen[code .. when] = true
      rows[#rows + 1] = { employee = code, period = when, rating = r:pick(words.ratings) }
    end
  end
  import(g, "ratings", rows)
end

-- ---- the whole

-- Everybody who is there when the records begin, and the year before.
function facts.beginning(g, people, month)
  local r, rows = g.r, {}
  for i = 1, people do rows[i] = newcomer(g, g.day - r:between(30, 3000), true) end
  import(g, "employees", rows)
  local ratings = {}
  for past = month - r:between(6, 14), month - 2 do
    for _, row in ipairs(rows) do
      if not r:chance(3) then
        ratings[#ratings + 1] = { employee = row.code, period = period(past), rating = rating(g, row.code) }
      end
    end
  end
  import(g, "ratings", ratings)
  leave(g)
  complaints(g)
end

-- A month of it.
function facts.life(g)
  local r, rows = g.r, {}
  confirmations(g, rows)
  if r:chance(20) then blanks_filled(g, rows) end
  import(g, "employees", rows)
  rows = {}
  local lacking = g.options.people - #g:employed()
  for _ = 1, lacking > 0 and r:between(0, math.min(3, lacking)) or r:between(0, 4) // 4 do
    rows[#rows + 1] = newcomer(g, g.day - r:between(-5, 20), r:chance(25))
  end
  if r:chance(20) then maybe_left(g, rows) end
  import(g, "employees", rows)
  if r:chance(45) then leave(g) end
  if r:chance(60) then complaints(g) end
end

-- What is found out later in the month.
function facts.second_thoughts(g, month)
  local r, rows = g.r, {}
  if r:chance(60) then late_ratings(g) end
  if r:chance(35) then corrected_ratings(g, month) end
  if r:chance(35) then
    corrections(g, rows)
    import(g, "employees", rows)
  end
  if r:chance(7) and #g.imported > 0 then
    local back = r:chance(70) and math.min(3, #g.imported) or #g.imported
    g:step { act = "unimport", batch = g.imported[#g.imported - r:between(0, back - 1)] }
  end
  if r:chance(8) then facts.erase(g) end
end

-- Somebody is forgotten, now and then with two names; a name that comes again is not taken.
function facts.erase(g)
  local r, code = g.r, g:somebody() or "E0001"
  local function rename() import(g, "employees", { row_about(code, { name = g:label "新" .. "氏" }) }) end
  if r:chance(40) then rename() end
  g:step { act = "erase", employee = code }
  if r:chance(30) then rename() end
end

-- Somebody clicks about among the imports: takes back old ones, loads them again, writes over what is there.
function facts.mess(g)
  local r, what = g.r, g.r:between(1, 10)
  if what <= 4 and #g.imported > 0 then
    g:step { act = "unimport", batch = r:pick(g.imported) }
  elseif what <= 6 then
    local step = r:pick(g.story)
    if step.act == "import" and #step.rows < 20 then import(g, step.kind, step.rows) end
    if step.act == "record" then import(g, step.kind, { step.row }) end
  elseif what <= 8 then
    local code = g:somebody()
    if code then import(g, "employees", { exported(g, code) }) end
  elseif what == 9 then
    facts.erase(g)
  else
    late_ratings(g)
  end
end

return facts
