-- Documents, printed and filled. Word: form, item.

return function(L)
  local report, shape, doc, kind_of = L.report, L.shape, L.doc, L.kind_of

  local KINDS = { score = true, document = true, notice = true, list = true }
  local spec = {
    "items", kind = "name", label = "label", clause = "name?", series = "name?", fields = "texts?",
    template = "name?", ours = "boolean?",
  }

  -- item "service attitude" { most = points(20), weight = percent(20) }
  L.words.item = function(name)
    local at = report.here()
    shape.argument(at, "item", "its name", name, "name")
    return function(fields)
      shape.fields(at, "item", fields, { label = "label?", most = "integer", weight = "integer?" })
      local item = { name = name, fields = fields, at = at }
      kind_of[item] = "item"
      return item
    end
  end

  local function items_of(at, fields)
    local items, weights, seen = {}, 0, {}
    for i, item in ipairs(fields) do
      if kind_of[item] ~= "item" then report.fail(at, "form", report.show(item), "item \"name\" { ... }") end
      if seen[item.name] then report.fail(item.at, "form", "two items '" .. item.name .. "'", "a name of its own") end
      seen[item.name] = true
      items[i] = {
        item = item.name, label = L.object(shape.label(item.fields.label) or {}), most = item.fields.most,
        weight = item.fields.weight, at = item.at,
      }
      weights = weights + (item.fields.weight or 0)
    end
    if weights ~= 0 and weights ~= 10000 then
      report.fail(at, "form", "its weights total " .. weights / 100 .. " %", "percent(100) in all, or no weights")
    end
    return items
  end

  L.declaration("form", "forms", function(name, fields, at, replaces)
    local old = replaces and doc.forms[name]
    shape.fields(at, "form", fields, spec, old ~= nil)
    local form = { at = at, replaces = replaces }
    for _, key in ipairs { "kind", "clause", "series", "fields", "template", "ours" } do
      form[key] = fields[key]
      if fields[key] == nil and old then form[key] = old[key] end
    end
    report.need(at, "form", "kind", KINDS, form.kind)
    form.clause = form.clause or name
    form.label = fields.label and L.object(shape.label(fields.label)) or old.label
    form.items = #fields > 0 and items_of(at, fields) or old and old.items or {}
    form.fields = form.fields or {}
    if form.kind ~= "score" and #form.fields == 0 then
      report.fail(at, "form", "'" .. name .. "' holds nothing", "fields = { ... }: what the document has to hold")
    end
    -- A variant has no file of its base.
    form.text = fields.template and L.host.read(fields.template) or old and old.text
    if fields.template and not L.host.read(fields.template) then
      report.fail(at, "form", "cannot read " .. report.show(form.template), "a file in the pack's folder")
    end
    L.later(function() L.check_clause(at, "form", form.clause) end)
    doc.forms[name] = form
  end)

  function L.check_forms(at, word, names)
    for _, name in ipairs(names or {}) do report.need(at, word, "form", doc.forms, name) end
    return names
  end
end
