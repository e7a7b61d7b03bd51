-- A second, independent judge of document 003 (customer care), used only to check the engine.
--
-- It is written to be read beside the contract, not to be fast: a person with unknown facts is judged once for each
-- combination of values they can have, by a plain two-valued function (`judge` below). If all combinations agree, that
-- is the verdict; otherwise the person is undetermined. It shares no code with the engine.
--
-- Where the contract leaves a choice, the comment says CHOICE and what was chosen; README.md lists them.

local model = {}

-- Days. A date is the number of days since 1970-01-01, a month is year * 12 + (month number - 1).

local function days_in_month(month)
  local y, m = month // 12, month % 12 + 1
  if m == 2 then return (y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0)) and 29 or 28 end
  return (m == 4 or m == 6 or m == 9 or m == 11) and 30 or 31
end

-- The first day of a month: every day of the years before, then of the months before.
local first_day_memo = {}
local function first_day(month)
  if not first_day_memo[month] then
    local days, y = 0, month // 12
    for year = 1970, y - 1 do days = days + 337 + days_in_month(year * 12 + 1) end
    for year = y, 1969 do days = days - 337 - days_in_month(year * 12 + 1) end
    for earlier = y * 12, month - 1 do days = days + days_in_month(earlier) end
    first_day_memo[month] = days
  end
  return first_day_memo[month]
end

local function last_day(month) return first_day(month) + days_in_month(month) - 1 end

local function month_of(day)
  local month = 1970 * 12 + day // 31 - 1 -- never too late; walk on from here
  if day < 0 then month = 1970 * 12 + day // 28 - 1 end
  while last_day(month) < day do month = month + 1 end
  return month
end

