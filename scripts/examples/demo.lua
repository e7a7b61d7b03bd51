-- A tour of Cursus, from the root of the project:
--
--   cursus run scripts/examples/demo.lua [PROGRAM]
--
-- makes a sample company in build/demo and takes it through one half-year promotion: each command is printed as one
-- types it, then run, with its real output. PROGRAM is the program to run ($CURSUS_BIN, else build/cursus). Every
-- command is given the clock (--now), so that the tour is the same every day.

local fs = require "cursus.fs"
local json = require "cursus.json"
local text = require "cursus.text"
local message = require "cursus.message"

local FOLDER <const> = "build/demo"
local DATABASE <const> = FOLDER .. "/cursus.db"
local PEOPLE <const>, SEED <const> = 300, 7
local CYCLE <const>, AS_OF <const> = "half-year", "2026-07-01"
local APPROVER <const> = "王总经理"
local program = (...) or os.getenv "CURSUS_BIN" or "build/cursus"
local language = message.language()

local function say(english, chinese) print(language == "zh" and chinese or english) end

local function title(english, chinese)
  local words = language == "zh" and chinese or english
  print("\n── " .. words .. " " .. ("─"):rep(76 - text.width(words)))
end

local function stop(reason) error({ reason = reason }, 0) end

-- Running the program.

local function quote(word)
  if word:find "^[%w_./:=,@+\x80-\xff-]+$" then return word end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function line_of(words)
  local quoted = {}
  for i, word in ipairs(words) do quoted[i] = quote(word) end
  return table.concat(quoted, " ")
end

