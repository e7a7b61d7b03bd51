-- A case of the model: nothing but its acts, and what follows from them.
--
--   case  { code, procedure, subject, opened_on, as_of, acts, wrote }
--   act   { number, verb, stage, answer, to, ends, on, actor, role, in_place_of, whom, by, reason, comment, late,
--           reverses, sets, scores, documents, forms, cells, drawn, total }; folding adds reversed_by and void
--   wrote { act, of, name, on, value, before, clause }, and where it stands among the changes of the company
local faults = require "faults"

local casefile = {}

-- Where the case stands after its acts: { stage (a name), entered_on, entered_by, outcome, ended_on, reason }.
function casefile.fold(case)
  local state = { entered_on = case.opened_on }
  for _, act in ipairs(case.acts) do act.reversed_by, act.void = nil, nil end
  for _, act in ipairs(case.acts) do
    if act.reverses then case.acts[act.reverses].reversed_by = act.number end
  end
  for _, act in ipairs(case.acts) do
    if not act.reversed_by and act.verb ~= "reverse" then
      if act.to then
        -- Back where it has been: what was collected since then is void.
        local entry
        for i = 1, act.number - 1 do
          local one = case.acts[i]
          if one.to == act.to and casefile.counts(one) then entry = i end
        end
        if faults.is "no-void" then entry = nil end
        for i = entry and entry + 1 or act.number, act.number - 1 do case.acts[i].void = true end
        state.stage, state.entered_on, state.entered_by = act.to, act.on, act.number
        state.outcome, state.reason, state.ended_on = nil, nil, nil
      elseif act.ends then
        state.stage, state.outcome, state.reason, state.ended_on = nil, act.ends, act.reason, act.on
      end
    end
  end
  return state
end

function casefile.counts(act) return not act.reversed_by and not act.void end

function casefile.completes(act) return act.to ~= nil or act.ends ~= nil end

-- The acts that count since the stage where it stands was entered.
function casefile.here(case, state)
  local list = {}
  for i = (state.entered_by or 0) + 1, #case.acts do
    if casefile.counts(case.acts[i]) then list[#list + 1] = case.acts[i] end
  end
  return list
end

-- What the case knows: the latest answers, and the answer of the stage that was done last.
function casefile.known(case)
  local known = {}
  for _, act in ipairs(case.acts) do
    if casefile.counts(act) then
      for name, value in pairs(act.sets) do known[name] = value end
    end
  end
  return known
end

function casefile.done_on(case, stage)
  local day
  for _, act in ipairs(case.acts) do
    if casefile.counts(act) and casefile.completes(act) and act.stage == stage then day = act.on end
  end
  return day
end

-- The act that may be reversed next.
function casefile.newest(case)
  for i = #case.acts, 2, -1 do
    local act = case.acts[i]
    if not act.reversed_by and act.verb ~= "reverse" then return act end
  end
end

-- What it wrote and has not taken back.
function casefile.standing(case)
  local list = {}
  for _, w in ipairs(case.wrote) do
    if not case.acts[w.act].reversed_by then list[#list + 1] = w end
  end
  return list
end

return casefile
