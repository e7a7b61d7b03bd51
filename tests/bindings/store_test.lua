-- Stores, companies, iterators: closed twice, closed early, wrong receivers, collected in any order.
local lu = require "luaunit"
local store, policy = require "cursus.store", require "cursus.policy"
local fs, date, json = require "cursus.fs", require "cursus.date", require "cursus.json"

local SOURCES = os.getenv "CURSUS_SOURCE_DIR" or "."
local PACK = SOURCES .. "/policies/camera-care"
local count = 0

local function new_store(stamped)
  count = count + 1
  local s = assert(store.open("test" .. count .. ".db", "create"))
  if stamped ~= false then s:stamp { now = count * 1000000, actor = "tester", command = "test" } end
  return s
end

local function new_company()
  local s = new_store()
  return assert(s:create_company("acme", "Asia/Shanghai")), s
end

-- A company with the pack and three people.
local function with_people()
  local c, s = new_company()
  local pack = assert(policy.load(PACK))
  assert(s:keep_pack(pack))
  assert(c:adopt(pack.hash, {}))
  for i = 1, 3 do
    local report, problem = c:import { kind = "employees", row = {
      code = "E" .. i, name = "李" .. i, position = "agent", grade = "junior.good", status = "confirmed",
      hired_on = "2020-01-01", confirmed_on = "2020-04-01", graded_on = "2025-01-01",
    } }
    lu.assertNil(problem)
    lu.assertEquals(report.added, 1)
  end
  return c, s, pack
end

TestStore = {}

function TestStore.test_a_failure_of_the_world_is_returned()
  local none, problem, code = store.open("absent.db", "read")
  lu.assertNil(none)
  lu.assertStrContains(problem, "absent.db")
  lu.assertStrContains(code, "CS_E")
  assert(fs.write("foreign.db", ("not a database "):rep(100)))
  lu.assertNil((store.open("foreign.db", "write")))
end

