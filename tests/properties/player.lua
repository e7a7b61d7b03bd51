-- Tells a story to the program and to the model, step by step, and stops at the first difference.
--
-- A story: { spec =, steps = { step … } }, plain data. A step has `at` (its day) and one of
--   { act = "record", kind, row }      a fact by hand, then the cases it opens
--   { act = "open", case = label, procedure, subject, actor, on, as_of, set }
--   { act = "do", case = label, actor, … }   as c:case_act; documents and forms are lists
--   { act = "sheet", actor, rows = { { case = label, … }, … } }   all or none
--   { act = "look" }                   what was seen as known before, everybody's eyes, the chain
-- A case is called by the label of its opening, or "C000007" when it was opened by a fact or an act.
local date = require "cursus.date"
local desk = require "desk"
local expect = require "expect"
local form = require "cursus.form"
local fs = require "cursus.fs"
local inbox = require "inbox"
local json = require "cursus.json"
local policy = require "cursus.policy"
local shown = require "shown"
local store = require "cursus.store"
local company_model = require "company"
local triggered = require "triggered"
local written = require "written"

local player = {}
player.__index = player

local NOON = 12 * 3600 * 1000
local DAY = 24 * 3600 * 1000

local function raise(result, text, ...)
  if result == nil then error(text, 2) end
  return result, text, ...
end

-- `dir`: an empty folder, where the database is made. `only`: "program" tells it to the program alone.
function player.new(dir, story, only)
  local self = setmetatable({ dir = dir, ticks = 0, views = {}, only = only }, player)
  local text, register = written.pack(story.spec)
  fs.mkdir(dir .. "/pack")
  raise(fs.write(dir .. "/pack/pack.lua", text))
  raise(fs.write(dir .. "/pack/clauses.tsv", register))
  for _, rest in ipairs { "", "-wal", "-shm" } do os.remove(dir .. "/case.db" .. rest) end
  self.store = raise(store.open(dir .. "/case.db", "create"))
  self.world = { company = company_model.new(), spec = story.spec, cases = {}, list = {} }
  self:stamp({ at = "2026-01-01" }, "admin")
  self.store:set_seed(7)
  local pack = raise(policy.load(dir .. "/pack"))
  raise(self.store:keep_pack(pack))
  raise(self.store:create_company("drill", "UTC"))
  self.company = raise(self.store:company "drill")
  raise(self.company:adopt(pack.hash, {}))
  self.world.company.txn = self.store:head().number
  return self
end

function player:close()
  self.company = nil
  self.store:close()
end

function player:stamp(step, actor)
  self.ticks = self.ticks + 1
  self.world.today, self.world.actor = date.parse(step.at), actor
  self.store:stamp { now = self.world.today * DAY + NOON + 1000 * self.ticks, actor = actor, command = "drill" }
end

-- ---- the model's side: a copy to try on

local function copied(value, seen)
  if type(value) ~= "table" then return value end
  if seen[value] then return seen[value] end
  local copy = {}
  seen[value] = copy
  for k, v in pairs(value) do copy[k] = copied(v, seen) end
  return setmetatable(copy, getmetatable(value))
end

