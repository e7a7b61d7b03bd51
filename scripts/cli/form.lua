-- cursus form list|show|print|verify|preview|basis
local date = require "cursus.date"
local fs = require "cursus.fs"
local message = require "cursus.message"
local basis = require "report.basis"
local forms = require "report.forms"
local values = require "report.values"
local subcommands = require "cli.subcommands"
local tr = message.tr

-- Acts give numbers; what they print is kept by the command after them. What a crash left behind is kept now, if the
-- database may be written; else it is made anew each time, to the same bytes.
local function open(context)
  local company, database = context:company "read"
  local pending = context.check(company:forms { pending = true })
  if #pending == 0 or context.found(database:extract()) then return company, database end
  context:close()
  local ok, failure = pcall(function()
    company, database = context:company "write"
    context.check(forms.archive(company, database))
  end)
  if ok then return company, database end
  if not context.is_failure(failure) then error(failure, 0) end
  context.warn(tr("form_not_archived", failure.text))
  context:close()
  return context:company "read"
end

local function find(context, company, render, number, extract)
  local row = context.check(company:form(number))
  row.names_of_today = extract
  if not row.document then
    row.document, row.language = context.check(render(row)), forms.languages
  end
  return row
end

local function state_of(row)
  if row.withdrawn then return tr "form_state_withdrawn" end
  return row.archived and tr "form_archived" or tr "form_pending"
end

local function label_of(context, packs, database, row)
  if packs[row.pack] == nil then packs[row.pack] = context.found(database:pack(row.pack)) or false end
  local declared = packs[row.pack] and packs[row.pack].document.forms[row.form]
  return declared and values.label(declared.label, row.form) or row.form
end

local COLUMNS = { "number", "form", "label", "case", "subject", "name", "on", "by", "state" }

local function described(context, company, database, rows)
  local packs = {}
  for _, row in ipairs(rows) do
    row.label, row.state = label_of(context, packs, database, row), state_of(row)
    row.name = not row.subject_kind and context.found(company:name(row.subject)) or nil
  end
  return rows
end

local function list(context, options)
  local company, database = open(context)
  local rows = context.check(company:forms {
    series = options.series, case = options.case, subject = options.employee,
  })
  described(context, company, database, rows)
  local titles = {
    number = tr "col_form_number", form = tr "col_clause", label = tr "col_form", case = tr "col_case",
    subject = tr "col_employee", name = tr "col_name", on = tr "col_issued_on", by = tr "col_issued_by",
    state = tr "col_state",
  }
  local columns = {}
  for i, name in ipairs(COLUMNS) do columns[i] = { name, titles[name] } end
  context.report:rows(columns, rows)
  return 0
end

-- The words of a document, a line for each of its rows and paragraphs.
local function words_of(html)
  local text = html:gsub("%s+", " "):gsub("</t[dh]>%s*", "  "):gsub("</tr>", "\n"):gsub("</p>", "\n")
    :gsub("</h%d>", "\n"):gsub("<[^>]*>", ""):gsub("[ \t]*\n[ \t\n]*", "\n")
  local marks = { lt = "<", gt = ">", quot = '"', ["#39"] = "'", amp = "&" }
  return (text:gsub("&(#?%w+);", marks):gsub("^%s+", ""):gsub("%s+$", ""))
end

local function show(context, options)
  local company, database = open(context)
  local render, extract = context.check(forms.renderer(company, database))
  local row = find(context, company, render, options.number, extract)
  described(context, company, database, { row })
  local words = words_of((forms.named(company, row)))
  if context.report.format ~= "table" then
    row.text = words
    context.report:object({
      "number", "form", "label", "series", "case", "act", "subject", "name", "on", "by", "pack", "txn", "language",
      "hash", "state", "text",
    }, row)
    return 0
  end
  context.report:object({ "number", "label", "case", "act", "subject", "on", "by", "hash", "state" }, row, {
    tr "col_form_number", tr "col_form", tr "col_case", tr "col_act", tr "col_employee", tr "col_issued_on",
    tr "col_issued_by", "BLAKE2b", tr "col_state",
  })
  context:say("\n" .. words)
  return 0
end

