-- A host for the policy language in plain Lua: what the policy state will give, and no more. The language and the packs
-- run in environments built up from empty, so a test fails when either reaches for what the sandbox leaves out.

local support = {}

local root = os.getenv("CURSUS_SOURCE_DIR") or "."
support.root = root

local function pick(library, names)
  local out = {}
  for name in names:gmatch("%S+") do out[name] = library[name] end
  return out
end

-- `pairs` of the policy state goes in a fixed order; here in a different one each time, to prove that nothing hangs on it.
local turn = 0
local function shuffled_pairs(t)
  local keys = {}
  for key in next, t do keys[#keys + 1] = key end
  turn = turn + 1
  for i = 1, #keys do
    local j = (i * 7919 + turn * 104729) % #keys + 1
    keys[i], keys[j] = keys[j], keys[i]
  end
  local i = 0
  return function()
    i = i + 1
    if keys[i] ~= nil then return keys[i], t[keys[i]] end
  end
end

-- What a Lua of the policy state has. Strings have their methods from the real `string`, as the metatable is shared here,
-- so the test of banned methods is a search of the sources (language_test.lua).
local function bare_lua()
  local bare = pick(_G, "assert error ipairs next select tonumber tostring type rawequal rawlen pcall")
  bare.pairs = shuffled_pairs
  bare.string = pick(string, "sub len upper lower byte char format")
  bare.table = pick(table, "insert remove concat sort unpack")
  bare.math = pick(math, "abs max min tointeger type maxinteger mininteger")
  return bare
end

local function slurp(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

-- A pack from `files` (name -> text) or a folder; `bases` are documents by id.
function support.host(files, bases)
  local read = files
  if type(files) == "string" then
    local folder = files
    read = function(name) return slurp(folder .. "/" .. name) end
  else
    read = function(name) return files[name] end
  end
  local lua, parts, host = bare_lua(), {}, {}
  host.setmetatable = setmetatable
  host.read = read
  function host.where()
    for level = 2, 250 do
      local info = debug.getinfo(level, "Sl")
      if not info then return "?", 0 end
      if info.source:sub(1, 6) == "@pack/" then return info.source:sub(7), info.currentline end
    end
  end
  function host.load(text, name, env) return load(text, "@pack/" .. name, "t", env) end
  function host.part(name)
    if not parts[name] then
      local path = root .. "/scripts/dsl/" .. name .. ".lua"
      parts[name] = assert(load(assert(slurp(path), path), "@dsl/" .. name .. ".lua", "t", lua))
    end
    return parts[name]()
  end
  function host.base(id, mark)
    local function copy(t)
      if type(t) ~= "table" then return t end
      local out = {}
      for key, value in pairs(t) do out[key] = copy(value) end
      local meta = getmetatable(t)
      if next(out) == nil and support.is_object(t) and meta ~= nil then mark(out) end
      return out
    end
    return bases and bases[id] and copy(bases[id])
  end
  return host
end

-- Marks of empty objects hide their metatable, so the host keeps its own account: see `load_pack`.
local marked = setmetatable({}, { __mode = "k" })
function support.is_object(t) return marked[t] end

-- The document and the functions of a pack; errors as the language raises them.
function support.load_pack(files, bases)
  local host = support.host(files, bases)
  host.setmetatable = function(t, meta)
    if meta.__name == "object" then marked[t] = true end
    return setmetatable(t, meta)
  end
  local env, finish = host.part("init")(host)
  local chunk = assert(host.load(assert(host.read("pack.lua"), "no pack.lua"), "pack.lua", env))
  chunk()
  return finish()
end

-- JSON with sorted members: the same document gives the same bytes.
function support.json(value)
  if type(value) == "table" then
    local out = {}
    if #value > 0 or (next(value) == nil and not marked[value]) then
      for i, item in ipairs(value) do out[i] = support.json(item) end
      return "[" .. table.concat(out, ",") .. "]"
    end
    local keys = {}
    for key in pairs(value) do
      assert(type(key) == "string", "a table that is neither array nor object")
      keys[#keys + 1] = key
    end
    table.sort(keys)
    for i, key in ipairs(keys) do out[i] = support.json(key) .. ":" .. support.json(value[key]) end
    return "{" .. table.concat(out, ",") .. "}"
  elseif type(value) == "string" then
    return '"' .. value:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end) .. '"'
  elseif math.type(value) == "integer" or type(value) == "boolean" then
    return tostring(value)
  end
  error("a " .. type(value) .. " in the document")
end

-- Every `clause` in a document, with how often it stands there.
function support.places(doc)
  local found = {}
  local function walk(value)
    if type(value) ~= "table" then return end
    if type(value.clause) == "string" then found[value.clause] = (found[value.clause] or 0) + 1 end
    for key, item in pairs(value) do
      if key ~= "clauses" then walk(item) end
    end
  end
  walk(doc)
  return found
end

return support
