-- Taking a clause out of the part of a document that cases run by. See policy/ablate.lua.
--
-- A stage leaves its procedure (who led there ends the case); a deadline, a form, a document, a requirement, an effect,
-- a seat or a trigger is left out; who acts becomes somebody else; a panel asks for nothing; a number is one more.
local json = require "cursus.json"

local cases = {}

local function sorted(map)
  local keys = {}
  for key in pairs(map or {}) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- The items of the list that do not stand in the clause; how many do.
local function without(holder, key, clause)
  local kept, count = {}, 0
  for _, item in ipairs(holder[key] or {}) do
    if type(item) == "table" and item.clause == clause then count = count + 1 else kept[#kept + 1] = item end
  end
  if count > 0 then holder[key] = #kept > 0 and json.array(kept) or nil end
  return count
end

local function drop(holder, key, clause)
  local value = holder[key]
  if type(value) ~= "table" or value.clause ~= clause then return 0 end
  holder[key] = nil
  return 1
end

-- Another role than the one the clause names.
local function other_actor(document, list, clause)
  local count = 0
  for _, by in ipairs(list or {}) do
    if by.clause == clause then
      for _, name in ipairs(sorted(document.roles)) do
        if name ~= by.role then
          by.role = name
          break
        end
      end
      count = count + 1
    end
  end
  return count
end

-- Names of forms of the clause leave the list.
local function forget_forms(document, holder, key, clause)
  local kept, count = {}, 0
  for _, name in ipairs(holder[key] or {}) do
    if document.forms[name].clause == clause then count = count + 1 else kept[#kept + 1] = name end
  end
  if count > 0 then holder[key] = #kept > 0 and json.array(kept) or nil end
  return count
end

local function redirect(next_stage, gone)
  return type(next_stage) == "string" and gone[next_stage] and { ends = "taken out" } or next_stage
end

local function cut_next(holder, key, clause, gone)
  local count = 0
  holder[key] = redirect(holder[key], gone)
  if type(holder[key]) == "table" then count = without(holder[key], "writes", clause) end
  return count
end

-- The day of a stage that is gone is the day of the act itself.
local function forget_days(value, gone)
  for key, inner in pairs(value) do
    if type(inner) == "table" then
      if gone[inner.stage or ""] and not inner.act then value[key] = "done_on" else forget_days(inner, gone) end
    end
  end
end

local function cut_stage(document, stage, clause, gone)
  local count = other_actor(document, stage.by, clause) + drop(stage, "due", clause) + drop(stage, "from", clause)
  count = count + without(stage, "writes", clause) + without(stage, "asks", clause)
  local collected = {}
  for _, collect in ipairs(stage.collects or {}) do
    if document.forms[collect.form].clause == clause then count = count + 1 else collected[#collected + 1] = collect end
  end
  if stage.collects then stage.collects = #collected > 0 and json.array(collected) or nil end
  if stage.act == "score" and not stage.collects and not stage.panel then stage.act = "do" end
  for _, collect in ipairs(stage.collects or {}) do
    count = count + other_actor(document, collect.from, clause)
    if collect.clause == clause and collect.clause ~= stage.clause then
      collect.from, collect.draw = json.array { { role = sorted(document.roles)[1] } }, nil
      count = count + 1
    end
  end
  for _, key in ipairs { "fills", "makes" } do count = count + forget_forms(document, stage, key, clause) end
  for _, answer in ipairs(sorted(stage.answers)) do count = count + cut_next(stage.answers, answer, clause, gone) end
  count = count + cut_next(stage, "fails", clause, gone) + cut_next(stage, "next", clause, gone)
  if type(stage.when) == "table" and stage.when.clause == clause and stage.clause ~= clause then
    stage.when = nil
    count = count + 1
  end
  return count
end

local function cut_procedure(document, procedure, clause)
  local gone, kept, count = {}, {}, 0
  for _, stage in ipairs(procedure.stages) do
    if stage.clause == clause then gone[stage.stage], count = true, count + 1 else kept[#kept + 1] = stage end
  end
  if #kept == 0 then return count end -- nothing would be left of the procedure: then it stays
  procedure.stages = json.array(kept)
  forget_days(kept, gone)
  for _, stage in ipairs(kept) do
    count = count + cut_stage(document, stage, clause, gone)
    if stage.returns then
      local back = {}
      for _, name in ipairs(stage.returns) do
        if not gone[name] then back[#back + 1] = name end
      end
      stage.returns = #back > 0 and json.array(back) or nil
    end
  end
  local opens = procedure.opens
  count = count + other_actor(document, opens.by, clause) + drop(opens, "window", clause)
  count = count + without(opens, "requires", clause) + without(procedure, "asks", clause)
  if (opens.clause == clause or procedure.clause == clause) and (opens.by or opens.check) then
    opens.by, opens.check = nil, nil
    count = count + 1
  end
  procedure.asks = procedure.asks or json.array {}
  return count
end

local function cut_panel(panel, clause)
  local count = drop(panel, "members", clause) + drop(panel, "chair", clause)
  if panel.clause == clause then
    panel.pass, count = 0, count + 1
  end
  return count
end

local function cut_role(role, clause)
  if role.clause ~= clause then return 0 end
  role.per, role.every, role.is = nil, nil, "self"
  return 1
end

local function cut_draw(draw, clause)
  if draw.clause ~= clause then return 0 end
  draw.least, draw.most = 0, 0
  return 1
end

-- Each clause once: what is left of the lists when it is gone. How many places it had.
function cases.cut(document, clause)
  local count = 0
  for _, name in ipairs(sorted(document.procedures)) do
    count = count + cut_procedure(document, document.procedures[name], clause)
  end
  for _, name in ipairs(sorted(document.panels)) do count = count + cut_panel(document.panels[name], clause) end
  for _, name in ipairs(sorted(document.roles)) do count = count + cut_role(document.roles[name], clause) end
  for _, name in ipairs(sorted(document.draws)) do count = count + cut_draw(document.draws[name], clause) end
  for _, name in ipairs(sorted(document.checklists)) do
    count = count + without(document.checklists[name], "cells", clause)
  end
  for _, name in ipairs(sorted(document.triggers)) do
    if document.triggers[name].clause == clause then
      document.triggers[name], count = nil, count + 1
    end
  end
  for _, name in ipairs(sorted(document.parameters)) do
    local parameter = document.parameters[name]
    if parameter.clause == clause and math.type(parameter.value) == "integer" then
      parameter.value, count = parameter.value + 1, count + 1
    end
  end
  return count
end

return cases
