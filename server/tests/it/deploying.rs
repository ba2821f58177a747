//! What `deploy/` says to the program is what the program understands, and fits how long it takes to go.

use std::path::{Path, PathBuf};
use std::process::Command;

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy")
}

fn files() -> Vec<(String, String)> {
    let files = std::fs::read_dir(deploy())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let docs = deploy().join("../docs/deploying.md");
    files
        .chain([docs])
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The words that begin so.
fn words<'a>(text: &'a str, beginning: &str) -> Vec<&'a str> {
    let is_in_word = |c: char| c.is_ascii_uppercase() || c == '_';
    text.match_indices(beginning)
        .map(|(at, _)| {
            let rest = &text[at..];
            let end = rest.find(|c: char| !is_in_word(c)).unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}

#[test]
fn every_setting_is_one_of_the_programs() {
    let help = Command::new(env!("CARGO_BIN_EXE_convene"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let mut found = 0;
    for (name, text) in files() {
        for word in words(&text, "CONVENE_") {
            // What the build is told, not the server.
            if word == "CONVENE_COMMIT" {
                continue;
            }
            found += 1;
            let is_setting = ["=", "]"]
                .iter()
                .any(|end| help.contains(&format!("[env: {word}{end}")));
            assert!(is_setting, "{name}: {word} is no setting");
        }
    }
    assert!(found > 10);
}

#[test]
fn whoever_stops_it_waits_until_it_is_gone() {
    let number_after = |text: &str, key: &str| -> u32 {
        let rest = &text[text.find(key).unwrap_or_else(|| panic!("{key}")) + key.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    // `run_until_stopped` says: within ten seconds it is over.
    let read = |name: &str| std::fs::read_to_string(deploy().join(name)).unwrap();
    for (name, key) in [
        ("compose.yaml", "stop_grace_period: "),
        ("convene.service", "TimeoutStopSec="),
        ("kubernetes.yaml", "terminationGracePeriodSeconds: "),
    ] {
        assert!(number_after(&read(name), key) >= 15, "{name}");
    }
}

#[test]
fn the_image_is_built_by_the_compiler_that_the_workspace_asks_for() {
    let workspace = std::fs::read_to_string(deploy().join("../Cargo.toml")).unwrap();
    let wanted = workspace
        .split("rust-version = \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let image = std::fs::read_to_string(deploy().join("Dockerfile")).unwrap();
    assert!(image.contains(&format!("FROM rust:{wanted}-")), "rust {wanted}");
}

#[test]
fn the_unit_is_one_that_systemd_understands() {
    let verify = Command::new("systemd-analyze")
        .arg("verify")
        .arg(deploy().join("convene.service"))
        .output();
    // Where there is no systemd nothing can be asked.
    let Ok(verify) = verify else { return };
    let said = String::from_utf8(verify.stderr).unwrap();
    let faults: Vec<&str> = said
        .lines()
        .filter(|line| {
            line.contains("convene.service") && !line.contains("/usr/local/bin/convene is not executable")
        })
        .collect();
    assert_eq!(faults, [""; 0]);
}
