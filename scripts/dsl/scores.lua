-- Who scores and judges how. Words: panel, seat, checklist, draw, points, percent.

return function(L)
  local report, shape, doc, kind_of, words = L.report, L.shape, L.doc, L.kind_of, L.words

  -- Scores are hundredths of a point, shares are basis points: points(75), percent(30).
  for _, word in ipairs { "points", "percent" } do
    words[word] = function(n)
      local at = report.here()
      if not shape.is_integer(n) then
        report.fail(at, word, report.show(n), "a whole number; " .. word .. "(30) is thirty")
      end
      return n * 100
    end
  end

  -- seat "direct superior" { weight = percent(30) }: the name is that of the role.
  words.seat = function(role)
    local at = report.here()
    shape.argument(at, "seat", "its role", role, "name")
    return function(fields)
      shape.fields(at, "seat", fields, { weight = "integer", label = "label?", clause = "name?" })
      local seat = { role = role, fields = fields, at = at }
      kind_of[seat] = "seat"
      return seat
    end
  end

  local panel_spec = {
    "seats", label = "label", clause = "name?", members = "name?", chair = "table?", form = "name?",
    pass = "value integer", missing = "value text",
  }
  local MISSING = { wait = true, reweigh = true }

  local function clause_of(at, id)
    if not id then return nil end
    L.check_clause(at, "panel", id)
    return { clause = id }
  end

  -- { "chair", clause = "4.3.chair" }: the case's attribute that says which of the members leads.
  local function chair_of(at, chair)
    if not chair then return nil end
    shape.fields(at, "panel", chair, { "attribute", clause = "name" })
    L.check_clause(at, "panel", chair.clause)
    local attribute = report.need(at, "panel", "attribute", doc.attributes, chair[1])
    if not attribute.case then
      report.fail(at, "panel", "'" .. chair[1] .. "' is no fact of a case", "an attribute of case { ... }")
    end
    return { clause = chair.clause, asked = chair[1] }
  end

  -- The form that the seats fill in: a panel is scored by its items.
  local function form_of(at, name)
    if name and report.need(at, "panel", "form", doc.forms, name).kind ~= "score" then
      report.fail(at, "panel", "the form '" .. name .. "' takes no scores", "a form of kind score")
    end
    return name
  end

  local function seats_of(at, seats)
    local out, total = {}, 0
    for i, seat in ipairs(seats) do
      if kind_of[seat] ~= "seat" then report.fail(at, "panel", report.show(seat), "seat \"role\" { weight = ... }") end
      report.need(seat.at, "seat", "role", doc.roles, seat.role)
      if seat.fields.clause then L.check_clause(seat.at, "seat", seat.fields.clause) end
      total = total + seat.fields.weight
      out[i] = {
        role = seat.role, label = L.object(shape.label(seat.fields.label) or {}), weight = seat.fields.weight,
        clause = seat.fields.clause, at = seat.at,
      }
    end
    if total ~= 10000 then
      report.fail(at, "panel", "its weights total " .. total / 100 .. " %", "percent(100) in all")
    end
    return out
  end

  L.declaration("panel", "panels", function(name, fields, at, replaces)
    local old = replaces and doc.panels[name]
    shape.fields(at, "panel", fields, panel_spec, old ~= nil)
    local panel = old or {}
    doc.panels[name] = panel
    L.later(function()
      panel.clause = fields.clause or panel.clause or name
      L.check_clause(at, "panel", panel.clause)
      panel.at, panel.replaces = at, replaces
      panel.label = fields.label and L.object(shape.label(fields.label)) or panel.label
      panel.members = clause_of(at, fields.members) or panel.members
      panel.chair = chair_of(at, fields.chair) or panel.chair
      panel.form = form_of(at, fields.form) or panel.form
      if #fields > 0 or not panel.seats then panel.seats = seats_of(at, fields) end
      if fields.pass then panel.pass = L.emit_value(at, fields.pass, function(n) return n end) end
      if fields.missing then
        panel.missing = L.emit_value(at, fields.missing, function(how)
          report.need(at, "panel", "way to treat a missing seat", MISSING, how)
          return how
        end)
      end
    end)
  end)

  -- checklist "3.2" { by = target, cells = { { "skills", "second rung", en = ..., zh = ... }, ... } }
  -- `rows = { { "skills", en = ..., zh = ... } }`: what people call the rows.
  local cell_spec = { "row and column", en = "text?", zh = "text?", clause = "name?" }
  local row_spec = { "row", en = "text?", zh = "text?" }

  local function row_labels(at, rows, cells)
    local known, labels = {}, L.object {}
    for _, cell in ipairs(cells) do known[cell.row] = true end
    for i, row in ipairs(rows) do
      shape.fields(at, "checklist", row, row_spec)
      shape.argument(at, "checklist", "row " .. i, row[1], "name")
      report.need(at, "checklist", "row", known, row[1])
      labels[row[1]] = L.object(shape.label(shape.argument(at, "checklist", "the label of row '" .. row[1] .. "'",
        { en = row.en, zh = row.zh }, "label")))
    end
    return labels
  end

  -- What may name a column: the first parts of the values, of any ladder where the grade is the cycle's (`target`).
  local function columns_by(name)
    local columns = {}
    for _, list in ipairs(report.sorted_keys(doc.values)) do
      local values = doc.values[list]
      local theirs = doc.attributes[name] and doc.attributes[name].type == list
      if theirs or (name == "target" and values.kind == "ladder") then
        for _, id in ipairs(values.order) do columns[shape.split(id, ".")[1]] = true end
      end
    end
    return columns
  end

  L.declaration("checklist", "checklists", function(name, fields, at, replaces)
    shape.fields(at, "checklist", fields, {
      label = "label", clause = "name?", by = "anything", cells = "list", rows = "list?",
    })
    if kind_of[fields.by] ~= "attribute" then
      report.fail(at, "checklist", "'by' is " .. report.show(fields.by),
        "target, or an attribute: what names the column")
    end
    local list = {
      clause = fields.clause or name, label = L.object(shape.label(fields.label)), by = fields.by.attribute, cells = {},
      at = at, replaces = replaces,
    }
    for i, cell in ipairs(fields.cells) do
      shape.fields(at, "checklist", cell, cell_spec)
      shape.argument(at, "checklist", "row of cell " .. i, cell[1], "name")
      shape.argument(at, "checklist", "column of cell " .. i, cell[2], "name")
      list.cells[i] = {
        row = cell[1], column = cell[2], clause = cell.clause or table.concat({ list.clause, cell[1], cell[2] }, "."),
        label = L.object { en = cell.en, zh = cell.zh }, at = at,
      }
    end
    if fields.rows then list.rows = row_labels(at, fields.rows, list.cells) end
    L.later(function()
      L.check_clause(at, "checklist", list.clause)
      local columns = columns_by(list.by)
      for _, cell in ipairs(list.cells) do
        L.check_clause(at, "checklist", cell.clause)
        if next(columns) then report.need(at, "checklist", "column", columns, cell.column) end
      end
    end)
    doc.checklists[name] = list
  end)

  -- draw "9.5.6.b" { from = "subordinates", least = 5, most = 10, number = param "..." }: without replacement, by the
  -- case's seed; `number`, left out `most`, has to be within the two.
  L.declaration("draw", "draws", function(name, fields, at, replaces)
    local old = replaces and doc.draws[name]
    shape.fields(at, "draw", fields, {
      from = "name", least = "value integer", most = "value integer", number = "value integer?", clause = "name?",
      label = "label?",
    }, old ~= nil)
    local draw = old or {}
    doc.draws[name] = draw
    L.later(function()
      draw.clause, draw.at, draw.replaces = fields.clause or draw.clause or name, at, replaces
      L.check_clause(at, "draw", draw.clause)
      draw.from = fields.from or draw.from
      if not doc.roles[draw.from] and not doc.relations[draw.from] then
        report.fail(at, "draw", "nobody is " .. report.show(draw.from), "a role or a relation")
      end
      for _, bound in ipairs { "least", "most", "number" } do
        if fields[bound] then draw[bound] = L.emit_value(at, fields[bound], function(n) return n end) end
      end
    end)
  end)
end
