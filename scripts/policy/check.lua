-- Static findings: what a pack leaves open or says in vain. Findings are one line each with their place; exit status
-- 1 when there are any that the pack's author can mend.
local clauses = require "policy.clauses"
local text = require "cursus.text"
local places = require "policy.places"
local tr = require("cursus.message").tr

local checks = {}

local function used_settings(document)
  local used = { parameters = {}, readings = {} }
  local function walk(value, inside)
    if type(value) ~= "table" then return end
    if type(value.param) == "string" then used.parameters[value.param] = true end
    if type(value.table) == "string" then used.parameters[value.table] = true end
    for _, member in ipairs { "reading", "choose" } do
      if type(value[member]) == "string" then used.readings[value[member]] = true end
    end
    for key, inner in pairs(value) do
      if inside or (key ~= "parameters" and key ~= "readings" and key ~= "clauses") then walk(inner, true) end
    end
  end
  walk(document)
  return used
end

local function place(item) return item.at and ("%s:%d"):format(item.at.file, item.at.line or 0) or "pack" end

local function sorted(map)
  local names = {}
  for name in pairs(map or {}) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- "8.4.2.a" comes after "8.4.1.3.a", "A" before "C"; nothing is known of words ("4.3.chair", "4.3.1").
local function parts_of(id)
  local parts = {}
  for part in id:gmatch "[^.]+" do
    parts[#parts + 1] = math.tointeger(tonumber(part)) or part:match "^%a$" and part:byte() or part
  end
  return parts
end

local function comes_after(id, other)
  local left, right = parts_of(id), parts_of(other)
  for i = 1, math.min(#left, #right) do
    if left[i] ~= right[i] then
      return math.type(left[i]) ~= nil and math.type(left[i]) == math.type(right[i]) and left[i] > right[i]
    end
  end
  return #left > #right
end

-- Clauses are told in an order. One that comes after its neighbour, though those on both sides of it are in order, has
-- changed places with another. `after(i, j)`: does the one at i come after the one at j?
local function out_of_place(list, items, after, finding)
  for i = 1, #items - 1 do
    if after(i, i + 1) and (i == 1 or not after(i - 1, i + 1)) then
      list[#list + 1] = { text = finding(items[i], items[i + 1]) }
    end
  end
end

-- A register has its clauses in the order of the document: 9.2.2 before 9.2.1 are two that changed places.
local function out_of_order(document, list)
  local register = document.clauses
  local function after(i, j) return comes_after(register[i].id, register[j].id) end
  out_of_place(list, register, after, function(one, following)
    return tr("check_order", place(following), following.id, one.id)
  end)
end

-- And the lines of a checklist theirs, in the order of the register.
local function cells_out_of_order(document, list)
  local number = {}
  for i, clause in ipairs(document.clauses) do number[clause.id] = i end
  for _, name in ipairs(sorted(document.checklists)) do
    local checklist, cells = document.checklists[name], {}
    for _, cell in ipairs(checklist.cells or {}) do
      if number[cell.clause] then cells[#cells + 1] = cell end
    end
    out_of_place(list, cells, function(i, j) return number[cells[i].clause] > number[cells[j].clause] end,
      function(one, following) return tr("check_cells_order", place(checklist), following.clause, one.clause, name) end)
  end
end

-- A form is called what the document calls it, where its clause quotes a title.
local function misnamed_forms(document, list)
  local labels = {}
  for _, clause in ipairs(document.clauses) do labels[clause.id] = clause.label and clause.label.zh or "" end
  for _, name in ipairs(sorted(document.forms)) do
    local form = document.forms[name]
    local title = (labels[form.clause] or ""):match "《(.-)》"
    local called = form.label and form.label.zh
    if title and called and not title:find("…", 1, true) and text.normalise(title) ~= text.normalise(called) then
      list[#list + 1] = { text = tr("check_form_title", place(form), name, called, form.clause, title) }
    end
  end
end

-- { {text=, note=bool} }: a note is to be known, not mended. `given`: values that parameters have been given.
function checks.findings(document, given)
  local used, list = used_settings(document), {}
  for _, name in ipairs(sorted(document.parameters)) do
    local parameter = document.parameters[name]
    local at, clause = place(parameter), parameter.clause or "?"
    if parameter.required and parameter.value == nil and (given or {})[name] == nil then
      list[#list + 1] = { note = true, text = tr("check_parameter_unset", at, name, clause, name) }
    end
    if not used.parameters[name] then list[#list + 1] = { text = tr("check_parameter_unused", at, name) } end
  end
  for _, id in ipairs(sorted(document.readings)) do
    local at = place(document.readings[id])
    if not used.readings[id] then list[#list + 1] = { text = tr("check_reading_unused", at, id) } end
  end
  local found = places.of(document)
  for _, clause in ipairs(document.clauses) do
    if places.misplaced(clause, found[clause.id]) then
      list[#list + 1] = {
        text = tr("check_misplaced", found[clause.id].where[1] or "pack", clause.id, clause.kind),
      }
    end
  end
  out_of_order(document, list)
  cells_out_of_order(document, list)
  misnamed_forms(document, list)
  for _, leaf in ipairs(document.opaque or {}) do
    list[#list + 1] = { note = true, text = tr("check_opaque", place(leaf), leaf.id) }
  end
  return list
end

-- After a load: what is still open, in a few lines.
function checks.print_brief(context, document, given)
  for _, finding in ipairs(checks.findings(document, given)) do context:say("  ! " .. finding.text) end
  clauses.print_totals(context, clauses.coverage_rows(document))
end

local MISSING_SHOWN = 10 -- a pack that is only begun lacks most of its clauses

-- Clauses without a place are work to come, not a mistake.
local function add_missing(document, list)
  local at, missing = {}, {}
  for _, clause in ipairs(document.clauses) do at[clause.id] = place(clause) end
  for _, row in ipairs(clauses.coverage_rows(document)) do
    if row.status == "missing" then missing[#missing + 1] = row.clause end
  end
  for i = 1, math.min(#missing, MISSING_SHOWN) do
    list[#list + 1] = { note = true, text = tr("check_missing", at[missing[i]], missing[i]) }
  end
  if #missing > MISSING_SHOWN then
    list[#list + 1] = { note = true, text = tr("check_missing_more", #missing - MISSING_SHOWN) }
  end
end

-- Grades that a checklist says nothing of: that may be meant, since not all are judged by it.
local function columns_without_cells(document, list)
  for _, name in ipairs(sorted(document.checklists)) do
    local checklist, has = document.checklists[name], {}
    for _, cell in ipairs(checklist.cells) do has[cell.column] = true end
    local attribute = (document.attributes or {})[checklist.by]
    local named = {}
    for _, values in ipairs(sorted(document.values)) do
      local lacks, seen, fits = {}, {}, attribute and attribute.type == values
      for _, id in ipairs(document.values[values].order) do
        local column = id:match "^[^.]*"
        if has[column] and checklist.by == "target" then fits = true end
        if not has[column] and not seen[column] then lacks[#lacks + 1] = column end
        seen[column] = true
      end
      for _, column in ipairs(fits and lacks or {}) do
        if not named[column] then named[#named + 1] = column end
        named[column] = true
      end
    end
    if #named > 0 then
      list[#list + 1] = { note = true, text = tr("check_columns", place(checklist), name, table.concat(named, ", ")) }
    end
  end
end

function checks.run(context, pack)
  local findings, wrong = checks.findings(pack.document), 0
  columns_without_cells(pack.document, findings)
  add_missing(pack.document, findings)
  for _, finding in ipairs(findings) do
    if not finding.note then wrong = wrong + 1 end
  end
  if context.report.format == "table" then
    for _, finding in ipairs(findings) do context:say((finding.note and "  ! " or "  ✗ ") .. finding.text) end
    if #findings == 0 then context:say(tr "check_clean") end
    clauses.print_totals(context, clauses.coverage_rows(pack.document))
  else
    context.report:rows({ { "note" }, { "text" } }, findings)
  end
  return wrong > 0 and 1 or 0
end

return checks
