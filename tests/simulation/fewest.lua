-- The items (a list) with as few as possible for which holds(items) is still true: ever smaller pieces are left out.
return function(items, holds)
  local size = math.max(1, #items // 2)
  while #items > 0 do
    local first, gone = 1, false
    while first <= #items do
      local rest = table.move(items, 1, first - 1, 1, {})
      table.move(items, first + size, #items, first, rest)
      if holds(rest) then
        items, gone = rest, true
      else
        first = first + size
      end
    end
    if size == 1 and not gone then break end
    size = math.max(1, size // 2)
  end
  return items
end
