//! What a record lets out, and what it does to a spreadsheet.

use serde_json::json;

use super::board_socket::BoardSocket;
use super::rooms::Rooms;
use super::scene::{CANARY, Scene};
use crate::support::Person;
use crate::support::http::Answer;

async fn record(person: &Person, extension: &str) -> Answer {
    let path = format!("/api/meetings/{}/record.{extension}", person.meeting);
    let bearer = format!("Bearer {}", person.secret);
    crate::support::http::request(person.address, "GET", &path, &[("Authorization", &bearer)], None).await
}

#[tokio::test]
async fn a48_nobodys_record_has_another_rooms_words() {
    let mut rooms = Rooms::set().await;
    let b = rooms.b.clone();
    // Being in a room begins when the page shows it.
    rooms.other.done(json!({"type": "arrive", "room": b})).await;
    rooms
        .participant
        .done(json!({"type": "arrive", "room": rooms.a}))
        .await;
    rooms.other.done(json!({"type": "say", "text": CANARY})).await;
    rooms
        .other
        .done(json!({"type": "set_dilemma", "room": b, "title": CANARY, "focus_question": CANARY}))
        .await;
    let looking = Person::connect(rooms.other.address, &rooms.other.meeting, &rooms.other.secret).await;
    let board = super::board_socket::board_of(&looking, &b);
    let mut writer = BoardSocket::join(&mut rooms.other, &board, 801).await;
    let note = writer.page.add_note("n", CANARY);
    writer.update(&note).await;
    writer.until("saved", |writer| writer.saved > 0).await;
    let notebook = rooms.other.view["me"]["notebook"].as_str().unwrap().to_owned();
    let mut private = BoardSocket::join(&mut rooms.other, &notebook, 802).await;
    let secret = private.page.add_note("n", "private-canary");
    private.update(&secret).await;
    private.until("saved", |private| private.saved > 0).await;
    for extension in ["md", "csv", "json"] {
        let own = record(&rooms.other, extension).await;
        assert_eq!(own.status, 200, "{own:?}");
        assert!(own.body.contains(CANARY), "{extension}: {}", own.body);
        assert!(!own.body.contains("private-canary"));
        assert_eq!(own.header("cache-control"), Some("no-store"));
        for person in [
            &rooms.participant,
            &rooms.scene.bystander,
            &rooms.scene.facilitator,
        ] {
            let answer = record(person, extension).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(!answer.body.contains(CANARY), "{extension}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn a55_cells_that_a_spreadsheet_would_run_are_words() {
    let scene = Scene::set().await;
    let formulas = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\u{ff1d}1+1"];
    for formula in formulas {
        let secret = scene
            .server
            .join(&scene.meeting, &scene.meeting.join_link, formula)
            .await;
        let person = Person::connect(scene.server.address, &scene.meeting.id, &secret).await;
        let describe =
            json!({"type": "describe", "organization": formula, "position": format!("a,\"b\n{formula}")});
        let mut person = person;
        person.done(describe).await;
    }
    let csv = record(&scene.facilitator, "csv").await;
    assert_eq!(csv.status, 200, "{csv:?}");
    assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
    assert!(
        csv.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    for cell in cells(&csv.body) {
        let first = cell.chars().next();
        assert!(
            !matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\u{ff1d}')),
            "{cell:?} in {}",
            csv.body
        );
    }
    assert!(csv.body.contains("cmd|"));
    let markdown = record(&scene.facilitator, "md").await;
    let mut eve = scene.eve().await;
    eve.done(json!({"type": "describe", "name": "<script>alert(1)</script>"}))
        .await;
    assert!(!markdown.body.contains("<script>"));
    let after = record(&scene.facilitator, "md").await;
    assert!(!after.body.contains("<script>"), "{}", after.body);
    assert_eq!(after.header("x-content-type-options"), Some("nosniff"));
}

/// The cells of a CSV text, quotes taken off.
fn cells(csv: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = csv.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[tokio::test]
async fn a80_records_are_for_people_of_the_meeting_and_have_a_rate() {
    let mut scene = Scene::set().await;
    let path = format!("/api/meetings/{}/record.json", scene.meeting.id);
    let link = format!("Bearer {}", scene.meeting.join_link);
    for (headers, status) in [
        (vec![], 401),
        (vec![("Authorization", "Bearer x")], 401),
        (vec![("Authorization", link.as_str())], 403),
    ] {
        let answer = scene.server.get(&path, &headers).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let eve = scene.eve().await;
    scene
        .facilitator
        .done(json!({"type": "remove_person", "person": eve.id}))
        .await;
    let answer = record(&eve, "json").await;
    assert_eq!((answer.status, answer.code().as_str()), (403, "forbidden"));
    let mut statuses = Vec::new();
    for _ in 0..30 {
        statuses.push(record(&scene.bystander, "md").await.status);
    }
    assert!(
        statuses.starts_with(&[200, 200, 200]) && statuses.ends_with(&[429]),
        "{statuses:?}"
    );
    // One person's haste is not another's.
    assert_eq!(record(&scene.facilitator, "md").await.status, 200);
}
