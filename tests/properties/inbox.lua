-- Whose turn it is, by the model: rows in the order of the inbox.
local date = require "cursus.date"
local desk = require "desk"

local inbox = {}

-- The last day of the stage where the case stands; nil: none, or not known.
function inbox.due(case)
  local stage = desk.find(case.procedure.stages, case.state.stage or "")
  local range = stage and desk.window(case, nil, stage.due)
  return range and range.to and date.text(range.to) or nil, stage
end

-- The turns of one case: { actor, role, as, form }, or of a vacant role with the clause that wants it.
function inbox.turns(world, case, on)
  local _, stage = inbox.due(case)
  if not stage then return {} end
  local rows = {}
  if stage.act == "score" then
    local raters, vacancies = desk.scores.raters(world, case, stage, on)
    for _, one in ipairs(raters) do
      if not one.score and not one.excused then
        rows[#rows + 1] = { actor = one.code, role = one.role, form = one.form }
      end
    end
    for _, vacancy in ipairs(vacancies) do
      rows[#rows + 1] = { role = vacancy.role, form = vacancy.form, nobody = vacancy.clause }
    end
  else
    for _, one in ipairs(stage.by or {}) do
      local list = world.company:holders(one.role, case.subject, on)
      for _, actor in ipairs(list) do
        if not (stage.everyone and desk.has_acted(case, stage, actor.as or actor.code)) then
          rows[#rows + 1] = { actor = actor.code, role = one.role, as = actor.as }
        end
      end
      if #list == 0 then rows[#rows + 1] = { role = one.role, nobody = one.clause or stage.clause } end
    end
    if not stage.by then rows[#rows + 1] = {} end
  end
  -- A turn that was given away is with whom it was given to, and no delegate's.
  local kept = {}
  for _, row in ipairs(rows) do
    local holder = row.as or row.actor
    local with = holder and desk.turn_with(case, holder)
    if not with or not row.as then kept[#kept + 1] = row end
    if with then row.actor, row.as = with, holder end
  end
  return kept
end

local function key(row)
  return ("%s|%s|%s|%s|%s|%s|%s|%s"):format(row.due or "~", row.case, row.actor or "", row.role or "", row.as or "",
    row.form or "", row.nobody or "", row.late or "")
end

-- All of it on a day, as one text, a line a row.
function inbox.text(world, on)
  local list = {}
  for _, case in ipairs(world.list) do
    local due = inbox.due(case)
    for _, row in ipairs(inbox.turns(world, case, on)) do
      row.case, row.due = case.code, due
      row.late = due and on > date.parse(due) and on - date.parse(due) or nil
      list[#list + 1] = key(row)
    end
  end
  table.sort(list)
  return table.concat(list, "\n")
end

function inbox.told(rows)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = key {
      due = row.due, case = row.case, actor = row.actor, role = row.role, as = row.in_place_of, form = row.form,
      nobody = row.nobody and row.nobody_clause, late = row.late,
    }
  end
  local order = {}
  for i, row in ipairs(rows) do order[i] = (row.due or "~") .. row.case end
  for i = 2, #order do
    if order[i] < order[i - 1] then return "not in order: " .. order[i] end
  end
  table.sort(list)
  return table.concat(list, "\n")
end

return inbox
