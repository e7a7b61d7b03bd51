-- Closed and open lists of values. Words: scale (best first), ladder (lowest first), catalogue (no order).
-- A value may be written by its id or by any of its labels, so a pack can be read beside a Chinese document.

return function(L)
  local report, shape, doc = L.report, L.shape, L.doc

  -- One entry: "S", or { "agent", en = "agent", zh = "..." }.
  local function entry(at, word, item)
    if type(item) == "string" then item = { item } end
    if type(item) ~= "table" then
      report.fail(at, word, "a value is " .. report.show(item), "\"id\", or { \"id\", en = ..., zh = ... }")
    end
    local id = shape.argument(at, word, "a value's id", item[1], "name")
    for _, key in ipairs(report.sorted_keys(item)) do
      if key ~= 1 and key ~= "en" and key ~= "zh" and key ~= "steps" and key ~= "clause" then
        report.fail(at, word, "value '" .. id .. "' has an unknown field '" .. tostring(key) .. "'", "en, zh, clause")
      end
    end
    if item.en or item.zh then
      shape.argument(at, word, "the label of '" .. id .. "'", { en = item.en, zh = item.zh }, "label")
    end
    return id, { en = item.en, zh = item.zh }, item
  end

  local function add(at, word, values, id, label)
    if values.labels[id] then report.fail(at, word, "value '" .. id .. "' is given twice", "each value once") end
    values.order[#values.order + 1] = id
    values.labels[id] = L.object(label)
  end

  local function add_entries(at, word, values, items)
    if #items == 0 then report.fail(at, word, "no values", "at least one, as { \"id\", zh = \"...\" }") end
    for _, item in ipairs(items) do
      local id, label, given = entry(at, word, item)
      add(at, word, values, id, label)
      if type(given) == "table" and given.clause then
        shape.argument(at, word, "the clause of '" .. id .. "'", given.clause, "name")
        L.later(function() L.check_clause(at, word, given.clause) end)
        values.clauses = values.clauses or L.object {}
        values.clauses[id] = { clause = given.clause, value = id }
      end
    end
  end

  -- A ladder of grades, each of which has the same steps (a grade with `steps = false` has none).
  -- The two lists it is made of are ladders too, "grade.grades" and "grade.steps", each with its clause.
  local function add_grades(at, name, values, grades, steps)
    local function part(what, items)
      local list = { kind = "ladder", order = {}, labels = L.object {}, clause = items.clause, at = at }
      for _, item in ipairs(items) do
        local id, label = entry(at, "ladder", item)
        add(at, "ladder", list, id, label)
      end
      doc.values[name .. "." .. what] = list
      if items.clause then
        L.later(function() L.check_clause(at, "ladder", items.clause) end)
      end
    end
    part("grades", grades)
    part("steps", steps)
    for _, grade in ipairs(grades) do
      local grade_id, grade_label, item = entry(at, "ladder", grade)
      if item.steps == false then
        add(at, "ladder", values, grade_id, grade_label)
      else
        for _, step in ipairs(steps) do
          local step_id, step_label = entry(at, "ladder", step)
          local label = {}
          if grade_label.zh and step_label.zh then label.zh = grade_label.zh .. "(" .. step_label.zh .. ")" end
          if grade_label.en and step_label.en then label.en = grade_label.en .. " (" .. step_label.en .. ")" end
          add(at, "ladder", values, grade_id .. "." .. step_id, label)
        end
      end
    end
  end

  local function check_labels(at, word, values)
    local seen = {}
    for _, id in ipairs(values.order) do seen[id] = id end
    for _, id in ipairs(values.order) do
      for _, language in ipairs { "en", "zh" } do
        local text = values.labels[id][language]
        local key = text and shape.plain_brackets(text)
        if key and seen[key] and seen[key] ~= id then
          report.fail(at, word, "label '" .. text .. "' stands for '" .. seen[key] .. "' and '" .. id .. "'",
            "a label of its own for each value")
        end
        if key then seen[key] = id end
      end
    end
  end

  local common = { "values", clause = "name?", open = "boolean?" }
  local ladder = { "values", clause = "name?", open = "boolean?", grades = "table?", steps = "table?" }

  local function declare(kind, spec)
    return function(name, fields, at, replaces)
      shape.fields(at, kind, fields, spec)
      local values = {
        kind = kind, order = {}, labels = L.object {}, clause = fields.clause, open = fields.open, at = at,
        replaces = replaces,
      }
      if fields.grades or fields.steps then
        if not (fields.grades and fields.steps) or #fields > 0 then
          report.fail(at, kind, "'grades' and 'steps' belong together, without further values",
            "grades = { ... }, steps = { ... }")
        end
        add_grades(at, name, values, fields.grades, fields.steps)
      else
        add_entries(at, kind, values, fields)
      end
      check_labels(at, kind, values)
      if values.clause then
        L.later(function() L.check_clause(at, kind, values.clause) end)
      end
      doc.values[name] = values
    end
  end

  L.declaration("scale", "values", declare("scale", common))
  L.declaration("catalogue", "values", declare("catalogue", common))
  L.declaration("ladder", "values", declare("ladder", ladder))

  -- The id of a value written by id or label; an error that lists the values, unless the list is open.
  function L.value_id(at, word, values_name, written)
    local values = doc.values[values_name]
    shape.argument(at, word, "a value of '" .. values_name .. "'", written, "text")
    if values.labels[written] then return written end
    local key, names = shape.plain_brackets(shape.trim(written)), {}
    for _, id in ipairs(values.order) do
      local label = values.labels[id]
      names[#names + 1] = id
      for _, language in ipairs { "en", "zh" } do
        if label[language] then
          if shape.plain_brackets(label[language]) == key then return id end
          names[#names + 1] = label[language]
        end
      end
    end
    if values.open then return written end
    local listed = {}
    for _, id in ipairs(values.order) do listed[#listed + 1] = id end
    local expected = report.choices(written, listed)
    if report.nearest(written, listed) == nil then
      local guess = report.nearest(written, names)
      if guess then expected = expected .. "; did you mean '" .. guess .. "'?" end
    end
    report.fail(at, word, "no value '" .. written .. "' on the " .. values.kind .. " '" .. values_name .. "'", expected)
  end
end
