//! What there is to move: the tables that both databases have, in an order in which each row finds what it refers to.

use uuid::Uuid;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Number,
    Bytes,
    Text,
}

use Kind::{Bytes, Id, Number, Text};

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Id(Uuid),
    Number(i64),
    Bytes(Vec<u8>),
    Text(String),
}

/// The cells of one row, in the order of the table's columns.
pub(super) type Row = Vec<Cell>;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// The columns by which rows are ordered: a key, so that the order is the same everywhere.
    pub(super) key: &'static str,
}

impl Table {
    pub(super) fn column_names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    /// What is said after an insert: a new database has values of its own, which those of the moved one replace.
    pub(super) fn or_else(&self) -> &'static str {
        if self.name == VALUES {
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        } else {
            ""
        }
    }
}

/// The store's own values.
pub(super) const VALUES: &str = "store_values";
/// The meetings' head rows.
pub(super) const MEETINGS: &str = "meetings";
/// When each meeting was last held; on SQLite a column of `meetings`.
pub(super) const ALIVE: &str = "meetings_alive";
/// The journals.
pub(super) const ENTRIES: &str = "entries";

/// All but what is soft (who is connected where) and what the journals lead to by themselves (snapshots of meetings): deployments with the
/// same journals make the same file, and nothing is taken over that the import cannot prove.
pub(super) const TABLES: [Table; 15] = [
    table(VALUES, &[("name", Text), ("value", Bytes)], "name"),
    table(
        MEETINGS,
        &[
            ("id", Id),
            ("status", Number),
            ("head_seq", Number),
            ("head_hash", Bytes),
            ("created_at", Number),
            ("join_code", Text),
        ],
        "id",
    ),
    table(ALIVE, &[("meeting", Id), ("alive_at", Number)], "meeting"),
    table(
        ENTRIES,
        &[
            ("meeting", Id),
            ("seq", Number),
            ("at", Number),
            ("hash", Bytes),
            ("body", Text),
        ],
        "meeting, seq",
    ),
    table(
        "contents",
        &[
            ("meeting", Id),
            ("id", Id),
            ("owner", Id),
            ("seq", Number),
            ("body", Text),
        ],
        "meeting, id",
    ),
    table(
        "commands",
        &[
            ("meeting", Id),
            ("person", Id),
            ("command_id", Id),
            ("first_seq", Number),
            ("last_seq", Number),
            ("reply", Text),
        ],
        "meeting, person, command_id",
    ),
    table(
        "secrets",
        &[
            ("hash", Bytes),
            ("meeting", Id),
            ("kind", Number),
            ("person", Id),
            ("made_at", Number),
        ],
        "hash",
    ),
    table(
        "revoked_secrets",
        &[("hash", Bytes), ("meeting", Id), ("kind", Number), ("person", Id)],
        "hash",
    ),
    table("ballots", &[("meeting", Id), ("body", Text)], "meeting"),
    table(
        "boards",
        &[
            ("id", Id),
            ("meeting", Id),
            ("owner", Id),
            ("head", Number),
            ("gate", Number),
        ],
        "id",
    ),
    table(
        "board_log",
        &[
            ("board", Id),
            ("seq", Number),
            ("at", Number),
            ("person", Id),
            ("data", Bytes),
        ],
        "board, seq",
    ),
    table(
        "board_clients",
        &[("board", Id), ("client", Number), ("person", Id)],
        "board, client",
    ),
    table(
        "refused_updates",
        &[("board", Id), ("sha256", Bytes), ("person", Id)],
        "board, sha256",
    ),
    table(
        "board_bars",
        &[("meeting", Id), ("person", Id)],
        "meeting, person",
    ),
    table(
        "board_snapshots",
        &[
            ("board", Id),
            ("state_version", Number),
            ("seq", Number),
            ("state", Bytes),
        ],
        "board, state_version",
    ),
];

const fn table(name: &'static str, columns: &'static [(&'static str, Kind)], key: &'static str) -> Table {
    Table { name, columns, key }
}

/// The table of this name.
pub(super) fn named(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}
