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
    assert_eq!(
        ids,
        [
            "consultancy-50",
            "consultancy-35",
            "consultancy-20",
            "tuning",
            "charrette",
            "success-analysis",
            "atlas",
            "chalk-talk",
            "troika",
            "one-two-four-all",
        ]
    );
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
    assert_eq!(minutes("tuning"), [2, 10, 5, 5, 3, 12, 5, 3]);
    assert_eq!(minutes("charrette"), [5, 5, 2, 12, 5, 6]);
    assert_eq!(minutes("success-analysis"), [6, 8, 4, 12, 4, 6]);
    assert_eq!(minutes("atlas"), [2, 3, 10, 10, 10, 10]);
    assert_eq!(minutes("chalk-talk"), [2, 13, 5, 6, 4]);
    assert_eq!(minutes("troika"), [1, 2, 1, 4, 1]);
    assert_eq!(minutes("one-two-four-all"), [1, 2, 4, 5]);
}

#[test]
fn a_name_that_says_minutes_says_how_long_the_whole_takes() {
    for definition in library() {
        let total: u32 = definition.steps.iter().map(|step| step.seconds() / 60).sum();
        let said: Vec<u32> = definition.name["en"]
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect();
        assert!(said.is_empty() || said == [total], "{}", definition.id);
    }
}

/// Those that are built as a consultancy is: someone brings something and the group talks about it.
fn with_presenter() -> impl Iterator<Item = &'static Definition> {
    library().iter().filter(|definition| definition.presenter)
}

#[test]
fn the_presenter_is_silent_while_the_group_talks() {
    for definition in with_presenter() {
        let steps: Vec<_> = definition
            .steps
            .iter()
            .filter(|step| step.floor == Floor::Group)
            .collect();
        assert_eq!(steps.len(), 1, "{}", definition.id);
        assert!(steps[0].write.iter().all(|rule| rule.who == Who::Group));
    }
}

#[test]
fn nobody_presents_where_there_are_only_data_or_a_question() {
    let without: Vec<&str> = library()
        .iter()
        .filter(|definition| !definition.presenter)
        .map(|definition| definition.id.as_str())
        .collect();
    assert_eq!(without, ["atlas", "chalk-talk", "one-two-four-all"]);
}

#[test]
fn each_has_its_credit_and_its_size() {
    for definition in library() {
        let in_spanish = &definition.credit_in["es"];
        assert!(definition.credit.starts_with("After "), "{}", definition.id);
        assert!(in_spanish.starts_with("Según "), "{}", definition.id);
        assert!(definition.people.is_some(), "{}", definition.id);
    }
}

#[test]
fn each_form_asks_for_the_question_and_for_sharing_once() {
    let is_consultancy = |definition: &&Definition| definition.id.starts_with("consultancy");
    for definition in library().iter().filter(is_consultancy) {
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
fn whoever_presents_is_asked_how_far_the_notes_go() {
    for definition in with_presenter() {
        let asking = definition.steps.iter().filter(|step| step.asks_sharing);
        assert_eq!(asking.count(), 1, "{}", definition.id);
    }
}

#[test]
fn every_text_is_there_in_english_and_spanish() {
    for definition in library() {
        for (what, texts) in texts(definition) {
            // Words to say are not in every step, and without a presenter nobody is asked as one.
            if texts.is_empty() {
                continue;
            }
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
    if let Some(brings) = &definition.brings {
        all.extend([
            ("brings".to_owned(), &brings.name),
            ("line".to_owned(), &brings.line),
        ]);
    }
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
