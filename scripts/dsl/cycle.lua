-- Cycles: who is judged, when, and by which parts in which order. Word: cycle.

return function(L)
  local report, shape, doc = L.report, L.shape, L.doc

  local spec = {
    clause = "name", label = "label?", months = "integers?", moves = "name", who = "node", needs = "texts?",
    eligibility = "list?", ceiling = "list?", rules = "list", routing = "list?", approval = "anything?",
    writes = "table?", on = "name?", step = "table?",
  }
  -- Field of the word -> member of the document, kind of part.
  local lists = {
    { "eligibility", "eligibility", "eligibility" }, { "ceiling", "ceiling", "ceiling" },
    { "rules", "rulesets", "rules" }, { "routing", "routing", "routing" },
  }
  local WRITTEN = { target = true, as_of = true }

  local declared = {}

  L.declaration("cycle", "cycles", function(name, fields, at, replaces)
    shape.fields(at, "cycle", fields, spec, replaces ~= nil)
    declared[#declared + 1] = { name = name, fields = fields, at = at, replaces = replaces }
    doc.cycles[name] = doc.cycles[name] or { at = at } -- its content comes at the end, when all parts are known
  end)

  local function ladder_of(at, attribute_name)
    local attribute = report.need(at, "cycle", "attribute", doc.attributes, attribute_name)
    local values = doc.values[attribute.type]
    if not values or values.kind ~= "ladder" then
      report.fail(at, "cycle", "'" .. attribute_name .. "' is on no ladder", "an attribute with a ladder of that name")
    end
    return attribute.type
  end

  local function check(name, fields, at)
    for _, month in ipairs(fields.months or {}) do
      if month < 1 or month > 12 then report.fail(at, "cycle", "month " .. month, "1 to 12") end
    end
    for _, attribute in ipairs(fields.needs or {}) do
      report.need(at, "cycle", "attribute", doc.attributes, attribute)
    end
    for _, attribute in ipairs(report.sorted_keys(fields.writes or {})) do
      if attribute == "clause" then
        L.check_clause(at, "cycle", fields.writes.clause)
        goto next
      end
      report.need(at, "cycle", "attribute", doc.attributes, attribute)
      report.need(at, "cycle", "thing to write", WRITTEN, fields.writes[attribute])
      ::next::
    end
    if fields.rules and #fields.rules == 0 then
      report.fail(at, "cycle", "'" .. name .. "' has no rules", "rules = { \"...\" }")
    end
  end

  -- step = { most = 1, clause = "8.3.2.a", unless = "special" }: more by hand needs a case that granted it.
  local function emit_step(step, at)
    shape.fields(at, "cycle", step, { most = "value integer", clause = "name", unless = "name" })
    L.check_clause(at, "cycle", step.clause)
    report.need(at, "cycle", "procedure", doc.procedures, step.unless)
    return {
      most = L.emit_value(at, step.most, function(n) return n end), clause = step.clause, unless = step.unless, at = at,
    }
  end

  local function emit(cycle)
    local fields, at = cycle.fields, cycle.at
    local out = cycle.replaces and doc.cycles[cycle.name] or {}
    out.at, out.replaces = at, cycle.replaces
    out.clause = fields.clause or out.clause
    L.check_clause(at, "cycle", out.clause)
    check(cycle.name, fields, at)
    out.moves = fields.moves or out.moves
    local context = { clause = out.clause, moves = out.moves, ladder = ladder_of(at, out.moves) }
    if fields.label then out.label = shape.label(fields.label) end
    out.label = L.object(out.label or {})
    out.months = fields.months or out.months
    out.population = out.population or {}
    if fields.who then out.population.when = L.emit_node(fields.who, context) end
    out.population.requires = fields.needs or out.population.requires or {}
    for _, row in ipairs(lists) do
      local field, member, kind = row[1], row[2], row[3]
      if fields[field] then
        local list = {}
        for i, item in ipairs(fields[field]) do list[i] = L.emit_part(kind, item, context, at) end
        out[member] = list
      end
      out[member] = out[member] or {}
    end
    if fields.on then out.on = report.need(at, "cycle", "occasion", { event = "event" }, fields.on) end
    if fields.step then out.step = emit_step(fields.step, at) end
    if fields.approval then out.approval = L.emit_part("approval", fields.approval, context, at) end
    -- What a cycle moves is written with the day it was moved; a pack says so only when it is otherwise.
    local dated_by = doc.attributes[out.moves].dated_by
    out.writes = L.object(fields.writes or out.writes or { [out.moves] = "target", [dated_by or out.moves] =
      dated_by and "as_of" or "target" })
    doc.cycles[cycle.name] = out
  end

  function L.finish_cycles()
    for _, cycle in ipairs(declared) do
      L.building(cycle.at)
      emit(cycle)
    end
  end
end
