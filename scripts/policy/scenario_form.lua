-- What a scenario may look like. Scenario files are as untrusted as their pack: each field is tested first.
local tr = require("cursus.message").tr

local function is_text(x) return type(x) == "string" end
local function is_scalar(x) return type(x) ~= "table" end
local function is_table(x) return type(x) == "table" end

local function list_of(test)
  return function(x)
    if type(x) ~= "table" then return false end
    for key, item in pairs(x) do
      if math.type(key) ~= "integer" or not test(item) then return false end
    end
    return true
  end
end

local function map_of(test)
  return function(x)
    if type(x) ~= "table" then return false end
    for key, item in pairs(x) do
      if type(key) ~= "string" or not test(item) then return false end
    end
    return true
  end
end

local function either(one, other)
  return function(x) return one(x) or other(x) end
end

local is_row = map_of(is_scalar)
local is_rows = list_of(is_row)
local is_texts = list_of(is_text)
local is_settings = map_of(either(is_scalar, is_row))

local LISTS = { ratings = either(is_text, is_row), events = is_rows, absences = is_rows, metrics = is_rows }

-- The record of somebody, with what hangs on it.
local function is_person(x)
  if type(x) ~= "table" then return false end
  for name, value in pairs(x) do
    if type(name) ~= "string" or not (LISTS[name] or is_scalar)(value) then return false end
  end
  return true
end

-- An act does one of these.
local DEEDS = { "stage", "open", "record", "case", "plan", "override", "approve", "apply" }

local ACT = {
  stage = is_text, open = is_text, record = is_text, case = is_text, plan = is_text, override = is_text, on = is_text,
  actor = is_text, as_of = is_text, recorded = is_text, subject = is_text, answer = is_text, reason = is_text,
  comment = is_text, to = is_text, whom = is_text, by = is_text, role = is_text, verb = is_text, row = is_row,
  set = is_row, scores = is_row, cells = is_row, forms = is_table, documents = is_texts, expect = is_table,
  only = is_texts, refused = either(is_text, function(x) return x == true end), act = is_scalar, run = is_scalar,
  confirm = is_scalar, approve = is_scalar, apply = is_scalar,
}

-- The first field that is not what FORM says, in the order of the names; nil: none.
local function wrong_in(form, fields)
  local wrong
  for name, value in pairs(fields) do
    local test = form[name]
    if test and not test(value) and (not wrong or name < wrong) then wrong = name end
  end
  return wrong
end

local FORM = {
  name = is_text, clause = either(is_text, is_texts), cycle = is_text, procedure = is_text, as_of = is_text,
  person = is_person, people = map_of(is_person), expect = map_of(function() return true end),
  roles = map_of(either(is_text, list_of(either(is_text, is_row)))), relations = is_rows, delegations = is_rows,
  subjects = map_of(map_of(is_row)), acts = list_of(is_table),
  settings = function(x)
    return is_table(x) and is_settings(x.parameters or {}) and is_row(x.readings or {})
  end,
}

-- What a scenario may expect, by how it is run; a story says what differs itself.
local EXPECT = {
  planned = {
    outcome = is_scalar, rule = is_scalar, from = is_scalar, to = is_scalar, steps = is_scalar, clause = is_scalar,
    unusual = is_scalar, missing = is_texts,
  },
  recorded = { warnings = is_texts, blocked = is_texts },
  story = { missing = is_texts, warnings = is_texts, blocked = is_texts, on = is_text },
}

local function names_of(form)
  local names = {}
  for name in pairs(form) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- The first name that FORM does not know: it would be passed over, and the scenario prove nothing by it.
local function unknown_in(form, fields)
  for _, name in ipairs(names_of(fields)) do
    if not form[name] then return name end
  end
end

local function unknown(form, fields, where)
  local name = unknown_in(form, fields)
  if name then return { "scenario_unknown", where .. name, table.concat(names_of(form), ", ") } end
end

local function wrong_act(act, i)
  local where = ("acts[%d]."):format(i)
  local wrong = wrong_in(ACT, act)
  if wrong then return { "scenario_field", where .. wrong } end
  local deed
  for _, name in ipairs(DEEDS) do
    if act[name] ~= nil and deed then return { "scenario_two_deeds", i, deed, name } end
    deed = act[name] ~= nil and name or deed
  end
  return unknown(ACT, act, where)
end

-- nil, or what is wrong: { message, what the message wants }. `kind`: how the scenario is run (scenarios.kind).
return function(scenario, kind)
  if type(scenario) ~= "table" then return { "scenario_field", tr "scenario_itself" } end
  local wrong = wrong_in(FORM, scenario)
  if wrong then return { "scenario_field", wrong } end
  local found = unknown(FORM, scenario, "")
  if found then return found end
  local expect, form = scenario.expect or {}, EXPECT[kind(scenario)]
  wrong = wrong_in(form, expect)
  if wrong then return { "scenario_field", "expect." .. wrong } end
  found = kind(scenario) ~= "story" and unknown(form, expect, "expect.") or nil
  for i, act in ipairs(scenario.acts or {}) do found = found or wrong_act(act, i) end
  return found
end
