-- The register: every clause of the source document, from a table beside the pack. Words: clauses, quote, same_as.

local COLUMNS = { "id", "kind", "executable", "paraphrase_en", "label_zh", "primitive", "ambiguity" }
local KINDS = {
  rule = true, eligibility = true, assessment = true, workflow = true, role = true, schedule = true, curriculum = true,
  money = true, form = true, record = true, catalogue = true, statement = true,
}
local EXECUTABLE = { yes = true, partly = true, no = true }
local TEXT_ONLY = "text only" -- the only primitive that may be merely quoted

return function(L)
  local report, shape, doc = L.report, L.shape, L.doc
  local register = {} -- id -> CLAUSE
  for _, clause in ipairs(doc.clauses) do register[clause.id] = clause end

  function L.register(base)
    for _, clause in ipairs(base) do register[clause.id] = clause end
  end

  -- `id` is in the register, or it is an error at `at`. Checked at the end, so that order in the pack is free.
  function L.check_clause(at, word, id)
    if not register[id] then
      local ids = {}
      for _, clause in ipairs(doc.clauses) do ids[#ids + 1] = clause.id end
      report.fail(at, word, "no clause '" .. tostring(id) .. "' in the register", report.choices(id, ids))
    end
  end

  local function read_row(file, number, line)
    local at = { file = file, line = number }
    local cells = shape.split(line, "\t")
    if #cells ~= #COLUMNS then
      report.fail(at, "clauses", #cells .. " columns", #COLUMNS .. " columns divided by tabs: " ..
        table.concat(COLUMNS, ", "))
    end
    local row = {}
    for i, column in ipairs(COLUMNS) do row[column] = shape.trim(cells[i]) end
    return row, at
  end

  L.words.clauses = function(file)
    local at = report.here()
    shape.argument(at, "clauses", "the file", file, "name")
    L.started = true
    local text = L.host.read(file)
    if not text then report.fail(at, "clauses", "cannot read " .. report.show(file), "a file in the pack's folder") end
    local header_seen = false
    for number, raw in ipairs(shape.split(text, "\n")) do
      local line = raw:sub(-1) == "\r" and raw:sub(1, -2) or raw
      if line ~= "" then
        local row, row_at = read_row(file, number, line)
        if not header_seen then
          for _, column in ipairs(COLUMNS) do
            if row[column] ~= column then
              report.fail(row_at, "clauses", "header " .. report.show(row[column]), "'" .. column .. "' there")
            end
          end
          header_seen = true
        else
          if row.id == "" then report.fail(row_at, "clauses", "a clause without an id", "an id") end
          if register[row.id] then
            report.fail(row_at, "clauses", "clause '" .. row.id .. "' is given twice", "each id once")
          end
          report.need(row_at, "clauses", "kind of clause", KINDS, row.kind)
          report.need(row_at, "clauses", "value of 'executable'", EXECUTABLE, row.executable)
          local clause = {
            id = row.id, kind = row.kind, executable = row.executable, label = { zh = row.label_zh },
            text = row.paraphrase_en, primitive = row.primitive, at = row_at,
            ambiguity = row.ambiguity ~= "" and row.ambiguity or nil,
          }
          register[row.id] = clause
          doc.clauses[#doc.clauses + 1] = clause
        end
      end
    end
  end

  -- quote "1", or quote { "1", "8.3.1" }: there is nothing to run in these, they are kept and cited.
  L.words.quote = function(ids)
    local at = report.here()
    if type(ids) == "string" then ids = { ids } end
    shape.argument(at, "quote", "its clause", ids, "texts")
    L.later(function()
      for _, id in ipairs(ids) do
        L.check_clause(at, "quote", id)
        local primitive = register[id].primitive
        if primitive ~= TEXT_ONLY then
          report.fail(at, "quote", "clause '" .. id .. "' is more than text (" .. primitive .. ")",
            "a place where it acts; until then leave it out, so that coverage lists it as missing")
        end
        doc.quotes[#doc.quotes + 1] = { clause = id, at = at }
      end
    end)
  end

  -- same_as { ["6.1"] = "5.2" }: the document says the same thing twice; one place serves both.
  L.words.same_as = function(pairs_of_ids)
    local at = report.here()
    shape.argument(at, "same_as", "the list", pairs_of_ids, "table")
    L.later(function()
      for _, id in ipairs(report.sorted_keys(pairs_of_ids)) do
        local other = pairs_of_ids[id]
        L.check_clause(at, "same_as", id)
        L.check_clause(at, "same_as", other)
        if id == other then report.fail(at, "same_as", "'" .. id .. "' repeats itself", "the clause it repeats") end
        register[id].same_as = other
      end
    end)
  end
end
