-- Where each clause stands in a pack's document: every object that carries a clause, with what it does there.
-- acts    the engine decides by it     asks    a person decides, the engine collects and uses it     quotes  kept and
-- cited
local places = {}

-- Parts of the document in which a clause is a place, and how it acts there. A reading only says how to read; the
-- place is elsewhere.
local PARTS = {
  { "values", "acts" }, { "attributes", "acts" }, { "series", "acts" }, { "metrics", "acts" }, { "events", "acts" },
  { "spans", "acts" }, { "cycles", "acts" }, { "guards", "acts" }, { "conditions", "acts" },
  { "parameters", "asks" }, { "opaque", "acts" }, { "quotes", "quotes" },
}

local function where(at) return at and at.file and ("%s:%d"):format(at.file, at.line or 0) or nil end

local function walk(value, how, found, at)
  if type(value) ~= "table" then return end
  at = value.at or at
  local clause = value.clause
  if type(clause) == "string" then
    local entry = found[clause] or { where = {}, seen = {}, how = {}, items = {}, at = {} }
    found[clause] = entry
    local place = where(at)
    if place and not entry.seen[place] then
      entry.seen[place] = true
      entry.where[#entry.where + 1] = place
    end
    entry.how[value.by ~= nil and "asks" or how] = true
    entry.items[#entry.items + 1] = value
    entry.at[#entry.items] = place or ""
  end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    if key ~= "at" and key ~= "replaces" then walk(value[key], how, found, at) end
  end
end

-- clause id -> { where = { "file:line" }, how = { acts/asks/quotes = true }, items = { the objects },
-- at = { where each of them stands } }
function places.of(document)
  local found = {}
  for _, part in ipairs(PARTS) do walk(document[part[1]], part[2], found) end
  for _, entry in pairs(found) do table.sort(entry.where) end
  return found
end

-- The strongest: what acts also quotes.
function places.acts(entry)
  if not entry then return nil end
  return entry.how.acts and "acts" or entry.how.asks and "asks" or entry.how.quotes and "quotes" or nil
end

return places
