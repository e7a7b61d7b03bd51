-- luacheck: one dialect, but three kinds of file, which see different globals.
std = "lua54"
max_line_length = 120
codes = true

-- The words of the policy language. To add one: a word here, in alphabetical order, beside its row in scripts/dsl.
local policy_words = {
  "absences", "after", "all", "always", "any", "approval", "as_of", "asked", "at_least", "attribute", "back",
  "before", "before_change", "between", "called", "case", "catalogue", "ceiling", "check", "checklist", "choice",
  "choose", "clauses", "code", "collect", "competence_score", "concluded", "condition", "confirmed_on", "cycle",
  "day_of", "days_after", "department", "diploma_on", "done_on", "down", "draw", "during", "eligibility", "employee",
  "ends", "entry_grading", "event", "event_on", "events", "extends", "first_of_month", "first_workdays", "form",
  "from_table", "full_circle_score", "grade", "graded_on", "guard", "half_years", "hired_on", "holds",
  "in_position_since", "include", "item", "judged_from", "judged_route", "judged_to", "labels", "ladder", "last",
  "left_on", "low_rating_cause", "manager", "metric", "months", "months_after", "months_since", "name", "needs_open", "none_of",
  "not_", "opaque", "opened_on", "opens_case", "override", "pack", "panel", "param", "parameter", "percent",
  "peripheral_score", "points", "position", "procedure", "quarters", "quote", "ratings", "reading", "recorded",
  "relation", "role", "routing", "rule", "rules", "same_as", "scale", "seat", "series", "sets", "span", "spans",
  "stage", "status", "subject", "target", "to", "trial_months", "trigger", "under", "up", "wanted", "wanted_grade",
  "within", "years",
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
