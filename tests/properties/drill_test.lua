-- What the two properties without a model ask is made wrong on purpose: it is found within a few seeds, and the story
-- shrinks to a handful of steps which show nothing once it is right again.
local source = os.getenv "CURSUS_SOURCE_DIR"
for _, folder in ipairs { "model", "simulation", "properties" } do
  package.path = ("%s/tests/%s/?.lua;%s"):format(source, folder, package.path)
end
package.path = package.path .. ";" .. source .. "/scripts/examples/?.lua"
local care = require "care"
local drill = require "drill"
local lu = require "luaunit"
local fs = require "cursus.fs"
local offices = require "offices"
local reading = require "reading"
local runs = require "runs"
local telling = require "telling"
require("cursus.message").language "en"

local folder = telling.folder()

-- unit[name] stands for something wrong: the smallest story that shows it.
local function found(property, steps, unit, name, wrong)
  local right, told = unit[name], nil
  unit[name] = wrong(right)
  for seed = 1, 9 do
    told = drill.play(property, seed, steps, folder)
    if told.wrong then break end
  end
  unit[name] = right
  lu.assertNotNil(told.wrong, "not found in 9 seeds")
  return told, drill.again(property, told.world, told.steps)
end

function TestAStoryOfCameraCareIsShrunk()
  for seed = 1, 2 do care.world(nil, seed, folder) end -- the companies are told while all is right
  local told, still = found(care, 20, offices, "holds", function(holds)
    return function(self, role, ...) return role ~= "HR" and holds(self, role, ...) end
  end)
  lu.assertEquals(told.wrong.check, "who")
  lu.assertTrue(#told.steps <= 5, #told.steps .. " steps")
  lu.assertNil(still)
end

function TestAStoryOfARunIsShrunk()
  local told, still = found(runs, 30, reading, "approval", function() return function() return nil end end)
  lu.assertEquals(told.wrong.check, "run")
  lu.assertTrue(#told.steps <= 12, #told.steps .. " steps")
  lu.assertNil(still)
end

local status = lu.LuaUnit.run()
fs.remove(folder)
os.exit(status)
