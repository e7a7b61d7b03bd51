-- Which facts exist. Words: employee, attribute, series, metric, event, span, absences.
-- The standard record of an employee comes with the language; a pack adds to it and gives its lists of values.

local EVERY = { month = true, quarter = true, half = true, year = true }
local BLANK = { unknown = true, none = true }
local TYPES = { text = true, date = true, integer = true, code = true }
local FIELD_TYPES = { text = true, date = true, integer = true }

-- One row an attribute: name, type, blank, English and Chinese label, further Chinese headers that exports use.
-- `list` is the pack's list of values of the same name; without one the attribute is plain text.
local STANDARD = {
  { "code", "code", "unknown", "employee code", "工号", "员工编号", "员工号" },
  { "name", "text", "none", "name", "姓名", "员工姓名", personal = true },
  { "position", "list", "unknown", "position", "岗位", "职务", "职位", "岗位名称" },
  { "grade", "list", "unknown", "grade", "职级", "任职资格", "等级", "级别", dated_by = "graded_on" },
  { "status", "list", "unknown", "status", "员工状态", "状态", "在职状态" },
  { "hired_on", "date", "unknown", "hired on", "入职日期", "入职时间", "入司日期" },
  { "confirmed_on", "date", "none", "confirmed on", "转正日期", "转正时间" },
  { "graded_on", "date", "unknown", "graded on", "定级日期", "最近定级日期", "最近评定日期" },
  { "in_position_since", "date", "unknown", "in position since", "任现岗日期", "现岗位起始日期", "任职日期", "上岗日期" },
  { "department", "text", "none", "department", "部门", "所属部门" },
  { "manager", "code", "none", "manager", "直属上级", "上级", "上级工号", "直属上级工号" },
  { "left_on", "date", "none", "left on", "离职日期", "离职时间" },
}

