-- The demo runs through, in both languages, and says the same every time.
local lu = require "luaunit"

local SOURCE = os.getenv "CURSUS_SOURCE_DIR" or "."
local PROGRAM = os.getenv "CURSUS_BIN" or SOURCE .. "/build/cursus"

local function quote(word) return "'" .. word:gsub("'", "'\\''") .. "'" end

local function demo(language)
  assert(os.execute(string.format("ln -sfn %s policies && ln -sfn %s scripts", quote(SOURCE .. "/policies"),
    quote(SOURCE .. "/scripts"))))
  local line = string.format("CURSUS_BIN=%s %s --lang %s run scripts/examples/demo.lua 2>&1", quote(PROGRAM),
    quote(PROGRAM), language)
  local pipe = assert(io.popen(line))
  local output = pipe:read "a"
  local ok = pipe:close()
  lu.assertTrue(ok, output)
  return output
end

TestDemo = {}

function TestDemo.test_runs_through_and_is_reproducible()
  local first = demo "en"
  lu.assertStrContains(first, "$ cursus verify")
  lu.assertStrContains(first, "people moved up")
  lu.assertEquals(demo "en", first)
end

function TestDemo.test_speaks_chinese() lu.assertStrContains(demo "zh", "人晋级") end

os.exit(lu.LuaUnit.run("--output", "text"))
