-- The first schema. Times are milliseconds since 1970 (UTC), dates days since 1970-01-01.
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The closed vocabularies; ids run from 1 without a gap.
CREATE TABLE symbol (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE company (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  zone TEXT NOT NULL,
  txn INTEGER NOT NULL
) STRICT;

-- The chain: see core/store/ledger.h. A hash covers the row, the hash before it and those of its blocks.
CREATE TABLE txn (
  number INTEGER PRIMARY KEY,
  company INTEGER NOT NULL REFERENCES company (id),
  recorded_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  system_user TEXT NOT NULL,
  command TEXT NOT NULL,
  facts INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

-- Its facts: lines of text, at most 4096 a row.
CREATE TABLE block (
  txn INTEGER NOT NULL REFERENCES txn (number) DEFERRABLE INITIALLY DEFERRED,
  seq INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  lines BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (txn, seq)
) STRICT;

-- The projection that evaluations read: rebuilt from the blocks at any time.
CREATE TABLE person (
  company INTEGER NOT NULL,
  code TEXT NOT NULL,
  last_txn INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (company, code)
) STRICT, WITHOUT ROWID;

-- The people (one in about 1000) whose code ends a unit of work.
CREATE TABLE unit_bound (
  company INTEGER NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (company, code)
) STRICT, WITHOUT ROWID;

-- Outside the chain, which holds digests keyed with the salt.
CREATE TABLE personal (
  company INTEGER NOT NULL,
  code TEXT NOT NULL,
  field TEXT NOT NULL,
  txn INTEGER NOT NULL,
  line INTEGER NOT NULL, -- which line of the transaction
  salt BLOB NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (company, code, field, txn, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE erasure (
  company INTEGER NOT NULL,
  code TEXT NOT NULL,
  txn INTEGER NOT NULL,
  PRIMARY KEY (company, code, txn)
) STRICT, WITHOUT ROWID;

CREATE TABLE pack (
  hash TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  compiled TEXT NOT NULL,
  sources TEXT NOT NULL,
  digest TEXT NOT NULL -- of all columns before
) STRICT;

-- Human acts and imports: each is a row here and a note of the same transaction in the chain.
CREATE TABLE adoption (
  company INTEGER NOT NULL REFERENCES company (id),
  txn INTEGER NOT NULL REFERENCES txn (number) DEFERRABLE INITIALLY DEFERRED,
  line INTEGER NOT NULL, -- where its note is
  pack TEXT NOT NULL REFERENCES pack (hash),
  effective INTEGER NOT NULL,
  settings TEXT NOT NULL,
  PRIMARY KEY (txn, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX adoption_by_company ON adoption (company, effective);

CREATE TABLE batch (
  txn INTEGER PRIMARY KEY REFERENCES txn (number) DEFERRABLE INITIALLY DEFERRED,
  company INTEGER NOT NULL REFERENCES company (id),
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  digest TEXT NOT NULL,
  read INTEGER NOT NULL,
  added INTEGER NOT NULL,
  corrected INTEGER NOT NULL,
  same INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  undone_by INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX batch_by_undone ON batch (undone_by) WHERE undone_by <> 0;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  company INTEGER NOT NULL REFERENCES company (id),
  cycle TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  known_txn INTEGER NOT NULL,
  pack TEXT NOT NULL REFERENCES pack (hash),
  settings TEXT NOT NULL,
  engine TEXT NOT NULL,
  seed INTEGER NOT NULL,
  planned INTEGER NOT NULL,
  counts TEXT NOT NULL,
  people INTEGER NOT NULL,
  digest TEXT NOT NULL,
  seal BLOB NOT NULL -- of id, planned and digest
) STRICT;
CREATE INDEX run_by_cycle ON run (company, cycle, as_of);

CREATE TABLE decision_block (
  run INTEGER NOT NULL REFERENCES run (id),
  unit INTEGER NOT NULL,
  count INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (run, unit)
) STRICT;

CREATE TABLE mark (
  run INTEGER NOT NULL REFERENCES run (id),
  txn INTEGER NOT NULL REFERENCES txn (number) DEFERRABLE INITIALLY DEFERRED,
  line INTEGER NOT NULL, -- where its note is
  kind INTEGER NOT NULL,
  code TEXT NOT NULL,
  outcome TEXT,
  target TEXT,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (txn, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_by_run ON mark (run, code, txn);

CREATE TABLE approval (
  run INTEGER NOT NULL REFERENCES run (id),
  txn INTEGER NOT NULL REFERENCES txn (number) DEFERRABLE INITIALLY DEFERRED,
  line INTEGER NOT NULL, -- where its note is
  by TEXT NOT NULL,
  everyone INTEGER NOT NULL,
  count INTEGER NOT NULL,
  codes BLOB NOT NULL, -- each ends with a NUL
  PRIMARY KEY (txn, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_by_run ON approval (run, txn);

CREATE TABLE application (
  run INTEGER NOT NULL REFERENCES run (id),
  txn INTEGER NOT NULL REFERENCES txn (number) DEFERRABLE INITIALLY DEFERRED,
  line INTEGER NOT NULL, -- where its note is
  people INTEGER NOT NULL,
  undone_by INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (txn, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX application_by_run ON application (run, txn);
CREATE INDEX application_by_undone ON application (undone_by) WHERE undone_by <> 0;
