-- Variants: a pack that extends another and says only what differs. Words: extends, override.
--
-- The base comes as its document, the form it is stored in, so a variant can be built wherever its base is stored, and
-- an override is put into the place of what it replaces. Each replaced object keeps `replaces = { layer, at }`.

-- A copy that nobody else holds, with the marks of empty objects kept.
local function deep_copy(L, value)
  if type(value) ~= "table" then return value end
  local out, empty = {}, next(value) == nil
  for key, item in pairs(value) do out[key] = deep_copy(L, item) end
  return empty and L.is_object(value) and L.object(out) or out
end

return function(L)
  local report, shape, doc, words = L.report, L.shape, L.doc, L.words

  -- Where the document keeps each kind of part inside a cycle.
  local places = { eligibility = "eligibility", ceiling = "ceiling", routing = "routing", rules = "rulesets" }

  -- visit(list, index) for every part of the kind in the cycles of the document.
  local function each_part(word, visit)
    for _, cycle_name in ipairs(report.sorted_keys(doc.cycles)) do
      local cycle = doc.cycles[cycle_name]
      if word == "approval" then
        if cycle.approval then visit(cycle, "approval", cycle) end
      elseif word == "rule" then
        for _, ruleset in ipairs(cycle.rulesets or {}) do
          for i in ipairs(ruleset.rules) do visit(ruleset.rules, i, cycle) end
        end
      else
        for i in ipairs(cycle[places[word]] or {}) do visit(cycle[places[word]], i, cycle) end
      end
    end
  end

  local function name_of(part) return part.name or part.clause end

  -- A part of the base by name, for a cycle of the variant that lists it.
  function L.base_part(word, name)
    local found
    each_part(word, function(list, key)
      if name_of(list[key]) == name and not found then found = deep_copy(L, list[key]) end
    end)
    return found
  end

  words.extends = function(id)
    local at = report.here()
    shape.argument(at, "extends", "the pack", id, "name")
    if doc.extends then report.fail(at, "extends", "a second base", "one: a base may itself extend another") end
    if L.started then report.fail(at, "extends", "comes too late", "it right after pack { ... }, before all else") end
    local base = L.host.document and L.host.document(id, L.object)
    if not base then report.fail(at, "extends", "no pack '" .. id .. "' at hand", "the id of a pack that is loaded") end
    doc.extends = id
    for key, value in pairs(deep_copy(L, base)) do
      if key ~= "id" and key ~= "title" and key ~= "source" and key ~= "effective" and key ~= "extends" then
        doc[key] = L.is_map(key) and L.object(value) or value
      end
    end
    L.notes.put(doc)
    doc.layers = doc.layers or { id }
    if #doc.layers >= L.host.layers then
      report.fail(at, "extends", "'" .. id .. "' stands on " .. #doc.layers - 1 .. " others already",
        "at most " .. L.host.layers .. " packs on one another")
    end
    for _, leaf in ipairs(doc.opaque) do -- their functions stay in the files of their layer
      leaf.layer = leaf.layer or id
      L.opaque[leaf.id] = true
    end
    L.register(doc.clauses)
    for _, name in ipairs(report.sorted_keys(doc.attributes)) do
      if not words[name] then L.attribute_word(name) end
    end
  end

  local function replaced(part)
    return { layer = part.layer or doc.layers and doc.layers[#doc.layers] or doc.extends, at = part.at }
  end

  -- override.rule "8.4" { gives = up(1) }: only what is given changes.
  local override = {}

  local function absent(at, word, name, there)
    report.fail(at, "override." .. word, "there is no " .. word .. " '" .. name .. "' to override",
      report.choices(name, there))
  end

  for word, part in pairs(L.part_kinds) do
    override[word] = function(name)
      local at = report.here()
      shape.argument(at, "override." .. word, "its name", name, "name")
      return function(fields)
        shape.fields(at, "override." .. word, fields, part.spec, true)
        L.later_splice(function()
          local names, found = {}, false
          each_part(word, function(list, key, cycle)
            local old = list[key]
            names[#names + 1] = name_of(old)
            if name_of(old) ~= name then return end
            found = true
            local ladder = doc.attributes[cycle.moves].type
            local context = { clause = fields.clause or old.clause, moves = cycle.moves, ladder = ladder }
            L.check_clause(at, "override." .. word, context.clause)
            local new = deep_copy(L, old)
            for member, value in pairs(part.emit(fields, context, at)) do new[member] = value end
            new.clause, new.label = context.clause, fields.label and shape.label(fields.label) or old.label
            new.at, new.layer, new.replaces = at, doc.id, replaced(old)
            list[key] = new
          end)
          if not found then absent(at, word, name, names) end
        end)
      end
    end
  end

  -- Named conditions were written out where they are used: every such place is replaced.
  local function replace_conditions(value, name, make)
    local count = 0
    if type(value) ~= "table" then return 0 end
    for key, item in pairs(value) do
      if type(item) == "table" then
        if item.op and item.name == name then
          value[key] = make(item)
          count = count + 1
        else
          count = count + replace_conditions(item, name, make)
        end
      end
    end
    return count
  end

  override.condition = function(name)
    local at = report.here()
    return function(fields)
      shape.fields(at, "override.condition", fields, { when = "node", clause = "name?", label = "label?" })
      L.later_splice(function()
        local count = 0
        for _, cycle_name in ipairs(report.sorted_keys(doc.cycles)) do
          local cycle = doc.cycles[cycle_name]
          count = count + replace_conditions(cycle, name, function(old)
            local new = L.emit_node(fields.when, { clause = fields.clause or old.clause, moves = cycle.moves })
            new.name, new.label = name, shape.label(fields.label) or old.label
            new.layer, new.replaces = doc.id, replaced(old)
            return new
          end)
        end
        count = count + replace_conditions(doc.guards, name, function(old)
          local new = L.emit_node(fields.when, { clause = fields.clause or old.clause, guard = true })
          new.name, new.label = name, shape.label(fields.label) or old.label
          new.layer, new.replaces = doc.id, replaced(old)
          return new
        end)
        if count == 0 then
          report.fail(at, "override.condition", "no condition '" .. tostring(name) .. "' to override",
            "a condition that the base names and uses")
        end
      end)
    end
  end

  override.guard = function(name)
    local at = report.here()
    shape.argument(at, "override.guard", "its name", name, "name")
    return function(fields)
      L.later_splice(function() L.override_guard(name, fields, at, replaced) end)
    end
  end

  override.stage = function(name)
    local at = report.here()
    shape.argument(at, "override.stage", "its name", name, "name")
    return function(fields)
      L.later_splice(function() L.override_stage(name, fields, at, replaced) end)
    end
  end

  -- Everything that has a name at the top of the document: the declaring word does the work.
  for word, declaration in pairs(L.declarations) do
    if not override[word] then
      override[word] = function(name)
        local at = report.here()
        shape.argument(at, "override." .. word, "its name", name, "name")
        return function(fields)
          local old = doc[declaration.section] and doc[declaration.section][name]
          if not old or not doc.extends then
            absent(at, word, name, report.sorted_keys(doc[declaration.section] or {}))
          end
          L.started = true
          declaration.build(name, fields, at, replaced(old))
          local new = doc[declaration.section][name]
          new.layer = doc.id
        end
      end
    end
  end

  words.override = L.host.setmetatable({}, L.methods("override", override))
end
