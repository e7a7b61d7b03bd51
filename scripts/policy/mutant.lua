-- A pack with something changed in its document, held against the pack's scenarios: does any of them say anything else?
local json = require "cursus.json"
local policy = require "cursus.policy"
local scenarios = require "policy.scenarios"

local mutant = {}

-- The document to change.
function mutant.copy(value)
  if type(value) ~= "table" then return value end
  local out = {}
  for key, inner in pairs(value) do out[key] = mutant.copy(inner) end
  return setmetatable(out, getmetatable(value))
end

-- true: some scenario says something else; false: none does; nil: with the change it is no pack, or cannot be run.
-- `before`: of scenarios.before; `clause`: where the change was made; `only`: scenarios of that kind.
function mutant.tells(context, pack, before, document, clause, only)
  local compiled = json.encode(document)
  if not policy.open(compiled) then return nil end
  local changed = { id = pack.id, title = pack.title, hash = pack.hash, sources = pack.sources, compiled = compiled }
  local differs = scenarios.differ(context, changed, before, clause, only)
  collectgarbage() -- documents are large, and Lua sees little of what the databases hold
  return differs
end

return mutant
