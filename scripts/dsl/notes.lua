-- What the core has no use for, but a variant and `policy show` have, kept apart from what is executed: under `notes`
-- by the path of the object it belongs to, as { ["/cycles/half/rulesets/1"] = { name = "8.4" } }.

-- Members the language keeps on objects while it works; they leave the document through here.
local KEPT = { "covered", "layer", "name", "reach_times", "replaces" }
local NOT_OURS = { notes = true, clauses = true, quotes = true, layers = true }

local function walk(value, path, visit)
  if type(value) ~= "table" then return end
  visit(value, path)
  for key, item in pairs(value) do
    if path ~= "" or not NOT_OURS[key] then walk(item, path .. "/" .. tostring(key), visit) end
  end
end

return function(L)
  local notes = {}

  -- Takes the notes off the objects of a finished document.
  function notes.take(doc)
    local taken = L.object {}
    walk(doc, "", function(object, path)
      if path == "" or not object.at then return end
      local note
      for _, key in ipairs(KEPT) do
        if object[key] ~= nil then
          note = note or {}
          note[key], object[key] = object[key], nil
        end
      end
      -- Choices of a reading have labels, but only lists of values may say so in the document.
      if object.choices and object.labels then
        note = note or {}
        note.labels, object.labels = object.labels, nil
      end
      if note then taken[path] = note end
    end)
    return taken
  end

  -- Puts the notes of a stored document back on its objects.
  function notes.put(doc)
    walk(doc, "", function(object, path)
      local note = doc.notes and doc.notes[path]
      if not note then return end
      for key, value in pairs(note) do object[key] = value end
    end)
  end

  return notes
end
