-- The year of camera care runs through, says the same every time, and goes on where it was killed.
local lu = require "luaunit"

local SOURCE = os.getenv "CURSUS_SOURCE_DIR" or "."
local PROGRAM = os.getenv "CURSUS_BIN" or SOURCE .. "/build/cursus"
local PEOPLE <const> = 1

local function quote(word) return "'" .. word:gsub("'", "'\\''") .. "'" end

-- Each in a place of its own: what is recorded names the files it came from.
local function line_of(place, language)
  assert(os.execute(string.format("mkdir -p %s && ln -sfn %s %s/policies && ln -sfn %s %s/scripts", place,
    quote(SOURCE .. "/policies"), place, quote(SOURCE .. "/scripts"), place)))
  return string.format("cd %s && exec %s --lang %s run scripts/examples/camera_care_year.lua year %d 2>&1", place,
    quote(PROGRAM), language or "en", PEOPLE)
end

local function account(place, language)
  local pipe = assert(io.popen(line_of(place, language)))
  local output = pipe:read "a"
  local ok = pipe:close()
  lu.assertTrue(ok, output)
  return output
end

-- What the program shows of the database; the head of `verify` stands for every transaction.
local function shown(place)
  local parts = {}
  for _, words in ipairs { "cycle show 1", "case list", "verify" } do
    local pipe = assert(io.popen(string.format("%s --db %s/year/cursus.db --now 2027-01-01 %s 2>&1", quote(PROGRAM),
      place, words)))
    parts[#parts + 1] = pipe:read "a"
    lu.assertTrue(pipe:close(), parts[#parts])
  end
  return table.concat(parts)
end

-- Kills the program when it has told of the month.
local function kill_after(place, month)
  local pipe = assert(io.popen("echo $$; " .. line_of(place)))
  local process = pipe:read "l"
  local seen
  repeat
    local line = pipe:read "l"
    seen = line and line:find(month, 1, true)
  until not line or seen
  assert(os.execute("kill -KILL " .. process))
  pipe:close()
  lu.assertNotNil(seen)
end

local PROCEDURES <const> = {
  "after a rating of C", "demotion by decision", "edition of the policy", "grade at confirmation", "grade promotion",
  "grade promotion of team leaders", "improvement plan", "position promotion", "special advancement",
  "special grade on entry", "transfer",
}

TestYear = {}

function TestYear.test_the_same_told_twice_and_when_killed()
  local first = account "one"
  for _, procedure in ipairs(PROCEDURES) do lu.assertStrContains(first, "\n" .. procedure .. "  ") end
  for _, outcome in ipairs {
    "appointed 1, back in the former post 1", "transferred 2", "granted 1, refused 1", "in force 1",
  } do
    lu.assertStrContains(first, outcome)
  end
  lu.assertNotNil(first:find "8%.1%.b +round planned: yearly")
  lu.assertNotNil(first:find "8%.5%.1 +round planned: half%-yearly")
  local database = shown "one"
  lu.assertEquals(account "one", first) -- over what is recorded already
  lu.assertEquals(shown "one", database)

  kill_after("two", "2026-05")
  lu.assertEquals(account "two", first)
  lu.assertEquals(shown "two", database)
  lu.assertStrContains(account("two", "zh"), "晋升人数")
end

function TestYear.test_each_person_once_in_a_line()
  package.path = SOURCE .. "/scripts/examples/?.lua;" .. package.path
  local add, told = require("year.account").add, { days = {} }
  for _, code in ipairs { "E1", "E2", "E1" } do
    add(told, "2026-01-01", { clause = "1", what = "done", who = "M", result = "", subject = code })
  end
  lu.assertEquals(told.days["2026-01-01"][1].subjects, { "E1", "E2" })
end

os.exit(lu.LuaUnit.run("--output", "text"))
