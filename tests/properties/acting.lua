-- What people do to a database, a step at a time, told to the program alone. What holds whatever they do:
-- what is refused leaves the head of the ledger as it was, everything else is at most one transaction, and the same
-- steps end in the same head.
--
-- A step is plain data: { act =, at = day, actor =, … }; its other fields are those of the call in docs/script-api.md.
-- A case goes by its label, so that a story without one of its steps still speaks of the same cases.
local date = require "cursus.date"
local expect = require "expect"
local fs = require "cursus.fs"
local json = require "cursus.json"
local policy = require "cursus.policy"
local store = require "cursus.store"

local acting = {}
acting.__index = acting

local NINE, DAY <const> = 9 * 3600 * 1000, 24 * 3600 * 1000

local function must(result, text)
  if result == nil then error(text, 2) end
  return result
end

-- A company that others begin from is copied, once it is closed.
local function from_base(self, base)
  must(fs.write(self.options.path, must(fs.read(base.path))))
  self.store = must(store.open(self.options.path, "write"))
  self.store:set_seed(7)
  self.pack, self.ticks = base.pack, base.ticks
  self.company = must(self.store:company "drill")
  return self
end

-- options: { path =, pack = folder, from = day of the adoption, settings = { parameters =, readings = } }, or with
-- `base`, one of these that has been closed, its path and `base`.
function acting.new(options)
  for _, rest in ipairs { "", "-wal", "-shm" } do os.remove(options.path .. rest) end
  local self = setmetatable({ ticks = 0, views = {}, labels = {}, codes = {}, options = options }, acting)
  self.path = options.path
  if options.base then return from_base(self, options.base) end
  self.store = must(store.open(options.path, "create"))
  self.store:set_seed(7)
  self:stamp(options.from, "admin")
  self.pack = must(policy.load(options.pack))
  must(self.store:keep_pack(self.pack))
  must(self.store:create_company("drill", "UTC", 7))
  self.company = must(self.store:company "drill")
  must(self.company:adopt(self.pack.hash, options.settings or {}))
  return self
end

function acting:close()
  self.company = nil
  self.store:close()
end

function acting:stamp(day, actor)
  self.ticks = self.ticks + 1
  self.store:stamp { now = day * DAY + NINE + self.ticks, actor = actor, command = "drill" }
end

-- ---- cases

-- "half-year A1", and the second of these "half-year A1 2".
local function name_cases(self)
  local count = {}
  for _, head in ipairs(must(self.company:cases {})) do
    local label = head.procedure .. " " .. head.subject
    count[label] = (count[label] or 0) + 1
    if count[label] > 1 then label = label .. " " .. count[label] end
    self.labels[head.case], self.codes[label] = label, head.case
  end
end

function acting:label(code)
  if not self.labels[code] then name_cases(self) end
  return self.labels[code]
end

function acting:code(label)
  if not self.codes[label] then name_cases(self) end
  return self.codes[label] or expect.differ("label", "there is no case '%s'", label)
end

-- ---- steps

local calls = {}

function calls.record(c, step)
  local report, text = c:import { kind = step.kind, row = step.row }
  if text then return nil, text .. " " .. json.encode(report) end
  return report
end
function calls.triggers(c) return c:case_triggers() end
function calls.plan(c, step) return c:plan { cycle = step.cycle, as_of = step.as_of, threads = 1 } end
function calls.open(c, step)
  return c:case_open { procedure = step.procedure, subject = step.subject, set = step.set, on = step.on }
end
function calls.open_run(c, step) return c:case_open_run { procedure = step.procedure, run = step.run } end
calls["do"] = function(c, step, self) return c:case_act(self:code(step.case), step.doing) end
function calls.approve(c, step) return c:approve(step.run, step.by, step.codes) end
function calls.apply(c, step) return c:apply(step.run) end
function calls.undo(c, step) return c:undo(step.run, "because") end
function calls.hold(c, step) return c:hold(step.run, step.employee, "because") end
function calls.exclude(c, step) return c:exclude(step.run, step.employee, "because") end
function calls.release(c, step) return c:release(step.run, step.employee, "because") end

-- Has the trigger step opened several cases, a transaction each?
local MANY <const> = { triggers = true }

-- What the step came to: its result, or nil, the words of the refusal, its code.
function acting:step(step)
  self:stamp(step.at, step.actor or "admin")
  local before = self.store:head()
  local result, text, code = calls[step.act](self.company, step, self)
  local head = self.store:head()
  if result == nil and head.hash ~= before.hash then
    expect.differ("head", "refused, and the ledger has changed: %s", text)
  end
  if head.number > before.number + 1 and not MANY[step.act] then
    expect.differ("head", "one act, transactions %d to %d", before.number + 1, head.number)
  end
  self.changed = head.number ~= before.number
  return result, text, code
end

-- Rows of a sheet that somebody tries, of which one cannot be done: nothing is.
function acting:tries(day, actor, rows)
  self.store:stamp { now = day * DAY + NINE + self.ticks, actor = actor, command = "drill" }
  local before = self.store:head()
  local results, text = self.company:case_acts(rows)
  if self.store:head().hash ~= before.hash then expect.differ("head", "a sheet that was refused has been done") end
  return results, text
end

-- ---- looking

function acting:keep(kind, code, known, today)
  local text
  if kind == "case" then
    text = json.encode(must(self.company:case(code, { known_at = known, today = today })))
  else
    text = json.encode(must(self.company:person(code, { known_at = known })))
  end
  local key = ("%s %s %d %d"):format(kind, code, known, today)
  local seen = self.views[key]
  if seen and seen ~= text then expect.differ("known-at", "%s:\n%s\n%s", key, seen, text) end
  self.views[key] = text
end

-- What was seen as known at a transaction is the same ever after; the chain is whole.
function acting:look(cases, people, today)
  for key in pairs(self.views) do
    local kind, code, known, day = key:match "^(%a+) (%S+) (%d+) (%d+)$"
    self:keep(kind, code, math.tointeger(known), math.tointeger(day))
  end
  local head = self.store:head().number
  for _, code in ipairs(cases) do self:keep("case", code, head, today) end
  for _, code in ipairs(people) do self:keep("person", code, head, today) end
  must(self.store:verify())
end

-- The same steps again, in a new database: its head.
function acting.again(options, steps)
  local fresh = { path = options.path .. ".again" }
  for name, value in pairs(options) do fresh[name] = fresh[name] or value end
  local self = acting.new(fresh)
  for _, step in ipairs(steps) do
    if step.act ~= "look" then self:step(step) end
  end
  local head = self.store:head()
  self:close()
  return head
end

function acting.told_again(options, steps, head)
  local again = acting.again(options, steps)
  if again.hash ~= head.hash then
    expect.differ("again", "told again the head is %d %s, it was %d %s", again.number, again.hash, head.number,
      head.hash)
  end
end

-- Steps as a list to read.
function acting.text(steps)
  local lines = {}
  for i, step in ipairs(steps) do
    local copy = {}
    for name, value in pairs(step) do copy[name] = value end
    copy.at = date.text(step.at)
    lines[i] = ("%3d %s"):format(i, json.encode(copy))
  end
  return table.concat(lines, "\n")
end

return acting
