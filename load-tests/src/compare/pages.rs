//! Workload `report`: pages for people from what workloads have written for machines.

use super::plot::{Bar, Panel, plot};
use crate::figures::{FIGURES, Figure};
use crate::report::line;
use anyhow::Context as _;
use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Args)]
pub(crate) struct ReportArguments {
    /// What workloads have written with `--json`; one page is made of each.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the pages go.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/benchmarks"))]
    to: PathBuf,
}

/// What a workload has written. Rows differ between workloads, so their figures are looked for by name.
#[derive(Debug, Deserialize)]
struct Report {
    workload: String,
    machine: Map<String, Value>,
    commit: String,
    rows: Vec<Map<String, Value>>,
    #[serde(flatten)]
    more: BTreeMap<String, Value>,
}

/// Which figures are drawn too, and how the file ends.
const PLOTS: [(Figure, &str); 3] = [
    (
        (
            "cpu_s_per_million",
            "CPU seconds of the server for a million deliveries (less is better)",
            2,
        ),
        "cpu",
    ),
    (
        (
            "deliveries_per_s",
            "Deliveries a second (more is better; at a fixed rate all have the same)",
            0,
        ),
        "deliveries",
    ),
    (
        ("p99_ms", "From sending to arrival, p99 in ms (less is better)", 2),
        "p99",
    ),
];

/// Makes a page of each file.
pub(crate) fn write(arguments: &ReportArguments) -> anyhow::Result<bool> {
    std::fs::create_dir_all(&arguments.to)
        .with_context(|| format!("{} cannot be made", arguments.to.display()))?;
    for file in &arguments.files {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let report: Report =
            serde_json::from_str(&text).with_context(|| format!("{} is not a workload's", file.display()))?;
        for (figure, end) in drawn(&report) {
            let panels = panels(&report, figure);
            let path = arguments.to.join(format!("{}-{end}.svg", report.workload));
            put(&path, &plot(figure.1, &panels))?;
        }
        put(
            &arguments.to.join(format!("{}.md", report.workload)),
            &page(&report),
        )?;
    }
    Ok(true)
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    line(&path.display().to_string());
    Ok(())
}

fn page(report: &Report) -> String {
    let mut page = format!("# `{}`\n\n", report.workload);
    let machine: Vec<String> = report
        .machine
        .iter()
        .map(|(name, value)| format!("{name} {}", words(Some(value))))
        .collect();
    let runs = report
        .more
        .get("runs")
        .and_then(Value::as_array)
        .map_or(1, Vec::len);
    // A string takes whatever is written into it.
    let _ = writeln!(
        page,
        "Written by `load-tests -- report` from figures of commit {} on: {}. {}.\n",
        report.commit,
        machine.join(", "),
        if runs < 2 {
            "One run".to_owned()
        } else if report.more.contains_key("carried") {
            format!("The middle one of {runs} runs")
        } else {
            format!("Medians of {runs} runs")
        }
    );
    if let Some(says) = report.more.get("says") {
        let _ = writeln!(page, "{}\n", words(Some(says)));
    }
    for (figure, end) in drawn(report) {
        let _ = writeln!(page, "![{}]({}-{end}.svg)\n", figure.1, report.workload);
    }
    if is_of_one_system(report) {
        let rows = report.rows.iter().map(|row| (words(row.get("load")), row));
        let name = report.rows.first().map(system).unwrap_or_default();
        let _ = writeln!(page, "## {name}\n\n{}", table("load", rows));
    } else {
        for load in loads(report) {
            let rows = report.rows.iter().filter(|row| words(row.get("load")) == load);
            let rows = rows.map(|row| (system(row), row));
            let _ = writeln!(page, "## {load}\n\n{}", table("system", rows));
        }
    }
    let ratios = report.more.iter().filter(|(key, ratios)| {
        key.starts_with("ratios") && ratios.as_object().is_some_and(|ratios| !ratios.is_empty())
    });
    for (key, ratios) in ratios {
        let ours = key
            .strip_prefix("ratios_")
            .or_else(|| report.more.get("ratios_of")?.as_str())
            .or_else(|| first_of_ours(report))
            .unwrap_or("convene");
        let _ = writeln!(
            page,
            "## Ratios of {ours}\n\nMedians of what each run's pair gives; above one is more.\n"
        );
        for (peer, loads) in ratios.as_object().into_iter().flatten() {
            let rows = loads.as_object().into_iter().flatten();
            let rows = rows.filter_map(|(load, ratio)| Some((load.clone(), ratio.as_object()?)));
            let _ = writeln!(page, "{}", ratio_table(&format!("to {peer}"), rows));
        }
    }
    page.trim_end().to_owned() + "\n"
}

fn first_of_ours(report: &Report) -> Option<&str> {
    let mut names = report
        .rows
        .iter()
        .filter_map(|row| row.get("system").and_then(Value::as_str));
    names.find(|name| name.starts_with("convene"))
}

/// The figures that any of the rows has.
fn table<'a>(what: &str, rows: impl Iterator<Item = (String, &'a Map<String, Value>)>) -> String {
    table_of(what, rows, |decimals| decimals)
}

/// The same with two decimals: what is compared may be small.
fn ratio_table<'a>(what: &str, rows: impl Iterator<Item = (String, &'a Map<String, Value>)>) -> String {
    table_of(what, rows, |_| 2)
}

