-- cursus policy load|check|test|show|list|coverage
local policy = require "cursus.policy"
local date = require "cursus.date"
local fs = require "cursus.fs"
local json = require "cursus.json"
local message = require "cursus.message"
local ablate = require "policy.ablate"
local checks = require "policy.check"
local clauses = require "policy.clauses"
local numbers = require "policy.numbers"
local scenarios = require "policy.scenarios"
local subcommands = require "cli.subcommands"
local tr = message.tr

-- A table parameter: "key:value,key:value", or @FILE, a CSV with a header and the value in the last column.
local function table_of(context, name, text)
  local rows = {}
  local function add(key, value, where)
    if not key or key == "" or not value then context.usage(tr("set_table", name, where)) end
    if rows[key] then context.usage(tr("set_table_twice", name, key)) end
    rows[key] = value
  end
  local path = text:match "^@(.+)$"
  if not path then
    for item in text:gmatch "[^,]+" do
      local key, value = item:match "^%s*(.-)%s*:%s*(.-)%s*$"
      add(key, value, item)
    end
    return rows
  end
  local number = 0
  for line in (context.check(fs.read(path)):gsub("^\xef\xbb\xbf", "") .. "\n"):gmatch "(.-)\r?\n" do
    number = number + 1
    local cells = {}
    for cell in line:gmatch "[^,]+" do cells[#cells + 1] = cell:match "^%s*(.-)%s*$" end
    if number > 1 and #cells > 0 then
      local value = table.remove(cells)
      add(table.concat(cells, "/"), value, path .. ":" .. number)
    end
  end
  return rows
end

-- `document`: of the pack that is loaded; says which parameters are tables.
local function settings(context, options, document)
  local parameters, readings = {}, {}
  for _, text in ipairs(options.set or {}) do
    local name, value = context.pair("--set", text)
    local parameter = document.parameters[name]
    parameters[name] = parameter and parameter.type == "table" and table_of(context, name, value) or value
  end
  for _, text in ipairs(options.reading or {}) do
    local id, choice = context.pair("--reading", text)
    readings[id] = choice
  end
  return parameters, readings
end

-- The documents a variant may extend: of each pack the database keeps, the version adopted last. The database is
-- closed again before the pack runs, so that its process has nothing to get at.
local function bases_of(context)
  local bases = {}
  if not fs.attributes(context.path) then return bases end
  local company, database = context:company "read"
  for _, adoption in ipairs(context.check(company:adoptions())) do
    bases[adoption.pack] = bases[adoption.pack] or context.check(database:pack(adoption.hash))
  end
  context:close()
  return bases
end

-- Only a plain file is looked into: a pipe would never end. What is wrong with any other is for policy.load to say.
local function load_folder(context)
  local dir = context.options.dir
  local main = dir .. "/pack.lua"
  local plain = fs.symlinkattributes(main, "mode") == "file"
  local extends = plain and (fs.read(main) or ""):find("extends", 1, true)
  return context.check(policy.load(dir, { bases = extends and bases_of(context) or {} }))
end

local function load_pack(context, options)
  local effective = options.effective and context:day("--effective", options.effective)
  local pack = load_folder(context)
  local parameters, readings = settings(context, options, pack.document)
  local company, database = context:company "write"
  context.check(database:keep_pack(pack))
  context.check(company:adopt(pack.hash, { effective = effective, parameters = parameters, readings = readings }))
  if context.report.format == "table" then
    context:say(tr("pack_loaded", pack.id, message.label(pack.title), pack.hash:sub(1, 12), company.code,
      effective and date.text(effective) or tr "from_beginning"))
    checks.print_brief(context, pack.document, parameters)
  else
    context.report:object({ "pack", "hash", "effective" }, {
      pack = pack.id, hash = pack.hash, effective = effective and date.text(effective),
    })
  end
  return 0
end

local function check(context)
  local pack = load_folder(context)
  return checks.run(context, pack)
end

local function test(context, options)
  local pack = load_folder(context)
  return scenarios.run(context, pack, options.dir, options.only)
end

-- The pack of a clause: named by --pack (folder or id), else the newest adopted that has the clause.
local function packs_of(context, options)
  if options.pack and options.pack:find "/" then return { context.check(policy.load(options.pack)) } end
  local company, database = context:company "read"
  local list, seen = {}, {}
  for _, adoption in ipairs(context.check(company:adoptions())) do
    if not seen[adoption.hash] and (not options.pack or adoption.pack == options.pack) then
      seen[adoption.hash] = true
      local pack = context.check(database:pack(adoption.hash))
      pack.settings = adoption.settings
      list[#list + 1] = pack
    end
  end
  return list
end

local function show(context, options)
  local list = packs_of(context, options)
  for _, pack in ipairs(list) do
    if clauses.show(context, pack, options.clause) then return 0 end
  end
  context.fail(tr("clause_unknown", options.clause, clauses.near(list, options.clause)))
end

-- A setting as --set takes it: a table's rows in order.
local function setting_text(value)
  if type(value) ~= "table" then return tostring(value) end
  local rows = {}
  for key, cell in pairs(value) do rows[#rows + 1] = key .. ":" .. tostring(cell) end
  table.sort(rows)
  return table.concat(rows, ",")
end

local function list(context)
  local company = context:company "read"
  local rows, for_people = {}, context.report.format == "table"
  for i, adoption in ipairs(context.check(company:adoptions())) do
    local words = {}
    for _, group in ipairs { "parameters", "readings" } do
      for name, value in pairs(adoption.settings[group] or {}) do
        words[#words + 1] = name .. "=" .. setting_text(value)
      end
    end
    table.sort(words)
    if #words == 0 then words = json.array {} end
    local effective = adoption.effective and date.text(adoption.effective)
    rows[i] = {
      pack = adoption.pack, effective = effective or for_people and tr "from_beginning" or nil,
      hash = for_people and adoption.hash:sub(1, 12) or adoption.hash, settings = words, recorded = adoption.txn,
    }
  end
  context.report:rows({
    { "pack", tr "col_pack" }, { "effective", tr "col_effective" }, { "hash", tr "col_hash" }, { "settings",
      tr "col_settings" },
    { "recorded", tr "col_recorded", align = "right" },
  }, rows)
  return 0
end

-- --ablate is the whole proof, --numbers the part of it that shifts numbers.
local function coverage(context, options)
  local proof = options.ablate or options.numbers
  if options.clause and not proof then context.usage(tr "clause_needs_ablate") end
  local pack = load_folder(context)
  local rows = clauses.coverage_rows(pack.document, scenarios.count(context, pack, options.dir))
  local totals = {}
  if proof then
    local before = scenarios.before(context, pack, options.dir)
    totals.ablated = options.ablate and ablate.run(context, pack, before, rows, options.clause)
    totals.numbers = numbers.run(context, pack, before, rows, options.clause)
  end
  clauses.print_coverage(context, rows, totals)
  return 0
end

local function add_dir(sub) sub:argument("dir", tr "help_pack_dir"):argname "DIR" end

-- To add a subcommand: a row here.
return subcommands("policy", {
  { "load", load_pack, function(sub)
    add_dir(sub)
    sub:option("--effective", tr "help_effective"):argname "DATE"
    sub:option("--set", tr "help_set"):argname "NAME=VALUE":count "*"
    sub:option("--reading", tr "help_reading"):argname "NAME=CHOICE":count "*"
  end },
  { "check", check, add_dir },
  { "test", test, function(sub)
    add_dir(sub)
    sub:option("--only", tr "help_only_scenario"):argname "TEXT"
  end },
  { "show", show, function(sub)
    sub:argument("clause", tr "help_clause"):argname "CLAUSE"
    sub:option("--pack", tr "help_pack"):argname "PACK"
  end },
  { "list", list },
  { "coverage", coverage, function(sub)
    add_dir(sub)
    sub:flag("--ablate", tr "help_ablate")
    sub:flag("--numbers", tr "help_numbers")
    sub:option("--clause", tr "help_ablate_clause"):argname "CLAUSE"
  end },
})
