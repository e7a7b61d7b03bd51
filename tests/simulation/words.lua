-- The words of the camera-care pack that the simulation uses, and what a mistake in the model can be asked for.
local random = require "random"

local words = {}

words.positions = { "agent", "assistant", "qc", "leader", "supervisor" }
words.statuses = { "intern", "probation", "confirmed", "left" }
words.ratings = { "S", "A", "B", "C", "D" }
words.causes = { "personal", "attitude", "other" }
words.absences = { "annual", "sick", "medical", "maternity", "parental", "unpaid", "secondment", "study" }

words.grades = { "intern" }
for _, level in ipairs { "junior", "mid1", "mid2", "senior", "chief" } do
  for _, step in ipairs { "ordinary", "good", "excellent" } do
    words.grades[#words.grades + 1] = level .. "." .. step
  end
end

-- The place of a grade on the ladder.
words.rank = {}
for rank, grade in ipairs(words.grades) do words.rank[grade] = rank end

-- The highest rank of a position.
function words.ceiling(position)
  return words.rank[(position == "assistant" or position == "qc") and "mid2.excellent" or "chief.excellent"]
end

function words.set(list)
  local set = {}
  for _, word in ipairs(list) do set[word] = true end
  return set
end

-- The keys of a table, sorted.
function words.keys(t)
  local list = {}
  for key in pairs(t) do list[#list + 1] = key end
  table.sort(list)
  return list
end

-- The number of a day.
function words.day(text)
  local y, m, d = text:match "^(%d+)-(%d+)-(%d+)$"
  return random.day_of(math.tointeger(tonumber(y)), math.tointeger(tonumber(m)), math.tointeger(tonumber(d)))
end

-- CURSUS_SIMULATION_FAULT makes the model wrong on purpose, to test that a difference is found and its story shrunk:
-- `d-is-b` takes a D for a B, `release-approves` lets a release approve.
local fault = os.getenv "CURSUS_SIMULATION_FAULT"
function words.fault(name) return fault == name end

return words
