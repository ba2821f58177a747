//! Bars as SVG: one panel for each load, each with a scale of its own, the value written at each bar.

use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const NAMES: f64 = 130.0;
/// Room for the value beside the longest bar.
const LABELS: f64 = 90.0;
const BAR: f64 = 18.0;
const TITLE: f64 = 28.0;
const GAP: f64 = 10.0;

/// Bars that share a scale.
#[derive(Debug)]
pub(super) struct Panel {
    pub(super) title: String,
    pub(super) bars: Vec<Bar>,
}

#[derive(Debug)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) label: String,
    pub(super) is_ours: bool,
}

/// The whole picture.
pub(super) fn plot(title: &str, panels: &[Panel]) -> String {
    let mut body = String::new();
    let mut y = TITLE;
    for panel in panels.iter().filter(|panel| !panel.bars.is_empty()) {
        y += TITLE;
        text(&mut body, 8.0, y - 8.0, "start", "700", &panel.title);
        let longest = panel.bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
        for bar in &panel.bars {
            let length = bar.value / longest.max(f64::MIN_POSITIVE) * (WIDTH - NAMES - LABELS);
            let colour = if bar.is_ours { "#0b7a75" } else { "#9aa5b1" };
            text(&mut body, NAMES - 8.0, y + 13.0, "end", "400", &bar.name);
            // A string takes whatever is written into it.
            let _ = writeln!(
                body,
                "<rect x=\"{NAMES}\" y=\"{:.0}\" width=\"{:.1}\" height=\"{}\" fill=\"{colour}\"/>",
                y + 1.0,
                length.max(1.0),
                BAR - 3.0
            );
            text(
                &mut body,
                NAMES + length + 6.0,
                y + 13.0,
                "start",
                "400",
                &bar.label,
            );
            y += BAR;
        }
        y += GAP;
    }
    let mut head = String::new();
    text(&mut head, 8.0, 20.0, "start", "700", title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"#1f2933\" role=\"img\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{head}{body}</svg>\n"
    )
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, weight: &str, words: &str) {
    let words = words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-weight=\"{weight}\">{words}</text>"
    );
}

#[cfg(test)]
mod tests {
    use super::{Bar, LABELS, NAMES, Panel, WIDTH, plot};

    #[test]
    fn the_longest_bar_fills_the_panel_and_words_are_escaped() {
        let bar = |name: &str, value: f64| Bar {
            name: name.to_owned(),
            value,
            label: value.to_string(),
            is_ours: false,
        };
        let panel = Panel {
            title: "a < b".to_owned(),
            bars: vec![bar("ws", 2.0), bar("limit", 4.0)],
        };
        let svg = plot("Title", &[panel]);
        let full = WIDTH - NAMES - LABELS;
        assert!(svg.contains(&format!("width=\"{full:.1}\"")));
        assert!(svg.contains(&format!("width=\"{:.1}\"", full / 2.0)));
        assert!(svg.contains("a &lt; b"));
        let empty = Panel {
            title: String::new(),
            bars: Vec::new(),
        };
        assert!(!plot("Title", &[empty]).contains("NaN"));
    }
}
