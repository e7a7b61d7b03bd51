-- What is struck: small uses of each Lua module. To add one: a row { name, from = the story's step before which the
-- database stands, prepare = what is done in peace, ready = what each state loads in peace, run = what is done while
-- memory fails }. `run` gives a text of what
-- it saw, which must be the same whenever it ends well; it writes at most once. test_bindings.c asks that together the
-- rows call every function of every module.
local DB = "story.db"
local NOW = 6000
local SOURCES = os.getenv "CURSUS_SOURCE_DIR" or "."

local function must(value, message, code)
  if value == nil then error(("%s (%s)"):format(message, code), 2) end
  return value
end

-- For what may be absent: nil without a text is an answer.
local function may(value, message, code)
  if type(message) == "string" then must(nil, message, code) end
  return value
end

-- What is said of a call that is refused.
local function told(done, message, code)
  if done or code == "CS_ENOMEM" then error(message or "done", 2) end
  return message
end

local function open(mode, now)
  local s = must(require("cursus.store").open(DB, mode))
  s:stamp { now = now or NOW, actor = now and "C2" or "Ann", command = "fault" }
  return s, must(s:company "one")
end

local function words(...)
  local out = {}
  for i = 1, select("#", ...) do out[i] = tostring((select(i, ...))) end
  return table.concat(out, " ")
end

local function encode(value) return require("cursus.json").encode(value) end

-- A method of the company in a store opened for it: with("write", "plan", {...})
local function with(mode, method, ...)
  local _ <close>, c = open(mode)
  return encode(must(c[method](c, ...)))
end

-- A row that calls one method.
local function row(name, from, mode, method, ...)
  local arguments = table.pack(...)
  return {
    name, from = from,
    run = function() return with(mode, method, table.unpack(arguments, 1, arguments.n)) end,
  }
end

local YEARLY = { cycle = "yearly", as_of = 20635, threads = 2 } -- 2026-07-01

local function write_pack(folder, texts)
  local fs = require "cursus.fs"
  fs.mkdir(folder)
  for name, text in pairs(texts) do must(fs.write(folder .. "/" .. name, text)) end
end

local function template(edit)
  local fs, texts = require "cursus.fs", {}
  for _, name in ipairs { "pack.lua", "facts.lua", "promotion.lua", "clauses.tsv" } do
    texts[name] = must(fs.read(SOURCES .. "/policies/template/" .. name))
  end
  if edit then edit(texts) end
  return texts
end

local base

local function read_base()
  base = base or must(require("cursus.json").decode(must(require("cursus.fs").read "kept.json")))
  return base
end

local LEAF = [[
eligibility "2.3" { when = opaque "settled" { reads = { "status", "rating" }, holds = function(person)
  return person.status == "confirmed" and person.rating ~= nil
end } }
]]

local function with_leaf(texts)
  local count
  texts["promotion.lua"], count = texts["promotion.lua"]:gsub('eligibility "2%.3" %b{}\n', LEAF)
  assert(count == 1)
end

local function adopt_leaf()
  local s <close>, c = open "write"
  write_pack("leafy", template(with_leaf))
  local pack = must(require("cursus.policy").load "leafy")
  must(s:keep_pack(pack))
  must(c:adopt(pack.hash, { parameters = { ["months in grade"] = 3 } }))
  for i = 1, 5 do
    must(c:import { kind = "employees", row = {
      code = "L" .. i, position = "agent", grade = "junior", hired_on = "2020-01-01", graded_on = "2025-01-01",
      status = i % 2 == 0 and "confirmed" or "intern",
    } })
  end
end

-- Two people, one of whom holds the role, and a case that waits for its first stage.
local DESK = [[

role "HR" { label = { en = "HR" } }
procedure "review" {
  label = { en = "review" }, clause = "2.7", opens = { by = "HR" }, stages = { "look", "agree" },
}
stage "look" { label = { en = "look" }, clause = "2.7", act = "do", by = "HR", makes = { "2.7" } }
form "2.7" {
  kind = "notice", label = { en = "notice" }, series = "N", fields = { "number", "subject.code" }, ours = true,
  template = "notice.html",
}
stage "agree" { label = { en = "agree" }, clause = "2.7", act = "approve", by = "HR" }
trigger "2.6" {
  on = recorded { series = "rating", values = { "C" } }, as_of = "recorded", opens = "review",
}
metric "calls" { every = "month" }
checklist "matrix" {
  clause = "2.7", label = { en = "matrix" }, by = grade,
  cells = { { "calm", "junior", en = "calm", clause = "2.7" }, { "deft", "junior", en = "deft", clause = "2.7" } },
}
draw "lot" { clause = "2.7", from = "HR", least = 1, most = 2 }
stage "cells" { label = { en = "cells" }, clause = "2.7", act = "judge", by = "HR", checklist = "matrix" }
stage "drawn" { label = { en = "drawn" }, clause = "2.7", by = "HR", draws = "lot" }
procedure "judged" {
  label = { en = "judged" }, clause = "2.7", opens = { by = "HR" }, stages = { "cells", "drawn" },
}
]]
local MARCH = 20513 -- 2026-03-01
local LATER = 1773100800000 -- 2026-03-10

