//! Attacks over real sockets, each test named by the case of `docs/security.md` that it shows. After each, the process is alive,
//! another person in the same meeting gets an answer, and nothing of the attack has reached them.

mod board_bytes;
pub mod board_socket;
mod boards;
mod commands;
mod framing;
mod handshake;
mod identity;
mod logs;
mod matrix;
mod messages;
mod protocols;
pub mod raw;
mod record;
mod rooms;
mod scene;
mod words;

use std::collections::BTreeSet;
use std::path::Path;

/// Names of tests in the sources below a folder.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let after_attribute = source
                .split("#[tokio::test]")
                .chain(source.split("#[test]"))
                .skip(1)
                .filter_map(|rest| rest.split_once("fn "));
            found.extend(after_attribute.filter_map(|(_, name)| Some(name.split_once('(')?.0.to_owned())));
        }
    }
}

#[test]
fn the_page_on_security_names_tests_that_there_are() {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    tests_below(&server.join("tests"), &mut tests);
    tests_below(&server.join("src"), &mut tests);
    // What a rule refuses is shown where the rule is.
    tests_below(&server.join("../protocol/tests"), &mut tests);
    let page = std::fs::read_to_string(server.join("../docs/security.md")).unwrap();
    let table = page.split("## Case by case").nth(1).unwrap();
    let table = table.split("## Without").next().unwrap();
    let shown_by = table
        .lines()
        .filter_map(|line| line.trim_end_matches('|').rsplit('|').next());
    let named: BTreeSet<String> = shown_by
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect();
    assert!(named.len() > 50, "{named:?}");
    let missing: Vec<_> = named.difference(&tests).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