local function month_name(month) return string.format("%04d-%02d", month // 12, month % 12 + 1) end

local function day_name(day)
  local month = month_of(day)
  return string.format("%s-%02d", month_name(month), day - first_day(month) + 1)
end

-- "2026-07-01" and the contract's other ways to write a date; nil when blank.
function model.day(text)
  if not text or text == "" then return nil end
  local plain = text:gsub("年", "-"):gsub("月", "-"):gsub("日", "")
  local y, m, d = plain:match "^(%d%d%d%d)[-/.](%d%d?)[-/.](%d%d?)$"
  assert(y, "not a date: " .. text)
  local month = y * 12 + m - 1
  assert(tonumber(m) >= 1 and tonumber(m) <= 12 and tonumber(d) >= 1 and tonumber(d) <= days_in_month(month),
    "no such day: " .. text)
  return first_day(month) + math.tointeger(d) - 1
end

-- The same day n months later, clamped to the end of that month.
local function months_later(day, n)
  local month = month_of(day)
  local in_month = day - first_day(month)
  return math.min(first_day(month + n) + in_month, last_day(month + n))
end

-- The ladder.

local ladder, step_of = { "intern" }, {}
for _, level in ipairs { "junior", "mid1", "mid2", "senior", "chief" } do
  for _, sublevel in ipairs { "ordinary", "good", "excellent" } do ladder[#ladder + 1] = level .. "." .. sublevel end
end
for step, name in ipairs(ladder) do step_of[name] = step end

local MID2 = step_of["mid2.ordinary"]

local function ceiling(position)
  if position == "assistant" or position == "qc" then return step_of["mid2.excellent"] end
  return step_of["chief.excellent"]
end

local positions = { "agent", "assistant", "qc", "leader", "supervisor" }
local statuses = { "intern", "probation", "confirmed", "left" }

local in_cycle = {
  ["half-year"] = { agent = true, assistant = true, qc = true },
  ["leaders-yearly"] = { leader = true },
}
local window_length = { ["half-year"] = 6, ["leaders-yearly"] = 12 }

model.readings = {
  ["8.3.3.B"] = { "target", "held" },
  ["8.4.1.2.B"] = { "literal", "no-complaint" },
  ["8.4.1.2.A"] = { "personal+attitude", "personal" },
  absence = { "back", "shorten", "missing" },
}

-- The window: which months are looked at.

-- CHOICE: an absence whose last day lies before its first covers nothing.
local function covered(person, month)
  for day = first_day(month), last_day(month) do
    local away = false
    for _, absence in ipairs(person.absences) do
      if absence.from <= day and (not absence.to or day <= absence.to) then away = true end
    end
    if not away then return false end
  end
  return true
end

-- The months of the window, latest first.
-- CHOICE: "a month before hiring fills a place" only when no absence covers it; a covered one is skipped, hired or not.
-- So the window hangs on the absences alone, never on hired_on.
local function window(person, cycle, as_of, readings)
  local length, months = window_length[cycle], {}
  local look_at = readings.absence == "back" and 2 * length or length
  for back = 1, look_at do
    local month = month_of(as_of) - back
    if readings.absence == "missing" or not covered(person, month) then months[#months + 1] = month end
    if #months == length then break end
  end
  return months
end

-- Complaints.

-- true, false, or nil for "not known".
local function counts(complaint, readings)
  local cause_counts -- nil: blank
  if complaint.cause then
    cause_counts = complaint.cause == "personal"
      or (complaint.cause == "attitude" and readings["8.4.1.2.A"] == "personal+attitude")
  end
  if complaint.upheld == "no" or cause_counts == false then return false end
  if complaint.upheld == "yes" and cause_counts then return true end
  return nil
end

-- The judge of a fully known person.
--
-- `world` holds every fact: position, grade (a step of the ladder), status, hired_on, confirmed_on, left_on, graded_on,
-- and what the window holds: the number of ratings of each kind (S, A, B, and C for C or D) and `complained`.
-- Gives outcome, rule, target step, steps; the outcome nil means: no decision.

local function rules_below_mid2(w, readings)
  if w.C > 0 then return nil end
  local complaint_matters = readings["8.4.1.2.B"] == "no-complaint"
  local spared = not (complaint_matters and w.complained)
  if w.S >= 2 and w.S + w.A >= 4 and spared then return "8.4.1.2.C", 3 end
  if (w.S + w.A >= 3 or (w.S >= 1 and w.S + w.A >= 2)) and spared then return "8.4.1.2.B", 2 end
  if w.S + w.A + w.B >= 6 and not w.complained then return "8.4.1.2.A", 1 end
  return nil
end

local function rule_from_mid2(w)
  if w.C == 0 and not w.complained and (w.S + w.A >= 2 or w.S >= 1) then return "8.4.1.3.a", 1 end
  return nil
end

local function rule_for_leaders(w)
  if w.C > 0 or w.complained then return nil end
  if w.S + w.A >= 4 or w.S >= 2 or (w.S >= 1 and w.S + w.A >= 3) then return "8.4.2.a", 1 end
  return nil
end

local function judge(w, cycle, as_of, readings)
  -- 1. who is looked at
  if w.hired_on > as_of then return nil end
  if w.left_on and w.left_on <= as_of then return nil end
  if w.status == "left" and not w.left_on then return nil end
  if not in_cycle[cycle][w.position] then return nil end
  -- 2. confirmed
  if w.status == "intern" or w.status == "probation" then return "ineligible" end
  if w.confirmed_on and w.confirmed_on > as_of then return "ineligible" end
  -- 3. three months since the last grading
  if months_later(w.graded_on, 3) > as_of then return "ineligible" end
  -- 4. the ceiling
  if w.grade >= ceiling(w.position) then return "capped" end
  -- 5. the rules
  local rule, steps
  if cycle == "leaders-yearly" then
    rule, steps = rule_for_leaders(w)
  elseif w.grade < MID2 then
    rule, steps = rules_below_mid2(w, readings)
  else
    rule, steps = rule_from_mid2(w)
  end
  if not rule then return "not_met" end
  local target = math.min(w.grade + steps, ceiling(w.position))
  -- 6. direct or panel
  local decisive = readings["8.3.3.B"] == "held" and w.grade or target
  return decisive >= MID2 and "panel" or "direct", rule, target, target - w.grade
end

-- What may be true of one person.

-- All ways to rate n months, as counts of S, A, B and C. A month rated D is as bad as one rated C: C stands for both.
local bags_memo = {}
local function bags(n)
  if not bags_memo[n] then
    local all = {}
    for s = 0, n do
      for a = 0, n - s do
        for b = 0, n - s - a do all[#all + 1] = { S = s, A = a, B = b, C = n - s - a - b } end
      end
    end
    bags_memo[n] = all
  end
  return bags_memo[n]
end

-- The facts that are not known of this person: { key in the world, values(world), names(world), always named? }.
-- The order matters in one place: which ratings are missing hangs on hired_on, so hired_on comes before them.
local function unknown_facts(person, months, cycle, as_of, readings, one_by_one)
  local facts = {}
  local function fact(key, values, names, always)
    facts[#facts + 1] = {
      key = key, always = always,
      values = type(values) == "function" and values or function() return values end,
      names = names or function() return { key } end,
    }
  end

  -- Step 1 names these whenever they are blank.
  -- CHOICE: also where every value gives the same verdict (say, grade blank on probation): what the contract says of
  -- step 1 is stronger than "all alike is the verdict". Only who certainly gets no decision gets none.
  if not person.position then fact("position", positions, nil, true) end
  if not person.status then fact("status", statuses, nil, true) end
  if not person.grade then
    local steps = {}
    for step = 1, #ladder do steps[step] = step end
    fact("grade", steps, nil, true)
  end
  if not person.hired_on then
    -- Too late; during the as-of month; on the first day of each month that may be looked at; long before.
    local days = { as_of + 1, as_of, first_day(1900 * 12) }
    for back = 0, 2 * window_length[cycle] do days[#days + 1] = first_day(month_of(as_of) - back) end
    fact("hired_on", days, nil, true)
  end
  -- Long ago is early enough, the as-of date itself is too late.
  if not person.graded_on then fact("graded_on", { first_day(1900 * 12), as_of }) end

  -- Complaints of the window whose blank cells matter; those of one day are one fact.
  if #months > 0 then
    local from, to = first_day(months[#months]), last_day(month_of(as_of) - 1)
    local seen = {}
    for _, complaint in ipairs(person.complaints) do
      local name = "complaint:" .. day_name(complaint.on)
      if complaint.on >= from and complaint.on <= to and counts(complaint, readings) == nil and not seen[name] then
        seen[name] = true
        fact(name, { true, false })
      end
    end
  end

  -- Ratings of expected months. An expected month is one on whose first day the person was employed.
  local function is_missing(world, month) return not person.ratings[month] and world.hired_on <= first_day(month) end
  local function missing_months(world)
    local names = {}
    for _, month in ipairs(months) do
      if is_missing(world, month) then names[#names + 1] = "rating:" .. month_name(month) end
    end
    return names
  end
  if one_by_one then -- five values a month: exact by definition, and hopeless for more than a few months
    for _, month in ipairs(months) do
      if not person.ratings[month] then
        fact("rating:" .. month_name(month),
          function(world) return is_missing(world, month) and { "S", "A", "B", "C", "D" } or { "-" } end)
      end
    end
  else
    -- All months of a window count alike, so only the counts matter, and the missing months are one fact together:
    -- two different verdicts for two fillings are joined by a chain of fillings that differ in one month each, so
    -- somewhere on it a single month turns the verdict; and as months can be exchanged, any of them can be that month.
    fact("ratings", function(world) return bags(#missing_months(world)) end, missing_months)
  end
  return facts
end

-- Calls visit(world) for every combination of the facts from number `first` on; stops when it returns true.
local function each_world(facts, world, visit, first)
  first = first or 1
  local fact = facts[first]
  if not fact then return visit(world) end
  for _, value in ipairs(fact.values(world)) do
    world[fact.key] = value
    if each_world(facts, world, visit, first + 1) then return true end
  end
  return false
end

local function decide_one(person, cycle, as_of, readings, one_by_one)
  local months = window(person, cycle, as_of, readings)
  local facts = unknown_facts(person, months, cycle, as_of, readings, one_by_one)

  local known = { S = 0, A = 0, B = 0, C = 0 }
  local function add(tally, rating) if rating == "D" then rating = "C" end tally[rating] = tally[rating] + 1 end
  for _, month in ipairs(months) do
    if person.ratings[month] then add(known, person.ratings[month]) end
  end
  local surely_complained = false
  if #months > 0 then
    for _, complaint in ipairs(person.complaints) do
      if complaint.on >= first_day(months[#months]) and complaint.on < first_day(month_of(as_of))
        and counts(complaint, readings) then
        surely_complained = true
      end
    end
  end

  local function verdict(world)
    local w = { complained = surely_complained }
    for _, key in ipairs { "position", "grade", "status", "hired_on", "graded_on" } do w[key] = world[key] end
    w.confirmed_on, w.left_on = person.confirmed_on, person.left_on
    for rating, count in pairs(known) do w[rating] = count end
    for _, fact in ipairs(facts) do
      local value = world[fact.key]
      if fact.key == "ratings" then
        for rating, count in pairs(value) do w[rating] = w[rating] + count end
      elseif fact.key:find "^rating:" and value ~= "-" then
        add(w, value)
      elseif fact.key:find "^complaint:" and value then
        w.complained = true
      end
    end
    return judge(w, cycle, as_of, readings)
  end

  -- What two verdicts have to share to be the same: outcome, target and steps. nil is "no decision".
  local function key(outcome, _, target, steps)
    return outcome and string.format("%s/%s/%s", outcome, target or "-", steps or "-") or "none"
  end

  local function fresh_world()
    return { position = person.position, grade = person.grade, status = person.status, hired_on = person.hired_on,
      graded_on = person.graded_on }
  end

  local seen, kinds, last = {}, 0, nil
  each_world(facts, fresh_world(), function(world)
    local outcome, rule, target, steps = verdict(world)
    local k = key(outcome, rule, target, steps)
    if not seen[k] then seen[k], kinds = true, kinds + 1 end
    last = { outcome = outcome, rule = rule, to = target and ladder[target], steps = steps or 0 }
    return kinds > 1
  end)
  if kinds == 1 and not last.outcome then return nil end

  local decision = { employee = person.code, from = person.grade and ladder[person.grade], missing = {} }
  local names = {}
  for _, fact in ipairs(facts) do
    if fact.always then names[fact.key] = true end
  end
  if kinds == 1 and not next(names) then
    decision.outcome, decision.rule, decision.to, decision.steps = last.outcome, last.rule, last.to, last.steps
    return decision
  end

  decision.outcome, decision.steps = "undetermined", 0
  for number, fact in ipairs(facts) do
    if kinds > 1 and not fact.always then
      local others = {}
      for n, other in ipairs(facts) do
        if n ~= number then others[#others + 1] = other end
      end
      each_world(others, fresh_world(), function(world)
        local first
        for _, value in ipairs(fact.values(world)) do
          world[fact.key] = value
          local k = key(verdict(world))
          first = first or k
          if k ~= first then
            for _, name in ipairs(fact.names(world)) do names[name] = true end
            return person.hired_on ~= nil -- a blank hired_on changes which ratings are missing: look on
          end
        end
        return false
      end)
    end
  end
  for name in pairs(names) do decision.missing[#decision.missing + 1] = name end
  table.sort(decision.missing)
  return decision
end

-- The company: arrays of rows as they stand in the import files (text by column name, blank = "" or absent).
-- CHOICE: what an initial import says of a person holds at any as-of date; a grade also before its graded_on (such a
-- person is ineligible, and `from` is that grade).
local function people_of(company)
  local function value(text) if text and text ~= "" then return text end return nil end
  local people = {}
  for _, row in ipairs(company.employees) do
    local person = {
      code = row.code, position = value(row.position), status = value(row.status),
      hired_on = model.day(row.hired_on), confirmed_on = model.day(row.confirmed_on),
      graded_on = model.day(row.graded_on), left_on = model.day(row.left_on),
      ratings = {}, complaints = {}, absences = {},
    }
    if value(row.grade) then person.grade = assert(step_of[row.grade], "unknown grade: " .. row.grade) end
    assert(not people[row.code], "two rows of one employee: " .. row.code)
    people[row.code] = person
  end
  local function of(row) return assert(people[row.employee], "unknown employee: " .. row.employee) end
  for _, row in ipairs(company.ratings) do
    local y, m = row.period:match "^(%d%d%d%d)%-(%d%d)$"
    if y and value(row.rating) then of(row).ratings[y * 12 + m - 1] = row.rating:upper() end
  end
  for _, row in ipairs(company.events) do
    if row.kind == "complaint" then
      table.insert(of(row).complaints,
        { on = model.day(row.on), cause = value(row.cause), upheld = value(row.upheld) })
    end
  end
  for _, row in ipairs(company.absences) do
    table.insert(of(row).absences, { from = model.day(row.from), to = model.day(row.to) })
  end
  return people
end

-- company: { employees = {rows}, ratings = {rows}, events = {rows}, absences = {rows} }; as_of: "2026-07-01";
-- readings: { ["8.3.3.B"] = "held", ... }, the defaults for the rest; one_by_one: see unknown_facts.
-- Gives the decisions, sorted by employee code.
function model.decide(company, cycle, as_of, readings, one_by_one)
  assert(in_cycle[cycle], "unknown cycle: " .. cycle)
  local chosen = {}
  for name, choices in pairs(model.readings) do chosen[name] = choices[1] end
  for name, choice in pairs(readings or {}) do
    local found = false
    for _, c in ipairs(assert(model.readings[name], "unknown reading: " .. name)) do found = found or c == choice end
    assert(found, "unknown choice: " .. choice)
    chosen[name] = choice
  end
  local decisions = {}
  for _, person in pairs(people_of(company)) do
    decisions[#decisions + 1] = decide_one(person, cycle, model.day(as_of), chosen, one_by_one)
  end
  table.sort(decisions, function(a, b) return a.employee < b.employee end)
  return decisions
end

return model