local function adopt_desk()
  local s <close>, c = open("write", LATER)
  write_pack("desk", template(function(texts)
    texts["promotion.lua"] = texts["promotion.lua"] .. DESK
    texts["notice.html"] = "<p>{{number}} {{subject.code}}</p>"
  end))
  local pack = must(require("cursus.policy").load "desk")
  must(s:keep_pack(pack))
  must(c:adopt(pack.hash, { parameters = { ["months in grade"] = 3 } }))
  for i = 1, 3 do
    must(c:import { kind = "employees", row = {
      code = "C" .. i, position = "agent", grade = "junior", hired_on = "2020-01-01", graded_on = "2025-01-01",
      status = "confirmed",
    } })
  end
  must(c:import { kind = "roles", row = { role = "HR", employee = "C2" } })
  must(c:import { kind = "ratings", row = { employee = "C1", period = "2026-02", rating = "C" } })
  must(c:case_open { procedure = "review", subject = "C1", on = MARCH })
  must(c:plan { cycle = "yearly", as_of = MARCH, threads = 1 })
end

-- What is brought to the desk by a file.
local function desk_file(kind, text, mapping)
  local write = require("cursus.fs").write
  must(write("desk.csv", text))
  if mapping then must(write("desk.json", mapping)) end
  local _ <close>, c = open("write", LATER)
  local report, problem = c:import { kind = kind, path = "desk.csv", mapping = mapping and "desk.json" }
  must(report, problem)
  if problem then error(problem) end
  return encode(report)
end

local function desk_row(name, kind, text, mapping, prepare)
  return {
    name, from = "plan", prepare = function()
      adopt_desk()
      desk_file("employees", "code,name,department\nC1,张伟,one\nC2,张伟,two\nC3,李芳,one\n")
      if prepare then prepare() end
    end,
    run = function() return desk_file(kind, text, mapping) end,
  }
end

local function the_case(c) return must(c:cases { procedure = "review", open = true })[1].case end

local function with_form()
  adopt_desk()
  local _ <close>, c = open("write", LATER)
  must(c:case_act(the_case(c), { stage = "look", on = MARCH }))
end

local function case_row(name, mode, run, prepare)
  return { name, from = "plan", prepare = prepare or adopt_desk, run = function()
    local _ <close>, c = open(mode, LATER)
    return run(c)
  end }
end

local function employees()
  local write = require("cursus.fs").write
  must(write("more.csv", "code,position,grade,status,hired_on\nE001,boss,,,\nN1,clerk,g1,trial,2021-02-03\n" ..
    "N2,nobody,g1,,\n,clerk,,,\nN1,boss,,,\n"))
  must(write("map.json", '{"kind":"employees","columns":{"code":"code","position":"position"}}'))
end

local TALKS = [[
pack { id = "talks", title = "talks" }
clauses "clauses.tsv"
catalogue "position" { { "clerk", en = "clerk" }, { "boss", en = "boss" } }
catalogue "status" { { "trial", en = "trial" }, { "confirmed", en = "confirmed" } }
ladder "grade" { clause = "1", { "low", en = "low" }, { "high", en = "high" } }
role "hr" { label = "hr", several = true }
case {
  attribute "wanted" { type = "grade", label = "wanted" }, attribute "work" { type = "integer", label = "work" },
}
eligibility "1" { when = any { position:is "clerk", position:is "boss" } }
check "all" { clause = "1", gates = { "1" } }
form "paper" { clause = "1", label = "paper", kind = "score",
  item "a" { most = points(50), weight = percent(60) }, item "b" { most = points(30), weight = percent(40) } }
guard "6" { label = "high is rare", must = grade:below "high", effect = "warn" }
panel "board" {
  clause = "1", label = "board", seat "hr" { weight = percent(100) }, pass = points(50), missing = "wait",
}
stage "2" { label = "one", by = "hr", needs = { "report" }, check = "all",
  writes = { sets("grade", asked "wanted", done_on), opens_case "talk" } }
stage "3" { label = "two", act = "score", panel = "board",
  collects = collect("paper", { from = "hr", into = "work" }) }
stage "4" { label = "three", act = "approve", by = "hr", reasons = { "1" }, returns = { "2" } }
procedure "rise" { clause = "1", label = "rise", asks = { { "wanted", required = false } },
  opens = { check = "all", cycle = "yearly" }, stages = { "2", "3", "4" } }
stage "5" { label = "talk", by = "hr" }
procedure "talk" { clause = "5", label = "talk", opens = {}, stages = { "5" } }
trigger "5" { on = recorded { attribute = "department" }, as_of = "recorded", opens = "talk" }
cycle "yearly" { clause = "1", label = "yearly", moves = "grade", who = position:is "clerk", rules = { "6" } }
rules "6" { hit = "best", rule "6" { when = position:is "clerk", gives = up(1) } }
]]

