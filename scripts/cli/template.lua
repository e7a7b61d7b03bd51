-- cursus template KIND [OUT.xlsx]: the sheet that somebody fills in for `cursus import KIND`.
local date = require "cursus.date"
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

-- First day of a period and of the one after it, as text; nil: no such period.
local function days_of(period)
  local year, letter, number = period:match "^(%d%d%d%d)%-?([QH]?)(%d?%d?)$"
  local months = ({ Q = 3, H = 6 })[letter or ""] or (number ~= "" and 1 or 12)
  local from = ((tonumber(number) or 1) - 1) * months
  if not year or from < 0 or from + months > 12 then return nil end
  local function first(month) return ("%04d-%02d-01"):format(tonumber(year) + month // 12, month % 12 + 1) end
  return first(from), first(from + months)
end

-- Everybody employed in the period, one row each, so that only the values are to be filled in.
local function write_people(context, company, book, columns, options)
  local first, after = days_of(options.period)
  if not first then context.usage(tr("bad_period", options.period)) end
  local last = date.parse(after) - 1
  for code in context.check(company:people()) do
    local known = { employee = code, period = options.period, name = context.found(company:name(code)) }
    for _, attribute in ipairs(context.check(company:person(code, { as_of = last })).attributes) do
      if attribute.name == "department" or attribute.name:match "_on$" then
        known[attribute.name] = known[attribute.name] or attribute.value
      end
    end
    local there = (known.left_on or after) >= first and (known.hired_on or "") < after
    if there and (not options.department or known.department == options.department) then
      local row = { n = #columns }
      for i, column in ipairs(columns) do row[i] = known[column.name] or false end
      context.check(book:row(row))
    end
  end
end

local function has_period(columns)
  for _, column in ipairs(columns) do
    if column.name == "period" then return true end
  end
end

return {
  configure = function(parser)
    parser:argument("kind", tr "help_import_kind"):argname "KIND"
    parser:argument("out", tr "help_template_out"):argname "OUT.xlsx":args "?"
    parser:option("--period", tr "help_template_period"):argname "PERIOD"
    parser:option("--department", tr "help_template_department"):argname "TEXT"
  end,
  run = function(context, options)
    local company = context:company "read"
    local kind = options.kind
    local columns = in_order(context.check(company:template(kind)))
    local out = options.out or kind .. ".xlsx"
    if fs.attributes(out) then context.fail(tr("template_exists", out)) end -- it may be filled in
    if options.period and not has_period(columns) then context.usage(tr("template_no_period", kind)) end
    local book = context.check(xlsx.create(out))
    context.check(book:sheet(kind, columns))
    if options.period then write_people(context, company, book, columns, options) end
    write_notes(context, book, kind, columns)
    context.check(book:close())
    context:done(tr("template_written", out, kind, out), { "kind", "file", "columns" },
      { kind = kind, file = out, columns = #columns })
    return 0
  end,
}
