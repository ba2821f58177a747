//! Prints the journal of a database as it stands in the file: `cargo run -p server --example journal -- FILE`. Only reads, so the
//! server may be running. One JSON object a line: meeting, seq, at, entry.

use std::io::Write;

use anyhow::Context;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};
use uuid::Uuid;

fn main() -> anyhow::Result<()> {
    let file = std::env::args_os()
        .nth(1)
        .context("the database file is needed")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut database = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .connect()
            .await?;
        let entries = sqlx::query("SELECT meeting, seq, at, body FROM entries ORDER BY meeting, seq")
            .fetch_all(&mut database)
            .await?;
        let mut out = std::io::stdout().lock();
        for entry in entries {
            let meeting = Uuid::from_slice(entry.try_get("meeting")?)?;
            let body: serde_json::Value = serde_json::from_str(entry.try_get("body")?)?;
            let (seq, at): (i64, i64) = (entry.try_get("seq")?, entry.try_get("at")?);
            let line = serde_json::json!({"meeting": meeting, "seq": seq, "at": at, "entry": body});
            writeln!(out, "{line}")?;
        }
        Ok(())
    })
}
