-- The words a condition is made of. They only collect; operators.lua checks and turns them into data at the end, so a
-- condition may use what the pack declares further down.

return function(L)
  local report, shape, doc, kind_of, words = L.report, L.shape, L.doc, L.kind_of, L.words

  -- A condition: `op` is a row of operators.lua.
  function L.node(op, raw, at)
    raw.op = op
    raw.at = at or report.here()
    kind_of[raw] = "node"
    return raw
  end
  local node = L.node

  local function conditions(at, word, list)
    shape.argument(at, word, "its list", list, "table")
    local count = 0
    for _ in pairs(list) do count = count + 1 end
    if kind_of[list] or count ~= #list then
      report.fail(at, word, "given " .. (kind_of[list] or "fields"), "a list of conditions in braces")
    end
    for i, item in ipairs(list) do shape.argument(at, word, "condition " .. i, item, "node") end
    return list
  end

  words.all = function(list)
    local at = report.here()
    return node("all", { of = conditions(at, "all", list) }, at)
  end

  words.any = function(list)
    local at = report.here()
    return node("any", { of = conditions(at, "any", list) }, at)
  end

  words.none_of = function(list)
    local at = report.here()
    return node("not", { of = node("any", { of = conditions(at, "none_of", list) }, at) }, at)
  end

  words.not_ = function(condition)
    local at = report.here()
    return node("not", { of = shape.argument(at, "not_", "what it denies", condition, "node") }, at)
  end

  -- at_least(2, { a, b, c })
  words.at_least = function(k, list)
    local at = report.here()
    shape.argument(at, "at_least", "how many", k, "value integer")
    return node("k_of", { k = k, of = conditions(at, "at_least", list) }, at)
  end

  words.always = function()
    return node("all", { of = {} })
  end

  local CITED = { gives = true, due = true, effect = true }

  -- under "3.2" (condition): this part of a rule stands in a clause of its own.
  words.under = function(clause)
    local at = report.here()
    shape.argument(at, "under", "the clause", clause, "name")
    return function(condition)
      if type(condition) == "string" then -- a role, as the actor of a stage
        local by = { role = condition, clause = clause, at = at }
        kind_of[by] = "by"
        return by
      end
      if CITED[kind_of[condition]] then -- a number, a day or what is written stands there
        condition.clause = clause
        return condition
      end
      shape.argument(at, "under", "what stands there", condition, "node")
      return node("under", { clause = clause, of = condition }, at)
    end
  end

  -- called { en = "...", zh = "..." } (condition): how people say it; heads its line in an explanation.
  words.called = function(label)
    local at = report.here()
    local name = shape.label(label)
    if not name then report.fail(at, "called", "no label", "text, or { en = ..., zh = ... }") end
    return function(condition)
      shape.argument(at, "called", "what is called so", condition, "node")
      return node("called", { label = name, of = condition }, at)
    end
  end

  -- condition "name" { when = ... } and holds "name": said once, used often, overridden by name in a variant.
  L.declaration("condition", "conditions", function(name, fields, at, replaces)
    shape.fields(at, "condition", fields, { when = "node", clause = "name?", label = "label?" })
    L.conditions[name] = {
      name = name, when = fields.when, clause = fields.clause, label = shape.label(fields.label), at = at,
      replaces = replaces,
    }
  end)

  words.holds = function(name)
    local at = report.here()
    return node("holds", { name = shape.argument(at, "holds", "the condition", name, "name") }, at)
  end

  -- Windows: months(6) is the six whole months before the one of the as-of date.

  for word, every in pairs { months = "month", quarters = "quarter", half_years = "half", years = "year" } do
    words[word] = function(n, options)
      local at = report.here()
      shape.argument(at, word, "how many", n, "value integer")
      if type(n) == "number" and n < 1 then report.fail(at, word, n .. " periods", "1 or more") end
      options = options or {}
      shape.fields(at, word, options, { reach = "value integer?", absences = "boolean?" })
      local window = { periods = n, every = every, reach = options.reach, absences = options.absences, at = at }
      kind_of[window] = "window"
      return window
    end
  end

  -- between(hired_on, confirmed_on): the periods from the one that holds the first day to the one before the second.
  words.between = function(from, to)
    local at = report.here()
    for i, bound in ipairs { from, to } do
      if kind_of[bound] ~= "attribute" then
        report.fail(at, "between", (i == 1 and "its first" or "its second") .. " day is " .. report.show(bound),
          "an attribute of type date")
      end
    end
    local window = { from = from.attribute, to = to.attribute, at = at }
    kind_of[window] = "window"
    return window
  end

  local function window_argument(at, word, window)
    if kind_of[window] ~= "window" then
      report.fail(at, word, "its window is " .. report.show(window),
        "months(n), quarters(n), half_years(n), years(n) or between(a, b)")
    end
  end

  -- Ratings of a series in a window.

  local function list_argument(at, word, list)
    if kind_of[list] == "value" then return list end
    if type(list) == "string" then
      local items = shape.split(list, ",")
      for i, item in ipairs(items) do items[i] = shape.trim(item) end
      list = items
    end
    return shape.argument(at, word, "its list", list, "texts")
  end

  local ratings = {}

  -- An expected or possible rating of the window meets the requirement "3A | 1S+1A".
  function ratings:meets(need)
    local at = report.here()
    shape.argument(at, "meets", "the requirement", need, "value text")
    return node("meets", { series = self.series, window = self.window, need = need }, at)
  end

  function ratings:none(values)
    local at = report.here()
    return node("none", {
      series = self.series, window = self.window, values = list_argument(at, "none", values),
    }, at)
  end

  -- So many ratings in the window are one of the values.
  for word, cmp in pairs { count_at_least = ">=", count_at_most = "<=" } do
    ratings[word] = function(self, count, values)
      local at = report.here()
      shape.argument(at, word, "how many", count, "value integer")
      return node("rated", {
        series = self.series, window = self.window, cmp = cmp, count = count, values = list_argument(at, word, values),
      }, at)
    end
  end

  -- Each of the last n periods has a rating, and none is worse.
  function ratings:each_at_least(value)
    local at = report.here()
    shape.argument(at, "each_at_least", "the rating", value, "value text")
    return node("streak", { series = self.series, last = self.window, at_least = value }, at)
  end

  local function ratings_of(window, series, at)
    -- false, not nil: a missing member would be looked up among the methods. It means the pack's default series.
    local handle = { series = series or false, window = window, at = at }
    kind_of[handle] = "ratings"
    return L.host.setmetatable(handle, L.methods("ratings", ratings))
  end

  words.ratings = function(window, series)
    local at = report.here()
    window_argument(at, "ratings", window)
    if series ~= nil then shape.argument(at, "ratings", "the series", series, "name") end
    return ratings_of(window, series, at)
  end

  -- last(2, "appraisal"): the last n periods of a series, whatever its period is.
  words.last = function(n, series)
    local at = report.here()
    shape.argument(at, "last", "how many", n, "value integer")
    shape.argument(at, "last", "the series", series, "name")
    local window = { periods = n, at = at }
    kind_of[window] = "window"
    return ratings_of(window, series, at)
  end

  -- Events of a kind in a window: events("complaint", months(6)):with { upheld = "yes" }:none()

  local events = {}

  function events:with(fields)
    local at = report.here()
    shape.argument(at, "with", "what it is given", fields, "table")
    if next(self.where) then report.fail(at, "with", "said twice", "all fields in one table") end
    local where = {}
    for _, field in ipairs(report.sorted_keys(fields)) do
      shape.argument(at, "with", "the field", field, "name")
      local values = fields[field]
      where[field] = type(values) == "string" and { values } or list_argument(at, "with", values)
    end
    return L.events_of(self.kind, self.window, where, at)
  end

  local function counted(word, cmp)
    events[word] = function(self, count)
      local at = report.here()
      shape.argument(at, word, "the number", count, "value integer")
      return node("events", {
        kind = self.kind, window = self.window, where = self.where, cmp = cmp, count = count,
      }, at)
    end
  end
  counted("at_least", ">=")
  counted("at_most", "<=")

  function events:none()
    return node("events", { kind = self.kind, window = self.window, where = self.where, cmp = "==", count = 0 })
  end

  function L.events_of(kind, window, where, at)
    local handle = { kind = kind, window = window, where = where, at = at }
    kind_of[handle] = "events"
    return L.host.setmetatable(handle, L.methods("events", events))
  end

  words.events = function(kind, window)
    local at = report.here()
    shape.argument(at, "events", "the kind", kind, "name")
    window_argument(at, "events", window)
    return L.events_of(kind, window, {}, at)
  end

  -- Attributes: position:is { "agent" }, grade:at_least "...", hired_on:on_or_before(as_of).

  local attribute = {}

  function attribute:is(values)
    local at = report.here()
    if type(values) == "string" then values = { values } end
    return node("is", { attr = self.attribute, ["in"] = list_argument(at, "is", values) }, at)
  end

  function attribute:is_not(values)
    local at = report.here()
    if type(values) == "string" then values = { values } end
    local is = node("is", { attr = self.attribute, ["in"] = list_argument(at, "is_not", values) }, at)
    return node("not", { of = is }, at)
  end

  function attribute:blank()
    return node("blank", { attr = self.attribute })
  end

  -- Grades on their ladder and whole numbers; which of the two shows when the attribute's type is known.
  for word, cmp in pairs { at_least = ">=", above = ">", at_most = "<=", below = "<", equals = "==" } do
    attribute[word] = function(self, value)
      local at = report.here()
      if not shape.is_integer(value) then shape.argument(at, word, "what it is compared with", value, "value text") end
      return node("compare", { attr = self.attribute, cmp = cmp, value = value, word = word }, at)
    end
  end

  for word, cmp in pairs { on_or_before = "<=", before = "<", on_or_after = ">=", after = ">", on = "==" } do
    attribute[word] = function(self, value)
      local at = report.here()
      if kind_of[value] ~= "as_of" and kind_of[value] ~= "value" then
        if not shape.is_date(value) then
          report.fail(at, word, "what it is compared with is " .. report.show(value),
            "as_of, or a date as \"2026-01-31\"")
        end
      end
      return node("date", { attr = self.attribute, cmp = cmp, value = value }, at)
    end
  end

  -- grade:changed("up", 3): its last change was so, at most three months ago.
  function attribute:changed(how, months)
    local at = report.here()
    report.need(at, "changed", "direction", { up = true, down = true, any = true }, how)
    shape.argument(at, "changed", "the months", months, "value integer")
    return node("changed", { attr = self.attribute, how = how, months = months }, at)
  end

  local attribute_methods = L.methods("attribute", attribute)

  -- Each attribute is a word of its own name.
  function L.attribute_word(name, at)
    if words[name] and at then
      report.fail(at, "attribute", "'" .. name .. "' is a word of the language", "another name")
    end
    local handle = { attribute = name }
    kind_of[handle] = "attribute"
    words[name] = L.host.setmetatable(handle, attribute_methods)
  end

  L.attribute_word("target") -- the grade a rule gives; known only after the rules, so only routing may ask for it

  -- during("appointment", { "trial" }): the as-of date lies in such a span.
  words.during = function(span, kinds)
    local at = report.here()
    shape.argument(at, "during", "the span", span, "name")
    return node("during", { span = span, kinds = kinds and list_argument(at, "during", kinds) or nil }, at)
  end

  -- concluded("special", { "granted" }, months(6)): a case of the person ended so.
  words.concluded = function(procedure, outcomes, window)
    local at = report.here()
    shape.argument(at, "concluded", "the procedure", procedure, "name")
    if type(outcomes) == "string" then outcomes = { outcomes } end
    if window then window_argument(at, "concluded", window) end
    return node("concluded", {
      procedure = procedure, outcome = list_argument(at, "concluded", outcomes), window = window,
    }, at)
  end

  words.as_of = {}
  kind_of[words.as_of] = "as_of"

  -- months_since(graded_on):at_least(3): n calendar months later is not after the as-of date.
  local since = {}

  function since:at_least(n)
    local at = report.here()
    shape.argument(at, "at_least", "the months", n, "value integer")
    return node("elapsed", { since = self.since, months = n }, at)
  end

  function since:below(n)
    local at = report.here()
    shape.argument(at, "below", "the months", n, "value integer")
    return node("not", { of = node("elapsed", { since = self.since, months = n }, at) }, at)
  end

  words.months_since = function(from)
    local at = report.here()
    if kind_of[from] ~= "attribute" then
      report.fail(at, "months_since", "since " .. report.show(from), "an attribute, like hired_on")
    end
    local handle = { since = from.attribute }
    kind_of[handle] = "since"
    return L.host.setmetatable(handle, L.methods("months_since", since))
  end

  -- opaque "id" { reads = {...}, holds = function(person) ... end }: for what the trees cannot say; policy check lists
  -- each one.
  words.opaque = function(id)
    local at = report.here()
    shape.argument(at, "opaque", "its id", id, "name")
    return function(fields)
      shape.fields(at, "opaque", fields, { reads = "texts", holds = "function", clause = "name?", label = "label?" })
      if L.opaque[id] then report.fail(at, "opaque", "'" .. id .. "' is given twice", "each id once") end
      L.opaque[id] = true
      L.host.opaque(id, fields.holds)
      L.later(function()
        for _, name in ipairs(fields.reads) do
          if not doc.attributes[name] and not doc.series[name] then
            report.fail(at, "opaque", "reads " .. report.show(name), "names of attributes or series")
          end
        end
        doc.opaque[#doc.opaque + 1] = {
          id = id, reads = fields.reads, clause = fields.clause, label = shape.label(fields.label), at = at,
        }
      end)
      return node("opaque", { id = id, reads = fields.reads, clause = fields.clause }, at)
    end
  end
end
