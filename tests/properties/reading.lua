-- A case as the program tells it (c:case): which of its acts stand.
local reading = {}

local ENDED_BADLY <const> = { refused = true, stopped = true, withdrawn = true }

local function stands(act) return not act.reversed_by and not act.void end

-- The act that approved it at the stage; nil: none, or it stands no more.
function reading.approval(case, stage)
  for i = #case.acts, 1, -1 do
    local act = case.acts[i]
    local done = act.verb == "approve" and act.stage == stage and act.answer == "yes" and (act.to or act.ends)
    if done and stands(act) then return act end
  end
end

-- How it was refused or withdrawn; nil: it was not.
function reading.closed(case) return not case.stage and ENDED_BADLY[case.outcome] and case.outcome or nil end

-- The newest act that can be reversed.
function reading.newest(case)
  for i = #case.acts, 2, -1 do
    local act = case.acts[i]
    if not act.reversed_by and act.verb ~= "reverse" then return act end
  end
end

return reading
