//! The library of protocols.

use protocol::consultancy::catalogue::{find, library};
use protocol::consultancy::validate::parse;
use protocol::consultancy::{Definition, Floor, Texts, Who};

#[test]
fn every_file_of_the_library_can_be_run() {
    let whole = include_str!("../src/consultancy/catalogue/consultancy-50.json");
    assert_eq!(parse(whole), Ok(find("consultancy-50").unwrap().clone()));
    let ids: Vec<&str> = library()
        .iter()
        .map(|definition| definition.id.as_str())
        .collect();
    assert_eq!(ids, ["consultancy-50", "consultancy-35", "consultancy-20"]);
    for definition in library() {
        // What a page may read back from us is in the format that we document.
        let json = serde_json::to_string(definition).unwrap();
        assert_eq!(parse(&json), Ok(definition.clone()));
    }
}

#[test]
fn the_minutes_of_each_form() {
    let minutes = |id: &str| -> Vec<u32> {
        find(id)
            .unwrap()
            .steps
            .iter()
            .map(|step| step.seconds() / 60)
            .collect()
    };
    assert_eq!(minutes("consultancy-50"), [10, 5, 10, 15, 5, 5]);
    assert_eq!(minutes("consultancy-35"), [5, 3, 7, 12, 4, 4]);
    assert_eq!(minutes("consultancy-20"), [5, 3, 9, 3]);
}

#[test]
fn the_presenter_is_silent_while_the_group_talks() {
    for definition in library() {
        let step = definition.steps.iter().find(|step| step.id == "discuss").unwrap();
        assert_eq!(step.floor, Floor::Group);
        assert!(step.write.iter().all(|rule| rule.who == Who::Group));
    }
}

#[test]
fn each_form_asks_for_the_question_and_for_sharing_once() {
    for definition in library() {
        let asks = |wanted: fn(&protocol::consultancy::Step) -> bool| -> Vec<&str> {
            definition
                .steps
                .iter()
                .filter(|s| wanted(s))
                .map(|s| s.id.as_str())
                .collect()
        };
        let restates = if definition.id == "consultancy-20" {
            "clarify"
        } else {
            "probe"
        };
        assert_eq!(asks(|step| step.asks_restated_question), [restates]);
        assert_eq!(asks(|step| step.asks_sharing), ["reflect"]);
    }
}

#[test]
fn every_text_is_there_in_english_and_spanish() {
    for definition in library() {
        for (what, texts) in texts(definition) {
            let languages: Vec<&str> = texts.keys().map(String::as_str).collect();
            assert_eq!(languages, ["en", "es"], "{} {what}", definition.id);
        }
    }
}

fn texts(definition: &Definition) -> Vec<(String, &Texts)> {
    let mut all = vec![
        ("name".to_owned(), &definition.name),
        ("about".to_owned(), &definition.about),
    ];
    all.extend(
        definition
            .sections
            .iter()
            .map(|section| (section.id.clone(), &section.name)),
    );
    for step in &definition.steps {
        let prompts = &step.prompts;
        for words in [
            &step.name,
            &prompts.presenter,
            &prompts.group,
            &prompts.facilitator,
            &prompts.say,
            &prompts.redirect,
        ] {
            all.push((step.id.clone(), words));
        }
    }
    all
}
