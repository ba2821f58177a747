//! Protocol files with a fault: the error names step and field, whichever way they come.

use serde_json::{Value, json};

use super::scene::{Scene, settle};

fn good() -> Value {
    let prompts =
        json!({"presenter": {"en": "Tell us."}, "group": {"en": "Listen."}, "facilitator": {"en": "Watch."}});
    json!({
        "id": "short-talk", "version": 1, "name": {"en": "Short talk"}, "credit": "Our own.", "presenter": true,
        "sections": [{"id": "questions", "name": {"en": "Questions"}}],
        "steps": [
            {"id": "present", "name": {"en": "Present"}, "minutes": 2.5, "floor": "presenter", "prompts": prompts},
            {"id": "clarify", "name": {"en": "Clarify"}, "minutes": 3, "floor": "ask",
             "write": [{"who": "group", "sections": ["questions"]}], "prompts": prompts},
        ],
    })
}

/// Files with one fault each, and the step and field that must be named.
fn faulty() -> Vec<(Value, Option<&'static str>, &'static str)> {
    let with = |at: &str, to: Value| {
        let mut file = good();
        let (parent, name) = at.rsplit_once('/').unwrap();
        let place = file.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if to.is_null() {
            place.remove(name);
        } else {
            place.insert(name.to_owned(), to);
        }
        file
    };
    vec![
        (with("/steps/1/minutes", json!(0)), Some("clarify"), "minutes"),
        (with("/steps/1/minutes", json!(-3)), Some("clarify"), "minutes"),
        (with("/steps/1/minutes", json!(1e9)), Some("clarify"), "minutes"),
        (
            with("/steps/1/minutes", json!("three")),
            Some("clarify"),
            "minutes",
        ),
        (with("/steps/1/floor", json!("kings")), Some("clarify"), "floor"),
        // A step without a speaker.
        (with("/steps/0/floor", Value::Null), Some("present"), "floor"),
        (with("/presenter", json!(false)), Some("present"), "floor"),
        (with("/steps/0/prompts", Value::Null), Some("present"), "prompts"),
        (with("/steps", json!([])), None, "steps"),
        (with("/steps", Value::Null), None, "steps"),
    ]
}

#[tokio::test]
async fn bad_protocol_files_are_told_apart_by_step_and_field() {
    let mut scene = Scene::set().await;
    let fine = scene.server.post("/api/protocols/check", &[], &good()).await;
    assert_eq!((fine.status, fine.json()), (200, json!({"faults": []})));
    for (file, step, field) in faulty() {
        let answer = scene.server.post("/api/protocols/check", &[], &file).await;
        assert_eq!(answer.status, 422, "{step:?} {field}: {answer:?}");
        let body = answer.json();
        let named = |fault: &Value| {
            fault["step"] == json!(step) && fault["field"].as_str().is_some_and(|at| at.starts_with(field))
        };
        assert!(
            body["faults"].as_array().unwrap().iter().any(named),
            "{step:?} {field}: {body}"
        );
        assert_eq!(
            (&body["error"]["code"], &body["error"]["reason"]),
            (&json!("bad_message"), &json!("bad_protocol"))
        );
    }
    for junk in [
        json!(null),
        json!(1),
        json!([]),
        json!({}),
        json!({"steps": {"0": 1}}),
    ] {
        let answer = scene.server.post("/api/protocols/check", &[], &junk).await;
        assert_eq!(answer.status, 422, "{junk}: {answer:?}");
    }
    let mut deep = json!(1);
    for _ in 0..60 {
        deep = json!([deep]);
    }
    assert_eq!(
        scene.server.post("/api/protocols/check", &[], &deep).await.status,
        400
    );
    let large = json!({"id": "x".repeat(70 * 1024)});
    assert_eq!(
        scene
            .server
            .post("/api/protocols/check", &[], &large)
            .await
            .status,
        413
    );
    scene.is_unharmed().await;
}

#[tokio::test]
async fn starting_a_bad_protocol_names_step_and_field_too() {
    let mut scene = Scene::set().await;
    let main = scene.facilitator.main_room();
    for (file, step, field) in faulty() {
        let command = json!({"type": "start_round", "rooms": [main], "protocol": {"own": file}});
        let answer = scene.facilitator.ask(command).await;
        assert_eq!(
            (&answer["code"], &answer["reason"]),
            (&json!("bad_message"), &json!("bad_protocol")),
            "{answer}"
        );
        let message = answer["message"].as_str().unwrap();
        assert!(message.contains(&format!("field '{field}")), "{message}");
        if let Some(step) = step {
            assert!(message.contains(&format!("step '{step}'")), "{message}");
        }
        assert!(message.len() < 2_000, "{message}");
    }
    // People who write protocols are not thrown out for it, and the next one starts.
    let command = json!({"type": "start_round", "rooms": [main], "protocol": {"own": good()}});
    scene.facilitator.done(command).await;
    settle(&mut scene.facilitator).await;
    settle(&mut scene.bystander).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn checking_has_its_rate() {
    let mut scene = Scene::set().await;
    let mut statuses = Vec::new();
    for _ in 0..60 {
        statuses.push(
            scene
                .server
                .post("/api/protocols/check", &[], &good())
                .await
                .status,
        );
    }
    assert!(
        statuses.starts_with(&[200, 200]) && statuses.contains(&429),
        "{statuses:?}"
    );
    scene.is_unharmed().await;
}
