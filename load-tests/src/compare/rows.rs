//! Rows of figures, medians of runs, and ratios of what ran side by side.

use super::stage::System;
use crate::report::line;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one system did under one load: of one run, or the medians of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) system: String,
    pub(crate) version: String,
    pub(crate) load: String,
    pub(crate) deliveries_per_s: f64,
    /// From when a message was to go to its arrival.
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) p999_ms: f64,
    /// Processor time of the server and its children for a million deliveries.
    pub(crate) cpu_s_per_million: f64,
    /// Their peak.
    pub(crate) rss_mib: f64,
    /// What came on top of an idle server as everybody came, without its children.
    pub(crate) kib_per_connection: f64,
    pub(crate) bytes_per_client_minute: f64,
    /// Measured.
    pub(crate) seconds: f64,
    /// Parts of a core that the server and the clients had.
    pub(crate) server_cores: f64,
    pub(crate) client_cores: f64,
    /// The clients had nearly all of their core: the server may be faster than this.
    pub(crate) client_was_limit: bool,
    /// Everybody had said all that they were allowed to before the time was over.
    pub(crate) allowance_was_limit: bool,
    pub(crate) errors: u64,
    pub(crate) lost: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) error_samples: Vec<String>,
}

/// Of Convene to a peer under one load; above one is more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ratio {
    pub(crate) deliveries_per_s: f64,
    pub(crate) cpu_s_per_million: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) rss_mib: f64,
}

/// By peer, then by load.
pub(crate) type Ratios = BTreeMap<String, BTreeMap<String, Ratio>>;

