//! Workload `growth`: meetings come, are held and end, batch after batch on one server. What it has in memory afterwards is not to grow with
//! how many there were.

use crate::command_line::GrowthArguments;
use crate::crowd;
use crate::figures;
use crate::light::{Light, Place};
use crate::measure::Measure;
use crate::person::Person;
use crate::report::{self, count_of, line};
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
/// Seconds until a meeting that nobody looks at is put away (`server/src/hub/actor.rs`), and some more.
const PUT_AWAY_IN: f64 = 70.0;
const COME_WITHIN: Duration = Duration::from_secs(30);

/// After one more batch has been put away.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    system: String,
    version: String,
    load: String,
    /// Ended so far, in so many seconds.
    meetings: u32,
    seconds: f64,
    /// The server alone, and it with its workers.
    rss_mib: f64,
    rss_with_workers_mib: f64,
    cpu_s: f64,
    /// With its workers, by least squares over the second half of the batches so far, and the standard error of it; none of few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kib_per_ended_meeting: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kib_per_ended_meeting_error: Option<f64>,
    errors: u64,
    lost: u64,
    error_samples: Vec<String>,
}

pub(crate) async fn run(arguments: &GrowthArguments) -> anyhow::Result<bool> {
    crowd::open_files(arguments.meetings * PEOPLE)?;
    let server = block_in_place(|| Server::start_with(&build()?, &crowd::flags()))?;
    let measure = Arc::new(Measure::new()?);
    let began = Instant::now();
    let mut rows = Vec::new();
    line(" ended   server MiB   with workers MiB   KiB per meeting   CPU s   errors");
    for batch in 1..=arguments.batches {
        let mut held = JoinSet::new();
        for n in 0..arguments.meetings {
            let first = ((batch - 1) * arguments.meetings + n) * PEOPLE;
            held.spawn(hold(server.address.clone(), first, Arc::clone(&measure)));
        }
        while let Some(one) = held.join_next().await {
            one??;
        }
        sleep(Duration::from_secs(arguments.every)).await;
        let (alone, workers) = server.memory_mib();
        let mut row = Row {
            system: "convene".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            load: format!("{} meetings ended", batch * arguments.meetings),
            meetings: batch * arguments.meetings,
            seconds: began.elapsed().as_secs_f64(),
            rss_mib: alone,
            rss_with_workers_mib: alone + workers,
            cpu_s: server.cpu_seconds(),
            kib_per_ended_meeting: None,
            kib_per_ended_meeting_error: None,
            errors: measure.errors.load(Ordering::Relaxed),
            lost: 0,
            error_samples: measure.error_samples(),
        };
        let slope = slope(&[rows.as_slice(), &[row.clone()]].concat());
        (row.kib_per_ended_meeting, row.kib_per_ended_meeting_error) = slope.unzip();
        line(&format!(
            "{:6} {:12.1} {:18.1} {:>17} {:7.2} {:8}",
            row.meetings,
            row.rss_mib,
            row.rss_with_workers_mib,
            slope.map_or_else(String::new, |(kib, error)| format!("{kib:.1} ± {error:.1}")),
            row.cpu_s,
            row.errors
        ));
        rows.push(row);
    }
    let mut more = figures::beside::<Row>(&[], &[])?;
    if let Some((kib, error)) = slope(&rows) {
        let says = format!(
            "{kib:.1} KiB for each ended meeting, standard error {error:.1}: least squares over the last {} of {} batches of {}.",
            second_half(&rows).len(),
            rows.len(),
            count_of(usize::try_from(arguments.meetings)?, "meeting")
        );
        line(&says);
        more.insert("kib_per_ended_meeting".to_owned(), kib.into());
        more.insert("kib_per_ended_meeting_error".to_owned(), error.into());
        more.insert("says".to_owned(), says.into());
    }
    report::write("growth", &rows, more, arguments.json.as_deref())?;
    Ok(rows.iter().all(|row| row.errors == 0))
}

/// Those that say something: the first half fills what is kept for later, and until the first meeting is put away every one adds all that it has.
fn second_half(rows: &[Row]) -> &[Row] {
    let none_away = rows.iter().take_while(|row| row.seconds < PUT_AWAY_IN).count();
    rows.get(none_away.max(rows.len() / 2)..).unwrap_or_default()
}

/// KiB that came with each ended meeting, by least squares over the second half, and the standard error of that: memory is flat where the one
/// is within two of the other. None of less than three batches, which have no error.
fn slope(rows: &[Row]) -> Option<(f64, f64)> {
    let points = second_half(rows)
        .iter()
        .map(|row| (f64::from(row.meetings), row.rss_with_workers_mib * 1024.0));
    let points: Vec<(f64, f64)> = points.collect();
    if points.len() < 3 {
        return None;
    }
    let count = f64::from(u32::try_from(points.len()).ok()?);
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x_mean, y_mean) = (mean(|point| point.0), mean(|point| point.1));
    let x_squares: f64 = points.iter().map(|(x, _)| (x - x_mean).powi(2)).sum();
    let products: f64 = points.iter().map(|(x, y)| (x - x_mean) * (y - y_mean)).sum();
    let slope = products / x_squares;
    let rest = points
        .iter()
        .map(|(x, y)| (y - y_mean - slope * (x - x_mean)).powi(2));
    let rest: f64 = rest.sum();
    Some((slope, (rest / (count - 2.0) / x_squares).sqrt()))
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
    use super::{Row, slope};

    fn row(meetings: u32, kib: f64) -> Row {
        Row {
            system: String::new(),
            version: String::new(),
            load: String::new(),
            meetings,
            seconds: f64::from(meetings) * 8.0,
            rss_mib: kib / 1024.0,
            rss_with_workers_mib: kib / 1024.0,
            cpu_s: 0.0,
            kib_per_ended_meeting: None,
            kib_per_ended_meeting_error: None,
            errors: 0,
            lost: 0,
            error_samples: Vec::new(),
        }
    }

    #[test]
    fn the_slope_is_of_the_second_half() {
        // What the first batches fill is not counted.
        let first = [row(10, 0.0), row(20, 9_000.0), row(30, 9_500.0)];
        let straight = [row(40, 10_000.0), row(50, 10_250.0), row(60, 10_500.0)];
        let (kib, error) = slope(&[&first[..], &straight[..]].concat()).unwrap();
        assert!((kib - 25.0).abs() < 1e-6 && error < 1e-6, "{kib} {error}");
        assert_eq!(slope(&straight), None);
        // Nor are those before the first meeting was put away.
        let early = straight.map(|row| Row { seconds: 1.0, ..row });
        assert_eq!(slope(&[&early[..], &early[..]].concat()), None);
    }

    #[test]
    fn what_goes_up_and_down_is_flat_within_its_error() {
        let rows: Vec<Row> = (1..=16)
            .map(|n| row(n * 10, if n % 2 == 0 { 10_000.0 } else { 10_400.0 }))
            .collect();
        let (kib, error) = slope(&rows).unwrap();
        assert!(kib.abs() < 2.0 * error, "{kib} {error}");
    }
}
