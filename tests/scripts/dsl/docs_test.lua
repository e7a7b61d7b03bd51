-- Every Lua example in the pages about the language is Lua; the examples of the reference that are whole packs load.
local lu = require "luaunit"
local support = dofile((os.getenv("CURSUS_SOURCE_DIR") or ".") .. "/tests/scripts/dsl/support.lua")

local function examples(page)
  local file = assert(io.open(support.root .. "/docs/" .. page))
  local text = file:read "a"
  file:close()
  return text:gmatch "```lua\n(.-)```"
end

TestExamples = {}

function TestExamples.testCompile()
  for _, page in ipairs { "adr/0001-policy-language.md", "policy-language.md" } do
    for code in examples(page) do lu.assertNotNil(load(code, "=" .. page), code) end
  end
end

function TestExamples.testVariantLoads()
  local base = support.load_pack(support.root .. "/policies/camera-care")
  for code in examples "policy-language.md" do
    if code:find "extends" then
      local doc = support.load_pack({ ["pack.lua"] = code }, { ["camera-care"] = base })
      lu.assertEquals(doc.cycles["half-year"].months, { 3, 9 })
    end
  end
end

-- Every word of the language stands in its reference, so that none is forgotten.
function TestExamples.testEveryWord()
  local file = assert(io.open(support.root .. "/docs/policy-language.md"))
  local text = file:read "a"
  file:close()
  for _, part in ipairs {
    "clauses", "values", "settings", "facts", "conditions", "rules", "cycle", "guards", "variant", "init", "roles",
    "days", "effects", "forms", "scores", "procedures", "labels",
  } do
    local source = assert(io.open(support.root .. "/scripts/dsl/" .. part .. ".lua"))
    local code = source:read "a"
    source:close()
    for word in code:gmatch "words%.([%a_]+) = function" do lu.assertStrContains(text, word, false, part) end
    for word in code:gmatch 'L%.declaration%("([%a_]+)"' do lu.assertStrContains(text, word, false, part) end
  end
end

os.exit(lu.LuaUnit.run())
