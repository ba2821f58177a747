//! What instances tell each other through the database.

use serde::Serialize;
use uuid::Uuid;

use super::{PostgresStore, fault};
use crate::store::columns::bound;
use crate::store::{Answer, Beat, Presence, Pulse, ReadError, SharedStore, WriteError};

/// The argument of `instance_beat`.
#[derive(Serialize)]
struct Told<'a> {
    meeting: Uuid,
    people: Option<&'a [Uuid]>,
}

impl PostgresStore {
    async fn write_beat(&self, beat: &Beat) -> Result<Pulse, WriteError> {
        let presence: Vec<Told<'_>> = beat
            .presence
            .iter()
            .map(|(meeting, people)| Told {
                meeting: *meeting,
                people: people.as_deref(),
            })
            .collect();
        // Ids can always be written as JSON.
        let presence = serde_json::to_string(&presence).unwrap_or_default();
        let query = sqlx::query_as(
            "SELECT was_alive, alive, orphans, event_level FROM instance_beat_of($1, $2, $3, $4::jsonb)",
        )
        .bind(beat.instance)
        .bind(bound(beat.lease.as_millis()))
        .bind(beat.reads.cast_signed())
        .bind(presence);
        let rows: Vec<(bool, Vec<Uuid>, Vec<Uuid>, i64)> = self
            .rows(query)
            .await
            .map_err(|trouble| fault::of_write(&trouble))?;
        let (was_alive, alive, orphans, event_level) = rows.into_iter().next().ok_or(WriteError::Unknown)?;
        Ok(Pulse {
            was_alive,
            alive,
            orphans,
            event_level: u32::try_from(event_level).unwrap_or(u32::MAX),
        })
    }

    async fn read_present(&self, meeting: Uuid, instance: Uuid) -> Result<Vec<Uuid>, ReadError> {
        let query = sqlx::query_as(
            "SELECT unnest(p.people) FROM presence p JOIN instances i ON i.id = p.instance \
             WHERE p.meeting = $1 AND p.instance <> $2 AND i.alive_until >= store_now()",
        )
        .bind(meeting)
        .bind(instance);
        let rows: Vec<(Uuid,)> = self.read(query).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    async fn read_presence(&self) -> Result<Vec<Presence>, ReadError> {
        let query = sqlx::query_as(
            "SELECT i.id, p.meeting, p.people FROM instances i LEFT JOIN presence p ON p.instance = i.id \
             WHERE i.alive_until >= store_now() ORDER BY i.id",
        );
        let rows: Vec<(Uuid, Option<Uuid>, Option<Vec<Uuid>>)> = self.read(query).await?;
        let mut all: Vec<Presence> = Vec::new();
        for (instance, meeting, people) in rows {
            if all.last().is_none_or(|last| last.instance != instance) {
                let meetings = Vec::new();
                all.push(Presence { instance, meetings });
            }
            if let (Some(last), Some(meeting)) = (all.last_mut(), meeting) {
                last.meetings.push((meeting, people.unwrap_or_default()));
            }
        }
        Ok(all)
    }

    async fn read_board_heads(&self, boards: &[Uuid]) -> Result<Vec<(Uuid, u64)>, ReadError> {
        let query = sqlx::query_as("SELECT id, head FROM boards WHERE id = ANY($1)").bind(boards);
        let rows: Vec<(Uuid, i64)> = self.read(query).await?;
        Ok(rows
            .into_iter()
            .map(|(id, head)| (id, head.cast_unsigned()))
            .collect())
    }
}

impl SharedStore for PostgresStore {
    fn beat<'a>(&'a self, beat: &'a Beat) -> Answer<'a, Result<Pulse, WriteError>> {
        Box::pin(self.write_beat(beat))
    }

    fn present_elsewhere(&self, meeting: Uuid, instance: Uuid) -> Answer<'_, Result<Vec<Uuid>, ReadError>> {
        Box::pin(self.read_present(meeting, instance))
    }

    fn presence(&self) -> Answer<'_, Result<Vec<Presence>, ReadError>> {
        Box::pin(self.read_presence())
    }

    fn board_heads<'a>(&'a self, boards: &'a [Uuid]) -> Answer<'a, Result<Vec<(Uuid, u64)>, ReadError>> {
        Box::pin(self.read_board_heads(boards))
    }
}
