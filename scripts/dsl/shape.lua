-- The shape of what a word is given: which fields, of which kind. Table-driven, so that every word checks all it gets.
-- To add a kind of field: one row in `kinds`.

-- Text of the language's own punctuation is ASCII; full-width brackets in labels mean the same.
local function plain_brackets(text)
  local out, i = {}, 1
  while i <= #text do
    local a, b, c = text:byte(i, i + 2)
    if a == 0xEF and b == 0xBC and (c == 0x88 or c == 0x89) then
      out[#out + 1] = c == 0x88 and "(" or ")"
      i = i + 3
    else
      out[#out + 1] = text:sub(i, i)
      i = i + 1
    end
  end
  return table.concat(out)
end

local function trim(text)
  local first, last = 1, #text
  while first <= last and text:byte(first) <= 32 do first = first + 1 end
  while last >= first and text:byte(last) <= 32 do last = last - 1 end
  return text:sub(first, last)
end

local function split(text, separator)
  local parts, start = {}, 1
  for i = 1, #text do
    if text:sub(i, i) == separator then
      parts[#parts + 1] = text:sub(start, i - 1)
      start = i + 1
    end
  end
  parts[#parts + 1] = text:sub(start)
  return parts
end

local function digits(text, from, to)
  for i = from, to do
    local byte = text:byte(i)
    if not byte or byte < 48 or byte > 57 then return nil end
  end
  return math.tointeger(tonumber(text:sub(from, to)))
end

local MONTH_DAYS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_date(text)
  if type(text) ~= "string" or #text ~= 10 or text:sub(5, 5) ~= "-" or text:sub(8, 8) ~= "-" then return false end
  local year, month, day = digits(text, 1, 4), digits(text, 6, 7), digits(text, 9, 10)
  if not (year and month and day) or month < 1 or month > 12 or day < 1 then return false end
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return day <= (month == 2 and leap and 29 or MONTH_DAYS[month])
end

local function is_integer(x) return math.type(x) == "integer" end
local function is_text(x) return type(x) == "string" and trim(x) ~= "" end

-- A name is what stands in files, options and JSON: one line, no blanks at its ends.
local function is_name(x) return is_text(x) and trim(x) == x end

local function is_list_of(test)
  return function(x)
    if type(x) ~= "table" then return false end
    local n = 0
    for _ in pairs(x) do n = n + 1 end
    if n ~= #x then return false end
    for _, item in ipairs(x) do
      if not test(item) then return false end
    end
    return true
  end
end

local function is_label(x)
  if is_text(x) then return true end
  if type(x) ~= "table" or (x.en == nil and x.zh == nil) then return false end
  for key, text in pairs(x) do
    if (key ~= "en" and key ~= "zh") or not is_text(text) then return false end
  end
  return true
end

-- A label as data: plain text is English when it is ASCII, else Chinese.
local function label(x)
  if x == nil then return nil end
  if type(x) == "table" then return { en = x.en, zh = x.zh } end
  for i = 1, #x do
    if x:byte(i) >= 128 then return { zh = x } end
  end
  return { en = x }
end

return function(report, kind_of)
  local function is_kind(kind)
    return function(x) return kind_of[x] == kind end
  end

  local any = is_list_of(function() return true end)
  local function is_plain_list(x) return not kind_of[x] and any(x) end

  local kinds = {
    text = { "a text", is_text },
    name = { "a name", is_name },
    integer = { "a whole number", is_integer },
    boolean = { "true or false", function(x) return type(x) == "boolean" end },
    date = { "a date as 2026-01-31", is_date },
    label = { "a text, or { en = ..., zh = ... }", is_label },
    table = { "a table", function(x) return type(x) == "table" end },
    ["function"] = { "a function", function(x) return type(x) == "function" end },
    texts = { "a list of texts", is_list_of(is_text) },
    -- A field among the items would be passed over.
    list = { "a list { ... }, and nothing else in its braces", is_plain_list },
    effects = { "what it writes, or a list of that in braces with nothing else in them", function(x)
      return kind_of[x] == "effect" or is_plain_list(x)
    end },
    integers = { "a list of whole numbers", is_list_of(is_integer) },
    node = { "a condition, like status:is \"...\" or all { ... }", is_kind "node" },
    gives = { "up(n), down(n) or to \"...\"", is_kind "gives" },
    anything = { "a value", function(x) return x ~= nil end },
  }
  -- Where a setting may stand for the literal.
  for name, literal in pairs { text = "a text", integer = "a whole number" } do
    local test = kinds[name][2]
    kinds["value " .. name] = {
      literal .. ", param \"...\", choice \"...\" or choose \"...\" { ... }",
      function(x) return kind_of[x] == "value" or test(x) end,
    }
  end

  local shape = {
    trim = trim, split = split, plain_brackets = plain_brackets, is_date = is_date, is_integer = is_integer,
    is_text = is_text, is_label = is_label, label = label,
  }

  function shape.argument(at, word, what, value, kind)
    local row = kinds[kind]
    if not row[2](value) then report.fail(at, word, what .. " is " .. report.show(value), row[1]) end
    return value
  end

  -- `spec` maps field to kind, a `?` behind it when the field may be absent; spec[1] says what the items of the list
  -- part are, if there may be any. `partial`: an override gives only what it changes.
  function shape.fields(at, word, fields, spec, partial)
    if type(fields) ~= "table" or kind_of[fields] then
      report.fail(at, word, "given " .. report.show(fields), "a table of fields { ... }")
    end
    local allowed = {}
    for _, key in ipairs(report.sorted_keys(spec)) do
      if type(key) == "string" then allowed[#allowed + 1] = key end
    end
    for _, key in ipairs(report.sorted_keys(fields)) do
      if type(key) == "string" then
        if not spec[key] then
          report.fail(at, word, "unknown field '" .. key .. "'", report.choices(key, allowed))
        end
      elseif not spec[1] then
        report.fail(at, word, "an item without a name: " .. report.show(fields[key]), "fields: " ..
          table.concat(allowed, ", "))
      end
    end
    if spec[1] then
      local n = 0
      for key in pairs(fields) do
        if type(key) ~= "string" then n = n + 1 end
      end
      if n ~= #fields then report.fail(at, word, "a hole in the list of " .. spec[1], "one item after the other") end
    end
    for _, key in ipairs(allowed) do
      local kind, value = spec[key], fields[key]
      local optional = partial
      if kind:sub(-1) == "?" then
        kind, optional = kind:sub(1, -2), true
      end
      if value ~= nil then
        shape.argument(at, word, "'" .. key .. "'", value, kind)
      elseif not optional then
        report.fail(at, word, "'" .. key .. "' is missing", kinds[kind][1])
      end
    end
    return fields
  end

  return shape
end
