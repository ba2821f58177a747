-- Puts a snapshot in the place of a board's log up to the snapshot's seq. Nothing happens where a snapshot reaches as far already, or the
-- log does not reach so far. Answers whether there is such a board. Whoever appends to the board waits meanwhile.
CREATE FUNCTION board_compact(p_board uuid, p_version bigint, p_seq bigint, p_state bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_head bigint;
BEGIN
    SELECT b.head INTO v_head FROM boards b WHERE b.id = p_board FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF p_seq > v_head OR EXISTS (SELECT 1 FROM board_snapshots s WHERE s.board = p_board AND s.seq >= p_seq) THEN
        RETURN true;
    END IF;
    DELETE FROM board_snapshots s WHERE s.board = p_board;
    INSERT INTO board_snapshots (board, state_version, seq, state) VALUES (p_board, p_version, p_seq, p_state);
    DELETE FROM board_log l WHERE l.board = p_board AND l.seq <= p_seq;
    RETURN true;
END
$$;
