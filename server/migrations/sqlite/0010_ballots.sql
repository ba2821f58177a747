-- Answers to exit tickets: one row for each meeting, a JSON array of texts in the order of the alphabet. No person, no time, no order
-- of arrival, no command; each answer rewrites the whole row, so that a row's place tells nothing either.
CREATE TABLE ballots (
    meeting BLOB NOT NULL PRIMARY KEY REFERENCES meetings (id),
    body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
