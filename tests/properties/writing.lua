-- What acts of the model write, and how it is taken back.
local casefile = require "casefile"
local company = require "company"
local date = require "cursus.date"
local faults = require "faults"
local refusal = require "refusal"
local because = refusal.because

return function(desk)
  local writing = {}

  -- What the attribute was before this case first changed it.
  local function before_case(case, name)
    for _, w in ipairs(casefile.standing(case)) do
      if w.of == "attribute" and w.name == name then return w.before or because("case_not_known", case.code, name) end
    end
    because("case_nothing_before", case.code, name)
  end

  local function value_of(case, draft, e)
    local v = e.value
    local value, asked = v.literal, v.asked
    if v.before then return before_case(case, e.name) end
    if v.asked then
      value = casefile.known(case)[v.asked]
    elseif v.day then
      local day, d = desk.day(case, draft, v.day), v.day
      value = day and date.text(day)
      if not d.months and not d.days and not d.first then asked = d.asked end -- a pack says it with the same words
    end
    return value or because("case_not_known", case.code, asked or e.name)
  end

  local function day_of(case, draft, e, d)
    return desk.day(case, draft, d) or because("case_no_day", case.code, e.name, e.clause or draft.clause)
  end

  local plans = {}

  function plans.sets(world, case, draft, e, p)
    local person = world.company:person(case.subject)
    p.on = day_of(case, draft, e, e.on)
    p.value = value_of(case, draft, e)
    -- Two acts of a sheet that say otherwise of one fact: neither could be taken back without the other.
    local now, newest = company.slot(person, e.name, p.on)
    local was = newest and company.slot(person, e.name, p.on, world.before)
    if newest and newest.change > world.before and now ~= was and now ~= p.value then
      because("case_written_now", case.code, e.name, date.text(p.on), p.clause)
    end
    p.before = company.value(person, e.name, p.on)
    local later, txn = company.later(person, e.name, p.on)
    if later and not draft.confirm then
      because("case_overtaken", case.code, e.name, date.text(p.on), date.text(later), txn, p.clause)
    end
  end

  function plans.span(_, case, draft, e, p)
    p.on = day_of(case, draft, e, e.on)
    p.to, p.value = e.to and day_of(case, draft, e, e.to), e.span_kind
  end

  function plans.event(_, case, draft, e, p) p.on = day_of(case, draft, e, e.on) end

  function plans.open() end

  local OF = { sets = "attribute", span = "span", event = "event", open = "case" }

  function writing.plan(world, case, draft, effects)
    local stage = desk.find(case.procedure.stages, draft.stage or "")
    draft.clause = stage and stage.clause
    for _, e in ipairs(effects or {}) do
      local p = { act = draft.number, of = OF[e.kind], name = e.name, clause = e.clause or draft.clause }
      plans[e.kind](world, case, draft, e, p)
      table.insert(draft.planned, p)
    end
  end

  local performs = {}

  function performs.attribute(world, person, p) world.company:set(person, p.name, p.on, p.value) end

  local function instance(world, list, fields)
    list[#list + 1] = fields
    world.company.changes = world.company.changes + 1
    fields.change = world.company.changes
    return #list
  end

  function performs.span(world, person, p)
    p.instance = instance(world, person.spans, { kind = p.value, from = p.on, to = p.to })
  end

  function performs.event(world, person, p)
    p.instance = instance(world, person.events, {
      kind = p.name, on = p.on, procedure = p.procedure, outcome = p.outcome,
    })
  end

  performs["case"] = function(world, _, p, case, draft)
    local origin = ("%s/%d"):format(case.code, draft.number)
    local opened, why = desk.opens(world, {
      procedure = p.name, subject = case.subject, on = draft.on, by_itself = true, actor = draft.actor, origin = origin,
      code = world.next_code(),
    })
    if not opened then error(why, 0) end
    p.code, p.opened = opened.code, opened
    table.insert(world.list, opened)
  end

  -- Writes what the act has planned, its end, and the cases it opens. When that is refused at the last, the world was a
  -- copy.
  function writing.perform(world, case, draft)
    local person = world.company:person(case.subject)
    if draft.ends then
      table.insert(draft.planned, {
        act = draft.number, of = "event", name = "concluded", on = draft.on, procedure = case.procedure.name,
        outcome = draft.ends,
      })
    end
    for _, p in ipairs(draft.planned) do
      p.from, p.txn = world.company.changes, world.company.txn
      if p.of ~= "case" then performs[p.of](world, person, p) end
      p.upto = world.company.changes
    end
    for _, p in ipairs(draft.planned) do
      if p.of == "case" then performs.case(world, person, p, case, draft) end
      table.insert(case.wrote, p)
    end
  end

  -- ---- taking back

  -- The transaction that has changed the field since the act, from whatever day; nil: none. Changed and changed back is
  -- none.
  local function changed_since(person, w)
    local first, txn
    for day, versions in pairs(person.slots[w.name] or {}) do
      local now, newest = company.slot(person, w.name, day)
      local then_ = company.slot(person, w.name, day, w.upto)
      if now ~= then_ and newest.change > w.upto and versions and (not first or day < first) then
        first, txn = day, newest.txn
      end
    end
    return txn
  end

  -- Another act that stands and has written the very fact, at the same time or later: the last that came after it, and
  -- whether there is any.
  local function others(world, case, w)
    local after, beside
    for _, other in ipairs(world.list) do
      for _, theirs in ipairs(other.subject == case.subject and casefile.standing(other) or {}) do
        local same = theirs.of == "attribute" and theirs.name == w.name and theirs.on == w.on
          and theirs.value == w.value and not (other == case and theirs.act == w.act)
        if same and theirs.txn >= w.txn then
          beside = true
          local later = theirs.txn > w.txn or other.code > case.code or (other == case and theirs.act > w.act)
          if later then after = { code = other.code, act = theirs.act } end
        end
      end
    end
    return after, beside
  end

  local takes = {}

  function takes.attribute(world, case, w)
    local person = world.company:person(case.subject)
    local txn = changed_since(person, w)
    if txn then because("case_changed_since", case.code, w.act, w.name, txn) end
    local after, beside = others(world, case, w)
    if after then because("case_also_written", case.code, w.act, w.name, date.text(w.on), after.act, after.code) end
    local _, then_ = company.slot(person, w.name, w.on, w.upto)
    if beside or not then_ or then_.change <= w.from then return end -- it held already, or another says so, too
    world.company:set(person, w.name, w.on, (company.slot(person, w.name, w.on, w.from)))
  end

  function takes.event(world, case, w) world.company:person(case.subject).events[w.instance].gone = true end
  function takes.span(world, case, w) world.company:person(case.subject).spans[w.instance].gone = true end

  local function take_back_case(world, case, draft, w)
    local other = w.opened
    if casefile.newest(other) then because("case_opened_acted", case.code, w.act, other.code) end
    if not other.state.stage then return end
    local withdrawn = desk.draft(other, {
      verb = "withdraw", actor = draft.actor, on = draft.on, ends = "withdrawn", comment = draft.comment,
    })
    writing.perform(world, other, withdrawn)
    other.state = casefile.fold(other)
  end

  function writing.take_back(world, case, draft, act)
    if faults.is "keeps-facts" then return end
    for i = #case.wrote, 1, -1 do
      local w = case.wrote[i]
      if w.act == act.number and w.of ~= "case" then takes[w.of](world, case, w) end
    end
    for i = #case.wrote, 1, -1 do
      local w = case.wrote[i]
      if w.act == act.number and w.of == "case" then take_back_case(world, case, draft, w) end
    end
  end

  return writing
end
