-- Printed forms: what was printed is made from the case once and kept; shown, it gets its names and a page around it.
local form = require "cursus.form"
local context = require "cli.context"
local message = require "cursus.message"
local form_data = require "report.form_data"
local page = require "report.page"
local tr = message.tr

local forms = {}

local LANGUAGES <const> = { "zh", "en" }
forms.languages = table.concat(LANGUAGES, " ") -- of a document that is made now, in this order

-- Runs f with another language set, whatever becomes of it.
function forms.in_language(language, f, ...)
  local held = message.language()
  local _ <close> = setmetatable({}, { __close = function() message.language(held) end })
  message.language(language)
  return f(...)
end

-- Packs, each read once.
local function pack_reader(database)
  local packs = {}
  return function(hash)
    if not packs[hash] then
      local pack, text, code = database:pack(hash)
      if not pack then return nil, text, code end
      packs[hash] = pack
    end
    return packs[hash]
  end
end

local function in_one_language(company, pack, row, kept)
  local declared = pack.document.forms[row.form]
  if not (declared and declared.text) then return nil, tr("form_text_absent", row.form) end
  local data, text, code = form_data.of(company, pack, row, kept)
  if not data then return nil, text, code end
  return form.render(declared.template or row.form, declared.text, data)
end

-- The language set comes first: what is wrong is said in it.
local function content(company, pack, row, kept)
  local parts, order = {}, { message.language() }
  for _, language in ipairs(LANGUAGES) do
    if language ~= order[1] then order[#order + 1] = language end
  end
  for _, language in ipairs(order) do
    local text, why, code = forms.in_language(language, in_one_language, company, pack, row, kept)
    if not text then return nil, code == "CS_ENOMEM" and tr "no_memory" or why, code end
    parts[language] = text:gsub(form.between, "") -- a template's own
  end
  for i, language in ipairs(LANGUAGES) do parts[i] = parts[language] end
  return table.concat(parts, form.between)
end

-- A function row → content in forms.languages and, for want of which parameters ({ name =, clause = }) it shows no
-- amount; or nil, message, code. And whether the database is an extract. Or nil, message, code.
function forms.renderer(company, database)
  local pack_of, kept = pack_reader(database), {}
  local extract, reason, trouble = database:extract()
  if trouble then return nil, reason, trouble end
  kept.pay_left_out = extract and extract.without == "pay"
  return function(row)
    local pack, text, code = pack_of(row.pack)
    if not pack then return nil, text, code end
    local document, why, failed = content(company, pack, row, kept)
    if not document then return nil, why, failed end
    local lacking = {}
    for i, name in ipairs(kept.lacking) do
      lacking[i] = { name = name, clause = pack.document.parameters[name].clause }
    end
    return document, lacking
  end, extract ~= nil
end

local ATONCE = 200 -- forms kept in one transaction

-- Returns how many, and which of them show no amount ({ number =, name =, clause = }); or nil, message, code.
function forms.archive(company, database)
  local pending, text, code = company:forms { pending = true }
  if not pending then return nil, text, code end
  local render
  render, text, code = forms.renderer(company, database)
  if not render then return nil, text, code end
  local kept, rows, blank = 0, {}, {}
  for i, row in ipairs(pending) do
    local document, why, failed = render(row)
    if not document then return nil, tr("form_not_made", row.number, why), failed end
    for _, one in ipairs(why) do blank[#blank + 1] = { number = row.number, name = one.name, clause = one.clause } end
    rows[#rows + 1] = { number = row.number, language = forms.languages, document = document }
    if #rows == ATONCE or i == #pending then
      local added, reason, failure = company:keep_forms(rows)
      if not added then return nil, reason, failure end
      kept, rows = kept + added, {}
    end
  end
  return kept, blank
end

-- The text of row.document in the language set, and which language that is: what was kept in one alone is in that one.
local function in_language_set(row)
  local wanted, from = message.language(), 1
  for language in row.language:gmatch "%a+" do
    local to = row.document:find(form.between, from, true)
    if language == wanted then return row.document:sub(from, (to or 0) - 1), language end
    from = (to or #row.document) + #form.between
  end
  return row.document, row.language
end

-- The document in the language set, with the names of people as they were known when it was numbered, or as they are
-- now when row.names_of_today (an extract knows no others); how many of them are erased; and the language.
function forms.named(company, row)
  local document, language = in_language_set(row)
  local erased = 0
  local known = not row.names_of_today and row.txn or nil
  local function name(code)
    local text, gone, failed = company:personal(code, "name", known)
    context.found(text, gone, failed) -- could not be read: neither erased nor without a name
    if text then return form.escape(text) end
    if not gone then return form.escape(code) end
    erased = erased + 1
    return forms.in_language(language, tr, "form_name_erased", code)
  end
  return (document:gsub(form.name_from .. "(.-)" .. form.name_to, name)), erased, language
end

-- One sheet of a page: a row of c:form as it is kept.
function forms.sheet(company, row)
  local body, erased, language = forms.named(company, row)
  return { body = body, language = language, withdrawn = row.withdrawn, erased = erased }
end

-- What is wrong with a kept form: nil, or a text.
function forms.fault(render, row)
  if form.hash(row.document) ~= row.hash then return tr("form_hash_differs", row.number) end
  local again, text = render(row)
  if not again then return tr("form_not_made", row.number, text) end
  if row.language ~= forms.languages then
    again = forms.in_language(row.language, in_language_set, { document = again, language = forms.languages })
  end
  if again ~= row.document then return tr("form_differs", row.number) end
end

forms.page = page.of

return forms
