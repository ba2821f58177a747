//! Workload `instances`: what more instances cost. A whole meeting on one, two and three of Convene's with PostgreSQL and Redis, and loads of
//! `fanout` and `board` on one and two beside Socket.IO and Hocuspocus.

use crate::command_line::InstancesArguments;
use crate::compare;
use crate::figures;
use crate::meeting;
use crate::report::{self, count_of, line};
use crate::server::build;
use anyhow::{Context as _, bail};
use serde_json::Value;
use std::fmt::Write as _;
use std::time::Duration;

/// What the whole meeting is called among the loads.
const MEETING: &str = "meeting";
/// The figure that says what instances cost.
const COST: &str = "cpu_s_per_million";

/// Runs what the command line asks for; whether every delivery was accounted for.
pub(crate) fn run(arguments: &InstancesArguments) -> anyhow::Result<bool> {
    let known: Vec<&str> = std::iter::once(MEETING)
        .chain(compare::instance_loads())
        .collect();
    if let Some(unknown) = arguments.load.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no load '{unknown}'; there are: {}", known.join(", "));
    }
    // Whole meetings have whole clients, which want both cores; the others are read by hand in one thread, on a core of their own.
    let whole = tokio::runtime::Runtime::new().context("no runtime")?;
    let single = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let beside = compare::beside_instances(&arguments.load, &arguments.peer)?;
    let has_meeting = arguments.load.is_empty() || arguments.load.iter().any(|load| load == MEETING);
    let binary = build()?;
    let seconds = Duration::from_secs(arguments.load_seconds);
    let mut runs: Vec<Vec<Value>> = Vec::new();
    for n in 1..=arguments.runs {
        line(&format!("run {n} of {}", arguments.runs));
        let mut rows = Vec::new();
        if has_meeting {
            let held = whole.block_on(meeting::hold_on(arguments.instances, &arguments.gathering))?;
            rows.extend(as_values(&held)?);
        }
        let others = single.block_on(compare::run_beside_instances(&beside, seconds, &binary))?;
        rows.extend(as_values(&others)?);
        runs.push(rows);
    }
    finish(&runs, arguments)
}

fn as_values<T: serde::Serialize>(rows: &[T]) -> serde_json::Result<Vec<Value>> {
    rows.iter().map(serde_json::to_value).collect()
}

fn finish(runs: &[Vec<Value>], arguments: &InstancesArguments) -> anyhow::Result<bool> {
    let rows = figures::medians(&runs.concat())?;
    line(&format!("medians of {}", count_of(runs.len(), "run")));
    let mut several: Vec<&str> = rows.iter().map(system).filter(|name| has_several(name)).collect();
    several.sort_unstable();
    several.dedup();
    let mut more = figures::beside_some(&several, runs, |own, other| stem(own) == stem(other))?;
    if let Some(says) = costs(&several, runs)? {
        line(&says);
        more.insert("says".to_owned(), says.into());
    }
    report::write("instances", &rows, more, arguments.json.as_deref())?;
    let sum = |key: &str| -> u64 { rows.iter().filter_map(|row| row.get(key)?.as_u64()).sum() };
    Ok(sum("errors") == 0 && sum("lost") == 0)
}

fn system(row: &Value) -> &str {
    row.get("system").and_then(Value::as_str).unwrap_or_default()
}

/// The name of a system without how many instances of it ran.
fn stem(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((stem, count)) if count.parse::<u8>().is_ok() => stem,
        _ => name,
    }
}

fn has_several(name: &str) -> bool {
    let count = name
        .rsplit_once('-')
        .and_then(|(_, count)| count.parse::<u8>().ok());
    count.is_some_and(|count| count > 1)
}

/// The sentence that sets what instances cost each system side by side; none where nothing ran on several.
fn costs(several: &[&str], runs: &[Vec<Value>]) -> anyhow::Result<Option<String>> {
    let mut parts = Vec::new();
    for name in several {
        let ratios = figures::ratios(name, runs)?;
        let cost = |other: &str, load: &str| ratios.get(other)?.get(load)?.get(COST).copied();
        let (one, alone) = (format!("{}-1", stem(name)), stem(name));
        let loads = ratios.get(&one).into_iter().flat_map(|loads| loads.keys());
        let costs = loads.filter_map(|load| {
            let mut words = format!("{load}: {:.2}", cost(&one, load)?);
            if let Some(alone) = cost(alone, load) {
                // A string takes whatever is written into it.
                let _ = write!(words, " ({alone:.2} of one alone)");
            }
            Some(words)
        });
        let costs: Vec<String> = costs.collect();
        if !costs.is_empty() {
            parts.push(format!("{name}, {}", costs.join(", ")));
        }
    }
    Ok((!parts.is_empty()).then(|| {
        format!(
            "CPU of all instances for as many deliveries, to one instance with the same servers beside it, without what Redis and PostgreSQL took: {}.",
            parts.join("; ")
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::{costs, has_several, stem};
    use serde_json::{Value, json};

    #[test]
    fn instances_are_counted_in_the_name() {
        assert_eq!(
            (stem("socket.io-2"), stem("socket.io")),
            ("socket.io", "socket.io")
        );
        assert_eq!(stem("y-websocket"), "y-websocket");
        let names = ["convene-3", "convene-2", "convene-1", "convene"];
        assert_eq!(names.map(has_several), [true, true, false, false]);
    }

    #[test]
    fn what_two_cost_is_said_of_each_load() {
        let row = |system: &str, load: &str, cpu: f64| -> Value {
            json!({ "system": system, "load": load, "cpu_s_per_million": cpu })
        };
        let run = vec![
            row("convene-1", "a", 10.0),
            row("convene-2", "a", 15.0),
            row("socket.io", "b", 10.0),
            row("socket.io-1", "b", 20.0),
            row("socket.io-2", "b", 25.0),
        ];
        let says = costs(&["convene-2", "socket.io-2"], &[run]).unwrap().unwrap();
        assert!(
            says.ends_with(": convene-2, a: 1.50; socket.io-2, b: 1.25 (2.50 of one alone)."),
            "{says}"
        );
        assert_eq!(costs(&[], &[]).unwrap(), None);
    }
}
