-- Who acts, and on what. Words: role, relation, subject, case.
-- Who holds a role is a dated fact of the company; a pack says only which roles there are and how a holder is found.

return function(L)
  local report, shape, doc, kind_of = L.report, L.shape, L.doc, L.kind_of

  local role_spec = {
    label = "label", clause = "name?", is = "name?", per = "name?", every = "name?", several = "boolean?",
  }

  -- A role of which the holders are those of another, of that of a third, and so on: it has to come to an end.
  local function check_circle(at, name)
    local seen, path, next_name = {}, {}, name
    while next_name do
      path[#path + 1] = "'" .. next_name .. "'"
      if seen[next_name] then
        report.fail(at, "role", "'" .. name .. "' goes in a circle: every " .. table.concat(path, " of "),
          "a role that somebody holds at the end of every 'every'")
      end
      seen[next_name] = true
      local role = doc.roles[next_name]
      next_name = role and not role.is and role.every or nil
    end
  end

  -- role "direct superior" { is = "manager" }: the holder stands in the person's own record.
  -- role "department head" { per = "department" }: holders are recorded for each department.
  L.declaration("role", "roles", function(name, fields, at, replaces)
    local old = replaces and doc.roles[name]
    shape.fields(at, "role", fields, role_spec, old ~= nil)
    local role = { at = at, replaces = replaces }
    for key in pairs(role_spec) do
      role[key] = fields[key]
      if fields[key] == nil and old then role[key] = old[key] end
    end
    role.label = fields.label and L.object(shape.label(fields.label)) or role.label
    L.later(function()
      if role.clause then L.check_clause(at, "role", role.clause) end
      if role.every then
        report.need(at, "role", "role", doc.roles, role.every)
        check_circle(at, name)
      end
      if role.per then report.need(at, "role", "attribute", doc.attributes, role.per) end
      if role.is and role.is ~= "self" and not doc.relations[role.is] then
        local attribute = report.need(at, "role", "attribute or relation", doc.attributes, role.is)
        if attribute.type ~= "code" then
          report.fail(at, "role", "'" .. role.is .. "' names nobody",
            "\"self\", a relation, or an attribute of type code")
        end
      end
    end)
    doc.roles[name] = role
  end)

  -- relation "subordinates" { of = "manager" }: the people whose record names the subject; else pairs are recorded.
  L.declaration("relation", "relations", function(name, fields, at, replaces)
    shape.fields(at, "relation", fields, { label = "label", clause = "name?", of = "name?" })
    L.later(function()
      if fields.clause then L.check_clause(at, "relation", fields.clause) end
      if not fields.of then return end
      if report.need(at, "relation", "attribute", doc.attributes, fields.of).type ~= "code" then
        report.fail(at, "relation", "'" .. fields.of .. "' names nobody", "an attribute of type code")
      end
    end)
    doc.relations[name] = {
      label = L.object(shape.label(fields.label)), clause = fields.clause, of = fields.of, at = at,
      replaces = replaces,
    }
  end)

  -- BY as data: "HR", { "HR", "supervisor" }, under "4.2.2" "HR", or a list of these.
  function L.emit_by(at, word, by)
    if type(by) == "string" or kind_of[by] == "by" then by = { by } end
    for key in pairs(by) do
      if math.type(key) ~= "integer" then
        report.fail(at, word, "'" .. tostring(key) .. "' stands among the actors",
          "names of roles; fields stand beside 'by'")
      end
    end
    local out = {}
    for i, item in ipairs(by) do
      local raw = type(item) == "string" and { role = item, at = at } or item
      if kind_of[raw] ~= "by" and raw.role == nil then
        report.fail(at, word, "actor " .. i .. " is " .. report.show(item), "the name of a role")
      end
      report.need(raw.at, word, "role", doc.roles, raw.role)
      if raw.clause then L.check_clause(raw.at, word, raw.clause) end
      out[i] = { role = raw.role, clause = raw.clause, at = raw.at }
    end
    return out
  end

  -- subject "vacancy" { label = ..., attribute "position" { type = "position" }, ... }
  L.declaration("subject", "subjects", function(name, fields, at, replaces)
    shape.fields(at, "subject", fields, { "attributes", label = "label", clause = "name?" })
    local subject = {
      label = L.object(shape.label(fields.label)), clause = fields.clause, attributes = L.object {}, at = at,
      replaces = replaces,
    }
    for _, item in ipairs(fields) do
      if kind_of[item] ~= "attribute declaration" then
        report.fail(at, "subject", report.show(item), "attribute \"name\" { ... }")
      end
      if subject.attributes[item.name] then
        report.fail(item.at, "attribute", "'" .. item.name .. "' is given twice", "each attribute once")
      end
      subject.attributes[item.name] = L.attribute_of(item)
    end
    if fields.clause then L.later(function() L.check_clause(at, "subject", fields.clause) end) end
    doc.subjects[name] = subject
  end)

  -- case { attribute "wanted" { type = "position" }, ... }: what a case knows beside the facts of its subject.
  L.words.case = function(list)
    local at = report.here()
    shape.argument(at, "case", "its list", list, "table")
    for _, item in ipairs(list) do
      if kind_of[item] ~= "attribute declaration" then
        report.fail(at, "case", report.show(item), "attribute \"name\" { ... }")
      end
      if doc.attributes[item.name] then
        report.fail(item.at, "case", "'" .. item.name .. "' is an attribute already", "another name")
      end
      local attribute = L.attribute_of(item)
      attribute.case = true
      doc.attributes[item.name] = attribute
      L.attribute_word(item.name, item.at)
    end
  end
end
