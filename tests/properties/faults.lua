-- Mistakes that the model can be asked to make, to see that they are found.
local faults = { asked = nil }

-- To add one: a row, and where the model asks faults.is.
faults.list = {
  "anybody-acts", -- whoever has no role may act
  "no-void",      -- a jump back keeps what was collected
  "rounds-down",  -- means are rounded down
  "keeps-facts",  -- a reversal leaves what was written
  "never-late",
  "forgets-draw", -- those drawn need not score
}

function faults.is(name) return faults.asked == name end

return faults
