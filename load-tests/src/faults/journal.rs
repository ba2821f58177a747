//! A meeting's journal as the database has it at the end.

use crate::cluster::Cluster;
use anyhow::{Context as _, bail};
use nix::sys::signal::Signal;
use protocol::ids::CommandId;
use protocol::meeting::Entry;
use serde_json::Value;
use std::process::Command;

/// Read past all of Convene where that is possible.
pub(super) struct Journal {
    /// By their numbers.
    pub(super) entries: Vec<(u64, Entry)>,
    /// The commands that were done, with the number of the last entry of each.
    pub(super) commands: Vec<(CommandId, u64)>,
}

impl Journal {
    pub(super) fn read(cluster: &Cluster, meeting: &str) -> anyhow::Result<Self> {
        let mut journal = Self {
            entries: Vec::new(),
            commands: Vec::new(),
        };
        if cluster.is_alone() {
            journal.read_file(cluster, meeting)?;
        } else {
            journal.read_database(cluster, meeting)?;
        }
        Ok(journal)
    }

    fn entry(&mut self, seq: u64, body: &str) -> anyhow::Result<()> {
        self.entries.push((seq, serde_json::from_str(body)?));
        Ok(())
    }

    fn command(&mut self, id: &str, last_seq: u64) -> anyhow::Result<()> {
        self.commands.push((CommandId(id.parse()?), last_seq));
        Ok(())
    }

    fn read_database(&mut self, cluster: &Cluster, meeting: &str) -> anyhow::Result<()> {
        let ask = |columns: &str, table: &str| {
            cluster.postgres()?.rows(&format!(
                "SELECT {columns} FROM {table} WHERE meeting = '{meeting}' ORDER BY 1"
            ))
        };
        for row in ask("seq, body", "entries")? {
            let (seq, body) = row.split_once('\t').context("a row of two columns")?;
            self.entry(seq.parse()?, body)?;
        }
        for row in ask("command_id, last_seq", "commands")? {
            let (id, seq) = row.split_once('\t').context("a row of two columns")?;
            self.command(id, seq.parse()?)?;
        }
        Ok(())
    }

    /// Ends the instance: what is in its file is what outlasts it.
    fn read_file(&mut self, cluster: &Cluster, meeting: &str) -> anyhow::Result<()> {
        let instance = cluster.instances.first().context("no instance")?;
        let mut server = instance.server();
        server.end(Signal::SIGTERM)?;
        let exported = Command::new(server.binary())
            .args(["export", "-"])
            .current_dir(server.folder())
            .output()
            .context("convene export does not start")?;
        if !exported.status.success() {
            bail!(
                "convene export says {}",
                String::from_utf8_lossy(&exported.stderr)
            );
        }
        for line in String::from_utf8(exported.stdout)?.lines() {
            // The first line and the last are about the file.
            let Ok(row) = serde_json::from_str::<Vec<Value>>(line) else {
                continue;
            };
            let text = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default();
            let number = |at: usize| row.get(at).and_then(Value::as_u64).context("a number");
            match (text(0), text(1) == meeting) {
                ("entries", true) => self.entry(number(2)?, text(5))?,
                ("commands", true) => self.command(text(3), number(5)?)?,
                _ => {}
            }
        }
        Ok(())
    }
}
