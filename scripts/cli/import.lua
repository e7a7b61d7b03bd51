-- cursus import KIND FILE | import list | import undo BATCH | import maps | import forget MAP
local date = require "cursus.date"
local intake = require "cli.intake_report"
local triggers = require "cli.triggers"
local tr = require("cursus.message").tr

local function list(context)
  local company = context:company "read"
  local columns = {
    { "id", tr "col_batch", align = "right" }, { "kind", tr "col_kind" }, { "file", tr "col_file" },
    { "rows", tr "col_rows", align = "right" }, { "added", tr "col_added", align = "right" },
    { "corrected", tr "col_corrected", align = "right" }, { "same", tr "col_same", align = "right" },
    { "rejected", tr "col_rejected", align = "right" }, { "undone_by", tr "col_undone_by" },
  }
  context.report:rows(columns, context.check(company:batches()))
  return 0
end

local function undo(context, batch)
  local id = math.tointeger(tonumber(batch or ""))
  if not id then context.usage(tr("bad_batch", tostring(batch or ""))) end
  local company = context:company "write"
  local people = context.check(company:undo_batch(id))
  if context.report.format == "table" then
    context:say(tr("batch_undone", id, people))
  else
    context.report:object({ "undone", "people" }, { undone = id, people = people })
  end
  return 0
end

local function maps(context)
  local company = context:company "read"
  local rows = context.check(company:maps())
  for _, row in ipairs(rows) do row.recorded = date.time_text(row.recorded, company.zone) end
  context.report:rows({
    { "map", tr "col_map" }, { "to", tr "col_means" }, { "by", tr "col_by" }, { "recorded", tr "col_recorded" },
  }, rows)
  return 0
end

local function forget(context, map)
  if not map then context.usage(tr "forget_needs_map") end
  local company = context:company "write"
  context.check(company:forget_map(map))
  context:done(tr("map_forgotten", map), { "forgotten" }, { forgotten = map })
  return 0
end

-- "rating:优=S" apart
local function map_of(context, text)
  local column, from, to = text:match "^([^:]+):(.+)=(.*)$"
  if not column then context.usage(tr("bad_map", text)) end
  return { column = column, from = from, to = to }
end

return {
  configure = function(parser)
    parser:argument("kind", tr "help_import_kind"):argname "KIND"
    parser:argument("file", tr "help_import_file"):argname "FILE":args "?"
    parser:flag("--dry-run", tr "help_dry_run")
    parser:flag("--valid-only", tr "help_valid_only")
    parser:option("--rejects", tr "help_rejects"):argname "OUT"
    parser:option("--mapping", tr "help_mapping"):argname "FILE"
    parser:option("--map", tr "help_map"):argname "COLUMN:VALUE=MEANING":count "*":init {}
    parser:flag("--learn", tr "help_learn")
    parser:option("--sheet", tr "help_sheet"):argname "NAME"
    parser:option("--encoding", tr "help_encoding"):choices { "auto", "utf-8", "gb18030" }:default "auto"
  end,
  run = function(context, options)
    if options.kind == "list" then return list(context) end
    if options.kind == "undo" then return undo(context, options.file) end
    if options.kind == "maps" then return maps(context) end
    if options.kind == "forget" then return forget(context, options.file) end
    if not options.file then context.usage(tr("import_needs_file", tr "help_import_kind")) end
    local given = {}
    for i, text in ipairs(options.map) do given[i] = map_of(context, text) end
    local company = context:company "write"
    local status = intake.print(context, company:import {
      kind = options.kind, path = options.file, encoding = options.encoding, sheet = options.sheet,
      mapping = options.mapping, maps = given, learn = options.learn,
      dry_run = options.dry_run, valid_only = options.valid_only, rejects = options.rejects,
    })
    if not options.dry_run then triggers(context, company) end
    return status
  end,
}
