//! A protocol file with a fault: the error names the step, the field and the fault.

use protocol::consultancy::validate::{check, parse};
use serde_json::{Value, json};

/// A small protocol without faults.
fn good() -> Value {
    json!({
        "id": "short-talk",
        "version": 1,
        "name": {"en": "Short talk", "es": "Charla corta"},
        "credit": "Our own.",
        "presenter": true,
        "sections": [
            {"id": "questions", "name": {"en": "Questions"}},
            {"id": "ideas", "name": {"en": "Ideas"}},
        ],
        "steps": [
            {
                "id": "present",
                "name": {"en": "Present"},
                "minutes": 2.5,
                "floor": "presenter",
                "prompts": prompts(),
            },
            {
                "id": "clarify",
                "name": {"en": "Clarify"},
                "minutes": 3,
                "floor": "ask",
                "write": [{"who": "group", "sections": ["questions"]}],
                "prompts": prompts(),
            },
        ],
    })
}

fn prompts() -> Value {
    json!({
        "presenter": {"en": "Tell us."},
        "group": {"en": "Listen."},
        "facilitator": {"en": "Watch the time."},
    })
}

/// What `parse` says about the good protocol with one place changed. A null takes the field away.
fn faults(pointer: &str, to: Value) -> Vec<String> {
    let mut file = good();
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    let place = file.pointer_mut(parent).map(|place| match (place, to) {
        (Value::Object(map), Value::Null) => drop(map.remove(name)),
        (place, to) => place[name] = to,
    });
    assert_eq!(place, Some(()), "{pointer} is in the file");
    match parse(&file.to_string()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_good_protocol_is_read() {
    let definition = parse(&good().to_string()).unwrap();
    assert_eq!(definition.steps[0].seconds(), 150);
    assert!(check(&definition).is_empty());
}

#[test]
fn minutes() {
    let at = "/steps/1/minutes";
    assert_eq!(
        faults(at, json!(0)),
        ["step 'clarify': field 'minutes': must be at least 0.1, is 0"]
    );
    assert_eq!(
        faults(at, json!(-3)),
        ["step 'clarify': field 'minutes': must be at least 0.1, is -3"]
    );
    assert_eq!(
        faults(at, json!(0.09)),
        ["step 'clarify': field 'minutes': must be at least 0.1, is 0.09"]
    );
    assert_eq!(
        faults(at, json!(241)),
        ["step 'clarify': field 'minutes': must be at most 240, is 241"]
    );
    assert_eq!(
        faults(at, json!("3")),
        ["step 'clarify': field 'minutes': must be a number, is a text"]
    );
    assert_eq!(
        faults(at, Value::Null),
        ["step 'clarify': field 'minutes': is missing"]
    );
    assert!(faults(at, json!(0.1)).is_empty());
    let mut definition = parse(&good().to_string()).unwrap();
    for minutes in [f64::NAN, f64::INFINITY] {
        definition.steps[1].minutes = minutes;
        let said = check(&definition)[0].to_string();
        assert_eq!(said, "step 'clarify': field 'minutes': must be a number");
    }
}

#[test]
fn floors() {
    let at = "/steps/1/floor";
    assert_eq!(
        faults(at, json!("all")),
        [
            "step 'clarify': field 'floor': unknown value 'all'; use one of nobody, facilitator, presenter, ask, group, \
             everyone, go_round, pairs"
        ]
    );
    assert_eq!(
        faults(at, Value::Null),
        ["step 'clarify': field 'floor': is missing: a step needs a speaker, or 'nobody' for silent work"]
    );
    assert_eq!(
        faults("/steps/0/floor", json!("nobody")),
        [
            "step 'present': field 'floor': nobody speaks and nobody writes in this step: choose a floor, or let \
             someone write, if only in their notebook"
        ]
    );
    assert_eq!(
        faults("/presenter", json!(false)),
        [
            "step 'present': field 'floor': 'presenter' needs a presenter: set 'presenter' to true, or choose another \
             floor",
            "step 'clarify': field 'floor': 'ask' needs a presenter: set 'presenter' to true, or choose another floor",
        ]
    );
}

#[test]
fn who_writes_where() {
    let at = "/steps/1/write";
    assert_eq!(
        faults(at, json!([{"who": "group", "sections": ["answers"]}])),
        [
            "step 'clarify': field 'write[1].sections': unknown section 'answers'; the sections are questions, ideas"
        ]
    );
    assert_eq!(
        faults(at, json!([{"who": "group", "sections": []}])),
        ["step 'clarify': field 'write[1].sections': name at least one section"]
    );
    assert_eq!(
        faults(at, json!([{"who": "me", "sections": ["ideas"]}])),
        [
            "step 'clarify': field 'write[1].who': unknown value 'me'; use one of presenter, group, everyone, speaker"
        ]
    );
    assert_eq!(
        faults(at, json!([{"who": "group", "sections": [7]}])),
        ["step 'clarify': field 'write[1].sections[1]': must be a text, is a number"]
    );
}

#[test]
fn names_and_words() {
    assert_eq!(
        faults("/steps/1/id", json!("present")),
        ["step 'present': field 'id': another step is called 'present' already"]
    );
    assert_eq!(
        faults("/steps/1/id", json!("Step two")),
        ["step '#2': field 'id': must be 1 to 64 lower-case letters, digits and hyphens, is 'Step two'"]
    );
    assert_eq!(
        faults("/steps/1/id", Value::Null),
        ["step '#2': field 'id': is missing"]
    );
    assert_eq!(
        faults("/sections/1/id", json!("questions"))[0],
        "field 'sections[2].id': another section is called 'questions' already"
    );
    assert_eq!(
        faults("/name/en", Value::Null),
        ["field 'name.en': is missing: every text is there in English at least"]
    );
    assert_eq!(faults("/name/es", json!("  ")), ["field 'name.es': is empty"]);
    assert_eq!(
        faults("/name/es", json!("a\nb")),
        ["field 'name.es': must be one line"]
    );
    assert_eq!(
        faults("/name/Spanish", json!("Charla")),
        ["field 'name.Spanish': language tags look like 'en', 'es' or 'pt-BR'"]
    );
    assert_eq!(
        faults("/name/es", json!("a\u{202e}b")),
        ["field 'name.es': has control characters, or ones that turn or hide text"]
    );
    assert_eq!(
        faults("/name/en", json!("x".repeat(121))),
        ["field 'name.en': must have at most 120 characters"]
    );
}

#[test]
fn prompts_are_there_for_each_reader() {
    for reader in ["presenter", "group", "facilitator"] {
        assert_eq!(
            faults(&format!("/steps/1/prompts/{reader}"), json!({})),
            [format!(
                "step 'clarify': field 'prompts.{reader}.en': is missing: every text is there in English at least"
            )]
        );
    }
    assert_eq!(
        faults("/steps/1/prompts/group", Value::Null),
        ["step 'clarify': field 'prompts.group': is missing"]
    );
    assert_eq!(
        faults("/steps/1/prompts/group", json!("Listen.")),
        [
            "step 'clarify': field 'prompts.group': must be words per language, such as {\"en\": \"...\"}, is a text"
        ]
    );
}

#[test]
fn the_file_as_a_whole() {
    assert_eq!(
        faults("/steps", json!([])),
        ["field 'steps': a protocol needs at least one step"]
    );
    let many: Vec<Value> = (0..31)
        .map(|n| {
            let mut step = good()["steps"][0].clone();
            step["id"] = json!(format!("step-{n}"));
            step
        })
        .collect();
    assert_eq!(
        faults("/steps", json!(many)),
        ["field 'steps': at most 30 steps, are 31"]
    );
    assert_eq!(
        faults("/steps/0/minuts", json!(1)),
        [
            "step 'present': field 'minuts': is unknown; the fields here are id, name, minutes, floor, turn_minutes, \
             groups_of, one_per_group, notebook, write, prompts, asks_sharing, asks_restated_question"
        ]
    );
    assert_eq!(
        faults("/version", json!(1.5)),
        ["field 'version': must be a whole number, is 1.5"]
    );
    assert_eq!(
        faults("/version", json!(0)),
        ["field 'version': must be at least 1, is 0"]
    );
    assert_eq!(
        parse("[]").unwrap_err()[0].to_string(),
        "must be an object, is a list"
    );
    let broken = parse("{\"id\": ").unwrap_err()[0].to_string();
    assert!(broken.starts_with("is not JSON: EOF"), "{broken}");
}

#[test]
fn all_faults_at_once() {
    let mut file = good();
    file["steps"][0]["minutes"] = json!(0);
    file["steps"][1]["write"][0]["sections"] = json!(["answers"]);
    let said = parse(&file.to_string()).unwrap_err();
    let steps: Vec<&str> = said.iter().filter_map(|fault| fault.step.as_deref()).collect();
    assert_eq!(steps, ["present", "clarify"]);
}

#[test]
fn the_documents_example_has_no_fault() {
    let document = include_str!("../../docs/protocols.md");
    let example = document
        .split("```")
        .find_map(|block| block.strip_prefix("json\n"))
        .unwrap();
    let definition = parse(example).unwrap();
    let seconds: Vec<u32> = definition.steps.iter().map(|step| step.seconds()).collect();
    assert_eq!(seconds, [180, 330, 90]);
}

#[test]
fn people() {
    assert!(faults("/people", json!({"least": 3, "most": 3})).is_empty());
    assert_eq!(
        faults("/people", json!({"least": 0, "most": 3})),
        ["field 'people.least': must be at least 1, is 0"]
    );
    assert_eq!(
        faults("/people", json!({"least": 4, "most": 3})),
        ["field 'people.most': must be at least 4, is 3"]
    );
    assert_eq!(
        faults("/people", json!({"least": 4})),
        ["field 'people.most': is missing"]
    );
}

#[test]
fn credit_in_other_languages() {
    assert!(faults("/credit_in", json!({"es": "Nuestro."})).is_empty());
    assert_eq!(
        faults("/credit_in", json!({"es": " "})),
        ["field 'credit_in.es': is empty"]
    );
}

#[test]
fn turns() {
    let step = "step 'clarify': field";
    assert_eq!(
        faults("/steps/1/turn_minutes", json!(1)),
        [format!(
            "{step} 'turn_minutes': only a step with the floor 'go_round' has turns"
        )]
    );
    assert_eq!(
        faults("/steps/1/write/0/who", json!("speaker")),
        [format!(
            "{step} 'write[1].who': 'speaker' has the turn in a go-round: set 'floor' to 'go_round', or choose another writer"
        )]
    );
    assert!(faults("/steps/1/floor", json!("go_round")).is_empty());
}

#[test]
fn what_is_brought() {
    let brings = json!({"name": {"en": "The success"}, "line": {"en": "In a sentence"}});
    assert_eq!(faults("/brings", brings.clone()), Vec::<String>::new());
    assert_eq!(
        faults("/brings", json!({"name": {"en": "The success"}})),
        ["field 'brings.line': is missing"]
    );
    let mut file = good();
    file["presenter"] = json!(false);
    file["brings"] = brings;
    let said = parse(&file.to_string()).unwrap_err();
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert!(
        said.contains(
            &"field 'brings': needs a presenter: set 'presenter' to true, or take it away".to_owned()
        ),
        "{said:?}"
    );
}

#[test]
fn small_groups_and_clients() {
    assert_eq!(
        faults("/steps/1/groups_of", json!(13)),
        [
            "step 'clarify': field 'groups_of': only a step with the floor 'pairs' has small groups",
            "step 'clarify': field 'groups_of': must be 2 to 12, is 13",
        ]
    );
    assert_eq!(
        faults("/steps/1/one_per_group", json!(true)),
        [
            "step 'clarify': field 'one_per_group': needs the floor 'go_round', and a step with the floor 'pairs' before it"
        ]
    );
    let repeat = |first: &str, last: &str, made_for: u8, most: u8| {
        faults(
            "/repeat",
            json!({"first": first, "last": last, "made_for": made_for, "most": most}),
        )
    };
    assert_eq!(repeat("present", "clarify", 3, 4), Vec::<String>::new());
    assert_eq!(
        repeat("clarify", "present", 3, 4),
        ["field 'repeat': 'first' and 'last' must be ids of steps, in this order"]
    );
    assert_eq!(
        repeat("present", "clarify", 1, 0),
        [
            "field 'repeat.made_for': must be 2 to 12, is 1",
            "field 'repeat.most': must be 1 to 12, is 0",
        ]
    );
    assert_eq!(
        faults("/steps/0/client", json!(1)).len(),
        1,
        "that a step is one client's is said by a plan, not by a file"
    );
}
