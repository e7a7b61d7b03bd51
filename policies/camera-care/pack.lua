-- Camera care: the department's rules on qualification and promotion, chapter by chapter as the document has them.
-- A clause that stands nowhere is not in force yet: `cursus policy coverage policies/camera-care` lists it as missing.

pack {
  id = "camera-care",
  title = { en = "Qualification and career development, customer care", zh = "客服部任职发展管理制度" },
  source = "003",
}

clauses "clauses.tsv"

include "facts.lua"               -- what is recorded; most of it the document takes for granted
include "case-facts.lua"          -- what a case knows besides
include "readings.lua"            -- sentences that can be read in more than one way
include "chapter-1.lua"           -- purpose and scope
include "chapter-3.lua"           -- terms
include "chapter-4.lua"           -- roles
include "chapter-5.lua"           -- the ladder
include "chapter-6.lua"           -- the grade on entry
include "chapter-7.lua"           -- the grade at confirmation
include "chapter-8.lua"           -- grade promotion: who, by which rules
include "chapter-8-procedure.lua" -- grade promotion: the round
include "chapter-9.lua"           -- position promotion
include "chapter-10.lua"          -- transfer
include "chapter-11.lua"          -- demotion
include "chapter-12.lua"          -- pay
include "chapter-13.lua"          -- the policy itself
include "chapter-14.lua"          -- the qualification standard
include "chapter-15.lua"          -- forms
