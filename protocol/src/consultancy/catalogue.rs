//! The library: protocols that come with Convene, in its own words, with credit to where they come from.
//!
//! A whole form is a file in the format of `docs/protocols.md`. A short form names the steps that it keeps of a whole one
//! and their minutes, so that no prompt is written twice.

use super::{Definition, Texts, Who, Write, validate};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const CONSULTANCY: &str = include_str!("catalogue/consultancy-50.json");
const SHORT: [&str; 2] = [
    include_str!("catalogue/consultancy-35.json"),
    include_str!("catalogue/consultancy-20.json"),
];
/// The other whole forms, in the order in which they are shown.
const OTHERS: [&str; 7] = [
    include_str!("catalogue/tuning.json"),
    include_str!("catalogue/charrette.json"),
    include_str!("catalogue/success-analysis.json"),
    include_str!("catalogue/atlas.json"),
    include_str!("catalogue/chalk-talk.json"),
    include_str!("catalogue/troika.json"),
    include_str!("catalogue/one-two-four-all.json"),
];
/// Where the presenter writes the question again.
const RESTATED: &str = "restated-question";

/// All protocols of the library: consultancies first, a whole form before its short ones.
pub fn library() -> &'static [Definition] {
    // A file with a fault would be missing here; a test reads every one of them.
    static LIBRARY: LazyLock<Vec<Definition>> = LazyLock::new(|| {
        let whole = validate::parse(CONSULTANCY).ok();
        let short = whole
            .iter()
            .flat_map(|whole| SHORT.iter().filter_map(|file| shortened(whole, file)));
        let others = OTHERS.iter().filter_map(|file| validate::parse(file).ok());
        whole.iter().cloned().chain(short).chain(others).collect()
    });
    &LIBRARY
}

/// The protocol with this id, e.g. `consultancy-50`.
pub fn find(id: &str) -> Option<&'static Definition> {
    library().iter().find(|definition| definition.id == id)
}

/// Some steps of a whole form, in the order of the whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShortForm {
    /// The id of the whole form.
    of: String,
    id: String,
    version: u32,
    name: Texts,
    about: Texts,
    steps: Vec<Kept>,
}

/// A step that is kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    id: String,
    minutes: f64,
    /// The presenter restates the question here, since the step in which they would is left out.
    #[serde(default)]
    restates: bool,
}

/// The short form of `whole`; none when the file has a fault.
fn shortened(whole: &Definition, file: &str) -> Option<Definition> {
    let form: ShortForm = serde_json::from_str(file).ok()?;
    if form.of != whole.id {
        return None;
    }
    let mut steps = Vec::new();
    for kept in form.steps {
        let mut step = whole.steps.iter().find(|step| step.id == kept.id)?.clone();
        step.minutes = kept.minutes;
        if kept.restates {
            step.asks_restated_question = true;
            step.write.push(Write {
                who: Who::Presenter,
                sections: vec![RESTATED.to_owned()],
            });
        }
        steps.push(step);
    }
    let used: BTreeSet<&String> = steps
        .iter()
        .flat_map(|s| &s.write)
        .flat_map(|rule| &rule.sections)
        .collect();
    let sections = whole
        .sections
        .iter()
        .filter(|section| used.contains(&section.id))
        .cloned()
        .collect();
    let definition = Definition {
        id: form.id,
        version: form.version,
        name: form.name,
        about: form.about,
        credit: whole.credit.clone(),
        credit_in: whole.credit_in.clone(),
        people: whole.people,
        presenter: whole.presenter,
        brings: whole.brings.clone(),
        repeat: None,
        sections,
        steps,
    };
    validate::check(&definition).is_empty().then_some(definition)
}
