-- The policy language: words that build the document of docs/policy-data.md, and nothing else.
--
-- Runs in the policy state, which is built up from empty (bindings/README.md): no patterns, no load, and for packs no
-- setmetatable. What it needs it is given by its host:
--
--   host.setmetatable     the real one; kept here, never shown to a pack
--   host.where()          file and line of the nearest running line of the pack
--   host.building(file, line)   the line of the pack that is worked on from now on, for the end of a budget
--   host.read(name)       text of a file in the pack's own folder, or nil
--   host.include(name)    runs a Lua file of that folder in the pack's environment
--   host.opaque(id, fn)   keeps the function of an opaque leaf
--   host.object(t)        marks a table that is written as an object even when it is empty
--   host.base()           a copy of what a pack may use of Lua
--   host.layers           how many packs may stand on one another
--   host.document(id, mark)   the document of another pack, or nil, for variants; mark(t) is called for each empty
--                         object in it, which Lua cannot tell from an empty array. Absent: nothing can be extended
--
-- Gives the environment for pack.lua, and `finish`, which checks all that can be known and gives the document.

-- In this order: later parts use what earlier ones add. To add a part: a file beside this one and its name here.
local PARTS = {
  "clauses", "values", "settings", "facts", "conditions", "operators", "rules", "cycle", "guards", "roles", "days",
  "effects", "forms", "scores", "procedures", "labels", "variant",
}
local MAPS = {
  values = true, attributes = true, series = true, metrics = true, events = true, spans = true, parameters = true,
  readings = true, cycles = true,
}
-- Maps that a document has only when there is something in them.
local OPTIONAL = {
  "roles", "relations", "subjects", "checks", "panels", "checklists", "draws", "forms", "procedures", "triggers",
  "labels",
}
for _, map in ipairs(OPTIONAL) do MAPS[map] = true end

return function(host)
  local objects = {} -- every table marked as an object

  local L = {
    host = host, words = {}, kind_of = {}, declarations = {}, conditions = {}, parts = {}, opaque = {},
    doc = { format = 1, clauses = {}, quotes = {}, opaque = {}, guards = {} },
  }
  function L.object(t)
    objects[t] = true
    return host.object(t)
  end
  function L.is_object(t) return objects[t] end
  function L.is_map(key) return MAPS[key] end
  for map in pairs(MAPS) do L.doc[map] = L.object {} end

  local doc, words = L.doc, L.words
  local report = require "dsl.report" (host)
  L.report = report
  L.shape = require "dsl.shape" (report, L.kind_of)
  L.notes = require "dsl.notes" (L)
  local shape = L.shape

  -- What needs the whole pack waits until it is read, and then is of the line that asked for it.
  local checks, parts, splices, current = {}, {}, {}, nil
  local function waits(list)
    return function(run) list[#list + 1] = { run = run, at = current or report.here() } end
  end
  L.later, L.later_parts, L.later_splice = waits(checks), waits(parts), waits(splices)
  function L.building(at)
    current = at
    host.building(at.file, at.line)
  end
  local function run_all(list)
    for _, item in ipairs(list) do
      L.building(item.at)
      item.run()
    end
    L.building(L.pack_at) -- what concerns the whole
  end

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
    require("dsl." .. part)(L)
    if part == "conditions" then L.standard_record() end
  end

  local pack_spec = { id = "name", title = "label", source = "text?", effective = "date?" }

  words.pack = function(fields)
    local at = report.here()
    if doc.id then report.fail(at, "pack", "said twice", "one pack { ... }") end
    L.pack_at = at
    shape.fields(at, "pack", fields, pack_spec)
    doc.id, doc.title, doc.source, doc.effective =
      fields.id, L.object(shape.label(fields.title)), fields.source, fields.effective
  end

  local included = {}
  words.include = function(name)
    local at = report.here()
    shape.argument(at, "include", "the file", name, "name")
    if included[name] then report.fail(at, "include", "'" .. name .. "' is read already", "each file once") end
    included[name] = true
    if not host.read(name) then
      report.fail(at, "include", "cannot read '" .. name .. "'", "a file in the pack's folder")
    end
    host.include(name)
  end

  -- The environment: what a pack may use of Lua, and the words, which cannot be changed. An unknown word is an error.
  local env = host.setmetatable(host.base(), {
    __metatable = false,
    __index = function(_, name)
      local value = words[name]
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
    run_all(checks)
    L.finish_cycles()
    L.finish_guards()
    run_all(parts)
    run_all(splices)
    L.check_used()
    L.check_stages()
    L.check_labels()
    for _, map in ipairs(OPTIONAL) do
      if next(doc[map]) == nil then doc[map] = nil end
    end
    if doc.extends then doc.layers[#doc.layers + 1] = doc.id end
    doc.notes = L.notes.take(doc)
    return doc
  end

  return env, finish
end
