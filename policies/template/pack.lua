-- A pack to start from. Copy the folder, put the document's register in place of clauses.tsv, and replace the parts one
-- by one; `cursus policy check` after each. The words are explained in docs/policy-language.md.

-- Who we are. The id is what commands and variants call the pack.
pack {
  id = "template",
  title = { en = "A policy to start from", zh = "制度模板" },
}

-- Every clause of the document, one a line. What a part below cites must stand there.
clauses "clauses.tsv"

-- What is recorded, then the rules, in files of their own as the document has chapters.
include "facts.lua"
include "promotion.lua"
