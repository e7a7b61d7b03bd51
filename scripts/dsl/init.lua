-- The policy language: words that build the document of docs/policy-data.md, and nothing else.
--
-- Runs in the policy state, which is built up from empty (no patterns, no load, no setmetatable for packs). It is given
-- what it needs by its host:
--
--   host.setmetatable     the real one; kept here, never shown to a pack
--   host.where()          file and line of the innermost running function of the pack
--   host.read(name)       text of a file in the pack's own folder, or nil
--   host.load(text, name, env)   compile text (never bytecode) of the pack's file `name` with `env` as its only
--                         upvalue: the function, or nil and a message
--   host.part(name)       run scripts/dsl/<name>.lua and give what it returns
--   host.base(id, mark)   the document of the pack `id`, or nil (may be absent); mark(t) is called for each empty
--                         object in it, as Lua cannot tell it from an empty array
--
-- Gives the environment for pack.lua, and `finish`, which checks all that can be known and gives the document, and the
-- functions of opaque leaves by id. In the document a table is an array when it has items 1..n; an empty table is an
-- object when its metatable says __name = "object", else an empty array.

-- What a pack sees of Lua, as far as the state has it.
local LUA = {
  "assert", "error", "ipairs", "math", "next", "pairs", "pcall", "rawequal", "rawlen", "select", "string", "table",
  "tonumber", "tostring", "type",
}
-- In this order: later parts use what earlier ones add. To add a part: a file beside this one and its name here.
local PARTS = { "clauses", "values", "settings", "facts", "conditions", "operators", "rules", "cycle", "variant" }
local MAPS = {
  values = true, attributes = true, series = true, metrics = true, events = true, spans = true, parameters = true,
  readings = true, cycles = true,
}

return function(host)
  local object_mark = { __name = "object", __metatable = false }
  local objects = {} -- every table marked as an object

  local L = {
    host = host, words = {}, kind_of = {}, declarations = {}, conditions = {}, parts = {}, functions = {},
    doc = { format = 1, clauses = {}, quotes = {}, opaque = {} },
  }
  function L.object(t)
    objects[t] = true
    return host.setmetatable(t, object_mark)
  end
  function L.is_object(t) return objects[t] end
  function L.is_map(key) return MAPS[key] end
  for map in pairs(MAPS) do L.doc[map] = L.object {} end

  local doc, words = L.doc, L.words
  local report = host.part "report" (host)
  L.report = report
  L.shape = host.part "shape" (report, L.kind_of)
  local shape = L.shape

  -- Checks that need the whole pack wait until it is read.
  local checks, splices = {}, {}
  function L.later(check) checks[#checks + 1] = check end
  function L.later_splice(splice) splices[#splices + 1] = splice end

  -- Methods of a handle; a misspelt one is answered like a misspelt word.
  function L.methods(word, methods)
    return {
      __metatable = false,
      __index = function(_, key)
        local method = methods[key]
        if method then return method end
        local names = {}
        for _, name in ipairs(report.sorted_keys(methods)) do names[#names + 1] = name end
        report.fail(report.here(), word, "no '" .. tostring(key) .. "' here", report.choices(key, names))
      end,
    }
  end

  -- A name may be given once; what the base pack has given needs `override`.
  function L.claim(word, section, name, at)
    L.started = true
    local taken = (type(section) == "table" and section or doc[section] or L.conditions)[name]
    if taken then
      report.fail(at, word, "'" .. name .. "' is given already at " .. report.place(taken.at),
        doc.extends and "another name, or override." .. word or "another name")
    end
  end

  -- A word of the form: word "name" { fields }.
  function L.declaration(word, section, build)
    L.declarations[word] = { section = section, build = build }
    words[word] = function(name)
      local at = report.here()
      shape.argument(at, word, "its name", name, "name")
      return function(fields)
        L.claim(word, section, name, at)
        return build(name, fields, at)
      end
    end
  end

  for _, part in ipairs(PARTS) do
    host.part(part)(L)
    if part == "conditions" then L.standard_record() end
  end

  local pack_spec = { id = "name", title = "label", source = "text?", effective = "date?" }

  words.pack = function(fields)
    local at = report.here()
    if doc.id then report.fail(at, "pack", "said twice", "one pack { ... }") end
    shape.fields(at, "pack", fields, pack_spec)
    doc.id, doc.title, doc.source, doc.effective =
      fields.id, L.object(shape.label(fields.title)), fields.source, fields.effective
  end

  -- The environment: the words and what is left of Lua. It cannot be changed, and an unknown word is an error.
  local env
  local visible = {}
  for _, name in ipairs(LUA) do visible[name] = _ENV[name] end

  local included = {}
  words.include = function(name)
    local at = report.here()
    shape.argument(at, "include", "the file", name, "name")
    if included[name] then report.fail(at, "include", "'" .. name .. "' is read already", "each file once") end
    included[name] = true
    local text = host.read(name)
    if not text then report.fail(at, "include", "cannot read '" .. name .. "'", "a file in the pack's folder") end
    local chunk, message = host.load(text, name, env)
    if not chunk then error(message, 0) end
    chunk()
  end

  env = host.setmetatable({}, {
    __metatable = false,
    __index = function(_, name)
      local value = words[name]
      if value == nil then value = visible[name] end
      if value ~= nil then return value end
      report.fail(report.here(), tostring(name), "no such word",
        "a word of the policy language" .. (report.nearest(tostring(name), report.sorted_keys(words)) and
          "; did you mean '" .. report.nearest(tostring(name), report.sorted_keys(words)) .. "'?" or ""))
    end,
    __newindex = function(_, name)
      report.fail(report.here(), tostring(name), "a pack has no variables of its own", "local " .. tostring(name))
    end,
  })

  -- Handles and marks are tools of the building, not of the document: it holds plain tables only.
  local function finish()
    if not doc.id then error("pack.lua:1: pack: missing; expected pack { id = \"...\", title = ... }", 0) end
    L.finish_attributes()
    for _, check in ipairs(checks) do check() end
    L.finish_cycles()
    for _, splice in ipairs(splices) do splice() end
    L.check_used()
    if doc.extends then doc.layers[#doc.layers + 1] = doc.id end
    return doc, L.functions
  end

  return env, finish
end
