//! Workload `growth`: meetings come, are held and end, batch after batch on one server. What it has in memory afterwards is not to grow with
//! how many there were.

use crate::command_line::GrowthArguments;
use crate::crowd;
use crate::figures;
use crate::light::{Light, Place};
use crate::measure::Measure;
use crate::person::Person;
use crate::report::{self, line};
use crate::server::{Server, build};
use crate::ways::Ways;
use anyhow::Context as _;
use protocol::meeting::Command;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{Instant, sleep};

/// People of a meeting.
const PEOPLE: u32 = 10;
/// A meeting that nobody looks at is put away after a minute (`server/src/hub/actor.rs`).
const PUT_AWAY_IN: Duration = Duration::from_secs(70);
const COME_WITHIN: Duration = Duration::from_secs(30);

/// After one more batch has been put away.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    system: String,
    version: String,
    load: String,
    /// Ended so far.
    meetings: u32,
    /// The server alone, and it with its workers.
    rss_mib: f64,
    rss_with_workers_mib: f64,
    cpu_s: f64,
    errors: u64,
    lost: u64,
    error_samples: Vec<String>,
}

pub(crate) async fn run(arguments: &GrowthArguments) -> anyhow::Result<bool> {
    crowd::open_files(arguments.meetings * PEOPLE)?;
    let server = block_in_place(|| Server::start_with(&build()?, &crowd::flags()))?;
    let measure = Arc::new(Measure::new()?);
    let mut rows = Vec::new();
    line(" ended   server MiB   with workers MiB   CPU s   errors");
    for batch in 1..=arguments.batches {
        let mut held = JoinSet::new();
        for n in 0..arguments.meetings {
            let first = ((batch - 1) * arguments.meetings + n) * PEOPLE;
            held.spawn(hold(server.address.clone(), first, Arc::clone(&measure)));
        }
        while let Some(one) = held.join_next().await {
            one??;
        }
        sleep(PUT_AWAY_IN).await;
        let (alone, workers) = server.memory_mib();
        let row = Row {
            system: "convene".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            load: format!("{} meetings ended", batch * arguments.meetings),
            meetings: batch * arguments.meetings,
            rss_mib: alone,
            rss_with_workers_mib: alone + workers,
            cpu_s: server.cpu_seconds(),
            errors: measure.errors.load(Ordering::Relaxed),
            lost: 0,
            error_samples: measure.error_samples(),
        };
        line(&format!(
            "{:6} {:12.1} {:18.1} {:7.2} {:8}",
            row.meetings, row.rss_mib, row.rss_with_workers_mib, row.cpu_s, row.errors
        ));
        rows.push(row);
    }
    let mut more = figures::beside::<Row>(&[], &[])?;
    if let Some(kib) = kib_each(&rows) {
        let says = format!("{kib:.1} KiB for each ended meeting after the first batch.");
        line(&says);
        more.insert("kib_per_ended_meeting".to_owned(), kib.into());
        more.insert("says".to_owned(), says.into());
    }
    report::write("growth", &rows, more, arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0))
}

/// What came with each meeting after the first batch, which fills what is kept for later.
fn kib_each(rows: &[Row]) -> Option<f64> {
    let (first, last) = (rows.first()?, rows.last()?);
    let meetings = last
        .meetings
        .checked_sub(first.meetings)
        .filter(|more| *more > 0)?;
    Some((last.rss_with_workers_mib - first.rss_with_workers_mib) * 1024.0 / f64::from(meetings))
}

/// One meeting: everybody comes and says something, and it is ended.
async fn hold(address: String, first: u32, measure: Arc<Measure>) -> anyhow::Result<()> {
    let host = address.clone();
    let joined = tokio::task::spawn_blocking(move || crowd::join_one(&host, first, PEOPLE)).await??;
    let ways = Ways::steady(vec![address]);
    let (place, me) = joined.facilitator;
    let facilitator =
        Person::connect(&ways, 0, &place.meeting, me, place.secret, Arc::clone(&measure)).await?;
    let began = Instant::now();
    // They may lose their line as the meeting ends.
    let quiet = Arc::new(Measure::new()?);
    let places: Vec<Place> = joined.people.into_iter().map(|(place, _)| place).collect();
    let people: Vec<Light> = places
        .into_iter()
        .map(|place| Light::enter(&ways, place, &quiet))
        .collect();
    for (n, person) in people.iter().enumerate() {
        let here = person.comes(began, began + COME_WITHIN).await;
        here.context("somebody did not come in")?;
        let said = person
            .act(Command::Say {
                text: format!("hello {n}"),
            })
            .await?;
        if let Err(code) = said {
            measure.error(code);
        }
    }
    facilitator.act(Command::EndMeeting {}).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Row, kib_each};

    #[test]
    fn the_first_batch_is_not_counted() {
        let row = |meetings, mib| Row {
            system: String::new(),
            version: String::new(),
            load: String::new(),
            meetings,
            rss_mib: mib,
            rss_with_workers_mib: mib,
            cpu_s: 0.0,
            errors: 0,
            lost: 0,
            error_samples: Vec::new(),
        };
        let rows = [row(40, 30.0), row(80, 31.0), row(120, 32.0)];
        assert!((kib_each(&rows).unwrap() - 25.6).abs() < 1e-9);
        assert_eq!(kib_each(&rows[..1]), None);
    }
}
