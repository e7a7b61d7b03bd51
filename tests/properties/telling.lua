-- Seeds and stories told to the program and the model; what a difference looks like to whoever has to mend it.
local fs = require "cursus.fs"
local player = require "player"
local smaller = require "smaller"
local stories = require "stories"
local story_file = require "story"
local written = require "written"

local telling = {}

-- A folder for databases, in memory where that is possible: a story commits a hundred times.
function telling.folder()
  local base = fs.attributes("/dev/shm", "mode") == "directory" and "/dev/shm"
  local path = base and ("%s/cursus-properties-%s"):format(base, tostring({}):match "0x(%x+)")
  if path and fs.mkdir(path) then return path end
  return assert(fs.temporary())
end

-- A story told anew: a difference or nil, the number of the step that showed it, and the head of the chain. `only`:
-- "program".
function telling.tell(story, folder, only)
  local play = player.new(folder, story, only)
  local wrong, number
  for i, step in ipairs(story.steps) do
    wrong = play:step(step)
    if wrong then
      number = i
      break
    end
  end
  local head = play.store:head()
  play:close()
  return wrong, number, head
end

-- The same acts under the same clock, actors and seed end in the same bytes.
local function told_again(story, head, folder)
  local wrong, _, again = telling.tell(story, folder, "program")
  if wrong then return wrong end
  if again.hash ~= head.hash then
    return { check = "again", text = ("told again the head is %d %s, it was %d %s"):format(again.number, again.hash,
      head.number, head.hash) }
  end
end

-- The story of a seed: its story, and a difference or nil.
function telling.seed(seed, steps, folder)
  local story, wrong, head = stories.play(seed, steps, folder)
  return story, wrong or told_again(story, head, folder)
end

-- Prints a difference, the smallest story that shows it, and its pack; writes the story to NAME.story.
function telling.complain(story, wrong, name, folder, shrink)
  io.stderr:write(("%s: %s: %s\n"):format(name, wrong.check, wrong.text))
  if shrink and wrong.check ~= "again" then
    story = smaller(story, wrong.check, function(one) return (telling.tell(one, folder)) end)
    wrong = telling.tell(story, folder) or wrong
  end
  local path = name .. ".story"
  local text = story_file.text { story }
  story_file.write(path, { story })
  io.stderr:write(("%d steps in %s (cases_test.lua --story %s):\n%s\n"):format(#story.steps, path, path,
    #text < 12000 and text or ""))
  if #text < 12000 then
    io.stderr:write(written.pack(story.spec):match "approval \"0.6\"[^\n]*\n(.*)$" or "", "\n")
  end
  io.stderr:write(("%s: %s: %s\n"):format(name, wrong.check, wrong.text))
  return story
end

function telling.read(path) return story_file.read(path)[1] end

return telling
