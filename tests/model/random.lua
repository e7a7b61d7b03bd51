-- Random choices that are the same on every machine, and the few dates the generators need.

local random = {}
random.__index = random

-- splitmix64: integers only.
function random.new(seed) return setmetatable({ state = seed * 0x2545F4914F6CDD1D + 0x9E3779B97F4A7C15 }, random) end

function random:next()
  self.state = self.state + 0x9E3779B97F4A7C15
  local z = self.state
  z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
  z = (z ~ (z >> 27)) * 0x94D049BB133111EB
  return (z ~ (z >> 31)) >> 1
end

function random:between(low, high) return low + self:next() % (high - low + 1) end
function random:chance(percent) return self:between(1, 100) <= percent end
function random:pick(list) return list[self:between(1, #list)] end

-- { { weight, value }, ... }
function random:weighted(list)
  local sum = 0
  for _, entry in ipairs(list) do sum = sum + entry[1] end
  local left = self:between(1, sum)
  for _, entry in ipairs(list) do
    left = left - entry[1]
    if left <= 0 then return entry[2] end
  end
end

-- Days since 1970-01-01 of a civil date, and back.
function random.day_of(y, m, d)
  local shifted = m <= 2 and y - 1 or y
  local in_year = (153 * ((m + 9) % 12) + 2) // 5 + d - 1
  return shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + in_year - 719468
end

function random.day_text(day)
  local y = 1970 + day // 366
  while random.day_of(y + 1, 1, 1) <= day do y = y + 1 end
  local m = 1
  while m < 12 and random.day_of(y, m + 1, 1) <= day do m = m + 1 end
  return string.format("%04d-%02d-%02d", y, m, day - random.day_of(y, m, 1) + 1)
end

-- The last day of a month, given as year * 12 + month - 1.
function random.last_day(month)
  local following = month + 1
  return random.day_of(following // 12, following % 12 + 1, 1) - 1
end

return random
