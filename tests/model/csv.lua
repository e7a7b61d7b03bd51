-- Reading and writing the import files, just as much as the model needs (RFC 4180).

local csv = {}

-- What the contract says of codes, ratings and dates, for what occurs here: full-width letters and digits become plain
-- ones, blanks around the value go.
local function normalise(text)
  text = text:gsub("\u{3000}", " ")
  text = text:gsub("\xEF\xBC[\x81-\xBF]", function(c) return string.char(c:byte(3) - 0x81 + 0x21) end)
  text = text:gsub("\xEF\xBD[\x80-\x9E]", function(c) return string.char(c:byte(3) - 0x80 + 0x60) end)
  return (text:gsub("^%s+", ""):gsub("%s+$", ""))
end

-- The records of a text: arrays of cells.
function csv.records(text)
  text = text:gsub("^\xEF\xBB\xBF", "")
  local records, record, at = {}, {}, 1
  while at <= #text do
    local cell
    if text:sub(at, at) == '"' then
      local parts = {}
      repeat -- up to the next quote; a second quote right behind it is one quote of the value
        local stop = assert(text:find('"', at + 1, true), "a quoted cell does not end")
        parts[#parts + 1] = text:sub(at + 1, stop - 1)
        at = stop + 1
      until text:sub(at, at) ~= '"'
      cell = table.concat(parts, '"')
    else
      local stop = text:find("[,\r\n]", at) or #text + 1
      cell, at = text:sub(at, stop - 1), stop
    end
    record[#record + 1] = cell
    local ending = text:match("^\r?\n", at)
    if text:sub(at, at) == "," then
      at = at + 1
      if at > #text then record[#record + 1] = "" end
    else
      assert(ending or at > #text, "text behind a quoted cell")
      at = at + #(ending or "")
      records[#records + 1], record = record, {}
    end
  end
  if #record > 0 then records[#records + 1] = record end
  return records
end

-- The rows of a file by column name, and the column names in order.
function csv.read(path)
  local file = assert(io.open(path, "rb"))
  local records = csv.records(file:read "a")
  file:close()
  local header, rows = records[1], {}
  for i, name in ipairs(header) do header[i] = normalise(name) end
  for i = 2, #records do
    local row, blank = {}, true
    for column, name in ipairs(header) do
      row[name] = normalise(records[i][column] or "")
      blank = blank and row[name] == ""
    end
    if not blank then rows[#rows + 1] = row end
  end
  return rows, header
end

function csv.write(path, header, rows)
  local lines = { table.concat(header, ",") }
  for _, row in ipairs(rows) do
    local cells = {}
    for column, name in ipairs(header) do
      local cell = row[name] or ""
      cells[column] = cell:find '[",\r\n]' and '"' .. cell:gsub('"', '""') .. '"' or cell
    end
    lines[#lines + 1] = table.concat(cells, ",")
  end
  local file = assert(io.open(path, "wb"))
  assert(file:write(table.concat(lines, "\n"), "\n"))
  assert(file:close())
end

return csv
