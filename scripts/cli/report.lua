-- Rows as an aligned table, as JSON lines or as CSV. Columns: { {name, title, align = "right"?}, ... }; a row is a
-- table by name.
local text = require "cursus.text"
local json = require "cursus.json"
local csv = require "cursus.csv"
local out = require "report.out"

local report = {}
report.__index = report

function report.new(format) return setmetatable({ format = format }, report) end

local function cell(value)
  if value == nil or value == json.null then return "" end
  if type(value) == "table" then
    local parts = {}
    for i, part in ipairs(value) do parts[i] = tostring(part) end
    return table.concat(parts, " ")
  end
  return tostring(value)
end

local function names_of(columns)
  local names = {}
  for i, column in ipairs(columns) do names[i] = column[1] end
  return names
end

local function write_json(columns, each)
  local names = names_of(columns)
  for row in each do
    local values = {}
    for i, name in ipairs(names) do
      local value = row[name]
      values[i] = value == nil and json.null or value
    end
    io.stdout:write(json.row(names, values), "\n")
  end
end

-- Exact in a file; on a terminal what cannot be seen is shown, as in a table.
local function write_csv(columns, each)
  local shown = text.terminal() and text.visible or function(value) return value end
  io.stdout:write(csv.bom, csv.row(names_of(columns)), "\r\n")
  for row in each do
    local values = {}
    for i, column in ipairs(columns) do values[i] = shown(cell(row[column[1]])) end
    io.stdout:write(csv.row(values), "\r\n")
  end
end

local function fit(columns, rows)
  local widths = {}
  for i, column in ipairs(columns) do widths[i] = text.width(column[2] or column[1]) end
  for _, row in ipairs(rows) do
    for i in ipairs(columns) do widths[i] = math.max(widths[i], text.width(row[i])) end
  end
  return widths
end

local function put_line(columns, widths, values)
  local parts = {}
  for i, column in ipairs(columns) do parts[i] = text.pad(values[i], widths[i], column.align) end
  io.stdout:write(out.trim(table.concat(parts, "  ")), "\n")
end

-- A table is laid out a page at a time, so that a million rows need no memory; each page is aligned by itself.
local PAGE = 2000

local function write_table(columns, each)
  local titles, rules = {}, {}
  for i, column in ipairs(columns) do titles[i] = column[2] or column[1] end
  local rows, first = {}, true
  local function flush()
    local widths = fit(columns, rows)
    if first then
      put_line(columns, widths, titles)
      for i, width in ipairs(widths) do rules[i] = ("─"):rep(width) end
      put_line(columns, widths, rules)
    end
    for _, row in ipairs(rows) do put_line(columns, widths, row) end
    rows, first = {}, false
  end
  for row in each do
    local values = {}
    for i, column in ipairs(columns) do values[i] = text.visible(cell(row[column[1]])) end
    rows[#rows + 1] = values
    if #rows == PAGE then flush() end
  end
  if first or #rows > 0 then flush() end
end

local writers = { json = write_json, csv = write_csv, table = write_table }

local function iterate(rows)
  if type(rows) == "function" then return rows end
  local i = 0
  return function()
    i = i + 1
    return rows[i]
  end
end

-- rows: an array or an iterator of tables.
function report:rows(columns, rows) writers[self.format](columns, iterate(rows)) end

-- One object: json gives it in the order of `names`; the other formats as rows of name and value.
function report:object(names, object, titles)
  if self.format == "json" then
    local values = {}
    for i, name in ipairs(names) do values[i] = object[name] == nil and json.null or object[name] end
    io.stdout:write(json.row(names, values), "\n")
    return
  end
  local rows = {}
  for i, name in ipairs(names) do
    local value = object[name]
    if type(value) == "table" and #value == 0 and next(value) then
      local parts = {}
      for key, inner in pairs(value) do parts[#parts + 1] = key .. "=" .. cell(inner) end
      table.sort(parts)
      value = parts
    end
    rows[i] = { name = titles and titles[i] or name, value = value }
  end
  self:rows({ { "name" }, { "value" } }, rows)
end

return report
