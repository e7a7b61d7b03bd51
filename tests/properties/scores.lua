-- Scores and judged cells in the model. Points are hundredths.
local casefile = require "casefile"
local faults = require "faults"
local refusal = require "refusal"
local because = refusal.because

return function(desk)
  local scores = {}

  local function half_up(n, m)
    if faults.is "rounds-down" then return n // m end
    return (2 * n + m) // (2 * m)
  end

  -- "82", "82.5", "82.50" up to 100; nil: no score.
  local function parse(text)
    local whole, part = text:match "^(%d+)%.?(%d*)$"
    if not whole or #part > 2 or (text:find("%.") and part == "") then return nil end
    local points = math.tointeger(tonumber(whole .. (part .. "00"):sub(1, 2)))
    return points <= 10000 and points or nil
  end

  local function panel_of(world, stage) return stage.panel and desk.find(world.spec.panels, stage.panel) end

  -- ---- who scores

  local function drawn(case)
    local entry = case.acts[case.state.entered_by]
    return entry and entry.drawn or {}
  end
  scores.drawn = drawn

  local function excused(case, code)
    for _, act in ipairs(casefile.here(case, case.state)) do
      if act.verb == "excuse" and act.whom == code then return true end
    end
    return false
  end

  local function latest(case, rater)
    local found
    for _, act in ipairs(casefile.here(case, case.state)) do
      local theirs = (act.in_place_of or act.actor) == rater.code
      local seat = not rater.role or not act.role or act.role == rater.role
      if theirs and seat and act.scores[rater.form] then found = act.scores[rater.form] end
    end
    return found
  end

  -- Everybody who has to score: { code, role (nil: drawn), form, score, excused }; and roles that nobody holds:
  -- { role, form, clause, waits }.
  function scores.raters(world, case, stage, on)
    local list, vacancies = {}, {}
    local function add(code, role, form)
      for _, one in ipairs(list) do
        if one.code == code and one.form == form and (not role or not one.role or one.role == role) then return end
      end
      local rater = { code = code, role = role, form = form }
      rater.score, rater.excused = latest(case, rater), excused(case, code)
      list[#list + 1] = rater
    end
    local function holders(by, form, waits)
      local found = world.company:holders(by.role, case.subject, on)
      for _, one in ipairs(found) do
        if not one.as then add(one.code, by.role, form) end
      end
      if #found == 0 then
        vacancies[#vacancies + 1] = { role = by.role, form = form, clause = by.clause or stage.clause, waits = waits }
      end
    end
    for _, c in ipairs(stage.collects or {}) do
      for _, one in ipairs(c.from or {}) do holders(one, c.form, true) end
      for _, code in ipairs(c.draw and not faults.is "forgets-draw" and drawn(case) or {}) do add(code, nil, c.form) end
    end
    local panel = panel_of(world, stage)
    for _, seat in ipairs(panel and panel.seats or {}) do holders(seat, panel.name, panel.missing == "wait") end
    return list, vacancies
  end

  -- Whose roles score at the stage.
  function scores.roles(world, stage)
    local list, panel = {}, panel_of(world, stage)
    for _, c in ipairs(stage.collects or {}) do table.move(c.from or {}, 1, #(c.from or {}), #list + 1, list) end
    for _, seat in ipairs(panel and panel.seats or {}) do
      list[#list + 1] = { role = seat.role, clause = seat.clause or panel.members or panel.name }
    end
    return list
  end

  -- ---- adding up

  local function mean_of(list, form, role, least)
    local sum, count, lowest = 0, 0, math.maxinteger
    for _, one in ipairs(list) do
      if one.form == form and one.score and (not role or one.role == role) then
        sum, count, lowest = sum + one.score, count + 1, math.min(lowest, one.score)
      end
    end
    if count == 0 then return nil end
    return least and lowest or half_up(sum, count)
  end

  local function add_up(world, case, draft, stage)
    local list, vacancies = scores.raters(world, case, stage, draft.on)
    for _, vacancy in ipairs(vacancies) do
      if vacancy.waits then return end
    end
    for _, one in ipairs(list) do
      if not one.score and not one.excused then return end
    end
    for _, c in ipairs(stage.collects or {}) do
      local score = mean_of(list, c.form, nil, c.several == "least")
      if not score then because("case_no_scores", case.code, c.form, stage.clause) end
      draft.sets[c.into] = score
    end
    local panel = panel_of(world, stage)
    if panel then
      local total, weights = 0, 0
      for _, seat in ipairs(panel.seats) do
        local mean = mean_of(list, panel.name, seat.role)
        if mean then total, weights = total + mean * seat.weight, weights + seat.weight end
      end
      if weights == 0 then because("case_no_scores", case.code, panel.name, panel.name) end
      draft.total = half_up(total, weights)
    end
    desk.complete(case, stage)
    if panel and draft.total < panel.pass then return desk.fail(world, case, draft, stage, panel.name) end
    desk.finish_stage(world, case, draft, stage)
  end

  -- ---- handing in

  -- Whom a form is collected from: { by, drawn, clause }.
  local function source(world, stage, form)
    for _, c in ipairs(stage.collects or {}) do
      if c.form == form then return { by = c.from or {}, draw = c.draw, clause = stage.clause } end
    end
    local panel = panel_of(world, stage)
    if panel and panel.name == form then return { by = panel.seats, clause = panel.members or panel.name } end
    local names = {}
    for _, c in ipairs(stage.collects or {}) do names[#names + 1] = c.form end
    if panel then names[#names + 1] = panel.name end
    because("case_not_collected", stage.name, form, table.concat(names, ", "), stage.clause)
  end

  local function check_rater(world, case, draft, from, role)
    for _, code in ipairs(from.draw and drawn(case) or {}) do
      if code == draft.actor then return end
    end
    if #from.by == 0 then because("case_not_drawn", draft.actor, case.code, from.clause) end
    desk.who(world, case, draft, from.by, role, from.clause)
  end

  function scores.hand_in(world, case, draft, stage, doing)
    if not next(doing.scores or {}) then because("case_no_score", stage.name, stage.clause) end
    for _, form in ipairs(desk.sorted(doing.scores)) do
      check_rater(world, case, draft, source(world, stage, form), doing.role)
      draft.scores[form] = parse(doing.scores[form]) or because("case_score", form, doing.scores[form], 100)
    end
    add_up(world, case, draft, stage)
  end

  function scores.excuse(world, case, draft, stage, doing, turn)
    if stage.act ~= "score" then because("case_no_rater", case.code, doing.whom, stage.clause) end
    local panel = panel_of(world, stage)
    if panel and panel.missing == "wait" then because("case_seat_waits", case.code, doing.whom, panel.name) end
    local found = false
    for _, one in ipairs((scores.raters(world, case, stage, draft.on))) do found = found or one.code == doing.whom end
    if not found then because("case_no_rater", case.code, doing.whom, stage.clause) end
    local own = draft.actor == doing.whom or draft.actor == case.acts[1].actor
    if not own or draft.actor == case.subject then turn(world, case, draft, stage, doing) end
    add_up(world, case, draft, stage)
  end

  -- ---- checklists

  -- The clause of the first cell that is judged no, or nil; and whether some are still open.
  function scores.cells(world, case, draft, stage, doing)
    local list = desk.find(world.spec.checklists, stage.checklist)
    local column = casefile.known(case)[list.by]
    if not column then because("case_not_known", case.code, list.by) end
    local function cell(row)
      for _, one in ipairs(list.cells) do
        if one.row == row and one.column == column then return one end
      end
    end
    for _, row in ipairs(desk.sorted(doing.cells)) do
      local one, how = cell(row), doing.cells[row]
      if not one then because("case_no_cell", list.name, row, column, list.name) end
      if how ~= "yes" and how ~= "no" then because("case_answer", row, "yes, no", one.clause) end
      draft.cells[row] = how
    end
    local failed, open, rows = nil, 0, {}
    for _, one in ipairs(list.cells) do
      if one.column == column then
        local how
        for _, act in ipairs(casefile.here(case, case.state)) do how = act.cells[one.row] or how end
        if not how then open = open + 1 end
        if not how and open <= 3 then rows[open] = one.row end
        if how == "no" and not failed then failed = one.clause end
      end
    end
    if open > 0 and not next(doing.cells or {}) then
      if open > 3 then rows[4] = "..." end
      because("case_cells_open", case.code, open, list.name, table.concat(rows, "; "), list.name)
    end
    return failed, open > 0
  end

  return scores
end
