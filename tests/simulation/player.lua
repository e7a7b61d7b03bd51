-- Tells a story to the program and to the model, step by step, and stops at the first difference. What each act means
-- is in acts.lua, what is checked besides in checks.lua.
local acts = require "acts"
local books = require "books"
local checks = require "checks"
local expect = require "expect"
local words = require "words"

local player = {}
player.__index = player

-- A new company in the program's folder; what was there is gone.
function player.new(program)
  local self = setmetatable({}, player)
  self.program, self.books, self.dir = program, books.new(), program.dir
  self.source, self.policies, self.batches, self.runs, self.run_list = program.source, {}, {}, {}, {}
  self.views, self.heads, self.moves, self.refused, self.kills, self.last_run = {}, {}, {}, 0, 0, 0
  program:forget()
  return self
end

-- A copy that goes on by itself. What the model never changes, people, is shared.
function player:copy()
  local copies = { [self.program] = self.program }
  for _, people in pairs(self.books.history) do copies[people] = people end
  local function copy(value)
    if type(value) ~= "table" then return value end
    if copies[value] then return copies[value] end
    local new = {}
    copies[value] = new
    for k, v in pairs(value) do new[k] = copy(v) end
    return setmetatable(new, getmetatable(value))
  end
  return copy(self)
end

-- After these a second time is the same as once.
local repeatable = words.set { "import", "record", "unimport", "plan", "approve", "apply", "undo" }

-- kill -9 in the middle, then again: as if it had never been killed, which a copy of the database tells.
function player:killed(step, list)
  local p, before = self.program, self.program:head()
  local copy = p:copy()
  local want, changes = p:run_killed(list, step.at, 0, copy)
  if changes == 0 or want.status == 77 then return p:run_alone(list, step.at) end
  local after = p:head(copy)
  self.kills = self.kills + 1
  local victim = p:run_killed(list, step.at, 1 + step.kill * (changes - 1) // 1000)
  expect.equal("kill", 137, victim.status)
  local whole = p:run_alone({ "verify" }, step.at)
  if whole.status ~= 0 then expect.differ("kill", "verify after a kill: %s", expect.shown(whole)) end
  local now = p:head()
  -- What looks for facts that open cases follows in a transaction of its own: running again makes up for it.
  local between = repeatable[step.act] and now.number == before.number + 1 and after.number == now.number + 1
  if now.hash ~= before.hash and not between then expect.equal("kill", after.hash, now.hash) end
  if now.hash == before.hash or repeatable[step.act] then
    local again = p:run_alone(list, step.at)
    if now.hash == before.hash and (again.status ~= want.status or again.out ~= want.out) then
      expect.differ("kill", "after a kill: %s\nnever killed: %s", expect.shown(again), expect.shown(want))
    end
    expect.equal("kill", after.hash, p:head().hash)
  end
  return want
end

function player:answer(step, list)
  if step.kill then return self:killed(step, list) end
  if step.alone then return self.program:run_alone(list, step.at) end
  return self.program:run(list, step.at)
end

-- What came in may open cases, and how far the ledger has been looked at for that is kept: in a transaction of its own
-- behind that of the command. The model lets cases be and only counts it. Their lines are taken out of the answer.
function player:leave_cases(step, answer)
  local lines = {}
  for line in answer.out:gmatch "[^\n]+" do
    if not line:find('"trigger":', 1, true) then lines[#lines + 1] = line .. "\n" end
  end
  answer.out = table.concat(lines)
  self.books:behind(step.at, self.program:head().number)
end

-- Runs the command of a step; `list` are its words.
function player:command(step, list)
  local answer = self:answer(step, list)
  self:leave_cases(step, answer)
  if answer.status ~= 0 and answer.status ~= 1 then expect.differ("crash", "%s", expect.shown(answer)) end
  if answer.err:find("internal error", 1, true) or answer.err:find("traceback", 1, true) then
    expect.differ("crash", "%s", expect.shown(answer))
  end
  if answer.status == 1 then self.refused = self.refused + 1 end
  return answer
end

-- One step; nil, or a difference: { check =, text = }.
function player:step(step)
  local ok, wrong = xpcall(function()
    local before = self.books.txn
    acts[step.act](self, step)
    self.books:settle()
    checks.after(self, step, before)
  end, function(e)
    return expect.is_difference(e) and e or expect.difference("error", debug.traceback(e, 2))
  end)
  return not ok and wrong or nil
end

-- The whole story: nil, or a difference and the number of the step that showed it.
function player:play(steps)
  for number, step in ipairs(steps) do
    local wrong = self:step(step)
    if wrong then return wrong, number end
  end
end

return player
