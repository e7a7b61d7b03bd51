-- cursus report NAME --run RUN | --from DATE --to DATE | --actor CODE [--out FILE.xlsx|FILE.csv]
local csv = require "cursus.csv"
local fs = require "cursus.fs"
local xlsx = require "cursus.xlsx"
local sheets = require "report.sheets"
local values = require "report.values"
local tr = require("cursus.message").tr

local function asked_of(context, sheet, options)
  local asked = {
    run = options.run and context.number(options.run, "bad_run"),
    from = options.from, to = options.to, department = options.department, actor = options.actor,
  }
  for _, name in ipairs { "from", "to" } do
    if asked[name] then context:day("--" .. name, asked[name]) end
  end
  if sheet.needs == "actor" then
    if not asked.actor then context.usage(tr("report_needs_actor", sheet.name)) end
    return asked
  end
  if sheet.needs == "run" and not asked.run then context.usage(tr("report_needs_run", sheet.name)) end
  if not asked.run and not (asked.from and asked.to) then context.usage(tr("report_needs_span", sheet.name)) end
  return asked
end

-- What stands in the row's column; `money` says amounts.
local function value_of(column, row, money)
  local value = row[column.name]
  return column.type == "money" and money(value) or value
end

local function cells_of(columns, row)
  local cells = { n = #columns }
  for i, column in ipairs(columns) do
    local value = value_of(column, row, values.plain)
    if value ~= nil then cells[i] = tostring(value) end
  end
  return cells
end

local NUMBERS = { number = true, money = true }

local function write_xlsx(context, path, title, columns, rows)
  local book = context.check(xlsx.create(path))
  local looks = {}
  for i, column in ipairs(columns) do
    local choices = column.choices
    local kind = NUMBERS[column.type] and "number" or column.type
    looks[i] = { title = column.title, type = kind, choices = choices and #choices > 0 and choices or nil }
  end
  context.check(book:sheet(title, looks))
  for _, row in ipairs(rows) do context.check(book:row(cells_of(columns, row))) end
  context.check(book:close())
end

local function write_csv(context, path, columns, rows)
  local titles, lines = {}, {}
  for i, column in ipairs(columns) do titles[i] = column.title end
  lines[1] = csv.bom .. csv.row(titles)
  for i, row in ipairs(rows) do
    local cells = cells_of(columns, row)
    for k = 1, #columns do cells[k] = cells[k] or "" end
    lines[i + 1] = csv.row(cells)
  end
  context.check(fs.write(path, table.concat(lines, "\r\n") .. "\r\n"))
end

-- Amounts as people write them only for people.
local function show(context, columns, rows)
  local shown, told = {}, {}
  local money = context.report.format == "table" and values.money or values.plain
  for i, column in ipairs(columns) do
    shown[i] = { column.name, column.title, align = NUMBERS[column.type] and "right" or nil }
  end
  for i, row in ipairs(rows) do
    told[i] = {}
    for _, column in ipairs(columns) do told[i][column.name] = value_of(column, row, money) end
  end
  context.report:rows(shown, told)
end

return {
  configure = function(parser)
    local names = sheets.names()
    parser:argument("name", tr("help_report_name", table.concat(names, ", "))):argname "NAME":choices(names)
    parser:option("--run", tr "help_report_run"):argname "RUN"
    parser:option("--from", tr "help_report_from"):argname "DATE"
    parser:option("--to", tr "help_report_to"):argname "DATE"
    parser:option("--department", tr "help_report_department"):argname "NAME"
    parser:option("--out", tr "help_report_out"):argname "FILE"
  end,
  run = function(context, options)
    local company, database = context:company "read"
    local sheet = sheets.find(options.name)
    local asked = asked_of(context, sheet, options)
    if asked.run then context.check(company:run(asked.run)) end
    asked.as_of = context:today(company.zone)
    local columns, rows = sheets.make(sheet, sheets.place(company, database, asked))
    local out = options.out
    if not out then
      show(context, columns, rows)
      return 0
    end
    if out:lower():match "%.xlsx$" then
      write_xlsx(context, out, tr("sheet_" .. sheet.name), columns, rows)
    elseif out:lower():match "%.csv$" then
      write_csv(context, out, columns, rows)
    else
      context.usage(tr("report_out_kind", out))
    end
    context:done(tr("report_written", out, #rows), { "file", "rows" }, { file = out, rows = #rows })
    if sheet.acts then context:say(tr("report_read_back", out)) end
    return 0
  end,
}
