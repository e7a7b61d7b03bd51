-- Employees in rows of about a dozen neighbours (core/store/bundle.c) instead of a row each. What `person` holds goes there, and `person` goes.
CREATE TABLE bundle (
  company INTEGER NOT NULL,
  first TEXT NOT NULL, -- none of its people stands before this code
  people BLOB NOT NULL,
  PRIMARY KEY (company, first)
) STRICT, WITHOUT ROWID;