local function clauses_of(last)
  local lines = { "id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n" }
  for i = 1, last do lines[#lines + 1] = ("%d\trule\tyes\tClause.\t条款\trule\t\n"):format(i) end
  return table.concat(lines)
end

-- E001 holds the only role; a case for E002 stands before its stage 2 and, with `scored`, before its stage 3.
local function adopt_talks(step)
  local s <close>, c = open "write"
  write_pack("talks", { ["pack.lua"] = TALKS, ["clauses.tsv"] = clauses_of(6) })
  local pack = must(require("cursus.policy").load "talks")
  must(s:keep_pack(pack))
  must(c:adopt(pack.hash, {}))
  must(c:import { kind = "roles", row = { role = "hr", employee = "E001" } })
  if not step then return end
  must(c:case_open { procedure = "rise", subject = "E002", set = { wanted = "high" } })
  s:stamp { now = NOW, actor = "E001", command = "fault" }
  if step > 2 then must(c:case_act("C000001", { documents = { report = true } })) end
  local scores = { board = "70", ["paper.a"] = "40", ["paper.b"] = "20.5" }
  if step > 3 then must(c:case_act("C000001", { scores = scores })) end
end

-- A row with cases: the stamp's actor is E001.
local function talk_row(name, step, mode, run)
  return {
    name, from = "approve", prepare = function() adopt_talks(step) end,
    run = function()
      local s <close>, c = open(mode)
      s:stamp { now = NOW, actor = "E001", command = "fault" }
      return run(c, s)
    end,
  }
end

-- The program as it is called, on this database: what it says, or the error that it ends with.
local function command(...)
  local said, complained, out, err = {}, {}, io.stdout, io.stderr
  local function ear(list)
    local function note(_, ...) list[#list + 1] = table.concat { ... } end
    return { write = note, flush = note }
  end
  rawset(io, "stdout", ear(said))
  rawset(io, "stderr", ear(complained))
  local status = require("cli.main") { "--db", DB, "--actor", "E001", "--now", "1970-01-01T00:00:06Z", ... }
  rawset(io, "stdout", out)
  rawset(io, "stderr", err)
  if status ~= 0 then error(#complained > 0 and table.concat(complained) or table.concat(said)) end
  return table.concat(said)
end

-- The commands' own modules: row "command" has them loaded while memory fails.
local function command_row(name, modules, prepare, ...)
  local arguments = table.pack(...)
  return {
    name, from = "approve", prepare = prepare, ready = function()
      for _, module in ipairs(modules) do require(module) end
    end,
    run = function() return command(table.unpack(arguments, 1, arguments.n)) end,
  }
end

local function with_cases()
  adopt_talks()
  command("case", "open", "rise", "--run", "1")
end

local function workbook(path, heads, columns, ...)
  local book <close> = must(require("cursus.xlsx").create(path))
  must(book:sheet("one", columns, heads))
  for _, cells in ipairs { ... } do must(book:row(cells)) end
  must(book:close())
end

local PEOPLE = {
  { title = "code" }, { title = "position", choices = { "clerk", "boss" } }, { title = "hired_on", type = "date" },
}

local function with_sheet()
  adopt_talks(4)
  workbook("sheet.xlsx", {}, { { title = "case" }, { title = "stage" }, { title = "answer" } },
    { "C000001", "4", "yes" })
end

local function with_workbook()
  workbook("people.xlsx", { "a note" }, PEOPLE, { "N1", "clerk", "2021-02-03" }, { "N2", "boss", "2021-02-04" })
end

return {
  { "text", run = function()
    local text = require "cursus.text"
    return words(text.width "甲a", text.pad("甲", 5), text.fit("abcdef", 3), text.visible "a\27b",
      must(text.normalise "Ａ"), text.terminal())
  end },

  { "date", run = function()
    local date = require "cursus.date"
    return words(date.parse "2026-07-01", date.text(20635), date.of(2026, 7, 1), date.split(20635),
      date.add_months(20635, 2), date.month(20635), table.concat(date.months_before(20635, 3), ","),
      date.time_parse("2026-07-01T10:00:00Z", "UTC"), date.time_text(5000, "Asia/Shanghai"),
      date.zone_valid "Asia/Shanghai", date.clock() > 0)
  end },

  { "json", run = function()
    local json = require "cursus.json"
    local value = must(json.decode '{"a":[1,2.5,null,true],"b":{"c":"甲","d":null}}')
    return words(json.encode(value), json.encode(value, { indent = 2, keys = { "b" } }), json.encode(json.array {}),
      json.row({ "x", "y" }, { 1 }), #must(json.decode "[]"), json.null)
  end },

  { "csv", run = function()
    local csv = require "cursus.csv"
    return csv.row { "a", 1, 2.5, true, "x,\"y\"", "=1+1" } .. #csv.bom
  end },

  { "message", run = function()
    local message = require "cursus.message"
    return words(message.language "zh", message.tr("verify_head", 3, "abc"), message.language "en",
      message.tr("verify_head", 3, "abc"), message.label { en = "one", zh = "一" }, message.label(nil))
  end },

  { "fs", run = function()
    local fs = require "cursus.fs"
    local folder = must(fs.temporary())
    must(fs.write(folder .. "/one", ("text"):rep(9000)))
    local size = #must(fs.read(folder .. "/one"))
    must(fs.remove(folder))
    return words(size, fs.read(folder) == nil)
  end },

  { "edit", run = function()
    local lines <close> = must(require("cursus.edit").open { history = "history" })
    local line = lines:read "> "
    lines:close()
    return words(line, (require "cursus.version"))
  end },

  { "store", from = "undo", run = function()
    local s <close>, c = open "read"
    return words(encode(must(s:companies())), c.code, c.zone, encode(must(s:head())), must(s:known_at(5000)),
      encode(must(s:verify())), #must(c:ledger()), s:older(), s, c)
  end },

  { "store: a company", from = "adopt", run = function()
    local s <close> = open "write"
    must(s:set_seed(7)) -- the story's
    return tostring(must(s:create_company("two", "Asia/Shanghai", 7)))
  end },

  { "store: rebuild", from = "plan", run = function()
    local s <close> = open "write"
    return tostring(must(s:rebuild()))
  end },

  { "backup", from = "undo", run = function()
    os.remove "copy.db"
    local s <close> = open "read"
    local made = encode(must(s:backup "copy.db"))
    local none, lacking = s:hash(2000) -- there is no such transaction
    if lacking then error(lacking) end
    return words(made, must(s:hash(2)), none)
  end },

  { "restore", from = "undo", prepare = function()
    local s <close> = open "read"
    os.remove "early.db"
    must(s:backup "early.db")
  end, run = function()
    os.remove "restored.db"
    os.remove "restored.db.before-restore"
    local restore = require("cursus.backup").restore
    local first = encode(must(restore("early.db", "restored.db")))
    return words(first, encode(must(restore("early.db", "restored.db", true))))
  end },

  { "policy: load", prepare = function()
    write_pack("plain", template())
    write_pack("data", { ["pack.lua"] = "", ["list.lua"] = "return { { a = 1, b = 'x' }, 2 }" })
  end, run = function()
    local policy = require "cursus.policy"
    local pack = must(policy.load "plain")
    must(policy.open(pack.compiled))
    local settings = encode(must(policy.settings(pack.compiled, { parameters = { ["months in grade"] = 3 } })))
    return words(pack.hash, encode(must(policy.data("data", "list.lua"))), settings)
  end },

  { "policy: a leaf", prepare = function() write_pack("leafy", template(with_leaf)) end, run = function()
    return must(require("cursus.policy").load "leafy").hash
  end },

  { "policy: a variant", prepare = function()
    write_pack("plain", template())
    write_pack("variant", { ["pack.lua"] = 'pack { id = "v", title = "v" }\nextends "template"\n' ..
      'override.eligibility "2.3" { when = status:is "试用" }\n' })
    must(require("cursus.fs").write("kept.json", encode(must(require("cursus.policy").load "plain"))))
  end, ready = read_base, run = function()
    return must(require("cursus.policy").load("variant", { bases = { template = read_base() } })).hash
  end },

  { "policy: keep", from = "plan", prepare = function()
    local _ <close> = open "write"
    write_pack("plain", template())
    must(require("cursus.fs").write("kept.json", encode(must(require("cursus.policy").load "plain"))))
  end, run = function()
    local s <close> = open "write"
    local text = must(require("cursus.fs").read "kept.json")
    must(s:keep_pack(must(require("cursus.json").decode(text))))
    return words(encode(must(s:packs())), must(s:pack(("a"):rep(64))).id)
  end },

  row("policy: adopt", "plan", "write", "adopt", ("a"):rep(64), { effective = 20000, readings = { need = "one" } }),
  row("policy: adoptions", "plan", "read", "adoptions", 20635),

  { "intake: a file", from = "plan", prepare = employees, run = function()
    local _ <close>, c = open "write"
    local report, problem = c:import { kind = "employees", path = "more.csv", valid_only = true,
      rejects = "rejects.csv", mapping = "map.json", encoding = "utf-8" }
    return words(encode(must(report, problem)), problem)
  end },

  { "intake: refused", from = "plan", prepare = employees, run = function()
    local _ <close>, c = open "write"
    local report, problem = c:import { kind = "employees", path = "more.csv" }
    must(report, problem)
    if #report.problems == 0 then error(problem) end
    return words(encode(report), problem)
  end },

  { "intake: refusals", from = "plan", prepare = function()
    employees()
    local write = require("cursus.fs").write
    must(write("bad.csv", "emplyee,period,rating\nE001,2026-05,S\n"))
    must(write("bad.json", '{"kind":"ratings","columns":{"employee":"emploee"}}'))
    must(write("odd.json", '{"kind":"ratings","columns":7}'))
  end, run = function()
    local _ <close>, c = open "write"
    local function import(options)
      local report, problem, code = c:import(options)
      return told(not problem, problem, code) .. encode(report and report.problems or {})
    end
    return words(import { kind = "nothing", path = "more.csv" }, import { kind = "ratings", path = "more.csv" },
      import { kind = "ratings", path = "bad.csv", mapping = "bad.json" },
      import { kind = "ratings", path = "bad.csv", mapping = "odd.json" },
      import { kind = "ratings", row = { employee = "E001", period = "2026-05", rating = "Sx" } })
  end },

  row("intake: a row", "plan", "write", "import",
    { kind = "ratings", row = { employee = "E001", period = "2026-04", rating = "S" } }),
  desk_row("intake: an event moves", "events", "employee,on,kind,upheld,ref\nC2,2026-02-01,complaint,no,T1\n", nil,
    function() desk_file("events", "employee,on,kind,upheld,ref\nC1,2026-02-01,complaint,no,T1\n") end),
  desk_row("intake: events", "events",
    "employee,on,kind,upheld\nC1,2026-02-01,complaint,no\nC1,2026-02-01,complaint,\n"),
  desk_row("intake: metrics", "metrics", "employee,period,metric,value\nC1,2026-01,calls,7\nC2,2026-01,calls,8\n"),
  desk_row("intake: by name", "ratings", "姓名,部门,月份,等级\n李芳,,2026-01,A\n张伟,two,2026-01,B\n"),
  desk_row("intake: a mapping", "ratings", "ID,Jan,Feb,x\nC1,good,B,1\nC3,B,good,2\n", [[{
    "kind": "ratings", "columns": { "employee": "ID" }, "values": { "rating": { "good": "A" } }, "ignore": ["x"],
    "wide": { "columns": { "Jan": "2026-01", "Feb": "2026-02" }, "into": ["period", "rating"] } }]]),
  row("intake: batches", "plan", "read", "batches"),
  row("intake: undo", "plan", "write", "undo_batch", 4),

  { "calendar", run = function()
    local cal <close> = must(require("cursus.calendar").open "cn")
    local first = 20454 -- 2026-01-01
    return words(cal:id(), encode(cal:day(first)), cal:add_workdays(first, 5), cal:count_workdays(first, first + 9),
      cal:nth_workday("2026-01", 1), cal:window("2026-01", 5)) .. " " ..
      words(cal:due({ first_workdays = 5, months = { 1 } }, first))
  end },

  { "calendar: the company's", from = "plan", prepare = function()
    with("write", "import", { kind = "calendar", row = { date = "2026-11-12", kind = "in-lieu", note = "ours" } })
  end, run = function()
    local _ <close>, c = open "read"
    local cal <close> = must(c:calendar())
    return encode(cal:day(20769))
  end },

  row("calendar: a row", "plan", "write", "import",
    { kind = "calendar", row = { date = "2026-11-12", kind = "in-lieu", note = "ours" } }),

  { "intake: learned", from = "plan", prepare = function()
    local maps = { { column = "rating", from = "top", to = "S" } }
    with("write", "import", { kind = "ratings", learn = true, maps = maps,
      row = { employee = "E001", period = "2026-04", rating = "top" } })
  end, run = function()
    local _ <close>, c = open "write"
    local maps = must(c:maps())
    return words(encode(maps), must(c:forget_map(maps[1].map)))
  end },

  row("cycle: approvals", "undo", "read", "approvals", 1),
  row("cycle: plan", "plan", "write", "plan", YEARLY),
  row("cycle: ready", "plan", "read", "ready", YEARLY),
  row("cycle: runs", "undo", "read", "runs"),
  row("cycle: run", "undo", "read", "run", 1),
  { "cycle: applied run", from = "undo", run = function()
    local s <close>, c = open "read"
    return words(may(c:applied_run(must(s:head()).number)), may(c:applied_run(1)))
  end },
  row("cycle: override", "approve", "write", "override", 1, "E001",
    { outcome = "direct", to = "g3", reason = "because" }),
  row("cycle: hold", "approve", "write", "hold", 1, "E001", "because"),
  row("cycle: exclude", "approve", "write", "exclude", 1, "E001", "because"),
  { "cycle: release", from = "approve", prepare = function() with("write", "hold", 1, "E001", "because") end,
    run = function() return with("write", "release", 1, "E001", "no longer") end },
  row("cycle: approve", "approve", "write", "approve", 1, "Boss", nil),
  row("cycle: apply", "apply", "write", "apply", 1),
  row("cycle: undo", "undo", "write", "undo", 1, "a mistake"),
  row("cycle: replay", "undo", "read", "replay", 1),
  row("explain: of a run", "undo", "read", "explain", "E001", { run = 1 }),
  row("explain: assuming", "plan", "read", "explain", "E001",
    { cycle = "yearly", as_of = 20635, assume = { { "mark:2026-05", "S" } } }),

  { "cycle: refusals", from = "undo", run = function()
    local _ <close>, c = open "write"
    local assuming = { cycle = "yearly", as_of = 20635, assume = { { "nothing", "1" } } }
    return words(told(c:plan { cycle = "nothing", as_of = 20635 }), told(c:explain("E000", { run = 1 })),
      told(c:explain("E001", assuming)))
  end },

  { "explain: what would change", from = "undo", run = function()
    local _ <close>, c = open "read"
    for decision in must(c:decisions(1)) do
      if decision.outcome == "not_met" then return encode(must(c:explain(decision.employee, { run = 1 }))) end
    end
    error "nobody"
  end },

  { "leaf: plan", from = "plan", prepare = adopt_leaf, run = function()
    return with("write", "plan", YEARLY)
  end },

  { "leaf: replay", from = "plan", prepare = function()
    adopt_leaf()
    with("write", "plan", YEARLY)
  end, run = function()
    return with("read", "replay", 1)
  end },

  case_row("case: open", "write", function(c)
    return must(c:case_open { procedure = "review", subject = "C3", on = MARCH, comment = "why" })
  end),
  case_row("case: of a run", "write", function(c)
    local opened, message = c:case_open_run { procedure = "review", run = 1 }
    if not opened and message:find "memory" then error(message) end -- else: not a procedure that a cycle opens
    return words(opened, message)
  end),
  case_row("case: how many without", "read", function(c)
    local found = must(c:cases_unopened { run = 1, today = MARCH })
    return words(found.procedure, found.count, found.panel)
  end),
  case_row("case: triggers", "write", function(c) return encode(must(c:case_triggers(0))) end),
  case_row("case: act", "write", function(c)
    return encode(must(c:case_act(the_case(c), { stage = "look", on = MARCH })))
  end),
  case_row("case: acts", "write", function(c)
    local results, message = c:case_acts { { case = the_case(c), stage = "look", on = MARCH } }
    if message then error(message) end -- one was refused: nothing is done
    return encode(results)
  end),
  case_row("case: a checklist", "write", function(c)
    return encode(must(c:case_act("C000002", { stage = "cells", on = MARCH, cells = { calm = "yes", deft = "yes" } })))
  end, function()
    adopt_desk()
    local _ <close>, c = open("write", LATER)
    must(c:case_open { procedure = "judged", subject = "C3", on = MARCH })
  end),
  case_row("case: a draw", "write", function(c)
    return encode(must(c:case_act("C000002", { stage = "drawn", on = MARCH })))
  end, function()
    adopt_desk()
    local _ <close>, c = open("write", LATER)
    must(c:case_open { procedure = "judged", subject = "C3", on = MARCH })
    must(c:case_act("C000002", { stage = "cells", on = MARCH, cells = { calm = "yes", deft = "yes" } }))
  end),
  case_row("case: look", "read", function(c)
    local today = { as_of = MARCH + 9 }
    return words(encode(must(c:case(the_case(c), {}))), encode(must(c:case_grounds(the_case(c)))),
      encode(must(c:pending(today))), encode(must(c:todo { actor = "C2", as_of = today.as_of })))
  end),

  case_row("forms", "write", function(c)
    local form = must(c:forms { pending = true })[1]
    local kept = must(c:keep_forms { { number = form.number, language = "en", document = "<p>one</p>" } })
    return words(encode(form), kept, encode(must(c:form(form.number))), may(c:personal("C1", "name")))
  end, with_form),

  {
    "forms: archived", from = "plan", prepare = with_form, ready = function() require "report.forms" end,
    run = function()
      local s <close>, c = open("write", LATER)
      return must(require("report.forms").archive(c, s))
    end,
  },

  { "sheet: a workbook", prepare = with_workbook, run = function()
    local rows = must(require("cursus.sheet").read "people.xlsx")
    return words(#rows, rows[2].line, table.unpack(rows[2]))
  end },

  { "intake: a workbook", from = "plan", prepare = with_workbook, run = function()
    local _ <close>, c = open "write"
    return encode(must(c:import { kind = "employees", path = "people.xlsx" }))
  end },

  { "sheet", run = function()
    local sheet = require "cursus.sheet"
    must(require("cursus.fs").write("sheet.csv", "a,b\n1,2\n"))
    return words(must(sheet.read "sheet.csv")[2][2], must(sheet.digest "sheet.csv"))
  end },

  { "form", run = function()
    local form = require "cursus.form"
    local text = "<p>{{name}}{{#list}}{{.}},{{/list}}</p>"
    local page = must(form.render("page.html", text, { name = "甲 & 乙", list = { 1, 2 } }))
    return words(page, form.escape "<&>", form.hash(page))
  end },

  { "xlsx", from = "plan", prepare = adopt_desk, run = function()
    local _ <close>, c = open "read"
    local columns = must(c:template "employees")
    local book <close> = must(require("cursus.xlsx").create "book.xlsx")
    must(book:sheet("employees", columns, { "one", "two" }))
    must(book:row { "E1", "甲", false, 12 })
    must(book:close())
    return words(#columns, #must(require("cursus.fs").read "book.xlsx"))
  end },

  { "decisions", from = "undo", run = function()
    local _ <close>, c = open "read"
    must(c:decisions(1))() -- left open: closed with the store
    local count = 0
    for decision in must(c:decisions(1)) do count = count + #decision.employee end
    return words(count, encode(must(c:decision(1, "E001"))), must(c:write_decisions(1, "decisions.jsonl")))
  end },

  { "person", from = "undo", run = function()
    local _ <close>, c = open "read"
    must(c:people())() -- left open too
    local codes = {}
    for code in must(c:people()) do codes[#codes + 1] = code end
    return words(encode(must(c:person("E001", { as_of = 20635 }))), may(c:name "E001"), table.concat(codes, " "))
  end },

  row("intake: a delegation", "undo", "write", "import",
    { kind = "delegations", row = { actor = "E001", delegate = "E002", from = "2026-07-01", reason = "leave" } }),

  { "scope", from = "undo", run = function()
    os.remove "part.db"
    local s <close>, c = open "read"
    local made = encode(must(c:export_scope {
      attribute = "department", value = "D1", on = 20635, without_pay = true, path = "part.db",
    }))
    local part <close> = must(require("cursus.store").open("part.db", "read"))
    local none, lacking = s:extract() -- it is none
    if lacking then error(lacking) end
    return words(made, encode(must(part:extract())), none)
  end },

  { "scope, with a case", from = "plan", prepare = function()
    with_form()
    local _ <close>, c = open("write", LATER)
    must(c:import { kind = "employees", row = { code = "C1", department = "D9" } })
  end, run = function()
    os.remove "part.db"
    local _ <close>, c = open("read", LATER)
    return encode(must(c:export_scope {
      attribute = "department", value = "D9", on = 20635, without_pay = true, path = "part.db",
    }))
  end },

  { "subject", from = "undo", prepare = function()
    local _ <close>, c = open "write"
    must(c:import { kind = "delegations", row = { actor = "E001", delegate = "E002", reason = "leave" } })
  end, run = function()
    local _ <close>, c = open "read"
    local seen = { encode(must(c:subject_kinds())) }
    for code in must(c:subjects "delegation") do seen[#seen + 1] = code end
    return words(encode(must(c:subject("delegation", "E001", { as_of = 20635 }))), table.concat(seen, " "))
  end },

  row("person: erase", "undo", "write", "erase", "E001"),

  talk_row("talk: open", nil, "write", function(c)
    return must(c:case_open { procedure = "rise", subject = "E002", set = { wanted = "high" }, origin = "x" })
  end),
  talk_row("talk: open for a run", nil, "write", function(c)
    return words(must(c:case_open_run { procedure = "rise", run = 1 }))
  end),
  talk_row("talk: how many without a case", nil, "read", function(c)
    local found = must(c:cases_unopened { run = 1, today = 0 })
    return words(found.procedure, found.count, found.panel)
  end),
  talk_row("talk: act", 2, "write", function(c)
    return encode(must(c:case_act("C000001", { documents = { report = "abc" }, comment = "so" })))
  end),
  talk_row("talk: scores", 3, "write", function(c)
    return encode(must(c:case_act("C000001", { scores = { board = "70", ["paper.a"] = "40", ["paper.b"] = "20.5" } })))
  end),
  talk_row("talk: refusals", 3, "write", function(c)
    local function scored(scores) return told(c:case_act("C000001", { scores = scores })) end
    return words(scored { nothing = "1" }, scored { ["paper.a"] = "99" }, scored { paper = "3" },
      told(c:case_open { procedure = "nothing", subject = "E002" }),
      told(c:case_open { procedure = "rise", subject = "E002", set = { nothing = "1" } }))
  end),
  talk_row("talk: no answer", 4, "write", function(c)
    return words(told(c:case_act("C000001", { answer = "perhaps" })),
      told(c:case_act("C000001", { answer = "no", reason = "9", comment = "no" })))
  end),
  talk_row("talk: refuse", 4, "write", function(c)
    return encode(must(c:case_act("C000001", { answer = "no", reason = "1", comment = "no" })))
  end),
  talk_row("talk: reverse", 3, "write", function(c)
    return encode(must(c:case_act("C000001", { verb = "reverse", act = 2, comment = "wrong" })))
  end),
  talk_row("talk: withdraw", 2, "write", function(c, s)
    s:stamp { now = NOW, actor = "Ann", command = "fault" } -- who has opened it
    return encode(must(c:case_act("C000001", { verb = "withdraw", comment = "no more" })))
  end),
  talk_row("talk: return", 4, "write", function(c)
    return encode(must(c:case_act("C000001", { verb = "return", to = "2", comment = "once more" })))
  end),
  talk_row("talk: reassign", 4, "write", function(c)
    return encode(must(c:case_act("C000001", { verb = "reassign", whom = "E001", by = "E003", comment = "away" })))
  end),
  talk_row("talk: attach", 3, "write", function(c)
    return encode(must(c:case_act("C000001", { verb = "attach", documents = { more = "abc" } })))
  end),
  talk_row("talk: a sheet", 4, "write", function(c)
    return encode(must(c:case_acts { { case = "C000001", answer = "yes" }, { case = "C000002", stage = "5" } }))
  end),
  talk_row("talk: a sheet refused", 4, "write", function(c)
    local results, text, code = c:case_acts { { case = "C000001", answer = "yes" }, { case = "C000002", stage = "2" } }
    must(results, text, code)
    if code ~= "CS_EINPUT" then error(text) end
    return encode(results)
  end),
  {
    "talk: a workbook read back", from = "approve", prepare = with_sheet,
    ready = function() require "cli.acts_sheet" end,
    run = function()
      local s <close>, c = open "write"
      s:stamp { now = NOW, actor = "E001", command = "fault" }
      local acts = require("cli.acts_sheet").read({ check = must }, "sheet.xlsx")
      return encode(must(c:case_acts { acts[1] }))
    end,
  },
  talk_row("talk: look", 4, "read", function(c)
    return words(encode(must(c:case("C000001", { viewer = "E001", today = 0 }))), encode(must(c:cases { open = true })),
      encode(must(c:todo { as_of = 0 })), encode(must(c:pending { as_of = -1 })))
  end),
  { "talk: triggers", from = "approve", prepare = function()
    adopt_talks(2)
    local _ <close>, c = open "write"
    must(c:import { kind = "employees", row = { code = "E003", department = "sales" } })
  end, run = function()
    local s <close>, c = open "write"
    return encode(must(c:case_triggers(must(s:head()).number - 1)))
  end },

  { "command", from = "undo", run = function()
    return command("cycle", "list")
  end },

  command_row("command: a sheet", { "cli.main", "cli.sheets" }, with_cases,
    "report", "department", "--run", "1", "--out", "out.xlsx"),
  command_row("command: a form", { "cli.main", "cli.form" }, function()
    with_form()
    command("--now", "2026-03-10", "form", "list")
  end, "form", "print", "N-000001"),
}
