-- Cases: what is done, by whom, in which order. Words: check, procedure, stage, collect, ends, needs_open, trigger,
-- recorded.
--
-- A stage may stand anywhere in the pack, so that a chapter reads like the document; a procedure lists its stages.

return function(L)
  local report, shape, doc, kind_of, words = L.report, L.shape, L.doc, L.kind_of, L.words

  -- check "9.2" { gates = { "9.2.1", "9.2.2" } }: eligibility parts that must all hold.
  L.declaration("check", "checks", function(name, fields, at, replaces)
    local old = replaces and doc.checks[name] or {}
    shape.fields(at, "check", fields, { clause = "name?", gates = "list", label = "label?" }, replaces ~= nil)
    local check = {
      label = fields.label and L.object(shape.label(fields.label)) or old.label, at = at, replaces = replaces,
    }
    doc.checks[name] = check
    L.later_parts(function()
      check.clause = fields.clause or old.clause or name
      L.check_clause(at, "check", check.clause)
      local gates = not fields.gates and old.gates or {}
      for i, item in ipairs(fields.gates or {}) do
        gates[i] = L.emit_part("eligibility", item, { clause = check.clause }, at)
      end
      if #gates == 0 then report.fail(at, "check", "no gates", "gates = { \"...\" }") end
      check.gates = gates
    end)
  end)

  -- ends "refused", or ends("refused", { reason = "9.5.7.a", writes = { ... } })
  words.ends = function(outcome, fields)
    local at = report.here()
    shape.argument(at, "ends", "the outcome", outcome, "name")
    fields = fields or {}
    shape.fields(at, "ends", fields, { reason = "name?", writes = "effects?" })
    local raw = { ends = outcome, fields = fields, at = at }
    kind_of[raw] = "next"
    return raw
  end

  -- collect("15.4", { from = "related departments", into = "peripheral_score" })
  words.collect = function(form, fields)
    local at = report.here()
    shape.argument(at, "collect", "the form", form, "name")
    shape.fields(at, "collect", fields, {
      from = "anything", draw = "name?", into = "name", several = "value text?", clause = "name?",
    })
    local raw = { form = form, fields = fields, at = at }
    kind_of[raw] = "collect"
    return raw
  end

  -- needs_open("vacancy", { asked = "vacancy", matches = { position = "wanted" }, from = "opened_on" })
  words.needs_open = function(subject, fields)
    local at = report.here()
    shape.argument(at, "needs_open", "the subject", subject, "name")
    shape.fields(at, "needs_open", fields, {
      asked = "name", matches = "table?", from = "name?", to = "name?", clause = "name?",
      when = "node?",
    })
    local raw = { subject = subject, fields = fields, at = at }
    kind_of[raw] = "required subject"
    return raw
  end

  local function case_attribute(at, word, name)
    local attribute = report.need(at, word, "attribute", doc.attributes, name)
    if not attribute.case then
      report.fail(at, word, "'" .. name .. "' is no fact of a case", "an attribute of case { ... }")
    end
    return name
  end

  -- "wanted", or { "wanted", required = false, clause = "9.5.1" }
  local function emit_asks(at, word, list)
    if not list then return nil end
    local out = {}
    for i, item in ipairs(list) do
      if type(item) == "string" then item = { item } end
      shape.fields(at, word, item, { "name", required = "boolean?", label = "label?", clause = "name?" })
      if item.clause then L.check_clause(at, word, item.clause) end
      out[i] = {
        ask = case_attribute(at, word, item[1]), required = item.required ~= false, clause = item.clause,
        label = item.label and L.object(shape.label(item.label)), at = at,
      }
    end
    return out
  end

  local mentioned = {} -- stages named by others: checked when all procedures are known
  function L.mention_stage(at, name) mentioned[#mentioned + 1] = { at = at, name = name } end

  local function emit_next(at, raw, context)
    if raw == nil or raw == "next" then return raw end
    if type(raw) == "string" then
      L.mention_stage(at, raw)
      return raw
    end
    if kind_of[raw] ~= "next" then
      report.fail(at, "stage", "it leads to " .. report.show(raw), "the name of a stage, \"next\" or ends \"...\"")
    end
    if raw.fields.reason then L.check_clause(raw.at, "ends", raw.fields.reason) end
    return {
      ends = raw.ends, reason = raw.fields.reason, at = raw.at,
      writes = L.emit_effects(raw.at, "ends", raw.fields.writes, context),
    }
  end

  -- One thing of a kind, or a list of such, as a list. What is written without the word of the kind has no place.
  local function listed(at, word, field, list, kind, want)
    if kind_of[list] == kind then return { list } end
    for _, key in ipairs(report.sorted_keys(list)) do
      if math.type(key) ~= "integer" or kind_of[list[key]] ~= kind then
        local what = math.type(key) == "integer" and report.show(list[key]) or "'" .. tostring(key) .. "'"
        report.fail(at, word, "in '" .. field .. "' stands " .. what, want)
      end
    end
    return list
  end

  local function emit_collects(at, list, clause)
    if not list then return nil end
    local out = {}
    for i, raw in ipairs(listed(at, "stage", "collects", list, "collect", 'collect("form", { ... })')) do
      local fields = raw.fields
      L.check_forms(raw.at, "collect", { raw.form })
      if fields.draw then report.need(raw.at, "collect", "draw", doc.draws, fields.draw) end
      if fields.clause then L.check_clause(raw.at, "collect", fields.clause) end
      out[i] = {
        form = raw.form, from = L.emit_by(raw.at, "collect", fields.from), draw = fields.draw,
        into = case_attribute(raw.at, "collect", fields.into), clause = fields.clause or clause, at = raw.at,
        several = L.emit_value(raw.at, fields.several or "mean", function(how)
          report.need(raw.at, "collect", "way to combine", { mean = true, least = true }, how)
          return how
        end),
      }
    end
    return out
  end

  local ACTS = {
    ["do"] = true, approve = true, file = true, decide = true, score = true, judge = true, publish = true,
    object = true, wait = true,
  }
  local stage_spec = {
    clause = "name?", label = "label", by = "anything?", everyone = "boolean?", when = "node?", act = "name?",
    asks = "list?", answers = "table?", reasons = "texts?", needs = "texts?", fills = "texts?", makes = "texts?",
    collects = "table?", panel = "name?", checklist = "name?", draws = "name?", judges = "name?", check = "name?",
    fails = "anything?", due = "anything?", from = "anything?", next = "anything?", writes = "effects?",
    returns = "texts?",
  }

  local function emit_answers(at, answers, context)
    if not answers then return nil end
    local out = L.object {}
    for _, answer in ipairs(report.sorted_keys(answers)) do
      shape.argument(at, "stage", "an answer", answer, "name")
      out[answer] = emit_next(at, answers[answer], context)
    end
    return out
  end

  local function named(at, what, map, name)
    if name then report.need(at, "stage", what, map, name) end
    return name
  end

  local function due(at, value)
    if value and kind_of[value] ~= "due" then
      report.fail(at, "stage", "a deadline is " .. report.show(value),
        "within(...), before(...), after(...) or first_workdays(...)")
    end
    return L.emit_due(value)
  end

  -- `subject`: the kind of subject, nil for employees.
  local function emit_stage(name, fields, at, subject)
    local clause = fields.clause or name
    local context = { clause = clause, subject = subject }
    L.check_clause(at, "stage", clause)
    local act = fields.act or "do"
    report.need(at, "stage", "act", ACTS, act)
    for _, reason in ipairs(fields.reasons or {}) do L.check_clause(at, "stage", reason) end
    for _, back in ipairs(fields.returns or {}) do L.mention_stage(at, back) end
    return {
      stage = name, clause = clause, label = L.object(shape.label(fields.label)), act = act, at = at,
      by = fields.by and L.emit_by(at, "stage", fields.by), mode = fields.everyone and "all" or nil,
      when = fields.when and L.emit_node(fields.when, { clause = clause }), asks = emit_asks(at, "stage", fields.asks),
      answers = emit_answers(at, fields.answers, context), reasons = fields.reasons, needs = fields.needs,
      fills = L.check_forms(at, "stage", fields.fills), makes = L.check_forms(at, "stage", fields.makes),
      collects = emit_collects(at, fields.collects, clause), panel = named(at, "panel", doc.panels, fields.panel),
      checklist = named(at, "checklist", doc.checklists, fields.checklist),
      draws = named(at, "draw", doc.draws, fields.draws), judges = named(at, "cycle", doc.cycles, fields.judges),
      check = named(at, "check", doc.checks, fields.check), fails = emit_next(at, fields.fails, context),
      due = due(at, fields.due), from = due(at, fields.from), next = emit_next(at, fields.next, context),
      writes = L.emit_effects(at, "stage", fields.writes, context), returns = fields.returns,
    }
  end

  local stages = {} -- name -> { fields, at, used }

  L.declaration("stage", stages, function(name, fields, at)
    shape.fields(at, "stage", fields, stage_spec)
    stages[name] = { name = name, fields = fields, at = at }
  end)

  local function emit_opens(at, fields, clause)
    if not fields then return L.object {} end
    shape.fields(at, "procedure", fields, {
      by = "anything?", check = "name?", cycle = "name?", window = "anything?", requires = "table?", clause = "name?",
    })
    if fields.clause then L.check_clause(at, "procedure", fields.clause) end
    local requires = fields.requires and listed(at, "procedure", "requires", fields.requires, "required subject",
      'needs_open("subject", { ... })')
    local out = L.object {
      by = fields.by and L.emit_by(at, "procedure", fields.by), check = named(at, "check", doc.checks, fields.check),
      cycle = named(at, "cycle", doc.cycles, fields.cycle), window = due(at, fields.window),
      clause = fields.clause or clause, at = at,
    }
    for i, raw in ipairs(requires or {}) do
      local given = raw.fields
      local subject = report.need(raw.at, "needs_open", "subject", doc.subjects, raw.subject)
      if given.clause then L.check_clause(raw.at, "needs_open", given.clause) end
      for _, own in ipairs(report.sorted_keys(given.matches or {})) do
        report.need(raw.at, "needs_open", "attribute", subject.attributes, own)
        case_attribute(raw.at, "needs_open", given.matches[own])
      end
      for _, bound in ipairs { "from", "to" } do
        if given[bound] then report.need(raw.at, "needs_open", "attribute", subject.attributes, given[bound]) end
      end
      out.requires = out.requires or {}
      out.requires[i] = {
        subject = raw.subject, asked = case_attribute(raw.at, "needs_open", given.asked),
        matches = L.object(given.matches or {}), from = given.from, ["until"] = given.to,
        when = given.when and L.emit_node(given.when, { clause = given.clause or clause }),
        clause = given.clause or clause, at = raw.at,
      }
    end
    return out
  end

  local procedure_spec = {
    clause = "name?", label = "label", subject = "name?", asks = "list?", opens = "table?", stages = "texts",
  }

  L.declaration("procedure", "procedures", function(name, fields, at, replaces)
    local old = replaces and doc.procedures[name]
    shape.fields(at, "procedure", fields, procedure_spec, old ~= nil)
    local procedure = old or {}
    doc.procedures[name] = procedure
    L.later_parts(function()
      procedure.at, procedure.replaces = at, replaces
      procedure.clause = fields.clause or procedure.clause or name
      L.check_clause(at, "procedure", procedure.clause)
      procedure.label = fields.label and L.object(shape.label(fields.label)) or procedure.label
      procedure.subject = fields.subject or procedure.subject or "employee"
      local subject = procedure.subject ~= "employee" and procedure.subject or nil
      named(at, "subject", doc.subjects, subject)
      procedure.asks = emit_asks(at, "procedure", fields.asks) or procedure.asks or {}
      if fields.opens or not procedure.opens then procedure.opens = emit_opens(at, fields.opens, procedure.clause) end
      if fields.stages then
        local list = {}
        for i, stage in ipairs(fields.stages) do
          local declared = stages[stage]
          if declared then
            declared.used = true
            list[i] = emit_stage(stage, declared.fields, declared.at, subject)
          else
            list[i] = L.base_stage(stage) or report.need(at, "procedure", "stage", stages, stage)
          end
        end
        procedure.stages = list
      end
    end)
  end)

  -- recorded { series = "rating", values = { "C", "D" } }, recorded { attribute = "confirmed_on" }
  words.recorded = function(fields)
    local at = report.here()
    shape.fields(at, "recorded", fields, {
      series = "name?", attribute = "name?", event = "name?", values = "texts?", where = "table?",
    })
    local raw = { fields = fields, at = at }
    kind_of[raw] = "recorded"
    return raw
  end

  local AS_OF = { recorded = true, effective = true, month_after = true }

  local function emit_recorded(raw)
    local fields, at = raw.fields, raw.at
    local out = { at = at, series = fields.series, attribute = fields.attribute, event = fields.event }
    local values
    if fields.series then values = report.need(at, "recorded", "series", doc.series, fields.series).scale end
    if fields.attribute then
      local attribute = report.need(at, "recorded", "attribute", doc.attributes, fields.attribute)
      values = doc.values[attribute.type] and attribute.type
    end
    local event = fields.event and report.need(at, "recorded", "event", doc.events, fields.event)
    if fields.values then
      out.values = {}
      for i, value in ipairs(fields.values) do
        out.values[i] = values and L.value_id(at, "recorded", values, value) or value
      end
    end
    if fields.where and not event then
      report.fail(at, "recorded", "'where' without an event", "recorded { event = \"...\", where = { ... } }")
    end
    if fields.where then out.where = L.emit_where(at, "recorded", event, fields.where) end
    return out
  end

  L.declaration("trigger", "triggers", function(name, fields, at, replaces)
    local old = replaces and doc.triggers[name]
    shape.fields(at, "trigger", fields, {
      clause = "name?", label = "label?", on = "anything", when = "node?", as_of = "name", opens = "name",
      fresh = "value integer?",
    }, old ~= nil)
    local trigger = old or {}
    doc.triggers[name] = trigger
    L.later_parts(function()
      trigger.at, trigger.replaces = at, replaces
      trigger.clause = fields.clause or trigger.clause or name
      L.check_clause(at, "trigger", trigger.clause)
      if fields.on then
        if kind_of[fields.on] ~= "recorded" then
          report.fail(at, "trigger", report.show(fields.on), "recorded { ... }")
        end
        trigger.on = emit_recorded(fields.on)
      end
      if fields.when then trigger.when = L.emit_node(fields.when, { clause = trigger.clause }) end
      if fields.as_of then report.need(at, "trigger", "as-of date", AS_OF, fields.as_of) end
      trigger.as_of = fields.as_of or trigger.as_of
      trigger.opens = fields.opens or trigger.opens
      if fields.fresh then trigger.fresh = L.emit_value(at, fields.fresh, function(n) return n end) end
      report.need(at, "trigger", "procedure", doc.procedures, trigger.opens)
    end)
  end)

  -- A stage of the base by name, for a procedure of the variant that lists it.
  function L.base_stage(name)
    for _, procedure in ipairs(report.sorted_keys(doc.procedures)) do
      for _, stage in ipairs(doc.procedures[procedure].stages or {}) do
        if stage.stage == name then return stage end
      end
    end
  end

  function L.override_stage(name, fields, at, replaced)
    shape.fields(at, "override.stage", fields, stage_spec, true)
    local names, found = {}, false
    for _, procedure in ipairs(report.sorted_keys(doc.procedures)) do
      local subject = doc.procedures[procedure].subject
      for _, old in ipairs(doc.procedures[procedure].stages) do
        names[#names + 1] = old.stage
        if old.stage == name then
          found = true
          local given = {}
          for key, value in pairs(fields) do given[key] = value end
          for _, key in ipairs { "label", "act", "clause" } do given[key] = fields[key] or old[key] end
          local replaces = replaced(old)
          local other = subject ~= "employee" and subject or nil
          for member, value in pairs(emit_stage(name, given, at, other)) do old[member] = value end
          old.at, old.layer, old.replaces = at, doc.id, replaces
        end
      end
    end
    if not found then
      report.fail(at, "override.stage", "there is no stage '" .. name .. "' to override", report.choices(name, names))
    end
  end

  -- What stands in no procedure is never done; what is named has to be there.
  function L.check_stages()
    for _, name in ipairs(report.sorted_keys(stages)) do
      if not stages[name].used then
        report.fail(stages[name].at, "stage", "'" .. name .. "' is in no procedure",
          "its name in the list of a procedure")
      end
    end
    for _, item in ipairs(mentioned) do
      if not L.base_stage(item.name) then
        local names = {}
        for _, procedure in ipairs(report.sorted_keys(doc.procedures)) do
          for _, stage in ipairs(doc.procedures[procedure].stages) do names[#names + 1] = stage.stage end
        end
        report.fail(item.at, "stage", "no stage " .. report.show(item.name), report.choices(item.name, names))
      end
    end
  end
end
