-- What a case changes: what it has written, and what its procedure is still going to write. For documents: a notice
-- that goes out before the day of the pay names the pay all the same.
local date = require "cursus.date"
local policy = require "cursus.policy"

local effects = {}

-- Every effect of a procedure with its stage, in the order of the stages.
local function each_effect(procedure)
  local list = {}
  local function take(stage, writes)
    for _, effect in ipairs(writes or {}) do list[#list + 1] = { stage = stage, effect = effect } end
  end
  local function ends(stage, next)
    if type(next) == "table" then take(stage, next.writes) end
  end
  for _, stage in ipairs(procedure.stages) do
    take(stage, stage.writes)
    ends(stage, stage.next)
  end
  return list
end

-- The attributes whose effects look an amount up in a table of money.
function effects.money(pack)
  local names = {}
  for _, procedure in pairs(pack.procedures or {}) do
    for _, item in ipairs(each_effect(procedure)) do
      local value = item.effect.write and item.effect.value
      local parameter = type(value) == "table" and value.table and pack.parameters[value.table]
      if parameter and parameter.unit == "money" then names[item.effect.write] = true end
    end
  end
  return names
end

-- What was given when the case's pack was adopted, and for what had no value then what the same pack was given first
-- after that and is in force on the day (core/procedure/office.c). `known`: the newest transaction that counts.
local function settings_of(adoptions, adoption, pack, known, day)
  local parameters = {}
  for name, value in pairs(adoption.settings.parameters or {}) do parameters[name] = value end
  for _, later in ipairs(adoptions) do
    local counts = later.hash == adoption.hash and later.txn > adoption.txn and later.txn <= known
      and (later.effective or day) <= day
    for name, value in pairs(counts and later.settings.parameters or {}) do
      local had = (adoption.settings.parameters or {})[name] ~= nil or pack.parameters[name].value ~= nil
      if not had then parameters[name] = value end
    end
  end
  return { parameters = parameters, readings = adoption.settings.readings }
end

-- The parameters and readings that a case goes by, of its pack as s:pack gives it: as known at a transaction (nil:
-- now), on a day; or nil, message, code. `kept`, the caller's, holds them by adoption and transaction.
function effects.given(company, pack, case, kept, known, day)
  local adoptions, why, code = company:adoptions()
  if not adoptions then return nil, why, code end
  local opened = case.acts[1] and case.acts[1].txn or 0
  for _, adoption in ipairs(adoptions) do
    if adoption.hash == case.pack and adoption.txn <= opened then
      local key = adoption.txn .. ":" .. (known or "")
      if not kept[key] then
        local settings = settings_of(adoptions, adoption, pack.document, known or math.maxinteger, day)
        kept[key], why, code = policy.settings(pack.compiled, settings)
      end
      return kept[key], why, code
    end
  end
  return {}
end

local Case = {}
Case.__index = Case

-- `case` as c:case gives it, of the document `pack`; `given`: parameters and readings in force;
-- attribute(name [, days]) a fact of the subject; `doing`: the stage that counts as done on `on`.
function effects.of(case, pack, given, attribute, doing, on)
  return setmetatable({
    case = case, pack = pack, given = given, attribute = attribute, doing = doing, on = on,
    procedure = pack.procedures[case.procedure],
  }, Case)
end

function Case:parameter(name) return (self.given.parameters or {})[name] end

-- A VALUE in force; nil when it has none.
function Case:value(value)
  if type(value) ~= "table" then return value end
  local function choice(id) return (self.given.readings or {})[id] end
  if value.param then return self:parameter(value.param) end
  if value.reading then return choice(value.reading) end
  if value.choose then return self:value(value.of[choice(value.choose)]) end
end

function Case:done_on(name)
  if name == self.doing then return self.on end
  for i = #self.case.acts, 1, -1 do
    local act = self.case.acts[i]
    if act.stage == name and (act.to or act.ends) and not act.reversed_by and not act.void then return act.on end
  end
end

function Case:known(name)
  local known = self.case.known[name]
  if known ~= nil then return known end
  local judged = { judged_from = "from", judged_to = "to", judged_rule = "rule", judged_route = "judged" }
  return judged[name] and self.case[judged[name]]
end

-- A name of the subject or of the case.
function Case:fact(name)
  if (self.pack.attributes[name] or {}).case then return self:known(name) end
  return self.attribute(name)
end

local function count(self, value)
  if type(value) == "table" and value.case then return math.tointeger(self:known(value.case)) end
  return value == nil and 0 or self:value(value)
end

-- A WHEN as an ISO date; nil while it is not known.
function Case:when(when, stage)
  local of, text = when.date
  if type(of) == "table" then
    if of.case then text = self:known(of.case) else text = self:done_on(of.stage) end
  elseif of == "as_of" or of == "opened_on" then
    text = self.case[of]
  elseif of == "done_on" then
    text = self:done_on(stage)
  else
    text = self.attribute(of)
  end
  local days, months, more = text and date.parse(text), count(self, when.months), count(self, when.days)
  if not (days and months and more) then return nil end
  days = date.add_months(days, months) + more
  if when.first_of_month then
    local year, month = date.split(days)
    days = date.of(year, month, 1)
  end
  return date.text(days)
end

function Case:effect_value(effect)
  local value = effect.value
  if value == "target" then return self.case.to end
  if type(value) ~= "table" then return value end
  if value.case then return self:known(value.case) end
  if value.when or not value.table then return self:value(value) end
  return self:row(value)
end

-- What a table gives; nil when it has no such row, or when what its rows are named by is not known: then false, too.
function Case:row(value)
  local keys = {}
  for i, name in ipairs(value.of) do
    keys[i] = name == "target" and self.case.to or self:fact(name)
    if keys[i] == nil then return nil, false end
  end
  local rows = self:parameter(value.table)
  return type(rows) == "table" and rows[table.concat(keys, "/")] or nil
end

local function looks_up(effect) return type(effect.value) == "table" and effect.value.table ~= nil end

-- What act `upto` and the acts before it wrote last of an attribute for which is(name) holds, or nil:
-- { name =, from =, to =, on =, clause = }.
function Case:written(is, upto)
  local found
  for _, wrote in ipairs(self.case.wrote) do
    if wrote.of == "attribute" and is(wrote.name) and not wrote.reversed_by and wrote.act <= upto then
      found = { name = wrote.name, from = wrote.before, to = wrote.value, on = wrote.on, clause = wrote.clause }
    end
  end
  return found
end

-- What became of such an attribute, or becomes of it in the stages that are still to come.
function Case:change(is, upto)
  local found = self:written(is, upto)
  if found or self.case.outcome then return found end
  for _, item in ipairs(each_effect(self.procedure)) do
    local effect = item.effect
    local to = effect.write and is(effect.write) and self:effect_value(effect)
    local unsaid = self.pay_left_out and effect.write and is(effect.write) and looks_up(effect) -- its day stays
    if to or unsaid then
      local on = self:when(effect.on, item.stage.stage)
      local before = on and date.parse(on) - 1
      found = { name = effect.write, from = self.attribute(effect.write, before), to = to or nil, on = on,
        clause = effect.clause }
    end
  end
  return found
end

-- The tables that give nothing for what the stages to come write of such attributes, by name.
function Case:lacking(is)
  local names, seen = {}, {}
  if self.case.outcome or self.pay_left_out or self:written(is, math.maxinteger) then return names end
  for _, item in ipairs(each_effect(self.procedure)) do
    local effect = item.effect
    if effect.write and is(effect.write) and looks_up(effect) and not seen[effect.value.table] then
      local amount, known = self:row(effect.value)
      if amount == nil and known ~= false then
        seen[effect.value.table] = true
        names[#names + 1] = effect.value.table
      end
    end
  end
  return names
end

-- The stage of an act, as the pack has it.
function Case:stage(name)
  for _, stage in ipairs(self.procedure.stages) do
    if stage.stage == name then return stage end
  end
end

return effects
