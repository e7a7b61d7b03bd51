-- What is said when somebody is recorded: terms (3.2, 3.3) and the grade on entry (6.1, 6.2.a, 6.3).

local function scenario(name, clause, person, warnings)
  person.hired_on = person.hired_on or "2026-06-01"
  return { name = name, clause = clause, as_of = "2026-07-01", person = person, expect = { warnings = warnings } }
end

local function intern(grade, diploma)
  return { position = "agent", status = "intern", grade = grade, diploma_on = diploma }
end
local function agent(grade, more)
  local person = more or {}
  person.position, person.status, person.grade = "agent", "probation", grade
  return person
end
local function leader(grade, status, hired_on)
  return { position = "leader", status = status, grade = grade, hired_on = hired_on }
end

return {
  scenario("no diploma yet", "3.2", intern("intern"), {}),
  scenario("the diploma comes tomorrow", "3.2", intern("intern", "2026-07-02"), {}),
  scenario("the diploma came today", "3.2", intern("intern", "2026-07-01"), { "3.2" }),
  scenario("a diploma ends no other status", "3.2", agent("junior.good", { diploma_on = "2026-06-01" }), {}),

  scenario("a day short of three months", "3.3", agent("junior.ordinary", { hired_on = "2026-04-02" }), {}),
  scenario("three months are over", "3.3", agent("junior.ordinary", { hired_on = "2026-04-01" }), { "3.3" }),
  scenario("an intern's trial runs from the diploma", "3.3",
    agent("junior.good", { hired_on = "2025-10-01", diploma_on = "2026-04-02" }), {}),
  scenario("and ends three months later", "3.3",
    agent("junior.good", { hired_on = "2025-10-01", diploma_on = "2026-04-01" }), { "3.3" }),
  scenario("confirmed: no trial", "3.3",
    { position = "agent", status = "confirmed", grade = "mid1.good", hired_on = "2020-01-01" }, {}),

  scenario("an intern graded intern agent", "6.1", intern("intern"), {}),
  scenario("an intern graded above", "6.1", intern("junior.ordinary"), { "6.1" }),
  scenario("an intern whose grade is not known", "6.1", intern(nil), {}),

  scenario("hired from outside, junior", "6.2.a", agent("junior.ordinary"), {}),
  scenario("hired from outside, one step above", "6.2.a", agent("junior.good"), { "6.2.a" }),
  scenario("hired from outside, a special grading", "6.2.a", agent("mid1.good", { entry_grading = "special" }), {}),
  scenario("hired from outside, graded as everybody", "6.2.a",
    agent("mid1.good", { entry_grading = "usual" }), { "6.2.a" }),
  scenario("came as an intern", "6.2.a", agent("junior.good", { diploma_on = "2026-06-20" }), {}),
  scenario("hired from outside, grade not known", "6.2.a", agent(nil), {}),
  scenario("hired from outside, position not known", "6.2.a", { status = "probation", grade = "mid1.good" }, {}),
  scenario("a QC specialist: not stated", "6.2.a",
    { position = "qc", status = "probation", grade = "mid1.good" }, {}),

  scenario("a leader at the floor", "6.3", leader("senior.ordinary", "probation"), {}),
  scenario("a leader above it", "6.3", leader("chief.good", "probation"), {}),
  scenario("a leader one step below", { "6.3", "5.1.1", "5.1.2" }, leader("mid2.excellent", "probation"), { "6.3" }),
  scenario("confirmed early, still new", "6.3", leader("mid2.good", "confirmed", "2026-04-02"), { "6.3" }),
  scenario("three months in: no longer an entry", { "6.3", "3.3" }, leader("mid2.good", "confirmed", "2026-04-01"), {}),
  scenario("a leader whose grade is not known", "6.3", leader(nil, "probation"), {}),
}
