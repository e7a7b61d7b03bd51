-- The account of the year, read back from what is recorded: month by month.
local common = require "year.common"
local date = require "cursus.date"
local incidents = require "year.incidents"
local message = require "cursus.message"
local pack_words = require "report.words"
local results = require "year.results"
local text = require "cursus.text"

local check, words, ZONE = common.check, common.words, common.ZONE
local WIDTH <const>, INDENT <const> = 118, 33 -- columns; where the text begins
local NAMED <const> = 4 -- people named in a line

-- What is recorded besides acts: by the first word of the command.
local NOTES <const> = {
  people = { "people on record", "人员入册" }, hired = { "joined", "入职" }, confirmed = { "confirmed", "转正" },
  left = { "left", "离职" }, ratings = { "monthly ratings", "月度考核" }, complaints = { "complaints", "投诉" },
  leave = { "leave", "休假" }, roles = { "roles held", "角色任命" }, relations = { "who reports to whom", "汇报关系" },
  vacancy = { "vacancy", "岗位空缺" }, filled = { "vacancy filled", "空缺已填补" },
  edition = { "edition drafted", "制度修订稿" }, diploma = { "diploma received, on trial", "领到毕业证，进入试用期" },
  contribution = { "outstanding contribution recognised", "认定突出贡献" },
  delegation = { "acts on their behalf", "授权代理" },
  adopt = { "the new edition is adopted", "新版制度启用" },
}
local ROUNDS <const> = { ["half-year"] = "8.5.1", ["leaders-yearly"] = "8.1.b" }
local VERBS <const> = {
  open = { "case opened", "立案" }, withdraw = { "withdrawn", "撤回" }, reverse = { "act taken back", "撤销" },
  reassign = { "given to somebody else", "改由他人办理" },
}

local function pair(english_and_chinese) return words(english_and_chinese[1], english_and_chinese[2]) end

local Account = {}
Account.__index = Account

function Account:name(code)
  local known = self.names[code]
  if not known then
    local name = self.company:name(code)
    known = name and name .. " " .. code or code
    self.names[code] = known
  end
  return known
end

