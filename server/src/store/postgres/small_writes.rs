//! The writes that are no appends: liveness, levels, bars, snapshots, deletion. Each is one statement.

use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::{Query, QueryAs};
use uuid::Uuid;

use super::PostgresStore;
use super::fault;
use crate::store::columns::integer;
use crate::store::{EventLevels, Snapshot, WriteError};

type Written = Result<(), WriteError>;

impl PostgresStore {
    async fn write(&self, query: Query<'_, Postgres, PgArguments>) -> Written {
        let written = self.run(query).await;
        written.map_err(|trouble| fault::of_write(&trouble).into())
    }

    /// A statement that answers whether what it writes for is there.
    async fn write_for(&self, query: QueryAs<'_, Postgres, (bool,), PgArguments>) -> Written {
        match self.rows(query).await {
            Ok(rows) if rows.first().is_some_and(|row| row.0) => Ok(()),
            Ok(_) => Err(WriteError::NotFound),
            Err(trouble) => Err(fault::of_write(&trouble).into()),
        }
    }

    pub(super) async fn touch(&self, meetings: &[Uuid], at: i64) -> Written {
        // Several instances may touch the same meetings: in one order, so that none waits for another in a circle.
        let query = sqlx::query(
            "UPDATE meetings_alive SET alive_at = $2 WHERE meeting IN ( \
                 SELECT meeting FROM meetings_alive WHERE meeting = ANY($1) AND alive_at < $2 ORDER BY meeting FOR NO KEY UPDATE \
             ) AND alive_at < $2",
        );
        self.write(query.bind(meetings).bind(at)).await
    }

    pub(super) async fn delete(&self, meeting: Uuid) -> Written {
        self.write_for(sqlx::query_as("SELECT meeting_delete($1)").bind(meeting))
            .await
    }

    pub(super) async fn write_probe(&self) -> Written {
        let query = sqlx::query(
            "INSERT INTO store_values (name, value) VALUES ('probe', int8send(store_now())) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        );
        self.write(query).await
    }

    pub(super) async fn write_admitted(&self, reads: u32) -> Result<EventLevels, WriteError> {
        self.write(sqlx::query("SELECT level_admit($1)").bind(reads.cast_signed()))
            .await?;
        let levels = self.read_levels().await;
        levels.map_err(|_| WriteError::Unavailable)
    }

    pub(super) async fn write_claimed(&self, level: u32) -> Result<bool, WriteError> {
        let query = sqlx::query_as("SELECT level_claim($1)").bind(level.cast_signed());
        match self.rows::<(bool,)>(query).await {
            Ok(rows) => Ok(rows.first().is_some_and(|row| row.0)),
            Err(trouble) => Err(fault::of_write(&trouble).into()),
        }
    }

    pub(super) async fn write_refused(&self, board: Uuid, sha256: [u8; 32], person: Uuid) -> Written {
        let query = sqlx::query_as(
            "WITH found AS (SELECT id FROM boards WHERE id = $1), \
             written AS (INSERT INTO refused_updates (board, sha256, person) SELECT id, $2, $3 FROM found ON CONFLICT DO NOTHING) \
             SELECT EXISTS (SELECT 1 FROM found)",
        )
        .bind(board)
        .bind(sha256.to_vec())
        .bind(person);
        self.write_for(query).await
    }

    pub(super) async fn write_bar(&self, meeting: Uuid, person: Uuid) -> Written {
        let query = sqlx::query_as(
            "WITH found AS (SELECT id FROM meetings WHERE id = $1 AND status <> 2), \
             written AS (INSERT INTO board_bars (meeting, person) SELECT id, $2 FROM found ON CONFLICT DO NOTHING) \
             SELECT EXISTS (SELECT 1 FROM found)",
        )
        .bind(meeting)
        .bind(person);
        self.write_for(query).await
    }

    pub(super) async fn write_meeting_snapshot(&self, meeting: Uuid, snapshot: Snapshot) -> Written {
        // The share of the head row keeps a deletion out until this is written, or shows that it came first.
        let query = sqlx::query_as(
            "WITH found AS (SELECT id FROM meetings WHERE id = $1 AND status <> 2 FOR SHARE), \
             before AS (SELECT max(state_version) AS version FROM meeting_snapshots WHERE meeting = $1 AND state_version < $2), \
             gone AS (DELETE FROM meeting_snapshots s USING found, before \
                 WHERE s.meeting = found.id AND s.state_version < before.version), \
             written AS (INSERT INTO meeting_snapshots (meeting, state_version, seq, state) SELECT id, $2, $3, $4 FROM found \
                 ON CONFLICT (meeting, state_version) DO UPDATE SET seq = excluded.seq, state = excluded.state \
                 WHERE meeting_snapshots.seq <= excluded.seq) \
             SELECT EXISTS (SELECT 1 FROM found)",
        );
        self.write_snapshot(query, meeting, snapshot).await
    }

    pub(super) async fn write_compacted(&self, board: Uuid, snapshot: Snapshot) -> Written {
        let query = sqlx::query_as("SELECT board_compact($1, $2, $3, $4)");
        self.write_snapshot(query, board, snapshot).await
    }

    async fn write_snapshot(
        &self,
        query: QueryAs<'static, Postgres, (bool,), PgArguments>,
        of: Uuid,
        snapshot: Snapshot,
    ) -> Written {
        let query = query
            .bind(of)
            .bind(i64::from(snapshot.state_version))
            .bind(integer(snapshot.seq))
            .bind(snapshot.state);
        self.write_for(query).await
    }
}
