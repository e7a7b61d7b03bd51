-- cursus subject list [KIND] | show KIND CODE: roles, relations, delegations, vacancies and what else is no employee.
local json = require "cursus.json"
local file = require "report.person"
local words = require "report.words"
local subcommands = require "cli.subcommands"
local tr = require("cursus.message").tr

local KEYS = table.move(file.KEYS, 1, #file.KEYS, 2, { "kind" })

local function dated(parser)
  parser:option("--as-of", tr "help_as_of"):argname "DATE"
  parser:option("--known-at", tr "help_known_at"):argname "TIMESTAMP"
end

-- The options of company:subject, as of today unless said, and the day as text when it is said.
local function moment(context, company, options)
  local day = options.as_of and context:day("--as-of", options.as_of)
  return { as_of = day or context:today(company.zone), known_at = context:known_at(company, options.known_at) },
    day and require("cursus.date").text(day)
end

-- What holds on no day at all is not shown; without a day everything is.
local function in_force(span, day)
  return not day or (not span.from or span.from <= day) and (not span.to or day <= span.to)
end

-- One row a span, or of a subject without spans one row of its attributes; and the names of what stands in them.
local function rows_of(context, company, kind, options, day)
  local rows, seen, names = {}, {}, {}
  local function note(row, name, value)
    row[name] = value
    if not seen[name] and name ~= "from" and name ~= "to" then names[#names + 1] = name end
    seen[name] = true
  end
  for code in context.check(company:subjects(kind)) do
    local subject = context.found(company:subject(kind, code, options))
    for _, span in ipairs(subject and subject.spans or {}) do
      local row = { code = code }
      for name, value in pairs(span) do
        if name ~= "instance" then note(row, name, value) end
      end
      if in_force(span, day) then rows[#rows + 1] = row end
    end
    if subject and #subject.spans == 0 and #subject.attributes > 0 then
      local row = {}
      for _, attribute in ipairs(subject.attributes) do
        if attribute.name ~= "code" then note(row, attribute.name, attribute.value) end
      end
      row.code = code
      rows[#rows + 1] = row
    end
  end
  table.sort(names)
  if seen.from or seen.to then
    names[#names + 1] = "from"
    names[#names + 1] = "to"
  end
  return rows, names
end

-- Rows and columns as people read them.
local function said(rows, columns, known, kind)
  for _, row in ipairs(rows) do
    for name, value in pairs(row) do
      row[name] = name == "code" and known:code(kind, value) or known:value(name, value, kind)
    end
  end
  for i = 2, #columns do columns[i][2] = known:attribute(columns[i][1], kind) end
end

-- A kind and a code as the company records them: labels of the pack may be written for both.
local function named(company, database, options)
  local known = words.of_company(company, database)
  options.kind = options.kind and known:named("subjects", options.kind)
  local sections = { role = "roles", relation = "relations" }
  if options.code and sections[options.kind] then options.code = known:named(sections[options.kind], options.code) end
  return known
end

local function list(context, options)
  local company, database = context:company "read"
  if not options.kind then
    local rows = {}
    local columns = { { "kind", tr "col_kind" } }
    for i, kind in ipairs(context.check(company:subject_kinds())) do rows[i] = { kind = kind } end
    if context.report.format == "table" then
      local known = named(company, database, options)
      for _, row in ipairs(rows) do row.label = known:kind(row.kind) end
      columns[2] = { "label", tr "col_label" }
    end
    context.report:rows(columns, rows)
    return 0
  end
  local known = named(company, database, options)
  local rows, names = rows_of(context, company, options.kind, moment(context, company, options))
  local columns = { { "code", tr "col_code" } }
  for _, name in ipairs(names) do columns[#columns + 1] = { name, name } end
  if context.report.format == "table" then said(rows, columns, known, options.kind) end
  context.report:rows(columns, rows)
  return 0
end

local function show(context, options)
  local company, database = context:company "read"
  local known = named(company, database, options)
  local when = moment(context, company, options)
  local subject = context.check(company:subject(options.kind, options.code, when))
  file.find_sources(company, subject, when)
  if context.report.format == "json" then
    io.stdout:write(json.encode(subject, { keys = KEYS }), "\n")
  elseif context.report.format == "csv" then
    context.report:rows({ { "recorded" }, { "fact" }, { "before" }, { "value" } }, file.history(subject, company.zone))
  else
    file.print(subject, company.zone, known)
  end
  return 0
end

return subcommands("subject", {
  { "list", list, function(parser)
    parser:argument("kind", tr "help_subject_kind"):argname "KIND":args "?"
    dated(parser)
  end },
  { "show", show, function(parser)
    parser:argument("kind", tr "help_subject_kind"):argname "KIND"
    parser:argument("code", tr "help_subject_code"):argname "CODE"
    dated(parser)
  end },
})