-- Every command happens a minute after the one before, on the first of July 2026 from nine o'clock.
local minute = 0
local function now()
  minute = minute + 1
  return string.format("2026-07-01T%02d:%02d:00", 9 + minute // 60, minute % 60)
end

-- What the program prints, both streams together, as an array of lines.
local function run(words)
  local line = string.format("LC_ALL=C.UTF-8 CURSUS_DB=%s %s --lang %s --now %s %s 2>&1", quote(DATABASE),
    quote(program), language, now(), line_of(words))
  local pipe = assert(io.popen(line))
  local lines = {}
  for output in pipe:lines() do lines[#lines + 1] = output end
  local _, how, status = pipe:close()
  if status ~= 0 then
    for _, output in ipairs(lines) do io.stderr:write(output, "\n") end
    stop(string.format("%s: %s %d", line_of(words), how == "exit" and "exit status" or "signal", status))
  end
  return lines
end

-- Prints the command and what it prints; `most`: only so many lines, as with head.
local function show(words, most)
  io.stdout:write("\n$ cursus ", line_of(words), most and " | head -n " .. most or "", "\n")
  io.stdout:flush()
  local lines = run(words)
  for i = 1, math.min(#lines, most or #lines) do print(lines[i]) end
end

-- What the demo itself needs to know, without showing it.
local function ask(words)
  table.move({ "--format", "json" }, 1, 2, #words + 1, words)
  local rows = {}
  for i, line in ipairs(run(words)) do rows[i] = assert(json.decode(line)) end
  return rows
end

-- Three telling people, chosen by their decisions.

local function best(decisions, value)
  local found, highest
  for _, decision in ipairs(decisions) do
    local v = value(decision)
    if v and (not highest or v > highest) then found, highest = decision, v end
  end
  return found or stop "the sample company has nobody to show here"
end

local function choose(decisions)
  return {
    promoted = best(decisions, function(d) return d.outcome == "direct" and d.steps end),
    -- Whose verdict hangs on one rating.
    undetermined = best(decisions, function(d)
      if d.outcome ~= "undetermined" then return nil end
      return (#d.missing == 1 and d.missing[1]:find "^rating:") and 1 or 0
    end),
    not_met = best(decisions, function(d) return d.outcome == "not_met" and 0 end),
  }
end

-- The counts as a bar chart.

-- What each outcome means, beside what the program calls it.
local LABELS <const> = {
  { "direct", "qualifies, moves up", "达标，不经评审" }, { "panel", "qualifies, a panel decides", "达标，由评审小组决定" },
  { "not_met", "rules not met", "考核结果不够" }, { "capped", "at the ceiling", "职级不能再升" },
  { "ineligible", "not this round", "本轮不能参评" }, { "undetermined", "a fact is missing", "缺少数据" },
  { "error", "went wrong", "数据有误" },
}

local function chart(counts)
  local most, total = 1, 0
  for _, count in pairs(counts) do most, total = math.max(most, count), total + count end
  for _, row in ipairs(LABELS) do
    local count = counts[row[1]] or 0
    local bar = ("█"):rep((count * 36 + most - 1) // most)
    local label = text.pad(message.tr("outcome_" .. row[1]), 15) .. text.pad(language == "zh" and row[3] or row[2], 26)
    print((string.format("  %s%4d %3d%%  %s", label, count, (count * 200 + total) // (2 * total), bar):gsub(" +$", "")))
  end
end

local function tour()
  if not fs.attributes "policies/camera-care" then stop "run the demo from the root of the project" end
  if fs.attributes(FOLDER) then assert(fs.remove(FOLDER)) end
  assert(os.execute("mkdir -p " .. FOLDER))

  say("A customer-care department of " .. PEOPLE .. " people, and its half-year promotion of July 2026.",
    "一个 " .. PEOPLE .. " 人的客户关怀部，以及 2026 年 7 月的半年度晋级评定。")
  say("Every command below is run for real; only its clock (--now, the first of July 2026) is left out here.",
    "以下每条命令都真实运行；为便于阅读，此处省略了时钟参数（--now，2026 年 7 月 1 日）。")
  print("\n$ export CURSUS_DB=" .. DATABASE)

  title("A database, the policy, the people", "建库、载入制度、导入人员")
  show { "run", "scripts/examples/company.lua", tostring(PEOPLE), tostring(SEED), FOLDER }
  show { "init", "--timezone", "Asia/Shanghai", "--seed", tostring(SEED) }
  show { "policy", "load", "policies/camera-care" }
  for _, kind in ipairs { "employees", "ratings", "events", "absences" } do
    show({ "import", kind, FOLDER .. "/" .. kind .. ".csv" }, 6) -- and a few of the cases that ratings open
  end

  title("What is still missing?", "还缺什么？")
  show({ "cycle", "ready", CYCLE, "--as-of", AS_OF }, 16)

  title("Who moves up?", "谁可以晋级？")
  show { "cycle", "plan", CYCLE, "--as-of", AS_OF }
  local runs = ask { "cycle", "list" }
  local id = tostring(runs[#runs].run)
  show({ "cycle", "show", id }, 24)

  title("Why?", "为什么？")
  local decisions = ask { "cycle", "show", id }
  local people = choose(decisions)
  show { "explain", people.promoted.employee, "--run", id }
  show { "explain", people.not_met.employee, "--run", id }
  show { "explain", people.undetermined.employee, "--run", id }
  local missing = people.undetermined.missing
  if #missing == 1 and missing[1]:find "^rating:" then
    say("\nAnd if that month were an A?", "\n如果那个月是 A 呢？")
    show { "explain", people.undetermined.employee, "--cycle", CYCLE, "--as-of", AS_OF, "--assume", missing[1] .. "=A" }
  end

  title("The general manager approves, the grades change", "总经理批准，职级生效")
  show { "cycle", "approve", id, "--by", APPROVER }
  show { "cycle", "apply", id }
  show({ "person", people.promoted.employee }, 16)

  title("Too early? Take it back, and do it again", "太早了？撤销，再来一次")
  show { "cycle", "undo", id, "--reason", language == "zh" and "公示尚未结束" or "the notice period has not ended" }
  show { "cycle", "apply", id }

  title("Can it be trusted?", "可信吗？")
  show { "replay", id }
  show { "verify" }

  title("In short", "小结")
  local counts, moved, steps = {}, 0, 0
  for _, decision in ipairs(decisions) do
    counts[decision.outcome] = (counts[decision.outcome] or 0) + 1
    if decision.outcome == "direct" then moved, steps = moved + 1, steps + decision.steps end
  end
  chart(counts)
  local panel, undetermined = counts.panel or 0, counts.undetermined or 0
  say(string.format("\n%d people moved up, %d steps in all; %d wait for a panel; %d hang on a missing fact.",
      moved, steps, panel, undetermined),
    string.format("\n%d 人晋级，共 %d 个小级；%d 人等待评审；%d 人因资料缺失待定。", moved, steps, panel, undetermined))
  say("\nThe database is yours to try:", "\n数据库留给您继续尝试：")
  print("  $ export CURSUS_DB=" .. DATABASE)
  local next_steps = {
    { line_of { "cycle", "show", id, "--only", "panel" }, "who waits for the panel", "等待评审的人" },
    { line_of { "cycle", "plan", "leaders-yearly", "--as-of", AS_OF }, "the team leaders", "班组长年度晋级" },
    { line_of { "policy", "show", "8.4.1.2.B" }, "a clause as the program holds it", "程序中的条款" },
    { line_of { "policy", "list" },
      "the readings that hold (policy load --reading changes one)", "现行口径（policy load --reading 可更改）" },
    { "repl", "ask anything", "随意提问" },
  }
  for _, step in ipairs(next_steps) do
    print("  $ build/cursus " .. text.pad(step[1], 46) .. " # " .. (language == "zh" and step[3] or step[2]))
  end
end

local ok, failure = xpcall(tour, function(value)
  return type(value) == "table" and value.reason or debug.traceback(tostring(value), 2)
end)
if not ok then
  io.stdout:flush()
  io.stderr:write("demo: ", failure, "\n")
  return 1
end
return 0
