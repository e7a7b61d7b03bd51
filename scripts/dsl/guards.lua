-- Rules that are checked when a person's facts are recorded. Word: guard.

return function(L)
  local report, shape, doc = L.report, L.shape, L.doc

  local EFFECTS = { warn = true, block = true }
  local KINDS = { employees = true, ratings = true, metrics = true, events = true, absences = true }
  local spec = { kind = "name?", when = "node?", must = "node", effect = "name", clause = "name?", label = "label?" }
  local declared = {} -- name -> where it is said
  local order = {}    -- as the document has them

  -- What the fields given become; absent ones stay absent, so an override changes only what it names.
  local function emit(fields, clause, at)
    L.check_clause(at, "guard", clause)
    if fields.effect then report.need(at, "guard", "effect", EFFECTS, fields.effect) end
    if fields.kind then report.need(at, "guard", "kind of facts", KINDS, fields.kind) end
    local context = { clause = clause, guard = true }
    return {
      when = fields.when and L.emit_node(fields.when, context),
      must = fields.must and L.emit_node(fields.must, context),
      kind = fields.kind, effect = fields.effect, label = shape.label(fields.label),
    }
  end

  L.declaration("guard", declared, function(name, fields, at)
    shape.fields(at, "guard", fields, spec)
    declared[name] = { at = at }
    order[#order + 1] = { name = name, fields = fields, at = at }
  end)

  function L.finish_guards()
    for _, item in ipairs(order) do
      L.building(item.at)
      for _, other in ipairs(doc.guards) do
        if (other.name or other.clause) == item.name then
          report.fail(item.at, "guard", "'" .. item.name .. "' is in the base pack",
            "another name, or override.guard")
        end
      end
      local clause = item.fields.clause or item.name
      local guard = emit(item.fields, clause, item.at)
      guard.clause, guard.at, guard.name = clause, item.at, item.name ~= clause and item.name or nil
      doc.guards[#doc.guards + 1] = guard
    end
  end

  -- override.guard "6.1" { effect = "block" }; `replaced(old)` says what it stands for.
  function L.override_guard(name, fields, at, replaced)
    shape.fields(at, "override.guard", fields, spec, true)
    local names = {}
    for _, old in ipairs(doc.guards) do
      local own = old.name or old.clause
      names[#names + 1] = own
      if own == name then
        local clause = fields.clause or old.clause
        local replaces = replaced(old)
        for member, value in pairs(emit(fields, clause, at)) do old[member] = value end
        old.clause, old.at, old.layer, old.replaces = clause, at, doc.id, replaces
        return
      end
    end
    report.fail(at, "override.guard", "there is no guard '" .. name .. "' to override", report.choices(name, names))
  end
end
