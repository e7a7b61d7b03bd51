-- Cover, 1 Purpose, 2 Scope

quote { "0.notice", "1" }

-- Employed on the as-of date. Someone marked as left without a date is gone.
condition "employed" {
  clause = "2",
  label = { en = "employed", zh = "在职" },
  when = all {
    hired_on:on_or_before(as_of),
    not_(left_on:on_or_before(as_of)),
    not_(all { status:is "left", left_on:blank() }),
  },
}
