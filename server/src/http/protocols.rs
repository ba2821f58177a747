//! The library of consultancy protocols.

use axum::Json;
use protocol::consultancy::{Step, Texts, catalogue};
use serde::Serialize;

/// One line of the library.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    id: &'static str,
    name: &'static Texts,
    about: &'static Texts,
    credit: &'static str,
    presenter: bool,
    /// Seconds of all steps.
    seconds: u32,
    steps: Vec<ListedStep>,
}

#[derive(Debug, Serialize)]
struct ListedStep {
    id: &'static str,
    name: &'static Texts,
    minutes: f64,
}

/// `GET /api/protocols`
pub(super) async fn list() -> Json<Vec<Listed>> {
    let listed = catalogue::library().iter().map(|definition| Listed {
        id: &definition.id,
        name: &definition.name,
        about: &definition.about,
        credit: &definition.credit,
        presenter: definition.presenter,
        seconds: definition.steps.iter().map(Step::seconds).sum(),
        steps: definition
            .steps
            .iter()
            .map(|step| ListedStep {
                id: &step.id,
                name: &step.name,
                minutes: step.minutes,
            })
            .collect(),
    });
    Json(listed.collect())
}
