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

-- `pairs` of the policy state goes in a fixed order; here in a different one each time: nothing may hang on it.
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

-- What a Lua of the policy state has. Strings keep the methods of the real `string`, as their metatable is shared here,
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

-- Empty objects are told from empty arrays by a mark, which the host keeps.
local marked = setmetatable({}, { __mode = "k" })

local function mark(t)
  marked[t] = true
  return t
end

local function copy_document(t, as_object)
  if type(t) ~= "table" then return t end
  local out = {}
  for key, value in pairs(t) do out[key] = copy_document(value, as_object) end
  return marked[t] and as_object(out) or out
end

-- The host of a pack that is `files` (name -> text) or a folder; `bases` are documents by id.
function support.host(files, bases)
  local host = { setmetatable = setmetatable, object = mark, base = bare_lua, layers = 16, leaves = {} }
  function host.read(name)
    if type(files) == "table" then return files[name] end
    return slurp(files .. "/" .. name)
  end
  function host.where()
    for level = 2, 250 do
      local info = debug.getinfo(level, "Sl")
      if not info then return nil end
      if info.source:sub(1, 6) == "@pack/" and info.currentline > 0 then
        return info.source:sub(7), info.currentline
      end
    end
  end
  function host.include(name) return assert(load(host.read(name), "@pack/" .. name, "t", host.env))() end
  function host.building() end
  function host.opaque(id, fn) host.leaves[id] = fn end
  function host.document(id, as_object) return bases and bases[id] and copy_document(bases[id], as_object) end
  return host
end

-- `require` of the policy state: the language's own files, each run once.
local function requirer(lua)
  local loaded = {}
  return function(name)
    if not loaded[name] then
      local file = name:match "^dsl%.(%w+)$"
      local path = ("%s/scripts/dsl/%s.lua"):format(root, file)
      loaded[name] = assert(load(assert(slurp(path), path), "@dsl/" .. file .. ".lua", "t", lua))()
    end
    return loaded[name]
  end
end

-- The document of a pack, and its host; errors as the language raises them.
function support.load_pack(files, bases)
  local lua, host = bare_lua(), support.host(files, bases)
  lua.require = requirer(lua)
  local env, finish = lua.require "dsl.init"(host)
  host.env = env
  assert(load(assert(host.read "pack.lua", "no pack.lua"), "@pack/pack.lua", "t", env))()
  return finish(), host
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
