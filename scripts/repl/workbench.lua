-- What the REPL and `eval` run code in: the standard libraries, the modules of the program as globals, the questions of
-- repl.questions, and `db`, `company` opened for reading on first use, so that `1+1` needs no database.
local show = require "repl.show"
local json = require "cursus.json"
local questions = require "repl.questions"

local workbench = {}
workbench.__index = workbench

local MODULES = { "text", "date", "json", "csv", "fs", "store", "policy" }

function workbench.new(context)
  local env = questions.of(context)
  for _, name in ipairs(MODULES) do env[name] = require("cursus." .. name) end
  local lazy = {
    db = function() return context:database "read" end,
    company = function() return (context:company "read") end,
  }
  setmetatable(env, {
    __index = function(self, name)
      if lazy[name] then
        local value = lazy[name]()
        rawset(self, name, value)
        return value
      end
      return _G[name]
    end,
  })
  return setmetatable({ env = env, context = context }, workbench)
end

-- An expression, else a chunk. Of two errors the one at the end of the code says more.
local function compile(code, name, env)
  local chunk, as_expression = load("return " .. code, name, "t", env)
  if chunk then return chunk end
  local as_chunk
  chunk, as_chunk = load(code, name, "t", env)
  if chunk or as_chunk:match "<eof>$" or not as_expression:match "<eof>$" then return chunk, as_chunk end
  return nil, as_expression
end

-- The code so far wants more lines.
function workbench:incomplete(code)
  local chunk, text = compile(code, "=repl", self.env)
  return not chunk and text:match "<eof>$" ~= nil
end

-- What is data as JSON, {"value":...}; the rest as text.
local function as_json(value)
  local ok, line = pcall(json.row, { "value" }, { value == nil and json.null or value })
  return ok and line or json.row({ "value" }, { show(value) })
end

-- true, or false and the message. Results are printed.
function workbench:evaluate(code, name)
  local chunk, text = compile(code, name, self.env)
  if not chunk then return false, text end
  local results = table.pack(xpcall(chunk, self.context.handler))
  if not results[1] then
    local problem = results[2]
    return false, self.context.is_failure(problem) and problem.text or (tostring(problem):gsub("\nstack traceback:.*",
      ""))
  end
  local line = self.context.report.format == "json" and as_json or show
  for i = 2, results.n do io.stdout:write(line(results[i]), "\n") end
  return true
end

return workbench
