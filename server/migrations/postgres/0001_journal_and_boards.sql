-- Meetings, their journals and content, and the boards' logs: the same tables as on SQLite, and the appends as functions, so that an
-- append is one statement that commits by itself and a stalled instance never sits on a lock.
-- Hashes are 32 raw bytes, times milliseconds since 1970.

-- What belongs to the store as a whole: secret_key, event_level, readable_from, probe.
CREATE TABLE store_values (
    name  text  NOT NULL PRIMARY KEY,
    value bytea NOT NULL
);

-- The head row of each meeting: the compare-and-set is on it. status: 0 open, 1 ended, 2 deleted (a tombstone), 3 a rehearsal.
CREATE TABLE meetings (
    id         uuid     NOT NULL PRIMARY KEY,
    status     smallint NOT NULL,
    head_seq   bigint   NOT NULL,
    head_hash  bytea    NOT NULL,
    created_at bigint   NOT NULL,
    join_code  text     COLLATE "C" UNIQUE
);

-- When a hub last said that it holds a meeting; apart from the head row, so that it waits for no append and no append for it.
CREATE TABLE meetings_alive (
    meeting  uuid   NOT NULL PRIMARY KEY REFERENCES meetings (id),
    alive_at bigint NOT NULL
);

-- The journal. The key is the second fence behind the head row.
CREATE TABLE entries (
    meeting uuid   NOT NULL REFERENCES meetings (id),
    seq     bigint NOT NULL,
    at      bigint NOT NULL,
    hash    bytea  NOT NULL,
    body    text   NOT NULL,
    PRIMARY KEY (meeting, seq)
);

-- All free text and personal data. body NULL: erased, for ever. seq: the head after the batch that wrote or erased it.
CREATE TABLE contents (
    meeting uuid   NOT NULL REFERENCES meetings (id),
    id      uuid   NOT NULL,
    owner   uuid,
    seq     bigint NOT NULL,
    body    text,
    PRIMARY KEY (meeting, id)
);
CREATE INDEX contents_by_seq ON contents (meeting, seq);

-- Commands that were done: entries first_seq to last_seq, none if last_seq = first_seq - 1.
CREATE TABLE commands (
    meeting    uuid   NOT NULL REFERENCES meetings (id),
    person     uuid   NOT NULL,
    command_id uuid   NOT NULL,
    first_seq  bigint NOT NULL,
    last_seq   bigint NOT NULL,
    reply      text,
    PRIMARY KEY (meeting, person, command_id)
);

-- Capabilities, as SHA-256. kind: 0 facilitator, 1 join, 2 person, 3 observer, 4 access support, 5 record, 6 personal.
CREATE TABLE secrets (
    hash    bytea    NOT NULL PRIMARY KEY,
    meeting uuid     NOT NULL REFERENCES meetings (id),
    kind    smallint NOT NULL,
    person  uuid,
    made_at bigint
);
CREATE INDEX secrets_by_person ON secrets (meeting, person);

-- Secrets that were taken back, so that whoever still has one can be told so. They open nothing.
CREATE TABLE revoked_secrets (
    hash    bytea    NOT NULL PRIMARY KEY,
    meeting uuid     NOT NULL REFERENCES meetings (id),
    kind    smallint NOT NULL,
    person  uuid
);
CREATE INDEX revoked_secrets_by_meeting ON revoked_secrets (meeting);

-- Answers to exit tickets: one row for each meeting, a JSON array of texts in the order of the alphabet. No person, no time, no order
-- of arrival, no command; each answer rewrites the whole row.
CREATE TABLE ballots (
    meeting uuid NOT NULL PRIMARY KEY REFERENCES meetings (id),
    body    text NOT NULL
);

-- head: the last seq of the board's log. gate: the meeting's seq that last changed who may write here.
CREATE TABLE boards (
    id      uuid   NOT NULL PRIMARY KEY,
    meeting uuid   NOT NULL REFERENCES meetings (id),
    owner   uuid,
    head    bigint NOT NULL,
    gate    bigint NOT NULL
);
CREATE INDEX boards_by_meeting ON boards (meeting);

