-- The year in short: every procedure and every form of the policy with what became of it, and what else happened.
local account = require "year.account"
local common = require "year.common"
local date = require "cursus.date"
local fs = require "cursus.fs"
local forms = require "report.forms"
local text = require "cursus.text"
local values = require "report.values"

local check, words = common.check, common.words
local LAST <const>, LABEL <const> = date.of(2026, 12, 31), 50

local function line(clause, label, rest) print(text.pad(clause, 13) .. text.pad(label, LABEL) .. rest) end

-- By clause as people count: 4.2 before 10.
local function by_clause(a, b)
  local function key(item) return (item.clause:gsub("%d+", function(n) return ("%4d"):format(tonumber(n)) end)) end
  if key(a) ~= key(b) then return key(a) < key(b) end
  return a.name < b.name
end

-- The parts of every pack adopted, the newest first: each name once.
local function parts(year, section)
  local list, seen = {}, {}
  for _, adoption in ipairs(check(year.company:adoptions())) do
    for name, part in pairs(check(year.database:pack(adoption.hash)).document[section]) do
      if not seen[name] then
        seen[name] = true
        list[#list + 1] = { name = name, clause = part.clause, label = values.label(part.label, name), part = part }
      end
    end
  end
  table.sort(list, by_clause)
  return list
end

local function counted(outcomes)
  local list = {}
  for outcome, n in pairs(outcomes) do list[#list + 1] = outcome .. " " .. n end
  table.sort(list)
  return table.concat(list, words(", ", "，"))
end

local function procedures(year, told)
  account.rule(words("every procedure of the policy", "制度各项程序"))
  for _, procedure in ipairs(parts(year, "procedures")) do
    local outcomes = {}
    for _, case in ipairs(told.files) do
      if case.procedure == procedure.name then
        local outcome = case.outcome and told.words_of(case.pack):outcome(case.outcome) or words("open", "进行中")
        outcomes[outcome] = (outcomes[outcome] or 0) + 1
      end
    end
    line(procedure.clause, procedure.label, next(outcomes) and counted(outcomes) or words("no case", "无案件"))
  end
end

-- -- forms

local function write(folder, name, sheets)
  check(fs.write(string.format("%s/forms/%s.html", folder, name), forms.page(name, sheets)))
end

-- The case in which a form was filled in, and where.
local function filled_in(told, name)
  local n, found = 0, nil
  for _, case in ipairs(told.files) do
    for _, act in ipairs(case.acts) do
      if act.forms and act.forms[name] or act.scores and act.scores[name] then
        n, found = n + 1, found or { case = case, act = act }
      end
    end
  end
  return n, found
end

local function print_forms(year, told)
  account.rule(string.format(words("every form of the policy (printed in %s/forms)", "制度各类表单（见%s/forms）"), year.folder))
  local render = check(forms.renderer(year.database:company(), year.database))
  local kept = {}
  for _, head in ipairs(check(year.company:forms {})) do
    kept[head.form] = kept[head.form] or {}
    table.insert(kept[head.form], forms.sheet(year.company, check(year.company:form(head.number))))
  end
  for _, form in ipairs(parts(year, "forms")) do
    local sheets = kept[form.name]
    local state
    if sheets then
      state = string.format(words("printed and kept: %d", "已出具存档%d份"), #sheets)
    else
      local n, found = filled_in(told, form.name)
      state = string.format(words("filled in: %d", "已填写%d份"), n)
      if found then
        local row = {
          form = form.name, case = found.case.case, act = math.maxinteger, subject = found.case.subject,
          subject_kind = found.case.subject_kind, pack = found.case.pack, by = "H001", on = date.text(LAST),
        }
        row.document, row.language = check(render(row)), forms.languages
        sheets = { forms.sheet(year.company, row) }
      end
    end
    if sheets then write(year.folder, form.name, sheets) end
    line(form.clause, form.label, state)
  end
end

-- -- the rest

local function count(told, holds)
  local n = 0
  for _, case in ipairs(told.files) do
    for _, act in ipairs(case.acts) do
      if holds(act, case) then n = n + 1 end
    end
  end
  return n
end

local function people(told, holds)
  local seen, n = {}, 0
  for _, case in ipairs(told.files) do
    if not seen[case.subject] and holds(case) then seen[case.subject], n = true, n + 1 end
  end
  return n
end

local PROMOTED <const> = { promoted = true, granted = true, appointed = true }

local function rest(year, told, refused)
  account.rule(words("the year in short", "全年小结"))
  local function say(english, chinese, n) line("", words(english, chinese), tostring(n)) end
  say("people promoted", "晋升人数", people(told, function(case) return PROMOTED[case.outcome] end))
  say("people whose pay changed", "调薪人数", people(told, function(case)
    for _, wrote in ipairs(case.wrote) do
      if wrote.name == "pay" then return true end
    end
  end))
  local function verb(name) return function(act) return act.verb == name end end
  say("refused by who decides", "审批不同意", count(told, function(act) return act.ends == "refused" end))
  say("sent back", "退回", count(told, verb "return"))
  say("withdrawn", "撤回", count(told, verb "withdraw"))
  say("acts taken back", "撤销", count(told, verb "reverse"))
  say("given to somebody else", "改由他人办理", count(told, verb "reassign"))
  say("done by a delegate", "由代理人办理", count(told, function(act) return act.in_place_of end))
  say("objections to a public notice", "公示异议", count(told, function(act) return act.answer == "objection" end))
  say("done late", "逾期办理", count(told, function(act) return (act.late or 0) > 0 end))
  say("tried and not allowed", "未获准的操作", refused)
  say("cases open at the end", "年末未结案件", #check(year.company:cases { open = true }))
  say("open tasks", "待办事项", #check(year.company:todo { as_of = LAST }))
  local verified = check(year.database:verify())
  say("verified: transactions, facts", "已核验：记录、事实", verified.txns .. ", " .. verified.facts)
end

return function(year, told, refused)
  procedures(year, told)
  print_forms(year, told)
  rest(year, told, refused)
end
