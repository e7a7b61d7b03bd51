-- The program under test: its commands in one long-lived process (worker.lua), in a process of their own, or in one
-- that is killed when it is about to change the disk for the n-th time (kill_at.c).
local fs = require "cursus.fs"
local json = require "cursus.json"
local store = require "cursus.store"

local program = {}
program.__index = program

local function quote(word) return "'" .. word:gsub("'", "'\\''") .. "'" end

local function quoted(words)
  local list = {}
  for i, word in ipairs(words) do list[i] = quote(word) end
  return table.concat(list, " ")
end

-- where: { bin = the program, kill_at = the helper, source = the project, dir = an empty folder }
function program.new(where)
  local self = setmetatable({ dir = where.dir, bin = where.bin, source = where.source }, program)
  self.helper = where.kill_at
  self.db = self.dir .. "/company.db" -- nobody has it open between two commands
  self.out, self.err, self.answers = self.dir .. "/out", self.dir .. "/err", self.dir .. "/answers"
  self.commands = 0
  return self
end

function program:start()
  for _, path in ipairs { self.out, self.err } do fs.write(path, "") end
  assert(os.execute("rm -f " .. quote(self.answers) .. " && mkfifo " .. quote(self.answers)))
  self.worker = assert(io.popen(("exec %s run %s %s >>%s 2>>%s"):format(quote(self.bin),
    quote(self.source .. "/tests/simulation/worker.lua"), quote(self.answers), quote(self.out), quote(self.err)), "w"))
  self.status = assert(io.open(self.answers, "r"))
end

-- Ends the long-lived process; the next command starts another.
function program:close()
  if self.worker then
    self.worker:close()
    self.status:close()
    self.worker = nil
  end
end

-- What every command is given, before its own words. Those of another company name it first.
local function full(words, now, db)
  local all = { "--db", db, "--now", now, "--actor", "Ann", "--lang", "en", "--format", "json" }
  if words[1] ~= "--company" then table.move({ "--company", "main" }, 1, 2, #all + 1, all) end
  return table.move(words, 1, #words, #all + 1, all)
end

local function result(status, out, err)
  return { status = status, out = assert(fs.read(out)), err = assert(fs.read(err)) }
end

-- { status =, out =, err = }; the status of a worker that died is "crash".
function program:run(words, now)
  self.commands = self.commands + 1
  if not self.worker then self:start() end
  for _, path in ipairs { self.out, self.err } do assert(io.open(path, "w")):close() end
  self.worker:write(json.encode(full(words, now, self.db)), "\n")
  self.worker:flush()
  local answer = self.status:read "l"
  if not answer then self:close() end
  return result(answer and math.tointeger(answer) or "crash", self.out, self.err)
end

local function execute(self, line)
  self.commands = self.commands + 1
  local out, err = self.dir .. "/own.out", self.dir .. "/own.err"
  local _, how, status = os.execute(("%s >%s 2>%s"):format(line, quote(out), quote(err)))
  return result(how == "exit" and status or "crash", out, err)
end

-- The same in a process of its own; `db`: another database.
function program:run_alone(words, now, db)
  return execute(self, quote(self.bin) .. " " .. quoted(full(words, now, db or self.db)))
end

-- The same, killed before change number `nth` of the disk (0: not at all). Gives the result, status 137 when it was
-- killed and 77 when that is not possible here, and how many changes there were.
function program:run_killed(words, now, nth, db)
  local counts = self.dir .. "/counts"
  local answer = execute(self, ("%s %d %s %s %s"):format(quote(self.helper), nth, quote(counts), quote(self.bin),
    quoted(full(words, now, db or self.db))))
  return answer, answer.status ~= 77 and math.tointeger(tonumber((fs.read(counts)))) or 0
end

-- No database any more.
function program:forget()
  for _, name in ipairs { "company", "copy" } do
    for _, rest in ipairs { ".db", ".db-wal", ".db-shm" } do os.remove(self.dir .. "/" .. name .. rest) end
  end
end

-- A copy of the database as it lies there.
function program:copy()
  local copy = self.dir .. "/copy.db"
  assert(os.execute(("rm -f %s %s-* && cp %s %s"):format(quote(copy), quote(copy), quote(self.db), quote(copy))))
  return copy
end

-- The database as it lies there, as bytes; and put back.
function program:keep() return assert(fs.read(self.db)) end

function program:put(bytes)
  self:forget()
  assert(fs.write(self.db, bytes))
end

-- Reading through the script API: calls read(store, company) on the open database; `name`: another company.
function program:read(read, db, name)
  local s = assert(store.open(db or self.db, "read"))
  local company = s:company(name or "main")
  local answer = read(s, company)
  s:close()
  return answer
end

-- The head of the chain: { number =, hash = }.
function program:head(db)
  return self:read(function(s) return s:head() end, db)
end

return program
