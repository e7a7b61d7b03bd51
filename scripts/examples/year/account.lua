-- The account of the year, read back from what is recorded: month by month, and in short.
local common = require "year.common"
local date = require "cursus.date"
local message = require "cursus.message"
local pack_words = require "report.words"
local text = require "cursus.text"
local values = require "report.values"

local check, words, ZONE = common.check, common.words, common.ZONE
local LAST <const> = date.of(2026, 12, 31)

local NOTES <const> = {
  people = { "people on record", "人员入册" }, hired = { "joined", "入职" }, confirmed = { "confirmed", "转正" },
  left = { "left", "离职" }, ratings = { "monthly ratings", "月度考核" }, complaints = { "complaints", "投诉" },
  leave = { "leave", "休假" }, roles = { "roles held", "角色任命" }, relations = { "who reports to whom", "汇报关系" },
  vacancy = { "vacancy", "岗位空缺" }, filled = { "vacancy filled", "空缺已填补" },
  edition = { "edition drafted", "制度修订稿" },
}
local ROUNDS <const> = { ["half-year"] = "8.5.1", ["leaders-yearly"] = "8.1.b" }
local VERBS <const> = {
  open = { "case opened", "立案" }, attach = { "document added", "补充材料" }, ["return"] = { "sent back", "退回" },
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

-- What a decision came to: the grade before and after, or the way out.
local function result(case, act, known)
  if act.target then return (act.from and known:grade(act.from) or "") .. " → " .. known:grade(act.target) end
  local moved = {}
  for _, wrote in ipairs(case.wrote) do
    if wrote.act == act.act and wrote.of == "attribute" and wrote.name ~= "graded_on" and wrote.value
      and wrote.name ~= "in_position_since" then
      local name = known:attribute(wrote.name, case.subject_kind)
      local value = known:value(wrote.name, wrote.value, case.subject_kind)
      if wrote.name == "pay" then name, value = words("pay", "月薪"), values.money(wrote.value) end
      moved[#moved + 1] = name .. " " .. value
    end
  end
  if act.ends then table.insert(moved, 1, "■ " .. known:outcome(act.ends)) end
  if act.answer and act.answer ~= "yes" then table.insert(moved, 1, known:answer(act.answer)) end
  return table.concat(moved, words(", ", "，"))
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
  for _, head in ipairs(check(self.company:cases {})) do
    local case = self.ended[head.case] or check(self.company:case(head.case, {}))
    if case.outcome then self.ended[head.case] = case end
    self.files[#self.files + 1] = case
    for _, act in ipairs(case.acts) do
      local what = act.label and message.label(act.label)
        or pair(VERBS[act.verb]) .. words(": ", "：") .. message.label(case.procedure_label)
      if act.verb == "return" and act.label then what = what .. words(": sent back", "：退回") end
      self.lines[#self.lines + 1] = {
        txn = act.txn, on = act.on, clause = act.clause or case.procedure_clause, what = what, who = act.actor or "",
        result = result(case, act, self.words_of(case.pack)), subject = case.subject,
      }
    end
  end
end

function Account:rest()
  for _, entry in ipairs(check(self.company:ledger())) do
    local note = entry.command:match "^year (%l+)"
    local on = date.time_text(entry.recorded, ZONE):sub(1, 10)
    if NOTES[note] then
      self.lines[#self.lines + 1] = { txn = entry.number, on = on, clause = "", what = pair(NOTES[note]),
        who = entry.actor, result = words("facts: ", "事实：") .. entry.facts }
    end
  end
  for _, run in ipairs(check(self.company:runs())) do
    local counts = run.counts
    self.lines[#self.lines + 1] = {
      txn = run.known + 0.5, on = date.time_text(run.planned, ZONE):sub(1, 10), clause = ROUNDS[run.cycle],
      who = "H001",
      what = words("round planned: ", "评定测算：") .. self.words_of(run.pack):cycle(run.cycle),
      result = string.format(words("direct %d, panel %d, not met %d", "直接 %d，评审 %d，未达标 %d"), counts.direct,
        counts.panel, counts.not_met),
    }
  end
end

-- Cases that have ended do not change: `year.ended` keeps them from one account to the next.
local function account_of(year)
  local self = setmetatable({
    company = year.company, ended = year.ended, names = {}, days = {}, lines = {}, files = {},
    words_of = pack_words.reader(year.database),
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

-- A cell of that width, its last column blank.
local function cut(cell, width)
  if text.width(cell) < width then return text.pad(cell, width) end
  return text.pad(text.fit(cell, width - 2) .. "…", width)
end

function Account:print_month(month)
  local first = date.of(2026, month, 1)
  local title = date.month(first)
  print("\n── " .. title .. " " .. ("─"):rep(108 - text.width(title)))
  for today = first, date.add_months(first, 1) - 1 do
    for _, line in ipairs(self.days[date.text(today)] or {}) do
      local about = {}
      for i = 1, math.min(2, #line.subjects) do about[i] = self:name(line.subjects[i]) end
      local more = #line.subjects > 2 and " +" .. #line.subjects - 2 or ""
      local row = date.text(today):sub(6) .. "  " .. cut(line.clause, 11) .. cut(line.what, 36)
        .. cut(self:name(line.who), 15) .. cut(table.concat(about, words(", ", "、")) .. more, 32) .. line.result
      print((row:gsub(" +$", "")))
    end
  end
end

function Account:summary(year)
  local outcomes, order, promoted, paid, open = {}, {}, {}, {}, 0
  for _, case in ipairs(self.files) do
    local label = message.label(case.procedure_label)
    local outcome = case.outcome and self.words_of(case.pack):outcome(case.outcome) or words("open", "进行中")
    if not case.outcome then open = open + 1 end
    if not outcomes[label] then outcomes[label], order[#order + 1] = {}, label end
    outcomes[label][outcome] = (outcomes[label][outcome] or 0) + 1
    for _, wrote in ipairs(case.wrote) do
      if wrote.name == "pay" then paid[case.subject] = true end
    end
    if case.outcome == "promoted" or case.outcome == "granted" or case.outcome == "appointed" then
      promoted[case.subject] = true
    end
  end
  local function count(set)
    local n = 0
    for _ in pairs(set) do n = n + 1 end
    return n
  end
  local title = words("the year in short", "全年小结")
  print("\n── " .. title .. " " .. ("─"):rep(108 - text.width(title)))
  table.sort(order)
  for _, label in ipairs(order) do
    local parts = {}
    for outcome, n in pairs(outcomes[label]) do parts[#parts + 1] = outcome .. " " .. n end
    table.sort(parts)
    print(text.pad(label, 38) .. table.concat(parts, ", "))
  end
  local todo = check(year.company:todo { as_of = LAST })
  local function line(english, chinese, n) print(text.pad(words(english, chinese), 38) .. n) end
  line("people promoted", "晋升人数", count(promoted))
  line("people whose pay changed", "调薪人数", count(paid))
  line("cases open at the end", "年末未结案件", open)
  line("open tasks", "待办事项", #todo)
  local verified = check(year.database:verify())
  line("verified: transactions, facts", "已核验：事务、事实", verified.txns .. ", " .. verified.facts)
end

return { of = account_of, add = Account.add }
