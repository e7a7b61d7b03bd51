-- The sample company: the same everywhere, and worth looking at.
local lu = require "luaunit"

local SOURCE = os.getenv "CURSUS_SOURCE_DIR" or "."
local KINDS = { "employees", "ratings", "events", "absences" }

local function make(...)
  local print_before = print
  print = function() end -- luacheck: ignore 121
  assert(loadfile(SOURCE .. "/scripts/examples/company.lua"))(...)
  print = print_before -- luacheck: ignore 121
end

local function content(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

local function all(dir)
  local parts = {}
  for i, kind in ipairs(KINDS) do parts[i] = content(dir .. "/" .. kind .. ".csv") end
  return table.concat(parts, "\0")
end

-- FNV-1a, 64 bits.
local function digest(text)
  local hash = 0xcbf29ce484222325
  for i = 1, #text do hash = (hash ~ text:byte(i)) * 0x100000001b3 end
  return string.format("%016x", hash)
end

TestCompany = {}

function TestCompany.test_the_same_arguments_give_the_same_bytes()
  make("120", "7", "one")
  make("120", "7", "two")
  make("120", "8", "other")
  lu.assertTrue(all "one" == all "two")
  lu.assertFalse(all "one" == all "other")
end

-- Bytes of another machine. A change of the generator changes them, and the demo with them: write the new ones here.
function TestCompany.test_the_bytes_are_the_same_everywhere()
  make("120", "7", "clean")
  make("120", "7", "dirty", "--dirty")
  lu.assertEquals(digest(all "clean"), "58bfdb174987f291")
  lu.assertEquals(digest(all "dirty"), "c144a8797a6e88dc")
end

function TestCompany.test_any_size()
  for n = 1, 40 do
    make(tostring(n), "3", "small")
    local _, lines = content("small/employees.csv"):gsub("\n", "")
    lu.assertEquals(lines, n + 1)
  end
end

-- By the model of tests/model, so that this says nothing of the engine.
function TestCompany.test_all_outcomes_but_error_appear()
  package.path = SOURCE .. "/tests/model/?.lua;" .. package.path
  local model, csv = require "camera_care", require "csv"
  make("300", "7", "demo")
  local company, seen = {}, {}
  for _, kind in ipairs(KINDS) do company[kind] = csv.read("demo/" .. kind .. ".csv") end
  for _, decision in ipairs(model.decide(company, "half-year", "2026-07-01")) do seen[decision.outcome] = true end
  for _, outcome in ipairs { "direct", "panel", "not_met", "capped", "ineligible", "undetermined" } do
    lu.assertTrue(seen[outcome], outcome)
  end
end

os.exit(lu.LuaUnit.run("--output", "text"))
