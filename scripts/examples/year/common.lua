-- What the parts of the year share.
local message = require "cursus.message"

local common = {}

common.SEED, common.ZONE = 7, "Asia/Shanghai"

function common.words(english, chinese) return message.language() == "zh" and chinese or english end

-- Failures of the world end the example: nil, what, code.
function common.check(value, what)
  if value == nil then error({ reason = what or "?" }, 0) end
  return value
end

function common.with(row, more)
  local out = {}
  for name, value in pairs(row) do out[name] = value end
  for name, value in pairs(more) do out[name] = value end
  return out
end

return common