-- Lines of one kind on one day are one line, whoever they are about: each of them once, whatever their cases.
function Account:add(on, line)
  local key = table.concat({ line.clause, line.what, line.who, line.result }, "\0")
  local today = self.days[on] or { by_key = {} }
  self.days[on] = today
  local same = today.by_key[key]
  if same then
    for _, subject in ipairs(same.subjects) do
      if subject == line.subject then return end
    end
    same.subjects[#same.subjects + 1] = line.subject
    return
  end
  line.subjects = { line.subject }
  today[#today + 1], today.by_key[key] = line, line
end

function Account:cases()
  local function name(code) return self:name(code) end
  for _, head in ipairs(check(self.company:cases {})) do
    local case = self.ended[head.case] or check(self.company:case(head.case, {}))
    if case.outcome then self.ended[head.case] = case end
    self.files[#self.files + 1] = case
    local known = self.words_of(case.pack)
    for _, act in ipairs(case.acts) do
      local verb = VERBS[act.verb]
      local what = verb and pair(verb) .. words(": ", "：") .. message.label(case.procedure_label)
        or message.label(act.label)
      if case.subject_kind then self.names[case.subject] = known:kind(case.subject_kind) .. " " .. case.subject end
      local result = results.of(case, act, known, name)
      self.lines[#self.lines + 1] = result and {
        txn = act.txn, on = act.on, clause = act.clause or case.procedure_clause, what = what, who = act.actor or "",
        result = result, subject = case.subject,
      }
    end
  end
end

-- Whom a recording was about, when they are few, and what it says; else how many rows it had.
local function noted(account, on, command)
  local codes, rows, said = {}, 0, {}
  for _, item in ipairs(account.facts[on] or {}) do
    if "year " .. item.key == command then
      for _, row in ipairs(item.rows) do
        rows = rows + 1
        codes[row.employee or row.code or row.actor or row.subject or row.role] = true
        if item.kind == "delegations" then
          said[1] = account:name(row.delegate) .. words(" until ", "，至") .. row.to
        elseif item.kind == "vacancy" or item.kind == "edition" then
          said[#said + 1] = row.position and account.newest:value("position", row.position) or row.changes
        elseif row.decided_by then
          said[1] = row.decided_by .. words(": ", "：") .. row.reason
        end
      end
    end
  end
  local list = {}
  for code in pairs(codes) do list[#list + 1] = code end
  table.sort(list)
  return #list <= NAMED and list or {}, #list <= NAMED and table.concat(said, ", ") or tostring(rows)
end

function Account:rest()
  for _, entry in ipairs(check(self.company:ledger())) do
    local note = entry.command:match "^year (%l+)"
    local on = date.time_text(entry.recorded, ZONE):sub(1, 10)
    if NOTES[note] then
      local subjects, result = noted(self, date.parse(on), entry.command)
      if #subjects == 0 then subjects = { "" } end
      for _, subject in ipairs(subjects) do
        self.lines[#self.lines + 1] = { txn = entry.number, on = on, clause = "", what = pair(NOTES[note]),
          who = entry.actor, result = result, subject = subject }
      end
    end
  end
  for _, run in ipairs(check(self.company:runs())) do
    local counts = run.counts
    self.lines[#self.lines + 1] = {
      txn = run.known + 0.5, on = date.time_text(run.planned, ZONE):sub(1, 10), clause = ROUNDS[run.cycle],
      who = "H001", subject = "",
      what = words("round planned: ", "评定测算：") .. self.words_of(run.pack):cycle(run.cycle),
      result = string.format(words("direct %d, panel %d, not met %d", "直接 %d，评审 %d，未达标 %d"), counts.direct,
        counts.panel, counts.not_met),
    }
  end
  for _, tried in ipairs(incidents.refused(self.folder)) do
    self.lines[#self.lines + 1] = {
      txn = math.huge, on = tried.on, clause = tried.clause, who = tried.who, subject = tried.subject,
      what = words("not allowed: ", "未获准：") .. tried.what, result = tried.why,
    }
  end
end

-- Cases that have ended do not change: `year.ended` keeps them from one account to the next.
local function account_of(year)
  local self = setmetatable({
    company = year.company, ended = year.ended, facts = year.facts, folder = year.folder, names = {}, days = {},
    lines = {}, files = {}, words_of = pack_words.reader(year.database),
    newest = pack_words.of_company(year.company, year.database),
  }, Account)
  self:cases()
  self:rest()
  for i, line in ipairs(self.lines) do line.place = i end
  table.sort(self.lines, function(a, b)
    if a.txn ~= b.txn then return a.txn < b.txn end
    return a.place < b.place
  end)
  for _, line in ipairs(self.lines) do self:add(line.on, line) end
  return self
end

-- Where a line that is too long is broken: behind its last blank or full-width mark.
local BREAKS <const> = { [" "] = true, ["，"] = true, ["；"] = true, ["、"] = true, ["："] = true }
local function break_of(line, width)
  local fits, at = #text.fit(line, width), nil
  if fits == #line then return fits end
  for place, code in utf8.codes(line) do
    local behind = place + #utf8.char(code) - 1
    if behind > fits then break end
    if BREAKS[utf8.char(code)] then at = behind end
  end
  return at or fits
end

local function print_wrapped(head, rest)
  local row = text.pad(head, INDENT)
  repeat
    local at = break_of(rest, WIDTH - INDENT)
    print(row .. (rest:sub(1, at):gsub(" +$", "")))
    row, rest = (" "):rep(INDENT), rest:sub(at + 1)
  until rest == ""
end

local function rule(title) print("\n── " .. title .. " " .. ("─"):rep(WIDTH - 4 - text.width(title))) end

-- A line: day, clause, who, what: about whom → what it came to.
function Account:print_month(month)
  local first = date.of(2026, month, 1)
  rule(date.month(first))
  for today = first, date.add_months(first, 1) - 1 do
    for _, line in ipairs(self.days[date.text(today)] or {}) do
      local about = {}
      for i = 1, math.min(NAMED, #line.subjects) do
        if line.subjects[i] ~= "" then about[i] = self:name(line.subjects[i]) end
      end
      local list = table.concat(about, words(", ", "、"))
      if #line.subjects > NAMED then
        list = list .. string.format(words(" and %d more", "等%d人"),
          words(#line.subjects - NAMED, #line.subjects))
      end
      local said = line.what .. (list ~= "" and words(": ", "：") .. list or "")
      if line.result ~= "" then said = said .. " → " .. line.result end
      print_wrapped(date.text(today):sub(6) .. "  " .. text.pad(line.clause, 11) .. self:name(line.who), said)
    end
  end
end

return { of = account_of, add = Account.add, rule = rule }
