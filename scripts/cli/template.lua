-- cursus template KIND [OUT.xlsx]: the sheet that somebody fills in for `cursus import KIND`.
local fs = require "cursus.fs"
local xlsx = require "cursus.xlsx"
local tr = require("cursus.message").tr

-- The columns of the contract first, as people think of them; then what else the packs declare, by name.
local FIRST = {
  "code", "employee", "name", "department", "position", "grade", "status", "hired_on", "confirmed_on", "graded_on",
  "in_position_since", "manager", "left_on", "period", "on", "date", "from", "to", "kind",
}

local function in_order(columns)
  local place = {}
  for i, name in ipairs(FIRST) do place[name] = i end
  for i, column in ipairs(columns) do place[column.name] = place[column.name] or #FIRST + i end
  table.sort(columns, function(a, b) return place[a.name] < place[b.name] end)
  return columns
end

-- What each column means, on a sheet of its own.
local function write_notes(context, book, kind, columns)
  local heads = { tr("template_notes_head", kind), tr("template_notes_import", kind), "" }
  context.check(book:sheet(tr "template_notes", {
    { title = tr "template_col_column" }, { title = tr "template_col_name" }, { title = tr "template_col_needed" },
    { title = tr "template_col_how" }, { title = tr "template_col_values" },
  }, heads))
  for _, column in ipairs(columns) do
    context.check(book:row { n = 5,
      column.title, column.name, column.required and tr "template_needed",
      column.hint, #column.choices > 0 and
        table.concat(column.choices, ", ") .. (column.open and ", ..." or ""),
    })
  end
  context.check(book:row { tr "template_blank" })
end

return {
  name = "template",
  configure = function(parser)
    parser:argument("kind", tr "help_import_kind"):argname "KIND"
    parser:argument("out", tr "help_template_out"):argname "OUT.xlsx":args "?"
  end,
  run = function(context, options)
    local company = context:company "read"
    local kind = options.kind
    local columns = in_order(context.check(company:template(kind)))
    local out = options.out or kind .. ".xlsx"
    if fs.attributes(out) then context.fail(tr("template_exists", out)) end -- it may be filled in
    local book = context.check(xlsx.create(out))
    context.check(book:sheet(kind, columns))
    write_notes(context, book, kind, columns)
    context.check(book:close())
    context:done(tr("template_written", out, kind, out), { "kind", "file", "columns" },
      { kind = kind, file = out, columns = #columns })
    return 0
  end,
}
