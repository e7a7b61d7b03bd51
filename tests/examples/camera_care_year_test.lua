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

-- Every procedure and form of the packs adopted, and what became of it: from the database, by no list of ours.
local LOOK <const> = [[
local s = assert(require("cursus.store").open(..., "read"))
local c = assert(s:company())
local ended, kept, filled, seen = {}, {}, {}, {}
for _, head in ipairs(c:cases {}) do
  if head.outcome then ended[head.procedure] = (ended[head.procedure] or 0) + 1 end
  for _, act in ipairs(c:case(head.case, {}).acts) do
    for name in pairs(act.forms or {}) do filled[name] = true end
    for name in pairs(act.scores or {}) do filled[name] = true end
  end
end
for _, form in ipairs(c:forms {}) do kept[form.form] = form.archived ~= nil end
for _, adoption in ipairs(c:adoptions()) do
  local document = s:pack(adoption.hash).document
  for name in pairs(document.procedures) do seen["procedure " .. name] = ended[name] ~= nil end
  for name in pairs(document.forms) do seen["form " .. name] = (kept[name] or filled[name]) == true end
end
for part, done in pairs(seen) do print(part .. " " .. tostring(done)) end
]]

local function looked(place)
  local file = assert(io.open(place .. "/look.lua", "w"))
  file:write(LOOK)
  file:close()
  local line = string.format("%s run %s/look.lua %s/year/cursus.db 2>&1", quote(PROGRAM), place, place)
  local pipe = assert(io.popen(line))
  local output = pipe:read "a"
  lu.assertTrue(pipe:close(), output)
  return output
end

local function read(path)
  local file = assert(io.open(path))
  local content = file:read "a"
  file:close()
  return content
end

local function nothing_of_the_policy_is_left_out(place)
  local procedures, printed = 0, 0
  for line in looked(place):gmatch "[^\n]+" do
    local kind, name, done = line:match "^(%l+) (.+) (%l+)$"
    lu.assertEquals(done, "true", line)
    if kind == "procedure" then
      procedures = procedures + 1
    else
      printed = printed + 1
      lu.assertStrContains(read(place .. "/year/forms/" .. name .. ".html"), "<html")
    end
  end
  lu.assertTrue(procedures >= 12 and printed >= 13, procedures .. ", " .. printed)
end

TestYear = {}

function TestYear.test_the_same_told_twice_and_when_killed()
  local first = account "one"
  for _, outcome in ipairs {
    "appointed 2, back in the former post 1", "transferred 2, withdrawn 1", "granted 1, refused 1", "in force 1",
    "two steps by hand", "sent back to 8.5.2", "given to somebody else", "act taken back", "in place of", "days late",
    "objection; “", "objection dismissed", "[7.3.1]", "[7.3.2]", "[7.3.3]", "[11.2]", "[11.3]",
  } do
    lu.assertStrContains(first, outcome)
  end
  for _, none in ipairs { "no case\n", "sent back                                         0" } do
    lu.assertNotStrContains(first, none)
  end
  lu.assertNotNil(first:find "8%.1%.b +林文静 H001 +round planned: yearly")
  lu.assertNotNil(first:find "8%.5%.1 +林文静 H001 +round planned: half%-yearly")
  nothing_of_the_policy_is_left_out "one"
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
