-- What a stage or an end writes (docs/policy-data.md, EFFECT). Words: sets, spans, event_on, opens_case, from_table,
-- before_change.

return function(L)
  local report, shape, doc, kind_of, words = L.report, L.shape, L.doc, L.kind_of, L.words

  local function effect(raw)
    kind_of[raw] = "effect"
    return raw
  end

  -- sets("grade", target, as_of): the attribute becomes the value on that day.
  words.sets = function(attribute, value, day)
    local at = report.here()
    shape.argument(at, "sets", "the attribute", attribute, "name")
    if value == nil then report.fail(at, "sets", "no value", "a value, target, asked \"...\" or from_table(...)") end
    return effect { write = attribute, value = value, on = day, at = at }
  end

  -- spans("appointment", "trial", from, to): an interval of that kind begins, and ends when `to` is given.
  words.spans = function(span, kind, from, to)
    local at = report.here()
    shape.argument(at, "spans", "the span", span, "name")
    shape.argument(at, "spans", "its kind", kind, "name")
    return effect { span = span, kind = kind, from = from, to = to, at = at }
  end

  -- event_on("contribution", { fields }, day)
  words.event_on = function(event, fields, day)
    local at = report.here()
    shape.argument(at, "event_on", "the event", event, "name")
    shape.argument(at, "event_on", "its fields", fields, "table")
    return effect { event = event, fields = fields, on = day, at = at }
  end

  words.opens_case = function(procedure)
    local at = report.here()
    return effect { open = shape.argument(at, "opens_case", "the procedure", procedure, "name"), at = at }
  end

  -- from_table("pay", target): the row of the company's table; from_table("mapping", wanted, grade): of two lists.
  words.from_table = function(name, ...)
    local at = report.here()
    shape.argument(at, "from_table", "the table", name, "name")
    local raw = { table = name, of = { ... }, at = at }
    kind_of[raw] = "row"
    return raw
  end

  -- What the attribute was before the case changed it.
  words.before_change = {}
  kind_of[words.before_change] = "before"

  local function attribute_name(at, word, value)
    if kind_of[value] ~= "attribute" then
      report.fail(at, word, report.show(value), "an attribute, or target")
    end
    return value.attribute
  end

  local function value_of(at, attribute, value)
    if kind_of[value] == "before" then return "before" end
    if kind_of[value] == "row" then
      local parameter = report.need(value.at, "from_table", "parameter", doc.parameters, value.table)
      if parameter.type ~= "table" then
        report.fail(value.at, "from_table", "'" .. value.table .. "' is a " .. parameter.type,
          "a parameter of type table")
      end
      if #value.of ~= #parameter.keys then
        report.fail(value.at, "from_table", #value.of .. " keys", #parameter.keys .. ", as its parameter says")
      end
      local of = {}
      for i, key in ipairs(value.of) do of[i] = attribute_name(value.at, "from_table", key) end
      return { table = value.table, of = of }
    end
    if kind_of[value] == "attribute" and value.attribute == "target" then return "target" end
    if kind_of[value] == "day" and value.case then return { case = value.case } end
    if kind_of[value] == "day" or kind_of[value] == "as_of" or kind_of[value] == "attribute" then
      return { when = L.emit_when(at, "sets", value) }
    end
    return L.emit_value(at, value, function(literal)
      if attribute and doc.values[attribute.type] then return L.value_id(at, "sets", attribute.type, literal) end
      return literal
    end)
  end

  local emit = {}

  function emit.write(raw, attributes)
    local attribute = report.need(raw.at, "sets", "attribute", attributes, raw.write)
    if attribute.case then
      report.fail(raw.at, "sets", "'" .. raw.write .. "' is known to the case only", "an attribute of the employee")
    end
    return {
      write = raw.write, value = value_of(raw.at, attribute, raw.value), on = L.emit_when(raw.at, "sets", raw.on),
    }
  end

  function emit.span(raw)
    local span = report.need(raw.at, "spans", "span", doc.spans, raw.span)
    report.need(raw.at, "spans", "kind", span.kinds, raw.kind)
    return {
      span = raw.span, kind = raw.kind, from = L.emit_when(raw.at, "spans", raw.from),
      to = raw.to and L.emit_when(raw.at, "spans", raw.to),
    }
  end

  function emit.event(raw)
    local event = report.need(raw.at, "event_on", "event", doc.events, raw.event)
    local fields = L.object {}
    for _, name in ipairs(report.sorted_keys(raw.fields)) do
      report.need(raw.at, "event_on", "field", event.fields, name)
      fields[name] = value_of(raw.at, nil, raw.fields[name])
    end
    return { event = raw.event, fields = fields, on = L.emit_when(raw.at, "event_on", raw.on) }
  end

  function emit.open(raw)
    report.need(raw.at, "opens_case", "procedure", doc.procedures, raw.open)
    return { open = raw.open }
  end

  -- A list of effects as data, each under its own clause or that of the context { clause, subject }.
  function L.emit_effects(at, word, list, context)
    if not list then return nil end
    local attributes = context.subject and doc.subjects[context.subject].attributes or doc.attributes
    if kind_of[list] == "effect" then list = { list } end
    local out = {}
    for i, raw in ipairs(list) do
      if kind_of[raw] ~= "effect" then
        report.fail(at, word, "what it writes is " .. report.show(raw),
          "sets(...), spans(...), event_on(...) or opens_case \"...\"")
      end
      local kind = raw.write and "write" or raw.span and "span" or raw.event and "event" or "open"
      local data = emit[kind](raw, attributes)
      data.clause, data.at = raw.clause or context.clause, raw.at
      L.check_clause(raw.at, word, data.clause)
      out[i] = data
    end
    return out
  end
end
