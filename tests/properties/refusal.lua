-- What the model refuses: with the text that the program has to give, or the beginning of one.
local tr = require("cursus.message").tr

local refusal = {}
refusal.__index = refusal

-- Stops what is being done; `id` is a message of the program.
function refusal.because(id, ...) error(setmetatable({ text = tr(id, ...), id = id }, refusal), 0) end

function refusal.say(text) error(setmetatable({ text = text, id = "" }, refusal), 0) end

-- The end of the text is not the model's to know.
function refusal.like(id, ...)
  error(setmetatable({ text = tr(id, ...):sub(1, -2), id = id, open = true }, refusal), 0)
end

function refusal.is(e) return getmetatable(e) == refusal end

function refusal:fits(text)
  if self.open then return text:sub(1, #self.text) == self.text end
  return text == self.text
end

function refusal.begins(text) error(setmetatable({ text = text, id = "", open = true }, refusal), 0) end

-- f(...): its result, or nil and a refusal.
function refusal.try(f, ...)
  local ok, result = xpcall(f, function(e) return refusal.is(e) and e or debug.traceback(e, 2) end, ...)
  if ok then return result end
  if not refusal.is(result) then error(result, 0) end
  return nil, result
end

return refusal
