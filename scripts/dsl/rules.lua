-- The parts of a verdict, each under its clause. Words: eligibility, ceiling, rules, rule, up, down, to, routing,
-- approval.
-- A part may stand anywhere in the pack, so that a chapter reads like the document; a cycle lists the parts it uses.
--
-- The name of a part is its clause, unless `clause = "..."` says otherwise.

return function(L)
  local report, shape, kind_of, words = L.report, L.shape, L.kind_of, L.words

  local function gives(direction, kind)
    words[direction] = function(value)
      local at = report.here()
      shape.argument(at, direction, "its value", value, kind)
      local move = { direction = direction, value = value, at = at }
      kind_of[move] = "gives"
      return move
    end
  end
  gives("up", "value integer")
  gives("down", "value integer")
  gives("to", "value text")

  -- back(grade): to what it was before its last rise.
  words.back = function(attribute)
    local at = report.here()
    if kind_of[attribute] ~= "attribute" then
      report.fail(at, "back", report.show(attribute), "an attribute on a ladder")
    end
    local move = { direction = "back", value = attribute.attribute, at = at }
    kind_of[move] = "gives"
    return move
  end

  -- Each kind of part: the fields a pack gives, and how they become data. `emit(fields, context)` gives what the
  -- document holds beside clause, label and at; absent fields stay absent, so an override changes only what it names.
  local HITS = { best = true, first = true, unique = true, priority = true }

  local parts = {
    eligibility = {
      spec = { when = "node", clause = "name?", label = "label?" },
      emit = function(fields, context) return { when = fields.when and L.emit_node(fields.when, context) } end,
    },
    ceiling = {
      spec = { when = "node?", top = "value text", clause = "name?", label = "label?" },
      emit = function(fields, context, at)
        return {
          when = fields.when and L.emit_node(fields.when, context),
          top = fields.top and L.emit_value(at, fields.top, function(text)
            return L.value_id(at, "ceiling", context.ladder, text)
          end),
        }
      end,
    },
    rule = {
      spec = { when = "node", gives = "gives", priority = "integer?", clause = "name?", label = "label?" },
      emit = function(fields, context)
        local move = fields.gives
        local given = move and {
          [move.direction] = L.emit_value(move.at, move.value, function(v)
            if move.direction == "back" then return v end
            if move.direction == "to" then return L.value_id(move.at, "to", context.ladder, v) end
            if v < 1 then report.fail(move.at, move.direction, v .. " steps", "1 or more") end
            return v
          end),
          clause = move.clause, at = move.clause and move.at,
        }
        if move and move.clause then L.check_clause(move.at, "under", move.clause) end
        return { when = fields.when and L.emit_node(fields.when, context), gives = given, priority = fields.priority }
      end,
    },
    rules = {
      spec = { "rules", when = "node?", hit = "name?", clause = "name?", label = "label?" },
      emit = function(fields, context, at)
        if fields.hit then report.need(at, "rules", "hit policy", HITS, fields.hit) end
        local list
        if #fields > 0 then
          list = {}
          for i, item in ipairs(fields) do list[i] = L.emit_part("rule", item, context, at) end
        end
        return { when = fields.when and L.emit_node(fields.when, context), hit = fields.hit, rules = list }
      end,
      complete = function(fields, at)
        if #fields == 0 then report.fail(at, "rules", "no rules", "rule \"...\" { ... } or the names of rules") end
        fields.hit = fields.hit or "unique" -- two rules at once are an error, unless the pack says how to choose
      end,
    },
    routing = {
      spec = { when = "node", route = "name", clause = "name?", label = "label?" },
      emit = function(fields, context)
        local inner = {}
        for key, value in pairs(context) do inner[key] = value end
        inner.routing = true
        return { when = fields.when and L.emit_node(fields.when, inner), route = fields.route }
      end,
    },
    approval = {
      spec = { by = "value text", clause = "name?", label = "label?" },
      emit = function(fields, _, at)
        return { by = fields.by and L.emit_value(at, fields.by, function(text) return text end) }
      end,
    },
  }
  L.part_kinds = parts

  for word, part in pairs(parts) do
    L.parts[word] = {}
    L.declaration(word, L.parts[word], function(name, fields, at)
      shape.fields(at, word, fields, part.spec)
      local own = {}
      for key, value in pairs(fields) do own[key] = value end
      if part.complete then part.complete(own, at) end
      local declared = { word = word, name = name, fields = own, at = at }
      kind_of[declared] = word
      L.parts[word][name] = declared
      return declared
    end)
  end

  -- A part as data, from its declaration or its name. A name that this pack does not declare may be the base pack's.
  function L.emit_part(word, item, context, at)
    local declared = item
    if type(item) == "string" then
      declared = L.parts[word][item]
      if not declared then
        local inherited = L.base_part(word, item)
        if inherited then return inherited end
        report.need(at, word, word, L.parts[word], item)
      end
    elseif kind_of[item] ~= word then
      report.fail(at, word, "in its place stands " .. report.show(item), word .. " \"...\" { ... }, or its name")
    end
    declared.used = true
    local inner = { moves = context.moves, ladder = context.ladder, clause = declared.fields.clause or declared.name }
    L.check_clause(declared.at, word, inner.clause)
    local out = parts[word].emit(declared.fields, inner, declared.at)
    out.clause = inner.clause
    out.name = declared.name ~= inner.clause and declared.name or nil
    out.label = shape.label(declared.fields.label)
    out.at = declared.at
    return out
  end

  -- What stands nowhere decides nothing: a rule left out of every cycle is a slip, not a choice.
  function L.check_used()
    for _, word in ipairs(report.sorted_keys(parts)) do
      for _, name in ipairs(report.sorted_keys(L.parts[word])) do
        local declared = L.parts[word][name]
        if not declared.used then
          report.fail(declared.at, word, "'" .. name .. "' is in no cycle",
            word == "rule" and "its place in a rules { ... }" or "its name in the list of a cycle")
        end
      end
    end
  end
end
