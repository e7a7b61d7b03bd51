-- A person's file: what holds, the ratings by year, events and absences, and every change with when it was recorded.
local text = require "cursus.text"
local date = require "cursus.date"
local out = require "report.out"
local report = require "cli.report"
local message = require "cursus.message"
local tr = message.tr

local file = {}

file.KEYS = { "code", "name", "erased", "attributes", "series", "events", "spans", "history" }

local function section(title) out.write("\n", tr(title), "\n") end

local function print_attributes(person)
  for _, attribute in ipairs(person.attributes) do
    local since = attribute.effective and attribute.effective ~= "" and "  " .. tr("since", attribute.effective) or ""
    out.write("  ", text.pad(attribute.name, 20), text.visible(tostring(attribute.value)), since, "\n")
  end
end

-- One line a series and year: "performance 2026  01 S  02 A  03 –".
local function print_series(person)
  local lines, order = {}, {}
  for _, cell in ipairs(person.series) do
    local year, rest = cell.period:match "^(%d+)%-?(.*)$"
    local key = cell.series .. " " .. year
    if not lines[key] then
      lines[key] = {}
      order[#order + 1] = key
    end
    table.insert(lines[key], (rest ~= "" and rest .. " " or "") .. tostring(cell.value))
  end
  for _, key in ipairs(order) do
    out.write("  ", text.pad(key, 20), table.concat(lines[key], "  "), "\n")
  end
end

local function fields_text(item)
  local names, parts = {}, {}
  for name in pairs(item) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    if name ~= "on" and name ~= "from" and name ~= "to" and name ~= "kind" and name ~= "instance" then
      parts[#parts + 1] = name .. "=" .. tostring(item[name])
    end
  end
  return table.concat(parts, " ")
end

local function print_items(person)
  for _, event in ipairs(person.events) do
    out.write(("  %s  %s  %s\n"):format(event.on or "?", text.pad(event.kind or "?", 12),
      text.visible(fields_text(event))))
  end
  for _, span in ipairs(person.spans) do
    local to = span.to or (person.kind and "" or tr "still_running")
    local more = fields_text(span)
    local what = (span.kind or "") .. (span.kind and more ~= "" and "  " or "") .. more
    out.write(("  %s – %s  %s\n"):format(text.pad(span.from or "", 10), text.pad(to, 10), text.visible(what)))
  end
end

function file.history(person, zone)
  local rows = {}
  for i, change in ipairs(person.history) do
    rows[i] = { recorded = date.time_text(change.recorded, zone), fact = change.fact, before = change.before,
      value = change.value }
  end
  return rows
end

function file.print(person, zone)
  if person.kind then out.write(text.visible(person.kind), "  ") end
  out.write(text.visible(person.code), person.name and "  " .. text.visible(person.name) or "",
    person.erased and "  " .. tr "name_erased" or "", "\n")
  print_attributes(person)
  if #person.series > 0 then
    section "section_series"
    print_series(person)
  end
  if #person.events + #person.spans > 0 then
    section(person.kind and "section_subject" or "section_events")
    print_items(person)
  end
  local rows = file.history(person, zone)
  if #rows > 0 then
    section "section_history"
    report.new("table"):rows({
      { "recorded", tr "col_recorded" }, { "fact", tr "col_fact" },
      { "before", tr "col_before" }, { "value", tr "col_value" },
    }, rows)
  end
end

return file
