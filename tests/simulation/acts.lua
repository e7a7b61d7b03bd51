-- Every act that a story may have, by name: function(play, step), which stops with a difference (expect.lua).
-- To add one: a function in one of these files, and where it happens in generate.lua.
local acts = {}
for _, file in ipairs { "acts_facts", "acts_cycles", "acts_looking", "acts_elsewhere" } do
  for name, act in pairs(require(file)) do acts[name] = act end
end
return acts
