//! The fixtures that the browser's reducer is tested with too.

#[path = "support/fixtures.rs"]
mod fixtures;
#[path = "support/play.rs"]
mod play;

use fixtures::Case;
use protocol::meeting::view::apply_change;
use std::collections::BTreeSet;

const FILE: &str = include_str!("../fixtures/view_changes.json");

#[test]
fn each_case_leads_to_what_it_expects() {
    let cases: Vec<Case> = serde_json::from_str(FILE).unwrap();
    for mut case in cases {
        for change in case.changes {
            apply_change(&mut case.view, change);
        }
        assert_eq!(case.view, case.expected, "{}", case.name);
    }
}

#[test]
fn every_kind_of_change_is_there() {
    let cases: Vec<Case> = serde_json::from_str(FILE).unwrap();
    let changes = cases.iter().flat_map(|case| &case.changes);
    let kinds: BTreeSet<String> = changes
        .map(|change| {
            serde_json::to_value(change).unwrap()["slice"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let expected = [
        "agenda",
        "announcement",
        "board",
        "chat",
        "chat_all",
        "choice",
        "closing",
        "commitment",
        "commitment_gone",
        "definition",
        "definition_gone",
        "detail",
        "dots",
        "gallery",
        "gallery_desk",
        "groups",
        "keys",
        "meeting",
        "needs",
        "own",
        "own_gallery",
        "pages",
        "perhaps",
        "person",
        "person_gone",
        "plan",
        "poll",
        "poll_gone",
        "poll_results",
        "preparing",
        "question",
        "question_gone",
        "receipt",
        "room",
        "room_gone",
        "said",
        "talk",
        "thread",
        "ticket_answers",
        "waiting",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn the_file_is_what_a_meeting_that_is_played_gives() {
    assert!(
        fixtures::file().unwrap() == FILE,
        "the fixtures are stale: run 'make generate'"
    );
}