CREATE TABLE board_log (
    board  uuid   NOT NULL REFERENCES boards (id),
    seq    bigint NOT NULL,
    at     bigint NOT NULL,
    person uuid   NOT NULL,
    data   bytea  NOT NULL,
    PRIMARY KEY (board, seq)
);

-- Who first used a Yjs client id on a board. client: the unsigned id, bit for bit.
CREATE TABLE board_clients (
    board  uuid   NOT NULL REFERENCES boards (id),
    client bigint NOT NULL,
    person uuid   NOT NULL,
    PRIMARY KEY (board, client)
);

-- Updates (by SHA-256) that must never be applied to a board again.
CREATE TABLE refused_updates (
    board  uuid  NOT NULL REFERENCES boards (id),
    sha256 bytea NOT NULL,
    person uuid  NOT NULL,
    PRIMARY KEY (board, sha256)
);

-- People who sent such updates.
CREATE TABLE board_bars (
    meeting uuid NOT NULL REFERENCES meetings (id),
    person  uuid NOT NULL,
    PRIMARY KEY (meeting, person)
);

-- The latest snapshot of each state version; a version that the reader does not know is ignored.
CREATE TABLE meeting_snapshots (
    meeting       uuid    NOT NULL REFERENCES meetings (id),
    state_version integer NOT NULL,
    seq           bigint  NOT NULL,
    state         bytea   NOT NULL,
    PRIMARY KEY (meeting, state_version)
);
CREATE TABLE board_snapshots (
    board         uuid    NOT NULL REFERENCES boards (id),
    state_version integer NOT NULL,
    seq           bigint  NOT NULL,
    state         bytea   NOT NULL,
    PRIMARY KEY (board, state_version)
);

-- Instances that live, and who is connected to them: soft, and gone by itself. people: once for each connection's person.
CREATE TABLE instances (
    id          uuid   NOT NULL PRIMARY KEY,
    alive_until bigint NOT NULL
);
CREATE TABLE presence (
    instance uuid   NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    meeting  uuid   NOT NULL REFERENCES meetings (id),
    people   uuid[] NOT NULL,
    PRIMARY KEY (instance, meeting)
);
CREATE INDEX presence_by_meeting ON presence (meeting);

-- The store's clock.
CREATE FUNCTION store_now() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
$$;

