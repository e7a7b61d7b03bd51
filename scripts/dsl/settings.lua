-- What the source leaves open. Words: parameter (a value the company has to give), reading (a doubtful sentence and
-- the ways to read it), and, wherever a value stands in a rule, param "name", choice "reading" and
-- choose "reading" { choice = ... }.

return function(L)
  local report, shape, doc, kind_of = L.report, L.shape, L.doc, L.kind_of

  local parameter_spec = {
    type = "name", required = "boolean?", clause = "name", value = "anything?", unit = "text?", label = "label?",
    keys = "texts?", -- of a table: the lists of values that name its rows
  }
  local types = {
    text = shape.is_text, integer = shape.is_integer, date = shape.is_date,
    table = function(x) return type(x) == "table" end,
  }

  L.declaration("parameter", "parameters", function(name, fields, at, replaces)
    local old = replaces and doc.parameters[name]
    shape.fields(at, "parameter", fields, parameter_spec, old ~= nil)
    local parameter = { at = at, replaces = replaces }
    for key in pairs(parameter_spec) do
      parameter[key] = fields[key]
      if fields[key] == nil and old then parameter[key] = old[key] end
    end
    local test = types[parameter.type]
    if not test then -- a list of values, which may come later
      L.later(function()
        if not doc.values[parameter.type] then
          report.fail(at, "parameter", "no type " .. report.show(parameter.type),
            "text, integer, date, table or a list of values")
        end
        if parameter.value ~= nil then
          parameter.value = L.value_id(at, "parameter", parameter.type, parameter.value)
        end
      end)
    elseif parameter.value ~= nil and not test(parameter.value) then
      report.fail(at, "parameter", "value " .. report.show(parameter.value) .. " of '" .. name .. "'", parameter.type)
    end
    if parameter.type == "table" then
      if not parameter.keys then
        report.fail(at, "parameter", "'keys' is missing", "keys = { \"a list of values\" }")
      end
      L.later(function()
        for _, keys in ipairs(parameter.keys) do report.need(at, "parameter", "list of values", doc.values, keys) end
      end)
    end
    -- Fail closed: what the source does not say is asked for.
    if parameter.required == nil then parameter.required = true end
    parameter.label = L.object(shape.label(fields.label) or old and old.label or {})
    L.later(function() L.check_clause(at, "parameter", parameter.clause) end)
    doc.parameters[name] = parameter
  end)

  local reading_spec = { choices = "table", default = "name", clauses = "texts?", question = "label?" }

  L.declaration("reading", "readings", function(id, fields, at, replaces)
    local old = replaces and doc.readings[id]
    shape.fields(at, "reading", fields, reading_spec, old ~= nil)
    local reading = { choices = {}, labels = L.object {}, at = at, replaces = replaces }
    if fields.choices then
      for _, item in ipairs(fields.choices) do
        if type(item) == "string" then item = { item } end
        local choice = shape.argument(at, "reading", "a choice", type(item) == "table" and item[1], "name")
        if reading.labels[choice] then
          report.fail(at, "reading", "choice '" .. choice .. "' is given twice", "each choice once")
        end
        reading.choices[#reading.choices + 1] = choice
        reading.labels[choice] = L.object { en = item.en, zh = item.zh }
      end
      if #reading.choices < 2 then
        report.fail(at, "reading", "'" .. id .. "' has nothing to choose from", "at least two choices")
      end
    else
      reading.choices, reading.labels = old.choices, old.labels
    end
    reading.default = fields.default or old.default
    if not reading.labels[reading.default] then
      report.fail(at, "reading", "default " .. report.show(reading.default),
        report.choices(reading.default, reading.choices))
    end
    -- Most readings bear the id of the clause that is in doubt.
    reading.clauses = fields.clauses or old and old.clauses or { id }
    reading.question = L.object(shape.label(fields.question) or old and old.question or {})
    L.later(function()
      for _, clause in ipairs(reading.clauses) do L.check_clause(at, "reading", clause) end
    end)
    doc.readings[id] = reading
  end)

  local function value(raw)
    raw.at = report.here()
    kind_of[raw] = "value"
    return raw
  end

  L.words.param = function(name)
    return value { param = shape.argument(report.here(), "param", "the parameter", name, "name") }
  end

  L.words.choice = function(id)
    return value { reading = shape.argument(report.here(), "choice", "the reading", id, "name") }
  end

  -- Between conditions it is a condition, between values a value.
  L.words.choose = function(id)
    local at = report.here()
    shape.argument(at, "choose", "the reading", id, "name")
    return function(branches)
      shape.argument(at, "choose", "what follows the reading", branches, "table")
      local nodes, values = 0, 0
      for _, branch in pairs(branches) do
        if kind_of[branch] == "node" then nodes = nodes + 1 else values = values + 1 end
      end
      if nodes > 0 and values > 0 then
        report.fail(at, "choose", "conditions and values are mixed", "only conditions, or only values")
      end
      if nodes > 0 then return L.node("choose", { reading = id, of = branches }, at) end
      local raw = { choose = id, of = branches, at = at }
      kind_of[raw] = "value"
      return raw
    end
  end

  -- Exactly the choices of the reading, each once.
  function L.check_branches(at, id, branches)
    local reading = report.need(at, "choose", "reading", doc.readings, id)
    for _, choice in ipairs(report.sorted_keys(branches)) do
      if not reading.labels[choice] then
        report.fail(at, "choose", "reading '" .. id .. "' has no choice " .. report.show(choice),
          report.choices(choice, reading.choices))
      end
    end
    for _, choice in ipairs(reading.choices) do
      if branches[choice] == nil then
        report.fail(at, "choose", "nothing said for the choice '" .. choice .. "' of '" .. id .. "'",
          "a branch for each choice")
      end
    end
  end

  -- VALUE as data; `literal(v)` checks and normalises what stands at the leaves.
  function L.emit_value(at, v, literal)
    if kind_of[v] ~= "value" then return literal(v) end
    if v.param then
      report.need(v.at, "param", "parameter", doc.parameters, v.param)
      return { param = v.param }
    elseif v.reading then
      report.need(v.at, "choice", "reading", doc.readings, v.reading)
      return { reading = v.reading }
    end
    L.check_branches(v.at, v.choose, v.of)
    local of = {}
    for choice, branch in pairs(v.of) do of[choice] = L.emit_value(at, branch, literal) end
    return { choose = v.choose, of = of }
  end
end
