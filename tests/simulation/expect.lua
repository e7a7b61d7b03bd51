-- How a difference between the model and the program is said. It stops the story; `check` says of which kind it is, so
-- that shrinking stays with one fault.
local expect = {}

local difference = {}

function expect.is_difference(e) return getmetatable(e) == difference end

function expect.difference(check, text) return setmetatable({ check = check, text = text }, difference) end

function expect.differ(check, ...) error(expect.difference(check, string.format(...)), 0) end

function expect.equal(check, want, got)
  if want ~= got then
    expect.differ(check, "the model says %s\nthe program  %s", tostring(want), tostring(got))
  end
end

-- An answer of the program for people.
function expect.shown(answer) return ("status %s\n%s%s"):format(answer.status, answer.out, answer.err) end

-- The model knows whether this is to be refused.
function expect.status(check, want, answer)
  if want ~= answer.status then
    expect.differ(check, "exit status %d expected, got %s", want, expect.shown(answer))
  end
end

-- Everybody who must be is named in a refusal, as far as there is room, and nobody but those who may.
function expect.named(check, answer, must, may)
  local named, cut = {}, answer.err:find "%.%.%." or answer.err:find "and %d+ more"
  for code in answer.err:gmatch "E%d%d%d+" do named[code] = true end
  for code in pairs(named) do
    if not may[code] then expect.differ(check, "%s does not stand in the way: %s", code, answer.err) end
  end
  for code in pairs(must) do
    if not named[code] and not cut then expect.differ(check, "%s is not named: %s", code, answer.err) end
  end
end

return expect
