-- Conditions as data (docs/policy-data.md, "Conditions"): one row an operator, one function a kind of member.
-- To add an operator: a row in `operators`, a word in conditions.lua that makes it, and its row in the core.

local function copy(t)
  local out = {}
  for key, item in pairs(t) do out[key] = item end
  return out
end

return function(L)
  local report, shape, doc, kind_of = L.report, L.shape, L.doc, L.kind_of

  local emit -- (node, context): context = { clause, moves, routing }

  local function attribute(raw, context)
    local name = raw.attr or raw.since
    if name == "target" then
      if not context.routing then
        report.fail(raw.at, raw.word or raw.op, "'target' is not known yet",
          "an attribute; only routing comes after the rules")
      end
      return { type = doc.attributes[context.moves].type, blank = "unknown" }, name
    end
    return doc.attributes[name], name
  end

  local function series(raw)
    local name = raw.series
    if name then return report.need(raw.at, raw.op, "series", doc.series, name), name end
    local names = report.sorted_keys(doc.series)
    if #names == 1 then return doc.series[names[1]], names[1] end
    for _, candidate in ipairs(names) do
      if doc.series[candidate].default then return doc.series[candidate], candidate end
    end
    report.fail(raw.at, "ratings", #names == 0 and "no series is declared" or "which series?",
      "ratings(window, \"series\"), or one series with default = true")
  end

  local function integer(at, value, least)
    return L.emit_value(at, value, function(n)
      if not shape.is_integer(n) or n < least then
        report.fail(at, "value", report.show(n), "a whole number, " .. least .. " or more")
      end
      return n
    end)
  end

  -- "3A | 1S+1A" on a scale, in one spelling: the longest value that fits is meant, so A+ may stand beside A.
  local function requirement(at, values_name, text)
    shape.argument(at, "meets", "the requirement", text, "text")
    local values = doc.values[values_name]
    local alternatives = {}
    for _, alternative in ipairs(shape.split(text, "|")) do
      local rest, items = shape.trim(alternative), {}
      repeat
        local digits = 0
        while rest:byte(digits + 1) and rest:byte(digits + 1) >= 48 and rest:byte(digits + 1) <= 57 do
          digits = digits + 1
        end
        local count = math.tointeger(tonumber(rest:sub(1, digits)))
        if not count or count < 1 then
          report.fail(at, "meets", "'" .. text .. "' is no requirement", "count and rating, as in \"3A | 1S+1A\"")
        end
        rest = shape.trim(rest:sub(digits + 1))
        local best, size
        for _, id in ipairs(values.order) do
          for _, spelling in ipairs { id, values.labels[id].en or id, values.labels[id].zh or id } do
            if rest:sub(1, #spelling) == spelling and #spelling > (size or 0) then best, size = id, #spelling end
          end
        end
        local after = best and shape.trim(rest:sub(size + 1))
        if not best or (after ~= "" and after:sub(1, 1) ~= "+") then
          report.fail(at, "meets", "'" .. rest .. "' in '" .. text .. "' is no rating of the scale '" .. values_name ..
            "'", report.choices(shape.trim(shape.split(rest, "+")[1]), values.order))
        end
        items[#items + 1] = count .. best
        rest = after
        local more = rest ~= ""
        if more then rest = shape.trim(rest:sub(2)) end
      until not more
      alternatives[#alternatives + 1] = table.concat(items, "+")
    end
    return table.concat(alternatives, " | ")
  end

  local function between(w, every)
    for _, bound in ipairs { "from", "to" } do
      local attr = report.need(w.at, "between", "attribute", doc.attributes, w[bound])
      if attr.type ~= "date" then
        report.fail(w.at, "between", "'" .. w[bound] .. "' is of type " .. attr.type, "an attribute of type date")
      end
    end
    return { from = w.from, ["until"] = w.to, every = every or "month" }
  end

  local function window(raw, every)
    local w, out = raw.window, {}
    if w.from then return between(w, every) end
    out.every = w.every or every
    if every and out.every ~= every then
      report.fail(w.at, raw.op, "a window of " .. out.every .. "s over a series by " .. every, "the same period")
    end
    out.periods = integer(w.at, w.periods, 1)
    local absence = doc.spans.absence
    if w.absences ~= false and absence and absence.covered then
      local reach = w.reach
      if not reach then
        if type(out.periods) ~= "number" then
          report.fail(w.at, "months", "how far to reach back is not known",
          "months(n, { reach = ... }) where n is a parameter")
        end
        reach = out.periods * absence.reach_times
      end
      out.absence = { span = "absence", how = absence.covered, reach = integer(w.at, reach, 1) }
    end
    return out
  end

  -- Texts that are values of `values_name`, each by id.
  local function value_list(raw, list, values_name)
    return L.emit_value(raw.at, list, function(items)
      if type(items) == "string" then items = { items } end
      local out = {}
      for _, item in ipairs(shape.argument(raw.at, raw.op, "the list", items, "texts")) do
        out[#out + 1] = values_name and L.value_id(raw.at, raw.op, values_name, item) or item
      end
      return out
    end)
  end

  local function scale_value(raw, value, values_name)
    return L.emit_value(raw.at, value, function(text)
      return L.value_id(raw.at, raw.word or raw.op, values_name, text)
    end)
  end

  local function list(nodes, context)
    local out = {}
    for i, item in ipairs(nodes) do out[i] = emit(item, context) end
    return out
  end

  local function values_of(attr)
    return doc.values[attr.type] and attr.type or nil
  end

  local operators = {}

  operators.all = function(raw, context) return { of = list(raw.of, context) } end
  operators.any = operators.all
  operators.k_of = function(raw, context) return { k = integer(raw.at, raw.k, 1), of = list(raw.of, context) } end
  operators["not"] = function(raw, context) return { of = emit(raw.of, context) } end

  operators.choose = function(raw, context)
    L.check_branches(raw.at, raw.reading, raw.of)
    local of = {}
    for choice, branch in pairs(raw.of) do of[choice] = emit(branch, context) end
    return { reading = raw.reading, of = of }
  end

  operators.is = function(raw, context)
    local attr, name = attribute(raw, context)
    return { attr = name, ["in"] = value_list(raw, raw["in"], values_of(attr)) }
  end

  operators.blank = function(raw, context)
    local attr, name = attribute(raw, context)
    if attr.blank ~= "none" then
      report.fail(raw.at, "blank", "a blank '" .. name .. "' is not known, not nothing",
        "an attribute with blank = \"none\"")
    end
    return { attr = name }
  end

  operators.compare = function(raw, context)
    local attr, name = attribute(raw, context)
    local values = values_of(attr)
    if values and doc.values[values].kind == "ladder" then
      return { op = "grade", attr = name, cmp = raw.cmp, value = scale_value(raw, raw.value, values) }
    elseif attr.type == "integer" then
      return { op = "number", attr = name, cmp = raw.cmp, value = integer(raw.at, raw.value, math.mininteger) }
    end
    report.fail(raw.at, raw.word, "'" .. name .. "' is of type " .. attr.type,
      "an attribute on a ladder, or an integer")
  end

  operators.date = function(raw, context)
    local attr, name = attribute(raw, context)
    if attr.type ~= "date" then report.fail(raw.at, "date", "'" .. name .. "' is of type " .. attr.type, "a date") end
    local value = raw.value
    if kind_of[value] == "as_of" then
      value = "as_of"
    else
      value = L.emit_value(raw.at, value, function(text)
        if not shape.is_date(text) then report.fail(raw.at, "date", report.show(text), "a date as \"2026-01-31\"") end
        return text
      end)
    end
    return { attr = name, cmp = raw.cmp, value = value }
  end

  operators.elapsed = function(raw, context)
    local attr, name = attribute(raw, context)
    if attr.type ~= "date" then
      report.fail(raw.at, "months_since", "'" .. name .. "' is of type " .. attr.type, "an attribute of type date")
    end
    return { since = name, months = integer(raw.at, raw.months, 0) }
  end

  operators.meets = function(raw)
    local s, name = series(raw)
    return {
      series = name, window = window(raw, s.every),
      need = L.emit_value(raw.at, raw.need, function(text) return requirement(raw.at, s.scale, text) end),
    }
  end

  operators.none = function(raw)
    local s, name = series(raw)
    return { series = name, window = window(raw, s.every), values = value_list(raw, raw.values, s.scale) }
  end

  operators.rated = function(raw)
    local s, name = series(raw)
    return {
      series = name, window = window(raw, s.every), values = value_list(raw, raw.values, s.scale), cmp = raw.cmp,
      count = integer(raw.at, raw.count, 0),
    }
  end

  operators.changed = function(raw, context)
    local attr, name = attribute(raw, context)
    local values = values_of(attr)
    if not values or doc.values[values].kind ~= "ladder" then
      report.fail(raw.at, "changed", "'" .. name .. "' is on no ladder", "an attribute with a ladder")
    end
    return { attr = name, how = raw.how, months = integer(raw.at, raw.months, 0) }
  end

  operators.during = function(raw)
    local span = report.need(raw.at, "during", "span", doc.spans, raw.span)
    for _, kind in ipairs(type(raw.kinds) == "table" and kind_of[raw.kinds] ~= "value" and raw.kinds or {}) do
      report.need(raw.at, "during", "kind", span.kinds, kind)
    end
    return { span = raw.span, kinds = raw.kinds and value_list(raw, raw.kinds) }
  end

  operators.concluded = function(raw)
    report.need(raw.at, "concluded", "procedure", doc.procedures, raw.procedure)
    return {
      procedure = raw.procedure, outcome = value_list(raw, raw.outcome), window = raw.window and window(raw),
    }
  end

  operators.streak = function(raw)
    local s, name = series(raw)
    if raw.last.every and raw.last.every ~= s.every then
      report.fail(raw.at, "each_at_least", raw.last.every .. "s over a series by " .. s.every, "the same period")
    end
    return {
      series = name, last = integer(raw.at, raw.last.periods, 1), at_least = scale_value(raw, raw.at_least, s.scale),
    }
  end

  -- Fields of an event with what each may be, as ids in lists.
  function L.emit_where(at, word, event, fields)
    local where = L.object {}
    for _, field in ipairs(report.sorted_keys(fields)) do
      local declared = report.need(at, word, "field", event.fields, field)
      if not declared.values then
        report.fail(at, word, "'" .. field .. "' has no list of values", "a field declared with values")
      end
      where[field] = L.emit_value(at, fields[field], function(items)
        local out = {}
        if type(items) == "string" then items = { items } end
        for _, item in ipairs(shape.argument(at, word, "'" .. field .. "'", items, "texts")) do
          local found
          for _, id in ipairs(declared.values) do
            local label = declared.labels[id]
            if item == id or item == label.en or item == label.zh then found = id end
          end
          if not found then
            report.fail(at, word, "'" .. field .. "' is never " .. report.show(item),
              report.choices(item, declared.values))
          end
          out[#out + 1] = found
        end
        return out
      end)
    end
    return where
  end

  operators.events = function(raw)
    local event = report.need(raw.at, "events", "event", doc.events, raw.kind)
    return {
      kind = raw.kind, window = window(raw), where = L.emit_where(raw.at, "with", event, raw.where), cmp = raw.cmp,
      count = integer(raw.at, raw.count, 0),
    }
  end

  operators.opaque = function(raw, context)
    if context.guard then
      report.fail(raw.at, "opaque", "'" .. raw.id .. "' in a guard", "conditions of the language only")
    end
    return { id = raw.id, reads = raw.reads }
  end

  -- A wrapper leaves its clause, name or label on the condition it wraps.
  local function wrapped(of, context, clause, name, label)
    if clause then
      context = copy(context)
      context.clause = clause
    end
    local out = emit(of, context)
    out.name, out.label = name or out.name, label or out.label
    return out
  end

  function emit(raw, context)
    if raw.op == "under" then
      L.check_clause(raw.at, "under", raw.clause)
      return wrapped(raw.of, context, raw.clause)
    elseif raw.op == "called" then
      return wrapped(raw.of, context, nil, nil, raw.label)
    elseif raw.op == "holds" then
      local condition = report.need(raw.at, "holds", "condition", L.conditions, raw.name)
      if context.inside and context.inside[raw.name] then
        report.fail(raw.at, "holds", "condition '" .. raw.name .. "' is defined by itself", "no circle")
      end
      if condition.clause then L.check_clause(condition.at, "condition", condition.clause) end
      local inner = copy(context)
      inner.inside = copy(context.inside or {})
      inner.inside[raw.name] = true
      return wrapped(condition.when, inner, condition.clause, raw.name, condition.label)
    end
    if raw.clause then L.check_clause(raw.at, raw.op, raw.clause) end
    local out = operators[raw.op](raw, context)
    out.op = out.op or raw.op
    out.clause = raw.clause or context.clause
    out.at = raw.at
    return out
  end

  L.emit_node = emit
end
