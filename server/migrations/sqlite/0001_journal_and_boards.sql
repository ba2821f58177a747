-- Meetings, their journals and content, and the boards' logs. Ids are 16 raw bytes, hashes 32, times milliseconds since 1970.

-- What belongs to the store as a whole: secret_key, event_level, readable_from, probe.
CREATE TABLE store_values (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The head row of each meeting: the compare-and-set is on it. status: 0 open, 1 ended, 2 deleted (a tombstone).
CREATE TABLE meetings (
    id         BLOB    NOT NULL PRIMARY KEY,
    status     INTEGER NOT NULL,
    head_seq   INTEGER NOT NULL,
    head_hash  BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    alive_at   INTEGER NOT NULL,
    join_code  TEXT    UNIQUE
) STRICT;

-- The journal. The key is the second fence behind the head row.
CREATE TABLE entries (
    meeting BLOB    NOT NULL REFERENCES meetings (id),
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (meeting, seq)
) STRICT, WITHOUT ROWID;

-- All free text and personal data. body NULL: erased, for ever. seq: the head after the batch that wrote or erased it.
CREATE TABLE contents (
    meeting BLOB    NOT NULL REFERENCES meetings (id),
    id      BLOB    NOT NULL,
    owner   BLOB,
    seq     INTEGER NOT NULL,
    body    TEXT,
    PRIMARY KEY (meeting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contents_by_seq ON contents (meeting, seq);

-- Commands that were done: entries first_seq to last_seq, none if last_seq = first_seq - 1.
CREATE TABLE commands (
    meeting    BLOB    NOT NULL REFERENCES meetings (id),
    person     BLOB    NOT NULL,
    command_id BLOB    NOT NULL,
    first_seq  INTEGER NOT NULL,
    last_seq   INTEGER NOT NULL,
    reply      TEXT,
    PRIMARY KEY (meeting, person, command_id)
) STRICT, WITHOUT ROWID;

-- Capabilities, as SHA-256. kind: 0 facilitator, 1 join, 2 person.
CREATE TABLE secrets (
    hash    BLOB    NOT NULL PRIMARY KEY,
    meeting BLOB    NOT NULL REFERENCES meetings (id),
    kind    INTEGER NOT NULL,
    person  BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX secrets_by_person ON secrets (meeting, person);

-- head: the last seq of the board's log. gate: the meeting's seq that last changed who may write here.
CREATE TABLE boards (
    id      BLOB    NOT NULL PRIMARY KEY,
    meeting BLOB    NOT NULL REFERENCES meetings (id),
    owner   BLOB,
    head    INTEGER NOT NULL,
    gate    INTEGER NOT NULL
) STRICT;
CREATE INDEX boards_by_meeting ON boards (meeting);

CREATE TABLE board_log (
    board  BLOB    NOT NULL REFERENCES boards (id),
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    person BLOB    NOT NULL,
    data   BLOB    NOT NULL,
    PRIMARY KEY (board, seq)
) STRICT, WITHOUT ROWID;

-- Who first used a Yjs client id on a board. client: the unsigned id, bit for bit.
CREATE TABLE board_clients (
    board  BLOB    NOT NULL REFERENCES boards (id),
    client INTEGER NOT NULL,
    person BLOB    NOT NULL,
    PRIMARY KEY (board, client)
) STRICT, WITHOUT ROWID;

-- Updates (by SHA-256) that must never be applied to a board again.
CREATE TABLE refused_updates (
    board  BLOB NOT NULL REFERENCES boards (id),
    sha256 BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (board, sha256)
) STRICT, WITHOUT ROWID;

-- People who sent such updates.
CREATE TABLE board_bars (
    meeting BLOB NOT NULL REFERENCES meetings (id),
    person  BLOB NOT NULL,
    PRIMARY KEY (meeting, person)
) STRICT, WITHOUT ROWID;

-- The latest snapshot of each state version; a version that the reader does not know is ignored.
CREATE TABLE meeting_snapshots (
    meeting       BLOB    NOT NULL REFERENCES meetings (id),
    state_version INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    state         BLOB    NOT NULL,
    PRIMARY KEY (meeting, state_version)
) STRICT, WITHOUT ROWID;

CREATE TABLE board_snapshots (
    board         BLOB    NOT NULL REFERENCES boards (id),
    state_version INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    state         BLOB    NOT NULL,
    PRIMARY KEY (board, state_version)
) STRICT, WITHOUT ROWID;
