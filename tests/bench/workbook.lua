-- workbook.lua CSV XLSX: the rows of a CSV file without quotes as a workbook, as a person would send them.
local xlsx = require "cursus.xlsx"

local function cells(line)
  local row = { n = 0 }
  for cell in (line .. ","):gmatch "([^,]*)," do
    row.n = row.n + 1
    row[row.n] = cell ~= "" and cell or false
  end
  return row
end

local lines = io.lines(arg[1])
local columns = {}
for i, name in ipairs(cells((lines():gsub("\r", "")))) do columns[i] = { title = name } end
local book = assert(xlsx.create(arg[2]))
assert(book:sheet("rows", columns))
for line in lines do assert(book:row(cells((line:gsub("\r", ""))))) end
assert(book:close())
