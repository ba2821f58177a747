//! What a second instance costs: Socket.IO and Hocuspocus with what their makers have for it, and Convene under the same loads. Each runs alone
//! without Redis, then on one and on two instances with a Redis between them, every second client on the other one.

use super::course::Pace;
use super::rows::{self, Row};
use super::stage::{Load, System};
use super::{Entrant, load, measure, peers};
use crate::report::line;
use anyhow::{Context as _, bail};
use std::path::Path;
use std::time::Duration;
use tokio::task::LocalSet;

/// Each load with a peer, and what Convene has for the same purpose.
const LOADS: [(Load, System, System); 2] = [
    (
        load("150@50", 1, 150, 150, Pace::PerSecond(50.0)),
        System::SocketIo,
        System::ConveneDurable,
    ),
    (
        load("150@20", 1, 150, 1, Pace::PerSecond(20.0)),
        System::Hocuspocus,
        System::Convene,
    ),
];
/// Alone, and on so many instances with Redis.
const DEPLOYMENTS: [Option<usize>; 3] = [None, Some(1), Some(2)];

/// The loads by their names.
pub(crate) fn load_names() -> impl Iterator<Item = &'static str> {
    LOADS.iter().map(|(load, ..)| load.name)
}

/// What runs under one load, one after the other.
#[derive(Debug)]
pub(crate) struct Beside {
    load: Load,
    entrants: Vec<Entrant>,
}

/// What is to run. Of loads and peers those that are named, or all where none is.
///
/// # Errors
/// There is no such peer.
pub(crate) fn beside(loads: &[String], wanted: &[String]) -> anyhow::Result<Vec<Beside>> {
    let known = LOADS.map(|(_, peer, _)| peer.name());
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no peer '{unknown}'; there are: {}", known.join(", "));
    }
    let is_named = |names: &[String], name: &str| names.is_empty() || names.iter().any(|other| other == name);
    let mut all = Vec::new();
    for (load, peer, own) in LOADS.iter().filter(|(load, ..)| is_named(loads, load.name)) {
        let mut systems = Vec::new();
        if is_named(wanted, peer.name()) {
            match peers::find(*peer) {
                Ok(found) => systems.push((*peer, peer.name(), found.version)),
                Err(why) => line(&format!("{} is left out: {why:#}", peer.name())),
            }
        }
        systems.push((*own, "convene", env!("CARGO_PKG_VERSION").to_owned()));
        let entrants = systems.into_iter().flat_map(|(system, name, version)| {
            DEPLOYMENTS.map(move |instances| Entrant {
                system,
                name: instances.map_or_else(|| name.to_owned(), |count| format!("{name}-{count}")),
                version: version.clone(),
                instances,
            })
        });
        all.push(Beside {
            load: *load,
            entrants: entrants.collect(),
        });
    }
    Ok(all)
}

/// All of it once.
pub(crate) async fn run_beside(all: &[Beside], seconds: Duration, binary: &Path) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    if !all.is_empty() {
        rows::print_heading();
    }
    for Beside { load, entrants } in all {
        for entrant in entrants {
            let row = LocalSet::new()
                .run_until(measure(entrant, load, seconds, binary))
                .await
                .with_context(|| format!("{} {}", entrant.name, load.name))?;
            rows::print(&row);
            rows.push(row);
        }
    }
    Ok(rows)
}
