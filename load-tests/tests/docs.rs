//! Every test and every run that `docs/faults.md` names is there, and every fault of its list has one that carries its number.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::path::Path;

use clap::ValueEnum as _;
use load_tests::faults::Fault;

fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "ts")
        {
            found.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn docs_faults_names_tests_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let mut code = String::new();
    for folder in ["server/tests", "load-tests/src", "client-web/tests/e2e"] {
        sources(&root.join(folder), &mut code);
    }
    let mut faults = BTreeSet::new();
    for row in page.lines().filter(|line| line.starts_with("| F")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let number: u32 = cells[0].trim_start_matches('F').parse().unwrap();
        assert!(faults.insert(number), "F{number} stands there twice");
        let shown = cells.last().unwrap();
        let tests: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        for test in &tests {
            assert!(code.contains(test), "F{number}: there is no '{test}'");
        }
        // After the tests: 'run kill, run drain'.
        let runs: Vec<&str> = shown
            .split(['`', ',', ';', '.'])
            .filter_map(|part| part.trim().strip_prefix("run "))
            .collect();
        for run in &runs {
            assert!(
                Fault::from_str(run, false).is_ok(),
                "F{number}: there is no run '{run}'"
            );
        }
        let carries = format!("f{number:02}_");
        assert!(
            tests.iter().any(|test| test.contains(&carries))
                || !runs.is_empty()
                || shown.starts_with("none:"),
            "F{number}: no test carries its number, and nothing says why"
        );
    }
    assert_eq!(faults, (1..=25).collect(), "F1 to F25");
}
