-- `policy show` and `policy coverage`: a clause as data, and every clause with what stands for it.
local json = require "cursus.json"
local message = require "cursus.message"
local out = require "report.out"
local text = require "cursus.text"
local places = require "policy.places"
local tr = message.tr

local clauses = {}

local SHOWN = 2 -- places of a clause in a table; json and csv have all

local function status(clause, entry)
  if clause.same_as then return "same_as:" .. clause.same_as end
  local acts = places.acts(entry)
  if acts == "quotes" then return "quoted" end
  return acts and clause.kind or "missing"
end

function clauses.coverage_rows(document, tests)
  local found, rows = places.of(document), {}
  for i, clause in ipairs(document.clauses) do
    local entry = found[clause.id]
    rows[i] = {
      clause = clause.id, kind = clause.kind, status = status(clause, entry), acts = places.acts(entry),
      where = entry and entry.where or {}, tests = tests and tests[clause.id] or 0, label = message.label(clause.label),
    }
  end
  -- What a repetition does is done where it is said first.
  local by_id = {}
  for _, row in ipairs(rows) do by_id[row.clause] = row end
  for _, row in ipairs(rows) do
    local first = by_id[row.status:match "^same_as:(.*)$" or ""]
    if first then row.acts = first.acts end
  end
  return rows
end

function clauses.totals(rows)
  local totals = { acts = 0, asks = 0, quotes = 0, missing = 0 }
  for _, row in ipairs(rows) do
    local key = row.acts or "missing"
    totals[key] = totals[key] + 1
  end
  return totals
end

function clauses.print_totals(context, rows)
  local totals = clauses.totals(rows)
  context:say(tr("check_clauses", #rows, totals.acts, totals.asks, totals.quotes, totals.missing))
end

-- What has to be mended, or explained: numbers of a clause that no scenario feels, or that cannot be shifted.
local function print_numbers(context, rows, totals)
  for _, row in ipairs(rows) do
    for _, number in ipairs(row.unfelt or {}) do context:say("  " .. tr("number_unfelt", row.clause, number)) end
    for _, number in ipairs(row.fixed or {}) do context:say("  " .. tr("number_fixed", row.clause, number)) end
  end
  context:say(tr("numbers_totals", totals.changed, totals.survived, totals.fixed))
end

-- `totals`: of what was taken out (`ablated`) and of the `numbers` that were shifted; either may be missing.
function clauses.print_coverage(context, rows, totals)
  local columns = {
    { "clause", tr "col_clause" }, { "kind", tr "col_kind" }, { "status", tr "col_status" }, { "acts", tr "col_acts" },
    { "where", tr "col_where" }, { "tests", tr "col_tests", align = "right" },
  }
  local for_people = context.report.format == "table"
  if totals.ablated then columns[#columns + 1] = { "ablated", tr "col_ablated" } end
  if totals.numbers then columns[#columns + 1] = { "numbers", tr "col_numbers", align = "right" } end
  if totals.numbers and not for_people then
    for _, name in ipairs { "unfelt", "fixed" } do columns[#columns + 1] = { name, tr("col_" .. name) } end
  end
  if context.report.format == "json" then
    for _, row in ipairs(rows) do
      for _, name in ipairs { "where", "unfelt", "fixed" } do
        if row[name] and #row[name] == 0 then row[name] = json.array {} end
      end
    end
  else
    for _, row in ipairs(rows) do
      if for_people and #row.where > SHOWN then -- a clause may stand in a dozen places
        row.where = { table.concat(row.where, " ", 1, SHOWN), "+" .. #row.where - SHOWN }
      end
      if row.ablated ~= nil then row.ablated = tr(row.ablated and "ablated_changed" or "ablated_survived") end
    end
    table.insert(columns, 2, { "label", tr "col_label" })
  end
  context.report:rows(columns, rows)
  clauses.print_totals(context, rows)
  if totals.ablated then
    context:say(tr("ablated_totals", totals.ablated.changed, totals.ablated.survived, totals.ablated.fixed))
  end
  if totals.numbers and for_people then print_numbers(context, rows, totals.numbers) end
end

local function find(document, id)
  for _, clause in ipairs(document.clauses) do
    if clause.id == id or clause.label and clause.label.zh == id then return clause end
  end
end

-- A document's part without the positions, as indented data.
local function bare(value)
  if type(value) ~= "table" then return value end
  local copy = {}
  for key, inner in pairs(value) do
    if key ~= "at" then copy[key] = bare(inner) end
  end
  return getmetatable(value) and setmetatable(copy, getmetatable(value)) or copy
end

-- Prints the clause of this pack; false when it has none of that id.
function clauses.show(context, pack, id)
  local clause = find(pack.document, id)
  if not clause then return false end
  local entry = places.of(pack.document)[clause.id] or { where = {}, items = {}, how = {} } -- it may stand nowhere
  local row = {
    pack = pack.id, clause = clause.id, kind = clause.kind, label = message.label(clause.label), text = clause.text,
    ambiguity = clause.ambiguity, status = status(clause, entry), where = entry.where, data = {},
  }
  for i, item in ipairs(entry.items) do row.data[i] = bare(item) end
  local names = { "pack", "clause", "kind", "label", "text", "ambiguity", "status", "where", "data" }
  if context.report.format ~= "table" then
    if #row.data == 0 then row.data = json.array {} end
    if #row.where == 0 then row.where = json.array {} end
    if context.report.format == "csv" then row.data = json.encode(row.data) end
    context.report:object(names, row)
    return true
  end
  out.write(("%s  %s  %s  [%s]\n"):format(pack.id, clause.id, row.label, row.status))
  for _, sentence in ipairs { row.text or "", row.ambiguity and "? " .. row.ambiguity or "" } do
    if sentence ~= "" then out.write("  ", sentence, "\n") end
  end
  for i, item in ipairs(row.data) do
    out.write("\n", entry.at[i], "\n", (json.encode(item, { indent = 2 })), "\n")
  end
  return true
end

-- The nearest ids, for a misspelt one.
function clauses.near(packs, id)
  local near = {}
  for _, pack in ipairs(packs) do
    for _, clause in ipairs(pack.document.clauses) do
      if #near < 5 and (clause.id:sub(1, #id) == id or id:sub(1,
        #clause.id) == clause.id) then near[#near + 1] = clause.id end
    end
  end
  return #near > 0 and tr("clause_near", text.visible(table.concat(near, ", "))) or ""
end

return clauses
