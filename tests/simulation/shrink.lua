-- Makes a story that shows a difference as small as it gets while it still shows one of that kind: fewer people, fewer
-- steps, fewer rows, plainer steps; again and again until nothing more can go.
local fewest = require "fewest"
local words = require "words"

local function copy(step, changes)
  local new = {}
  for k, v in pairs(step) do new[k] = v end
  for k, v in pairs(changes) do new[k] = v end
  return new
end

local function person_of(row) return row.code or row.employee end

-- The story with these people only.
local function with_people(steps, codes)
  local kept, story = words.set(codes), {}
  local function filter(list, of)
    local result = {}
    for _, item in ipairs(list) do
      if kept[of(item)] then result[#result + 1] = item end
    end
    return result
  end
  for _, step in ipairs(steps) do
    if step.rows then
      local rows = filter(step.rows, person_of)
      if #rows > 0 then story[#story + 1] = copy(step, { rows = rows }) end
    elseif step.only then
      local only = filter(step.only, function(code) return code end)
      if #only > 0 then story[#story + 1] = copy(step, { only = only }) end
    else
      local code = step.row and person_of(step.row) or step.employee
      if not code or kept[code] then story[#story + 1] = step end
    end
  end
  return story
end

local function people_of(steps)
  local codes = {}
  for _, step in ipairs(steps) do
    for _, row in ipairs(step.rows or {}) do codes[person_of(row)] = true end
    if step.row then codes[person_of(step.row)] = true end
    if step.employee then codes[step.employee] = true end
  end
  return words.keys(codes)
end

-- The story with another step in a place.
local function replaced(steps, number, step)
  local story = table.move(steps, 1, #steps, 1, {})
  story[number] = step
  return story
end

local extras = { "kill", "alone", "manager", "remark", "effective", "valid_only", "only", "as_of", "against" }

-- Steps without what they can do without: a crash, a process of their own, readings, a condition.
local function plainer(steps, shows)
  for number, step in ipairs(steps) do
    for _, name in ipairs(extras) do
      if step[name] and not (name == "as_of" and step.cycle) then
        local plain = copy(step, {})
        plain[name] = nil
        local story = replaced(steps, number, plain)
        if shows(story) then steps, step = story, plain end
      end
    end
    if step.readings then
      local names = fewest(words.keys(step.readings), function(rest)
        local readings = {}
        for _, name in ipairs(rest) do readings[name] = step.readings[name] end
        return shows(replaced(steps, number, copy(step, { readings = readings })))
      end)
      local readings = {}
      for _, name in ipairs(names) do readings[name] = step.readings[name] end
      steps = replaced(steps, number, copy(step, { readings = readings }))
    end
  end
  return steps
end

-- What makes a row what it is; and what the model takes long to do without, since it tries every value.
local needed = words.set {
  "code", "employee", "period", "from", "on", "kind", "position", "status", "grade", "hired_on", "graded_on",
}

-- Rows with as few cells as possible.
local function fewer_cells(steps, shows)
  for number, step in ipairs(steps) do
    for place, row in ipairs(step.rows or { step.row }) do
      local optional = {}
      for _, name in ipairs(words.keys(row)) do
        if not needed[name] then optional[#optional + 1] = name end
      end
      local function with(names)
        local new = {}
        for name, value in pairs(row) do new[name] = needed[name] and value or nil end
        for _, name in ipairs(names) do new[name] = row[name] end
        if step.row then return copy(steps[number], { row = new }) end
        return copy(steps[number], { rows = replaced(steps[number].rows, place, new) })
      end
      local names = fewest(optional, function(rest) return shows(replaced(steps, number, with(rest))) end)
      steps = replaced(steps, number, with(names))
    end
  end
  return steps
end

local function fewer_rows(steps, shows)
  for number = #steps, 1, -1 do
    local step = steps[number]
    if step.rows and #step.rows > 1 then
      local rows = fewest(step.rows, function(rest)
        return #rest > 0 and shows(replaced(steps, number, copy(step, { rows = rest })))
      end)
      steps = replaced(steps, number, copy(step, { rows = rows }))
    end
  end
  return steps
end

local looking = words.set { "view", "review", "wonder", "explain", "replay", "verify", "everybody", "ready", "show" }

local function size(steps)
  local count = 0
  for _, step in ipairs(steps) do count = count + 1 + (step.rows and #step.rows or 0) end
  return count
end

-- The steps without those from `first` to `last`.
local function without(steps, first, last)
  local rest = table.move(steps, 1, first - 1, 1, {})
  return table.move(steps, last + 1, #steps, first, rest)
end

-- Steps that can go, from the end: ever more together as long as they can. What is told each time is a beginning, which
-- is kept, and what was found to be needed behind it, which is little.
local function trimmed(steps, shows)
  local last, count = #steps - 1, 1
  while last > 0 do
    local first = math.max(1, last - count + 1)
    local rest = without(steps, first, last)
    if shows(rest) then
      steps, last, count = rest, first - 1, count * 2
    elseif count > 1 then
      count = count // 2
    else
      last = last - 1
    end
  end
  return steps
end

-- The story without what takes its time, plainest first: without other people than these, without questions, which
-- change nothing, without crashes; as it is. The last step is what shows the difference.
local function plain_forms(steps, codes)
  local calm, telling = {}, {}
  for i, step in ipairs(steps) do
    calm[i] = step
    if step.kill or step.alone then
      calm[i] = copy(step, {})
      calm[i].kill, calm[i].alone = nil, nil
    end
    if not looking[step.act] or i == #steps then telling[#telling + 1] = calm[i] end
  end
  return { with_people(telling, codes), telling, calm, steps }
end

-- The people whom the difference names: mostly nobody else is needed.
local function named(text)
  local codes = {}
  for code in text:gmatch "E%d%d%d%d+" do codes[code] = true end
  return words.keys(codes)
end

-- steps: a story whose last step shows the difference `wrong`; progress(text) is called now and then.
return function(steps, wrong, teller, progress)
  local tries = 0
  local function shows(story, keep)
    tries = tries + 1
    local got = teller:tell(story, keep)
    return got ~= nil and got.check == wrong.check
  end
  progress(("shrinking %d steps; of a thousand that takes minutes where nobody is named"):format(#steps))
  local found
  for _, story in ipairs(plain_forms(steps, named(wrong.text))) do
    if not found and shows(story, true) then found = story end
  end
  if not found then
    progress "the story, told again, shows no difference of this kind: it does not hang on the story alone"
    return steps
  end
  -- What comes starts from the beginnings of this one.
  local function settled(story)
    if story ~= teller.story then shows(story, true) end
    return story
  end
  local function say()
    progress(("shrinking: %d steps, %d steps and rows, %d tries"):format(#steps, size(steps), tries))
  end
  steps = settled(trimmed(found, shows))
  say()
  local before
  repeat
    before = size(steps)
    local people = fewest(people_of(steps), function(codes) return shows(with_people(steps, codes)) end)
    steps = settled(with_people(steps, people))
    steps = settled(fewest(steps, shows))
    steps = settled(fewer_rows(steps, shows))
    say()
  until size(steps) == before
  steps = settled(plainer(steps, shows))
  return fewest(fewer_cells(steps, shows), shows)
end
