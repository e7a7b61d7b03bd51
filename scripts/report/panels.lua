-- What the seats of a panel came to: who sits, what they gave, and the mean of each seat.
local values = require "report.values"

local panels = {}

-- The mean of n numbers, half up.
function panels.mean(sum, n) return n > 0 and (2 * sum + n) // (2 * n) or nil end

-- The latest score of each for the panel, in the order in which they first came; `counts`: the acts that are looked at.
local function latest_scores(acts, panel, counts)
  local order, by = {}, {}
  for _, act in ipairs(acts) do
    local points = counts(act) and act.scores and act.scores[panel]
    if points then
      local who = act.in_place_of or act.actor
      local key = who .. "\n" .. (act.role or "")
      if not by[key] then
        by[key] = { who = who, role = act.role }
        order[#order + 1] = by[key]
      end
      by[key].points = points
    end
  end
  return order
end

-- { { label =, weight = basis points, mean = hundredths | nil, raters = { { who =, points = } } } } of the panel.
function panels.seats(pack, name, acts, counts)
  local seats, latest = {}, latest_scores(acts, name, counts)
  for i, seat in ipairs(pack.panels[name].seats) do
    local raters, sum = {}, 0
    for _, one in ipairs(latest) do
      if one.role == seat.role then
        sum = sum + one.points
        raters[#raters + 1] = one
      end
    end
    seats[i] = {
      label = values.label(seat.label) or values.label((pack.roles[seat.role] or {}).label, seat.role),
      weight = seat.weight, mean = panels.mean(sum, #raters), raters = raters,
    }
  end
  return seats
end

return panels
