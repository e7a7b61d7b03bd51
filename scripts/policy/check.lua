-- Static findings: what a pack leaves open or says in vain. Findings are one line each with their place; exit status
-- 1 when there are any that the pack's author can mend.
local clauses = require "policy.clauses"
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

-- { {text=, note=bool} }: a note is to be known, not mended.
function checks.findings(document)
  local used, list = used_settings(document), {}
  for _, name in ipairs(sorted(document.parameters)) do
    local parameter = document.parameters[name]
    local at, clause = place(parameter), parameter.clause or "?"
    if parameter.required and parameter.value == nil then
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
  for _, leaf in ipairs(document.opaque or {}) do
    list[#list + 1] = { note = true, text = tr("check_opaque", place(leaf), leaf.id) }
  end
  return list
end

-- After a load: what is still open, in a few lines.
function checks.print_brief(context, document)
  for _, finding in ipairs(checks.findings(document)) do context:say("  ! " .. finding.text) end
  clauses.print_totals(context, clauses.coverage_rows(document))
end

function checks.run(context, pack)
  local findings, wrong = checks.findings(pack.document), 0
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
