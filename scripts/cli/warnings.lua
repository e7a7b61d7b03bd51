-- What guards warned of when acts were done: on stderr for people, in the object of the act for scripts.
local tr = require("cursus.message").tr

local warnings = {}

-- list: { {case =, subject =, clause =, label =, text =} }
function warnings.say(context, list)
  if context.report.format == "json" then return end
  for _, item in ipairs(list or {}) do context.warn(tr("case_guard_warns", item.case, item.subject, item.text)) end
end

-- The names and the object, with the list where there is something to say and it can be shown.
function warnings.with(context, names, object, list)
  if context.report.format == "json" and list and #list > 0 then
    names[#names + 1] = "warnings"
    object.warnings = list
  end
  return names, object
end

return warnings
