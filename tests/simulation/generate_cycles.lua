-- A round of promotion as people run one: ready, plan, second thoughts, approval in batches, applying, undoing, and
-- facts that change in between.
local words = require "words"

local cycles = {}

local marks = { "hold", "exclude", "override", "override", "release" }

-- A word of a person on somebody's decision; now and then one that is to be refused.
local function mark(g, label)
  local r, run = g.r, g.play.runs[label]
  local code = g:somebody(words.keys(run.states)) or "E0001"
  local held = {}
  for _, other in ipairs(words.keys(run.states)) do
    if run.states[other].stopped then held[#held + 1] = other end
  end
  local kind = r:pick(marks)
  if #held > 0 and r:chance(60) then kind, code = "release", r:pick(held) end
  local step = { act = "mark", run = label, kind = kind, employee = code }
  if kind == "override" then
    step.outcome = r:pick { "direct", "direct", "panel", "not_met", "ineligible", "undetermined" }
    local qualifies = step.outcome == "direct" or step.outcome == "panel"
    if qualifies ~= r:chance(5) then step.to = r:pick(words.grades) end
  end
  g:step(step)
end

-- Those who wait for a panel: it says yes.
local function panel(g, label)
  local run = g.play.runs[label]
  for _, code in ipairs(words.keys(run.states)) do
    local d, state = run:decision(code), run.states[code]
    if d.outcome == "panel" and not state.override and g.r:chance(50) then
      g:step { act = "mark", run = label, kind = "override", employee = code, outcome = "direct", to = d.to }
    end
  end
end

local function approve(g, label)
  local r, run = g.r, g.play.runs[label]
  local by = r:chance(92) and (run.policy.manager or "Boss") or "Mallory"
  local only
  if r:chance(50) then
    only = {}
    for _, code in ipairs(words.keys(run.states)) do
      local outcome = run:decision(code).outcome
      local fit = (outcome == "direct" or outcome == "panel") and not run.states[code].stopped
      if fit and r:chance(50) or r:chance(1) then only[#only + 1] = code end
    end
    if #only == 0 then only = nil end
  end
  g:step { act = "approve", run = label, by = by, only = only }
end

local function plan(g, cycle, as_of, known)
  local label = g:label "r"
  g:step { act = "plan", label = label, cycle = cycle, as_of = as_of, known = known }
  if g.play.runs[label] then g.planned[#g.planned + 1] = label end
  return g.play.runs[label] and label
end

-- Something changes between plan and apply.
local function disturb(g)
  local r, code = g.r, g:somebody()
  if not code then return end
  local today = g.story[#g.story].at:sub(1, 10)
  local row = r:pick {
    { employee = code, period = today:sub(1, 4) .. "-0" .. r:between(1, 9), rating = r:pick(words.ratings) },
    { code = code, department = "客服" .. r:between(1, 9) .. "组" },
    { code = code, position = r:pick(words.positions) },
    { employee = code, on = today, kind = "complaint", cause = "personal", upheld = "yes" },
  }
  local kind = row.code and "employees" or row.period and "ratings" or "events"
  g:step { act = "record", kind = kind, label = g:label "b", row = row }
  g.imported[#g.imported + 1] = g.story[#g.story].label
  if r:chance(40) then g:step { act = "unimport", batch = g.story[#g.story].label } end
end

-- A run is taken back, sometimes after somebody's new grade was corrected by hand, which must stop it until the
-- correction is taken back.
local function take_back(g, label)
  local r, run, moved = g.r, g.play.runs[label], {}
  for _, code in ipairs(words.keys(run.states)) do
    if run.states[code].applied then moved[#moved + 1] = code end
  end
  if #moved == 0 or r:chance(50) then return g:step { act = "undo", run = label } end
  local row = { code = r:pick(moved), grade = r:pick(words.grades), graded_on = run.as_of }
  local batch = g:label "b"
  g:step { act = "record", kind = "employees", label = batch, row = row }
  g.imported[#g.imported + 1] = batch
  g:step { act = "undo", run = label }
  if r:chance(50) then
    g:step { act = "unimport", batch = batch }
    g:step { act = "undo", run = label }
  end
end

function cycles.round(g, cycle, as_of)
  local r = g.r
  if r:chance(30) then g:step { act = "ready", cycle = cycle, as_of = as_of } end
  local label = plan(g, cycle, as_of)
  if not label then return end
  if g.play.there and r:chance(20) then -- the same round elsewhere
    local code = g:somebody(words.keys(g.play.there.people))
    local step = { act = "round_elsewhere", cycle = "half-year", as_of = as_of, to = r:pick(words.grades) }
    step.employee = code
    if code then g:step(step) end
  end
  if r:chance(10) then return end -- nobody goes on with it
  for _ = 1, r:between(0, 2) do mark(g, label) end
  local rival
  for _ = 1, r:between(1, 3) do
    approve(g, label)
    if not rival and r:chance(15) then -- somebody else goes about it, too: only one of the two is applied
      rival = plan(g, cycle, as_of)
      if rival then approve(g, rival) end
    end
    if r:chance(40) then panel(g, label) end
    if r:chance(30) then mark(g, label) end
    if r:chance(20) then disturb(g) end
    if r:chance(80) then g:step { act = "apply", run = label } end
  end
  if rival then g:step { act = "apply", run = rival } end
  if r:chance(50) then label = plan(g, cycle, as_of) end -- for the same day: once applied, the first rules it out
  if r:chance(60) then
    approve(g, label)
    g:step { act = "apply", run = label }
  end
  if r:chance(25) then take_back(g, r:chance(80) and label or r:pick(g.planned)) end
  if r:chance(15) then g:step { act = "apply", run = r:chance(80) and label or r:pick(g.planned) } end
  if r:chance(50) then g:step { act = "show", run = r:pick(g.planned) } end
end

-- Somebody clicks about among the runs, old ones and new ones.
function cycles.mess(g)
  local r = g.r
  if #g.planned == 0 then return end
  local label = r:pick(g.planned)
  if r:chance(50) then label = g.planned[math.max(1, #g.planned - r:between(0, 3))] end
  local run = g.play.runs[label]
  local what = r:between(1, 10)
  if what <= 2 then
    mark(g, label)
  elseif what <= 4 then
    approve(g, label)
  elseif what <= 6 then
    g:step { act = "apply", run = label }
  elseif what <= 8 then
    g:step { act = "undo", run = label }
  elseif what == 9 then
    plan(g, run.cycle, run.as_of)
  else
    plan(g, run.cycle, run.as_of, r:pick(g.story).at)
  end
end

return cycles
