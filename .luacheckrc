-- luacheck: one dialect, but three kinds of file, which see different globals.
std = "lua54"
max_line_length = 120
codes = true

-- The words of the policy language. To add one: a word here, in alphabetical order, beside its row in scripts/dsl.
local policy_words = {
  "absences", "all", "always", "any", "approval", "as_of", "at_least", "attribute", "called", "catalogue", "ceiling", "choice",
  "choose", "clauses", "code", "condition", "confirmed_on", "cycle", "department", "diploma_on", "down", "eligibility", "employee", "entry_grading",
  "event", "events", "extends", "grade", "graded_on", "guard", "half_years", "hired_on", "holds", "in_position_since",
  "include", "ladder", "last", "left_on", "manager", "metric", "months", "months_since", "name", "none_of", "not_",
  "opaque", "override", "pack", "param", "parameter", "position", "quarters", "quote", "ratings", "reading",
  "routing", "rule", "rules", "same_as", "scale", "series", "span", "status", "target", "to", "under", "up", "years",
}

-- A policy sees the policy language and what the sandbox leaves of Lua, nothing else.
local policy_std = {
  "assert", "error", "ipairs", "math", "next", "pairs", "pcall", "select", "string", "table", "tonumber", "tostring",
  "type",
}
for _, word in ipairs(policy_words) do policy_std[#policy_std + 1] = word end

-- The modules of the program are reached by require("cursus.<module>"); what is global besides Lua is named here.
read_globals = { "tr" }

files["policies/**/*.lua"] = { std = "none", read_globals = policy_std }
files["policies/**/tests/*.lua"] = { std = "none", read_globals = policy_std }
-- luaunit finds tests by their global names.
files["tests/**/*_test.lua"] = { allow_defined_top = true, ignore = { "131" } }
files["tests/sandbox/**/*.lua"] = { ignore = { "511", "542" } } -- an attack may well be an endless loop
