-- After facts came in: the cases they open, and a line (json: an object) for each. What a command that was killed in
-- between has left is made up for by the next one.
local warnings = require "cli.warnings"
local words = require "report.words"
local tr = require("cursus.message").tr

return function(context, company)
  local opened = context.check(company:case_triggers())
  local said = context.report.format ~= "json" and #opened > 0
  local known = said and words.of_company(company, context:database "write")
  for _, item in ipairs(opened) do
    if context.report.format == "json" then
      local names = { "trigger", "clause", "procedure", "subject", "fact", "case", "error" }
      context.report:object(warnings.with(context, names, item, item.warnings))
    elseif item.error then
      context.warn(tr("trigger_not_opened", known:procedure(item.procedure), item.subject, item.clause, item.error))
    elseif context.report.format == "table" then
      context:say(tr("trigger_opened", item.case, known:procedure(item.procedure), item.subject, item.fact,
        item.clause))
    end
    warnings.say(context, item.warnings)
  end
  return opened
end