return function(L)
  local report, shape, doc, kind_of = L.report, L.shape, L.doc, L.kind_of
  local own = {} -- attributes the pack itself has given

  function L.standard_record()
    for _, row in ipairs(STANDARD) do
      local aliases = {}
      for i = 5, #row do aliases[#aliases + 1] = row[i] end
      doc.attributes[row[1]] = {
        type = row[2], blank = row[3], label = { en = row[4], zh = row[5] }, aliases = aliases,
        dated_by = row.dated_by, personal = row.personal,
      }
      L.attribute_word(row[1])
    end
  end

  -- A list of values of the attribute's own name is its type, where the language leaves it open.
  local function settle(name, attribute)
    local at = attribute.at
    if attribute.type == "list" then
      attribute.type = doc.values[name] and name or "text"
    elseif not TYPES[attribute.type] and not doc.values[attribute.type] then
      local known = report.sorted_keys(TYPES)
      for _, values in ipairs(report.sorted_keys(doc.values)) do known[#known + 1] = values end
      report.fail(at, "attribute", "type " .. report.show(attribute.type), report.choices(attribute.type, known))
    end
    if attribute.dated_by then
      local by = at and report.need(at, "attribute", "attribute", doc.attributes, attribute.dated_by)
      if by and by.type ~= "date" then
        report.fail(at, "attribute", "'" .. attribute.dated_by .. "' is no date", "an attribute of type date")
      end
    end
  end

  -- At the end, when all lists of values are known.
  function L.finish_attributes()
    for _, name in ipairs(report.sorted_keys(doc.attributes)) do settle(name, doc.attributes[name]) end
    for _, subject in ipairs(report.sorted_keys(doc.subjects)) do
      local attributes = doc.subjects[subject].attributes
      for _, name in ipairs(report.sorted_keys(attributes)) do settle(name, attributes[name]) end
    end
  end

  local attribute_spec = {
    type = "name?", blank = "name?", label = "label?", aliases = "texts?", dated_by = "name?", personal = "boolean?",
    pay = "boolean?", amount = "label?", clause = "name?",
  }

  L.words.attribute = function(name)
    local at = report.here()
    shape.argument(at, "attribute", "its name", name, "name")
    return function(fields)
      shape.fields(at, "attribute", fields, attribute_spec)
      if fields.blank then report.need(at, "attribute", "meaning of a blank", BLANK, fields.blank) end
      local attribute = { name = name, fields = fields, at = at }
      kind_of[attribute] = "attribute declaration"
      return attribute
    end
  end

  -- ATTRIBUTE as data; `old`: what it changes field by field.
  function L.attribute_of(item, old)
    local fields = item.fields
    if not old and not fields.type then
      report.fail(item.at, "attribute", "'type' is missing", "text, date, integer, code or a list of values")
    end
    local type_of = fields.type or old and old.type
    if fields.amount and type_of ~= "integer" then
      report.fail(item.at, "attribute", "'" .. item.name .. "' is an amount of type " .. report.show(type_of),
        'type = "integer", in minor units')
    end
    local attribute = { at = item.at }
    for key in pairs(attribute_spec) do
      attribute[key] = fields[key]
      if fields[key] == nil and old then attribute[key] = old[key] end
    end
    attribute.blank = attribute.blank or "unknown"
    attribute.label = L.object(shape.label(fields.label) or old and old.label or {})
    local amount = shape.label(fields.amount) or old and old.amount
    attribute.amount = amount and L.object(amount)
    attribute.aliases = attribute.aliases or {}
    if fields.clause then L.later(function() L.check_clause(item.at, "attribute", fields.clause) end) end
    return attribute
  end

  -- employee { attribute "..." {...}, ... }: adds to the standard record; what is there already is changed field by
  -- field.
  L.words.employee = function(list)
    local at = report.here()
    shape.argument(at, "employee", "its list", list, "table")
    for _, item in ipairs(list) do
      if kind_of[item] ~= "attribute declaration" then
        report.fail(at, "employee", report.show(item), "attribute \"name\" { ... }")
      end
      local name, old = item.name, doc.attributes[item.name]
      if own[name] then
        report.fail(item.at, "attribute", "'" .. name .. "' is given twice", "each attribute once")
      end
      own[name] = true
      local attribute = L.attribute_of(item, old)
      doc.attributes[name] = attribute
      if not old then L.attribute_word(name, item.at) end
    end
  end

  local series_spec = {
    scale = "name", every = "name", default = "boolean?", from = "name?", to = "name?", label = "label?",
  }

  L.declaration("series", "series", function(name, fields, at, replaces)
    shape.fields(at, "series", fields, series_spec)
    report.need(at, "series", "period", EVERY, fields.every)
    doc.series[name] = {
      scale = fields.scale, every = fields.every, default = fields.default, from = fields.from,
      ["until"] = fields.to, label = L.object(shape.label(fields.label) or {}), at = at, replaces = replaces,
    }
    L.later(function()
      local values = report.need(at, "series", "scale", doc.values, fields.scale)
      if values.kind ~= "scale" then
        report.fail(at, "series", "'" .. fields.scale .. "' is a " .. values.kind, "a scale")
      end
      for _, bound in ipairs { "from", "to" } do
        if fields[bound] then
          local attribute = report.need(at, "series", "attribute", doc.attributes, fields[bound])
          if attribute.type ~= "date" then
            report.fail(at, "series", "'" .. fields[bound] .. "' is no date", "an attribute of type date")
          end
        end
      end
    end)
  end)

  L.declaration("metric", "metrics", function(name, fields, at, replaces)
    shape.fields(at, "metric", fields, { every = "name", decimals = "integer?", label = "label?" })
    report.need(at, "metric", "period", EVERY, fields.every)
    local decimals = fields.decimals or 0
    if decimals < 0 or decimals > 6 then report.fail(at, "metric", decimals .. " decimals", "0 to 6") end
    doc.metrics[name] = {
      every = fields.every, decimals = decimals, label = L.object(shape.label(fields.label) or {}), at = at,
      replaces = replaces,
    }
  end)

  -- A list of ids with labels: "yes", or { "yes", zh = "..." }.
  local function labelled(at, word, items)
    local order, labels = {}, L.object {}
    for _, item in ipairs(items) do
      if type(item) == "string" then item = { item } end
      local id = shape.argument(at, word, "a value", type(item) == "table" and item[1], "name")
      if labels[id] then report.fail(at, word, "value '" .. id .. "' is given twice", "each value once") end
      order[#order + 1] = id
      labels[id] = L.object { en = item.en, zh = item.zh }
    end
    if #order == 0 then report.fail(at, word, "no values", "at least one") end
    return order, labels
  end

  local field_spec = { values = "table?", type = "name?", blank = "name?", label = "label?" }

  L.declaration("event", "events", function(name, fields, at, replaces)
    shape.fields(at, "event", fields, { fields = "table?", label = "label?" })
    local label = L.object(shape.label(fields.label) or {})
    local event = { fields = L.object {}, label = label, at = at, replaces = replaces }
    for _, field in ipairs(report.sorted_keys(fields.fields or {})) do
      local given = fields.fields[field]
      if field == "on" or field == "kind" then
        report.fail(at, "event", "a field named '" .. field .. "'",
          "another name: every event has on and kind already")
      end
      shape.fields(at, "event", given, field_spec)
      local blank = given.blank or "unknown"
      report.need(at, "event", "meaning of a blank", BLANK, blank)
      if (given.values == nil) == (given.type == nil) then
        report.fail(at, "event", "field '" .. field .. "'", "either values = { ... } or type = \"...\"")
      end
      local built = { blank = blank, label = L.object(shape.label(given.label) or {}) }
      if given.values then
        built.values, built.labels = labelled(at, "event", given.values)
      else
        report.need(at, "event", "type", FIELD_TYPES, given.type)
        built.type = given.type
      end
      event.fields[field] = built
    end
    doc.events[name] = event
  end)

  local function declare_span(word, spec)
    return function(name, fields, at, replaces)
      shape.fields(at, word, fields, spec)
      local _, labels = labelled(at, word, fields.kinds)
      local old = replaces and doc.spans[name] or {}
      local span = {
        kinds = labels, open = fields.open, label = L.object(shape.label(fields.label) or {}),
        at = at, replaces = replaces, covered = old.covered, reach_times = old.reach_times,
      }
      doc.spans[name] = span
      return span
    end
  end

  L.declaration("span", "spans", declare_span("span", { kinds = "table", open = "boolean?", label = "label?" }))

  -- absences { kinds = {...}, covered = choice "...", reach_times = 2 }: the span that `import absences` fills, and how
  -- every window of the pack treats a period that absences cover wholly.
  local declare_absences = declare_span("absences", {
    kinds = "table", open = "boolean?", label = "label?", covered = "value text?", reach_times = "integer?",
  })
  local COVERED = { back = true, shorten = true, missing = true }

  L.words.absences = function(fields)
    local at = report.here()
    L.claim("absences", "spans", "absence", at)
    local span = declare_absences("absence", fields, at)
    if not fields.covered then return end
    span.covered = fields.covered -- turned into data at the end, when all readings are known
    span.reach_times = fields.reach_times or 1
    if span.reach_times < 1 then
      report.fail(at, "absences", "reach_times is " .. span.reach_times, "1 or more")
    end
    L.later(function()
      span.covered = L.emit_value(at, span.covered, function(how)
        report.need(at, "absences", "way to treat a covered period", COVERED, how)
        return how
      end)
      if span.covered.reading then
        for _, how in ipairs(doc.readings[span.covered.reading].choices) do
          report.need(at, "absences", "way to treat a covered period", COVERED, how)
        end
      end
    end)
  end
end