fn table_of<'a>(
    what: &str,
    rows: impl Iterator<Item = (String, &'a Map<String, Value>)>,
    decimals: fn(usize) -> usize,
) -> String {
    let rows: Vec<_> = rows.collect();
    let there: Vec<_> = FIGURES
        .iter()
        .filter(|(key, ..)| rows.iter().any(|(_, row)| row.contains_key(*key)))
        .collect();
    let headings: String = there.iter().map(|(_, name, _)| format!(" {name} |")).collect();
    let mut table = format!("| {what} |{headings}\n|---|{}\n", "---:|".repeat(there.len()));
    for (name, row) in rows {
        let figures: String = there
            .iter()
            .map(|(key, _, digits)| format!(" {} |", number(row.get(*key), decimals(*digits))))
            .collect();
        let _ = writeln!(table, "| {name} |{figures}");
    }
    table
}

/// With its version, and a word where something else than the server may be what was measured.
fn system(row: &Map<String, Value>) -> String {
    let is = |key: &str| row.get(key).and_then(Value::as_bool).unwrap_or(false);
    let mut name = format!("{} {}", words(row.get("system")), words(row.get("version")));
    if is("client_was_limit") {
        name.push_str(" (the clients were the limit)");
    }
    if is("allowance_was_limit") {
        name.push_str(" (until all was said that may be said)");
    }
    name
}

fn number(value: Option<&Value>, decimals: usize) -> String {
    value
        .and_then(Value::as_f64)
        .map_or_else(String::new, |number| format!("{number:.decimals$}"))
}

fn words(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// The plots that there is something to draw for.
fn drawn(report: &Report) -> impl Iterator<Item = &'static (Figure, &'static str)> {
    PLOTS
        .iter()
        .filter(|(figure, _)| report.rows.iter().any(|row| row.contains_key(figure.0)))
}

fn is_of_one_system(report: &Report) -> bool {
    let mut systems = report.rows.iter().map(|row| row.get("system"));
    let first = systems.next();
    systems.all(|system| Some(system) == first)
}

/// In the order in which they ran.
fn loads(report: &Report) -> Vec<String> {
    let mut loads: Vec<String> = Vec::new();
    for load in report.rows.iter().map(|row| words(row.get("load"))) {
        if !loads.contains(&load) {
            loads.push(load);
        }
    }
    loads
}

fn panels(report: &Report, figure: &Figure) -> Vec<Panel> {
    if is_of_one_system(report) {
        let bars = report.rows.iter().filter_map(|row| bar(row, "load", figure));
        return vec![Panel {
            bars: bars.collect(),
            title: report.rows.first().map(system).unwrap_or_default(),
        }];
    }
    let panel = |load: String| {
        let rows = report.rows.iter().filter(|row| words(row.get("load")) == load);
        let bars = rows.filter_map(|row| bar(row, "system", figure));
        Panel {
            bars: bars.collect(),
            title: load,
        }
    };
    loads(report).into_iter().map(panel).collect()
}

fn bar(row: &Map<String, Value>, name: &str, figure: &Figure) -> Option<Bar> {
    Some(Bar {
        is_ours: words(row.get("system")).starts_with("convene"),
        name: words(row.get(name)),
        value: row.get(figure.0)?.as_f64()?,
        label: number(row.get(figure.0), figure.2),
    })
}

#[cfg(test)]
mod tests {
    use super::{Report, drawn, page, panels};

    #[test]
    fn a_page_has_a_table_for_each_load_and_the_ratios() {
        let report: Report = serde_json::from_value(serde_json::json!({
            "workload": "fanout", "machine": { "cores": 2 }, "commit": "abc",
            "rows": [
                { "system": "ws", "version": "8", "load": "150max", "p99_ms": 2.0 },
                { "system": "convene-soft", "version": "0.1.0", "load": "150max", "p99_ms": 1.0,
                  "client_was_limit": true },
            ],
            "ratios": { "ws": { "150max": { "p99_ms": 0.5 } } },
            "ratios_convene-durable": {},
            "runs": [[], []],
        }))
        .unwrap();
        let page = page(&report);
        assert!(page.contains("## 150max\n\n| system | p99 ms |\n|---|---:|\n| ws 8 | 2.00 |\n"));
        assert!(page.contains("| convene-soft 0.1.0 (the clients were the limit) | 1.00 |"));
        assert!(page.contains("## Ratios of convene-soft"));
        assert!(page.contains("| to ws | p99 ms |\n|---|---:|\n| 150max | 0.50 |"));
        assert!(page.contains("Medians of 2 runs"));
        let panels = panels(&report, &("p99_ms", "p99", 1));
        assert_eq!(panels.len(), 1);
        assert_eq!(panels[0].bars[1].label, "1.0");
        assert!(panels[0].bars[1].is_ours);
    }

    #[test]
    fn a_workload_of_one_system_is_one_table_by_load() {
        let report: Report = serde_json::from_value(serde_json::json!({
            "workload": "many", "machine": { "cores": 2 }, "commit": "abc",
            "says": "2 meetings are carried.",
            "rows": [
                { "system": "convene", "version": "0.1.0", "load": "1 meeting", "p99_ms": 2.0 },
                { "system": "convene", "version": "0.1.0", "load": "2 meetings", "p99_ms": 3.0, "lost": 0 },
            ],
            "ratios": {},
        }))
        .unwrap();
        let page = page(&report);
        assert!(page.contains("2 meetings are carried."));
        assert!(page.contains("on: cores 2. One run.\n"));
        assert!(page.contains(
            "## convene 0.1.0\n\n| load | p99 ms | lost |\n|---|---:|---:|\n| 1 meeting | 2.00 |  |\n"
        ));
        assert!(!page.contains("Ratios"));
        let plots: Vec<_> = drawn(&report).map(|(_, end)| *end).collect();
        assert_eq!(plots, ["p99"]);
        let panels = panels(&report, &("p99_ms", "p99", 1));
        assert_eq!((panels.len(), panels[0].bars.len()), (1, 2));
    }
}
