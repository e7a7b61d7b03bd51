-- After facts came in: the cases they open, and a line (json: an object) for each; for people the first of them, and
-- how many more. What a command that was killed in between has left is made up for by the next one.
local warnings = require "cli.warnings"
local words = require "report.words"
local tr = require("cursus.message").tr

local SHOWN <const> = 50 -- of those opened, and of those that need a look

local function say_more(context, known, more)
  for _, item in ipairs(more) do
    local name = known:procedure(item.procedure)
    if item.refused > 0 then context.warn(tr("trigger_more_refused", item.refused, name, item.clause)) end
    if item.opened > 0 and context.report.format == "table" then
      context:say(tr("trigger_more_opened", item.opened, name, item.clause))
    end
  end
end

return function(context, company)
  local json = context.report.format == "json"
  local listed, more = company:case_triggers(nil, not json and SHOWN or nil)
  if not listed then context.fail(tr("triggers_failed", more)) end -- the facts stand
  local known = not json and #listed > 0 and words.of_company(company, context:database "write")
  for _, item in ipairs(listed) do
    if json then
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
  say_more(context, known, more)
end
