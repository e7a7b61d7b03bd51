-- cursus run care_test.lua [--seeds FIRST..LAST] [--steps N]
-- policies/camera-care: a small company, every procedure, acts right and wrong: README.md.
local source = os.getenv "CURSUS_SOURCE_DIR"
for _, folder in ipairs { "model", "simulation", "properties" } do
  package.path = ("%s/tests/%s/?.lua;%s"):format(source, folder, package.path)
end
package.path = package.path .. ";" .. source .. "/scripts/examples/?.lua"
local care = require "care"
local seeds = require "seeds"
require("cursus.message").language "en"

os.exit(seeds.each("care_test.lua", { ... }, { first = 1, last = 50, steps = 20 }, care), true)
