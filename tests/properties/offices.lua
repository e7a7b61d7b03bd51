-- Who holds a role on a day, from what was recorded: told apart from the program's own way of finding it, and plainer.
-- Days are texts, which compare as days do.
local offices = {}
offices.__index = offices

-- roles: those of the pack's document
function offices.new(roles)
  return setmetatable({ declared = roles, rows = {}, delegations = {}, people = {} }, offices)
end

local function covers(row, on) return row.from <= on and (not row.to or on <= row.to) end

-- The rows of a role on a day, for a department or whichever.
local function listed(self, role, on, per)
  local list = {}
  for _, row in ipairs(self.rows) do
    if row.role == role and covers(row, on) and (not per or row.per == per) then list[#list + 1] = row end
  end
  if self.declared[role].several or role == "department head" and not per then return list end
  table.sort(list, function(a, b) return a.from < b.from end)
  return { list[#list] }
end

function offices:holds(role, code, subject, on)
  local person = self.people[subject] or {}
  if role == "direct superior" then return person.manager == code end
  if role == "employee" then return code == subject end
  local rows
  if role == "department head" then
    rows = listed(self, role, on, person.department or "?")
  else
    rows = listed(self, role == "department heads" and "department head" or role, on)
  end
  for _, row in ipairs(rows) do
    if row.employee == code then return true end
  end
  return false
end

function offices:delegated(from, to, on)
  for _, row in ipairs(self.delegations) do
    if row.actor == from and row.delegate == to and covers(row, on) then return true end
  end
  return false
end

return offices
