-- What was done in a case, a row a step: for the grounds of its verdict.
local date = require "cursus.date"
local json = require "cursus.json"
local message = require "cursus.message"
local context = require "cli.context"
local cases = require "report.cases"
local case_effects = require "report.case_effects"
local panels = require "report.panels"
local values = require "report.values"
local tr = message.tr

local acts = {}

-- Somebody with their code, which is what a dispute goes by.
function acts.who(company, code)
  local name = code and context.found(company:name(code))
  return name and name .. " (" .. code .. ")" or code or ""
end

local function counts(act) return not act.void and not act.reversed_by end

-- The acts of each step that counts, together: several judge, or sign, before the last of them carries the case on.
local function steps_of(case)
  local steps, open = {}, {}
  for _, act in ipairs(case.acts) do
    if counts(act) then
      if open[1] and open[1].stage ~= act.stage then open = {} end
      open[#open + 1] = act
      if act.to or act.ends then
        steps[#steps + 1] = open
        open = {}
      end
    end
  end
  return steps
end

local function people_of(step)
  local list, seen = {}, {}
  for _, act in ipairs(step) do
    local who = act.in_place_of or act.actor
    if who and not seen[who] then
      seen[who] = true
      list[#list + 1] = who
    end
  end
  return list
end

-- Who did the step, and whether it is one person. Raters are counted: whoever the grounds are handed to need not know
-- them.
local function by_of(company, step)
  local list, scored = people_of(step), false
  for _, act in ipairs(step) do scored = scored or act.scores ~= nil or act.hidden end
  if scored then return tr("basis_raters", #list), true end
  if #list == 1 then return acts.who(company, list[1]), true end
  for i, code in ipairs(list) do list[i] = context.found(company:name(code)) or code end
  return table.concat(list, ", "), false
end

-- -- what came of it ------------------------------------------------------------------------------------------

local function panel_text(s, stage, last)
  local parts = {}
  for _, seat in ipairs(panels.seats(s.pack, stage.panel, s.case.acts, counts)) do
    if seat.mean then
      parts[#parts + 1] = ("%s %s × %s"):format(seat.label, values.hundredths(seat.mean), values.percent(seat.weight))
    end
  end
  local pass = s.effects:value(s.pack.panels[stage.panel].pass)
  return tr("basis_total", values.hundredths(last.total), values.hundredths(pass) or "?", table.concat(parts, ", "))
end

-- Verbs that say no more than that the step was done; and those of a step that is named by its label already.
local PLAIN = { ["do"] = true, score = true, judge = true, file = true, publish = true, wait = true }

local function changed(s, number)
  local list = {}
  for _, wrote in ipairs(s.case.wrote) do
    local attribute = wrote.of == "attribute" and s.pack.attributes[wrote.name]
    local listed = attribute and s.pack.values[attribute.type]
    if wrote.act == number and attribute and (listed or s.money[wrote.name]) and not wrote.reversed_by then
      local money = s.money[wrote.name]
      local function word(value)
        return (money and values.money(math.tointeger(value)) or values.of(s.pack, attribute, value)) or "–"
      end
      local change = tr("basis_changed", word(wrote.before), word(wrote.value), values.day(wrote.on) or "")
      local label = values.label(attribute.label, wrote.name) -- of money it names the unit that is kept
      list[#list + 1] = money and change or label .. tr "basis_colon" .. change
    end
  end
  return list
end

local function what_of(s, step)
  local last = step[#step]
  local stage = last.stage and s.effects:stage(last.stage)
  local what = {}
  local function add(text) if text and text ~= "" then what[#what + 1] = text end end
  local verb, answer = not PLAIN[last.verb] and tr("basis_verb_" .. last.verb), s.known:answer(last.answer)
  add(verb and answer and verb .. tr "basis_colon" .. answer or verb or answer)
  if stage and stage.panel and last.total then add(panel_text(s, stage, last)) end
  for _, collect in ipairs(stage and stage.collects or {}) do
    local mean = last.set and last.set[collect.into]
    if mean then add(s.known:attribute(collect.into) .. " " .. values.hundredths(mean)) end
  end
  if last.target and last.outcome then add("→ " .. s.known:grade(last.target)) end
  if last.reason then
    local clause = s.known:clause(last.reason)
    add(cases.is_found(last) and tr("case_unmet_line", clause) or clause)
  end
  if last.comment then add(last.comment) end
  for _, text in ipairs(changed(s, last.act)) do add(text) end
  if last.late then add(tr("basis_late", last.late)) end
  return table.concat(what, message.language() == "zh" and "；" or "; ")
end

-- { on, stage, who, single, what } of each step that carried the case on. `stored`: its pack as s:pack gives it.
function acts.of(company, stored, case, known)
  local list, pack = json.array {}, stored.document
  local newest = case.acts[#case.acts]
  local given = context.check(case_effects.given(company, stored, case, {}, newest.txn, date.parse(newest.on)))
  local s = {
    company = company, pack = pack, case = case, known = known, money = case_effects.money(pack),
    effects = case_effects.of(case, pack, given, function() end),
  }
  for i, step in ipairs(steps_of(case)) do
    local last, who, single = step[#step], by_of(company, step)
    list[i] = {
      on = values.day(last.on), who = who,
      stage = last.stage and known.stage_text(last) or known:procedure(case.procedure), single = single,
      what = what_of(s, step),
    }
  end
  return list
end

-- -- scores item by item -----------------------------------------------------------------------------------------

-- Is the stage of the act done, so that its scores are open to all?
local function is_done(case, act)
  for _, later in ipairs(case.acts) do
    if later.act >= act.act and later.stage == act.stage and counts(later) and (later.to or later.ends) then
      return true
    end
  end
  return false
end

-- The latest scores item by item of each rater, by what was scored, in the order in which they came.
local function scored_of(case)
  local order, by = {}, {}
  for _, act in ipairs(case.acts) do
    local open = act.items and counts(act) and is_done(case, act)
    for scored, items in pairs(open and act.items or {}) do
      if not by[scored] then
        by[scored] = {}
        order[#order + 1] = scored
      end
      by[scored][(act.in_place_of or act.actor) .. "\n" .. (act.role or "")] = items
    end
  end
  table.sort(order)
  return order, by
end

-- What the raters gave each item in the mean, half up: { form, label, most, weight, mean }.
function acts.items(case, known)
  local list = json.array {}
  local order, by = scored_of(case)
  for _, scored in ipairs(order) do
    local first, sums, count = nil, {}, 0
    for _, items in pairs(by[scored]) do
      first, count = items, count + 1
      for i, item in ipairs(items) do sums[i] = (sums[i] or 0) + item.points end
    end
    for i, item in ipairs(first) do
      list[#list + 1] = {
        form = i == 1 and known:form(scored) or "", label = values.label(item.label, item.item),
        most = values.hundredths(item.most), weight = item.weight and values.percent(item.weight) or json.null,
        mean = values.hundredths(panels.mean(sums[i], count)),
      }
    end
  end
  return list
end

return acts
