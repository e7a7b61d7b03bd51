-- A person's file: what holds, the ratings by year, events and absences, and every change with when it was recorded.
local text = require "cursus.text"
local date = require "cursus.date"
local out = require "report.out"
local context = require "cli.context"
local report = require "cli.report"
local message = require "cursus.message"
local tr = message.tr

local file = {}

file.KEYS = { "code", "name", "erased", "attributes", "pending", "series", "events", "spans", "history" }

local function section(title) out.write("\n", tr(title), "\n") end

-- Notes on each thing that is dated ahead which case (and act) or run wrote it, as far as one did. `view`: { as_of =,
-- known_at = }, as the person was read.
function file.find_sources(company, person, view)
  if #person.pending == 0 then return end
  local written = {}
  for _, row in ipairs(context.check(company:pending(view))) do
    if row.subject == person.code and row.subject_kind == person.kind then written[row.name .. "@" .. row.on] = row end
  end
  for _, item in ipairs(person.pending) do
    local row = written[item.name .. "@" .. item.effective]
    -- What the act found as it was to be is older than the act; what was said again after it is not the act's.
    if row and row.value == tostring(item.value) and item.txn <= row.txn then
      item.case, item.act = row.case, row.act
    else
      item.run = context.found(company:applied_run(item.txn))
    end
  end
end

-- Cells side by side; the last one is as long as it is.
local function print_columns(rows)
  local widths = {}
  for _, row in ipairs(rows) do
    for k = 1, #row - 1 do widths[k] = math.max(widths[k] or 0, text.width(row[k])) end
  end
  for _, row in ipairs(rows) do
    local cells = {}
    for k, cell in ipairs(row) do cells[k] = k < #row and text.pad(cell, widths[k]) or cell end
    out.write((("  " .. table.concat(cells, "  ")):gsub(" +$", "")), "\n")
  end
end

local function print_pending(person, words)
  if #person.pending == 0 then return end
  section "section_pending"
  local rows = {}
  for i, item in ipairs(person.pending) do
    local by = item.case and tr("pending_by_case", item.case, item.act) or item.run and tr("pending_by_run", item.run)
      or tr("pending_by_txn", item.txn)
    rows[i] = {
      item.effective, text.visible(words:attribute(item.name, person.kind)),
      text.visible((words:value(item.name, item.before, person.kind) or "–") .. " → "
        .. words:value(item.name, item.value, person.kind)), by,
    }
  end
  print_columns(rows)
end

local function print_attributes(person, words)
  local rows = {}
  for i, attribute in ipairs(person.attributes) do
    local since = attribute.effective and attribute.effective ~= "" and "  " .. tr("since", attribute.effective) or ""
    local value = words:value(attribute.name, attribute.value, person.kind) or ""
    rows[i] = { text.visible(words:attribute(attribute.name, person.kind)), text.visible(value) .. since }
  end
  print_columns(rows)
end

-- One line a series and year: "rating 2026  01 S  02 A  03 –".
local function print_series(person, words)
  local lines, order = {}, {}
  for _, cell in ipairs(person.series) do
    local year, rest = cell.period:match "^(%d+)%-?(.*)$"
    local key = cell.series .. " " .. year
    if not lines[key] then
      lines[key] = { title = words:series(cell.series) .. " " .. year }
      order[#order + 1] = key
    end
    table.insert(lines[key], (rest ~= "" and rest .. " " or "") .. tostring(cell.value))
  end
  local rows = {}
  for i, key in ipairs(order) do rows[i] = { lines[key].title, table.concat(lines[key], "  ") } end
  print_columns(rows)
end

local function fields_text(item, say)
  local names, parts = {}, {}
  for name in pairs(item) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    if name ~= "on" and name ~= "from" and name ~= "to" and name ~= "kind" and name ~= "instance" then
      local title, value = say(name, item[name])
      parts[#parts + 1] = title .. "=" .. value
    end
  end
  return table.concat(parts, " ")
end

local function print_items(person, words)
  local rows = {}
  for i, event in ipairs(person.events) do
    local function say(field, value) return words:event_field(event.kind, field, value) end
    rows[i] = {
      event.on or "?", text.visible(event.kind and words:event(event.kind) or "?"),
      text.visible(fields_text(event, say)),
    }
  end
  print_columns(rows)
  rows = {}
  for i, span in ipairs(person.spans) do
    local to = span.to or (person.kind and "" or tr "still_running")
    local more = fields_text(span, function(name, value)
      return words:attribute(name, person.kind), tostring(value)
    end)
    local what = span.kind and words:span_kind(span.kind) or ""
    if span.kind and more ~= "" then what = what .. "  " end
    rows[i] = { (span.from or "          ") .. " – " .. to, text.visible(what .. more) }
  end
  print_columns(rows)
end

-- What the engine itself keeps of an event or a span.
local RECORDED = { kind = "col_kind", on = "col_date", from = "col_since", to = "col_until" }

-- A fact of the history, its value and the one before, as people say them.
local function said(change, words, kind)
  local name, day = change.fact:match "^(.-)@(.+)$"
  local what, when, field = change.fact:match "^(.-):(%S+)%s*(.*)$"
  if what and field == "" then return words:series(what) .. ":" .. when, change.value, change.before end
  if what then
    local title, value = words:event_field(what, field, change.value)
    local before = change.before ~= nil and select(2, words:event_field(what, field, change.before)) or nil
    if what == "span" or what == "event" then return words:attribute(field, kind) .. "@" .. when, value, before end
    local label = words:event(what)
    if label == what then label = words:span_kind(what) end
    if title == field then title = RECORDED[field] and tr(RECORDED[field]) or words:attribute(field) end
    if field == "kind" then value, before = label, before and label end
    return label .. ":" .. when .. " " .. title, value, before
  end
  name = name or change.fact
  return words:attribute(name, kind) .. (day and "@" .. day or ""), words:value(name, change.value, kind),
    words:value(name, change.before, kind)
end

function file.history(person, zone)
  local rows = {}
  for i, change in ipairs(person.history) do
    rows[i] = { recorded = date.time_text(change.recorded, zone), fact = change.fact, before = change.before,
      value = change.value }
  end
  return rows
end

-- `words`: of the company's packs (report.words).
function file.print(person, zone, words)
  if person.kind then out.write(text.visible(words:kind(person.kind)), "  ") end
  out.write(text.visible(words:code(person.kind, person.code)),
    person.name and "  " .. text.visible(person.name) or "",
    person.erased and "  " .. tr "name_erased" or "", "\n")
  print_attributes(person, words)
  print_pending(person, words)
  if #person.series > 0 then
    section "section_series"
    print_series(person, words)
  end
  if #person.events + #person.spans > 0 then
    section(person.kind and "section_subject" or "section_events")
    print_items(person, words)
  end
  local rows = file.history(person, zone)
  if #rows > 0 then
    for _, row in ipairs(rows) do row.fact, row.value, row.before = said(row, words, person.kind) end
    section "section_history"
    report.new("table"):rows({
      { "recorded", tr "col_recorded" }, { "fact", tr "col_fact" },
      { "before", tr "col_before" }, { "value", tr "col_value" },
    }, rows)
  end
end

return file
