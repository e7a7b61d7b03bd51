-- What people read where a pack has only a name: how a case ends, what may be answered, a document handed in.
-- Word: labels.

return function(L)
  local report, shape, doc = L.report, L.shape, L.doc

  -- What the engine itself calls so has words of its own; a pack may have others.
  local ENGINE = {
    outcome = { done = true, refused = true, withdrawn = true }, answer = { yes = true, no = true, objection = true },
    document = {},
  }
  local given = {} -- { at, kind, name } of this pack

  -- labels "outcome" { { "granted", en = "granted", zh = "已核定" }, ... }
  L.declaration("labels", "labels", function(kind, fields, at, replaces)
    report.need(at, "labels", "kind of name", ENGINE, kind)
    local list = { words = L.object {}, at = at, replaces = replaces }
    if #fields == 0 then report.fail(at, "labels", "no names", "at least one, as { \"name\", zh = \"...\" }") end
    for _, item in ipairs(fields) do
      shape.fields(at, "labels", item, { "name", en = "text?", zh = "text?" })
      local name = shape.argument(at, "labels", "a name", item[1], "name")
      shape.argument(at, "labels", "the label of '" .. name .. "'", { en = item.en, zh = item.zh }, "label")
      if list.words[name] then report.fail(at, "labels", "'" .. name .. "' is given twice", "each name once") end
      list.words[name] = L.object { en = item.en, zh = item.zh }
      given[#given + 1] = { at = at, kind = kind, name = name }
    end
    doc.labels[kind] = list
  end)

  local function collect(used, next)
    if type(next) == "table" then used.outcome[next.ends] = true end
  end

  local function used_names()
    local used = { outcome = {}, answer = {}, document = {} }
    for _, procedure in pairs(doc.procedures) do
      for _, stage in ipairs(procedure.stages) do
        collect(used, stage.next)
        collect(used, stage.fails)
        for answer, next in pairs(stage.answers or {}) do
          used.answer[answer] = true
          collect(used, next)
        end
        for _, title in ipairs(stage.needs or {}) do used.document[title] = true end
      end
    end
    return used
  end

  -- A label for what no procedure has is a misspelt name.
  function L.check_labels()
    if #given == 0 then return end
    local used = used_names()
    for _, item in ipairs(given) do
      if not used[item.kind][item.name] and not ENGINE[item.kind][item.name] then
        report.fail(item.at, "labels", "no procedure has the " .. item.kind .. " '" .. item.name .. "'",
          report.choices(item.name, report.sorted_keys(used[item.kind])))
      end
    end
  end
end
