//! Somebody prepares what they will present by their personal link, before the meeting and without being in it.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::expected::{expected, links, post};
use crate::support::TestServer;
use crate::support::http::Answer;
use crate::support::server::Meeting;

async fn look(server: &TestServer, meeting: &Meeting, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/meetings/{}/preparation", meeting.id);
    server.get(&path, &[("Authorization", &bearer)]).await
}

async fn write(server: &TestServer, meeting: &Meeting, secret: &str, wish: Value) -> Answer {
    let body = json!({"command_id": Uuid::now_v7(), "wish": wish});
    post(server, meeting, "preparation", secret, &body).await
}

fn reason(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json()["error"]["reason"].clone())
}

#[tokio::test]
async fn r31_who_was_asked_prepares_by_their_link_and_is_still_expected() {
    let server = TestServer::start().await;
    let meeting = server.create().await;
    let mut nadia = server.facilitator(&meeting, "Nadia").await;
    let ana = expected(&server, &meeting, &mut nadia, "Ana Ruiz").await;
    nadia
        .done(json!({"type": "set_door", "lobby": true, "locked": true}))
        .await;
    let link = links(&server, &meeting, &nadia, json!({"people": [ana]}))
        .await
        .remove(0);

    // Nobody asks them yet: there is nothing to write.
    let page = look(&server, &meeting, &link).await;
    assert_eq!((page.status, &page.json()["own"]), (200, &Value::Null));
    let wish = json!({"what": "write", "after": 0, "focus_question": "How?"});
    assert_eq!(
        reason(&write(&server, &meeting, &link, wish.clone()).await),
        (409, json!("not_asked_to_prepare"))
    );
    let ask =
        json!({"type": "prepare", "what": "ask", "person": ana, "asked": true, "protocol": "consultancy-20"});
    nadia.done(ask).await;

    // What was answered is in the journal, and the same command twice is done once.
    let command = json!({"command_id": Uuid::now_v7(), "wish": wish});
    for _ in 0..2 {
        let written = post(&server, &meeting, "preparation", &link, &command).await;
        assert_eq!((written.status, &written.json()["revision"]), (200, &json!(1)));
    }
    let page = look(&server, &meeting, &link).await.json();
    assert_eq!(page["name"], "Ana Ruiz");
    assert_eq!(page["room"]["name"], "Fractions");
    assert_eq!(page["own"]["focus_question"], "How?");
    assert_eq!(page["own"]["protocol"], "consultancy-20");
    let change = nadia
        .change("preparing", |change| {
            change["preparing"]["written_at"].is_number()
        })
        .await;
    assert_eq!(
        (&change["person"], &change["preparing"]["ready"]),
        (&json!(ana), &json!(false))
    );
    let coming = |message: &Value| {
        let person = &message["person"];
        person["id"] == json!(ana) && person["expected"] != json!(true)
    };
    let heard = nadia.unread();
    let changes = heard.iter().filter_map(|message| message["changes"].as_array());
    assert!(
        !changes.flatten().any(coming),
        "looking and writing is not coming"
    );

    // A window that did not see it overwrites nothing; faults name the field.
    let late = json!({"what": "write", "after": 0, "focus_question": "Late?"});
    assert_eq!(
        reason(&write(&server, &meeting, &link, late).await),
        (409, json!("prepared_elsewhere"))
    );
    for (field, value, wrong) in [
        ("title", json!("x".repeat(4_000)), "title_too_long"),
        ("overview", json!("x".repeat(8_000)), "overview_too_long"),
        ("focus_question", json!("x".repeat(8_000)), "question_too_long"),
        ("links", json!(["javascript:alert(1)"]), "bad_link"),
    ] {
        let mut wish = json!({"what": "write", "after": 1});
        wish[field] = value;
        let answer = write(&server, &meeting, &link, wish).await;
        assert_eq!(reason(&answer), (422, json!(wrong)), "{field}");
    }
    // Longer than any request: nothing is read of it.
    let wish = json!({"what": "write", "after": 1, "overview": "x".repeat(20_000)});
    assert_eq!(write(&server, &meeting, &link, wish).await.status, 413);

    // By nobody else's secret, and not for others.
    let ben = links(
        &server,
        &meeting,
        &nadia,
        json!({"people": [ana], "replace": true}),
    )
    .await;
    assert_eq!(
        reason(&look(&server, &meeting, &link).await),
        (403, json!("link_replaced"))
    );
    let ask = json!({"what": "ask", "person": ana, "asked": true});
    assert_eq!(
        reason(&write(&server, &meeting, &ben[0], ask).await),
        (403, json!("facilitators_only"))
    );
    assert_eq!(look(&server, &meeting, &meeting.join_link).await.status, 403);
    assert_eq!(look(&server, &meeting, &"x".repeat(43)).await.status, 401);

    // An ended meeting takes no more, and what was written is still there to read.
    nadia.done(json!({"type": "end_meeting"})).await;
    let page = look(&server, &meeting, &ben[0]).await.json();
    assert_eq!(
        (&page["ended"], &page["own"]["focus_question"]),
        (&json!(true), &json!("How?"))
    );
    let wish = json!({"what": "ready", "ready": true});
    assert_eq!(
        reason(&write(&server, &meeting, &ben[0], wish).await),
        (409, json!("meeting_ended"))
    );
}
