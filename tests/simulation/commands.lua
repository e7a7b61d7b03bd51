-- The words of commands that two companies are given.
local words = require "words"

local commands = {}

-- The pack without the limit to steps by hand, which a case lifts that the model does not know. With a remark it is
-- another pack of the same meaning.
local function pack(play, remark)
  local copy = play.dir .. "/camera-care"
  assert(os.execute(([[rm -rf '%s' && cp -r '%s/policies/camera-care' '%s' && cd '%s' &&
    sed -i '/^  step = /d' chapter-8.lua && echo '-- %s' >>pack.lua]]):format(copy, play.source,
    copy, copy, remark or "as it is")))
  return copy
end

-- policy: { effective = day or nil, manager = name or nil, readings =, remark = }
function commands.load(play, policy)
  local list = { "policy", "load", pack(play, policy.remark) }
  if policy.effective then table.move({ "--effective", policy.effective }, 1, 2, #list + 1, list) end
  if policy.manager then table.move({ "--set", "general_manager=" .. policy.manager }, 1, 2, #list + 1, list) end
  for _, name in ipairs(words.keys(policy.readings or {})) do
    table.move({ "--reading", name .. "=" .. policy.readings[name] }, 1, 2, #list + 1, list)
  end
  return list
end

function commands.record(kind, row)
  local list = { "record", kind }
  for _, name in ipairs(words.keys(row)) do
    if name ~= "bad" then list[#list + 1] = name .. "=" .. row[name] end
  end
  if kind == "absences" and not row.to then list[#list + 1] = "to=" end -- a leave without an end says so
  return list
end

return commands
