-- One verdict for people: the head line, one line a condition with its clause at the right, and what would change it.
local text = require "cursus.text"
local out = require "report.out"
local tr = require("cursus.message").tr

local verdict = {}

verdict.KEYS = { "employee", "outcome", "rule", "from", "to", "steps", "missing", "grades", "summary", "lines",
  "change", "readings", "run", "case" }

local MARKS = { met = "✓", unmet = "✗", unknown = "?", open = "–", info = "·" }
local NARROW, WIDE = 56, 92 -- columns for the sentence before its clause

local function steps_text(steps)
  if not steps or steps == 0 then return "" end
  return (" %+d"):format(steps)
end

local function head(explanation, name)
  local parts = { text.visible(explanation.employee) .. (name and " " .. text.visible(name) or "") }
  parts[#parts + 1] = explanation.from and explanation.grades or "?" .. (explanation.grades or "")
  local falls = explanation.outcome == "direct" and (explanation.steps or 0) < 0
  parts[#parts + 1] = tr("outcome_" .. (falls and "down" or explanation.outcome)) .. steps_text(explanation.steps)
  if explanation.rule then parts[#parts + 1] = "[" .. explanation.rule .. "]" end
  return table.concat(parts, "  ")
end

-- As wide as the sentences are, within bounds: a longer one pushes its clause to the right.
local function width_of(lines)
  local width = NARROW
  for _, item in ipairs(lines) do
    local columns = text.width(item.text)
    if columns <= WIDE then width = math.max(width, columns) end
  end
  return width
end

local function line(width, mark, sentence, clause, reading)
  local right = type(clause) == "string" and clause or "" -- json.null: none
  if reading and reading ~= "" then right = right .. (right ~= "" and "  " or "") .. "(" .. reading .. ")" end
  return out.trim(("  %s %s  %s"):format(mark, text.pad(sentence, width), right))
end

-- What somebody decided instead: its outcome, and where to.
local function decided(mark, grade)
  local to = type(mark.to) == "string" and " → " .. grade(mark.to) or ""
  return tr("outcome_" .. mark.outcome) .. steps_text(mark.steps) .. to
end

local function state(explanation, grade)
  local words = {}
  local mark = explanation.mark
  if type(mark) == "table" then
    local said = { mark.by or "", mark.reason or "" }
    if mark.outcome then table.insert(said, 2, decided(mark, grade)) end
    words[1] = tr("mark_" .. mark.kind, table.unpack(said))
  end
  if explanation.applied then
    words[#words + 1] = tr "state_applied"
  elseif explanation.approved then
    words[#words + 1] = tr "state_approved"
  end
  if explanation.case then words[#words + 1] = tr("state_case", explanation.case, explanation.case) end
  return words
end

-- `grade`: a function that gives the words for a grade of the run's pack; asked only where somebody decided otherwise.
function verdict.print(explanation, name, grade)
  local width = width_of(explanation.lines or {})
  out.write(head(explanation, name), "\n")
  for _, item in ipairs(explanation.lines or {}) do
    out.write(line(width, MARKS[item.mark] or "·", item.text, item.clause, item.reading), "\n")
  end
  if explanation.missing and #explanation.missing > 0 then
    out.write(line(width, "?", tr("missing_facts", table.concat(explanation.missing, ", "))), "\n")
  end
  for _, words in ipairs(state(explanation, grade)) do out.write(line(width, "·", words), "\n") end
  local change = explanation.change or {}
  if #change > 0 then
    out.write(tr "what_would_change", "\n")
    for _, item in ipairs(change) do out.write("  → ", item.text, "\n") end
  end
end

return verdict