-- One append, all or nothing. outcome: 'written', 'exists', 'not_found', 'deleted', or 'conflict' with the head as it is; nothing is
-- written unless 'written'. Refusals that are found later are errors, which take everything back: CV001 a command was done before
-- (detail: person, command id), CV002 a gate names a board of another meeting; a unique key that stands in the way says which.
-- batch: see `sealed` in store/postgres/append.rs.
CREATE FUNCTION journal_append(
    p_meeting uuid, p_after_seq bigint, p_after_hash bytea, p_create boolean, p_batch jsonb,
    OUT outcome text, OUT seq bigint, OUT hash bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_head     record;
    v_row      record;
    v_head_seq bigint := (p_batch->>'head_seq')::bigint;
BEGIN
    IF p_create THEN
        INSERT INTO meetings (id, status, head_seq, head_hash, created_at)
        VALUES (p_meeting, 0, 0, p_after_hash, store_now()) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            SELECT CASE WHEN m.status = 2 THEN 'deleted' ELSE 'exists' END INTO outcome FROM meetings m WHERE m.id = p_meeting;
            RETURN;
        END IF;
        INSERT INTO meetings_alive (meeting, alive_at) SELECT m.id, m.created_at FROM meetings m WHERE m.id = p_meeting;
    END IF;

    -- Whoever appends to this meeting waits here for the one before.
    SELECT m.status, m.head_seq, m.head_hash INTO v_head FROM meetings m WHERE m.id = p_meeting FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'not_found';
        RETURN;
    ELSIF v_head.status = 2 THEN
        outcome := 'deleted';
        RETURN;
    ELSIF v_head.head_seq <> p_after_seq OR v_head.head_hash <> p_after_hash THEN
        outcome := 'conflict';
        seq := v_head.head_seq;
        hash := v_head.head_hash;
        RETURN;
    END IF;

    UPDATE meetings m SET
        head_seq = v_head_seq,
        head_hash = decode(p_batch->>'head_hash', 'hex'),
        status = coalesce((p_batch->>'status')::smallint, m.status)
    WHERE m.id = p_meeting;
    IF p_batch ? 'join_code' THEN
        UPDATE meetings m SET join_code = p_batch->>'join_code' WHERE m.id = p_meeting;
    END IF;

    INSERT INTO entries (meeting, seq, at, hash, body)
    SELECT p_meeting, e.seq, e.at, decode(e.hash, 'hex'), e.body
    FROM jsonb_to_recordset(p_batch->'entries') AS e (seq bigint, at bigint, hash text, body text);

    IF p_batch ? 'content' THEN
        -- Of an id that is named twice the last text counts.
        INSERT INTO contents (meeting, id, owner, seq, body)
        SELECT DISTINCT ON (c.item->>'id')
            p_meeting, (c.item->>'id')::uuid, (c.item->>'owner')::uuid, v_head_seq, c.item->>'body'
        FROM jsonb_array_elements(p_batch->'content') WITH ORDINALITY AS c (item, n)
        ORDER BY c.item->>'id', c.n DESC
        ON CONFLICT (meeting, id) DO UPDATE
        SET owner = excluded.owner, seq = excluded.seq, body = excluded.body WHERE contents.body IS NOT NULL;
    END IF;
    IF p_batch ? 'erase' THEN
        UPDATE contents c SET body = NULL, seq = v_head_seq
        WHERE c.meeting = p_meeting AND c.body IS NOT NULL
          AND c.id IN (SELECT e::uuid FROM jsonb_array_elements_text(p_batch->'erase') AS e);
    END IF;
    IF p_batch ? 'ballots' THEN
        INSERT INTO ballots (meeting, body)
        SELECT p_meeting, jsonb_agg(b.body ORDER BY b.body COLLATE "C")::text FROM (
            SELECT jsonb_array_elements_text(p_batch->'ballots') AS body
            UNION ALL
            SELECT jsonb_array_elements_text(o.body::jsonb) FROM ballots o WHERE o.meeting = p_meeting
        ) AS b
        ON CONFLICT (meeting) DO UPDATE SET body = excluded.body;
    END IF;

    IF p_batch ? 'boards' THEN
        INSERT INTO boards (id, meeting, owner, head, gate)
        SELECT b.board, p_meeting, b.owner, 0, v_head_seq
        FROM jsonb_to_recordset(p_batch->'boards') AS b (board uuid, owner uuid);
    END IF;
    IF p_batch ? 'gates' THEN
        -- In the order of their ids, so that no two appends wait for each other.
        FOR v_row IN SELECT DISTINCT g::uuid AS board FROM jsonb_array_elements_text(p_batch->'gates') AS g ORDER BY 1 LOOP
            UPDATE boards b SET gate = v_head_seq WHERE b.id = v_row.board AND b.meeting = p_meeting;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a gate names a board of another meeting' USING ERRCODE = 'CV002';
            END IF;
        END LOOP;
    END IF;

    IF p_batch ? 'commands' THEN
        FOR v_row IN SELECT * FROM jsonb_to_recordset(p_batch->'commands')
            AS c (person uuid, command_id uuid, first_seq bigint, last_seq bigint, reply text)
        LOOP
            INSERT INTO commands (meeting, person, command_id, first_seq, last_seq, reply)
            VALUES (p_meeting, v_row.person, v_row.command_id, v_row.first_seq, v_row.last_seq, v_row.reply)
            ON CONFLICT DO NOTHING;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a command was done before'
                    USING ERRCODE = 'CV001', DETAIL = v_row.person || ' ' || v_row.command_id;
            END IF;
        END LOOP;
    END IF;

    IF p_batch ? 'revoke_persons' THEN
        DELETE FROM secrets s WHERE s.meeting = p_meeting AND s.kind = 2
          AND s.person IN (SELECT r::uuid FROM jsonb_array_elements_text(p_batch->'revoke_persons') AS r);
    END IF;
    IF p_batch ? 'revoke' THEN
        FOR v_row IN SELECT * FROM jsonb_to_recordset(p_batch->'revoke') AS r (kind smallint, hash text, person uuid) LOOP
            WITH gone AS (
                DELETE FROM secrets s WHERE s.meeting = p_meeting
                  AND (v_row.kind IS NULL OR s.kind = v_row.kind)
                  AND (v_row.hash IS NULL OR s.hash = decode(v_row.hash, 'hex'))
                  AND (v_row.person IS NULL OR s.person = v_row.person)
                RETURNING s.hash, s.meeting, s.kind, s.person
            )
            INSERT INTO revoked_secrets (hash, meeting, kind, person) SELECT * FROM gone ON CONFLICT DO NOTHING;
        END LOOP;
    END IF;
    IF p_batch ? 'rebind' THEN
        FOR v_row IN SELECT * FROM jsonb_to_recordset(p_batch->'rebind') AS r ("from" uuid, "to" uuid) LOOP
            UPDATE secrets s SET person = v_row."to" WHERE s.meeting = p_meeting AND s.person = v_row."from" AND s.kind = 2;
        END LOOP;
    END IF;
    IF p_batch ? 'secrets' THEN
        INSERT INTO secrets (hash, meeting, kind, person, made_at)
        SELECT decode(s.hash, 'hex'), p_meeting, s.kind, s.person, store_now()
        FROM jsonb_to_recordset(p_batch->'secrets') AS s (hash text, kind smallint, person uuid);
    END IF;

    outcome := 'written';
END
$$;

-- Appends updates to a board's log, all or none. outcome: 'written' with the new head, 'gate_moved' with the gate as it is, 'not_found'.
-- CV003: a client id belongs to another person (detail: client, person). p_client_items: the place in p_updates, from 1, of each of
-- p_clients.
CREATE FUNCTION board_append(
    p_board uuid, p_gate bigint, p_people uuid[], p_updates bytea[], p_client_items integer[], p_clients bigint[],
    OUT outcome text, OUT number bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_board record;
    v_taken record;
    v_at    bigint := store_now();
BEGIN
    SELECT b.head, b.gate INTO v_board FROM boards b WHERE b.id = p_board FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'not_found';
        RETURN;
    ELSIF v_board.gate <> p_gate THEN
        outcome := 'gate_moved';
        number := v_board.gate;
        RETURN;
    END IF;
    INSERT INTO board_clients (board, client, person)
    SELECT DISTINCT ON (c.client) p_board, c.client, p_people[c.item]
    FROM unnest(p_client_items, p_clients) WITH ORDINALITY AS c (item, client, n)
    ORDER BY c.client, c.n
    ON CONFLICT DO NOTHING;
    SELECT b.client, b.person INTO v_taken
    FROM unnest(p_client_items, p_clients) AS c (item, client)
    JOIN board_clients b ON b.board = p_board AND b.client = c.client
    WHERE b.person <> p_people[c.item] LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a client id belongs to another person'
            USING ERRCODE = 'CV003', DETAIL = v_taken.client || ' ' || v_taken.person;
    END IF;
    INSERT INTO board_log (board, seq, at, person, data)
    SELECT p_board, v_board.head + u.n, v_at, u.person, u.data
    FROM unnest(p_people, p_updates) WITH ORDINALITY AS u (person, data, n);
    number := v_board.head + cardinality(p_updates);
    UPDATE boards b SET head = number WHERE b.id = p_board;
    outcome := 'written';
END
$$;

-- Deletes a meeting with everything that belongs to it and leaves its tombstone. False: there is no such meeting.
CREATE FUNCTION meeting_delete(p_meeting uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_status smallint;
BEGIN
    SELECT m.status INTO v_status FROM meetings m WHERE m.id = p_meeting FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    ELSIF v_status = 2 THEN
        RETURN true;
    END IF;
    -- No board append comes between: each locks its board's row.
    PERFORM 1 FROM boards b WHERE b.meeting = p_meeting ORDER BY b.id FOR UPDATE;
    DELETE FROM board_log l USING boards b WHERE l.board = b.id AND b.meeting = p_meeting;
    DELETE FROM board_clients c USING boards b WHERE c.board = b.id AND b.meeting = p_meeting;
    DELETE FROM refused_updates r USING boards b WHERE r.board = b.id AND b.meeting = p_meeting;
    DELETE FROM board_snapshots s USING boards b WHERE s.board = b.id AND b.meeting = p_meeting;
    DELETE FROM boards WHERE meeting = p_meeting;
    DELETE FROM board_bars WHERE meeting = p_meeting;
    DELETE FROM meeting_snapshots WHERE meeting = p_meeting;
    DELETE FROM secrets WHERE meeting = p_meeting;
    DELETE FROM revoked_secrets WHERE meeting = p_meeting;
    DELETE FROM commands WHERE meeting = p_meeting;
    DELETE FROM contents WHERE meeting = p_meeting;
    DELETE FROM ballots WHERE meeting = p_meeting;
    DELETE FROM entries WHERE meeting = p_meeting;
    DELETE FROM meetings_alive WHERE meeting = p_meeting;
    DELETE FROM presence WHERE meeting = p_meeting;
    UPDATE meetings SET status = 2, head_seq = 0, head_hash = decode(repeat('00', 32), 'hex'), created_at = 0, join_code = NULL
    WHERE id = p_meeting;
    RETURN true;
END
$$;

-- A sign of life of an instance, good for p_lease milliseconds. p_presence: an array of {meeting, people}, people null where the
-- instance holds the meeting no more. Instances that died a minute ago are forgotten.
CREATE FUNCTION instance_beat(
    p_instance uuid, p_lease bigint, p_presence jsonb,
    OUT was_alive boolean, OUT alive uuid[], OUT orphans uuid[]
) LANGUAGE plpgsql AS $$
DECLARE
    v_now bigint := store_now();
BEGIN
    SELECT i.alive_until >= v_now INTO was_alive FROM instances i WHERE i.id = p_instance;
    was_alive := coalesce(was_alive, false);
    INSERT INTO instances (id, alive_until) VALUES (p_instance, v_now + p_lease - 1)
    ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until;
    INSERT INTO presence (instance, meeting, people)
    SELECT p_instance, e.meeting, ARRAY(SELECT jsonb_array_elements_text(e.people)::uuid)
    FROM jsonb_to_recordset(p_presence) AS e (meeting uuid, people jsonb)
    JOIN meetings m ON m.id = e.meeting AND m.status <> 2
    WHERE e.people IS NOT NULL AND jsonb_typeof(e.people) = 'array'
    ON CONFLICT (instance, meeting) DO UPDATE SET people = excluded.people;
    DELETE FROM presence p USING jsonb_to_recordset(p_presence) AS e (meeting uuid, people jsonb)
    WHERE p.instance = p_instance AND p.meeting = e.meeting
      AND (e.people IS NULL OR jsonb_typeof(e.people) = 'null');
    DELETE FROM instances i WHERE i.alive_until < v_now - 60000;
    SELECT coalesce(array_agg(i.id), '{}') INTO alive FROM instances i WHERE i.alive_until >= v_now;
    SELECT coalesce(array_agg(DISTINCT p.meeting), '{}') INTO orphans
    FROM presence p JOIN instances i ON i.id = p.instance
    WHERE i.alive_until < v_now AND NOT EXISTS (
        SELECT 1 FROM presence o JOIN instances l ON l.id = o.instance
        WHERE o.meeting = p.meeting AND l.alive_until >= v_now
    );
END
$$;