-- The pages that have this text are none of a table any more; pages are of 4096 bytes or a multiple.
local function damage(path, text)
  local bytes = assert(fs.read(path))
  local pages = {}
  for at = 1, #bytes, 4096 do
    local page = bytes:sub(at, at + 4095)
    pages[#pages + 1] = at > 1 and page:find(text, 1, true) and ("\xff"):rep(#page) or page
  end
  local file = assert(io.open(path, "wb")) -- fs.write writes over no database
  assert(file:write(table.concat(pages)))
  assert(file:close())
end

function TestStore.test_a_failure_in_a_loop_is_raised_and_told_from_a_mistake()
  local c, s = with_people()
  local path = "test" .. count .. ".db"
  assert(c:import { kind = "vacancy", row = { code = "V000000001", position = "agent" } })
  s:close()
  damage(path, "V000000001")
  s = assert(store.open(path, "read"))
  c = assert(s:company "acme")
  local ok, failure = pcall(function()
    for _ in c:subjects "vacancy" do lu.fail("a row of a damaged page") end
  end)
  lu.assertFalse(ok)
  lu.assertEquals(getmetatable(failure), "cursus.failure")
  lu.assertEquals(failure.code, "CS_EDB")
  lu.assertStrContains(failure.message, "restore a backup")
  lu.assertEquals(tostring(failure), failure.message)
  s:close()
  for _, words in ipairs { "subject list vacancy", "subject list" } do
    local pipe = assert(io.popen(os.getenv "CURSUS_BIN" .. " --db " .. path .. " " .. words .. " 2>&1"))
    local said = pipe:read "a"
    local _, _, status = pipe:close()
    lu.assertEquals(status, 1)
    lu.assertStrContains(said, "restore a backup")
    lu.assertNotStrContains(said, "report it")
  end
end

-- What is not there is nil; what cannot be read is no reason to leave it out.
function TestStore.test_what_is_not_found_and_what_is_damaged()
  local context = require "cli.context"
  local c, s = with_people()
  local path = "test" .. count .. ".db"
  lu.assertEquals(context.found(c:person "E1").code, "E1")
  lu.assertNil(context.found(c:person "E9"))
  lu.assertNil(context.found(c:subject("role", "none")))
  s:close()
  damage(path, "E3")
  s = assert(store.open(path, "read"))
  c = assert(s:company "acme")
  local ok, failure = pcall(function() return context.found(c:person "E1") end)
  lu.assertFalse(ok)
  lu.assertTrue(context.is_failure(failure))
  lu.assertStrContains(failure.text, "damaged")
  s:close()
end

function TestStore.test_a_mistake_raises()
  lu.assertErrorMsgContains("invalid option", store.open, "x.db", "readwrite")
  lu.assertErrorMsgContains("string expected", store.open, nil, "read")
  lu.assertErrorMsgContains("NUL", store.open, "x\0y", "read")
  local s = new_store(false)
  lu.assertErrorMsgContains("say who writes first", s.create_company, s, "a", "UTC")
  lu.assertErrorMsgContains("no field 'nau'", s.stamp, s, { nau = 1 })
  lu.assertErrorMsgContains("'now' is missing", s.stamp, s, { actor = "a", command = "b" })
  lu.assertErrorMsgContains("string expected", s.stamp, s, { now = 1, actor = 2, command = "b" })
  s:close()
end

function TestStore.test_closing_twice_and_using_after()
  local c, s = new_company()
  s:close()
  s:close()
  lu.assertErrorMsgContains("closed", s.head, s)
  lu.assertErrorMsgContains("closed", c.runs, c)
  lu.assertEquals(c.code, "acme")
  lu.assertStrContains(tostring(s), "closed")
end

function TestStore.test_close_variable()
  local outer
  do
    local s <close> = new_store()
    outer = s
  end
  lu.assertErrorMsgContains("closed", outer.head, outer)
end

function TestStore.test_wrong_receivers()
  local c, s = new_company()
  for _, wrong in ipairs { {}, "x", 1, io.stdout, c } do
    lu.assertErrorMsgContains("cursus.store expected", s.head, wrong)
    lu.assertErrorMsgContains("cursus.store expected", s.close, wrong)
  end
  for _, wrong in ipairs { {}, "x", 1, io.stdout, s } do
    lu.assertErrorMsgContains("cursus.company expected", c.runs, wrong)
    lu.assertErrorMsgContains("cursus.company expected", c.person, wrong, "E1")
  end
  lu.assertFalse(getmetatable(s))
  lu.assertFalse(getmetatable(c))
  lu.assertNil(c.nonsense)
  s:close()
end

function TestStore.test_companies_and_chain()
  local c, s = new_company()
  lu.assertEquals(c.zone, "Asia/Shanghai")
  lu.assertEquals(s:companies(), { { code = "acme", zone = "Asia/Shanghai" } })
  lu.assertEquals(assert(s:company(nil)).code, "acme")
  local none, _, code = s:company "other"
  lu.assertNil(none)
  lu.assertEquals(code, "CS_ENOTFOUND")
  local head = assert(s:head())
  lu.assertEquals(head.number, 1)
  lu.assertEquals(head.actor, "tester")
  lu.assertEquals(assert(s:known_at(head.recorded)), 1)
  lu.assertEquals(assert(s:known_at(head.recorded - 1)), 0)
  lu.assertEquals(assert(s:verify()).head, head.hash)
  lu.assertTrue(s:rebuild())
  s:close()
end

function TestStore.test_the_company_holds_its_store()
  local c = new_company()
  collectgarbage()
  collectgarbage()
  lu.assertEquals(c:runs(), {})
end

TestPolicy = {}

function TestPolicy.test_load_keep_adopt()
  local c, s, pack = with_people()
  lu.assertEquals(#pack.hash, 64)
  lu.assertEquals(pack.document.id, pack.id)
  lu.assertEquals(assert(policy.load(PACK)).hash, pack.hash)
  lu.assertTrue(policy.open(pack.compiled))
  lu.assertNil((policy.open "{}"))
  lu.assertEquals(s:packs()[1].hash, pack.hash)
  lu.assertEquals(assert(s:pack(pack.hash)).compiled, pack.compiled)
  lu.assertNil((s:pack "0"))
  local adoption = c:adoptions()[1]
  lu.assertEquals(adoption.hash, pack.hash)
  lu.assertNil(adoption.effective)
  lu.assertNil((c:adopt(pack.hash, { readings = { nonsense = "x" } })))
  lu.assertErrorMsgContains("no field 'reading'", c.adopt, c, pack.hash, { reading = {} })
  pack.hash = ("0"):rep(64)
  local none, problem = s:keep_pack(pack)
  lu.assertNil(none)
  lu.assertStrContains(problem, "not that of its files")
  s:close()
end

function TestPolicy.test_load_fails_with_a_text()
  for _, dir in ipairs { "nowhere", "/", "/etc/passwd" } do
    local none, problem, code = policy.load(dir)
    lu.assertNil(none)
    lu.assertIsString(problem)
    lu.assertStrContains(code, "CS_E")
  end
end

function TestPolicy.test_data_is_run_in_a_policy_state()
  local folder = assert(fs.temporary())
  assert(fs.write(folder .. "/pack.lua", ""))
  assert(fs.write(folder .. "/good.lua", "return { { name = 'x', list = { 1, 2 } } }"))
  assert(fs.write(folder .. "/bad.lua", "while true do end"))
  assert(fs.write(folder .. "/worse.lua", "return os.execute 'true'"))
  lu.assertEquals(policy.data(folder, "good.lua"), { { name = "x", list = { 1, 2 } } })
  local none, problem, code = policy.data(folder, "bad.lua")
  lu.assertNil(none)
  lu.assertStrContains(problem, "bad.lua:1: ")
  lu.assertEquals(code, "CS_ELIMIT")
  lu.assertNil((policy.data(folder, "worse.lua")))
  lu.assertNil((policy.data(folder, "../../etc/passwd")))
  fs.remove(folder)
end

TestIntake = {}

function TestIntake.test_report_comes_first()
  local c, s = with_people()
  local report, problem, code = c:import { kind = "employees", row = { code = "E9", grade = "nonsense" } }
  lu.assertEquals(report.rejected, 1)
  lu.assertEquals(#report.problems, 1)
  lu.assertIsString(problem)
  lu.assertEquals(code, "CS_EINPUT")
  local none = c:import { kind = "nonsense", row = { code = "E9" } }
  lu.assertNil(none)
  lu.assertErrorMsgContains("path or row", c.import, c, { kind = "employees" })
  lu.assertErrorMsgContains("path or row", c.import, c, { kind = "employees", path = "x", row = {} })
  lu.assertErrorMsgContains("no field 'file'", c.import, c, { kind = "employees", file = "x" })
  lu.assertErrorMsgContains("encoding", c.import, c, { kind = "employees", path = "x", encoding = "latin1" })
  s:close()
end

function TestIntake.test_batches_and_undo()
  local c, s = with_people()
  local batches = c:batches()
  lu.assertEquals(#batches, 3)
  lu.assertEquals(batches[1].kind, "employees")
  local first = batches[1].id < batches[3].id and batches[1].id or batches[3].id
  lu.assertEquals(assert(c:undo_batch(first)), 1)
  lu.assertNil((c:undo_batch(99999)))
  s:close()
end

TestPeople = {}

function TestPeople.test_iterators()
  local c, s = with_people()
  local codes = {}
  for code in c:people() do codes[#codes + 1] = code end
  lu.assertEquals(codes, { "E1", "E2", "E3" })
  for _ in c:people() do break end -- luacheck: ignore 512
  local step = c:people()
  step()
  collectgarbage()
  s:close()
  lu.assertNil(step()) -- closed with its store
  lu.assertNil(step())
end

function TestPeople.test_a_file()
  local c, s = with_people()
  local person = assert(c:person("E2", {}))
  lu.assertEquals(person.code, "E2")
  lu.assertFalse(person.erased)
  local grade
  for _, attribute in ipairs(person.attributes) do
    if attribute.name == "grade" then grade = attribute.value end
  end
  lu.assertEquals(grade, "junior.good")
  lu.assertTrue(#person.history > 5)
  lu.assertTrue(math.type(person.history[1].recorded) == "integer")
  lu.assertEquals(c:name "E2", "李2")
  lu.assertTrue(c:erase "E2")
  lu.assertNil(c:name "E2")
  lu.assertTrue(assert(c:person("E2")).erased)
  local none, _, code = c:person "E9"
  lu.assertNil(none)
  lu.assertEquals(code, "CS_ENOTFOUND")
  lu.assertTrue(s:verify() ~= nil)
  s:close()
end

TestCycle = {}

function TestCycle.test_plan_look_and_explain()
  local c, s, pack = with_people()
  local name = next(pack.document.cycles)
  for cycle in pairs(pack.document.cycles) do
    if cycle < name then name = cycle end
  end
  local as_of = date.of(2026, 7, 1)
  local run = assert(c:plan { cycle = name, as_of = as_of, threads = 2 })
  lu.assertEquals(run.as_of, as_of)
  lu.assertEquals(#run.digest, 64)
  lu.assertEquals(assert(c:run(run.id)).digest, run.digest)
  lu.assertEquals(#c:runs(), 1)
  local seen = {}
  for decision in c:decisions(run.id) do seen[#seen + 1] = decision end
  lu.assertEquals(#seen, run.people)
  assert(c:write_decisions(run.id, "out.json"))
  fs.mkdir "out.folder" -- in the way: nothing is left beside it
  lu.assertEquals(select(3, c:write_decisions(run.id, "out.folder")), "CS_EIO")
  for file in fs.dir "." do lu.assertNotStrContains(file, "out.folder.") end
  local lines = {}
  for line in assert(fs.read "out.json"):gmatch "[^\n]+" do lines[#lines + 1] = line end
  lu.assertEquals(#lines, run.people)
  if #lines > 0 then
    lu.assertStrMatches(lines[1],
      '{"employee":"E1","outcome":"[a-z_]+","rule":.*,"from":.*,"to":.*,"steps":%d+,"missing":%[.*%]}')
    lu.assertEquals(json.decode(lines[1]).employee, seen[1].employee)
    lu.assertEquals(assert(c:decision(run.id, "E1")).outcome, seen[1].outcome)
    lu.assertEquals(assert(c:explain("E1", { run = run.id })).employee, "E1")
    local question = { cycle = name, as_of = as_of, assume = { { "rating:2026-03", "A" } } }
    lu.assertEquals(assert(c:explain("E1", question)).employee, "E1")
  end
  lu.assertIsTable(c:ready { cycle = name, as_of = as_of })
  lu.assertTrue(assert(c:replay(run.id)) >= 0)
  local opening = { procedure = "talk", subject = "E1", origin = "left/E1/x" }
  lu.assertErrorMsgContains("no '/'", c.case_open, c, opening)
  lu.assertNil((c:run(999)))
  lu.assertNil((c:decisions(999)))
  lu.assertNil((c:plan { cycle = "nonsense", as_of = as_of }))
  lu.assertErrorMsgContains("'as_of' is missing", c.plan, c, { cycle = name })
  local closed = io.tmpfile()
  closed:close()
  lu.assertErrorMsgContains("closed file", c.write_decisions, c, run.id, closed)
  lu.assertErrorMsgContains("FILE", c.write_decisions, c, run.id, s)
  local step = c:decisions(run.id)
  s:close()
  lu.assertNil(step())
end

os.exit(lu.LuaUnit.run("-o", "text"))
