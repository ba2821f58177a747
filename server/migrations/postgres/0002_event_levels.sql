-- Which events an instance can read. One that does not say is of a version before this column.
ALTER TABLE instances ADD COLUMN reads integer NOT NULL DEFAULT 4;

-- A sign of life as instance_beat takes it, from an instance that reads events up to p_reads. What all that live can read may be written
-- from now on. The row is locked before those that live are looked at, so that one that comes meanwhile is either seen here or lowers
-- the level after this.
CREATE FUNCTION instance_beat_of(
    p_instance uuid, p_lease bigint, p_reads integer, p_presence jsonb,
    OUT was_alive boolean, OUT alive uuid[], OUT orphans uuid[], OUT event_level bigint
) LANGUAGE plpgsql AS $$
DECLARE
    v_level bytea;
    v_all   bytea;
BEGIN
    SELECT b.was_alive, b.alive, b.orphans INTO was_alive, alive, orphans FROM instance_beat(p_instance, p_lease, p_presence) b;
    UPDATE instances i SET reads = p_reads WHERE i.id = p_instance AND i.reads <> p_reads;
    SELECT s.value INTO v_level FROM store_values s WHERE s.name = 'event_level';
    SELECT int8send(min(i.reads)) INTO v_all FROM instances i WHERE i.alive_until >= store_now();
    -- Both are eight bytes, the most significant first: as bytes they are ordered as the numbers are.
    IF v_all > v_level THEN
        PERFORM 1 FROM store_values s WHERE s.name = 'event_level' FOR UPDATE;
        SELECT int8send(min(i.reads)) INTO v_all FROM instances i WHERE i.alive_until >= store_now();
        UPDATE store_values s SET value = v_all WHERE s.name = 'event_level' AND s.value < v_all;
        SELECT s.value INTO v_level FROM store_values s WHERE s.name = 'event_level';
    END IF;
    event_level := ('x' || encode(v_level, 'hex'))::bit(64)::bigint;
END
$$;

-- An instance that reads events up to p_reads is there, and has said that it lives: unless something above was written, nothing above is
-- from now on.
CREATE FUNCTION level_admit(p_reads integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM store_values s WHERE s.name = 'event_level' FOR UPDATE;
    UPDATE store_values s SET value = int8send(p_reads)
    WHERE s.name = 'event_level' AND s.value > int8send(p_reads)
      AND NOT EXISTS (SELECT 1 FROM store_values r WHERE r.name = 'readable_from' AND r.value > int8send(p_reads));
END
$$;

-- Before the first event of a level is written: whoever does not read it must not serve from now on. False if one may that does not.
CREATE FUNCTION level_claim(p_level integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM store_values s WHERE s.name = 'event_level' AND s.value >= int8send(p_level) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE store_values s SET value = int8send(p_level) WHERE s.name = 'readable_from' AND s.value < int8send(p_level);
    RETURN true;
END
$$;
