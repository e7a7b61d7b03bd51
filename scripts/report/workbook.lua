-- Rows as a workbook, for those who go on in Excel. Columns as cli.report takes them: { name, title, align =
-- "right"? }; what is aligned right is a number.
local json = require "cursus.json"
local xlsx = require "cursus.xlsx"
local tr = require("cursus.message").tr

local workbook = {}

local function cell(value)
  if value == nil or value == json.null then return false end
  return type(value) == "table" and table.concat(value, " ") or value
end

-- rows: an iterator of tables; heads: lines above the table. Stops the command when the file cannot be written.
function workbook.write(context, path, name, columns, rows, heads)
  if not path:lower():match "%.xlsx$" then context.usage(tr("out_not_xlsx", path)) end
  local looks = {}
  for i, column in ipairs(columns) do
    looks[i] = { title = column[2] or column[1], type = column.align == "right" and "number" or "code" }
  end
  local book = context.check(xlsx.create(path))
  context.check(book:sheet(name, looks, heads))
  local count = 0
  for row in rows do
    local values = { n = #columns }
    for i, column in ipairs(columns) do values[i] = cell(row[column[1]]) end
    context.check(book:row(values))
    count = count + 1
  end
  context.check(book:close())
  return count
end

return workbook
