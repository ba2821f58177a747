//! Messages that can be read too freely, or not at all.

use serde_json::json;
use uuid::Uuid;

use super::scene::{CANARY, Scene, settle};
use crate::support::Person;

/// Sends it on a socket of its own, thrice: `bad_message` each time without an echo, then the end.
async fn is_bad_message(scene: &Scene, text: &str) {
    let mut eve = scene.eve().await;
    for _ in 0..3 {
        eve.say(text).await;
        let answer = eve.wait(|message| message["type"] == "error").await;
        assert_eq!(answer["code"], "bad_message", "{text:.80}: {answer}");
        assert!(!answer.to_string().contains(CANARY), "{answer}");
    }
    assert_eq!(eve.closed().await.0, 4400, "{text:.80}");
}

/// A command in its envelope.
pub fn command(inside: &str) -> String {
    format!(
        "{{\"type\":\"command\",\"command_id\":\"{}\",\"command\":{inside}}}",
        Uuid::now_v7()
    )
}

#[tokio::test]
async fn a43_what_is_no_message_is_refused_and_the_third_ends_it() {
    let mut scene = Scene::set().await;
    let say = format!("{{\"type\":\"say\",\"text\":\"{CANARY}\"}}");
    for text in [
        String::new(),
        "null".to_owned(),
        format!("\"{CANARY}\""),
        format!("[{}]", command(&say)),
        format!("{}{}", command(&say), command(&say)),
        command(&say)[..80].to_owned(),
        // A key twice: two readers would see two messages.
        command(&format!(
            "{{\"type\":\"say\",\"text\":\"hi\",\"text\":\"{CANARY}\"}}"
        )),
        command(&format!(
            "{{\"type\":\"raise_hand\",\"type\":\"say\",\"text\":\"{CANARY}\"}}"
        )),
        format!(
            "{},\"command_id\":\"{}\"}}",
            command(&say).trim_end_matches('}'),
            Uuid::now_v7()
        ),
        command(&format!(
            "{{\"type\":\"say\",\"x\":{{\"a\":1,\"a\":2}},\"text\":\"{CANARY}\"}}"
        )),
        // The same key in another spelling.
        command(&format!(
            "{{\"type\":\"say\",\"text\":\"hi\",\"\\u0074ext\":\"{CANARY}\"}}"
        )),
        // Nesting.
        format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000)),
        command(&format!(
            "{{\"type\":\"say\",\"text\":\"{CANARY}\",\"x\":{}{}}}",
            "[".repeat(100),
            "]".repeat(100)
        )),
        // Numbers that are none.
        "{\"type\":\"time\",\"sent\":NaN}".to_owned(),
        "{\"type\":\"time\",\"sent\":Infinity}".to_owned(),
        "{\"type\":\"time\",\"sent\":1e400}".to_owned(),
        "{\"type\":\"time\",\"sent\":0x10}".to_owned(),
        "{\"type\":\"time\",\"sent\":01}".to_owned(),
        format!("{{\"type\":\"time\",\"sent\":{}}}", "9".repeat(60_000)),
        command("{\"type\":\"create_rooms\",\"count\":1e400}"),
        command("{\"type\":\"create_rooms\",\"count\":99999999999999999999999999}"),
        command("{\"type\":\"create_rooms\",\"count\":-1}"),
        command("{\"type\":\"create_rooms\",\"count\":1.5}"),
        command("{\"type\":\"create_rooms\",\"count\":\"3\"}"),
        // Strings that are none.
        command("{\"type\":\"say\",\"text\":\"\\ud800\"}"),
        command("{\"type\":\"say\",\"text\":\"\\udc00\\ud800\"}"),
        command("{\"type\":\"say\",\"text\":\"a\u{1}b\"}"),
        command("{\"type\":\"say\",\"text\":\"\\x41\"}"),
        // Ids that are none.
        "{\"type\":\"command\",\"command_id\":\"../../etc/passwd\",\"command\":{\"type\":\"raise_hand\"}}"
            .to_owned(),
        "{\"type\":\"ticket\",\"board\":\"../../etc/passwd\"}".to_owned(),
        "{\"type\":\"command\",\"command\":{\"type\":\"raise_hand\"}}".to_owned(),
        command("{\"type\":\"arrive\",\"room\":\"' OR 1=1 --\"}"),
        format!("\u{feff}{}", command(&say)),
    ] {
        is_bad_message(&scene, &text).await;
    }
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a43_the_answer_names_the_command_that_could_not_be_read() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let id = eve.send(json!({"type": "say", "text": 1})).await;
    let answer = eve.answer(&id).await;
    assert_eq!(
        (&answer["type"], &answer["code"]),
        (&json!("error"), &json!("bad_message"))
    );
    eve.done(json!({"type": "raise_hand"})).await;
    eve.done(json!({"type": "lower_hand"})).await;
    settle(&mut scene.bystander).await;
    settle(&mut scene.facilitator).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a44_unknown_types_are_bad_messages() {
    let mut scene = Scene::set().await;
    for text in [
        "{\"type\":\"become_admin\"}".to_owned(),
        "{\"type\":\"welcome\",\"person\":\"x\"}".to_owned(),
        "{\"type\":\"\"}".to_owned(),
        "{\"type\":[\"command\"]}".to_owned(),
        command("{\"type\":\"become_admin\"}"),
        // What only the server asks of a meeting.
        command(
            "{\"type\":\"join\",\"person\":\"019f0000-0000-7000-8000-000000000000\",\"role\":\"facilitator\"}",
        ),
        command("{\"type\":\"tick\"}"),
        command("{\"type\":\"gap\",\"from\":0,\"to\":99999999999}"),
        command("{\"type\":\"connected\"}"),
        command("{\"type\":\"dropped\",\"generation\":1}"),
        command("{\"type\":\"SAY\",\"text\":\"x\"}"),
        command("{}"),
        command("null"),
    ] {
        is_bad_message(&scene, &text).await;
    }
    let mut eve = scene.eve().await;
    let again = json!({"type": "hello", "version": 1, "secret": scene.facilitator.secret});
    eve.say(&again.to_string()).await;
    assert_eq!(
        eve.wait(|message| message["type"] == "error").await["code"],
        "bad_message"
    );
    assert_eq!(
        eve.refused(json!({"type": "end_meeting"})).await,
        "facilitators_only"
    );
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a45_forged_fields_are_ignored() {
    let mut scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let id = Uuid::now_v7().to_string();
    let forged = json!({
        "type": "command", "command_id": id, "seq": 999_999, "hash": "00", "at": 1, "ts": 1, "now": 1,
        "person": scene.facilitator.id, "user_id": scene.facilitator.id, "role": "facilitator", "meeting": Uuid::now_v7(),
        "actor": scene.facilitator.id,
        "command": {
            "type": "say", "text": "Good morning", "person": scene.facilitator.id, "at": 1, "room": Uuid::now_v7(),
            "message": Uuid::nil(), "role": "facilitator",
        },
    });
    eve.say(&forged.to_string()).await;
    let done = eve.answer(&id).await;
    assert_eq!(done["type"], "done", "{done}");
    assert!(done["seq"].as_u64().unwrap() < 1_000);
    let heard = scene.bystander.change("chat", |_| true).await;
    assert_eq!(heard["room"], json!(scene.bystander.main_room()));
    let message = &heard["message"];
    assert_eq!(message["person"], json!(eve.id));
    assert!(message["at"].as_i64().unwrap() > 1_700_000_000_000);
    assert_ne!(message["id"], json!(Uuid::nil()));
    settle(&mut scene.facilitator).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn errors_tell_nothing_of_the_inside() {
    let mut scene = Scene::set().await;
    let mut eve: Person = scene.eve().await;
    for command in [
        json!({"type": "arrive", "room": Uuid::now_v7()}),
        json!({"type": "lower_hand", "person": Uuid::now_v7()}),
        json!({"type": "say", "text": ""}),
        json!({"type": "start_round", "protocol": {"library": "../../etc/passwd"}}),
    ] {
        let answer = eve.ask(command).await.to_string();
        for inside in ["src/", ".rs", "panicked", "sqlite", "RUST", "/root", "unwrap"] {
            assert!(!answer.contains(inside), "{answer}");
        }
    }
    scene.is_unharmed().await;
}