/// The rows of all runs as one for each system and load, in the order in which they came.
pub(super) fn medians(rows: &[Row]) -> Vec<Row> {
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        let same = |group: &&mut Vec<&Row>| {
            group
                .first()
                .is_some_and(|first| first.system == row.system && first.load == row.load)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.iter().filter_map(|group| together(group)).collect()
}

fn together(group: &[&Row]) -> Option<Row> {
    let first = (*group.first()?).clone();
    let of = |figure: fn(&Row) -> f64| median(group.iter().map(|row| figure(row)));
    Some(Row {
        deliveries_per_s: of(|row| row.deliveries_per_s),
        p50_ms: of(|row| row.p50_ms),
        p99_ms: of(|row| row.p99_ms),
        p999_ms: of(|row| row.p999_ms),
        cpu_s_per_million: of(|row| row.cpu_s_per_million),
        rss_mib: of(|row| row.rss_mib),
        kib_per_connection: of(|row| row.kib_per_connection),
        bytes_per_client_minute: of(|row| row.bytes_per_client_minute),
        seconds: of(|row| row.seconds),
        server_cores: of(|row| row.server_cores),
        client_cores: of(|row| row.client_cores),
        client_was_limit: group.iter().any(|row| row.client_was_limit),
        allowance_was_limit: group.iter().any(|row| row.allowance_was_limit),
        // What went wrong in any run is not evened out.
        errors: group.iter().map(|row| row.errors).sum(),
        lost: group.iter().map(|row| row.lost).sum(),
        error_samples: group
            .iter()
            .flat_map(|row| row.error_samples.iter().cloned())
            .collect(),
        ..first
    })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
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
pub(super) fn ratios(ours: System, runs: &[Vec<Row>]) -> Ratios {
    let mut pairs: BTreeMap<(String, String), Vec<Ratio>> = BTreeMap::new();
    for run in runs {
        for own in run.iter().filter(|row| row.system == ours.name()) {
            for other in run
                .iter()
                .filter(|row| row.load == own.load && row.system != own.system)
            {
                let key = (other.system.clone(), own.load.clone());
                pairs.entry(key).or_default().push(ratio(own, other));
            }
        }
    }
    let mut ratios = Ratios::new();
    for ((peer, load), pairs) in pairs {
        let of = |figure: fn(&Ratio) -> f64| median(pairs.iter().map(figure));
        let ratio = Ratio {
            deliveries_per_s: of(|ratio| ratio.deliveries_per_s),
            cpu_s_per_million: of(|ratio| ratio.cpu_s_per_million),
            p50_ms: of(|ratio| ratio.p50_ms),
            p99_ms: of(|ratio| ratio.p99_ms),
            rss_mib: of(|ratio| ratio.rss_mib),
        };
        ratios.entry(peer).or_default().insert(load, ratio);
    }
    ratios
}

fn ratio(own: &Row, other: &Row) -> Ratio {
    let of = |figure: fn(&Row) -> f64| figure(own) / figure(other).max(f64::MIN_POSITIVE);
    Ratio {
        deliveries_per_s: of(|row| row.deliveries_per_s),
        cpu_s_per_million: of(|row| row.cpu_s_per_million),
        p50_ms: of(|row| row.p50_ms),
        p99_ms: of(|row| row.p99_ms),
        rss_mib: of(|row| row.rss_mib),
    }
}

pub(super) fn print_heading() {
    line(&format!(
        "{:16} {:10} {:>12} {:>8} {:>8} {:>8} {:>10} {:>8} {:>9} {:>11} {:>9}  errors lost",
        "system",
        "load",
        "deliveries/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "CPU s/1M",
        "RSS MiB",
        "KiB/conn",
        "kB/client m",
        "cores s/c"
    ));
}

pub(super) fn print(row: &Row) {
    line(&format!(
        "{:16} {:10} {:12.0} {:8.2} {:8.2} {:8.2} {:10.3} {:8.1} {:9.1} {:11.0} {:4.2}/{:4.2}  {} {}{}{}",
        row.system,
        row.load,
        row.deliveries_per_s,
        row.p50_ms,
        row.p99_ms,
        row.p999_ms,
        row.cpu_s_per_million,
        row.rss_mib,
        row.kib_per_connection,
        row.bytes_per_client_minute / 1000.0,
        row.server_cores,
        row.client_cores,
        row.errors,
        row.lost,
        if row.client_was_limit {
            "  clients were the limit"
        } else {
            ""
        },
        if row.allowance_was_limit {
            "  all was said that may be said"
        } else {
            ""
        },
    ));
    for sample in &row.error_samples {
        line(&format!("    {sample}"));
    }
}

pub(super) fn print_ratios(ours: System, ratios: &Ratios) {
    for (peer, loads) in ratios {
        line(&format!("{} to {peer}", ours.name()));
        for (load, ratio) in loads {
            line(&format!(
                "  {load:10} deliveries {:6.2}   CPU {:6.2}   p50 {:6.2}   p99 {:6.2}   RSS {:6.2}",
                ratio.deliveries_per_s, ratio.cpu_s_per_million, ratio.p50_ms, ratio.p99_ms, ratio.rss_mib
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, System, median, medians, ratios};

    fn row(system: &str, load: &str, rate: f64) -> Row {
        Row {
            system: system.to_owned(),
            version: "1".to_owned(),
            load: load.to_owned(),
            deliveries_per_s: rate,
            p50_ms: 1.0,
            p99_ms: 2.0,
            p999_ms: 3.0,
            cpu_s_per_million: 4.0,
            rss_mib: 5.0,
            kib_per_connection: 6.0,
            bytes_per_client_minute: 7.0,
            seconds: 4.0,
            server_cores: 1.0,
            client_cores: 0.5,
            client_was_limit: false,
            allowance_was_limit: false,
            errors: 1,
            lost: 0,
            error_samples: Vec::new(),
        }
    }

    #[test]
    fn medians_are_of_each_system_and_load() {
        let rows = [
            row("ws", "a", 10.0),
            row("convene", "a", 30.0),
            row("ws", "a", 90.0),
            row("ws", "a", 20.0),
        ];
        let medians = medians(&rows);
        let rates: Vec<_> = medians
            .iter()
            .map(|row| (row.system.as_str(), row.deliveries_per_s, row.errors))
            .collect();
        assert_eq!(rates, [("ws", 20.0, 3), ("convene", 30.0, 1)]);
        assert!((median([1.0, 4.0].into_iter()) - 2.5).abs() < 1e-9);
        assert!(median(std::iter::empty()).abs() < 1e-9);
    }

    #[test]
    fn a_ratio_is_the_median_of_pairs_and_not_a_pair_of_medians() {
        let run = |own, other| vec![row("ws", "a", other), row("convene", "a", own)];
        let runs = [run(10.0, 5.0), run(100.0, 10.0), run(30.0, 10.0)];
        let ratios = ratios(System::Convene, &runs);
        assert!((ratios["ws"]["a"].deliveries_per_s - 3.0).abs() < 1e-9);
        assert_eq!(ratios.len(), 1);
    }
}