local function write(context, options, title, sheets)
  local page = forms.page(title, sheets)
  if not options.out then
    io.stdout:write(page)
    return 0
  end
  context.check(fs.write(options.out, page))
  context:done(tr("form_written", options.out, #sheets), { "file", "sheets" },
    { file = options.out, sheets = #sheets })
  return 0
end

local function wanted(context, company, options)
  local numbers = options.number or {}
  if #numbers > 0 then return numbers end
  if not (options.series or options.case) then context.usage(tr "form_print_needs") end
  for _, row in ipairs(context.check(company:forms { series = options.series, case = options.case })) do
    numbers[#numbers + 1] = row.number
  end
  if #numbers == 0 then context.fail(tr "form_none") end
  return numbers
end

local function print_forms(context, options)
  local company, database = open(context)
  local numbers = wanted(context, company, options)
  local sheets, render, extract = {}, context.check(forms.renderer(company, database))
  for i, number in ipairs(numbers) do
    sheets[i] = forms.sheet(company, find(context, company, render, number, extract))
  end
  return write(context, options, #numbers == 1 and numbers[1] or numbers[1] .. " – " .. numbers[#numbers], sheets)
end

local function verify(context, options)
  local company, database = open(context)
  local render, extract = context.check(forms.renderer(company, database))
  local faults, fine, erased = {}, 0, 0
  local numbers = options.number
  if not numbers then
    numbers = {}
    for i, row in ipairs(context.check(company:forms {})) do numbers[i] = row.number end
  end
  for _, number in ipairs(type(numbers) == "table" and numbers or { numbers }) do
    local row = find(context, company, render, number, extract)
    local fault = not row.hash and tr "form_pending" or forms.fault(render, row)
    local _, gone = forms.named(company, row)
    erased = erased + gone
    if fault then faults[#faults + 1] = { number = number, fault = fault } else fine = fine + 1 end
  end
  if context.report.format ~= "table" then
    context.report:object({ "verified", "names_erased", "faults" },
      { verified = fine, names_erased = erased, faults = require("cursus.json").array(faults) })
  else
    for _, one in ipairs(faults) do context:say(one.fault) end
    context:say(tr("form_verified", fine))
    if erased > 0 then context:say(tr("form_verified_erased", erased)) end
  end
  return #faults > 0 and 1 or 0
end

local function preview(context, options)
  local company, database = context:company "read"
  local case = context.check(company:case(options.case, {}))
  local pack = context.check(database:pack(case.pack))
  if not pack.document.forms[options.form] then
    local names = {}
    for name in pairs(pack.document.forms) do names[#names + 1] = name end
    table.sort(names)
    context.fail(tr("form_unknown_name", options.form, table.concat(names, ", ")))
  end
  local row = {
    form = options.form, case = case.case, act = math.maxinteger, subject = case.subject,
    subject_kind = case.subject_kind, pack = case.pack, by = context:actor(),
    on = date.text(context:today(company.zone)),
  }
  local render, extract = context.check(forms.renderer(company, database))
  local lacking
  row.document, lacking = context.check(render(row))
  row.language, row.names_of_today = forms.languages, extract
  for _, one in ipairs(lacking) do context.warn(tr("form_lacks_preview", options.form, one.name, one.clause)) end
  return write(context, options, tr "form_preview_title", { forms.sheet(company, row) })
end

local function print_basis(context, options)
  local company, database = context:company "read"
  if not (options.run or options.case) then context.usage(tr "form_basis_needs") end
  local run = options.run and context.number(options.run, "bad_run")
  run = run or context.check(company:case(options.case, {})).run
  local body = context.check(basis.of(company, database, options.employee, { run = run, case = options.case }))
  return write(context, options, tr("basis_title") .. " " .. options.employee, { { body = body, dense = true } })
end

local function out_option(sub) sub:option("--out", tr "help_form_out"):argname "FILE" end

-- To add a subcommand: a row here.
return subcommands("form", {
  { "list", list, function(sub)
    sub:option("--series", tr "help_form_series"):argname "SERIES"
    sub:option("--case", tr "help_form_case"):argname "CASE"
    sub:option("--employee", tr "help_employee"):argname "EMPLOYEE"
  end },
  { "show", show, function(sub) sub:argument("number", tr "help_form_number"):argname "NUMBER" end },
  { "print", print_forms, function(sub)
    sub:argument("number", tr "help_form_number"):argname "NUMBER":args "*"
    sub:option("--series", tr "help_form_series"):argname "SERIES"
    sub:option("--case", tr "help_form_case"):argname "CASE"
    out_option(sub)
  end },
  { "verify", verify, function(sub) sub:argument("number", tr "help_form_number"):argname "NUMBER":args "?" end },
  { "preview", preview, function(sub)
    sub:argument("form", tr "help_form_name"):argname "FORM"
    sub:option("--case", tr "help_form_case"):argname "CASE":count(1)
    out_option(sub)
  end },
  { "basis", print_basis, function(sub)
    sub:argument("employee", tr "help_employee"):argname "EMPLOYEE"
    sub:option("--run", tr "help_run_id"):argname "RUN"
    sub:option("--case", tr "help_form_case"):argname "CASE"
    out_option(sub)
  end },
})
