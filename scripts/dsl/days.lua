-- Days of a case and the windows around them. Words: done_on, opened_on, asked, day_of, first_of_month, months_after,
-- days_after; within, before, after, first_workdays.
--
-- A day is data of the form WHEN (docs/policy-data.md, "Procedures"), a window of the form DUE.

return function(L)
  local report, shape, doc, kind_of, words = L.report, L.shape, L.doc, L.kind_of, L.words

  local function day(raw)
    raw.at = raw.at or report.here()
    kind_of[raw] = "day"
    return raw
  end

  words.done_on = day { date = "done_on", at = { file = "?", line = 0 } }     -- the day of the act itself
  words.opened_on = day { date = "opened_on", at = { file = "?", line = 0 } } -- the day the case was opened

  -- asked "ends_on": what the case was asked, a date or any other value.
  words.asked = function(name)
    local at = report.here()
    shape.argument(at, "asked", "what was asked", name, "name")
    local raw = { date = { case = name }, case = name, at = at }
    kind_of[raw] = "day"
    return raw
  end

  -- day_of "9.5.5": the day that stage was done.
  words.day_of = function(stage)
    local at = report.here()
    return day { stage = shape.argument(at, "day_of", "the stage", stage, "name"), at = at }
  end

  -- What stands where a day is wanted, as a table of its own.
  local function to_day(at, word, value)
    if kind_of[value] == "as_of" then return { date = "as_of", at = at } end
    if kind_of[value] == "attribute" then return { date = value.attribute, attribute = true, at = at } end
    if kind_of[value] ~= "day" then
      report.fail(at, word, "its day is " .. report.show(value),
        "as_of, done_on, opened_on, an attribute of type date, asked \"...\" or day_of \"...\"")
    end
    local copy = {}
    for key, item in pairs(value) do copy[key] = item end
    return copy
  end

  words.first_of_month = function(value)
    local at = report.here()
    local out = to_day(at, "first_of_month", value)
    out.first_of_month = true
    return day(out)
  end

  for word, unit in pairs { months_after = "months", days_after = "days" } do
    words[word] = function(n, value)
      local at = report.here()
      if kind_of[n] ~= "day" then shape.argument(at, word, "how many", n, "value integer") end
      local out = to_day(at, word, value)
      out[unit] = n
      return day(out)
    end
  end

  local function check_attribute(at, word, name)
    local attribute = report.need(at, word, "attribute", doc.attributes, name)
    if attribute.type ~= "date" then
      report.fail(at, word, "'" .. name .. "' is of type " .. attribute.type, "an attribute of type date")
    end
    return attribute
  end

  -- How many: a whole number, a setting, or what was asked.
  local function number(at, value)
    if value == nil then return nil end
    if kind_of[value] == "day" and value.case then
      local attribute = report.need(at, "asked", "attribute", doc.attributes, value.case)
      if not attribute.case or attribute.type ~= "integer" then
        report.fail(at, "asked", "'" .. value.case .. "' is no number of a case",
          "an integer attribute of case { ... }")
      end
      return { case = value.case }
    end
    return L.emit_value(at, value, function(n) return n end)
  end

  local function date_of(at, word, raw)
    if raw.case then
      if not check_attribute(at, word, raw.case).case then
        report.fail(at, "asked", "'" .. raw.case .. "' is no fact of a case", "an attribute of case { ... }")
      end
      return { case = raw.case }
    elseif raw.stage then
      L.mention_stage(at, raw.stage)
      return { stage = raw.stage }
    elseif raw.attribute then
      check_attribute(at, word, raw.date)
    end
    return raw.date
  end

  -- WHEN as data; `value` is a day as the pack wrote it.
  function L.emit_when(at, word, value)
    local raw = to_day(at, word, value)
    return {
      date = date_of(at, word, raw), first_of_month = raw.first_of_month, months = number(at, raw.months),
      days = number(at, raw.days),
    }
  end

  local UNITS = { workdays = true, days = true, months = true }

  local function due(raw)
    kind_of[raw] = "due"
    return raw
  end

  -- within(5, "workdays", confirmed_on): from that day on, at most so many; before(10, "days", asked "ends_on").
  for _, word in ipairs { "within", "before", "after" } do
    words[word] = function(n, unit, value, options)
      local at = report.here()
      shape.argument(at, word, "how many", n, "value integer")
      report.need(at, word, "unit", UNITS, unit)
      shape.fields(at, word, options or {}, { exact = "boolean?" })
      return due { word = word, n = n, unit = unit, day = to_day(at, word, value), exact = options and options.exact,
        at = at }
    end
  end

  -- first_workdays(5, { 1, 7 }): the first five working days of January and of July.
  words.first_workdays = function(n, months)
    local at = report.here()
    shape.argument(at, "first_workdays", "how many", n, "value integer")
    shape.argument(at, "first_workdays", "the months", months, "integers")
    for _, month in ipairs(months) do
      if month < 1 or month > 12 then report.fail(at, "first_workdays", "month " .. month, "1 to 12") end
    end
    return due { first_workdays = n, months = months, at = at }
  end

  local function moved(value) return value.first_of_month or value.months or value.days end

  function L.emit_due(raw)
    if not raw then return nil end
    if raw.clause then L.check_clause(raw.at, "under", raw.clause) end
    if raw.first_workdays then
      return {
        clause = raw.clause, first_workdays = number(raw.at, raw.first_workdays), months = raw.months, at = raw.at,
      }
    end
    return {
      clause = raw.clause, [raw.word] = number(raw.at, raw.n), unit = raw.unit, exact = raw.exact, at = raw.at,
      of = moved(raw.day) and L.emit_when(raw.at, raw.word, day(raw.day)) or date_of(raw.at, raw.word, raw.day),
    }
  end
end
