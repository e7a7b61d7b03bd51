-- Who has the event that bears a reference, as of now: an index of the records, made anew with them (core/store/ref.h).
CREATE TABLE event_ref (
  company INTEGER NOT NULL,
  ref TEXT NOT NULL,
  code TEXT NOT NULL,
  instance INTEGER NOT NULL, -- which event of that employee
  PRIMARY KEY (company, ref, code, instance)
) STRICT, WITHOUT ROWID;
