-- A spec (specs.lua) as a pack in the policy language: the text of pack.lua, and the register of its clauses.
local written = {}

local function quoted(text) return ("%q"):format(text) end

local function list_of(items, each)
  local out = {}
  for i, item in ipairs(items) do out[i] = (each or quoted)(item) end
  return "{ " .. table.concat(out, ", ") .. " }"
end

local function under(clause, text) return clause and ("under %q (%s)"):format(clause, text) or text end

-- { { name, text }, … } of which the texts that are nil are left out
local function fields(list)
  local out = {}
  for _, item in ipairs(list) do
    if item[2] ~= nil then out[#out + 1] = item[1] .. " = " .. tostring(item[2]) end
  end
  return "{ " .. table.concat(out, ", ") .. " }"
end

local function day(d)
  local text = d.of
  if d.asked then text = ("asked %q"):format(d.asked) end
  if d.stage then text = ("day_of %q"):format(d.stage) end
  if d.months then text = ("months_after(%d, %s)"):format(d.months, text) end
  if d.days then text = ("days_after(%d, %s)"):format(d.days, text) end
  return d.first and ("first_of_month(%s)"):format(text) or text
end

local function due(d)
  if not d then return nil end
  return under(d.clause, ("%s(%d, %q, %s%s)"):format(d.way, d.n, d.unit, day(d.day),
    d.exact and ", { exact = true }" or ""))
end

local function condition(c)
  if not c then return nil end
  if c.is then return ("%s:is %s"):format(c.attr, list_of(c.is)) end
  return ("%s:at_least(%d)"):format(c.attr, c.at_least)
end

local function value(v)
  if v.asked then return ("asked %q"):format(v.asked) end
  if v.before then return "before_change" end
  if v.day then return day(v.day) end
  return math.type(v.literal) == "integer" and tostring(v.literal) or quoted(v.literal)
end

local writes = {}
function writes.sets(e) return ("sets(%q, %s, %s)"):format(e.name, value(e.value), day(e.on)) end
function writes.span(e)
  return ("spans(%q, %q, %s%s)"):format(e.name, e.span_kind, day(e.on), e.to and ", " .. day(e.to) or "")
end
function writes.event(e) return ("event_on(%q, {}, %s)"):format(e.name, day(e.on)) end
function writes.open(e) return ("opens_case %q"):format(e.name) end

local function effects(list)
  return list and #list > 0 and list_of(list, function(e) return under(e.clause, writes[e.kind](e)) end) or nil
end

local function leads(next)
  if not next then return nil end
  if next == "next" then return quoted "next" end
  if next.stage then return quoted(next.stage) end
  return ("ends(%q, %s)"):format(next.ends, fields {
    { "reason", next.reason and quoted(next.reason) }, { "writes", effects(next.writes) },
  })
end

local function by(list)
  return list and list_of(list, function(one) return under(one.clause, quoted(one.role)) end) or nil
end

local function asks(list)
  return list and list_of(list, function(a) return ("{ %q, required = %s }"):format(a.name, a.required) end) or nil
end

local function answers(s)
  if not s.answers then return nil end
  local list = {}
  for name, next in pairs(s.answers) do list[#list + 1] = { name, leads(next) } end
  table.sort(list, function(a, b) return a[1] < b[1] end)
  return fields(list)
end

local function collects(list)
  return list and list_of(list, function(c)
    return ("collect(%q, %s)"):format(c.form, fields {
      { "from", by(c.from) }, { "draw", c.draw and quoted(c.draw) }, { "into", quoted(c.into) },
      { "several", quoted(c.several) },
    })
  end) or nil
end

local function stage(s)
  return ("stage %q %s"):format(s.name, fields {
    { "label", quoted(s.name) }, { "act", quoted(s.act) }, { "by", by(s.by) }, { "everyone", s.everyone },
    { "when", condition(s.when) }, { "asks", asks(s.asks) }, { "answers", answers(s) },
    { "reasons", s.reasons and list_of(s.reasons) }, { "needs", s.needs and list_of(s.needs) },
    { "fills", s.fills and list_of(s.fills) }, { "collects", collects(s.collects) },
    { "panel", s.panel and quoted(s.panel) }, { "checklist", s.checklist and quoted(s.checklist) },
    { "check", s.check and quoted(s.check) }, { "fails", leads(s.fails) }, { "due", due(s.due) },
    { "from", due(s.from) }, { "next", leads(s.next) }, { "writes", effects(s.writes) },
    { "returns", s.returns and list_of(s.returns) },
  })
end

local function panel(p)
  local seats = {}
  for _, seat in ipairs(p.seats) do
    seats[#seats + 1] = ("seat %q { weight = percent(%d) }"):format(seat.role, seat.weight)
  end
  return ("panel %q { label = %q, pass = %d, missing = %q,%s %s }"):format(p.name, p.name, p.pass, p.missing,
    p.members and (" members = %q,"):format(p.members) or "", table.concat(seats, ", "))
end

local function checklist(c)
  return ("checklist %q { label = %q, by = %s, cells = %s }"):format(c.name, c.name, c.by,
    list_of(c.cells, function(cell)
      return ("{ %q, %q, en = %q, clause = %q }"):format(cell.row, cell.column, cell.row, cell.clause)
    end))
end

local function trigger(t)
  return ("trigger %q %s"):format(t.name, fields {
    { "on", "recorded " .. fields {
      { "series", t.series and quoted(t.series) }, { "attribute", t.attribute and quoted(t.attribute) },
      { "values", t.values and list_of(t.values) },
    } },
    { "as_of", quoted(t.as_of) }, { "opens", quoted(t.opens) }, { "when", condition(t.when) },
  })
end

-- What every pack has: the facts, the roles and how their holders are found, the round for runs.
local BEGINNING = [[
pack { id = "drill", title = "drill" }
clauses "clauses.tsv"
catalogue "position" { { "agent", en = "agent" }, { "leader", en = "leader" } }
catalogue "status" { { "confirmed", en = "confirmed" }, { "probation", en = "probation" } }
ladder "grade" { clause = "0.1", { "g1", en = "g1" }, { "g2", en = "g2" }, { "g3", en = "g3" } }
ladder "level" { clause = "0.1", { "low", en = "low" }, { "mid", en = "mid" }, { "high", en = "high" } }
catalogue "shift" { { "day", en = "day" }, { "night", en = "night" }, { "both", en = "both" } }
catalogue "answer" {
  { "yes", en = "yes" }, { "no", en = "no" }, { "again", en = "again" }, { "uphold", en = "uphold" },
  { "dismiss", en = "dismiss" },
}
scale "rating" { "A", "B", "C" }
series "rating" { scale = "rating", every = "month", default = true, label = "rating" }
event "praise" { label = "praise", fields = { by = { type = "text", label = "by" } } }
span "post" { label = "post", kinds = { { "trial", en = "trial" } } }
employee {
  attribute "level" { type = "level", label = "level" },
  attribute "shift" { type = "shift", label = "shift" },
  attribute "rate" { type = "integer", label = "rate" },
  attribute "since" { type = "date", label = "since" },
}
role "clerk" { label = "clerk", several = true }
role "boss" { label = "boss" }
role "lead" { label = "lead" }
role "head" { label = "head", per = "department" }
role "heads" { label = "heads", every = "head" }
role "superior" { label = "superior", is = "manager" }
role "own" { label = "own", is = "self" }
role "mate" { label = "mate", is = "near" }
relation "near" { label = "near" }
relation "below" { label = "below", of = "manager" }
case {
  attribute "wanted" { type = "level", label = "wanted" },
  attribute "turn" { type = "shift", label = "turn" },
  attribute "ends_on" { type = "date", label = "ends_on" },
  attribute "n" { type = "integer", label = "n" },
  attribute "answer" { type = "answer", label = "answer" },
  attribute "score_a" { type = "integer", label = "score_a" },
  attribute "score_b" { type = "integer", label = "score_b" },
}
form "7.a" { kind = "score", label = "7.a" }
form "7.b" { kind = "score", label = "7.b" }
form "7.c" { kind = "document", label = "7.c", fields = { "case" } }
cycle "round" {
  clause = "0.2", label = "round", months = { 1, 7 }, moves = "grade", who = always(), needs = { "grade", "status" },
  eligibility = { "0.3" }, ceiling = { "0.1" }, rules = { "0.4" }, routing = { "0.5" }, approval = "0.6",
  writes = { clause = "0.4", grade = "target" },
}
eligibility "0.3" { when = status:is "confirmed" }
ceiling "0.1" { top = "g3" }
rules "0.4" { hit = "first", rule "0.4.1" { when = always(), gives = up(1) } }
routing "0.5" { when = level:is "high", route = "panel" }
approval "0.6" { by = "GM" }
]]

local OTHERS = { "0.1", "0.2", "0.3", "0.4", "0.4.1", "0.5", "0.6", "7.a", "7.b", "7.c", "9.1", "9.2", "10.1", "10.2",
  "11.1", "11.2", "11.3" }

-- Every clause that anything of the spec is called by or cites.
local function clauses_of(spec)
  local seen = {}
  for _, id in ipairs(OTHERS) do seen[id] = true end
  local function look(t)
    for key, item in pairs(t) do
      if type(item) == "table" then look(item) end
      if (key == "name" or key == "clause" or key == "members") and tostring(item):find "^%d" then seen[item] = true end
    end
  end
  look(spec)
  local list = {}
  for id in pairs(seen) do list[#list + 1] = id end
  table.sort(list)
  return list
end

-- pack.lua, clauses.tsv
function written.pack(spec)
  local out = { BEGINNING }
  local function add(text) out[#out + 1] = text .. "\n" end
  for _, p in ipairs(spec.procedures) do
    for _, s in ipairs(p.stages) do add(stage(s)) end
    local names = {}
    for i, s in ipairs(p.stages) do names[i] = s.name end
    add(("procedure %q %s"):format(p.name, fields {
      { "clause", quoted(p.clause) }, { "label", quoted(p.name) }, { "asks", asks(p.asks) },
      { "opens", fields {
        { "by", by(p.by) }, { "check", p.check and quoted(p.check) }, { "window", due(p.window) },
        { "cycle", p.cycle and quoted(p.cycle) },
      } },
      { "stages", list_of(names) },
    }))
  end
  for _, c in ipairs(spec.checks) do
    local gates = {}
    for i, gate in ipairs(c.gates) do
      gates[i] = gate.clause
      add(("eligibility %q { when = %s }"):format(gate.clause, condition(gate.when)))
    end
    add(("check %q { clause = %q, gates = %s }"):format(c.name, c.clause, list_of(gates)))
  end
  for _, p in ipairs(spec.panels) do add(panel(p)) end
  for _, c in ipairs(spec.checklists) do add(checklist(c)) end
  for _, d in ipairs(spec.draws) do
    add(("draw %q { from = %q, least = %d, most = %d }"):format(d.name, d.from, d.least, d.most))
  end
  for _, t in ipairs(spec.triggers) do add(trigger(t)) end
  local register = { "id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity" }
  for _, id in ipairs(clauses_of(spec)) do
    register[#register + 1] = id .. "\tworkflow\tyes\tClause.\t条款\tworkflow step\t"
  end
  return table.concat(out), table.concat(register, "\n") .. "\n"
end

return written
