//! How long people waited, fault by fault.

use crate::diary::{Answered, Pages};
use crate::report::line;
use hdrhistogram::Histogram;
use serde::Serialize;

/// When a fault was, in microseconds of the run: it began, it was lifted, everybody was well again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) began: u64,
    pub(super) lifted: u64,
    pub(super) well: u64,
}

/// What people noticed of one fault. Milliseconds.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub fault: String,
    pub seconds: f64,
    pub people: usize,
    /// People who lost their line, and how long until they had one again, with their view.
    pub cut: usize,
    pub back: Quantiles,
    /// The longest that each person waited for an answer to a command, the time of the fault included.
    pub answer: Quantiles,
    /// The longest that each person waited for what somebody said at another instance.
    pub echo: Quantiles,
    /// The longest that each person waited for an answer once the fault was lifted.
    pub after: Quantiles,
    /// Everybody had a line and a new answer, and nothing unusual went on, this long after the fault was lifted.
    pub well_ms: f64,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Quantiles {
    pub p50: f64,
    pub p99: f64,
    pub max: f64,
}

impl Quantiles {
    fn of(micros: impl Iterator<Item = u64>) -> Self {
        let Ok(mut histogram) = Histogram::<u64>::new_with_bounds(1, 600_000_000, 3) else {
            return Self::default();
        };
        for value in micros {
            histogram.saturating_record(value.max(1));
        }
        if histogram.is_empty() {
            return Self::default();
        }
        Self {
            p50: milliseconds(histogram.value_at_quantile(0.5)),
            p99: milliseconds(histogram.value_at_quantile(0.99)),
            max: milliseconds(histogram.max()),
        }
    }
}

fn milliseconds(micros: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
    let micros = micros as f64;
    (micros / 10.0).round() / 100.0
}

/// The longest wait of one person for what was under way after `from` and was asked before `until`.
fn longest(waits: &[Answered], from: u64, until: u64) -> Option<u64> {
    let under_way = waits
        .iter()
        .filter(|wait| wait.answered > from && wait.sent < until);
    under_way
        .map(|wait| wait.answered.saturating_sub(wait.sent.max(from)))
        .max()
}

pub(super) fn row(fault: String, span: Span, people: &[Pages]) -> Row {
    let Span { began, lifted, well } = span;
    let outages: Vec<u64> = people
        .iter()
        .flat_map(|pages| &pages.outages)
        .filter(|outage| outage.lost >= began && outage.lost < well)
        .filter_map(|outage| Some(outage.back? - outage.lost))
        .collect();
    let cut = people.iter().filter(|pages| {
        pages
            .outages
            .iter()
            .any(|outage| outage.lost >= began && outage.lost < well)
    });
    Row {
        fault,
        seconds: milliseconds(well - began) / 1000.0,
        people: people.len(),
        cut: cut.count(),
        back: Quantiles::of(outages.into_iter()),
        answer: Quantiles::of(
            people
                .iter()
                .filter_map(|pages| longest(&pages.answered, began, well)),
        ),
        echo: Quantiles::of(
            people
                .iter()
                .filter_map(|pages| longest(&pages.echoes, began, well)),
        ),
        after: Quantiles::of(
            people
                .iter()
                .filter_map(|pages| longest(&pages.answered, lifted, well)),
        ),
        well_ms: milliseconds(well.saturating_sub(lifted)),
    }
}

pub(super) fn heading() {
    line("milliseconds: p50 / p99 / max over people");
    line(&format!(
        "{:17} {:>5} {:>5}  {:>22}  {:>22}  {:>22}  {:>22} {:>7}",
        "fault", "s", "cut", "line back", "longest answer", "longest echo", "answer after fault", "well"
    ));
}

pub(super) fn print(row: &Row) {
    let three = |q: &Quantiles| format!("{:.0} / {:.0} / {:.0}", q.p50, q.p99, q.max);
    line(&format!(
        "{:17} {:5.1} {:5}  {:>22}  {:>22}  {:>22}  {:>22} {:7.0}",
        row.fault,
        row.seconds,
        row.cut,
        three(&row.back),
        three(&row.answer),
        three(&row.echo),
        three(&row.after),
        row.well_ms
    ));
}
