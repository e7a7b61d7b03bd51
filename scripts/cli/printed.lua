-- After acts: keeps the forms they have printed; and before acts what a command that was killed in between has left.
-- When that fails the acts stand, and the next such command keeps them.
local forms = require "report.forms"
local tr = require("cursus.message").tr

return function(context, company, database)
  local kept, text = forms.archive(company, database)
  if not kept then context.warn(tr("form_not_archived", text)) end
  if kept and kept > 0 then context:say(tr("forms_printed", kept)) end
end
