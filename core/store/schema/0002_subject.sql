-- Subjects that are no employees: cases, roles, vacancies. A record each, as in `person`; rebuilt from the blocks like it.
CREATE TABLE subject (
  company INTEGER NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  last_txn INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (company, kind, code)
) STRICT, WITHOUT ROWID;
