-- After acts: keeps the forms they have printed; and before acts what a command that was killed in between has left.
-- When that fails the acts stand, and the next such command keeps them.
local forms = require "report.forms"
local tr = require("cursus.message").tr

return function(context, company, database)
  local kept, blank = forms.archive(company, database)
  if not kept then
    context.warn(tr("form_not_archived", blank))
    return
  end
  for _, one in ipairs(blank) do context.warn(tr("form_lacks", one.number, one.name, one.clause)) end
  if kept > 0 then context:say(tr("forms_printed", kept)) end
end
