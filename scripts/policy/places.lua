-- Where each clause stands in a pack's document: every object that carries a clause, with what it does there.
-- acts    the engine decides by it     asks    a person decides, the engine collects and uses it     quotes  kept and
-- cited
local places = {}

-- Parts of the document in which a clause is a place, how it acts there, and what such a place is. A reading only says
-- how to read; the place is elsewhere.
local PARTS = {
  { "values", "acts", "values" }, { "attributes", "acts", "values" }, { "series", "acts", "values" },
  { "metrics", "acts", "values" }, { "events", "acts", "values" }, { "spans", "acts", "values" },
  { "cycles", "acts", "rule" }, { "guards", "acts", "rule" }, { "conditions", "acts", "rule" },
  { "checks", "acts", "rule" }, { "roles", "acts", "role" }, { "relations", "acts", "role" },
  { "subjects", "acts", "record" }, { "panels", "acts", "panel" }, { "checklists", "asks", "judgement" },
  { "draws", "acts", "draw" }, { "forms", "acts", "form" }, { "procedures", "acts", "procedure" },
  { "triggers", "acts", "due" }, { "parameters", "asks", "parameter" }, { "opaque", "acts", "rule" },
  { "quotes", "quotes", "quote" },
}

-- Acts of a stage that wait for somebody's judgement.
local ASKING = { approve = true, decide = true, score = true, judge = true }

local function manner(value, how)
  if value.stage then return (ASKING[value.act] or value.checklist) and "asks" or "acts" end
  if value.by ~= nil and not (type(value.by) == "table" and value.by[1]) then return "asks" end -- an approver
  return how
end

-- What kind of place the object is; a stage may be several.
local function natures(value, nature)
  local list = { nature }
  local function add(name) list[#list + 1] = name end
  if value.stage then
    add "stage"
    if value.fills or value.makes or value.collects or value.needs then add "form" end
    if value.due or value.from then add "due" end
    if value.panel then add "panel" end
    if value.writes then add "effect" end
  elseif value.role then
    add "role"
  elseif value.within or value.before or value.after or value.first_workdays then
    add "due"
  elseif value.write or value.span or value.event or value.open then
    add "effect"
  elseif value.form and not value.seats then
    add "form"
  elseif value.months then
    add "due" -- the months of a cycle
  end
  if value.op then add "rule" end
  return list
end

local function where(at) return at and at.file and ("%s:%d"):format(at.file, at.line or 0) or nil end

local function note(found, clause, value, how, nature, at)
  local entry = found[clause] or { where = {}, seen = {}, how = {}, items = {}, at = {}, natures = {} }
  found[clause] = entry
  local place = where(at)
  if place and not entry.seen[place] then
    entry.seen[place] = true
    entry.where[#entry.where + 1] = place
  end
  entry.how[manner(value, how)] = true
  for _, name in ipairs(natures(value, nature)) do entry.natures[name] = true end
  entry.items[#entry.items + 1] = value
  entry.at[#entry.items] = place or ""
end

local function walk(value, how, nature, found, at)
  if type(value) ~= "table" then return end
  at = value.at or at
  if type(value.clause) == "string" then note(found, value.clause, value, how, nature, at) end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    if key ~= "at" and key ~= "replaces" then walk(value[key], how, nature, found, at) end
  end
end

-- A clause that stands nowhere but among the reasons of a stage is kept by whoever refuses there.
local function note_reasons(document, found)
  local names = {}
  for name in pairs(document.procedures or {}) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    for _, stage in ipairs(document.procedures[name].stages) do
      for _, clause in ipairs(stage.reasons or {}) do
        local only = not found[clause] or found[clause].reason
        if only then
          note(found, clause, { stage = stage.stage, act = stage.act, reason = clause }, "asks", "stage", stage.at)
          found[clause].reason = true
        end
      end
    end
  end
end

-- clause id -> { where = { "file:line" }, how = { acts/asks/quotes = true }, items = { the objects },
-- at = { where each of them stands }, natures = { stage/form/due/… = true } }
function places.of(document)
  local found = {}
  for _, part in ipairs(PARTS) do walk(document[part[1]], part[2], part[3], found) end
  note_reasons(document, found)
  for _, entry in pairs(found) do table.sort(entry.where) end
  return found
end

-- The strongest: what acts also quotes.
function places.acts(entry)
  if not entry then return nil end
  return entry.how.acts and "acts" or entry.how.asks and "asks" or entry.how.quotes and "quotes" or nil
end

-- Where a clause of a kind has to stand, to do what such a clause does: one of these at least.
local FITTING = {
  rule = { "rule", "values", "panel", "effect", "stage", "draw" },
  eligibility = { "rule", "procedure", "values" },
  assessment = { "rule", "judgement", "form", "draw" },
  workflow = { "stage", "procedure", "rule", "due" },
  role = { "role", "panel", "stage" },
  schedule = { "due", "effect" },
  money = { "effect" },
  form = { "form", "judgement" },
  record = { "record", "form", "stage" },
  catalogue = { "values" },
}

-- The clause stands, but nowhere where one of its kind can act.
function places.misplaced(clause, entry)
  local fitting = FITTING[clause.kind]
  if not (entry and fitting) or entry.natures.quote then return false end
  for _, nature in ipairs(fitting) do
    if entry.natures[nature] then return false end
  end
  return true
end

return places
