-- The model is made wrong on purpose: each mistake is found within a few seeds, and its story shrinks to a handful of
-- steps that the right model agrees with.
local source = os.getenv "CURSUS_SOURCE_DIR"
for _, folder in ipairs { "model", "simulation", "properties" } do
  package.path = ("%s/tests/%s/?.lua;%s"):format(source, folder, package.path)
end
local faults = require "faults"
local fs = require "cursus.fs"
local lu = require "luaunit"
local smaller = require "smaller"
local stories = require "stories"
local telling = require "telling"
require("cursus.message").language "en"

local folder = telling.folder()

local function found(fault)
  faults.asked = fault
  for seed = 1, 40 do
    local story, wrong = stories.play(seed, 32, folder)
    if wrong then return story, wrong end
  end
  lu.fail(fault .. " is not found in 40 seeds")
end

function TestEachFaultIsFound()
  for _, fault in ipairs(faults.list) do found(fault) end
end

function TestItsStoryIsShrunk()
  local story, wrong = found "keeps-facts"
  local small = smaller(story, wrong.check, function(one) return (telling.tell(one, folder)) end)
  lu.assertTrue(#small.steps <= 8, #small.steps .. " steps")
  lu.assertNotNil((telling.tell(small, folder)))
  faults.asked = nil
  lu.assertNil((telling.tell(small, folder)))
end

local status = lu.LuaUnit.run()
fs.remove(folder)
os.exit(status)
