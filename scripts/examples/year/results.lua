-- What an act came to, in words: what was asked and answered, scored and judged, what it wrote and from when, what it
-- printed, how the case ended and why.
local common = require "year.common"
local message = require "cursus.message"
local cases = require "report.cases"
local values = require "report.values"

local tr, words = message.tr, common.words

-- Attributes that are points in hundredths, those that are amounts, those that name somebody.
local function shown(known, case, name, value, person)
  if name:find "_score$" then return values.hundredths(value) end
  if name == "pay" then return values.money(value) end
  if name == "chair" then return person(value) end
  return known:value(name, value, case.subject_kind) or known:value(name, value)
end

local function label_of(known, case, name)
  if name == "pay" then return words("pay", "月薪") end
  local label = known:attribute(name, case.subject_kind)
  return label ~= name and label or known:attribute(name)
end

local function sorted(map)
  local names = {}
  for name in pairs(map or {}) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- Written besides, by every act of its kind: it says nothing about the person.
local UNTOLD <const> = { graded_on = true, in_position_since = true, concluded = true, advancement = true }

-- { day, text } of what the act wrote, a text for each day.
local function written(case, act, known)
  local days, at = {}, {}
  for _, wrote in ipairs(case.wrote) do
    if wrote.act == act.act and wrote.of ~= "event" and wrote.value and not UNTOLD[wrote.name] then
      local text = wrote.of == "span" and known:span_kind(wrote.value)
        or label_of(known, case, wrote.name) .. " " .. shown(known, case, wrote.name, wrote.value)
      if not at[wrote.on] then
        days[#days + 1] = { wrote.on, {} }
        at[wrote.on] = days[#days][2]
      end
      table.insert(at[wrote.on], text)
    end
  end
  return days
end

local function judged(act, known)
  if act.target and act.from ~= act.target then
    return string.format("%s → %s [%s]", act.from and known:grade(act.from) or "", known:grade(act.target), act.rule)
  end
  if act.outcome and act.outcome ~= "direct" and act.outcome ~= "panel" then
    return words("not met", "不符合") .. " [" .. act.reason .. "]"
  end
  if act.verb == "judge" and not act.cells and not act.target then
    return act.reason and words("not met", "不符合") or words("met", "符合")
  end
end

-- Whoever scored before the act that made the scores complete.
local function scored_by(case, act, name)
  local names = {}
  for _, other in ipairs(case.acts) do
    if other.verb == "score" and other.stage == act.stage and not other.void and other.act <= act.act then
      names[#names + 1] = name(other.actor)
    end
  end
  return words("scored by ", "评分人：") .. table.concat(names, words(", ", "、"))
end

-- The names of people are found by `name`.
local function verb(case, act, known, name)
  if act.verb == "open" and act.set then
    local parts = {}
    for _, ask in ipairs(sorted(act.set)) do
      parts[#parts + 1] = label_of(known, case, ask) .. " " .. shown(known, case, ask, act.set[ask], name)
    end
    return table.concat(parts, words(", ", "，"))
  end
  if act.verb == "return" then return words("sent back to ", "退回：") .. known:stage(case.procedure, act.to) end
  if act.verb == "reassign" then
    return string.format(words("%s acts instead of %s", "由%s代替%s办理"), name(act.by), name(act.whom))
  end
  if act.verb == "reverse" then
    local taken = case.acts[act.reverses]
    return message.label(taken.label)
  end
end

-- The result of an act; "" when it only carries the case on; nil when it is told with another: one of several scores.
local function of(case, act, known, name)
  if act.verb == "score" and not (act.to or act.ends) then return nil end
  local parts = {}
  local function add(part) if part and part ~= "" then parts[#parts + 1] = part end end
  add(verb(case, act, known, name))
  if act.answer then
    add(act.verb == "approve" and act.answer == "yes" and words("approved", "同意") or known:answer(act.answer))
  end
  add(judged(act, known))
  local wrote = written(case, act, known)
  if act.verb == "score" then add(scored_by(case, act, name)) end
  for _, ask in ipairs(act.verb ~= "open" and sorted(act.set) or {}) do
    local value = act.set[ask]
    if not (wrote[1] and wrote[1][1] == value) then
      add(label_of(known, case, ask) .. " " .. shown(known, case, ask, value, name))
    end
  end
  if act.cells and not act.reason then add(words("yes to each line", "各项均符合")) end
  if act.total then add(cases.total_line(act)) end
  if act.drawn and #act.drawn > 0 then
    add(string.format(words("%d drawn by lot", "随机抽取%d人"), #act.drawn))
  end
  for _, day in ipairs(wrote) do
    local list = table.concat(day[2], words(", ", "，"))
    add(day[1] == act.on and list or list .. words(" from ", "，自") .. day[1] .. words("", "起"))
  end
  for _, made in ipairs(sorted(act.made)) do add(words("printed: ", "出具") .. known:form(made)) end
  if act.ends then add("■ " .. known:outcome(act.ends)) end
  if act.reason and (act.ends == "refused" or act.reason ~= act.clause and not act.outcome) then
    add(words("because of ", "依据 ") .. known:clause(act.reason):gsub("%.$", ""))
  end
  if act.comment then add("“" .. act.comment .. "”") end
  if act.in_place_of then add(words("in place of ", "代") .. name(act.in_place_of)) end
  if act.late and act.late > 0 then add(tr("case_late", act.late)) end
  if act.reversed_by then add(words("taken back later", "后被撤销")) end
  return table.concat(parts, words("; ", "；"))
end

return { of = of }
