-- The people of scenarios as rows of the import kinds.
local csv = require "cursus.csv"
local date = require "cursus.date"
local fs = require "cursus.fs"
local tr = require("cursus.message").tr

local rows = {}

-- Fields of a person that are lists of their own, not columns of `employees`.
rows.LISTS = { ratings = true, events = true, absences = true, metrics = true }

function rows.sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

function rows.settings(scenario)
  local settings = scenario.settings or {}
  return { parameters = settings.parameters or {}, readings = settings.readings or {} }
end

-- "SABABB" ends at the month before the as-of date, "." is a month without a rating; or { ["2026-01"] = "S" }.
local function rating_rows(code, ratings, as_of)
  local list = {}
  if type(ratings) == "string" then
    local months = date.months_before(date.parse(as_of), #ratings)
    for i = 1, #ratings do
      local letter = ratings:sub(i, i)
      if letter ~= "." then list[#list + 1] = { employee = code, period = months[i], rating = letter } end
    end
  else
    for _, period in ipairs(rows.sorted_keys(ratings or {})) do
      list[#list + 1] = { employee = code, period = period, rating = ratings[period] }
    end
  end
  return list
end

-- Adds what hangs on one person to the lists by kind.
function rows.collect(lists, code, person, as_of)
  for _, row in ipairs(rating_rows(code, person.ratings, as_of)) do table.insert(lists.ratings, row) end
  for _, kind in ipairs { "events", "absences", "metrics" } do
    for _, item in ipairs(person[kind] or {}) do
      local row = { employee = code }
      for name, value in pairs(item) do row[name] = value end
      table.insert(lists[kind], row)
    end
  end
end

local function write_csv(context, path, list)
  local names, seen = {}, {}
  for _, row in ipairs(list) do
    for name in pairs(row) do
      if not seen[name] then
        seen[name] = true
        names[#names + 1] = name
      end
    end
  end
  table.sort(names)
  local lines = { csv.row(names) }
  for _, row in ipairs(list) do
    local cells = {}
    for i, name in ipairs(names) do cells[i] = tostring(row[name] or "") end
    lines[#lines + 1] = csv.row(cells)
  end
  context.check(fs.write(path, table.concat(lines, "\r\n") .. "\r\n"))
end

-- People come before what is said of them.
local FIRST = { "employees", "ratings", "events", "absences", "metrics" }

function rows.import(context, company, folder, lists)
  local kinds, first = {}, {}
  for i, kind in ipairs(FIRST) do
    kinds[i], first[kind] = kind, true
  end
  for _, kind in ipairs(rows.sorted_keys(lists)) do
    if not first[kind] then kinds[#kinds + 1] = kind end
  end
  for i, kind in ipairs(kinds) do
    if lists[kind] and #lists[kind] > 0 then
      local path = ("%s/%d.csv"):format(folder, i) -- a kind is what the pack says: no part of a path
      write_csv(context, path, lists[kind])
      local report, text = company:import { kind = kind, path = path }
      if text then
        local problem = report and report.problems and report.problems[1]
        context.fail(tr("scenario_import", kind, problem and problem.reason or text))
      end
    end
  end
end

return rows
