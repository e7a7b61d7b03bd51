-- 3 Definitions: the terms that something acts by. 3.1 is the attribute `grade`, 3.2 and 3.3 are statuses
-- (facts.lua), 3.4.1 is what the cycles of chapter 8 write, 3.4.2 the position that chapter 9 writes. Both are an
-- advancement (3.4), an event (facts.lua). The grounds of demotion (3.5) are a list (case-facts.lua) for chapter 11.

-- The internship lasts until the diploma is received.
guard "3.2" {
  label = { en = "an intern has no diploma yet", zh = "领到毕业证前为实习期" },
  when = status:is "实习",
  must = not_(diploma_on:on_or_before(as_of)),
  effect = "warn",
}

-- The trial lasts three months from joining, for someone who came as an intern from the diploma.
guard "3.3" {
  label = { en = "the trial lasts three months", zh = "入职前三个月为试用期" },
  when = status:is "试用",
  must = called { en = "less than 3 months since joining or the diploma", zh = "入职或领到毕业证未满3个月" } (any {
    months_since(hired_on):below(3),
    all { not_(diploma_on:blank()), months_since(diploma_on):below(3) },
  }),
  effect = "warn",
}
