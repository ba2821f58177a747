//! Figures of rows, whatever workload they are of: what they are called, medians of runs, and ratios of what ran side by side.

use crate::report::line;
use anyhow::Context as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// A figure: its name in the JSON, in a table, and its decimals there.
pub(crate) type Figure = (&'static str, &'static str, usize);

/// Every figure that pages show, in the order of their columns.
pub(crate) const FIGURES: [Figure; 49] = [
    ("meetings", "meetings", 0),
    ("deliveries_per_s", "deliveries/s", 0),
    ("commands_per_s", "commands/s", 0),
    ("start_ms", "start ms", 0),
    ("p50_ms", "p50 ms", 2),
    ("p99_ms", "p99 ms", 2),
    ("p999_ms", "p99.9 ms", 2),
    ("last_ms", "last ms", 0),
    ("acknowledged_p50_ms", "durable p50 ms", 2),
    ("acknowledged_p99_ms", "durable p99 ms", 2),
    ("fsync_p50_ms", "fsync p50 ms", 2),
    ("fsync_p99_ms", "fsync p99 ms", 2),
    ("typing_p50_ms", "typing p50 ms", 2),
    ("typing_p99_ms", "typing p99 ms", 2),
    ("typing_p999_ms", "typing p99.9 ms", 2),
    ("held_back", "letters held back", 0),
    ("reactions", "reactions", 0),
    ("reactions_heard", "reactions heard", 0),
    ("moved_p50_ms", "moved p50 ms", 2),
    ("moved_p99_ms", "moved p99 ms", 2),
    ("step_p50_ms", "step, first to last p50 ms", 2),
    ("step_p99_ms", "step, first to last p99 ms", 2),
    ("listening_p50_ms", "since it listens p50 ms", 0),
    ("listening_p99_ms", "since it listens p99 ms", 0),
    ("snapshot_ms", "first view ms", 0),
    ("board_ms", "first board ms", 0),
    ("warm_snapshot_ms", "second view ms", 0),
    ("warm_board_ms", "second board ms", 0),
    ("by_snapshot", "by a snapshot", 0),
    ("cpu_s", "CPU s", 2),
    ("cpu_s_per_million", "CPU s per million", 2),
    ("cpu_s_per_minute", "CPU s per minute", 2),
    ("server_cores", "cores", 2),
    ("client_cores", "clients' cores", 2),
    ("before_mib", "MiB before", 1),
    ("joined_mib", "MiB joined", 1),
    ("rss_mib", "peak MiB", 1),
    ("rss_with_workers_mib", "with workers MiB", 1),
    ("mib_per_meeting", "MiB per meeting", 1),
    ("kib_per_ended_meeting", "KiB per ended meeting", 1),
    ("kib_per_connection", "KiB per connection", 1),
    ("kib_per_connection_since_joined", "KiB since joined", 1),
    ("kib_per_person", "KiB to each", 0),
    ("database_mib", "database MiB", 1),
    ("bytes_per_client_minute", "bytes per client and minute", 0),
    ("bytes_per_entry", "bytes per entry", 0),
    ("messages_per_command", "messages to pages for each command", 1),
    ("errors", "errors", 0),
    ("lost", "lost", 0),
];

/// Of which figures there are ratios.
const COMPARED: [&str; 16] = [
    "deliveries_per_s",
    "commands_per_s",
    "cpu_s",
    "cpu_s_per_million",
    "cpu_s_per_minute",
    "p50_ms",
    "p99_ms",
    "acknowledged_p50_ms",
    "acknowledged_p99_ms",
    "typing_p50_ms",
    "typing_p99_ms",
    "step_p99_ms",
    "rss_mib",
    "rss_with_workers_mib",
    "kib_per_connection",
    "bytes_per_client_minute",
];

/// What went wrong in any run is not evened out.
const SUMS: [&str; 2] = ["errors", "lost"];

/// By the system that is compared with, then by load, then by figure; above one is more.
pub(crate) type Ratios = BTreeMap<String, BTreeMap<String, BTreeMap<String, f64>>>;

/// The rows of all runs as one for each system and load, in the order in which they came: medians of numbers, sums of what went wrong,
/// a flag that any of them has.
pub(crate) fn medians<T: Serialize + DeserializeOwned>(rows: &[T]) -> anyhow::Result<Vec<T>> {
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for row in rows {
        let row = serde_json::to_value(row)?;
        let key = format!("{} {}", words(&row, "system"), words(&row, "load"));
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, group)) => group.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    let together = |(_, group): (String, Vec<Value>)| {
        serde_json::from_value(together("", &group)).context("rows of one system differ")
    };
    groups.into_iter().map(together).collect()
}

fn together(name: &str, values: &[Value]) -> Value {
    match values {
        [Value::Object(first), ..] => {
            let of = |key: &String| {
                let values: Vec<Value> = values.iter().filter_map(|row| row.get(key)).cloned().collect();
                (key.clone(), together(key, &values))
            };
            Value::Object(first.keys().map(of).collect())
        }
        [Value::Number(_), ..] if SUMS.contains(&name) => {
            values.iter().filter_map(Value::as_u64).sum::<u64>().into()
        }
        [Value::Number(_), ..] => {
            let middle = median(values.iter().filter_map(Value::as_f64));
            if values.iter().all(Value::is_u64) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between two that were whole and not negative"
                )]
                let middle = middle.round() as u64;
                middle.into()
            } else {
                Number::from_f64(middle).map_or(Value::Null, Value::Number)
            }
        }
        [Value::Bool(_), ..] => values.contains(&Value::Bool(true)).into(),
        [Value::Array(_), ..] => {
            let items = values.iter().filter_map(Value::as_array).flatten();
            Value::Array(items.cloned().collect())
        }
        [first, ..] => first.clone(),
        [] => Value::Null,
    }
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = |n: usize| values.get(n).copied().unwrap_or_default();
    let half = values.len() / 2;
    if values.len() % 2 == 1 {
        at(half)
    } else {
        f64::midpoint(at(half.saturating_sub(1)), at(half))
    }
}

