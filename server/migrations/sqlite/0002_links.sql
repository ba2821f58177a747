-- When a link was made; unknown for those that are older than this column. secrets.kind goes on: 3 observer, 4 access support.
ALTER TABLE secrets ADD COLUMN made_at INTEGER;

-- Secrets that were taken back, so that whoever still has one can be told so. They open nothing.
CREATE TABLE revoked_secrets (
    hash    BLOB    NOT NULL PRIMARY KEY,
    meeting BLOB    NOT NULL REFERENCES meetings (id),
    kind    INTEGER NOT NULL,
    person  BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX revoked_secrets_by_meeting ON revoked_secrets (meeting);
