-- What every command needs: the database, the company, the clock, the reporter; and how a command fails.
local store = require "cursus.store"
local date = require "cursus.date"
local message = require "cursus.message"
local out = require "report.out"
local report = require "cli.report"
local tr = message.tr

local context = {}
context.__index = context

-- A failure is a table so that it passes through xpcall without a traceback; anything else is our own mistake.
local failure = { __tostring = function(self) return self.text end }

local function raise(text, status) error(setmetatable({ text = text, status = status }, failure), 0) end

function context.is_failure(value) return getmetatable(value) == failure end

-- Lua raises this text as it is, a binding with the place before it.
local function is_short_of_memory(value) return type(value) == "string" and value:find("not enough memory$") ~= nil end

function context.handler(value)
  if context.is_failure(value) then return value end
  if getmetatable(value) == "cursus.failure" then -- a binding's, in a loop
    return setmetatable({ text = value.message, status = 1 }, failure)
  end
  if is_short_of_memory(value) then return setmetatable({ text = tr "no_memory", status = 1 }, failure) end
  return debug.traceback(tostring(value), 2)
end

-- The command stops with status 1 (the operation failed) or 2 (wrong usage).
function context.fail(text) raise(text, 1) end
function context.usage(text) raise(text, 2) end

-- value, or the command fails with the binding's own message.
function context.check(value, text, code, ...)
  if value ~= nil and value ~= false then return value, text, code, ... end
  raise(text or tr "unknown_failure", code == "CS_EUSAGE" and 2 or 1)
end
local check = context.check

-- value; nil when there is nothing of that name, or was not then; any other failure is the command's.
function context.found(value, text, code)
  if value == nil and code ~= nil and code ~= "CS_ENOTFOUND" then raise(text, 1) end
  return value
end

-- The command as it is recorded: without where the database lies and how the answer is shown, paths by their last
-- part, so that the same commands give the same chain wherever they run.
local presentation = { ["--db"] = true, ["--format"] = true, ["--lang"] = true, ["--now"] = true, ["--actor"] = true }

local function command_text(args)
  local words, skip = {}, false
  for _, word in ipairs(args) do
    local option = word:match "^(%-%-[%w-]+)="
    if skip then
      skip = false
    elseif presentation[word] then
      skip = true
    elseif not presentation[option or ""] then
      words[#words + 1] = word:find("/", 1, true) and not option and word:match "([^/]+)/*$" or word
    end
  end
  return table.concat(words, " ")
end

function context.new(options, args)
  return setmetatable({
    options = options,
    path = options.db or os.getenv "CURSUS_DB" or "cursus.db",
    command = command_text(args),
    report = report.new(options.format or "table"),
  }, context)
end

function context:close()
  if self.opened then self.opened:close() end
  self.opened = nil
end

-- The database, opened once a command; mode "read" or "write"; "any": for reading, also what an older program left.
function context:database(mode)
  if not self.opened then self.opened = check(store.open(self.path, mode)) end
  return self.opened
end

function context:now(zone)
  if not self.options.now then return date.clock() end
  local at = date.time_parse(self.options.now, zone)
  if not at or date.time_text(at, zone) == "" then context.usage(tr("bad_time", "--now", self.options.now)) end
  return at
end

-- Today in the company's zone.
function context:today(zone) return date.parse(date.time_text(self:now(zone), zone):sub(1, 10)) end

function context:actor() return self.options.actor or os.getenv "USER" or os.getenv "LOGNAME" or "unknown" end

-- The ledger's time only goes forward, so that a slip of a year would keep the database from being written to until
-- then. Tests and simulations may live in the future: a slip that no story needs is refused, the first step ahead of
-- the clock is warned of.
local DAY <const> = 24 * 60 * 60 * 1000 -- ms
local TOO_FAR <const> = 100 * 365 * DAY

local function check_ahead(database, now, zone)
  local clock = date.clock()
  local function text(at) return date.time_text(at, zone) end
  if now > clock + TOO_FAR then context.fail(tr("now_too_far", text(now), text(clock))) end
  if now > clock + DAY and check(database:head()).recorded <= clock + DAY then
    context.warn(tr("now_ahead", text(now), text(clock)))
  end
end

-- The machine's clock is read before the database is ours to write to: by then others may have written.
local SLACK <const> = 10 * 60 * 1000 -- ms

function context:stamp(database, zone)
  local now = self:now(zone)
  if self.options.now then check_ahead(database, now, zone) end
  database:stamp {
    now = now, slack = not self.options.now and SLACK or nil, actor = self:actor(), command = self.command,
  }
end

-- The company in question; for a write the stamp is set too.
function context:company(mode)
  local database = self:database(mode)
  local company = check(database:company(self.options.company))
  if not date.zone_valid(company.zone) then context.fail(tr("zone_unknown", company.code, company.zone)) end
  if mode == "write" then self:stamp(database, company.zone) end
  return company, database
end

function context.day(_, option, text)
  local day = date.parse(text)
  if not day then context.usage(tr("bad_date", option, text)) end
  return day
end

-- A transaction number for --known-at, nil for the newest.
function context:known_at(company, text)
  if not text then return nil end
  local at = date.time_parse(text, company.zone)
  if at and date.parse(text) then -- a day includes all of it
    at = (date.time_parse(date.text(date.parse(text) + 1), company.zone) or math.maxinteger) - 1
  end
  if not at then context.usage(tr("bad_time", "--known-at", text)) end
  return check(self.opened:known_at(at))
end

-- The number of a run or an act; the message `otherwise` says so when it is none.
function context.number(text, otherwise)
  local n = math.tointeger(tonumber(text))
  if not n or n < 0 or n > 0xFFFFFFFF then context.usage(tr(otherwise, text)) end
  return n
end

-- "a=b" as name and value.
function context.pair(option, text)
  local name, value = text:match "^([^=]+)=(.*)$"
  if not name then context.usage(tr("bad_pair", option, text)) end
  return name, value
end

function context.warn(text)
  io.stdout:flush()
  out.complain("cursus: ", tr("warning", text), "\n")
end

-- A line for people: not in json or csv, where only data goes to stdout.
function context:say(text)
  if self.report.format == "table" then out.write(text, "\n") end
end

-- What was done: `text` for people, an object of `names` for scripts.
function context:done(text, names, object)
  if self.report.format == "table" then return self:say(text) end
  self.report:object(names, object)
end

return context