/// `ours` to every other system under each load: the median of what each run's pair gives. Runs come one after the other in `runs`.
pub(crate) fn ratios<T: Serialize>(ours: &str, runs: &[Vec<T>]) -> anyhow::Result<Ratios> {
    let mut pairs: BTreeMap<(String, String, &str), Vec<f64>> = BTreeMap::new();
    for run in runs {
        let run: Vec<Value> = run.iter().map(serde_json::to_value).collect::<Result<_, _>>()?;
        for own in run.iter().filter(|row| words(row, "system") == ours) {
            let load = words(own, "load");
            let is_beside = |row: &&Value| words(row, "load") == load && words(row, "system") != ours;
            for other in run.iter().filter(is_beside) {
                for figure in COMPARED {
                    let of = |row: &Value| row.get(figure).and_then(Value::as_f64);
                    if let (Some(own), Some(other_s)) = (of(own), of(other))
                        && other_s > 0.0
                    {
                        let key = (words(other, "system").to_owned(), load.to_owned(), figure);
                        pairs.entry(key).or_default().push(own / other_s);
                    }
                }
            }
        }
    }
    let mut ratios = Ratios::new();
    for ((peer, load, figure), pairs) in pairs {
        let figures = ratios.entry(peer).or_default().entry(load).or_default();
        figures.insert(figure.to_owned(), median(pairs.into_iter()));
    }
    Ok(ratios)
}

pub(crate) fn print_ratios(ours: &str, ratios: &Ratios) {
    for (peer, loads) in ratios {
        line(&format!("{ours} to {peer}"));
        for (load, figures) in loads {
            let figures = FIGURES.iter().filter_map(|(key, name, _)| {
                let ratio = figures.get(*key)?;
                Some(format!("{name} {ratio:.2}"))
            });
            line(&format!(
                "  {load:10} {}",
                figures.collect::<Vec<_>>().join("   ")
            ));
        }
    }
}

/// What goes into the JSON beside the medians: each run, and the ratios of these systems to all others. The first one's are `ratios`; where
/// there are more, each has a name of its own.
pub(crate) fn beside<T: Serialize>(ours: &[&str], runs: &[Vec<T>]) -> anyhow::Result<Map<String, Value>> {
    beside_some(ours, runs, |_, _| true)
}

/// The same with ratios of some pairs only. `is_pair`: of one of ours and another system.
pub(crate) fn beside_some<T: Serialize>(
    ours: &[&str],
    runs: &[Vec<T>],
    is_pair: impl Fn(&str, &str) -> bool,
) -> anyhow::Result<Map<String, Value>> {
    let mut more = Map::new();
    for (n, own) in ours.iter().enumerate() {
        let mut ratios = ratios(own, runs)?;
        ratios.retain(|other, _| is_pair(own, other));
        print_ratios(own, &ratios);
        let key = if n == 0 {
            more.insert("ratios_of".to_owned(), (*own).into());
            "ratios".to_owned()
        } else {
            format!("ratios_{own}")
        };
        more.insert(key, serde_json::to_value(ratios)?);
    }
    more.insert("runs".to_owned(), serde_json::to_value(runs)?);
    Ok(more)
}

fn words<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::{median, medians, ratios};
    use serde_json::{Value, json};

    fn row(system: &str, load: &str, rate: f64) -> Value {
        json!({ "system": system, "load": load, "deliveries_per_s": rate, "meetings": 2, "errors": 1,
                "client_was_limit": rate > 50.0, "error_samples": [rate] })
    }

    #[test]
    fn medians_are_of_each_system_and_load() {
        let rows = [
            row("ws", "a", 10.0),
            row("convene", "a", 30.0),
            row("ws", "a", 90.0),
            row("ws", "a", 20.0),
        ];
        let medians = medians(&rows).unwrap();
        let expected = [
            json!({ "system": "ws", "load": "a", "deliveries_per_s": 20.0, "meetings": 2, "errors": 3,
                    "client_was_limit": true, "error_samples": [10.0, 90.0, 20.0] }),
            row("convene", "a", 30.0),
        ];
        assert_eq!(medians, expected);
        assert!((median([1.0, 4.0].into_iter()) - 2.5).abs() < 1e-9);
        assert!(median(std::iter::empty()).abs() < 1e-9);
    }

    #[test]
    fn a_ratio_is_the_median_of_pairs_and_not_a_pair_of_medians() {
        let run = |own, other| vec![row("ws", "a", other), row("convene", "a", own)];
        let runs = [run(10.0, 5.0), run(100.0, 10.0), run(30.0, 10.0)];
        let ratios = ratios("convene", &runs).unwrap();
        assert!((ratios["ws"]["a"]["deliveries_per_s"] - 3.0).abs() < 1e-9);
        assert_eq!(ratios.len(), 1);
    }

    #[test]
    fn what_only_one_of_them_has_or_what_is_nothing_has_no_ratio() {
        let mut none = row("ws", "a", 0.0);
        none["p50_ms"] = json!(1.0);
        let ratios = ratios("convene", &[vec![row("convene", "a", 3.0), none]]).unwrap();
        assert!(ratios.is_empty());
    }
}
