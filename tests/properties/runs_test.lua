-- cursus run runs_test.lua [--seeds FIRST..LAST] [--steps N]
-- Runs whose decisions have cases, approved, applied and undone, right and wrong: README.md.
local source = os.getenv "CURSUS_SOURCE_DIR"
for _, folder in ipairs { "model", "simulation", "properties" } do
  package.path = ("%s/tests/%s/?.lua;%s"):format(source, folder, package.path)
end
local runs = require "runs"
local seeds = require "seeds"
require("cursus.message").language "en"

os.exit(seeds.each("runs_test.lua", { ... }, { first = 1, last = 50, steps = 45 }, runs), true)
