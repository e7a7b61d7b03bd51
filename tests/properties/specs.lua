-- A random small procedure, as plain data: what written.lua writes as a pack and what the model (cases.lua) goes by.
--
--   procedures  "main", which people open; "sub", which triggers and acts of the other open; "round", for runs
--   stages      { name = its clause, act, by, everyone, when, asks, answers, reasons, needs, fills, collects, panel,
--               checklist, check, fails, due, from, next, writes, returns }, as in the language
--   a day       { of = "done_on" | "as_of" | "opened_on" } or { asked } or { stage }, with months, days, first
--   conditions  { attr, is = { … } } or { attr, at_least }
local specs = {}

local ROLES = { "clerk", "boss", "head", "heads", "superior", "mate", "clerk", "boss" }

local maker = {}
maker.__index = maker

function maker:chance(percent) return self.r:chance(percent) end
function maker:pick(list) return self.r:pick(list) end
function maker:maybe(percent, value) return self:chance(percent) and value or nil end

function maker:by(count)
  local list, seen = {}, {}
  for _ = 1, count do
    local role = self:chance(8) and "own" or self:pick(ROLES)
    if not seen[role] then list[#list + 1] = { role = role, clause = self:maybe(30, self:pick { "10.1", "10.2" }) } end
    seen[role] = true
  end
  return list
end

function maker:condition()
  local kind = self.r:between(1, 5)
  if kind == 1 then return { attr = "n", at_least = self.r:between(1, 3) } end
  if kind == 2 then return { attr = "turn", is = { self:pick { "day", "night" } } } end
  if kind == 3 then return { attr = "shift", is = { "day", self:pick { "night", "both" } } } end
  if kind == 4 then return { attr = "rate", at_least = self.r:between(1, 3) * 100 } end
  return { attr = "wanted", is = { self:pick { "low", "mid", "high" } } }
end

-- A day that is known when a stage of the procedure is done; `earlier`: names of stages that come before.
function maker:day(earlier, ahead)
  local d = { of = self:pick { "done_on", "done_on", "done_on", "as_of", "opened_on" } }
  if self:chance(8) then d = { asked = "ends_on" } end
  if earlier and #earlier > 0 and self:chance(12) then d = { stage = self:pick(earlier) } end
  if ahead and self:chance(50) then
    d.months = self:maybe(40, self.r:between(1, 3))
    d.days = self:maybe(40, self.r:between(1, 20))
    d.first = self:maybe(25, true)
  end
  return d
end

function maker:due(earlier, ways, most)
  return {
    way = self:pick(ways), n = self.r:between(0, most or 12),
    unit = self:pick { "days", "days", "workdays", most and "days" or "months" },
    day = self:day(earlier), exact = self:maybe(15, true), clause = self:maybe(40, "9.2"),
  }
end

function maker:value(name)
  if self:chance(8) then return { before = true } end
  if name == "since" then return { day = self:day() } end
  local asked = { level = "wanted", shift = "turn", rate = "n" }
  if self:chance(40) then return { asked = asked[name] } end
  local literals = { level = { "low", "mid", "high" }, shift = { "day", "night" }, rate = { 100, 200, 300, 400 } }
  return { literal = self:pick(literals[name]) }
end

function maker:effects(names, earlier)
  local list = {}
  for _, name in ipairs(names) do
    if self:chance(60) then
      list[#list + 1] = {
        kind = "sets", name = name, value = self:value(name), on = self:day(earlier, true),
        clause = self:maybe(50, "9.1"),
      }
    end
  end
  return list
end

function maker:writes(earlier, opens)
  local list = self:effects({ "level", "rate" }, earlier)
  if self:chance(15) then
    list[#list + 1] = {
      kind = "span", name = "post", span_kind = "trial", on = self:day(earlier),
      to = self:maybe(60, { of = "done_on", months = 3 }),
    }
  end
  if self:chance(15) then list[#list + 1] = { kind = "event", name = "praise", on = self:day(earlier) } end
  if opens and self:chance(15) then list[#list + 1] = { kind = "open", name = "sub" } end
  return list
end

function maker:ends(outcome)
  return {
    ends = outcome, reason = self:maybe(50, "11.3"),
    writes = self:chance(40) and self:effects { "shift", "since" } or nil,
  }
end

-- Where failing leads: nothing said, an end, or back to a stage before.
function maker:fails(earlier)
  if self:chance(40) then return nil end
  if #earlier > 0 and self:chance(40) then return { stage = self:pick(earlier) } end
  return self:ends(self:pick { "refused", "stopped" })
end

function maker:check()
  local number = #self.spec.checks + 1
  local check = { name = "2." .. number, clause = "2." .. number, gates = {} }
  for i = 1, self.r:between(1, 2) do
    check.gates[i] = { clause = ("3.%d.%d"):format(number, i), when = self:condition() }
  end
  self.spec.checks[number] = check
  return check.name
end

function maker:panel()
  local panel = {
    name = "4", pass = self.r:between(0, 80) * 100, missing = self:pick { "wait", "reweigh" },
    members = self:maybe(50, "4.m"), seats = {},
  }
  local roles, left = { "clerk", "boss", "head", "superior", "heads" }, 100
  for i = 1, self.r:between(1, 3) do
    local role = table.remove(roles, self.r:between(1, #roles))
    panel.seats[i] = { role = role, weight = self.r:between(1, left // 2), clause = panel.members or panel.name }
    left = left - panel.seats[i].weight
  end
  panel.seats[1].weight = panel.seats[1].weight + left
  self.spec.panels[1] = panel
end

function maker:checklist()
  local list = { name = "5", by = "wanted", cells = {} }
  for _, column in ipairs { "low", "mid", "high" } do
    for row = 1, self.r:between(1, 2) do
      list.cells[#list.cells + 1] = { row = "r" .. row, column = column, clause = ("5.%s%d"):format(column, row) }
    end
  end
  self.spec.checklists[1] = list
end

local acts = {}

acts["do"] = function(self, s) s.by = self:by(self.r:between(1, 2)) end
acts.file, acts.publish = acts["do"], acts["do"]

function acts.approve(self, s, earlier)
  s.by = self:by(self.r:between(1, 2))
  s.reasons, s.fails = self:maybe(50, { "11.1", "11.2" }), self:fails(earlier)
end

function acts.decide(self, s, earlier)
  s.by = self:by(self.r:between(1, 2))
  s.answers = { yes = "next", no = self:ends "declined" }
  if #earlier > 0 and self:chance(50) then s.answers.again = { stage = self:pick(earlier) } end
end

function acts.score(self, s, earlier)
  s.by, s.fails = self:maybe(50, self:by(1)), self:fails(earlier)
  if self.spec.panels[1] == nil and self:chance(60) then
    self:panel()
    s.panel = "4"
    if self:chance(60) then return end
  end
  s.collects = { { form = "7.a", from = self:by(self.r:between(1, 2)), into = "score_a" } }
  if #self.spec.draws == 0 and self:chance(50) then
    local least = self.r:between(0, 2)
    self.spec.draws[1] = {
      name = "6", from = self:pick { "clerk", "near", "below" }, least = least, most = least + self.r:between(1, 2),
    }
    s.collects[1].draw = "6"
    if self:chance(50) then s.collects[1].from = {} end
  end
  if self:chance(30) then s.collects[2] = { form = "7.b", from = self:by(1), into = "score_b" } end
  for _, c in ipairs(s.collects) do c.several = self:pick { "mean", "mean", "least" } end
  if self:chance(30) then
    local number = #self.spec.checks + 1
    self.spec.checks[number] = {
      name = "2." .. number, clause = "2." .. number,
      gates = { {
        clause = ("3.%d.1"):format(number), when = { attr = "score_a", at_least = self.r:between(20, 80) * 100 },
      } },
    }
    s.check = "2." .. number
  end
end

function acts.judge(self, s, earlier)
  s.by, s.fails = self:maybe(60, self:by(1)), self:fails(earlier)
  if self.spec.checklists[1] == nil and self:chance(60) then
    self:checklist()
    s.checklist = "5"
  else
    s.check = self:check()
  end
end

function acts.object(self, s, earlier)
  s.by, s.due = self:by(1), self:due(earlier, { "within" }, 6)
  if self:chance(50) then s.answers = { dismiss = "next", uphold = self:ends "upheld" } end
  if not s.answers then s.fails = self:fails(earlier) end
end

function acts.wait(self, s, earlier)
  s.by = self:maybe(50, self:by(1))
  if self:chance(50) then
    s.from = self:due(earlier, { "within", "before", "after" }, 6)
  else
    s.due = self:due(earlier, { "within", "before", "after" }, 6)
  end
end

local KINDS = { { 22, "do" }, { 20, "approve" }, { 14, "decide" }, { 18, "score" }, { 12, "judge" }, { 7, "object" },
  { 5, "wait" }, { 4, "file" }, { 4, "publish" } }

function maker:stage(name, earlier, opens, act)
  local s = { name = name, clause = name, act = act or self.r:weighted(KINDS) }
  acts[s.act](self, s, earlier)
  if s.by and s.act ~= "object" and s.act ~= "score" then s.everyone = self:maybe(18, true) end
  if #earlier > 0 then s.when = self:maybe(20, self:condition()) end
  if self:chance(20) then
    s.asks = { { name = self:pick { "wanted", "turn", "ends_on", "n" }, required = self:chance(60) } }
  end
  if self:chance(25) then s.needs = { self:pick { "paper", "report" } } end
  if self:chance(10) then s.fills = { "7.c" } end
  if not s.check and self:chance(12) and s.act ~= "object" then
    s.check = self:check()
    if s.act == "do" then s.fails = self:fails(earlier) end
  end
  if not s.due and self:chance(35) then s.due = self:due(earlier, { "within", "before" }) end
  if not s.from and self:chance(8) then s.from = self:due(earlier, { "after", "within" }, 4) end
  if #earlier > 0 and self:chance(30) then
    s.returns = { self:pick(earlier) }
    local other = self:pick(earlier)
    if other ~= s.returns[1] and self:chance(50) then s.returns[2] = other end
  end
  if self:chance(60) then s.writes = self:writes(earlier, opens) end
  return s
end

function maker:procedure(name, clause, count, opens)
  local p = { name = name, clause = clause, asks = {}, stages = {} }
  local earlier = {}
  for i = 1, count do
    p.stages[i] = self:stage(("%s.%d"):format(clause, i), earlier, opens)
    earlier[i] = p.stages[i].name
  end
  return p
end

local function triggers(self)
  if self:chance(70) then
    table.insert(self.spec.triggers, {
      name = "8.1", series = "rating", values = { "C" }, as_of = self:pick { "recorded", "effective", "month_after" },
      opens = "sub", when = self:maybe(30, { attr = "shift", is = { "day" } }),
    })
  end
  if self:chance(40) then
    table.insert(self.spec.triggers, { name = "8.2", attribute = "since", as_of = "effective", opens = "sub" })
  end
end

function specs.new(r)
  local self = setmetatable({ r = r }, maker)
  self.spec = { procedures = {}, checks = {}, panels = {}, checklists = {}, draws = {}, triggers = {} }
  local main = self:procedure("main", "1", r:between(2, 6), true)
  for _, name in ipairs { "wanted", "turn", "ends_on", "n" } do
    if r:chance(85) then main.asks[#main.asks + 1] = { name = name, required = r:chance(50) } end
  end
  main.by, main.check = self:maybe(70, self:by(r:between(1, 2))), r:chance(15) and self:check() or nil
  main.window = self:maybe(15, { way = "within", n = 3, unit = "days", day = { of = "as_of" } })
  local sub = self:procedure("sub", "12", r:between(1, 2), false)
  self.spec.procedures = { main, sub }
  triggers(self)
  return self.spec
end

-- Cases of a run are asked nothing when they are opened: conditions and values are of what is known of the person.
local function of_the_person(self)
  function self.condition() -- luacheck: ignore 212
    if self:chance(50) then return { attr = "shift", is = { "day", self:pick { "night", "both" } } } end
    return { attr = "rate", at_least = self.r:between(1, 3) * 100 }
  end
  function self.value(_, name)
    if name == "since" then return { day = self:day() } end
    return { literal = name == "shift" and self:pick { "day", "night" } or self.r:between(1, 4) * 100 }
  end
  function self.writes(_, earlier) return self:effects({ "rate" }, earlier) end
end

-- A procedure for the decisions of a run: stages before the one that approves them, and after it.
function specs.round(r)
  local self = setmetatable({ r = r }, maker)
  self.spec = { procedures = {}, checks = {}, panels = {}, checklists = {}, draws = {}, triggers = {} }
  of_the_person(self)
  self:checklist() -- none judges by it: what its column is called by is asked
  local p = { name = "round", clause = "1", asks = {}, stages = {}, cycle = "round", by = self:by(1) }
  local kinds = {}
  for _ = 1, r:between(0, 2) do kinds[#kinds + 1] = r:pick { "do", "approve", "score", "decide", "judge" } end
  kinds[#kinds + 1] = "approve"
  for _ = 1, r:between(0, 2) do kinds[#kinds + 1] = r:pick { "do", "file", "decide", "judge", "publish", "object" } end
  local earlier = {}
  for i, act in ipairs(kinds) do
    local s = self:stage("1." .. i, earlier, false, act)
    if act == "approve" then
      s.check, p.approves = nil, s.name
      s.by[#s.by + 1] = { role = "lead" }
    end
    if s.due and s.act ~= "object" then s.due = nil end
    p.stages[i], earlier[i] = s, s.name
  end
  self.spec.procedures = { p }
  return self.spec
end

return specs
