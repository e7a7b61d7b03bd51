-- The items (a list) with as few as possible for which holds(items) is still true: ever smaller pieces are left out,
-- from the end.
return function(items, holds)
  local size = math.max(1, #items // 2)
  while #items > 0 do
    local last, gone = #items, false
    while last > 0 do
      local first = math.max(1, last - size + 1)
      local rest = table.move(items, 1, first - 1, 1, {})
      table.move(items, last + 1, #items, first, rest)
      if holds(rest) then items, gone = rest, true end
      last = first - 1
    end
    if size == 1 and not gone then break end
    size = math.max(1, size // 2)
  end
  return items
end