-- The world as it would be; `try` gives what is told, and whether it stands.
function player:trying(try)
  local world = self.world
  local seen = { [world.spec] = world.spec }
  for _, p in ipairs(world.spec.procedures) do seen[p] = p end
  local copy = copied(world, seen)
  copy.next_code = function() return ("C%06d"):format(#copy.list + 1) end
  copy.company.txn = copy.company.txn + 1
  copy.before = copy.company.changes -- what stood before the transaction
  local result, stands = try(copy)
  if stands then self.world = copy end
  return result
end

-- ---- what holds after every step

function player:check_head(before, changed)
  local head = self.store:head()
  if not changed and head.hash ~= before.hash then expect.differ("head", "what was refused has changed the ledger") end
  if changed and head.number ~= before.number + 1 then
    expect.differ("head", "one transaction expected, %d before and %d now", before.number, head.number)
  end
  self.world.company.txn = head.number
end

local function same(check, want, got)
  if want ~= got then expect.differ(check, "%s", shown.difference(want, got)) end
end

function player:check_case(case)
  local told = raise(self.company:case(case.code, { today = self.world.today }))
  same("case", shown.model_case(case), shown.told_case(told))
end

function player:check_person(code)
  local told = raise(self.company:person(code, {}))
  same("facts", shown.model_person(self.world.company:person(code)), shown.told_person(told))
end

function player:check_inbox()
  local today = self.world.today
  same("todo", inbox.text(self.world, today), inbox.told(raise(self.company:todo { as_of = today })))
end

local function sorted(list)
  local copy = table.move(list or {}, 1, #(list or {}), 1, {})
  table.sort(copy)
  return copy
end

-- What has been drawn is what anybody draws again from the seed: the n smallest digests of seed, line feed and code.
local function check_draw(draft, seed, told)
  local lots = {}
  for i, code in ipairs(draft.pool) do lots[i] = { code = code, digest = form.hash(("%d\n%s"):format(seed, code)) } end
  table.sort(lots, function(a, b) return a.digest < b.digest end)
  local drawn = {}
  for i = 1, draft.wanted do drawn[i] = lots[i].code end
  table.sort(drawn)
  expect.equal("draw", table.concat(drawn, " "), table.concat(sorted(told), " "))
  draft.drawn = drawn
end

function player:check_draws(case)
  local told
  for _, act in ipairs(case.acts) do
    if act.pool and not act.drawn then
      told = told or raise(self.company:case(case.code, { today = self.world.today }))
      local theirs = told.acts[act.number]
      check_draw(act, theirs.seed or expect.differ("draw", "%s, act %d: no seed", case.code, act.number), theirs.drawn)
    end
  end
end

-- Cases that were touched, and whom they are about.
function player:check_touched(cases)
  for _, case in ipairs(cases) do
    self:check_draws(case)
    self:check_case(case)
    self:check_person(case.subject)
  end
  self:check_inbox()
end

-- ---- steps

local steps = {}

-- Facts open cases.
function player:triggers()
  local want = triggered.expected(self.world)
  local got = raise(self.company:case_triggers())
  if self.only then return end
  triggered.compare(self.world, want, got)
  self.world.company.txn = self.store:head().number
  local cases = {}
  for _, item in ipairs(want) do cases[#cases + 1] = item.opened end
  for _, case in ipairs(cases) do self:check_draws(case) end
  if #cases > 0 then self:check_touched(cases) end
end

function steps.record(self, step)
  self:stamp(step, "admin")
  local before = self.store:head()
  local report = raise(self.company:import { kind = step.kind, row = step.row })
  if not self.only then
    self:trying(function(world)
      local changed = world.company:record(step.kind, step.row)
      self.changed = changed
      return nil, changed
    end)
    if report.rejected > 0 then expect.differ("record", "%s", json.encode(report)) end
    self:check_head(before, self.changed)
  end
  self:triggers()
  if not self.only and #self.world.list > 0 then self:check_inbox() end
end

local function answered(check, draft, why, result, text)
  if draft and not result then expect.differ(check, "the model does not refuse it; the program: %s", text) end
  if not draft and result then
    expect.differ(check, "the model refuses: %s\nthe program  %s", why.text, json.encode(result))
  end
  if not draft and not why:fits(text) then
    expect.differ(check, "the model says %s\nthe program  %s", why.text, text)
  end
end

function steps.open(self, step)
  self:stamp(step, step.actor)
  local before = self.store:head()
  local on, as_of = step.on and date.parse(step.on), step.as_of and date.parse(step.as_of)
  local code, text = self.company:case_open {
    procedure = step.procedure, subject = step.subject, on = on, as_of = as_of, set = step.set,
  }
  if self.only then
    if code then self.world.cases[step.case] = { code = code } end
    return self:triggers()
  end
  local case, why = self:trying(function(world)
    local new, refused = desk.opens(world, {
      procedure = step.procedure, subject = step.subject, on = on, as_of = as_of, set = step.set, actor = step.actor,
      code = world.next_code(),
    })
    if new then
      table.insert(world.list, new)
      world.cases[step.case] = new
    end
    self.why = refused
    return new, new ~= nil
  end), self.why
  answered("open", case, why, code, text)
  self:check_head(before, case)
  if case then
    expect.equal("open", case.code, code)
    self:check_touched { case }
  end
  self:triggers()
end

local FIELDS = { "verb", "stage", "role", "answer", "reason", "comment", "to", "whom", "by", "set", "scores", "cells",
  "confirm" }

-- The act as the script API takes it.
local function doing_of(step)
  local doing = { on = step.on and date.parse(step.on), act = step.reverses }
  for _, name in ipairs(FIELDS) do doing[name] = step[name] end
  for _, name in ipairs { "documents", "forms" } do
    for _, item in ipairs(step[name] or {}) do
      doing[name] = doing[name] or {}
      doing[name][item] = true
    end
  end
  return doing
end

-- The same as the model takes it.
local function modelled(step, actor)
  local doing = { actor = actor, on = step.on and date.parse(step.on), documents = step.documents, forms = step.forms,
    act = step.reverses }
  for _, name in ipairs(FIELDS) do doing[name] = step[name] end
  return doing
end

local function by_code(world, label)
  if world.cases[label] then return world.cases[label] end
  for _, case in ipairs(world.list) do
    if case.code == label then return case end
  end
end

-- A label that nobody bears any more (a story that is being shrunk), or a case that only the program knows.
function player:case_of(label)
  local case = by_code(self.world, label)
  if not case and self.only and label:find "^C%d+$" then return { code = label } end
  return case
end

local function touched(world, case)
  local list = { case }
  for _, w in ipairs(case.wrote) do
    if w.opened then list[#list + 1] = by_code(world, w.code) end
  end
  return list
end

steps["do"] = function(self, step)
  local case = self:case_of(step.case)
  if not case then return end
  self:stamp(step, step.actor)
  local before = self.store:head()
  local result, text = self.company:case_act(case.code, doing_of(step))
  if self.only then return self:triggers() end
  local draft = self:trying(function(world)
    local done, refused = desk.does(world, by_code(world, step.case), modelled(step, step.actor))
    self.why = refused
    return done, done ~= nil
  end)
  answered("do", draft, self.why, result, text)
  self:check_head(before, draft)
  if draft then
    expect.equal("act", draft.number, result.act)
    expect.equal("late", draft.late ~= nil, result.late)
    self:check_touched(touched(self.world, by_code(self.world, step.case)))
  end
  self:triggers()
end

function steps.sheet(self, step)
  local rows, cases = {}, {}
  for _, row in ipairs(step.rows) do
    local case = self:case_of(row.case)
    if case then
      local doing = doing_of(row)
      doing.case = case.code
      rows[#rows + 1], cases[#cases + 1] = doing, row
    end
  end
  if #rows == 0 then return end
  self:stamp(step, step.actor)
  local before = self.store:head()
  local results, text = self.company:case_acts(rows)
  if self.only then return self:triggers() end
  local list = self:trying(function(world)
    local told, refused = {}, false
    for i, row in ipairs(cases) do
      local done, why = desk.does(world, by_code(world, row.case), modelled(row, step.actor))
      told[i], refused = { done = done, why = why }, refused or not done
    end
    return told, not refused
  end)
  local refused = false
  for i, one in ipairs(list) do
    local got = results and results[i] or {}
    refused = refused or not one.done
    answered("sheet", one.done, one.why, got.act and got or nil, got.error or text)
  end
  self:check_head(before, not refused)
  for _, row in ipairs(cases) do self:check_draws(by_code(self.world, row.case)) end -- the inbox hangs on all of them
  for _, row in ipairs(cases) do self:check_touched(touched(self.world, by_code(self.world, row.case))) end
  self:triggers()
end

-- ---- looking

local function view(self, kind, code, known)
  if kind == "case" then return self.company:case(code, { known_at = known, today = 20000 }) end
  return self.company:person(code, { known_at = known })
end

-- Scores are seen by nobody but who gave them until their stage is done.
local function check_private(self, case)
  local told = raise(self.company:case(case.code, { viewer = "nobody", today = self.world.today }))
  for _, act in ipairs(case.acts) do
    local open = case.state.stage == act.stage and next(act.scores) and (act.number > case.state.entered_by)
    if open and not act.to and told.acts[act.number].scores then
      expect.differ("private", "%s, act %d: its scores can be seen", case.code, act.number)
    end
  end
end

function steps.look(self, step)
  self:stamp(step, "admin")
  if self.only then return end
  for key, text in pairs(self.views) do
    local kind, code, known = key:match "^(%a+) (%S+) (%d+)$"
    same("known-at", text, json.encode(view(self, kind, code, math.tointeger(known))))
  end
  local head = self.store:head().number
  for _, case in ipairs(self.world.list) do
    self:check_case(case)
    check_private(self, case)
    self.views[("case %s %d"):format(case.code, head)] = json.encode(view(self, "case", case.code, head))
    self.views[("person %s %d"):format(case.subject, head)] = json.encode(view(self, "person", case.subject, head))
  end
  local today = self.world.today
  for _, ahead in ipairs { 0, 15 } do
    same("pending", shown.model_pending(self.world, today + ahead),
      shown.told_pending(raise(self.company:pending { as_of = today + ahead })))
  end
  raise(self.store:verify())
end

-- One step: nil, or a difference.
function player:step(step)
  local ok, wrong = xpcall(steps[step.act], function(e)
    return expect.is_difference(e) and e or expect.difference("error", debug.traceback(tostring(e), 2))
  end, self, step)
  return not ok and wrong or nil
end

return player
