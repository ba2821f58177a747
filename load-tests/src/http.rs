//! The few HTTP calls of a meeting.

use anyhow::Context as _;
use protocol::meeting::command::About;
use protocol::wire::{CreateMeeting, Join, Joined, MeetingCreated};

/// A new meeting and the secrets of its two links.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    pub(crate) meeting: String,
    pub(crate) facilitator: String,
    pub(crate) join: String,
}

pub(crate) fn create(address: &str) -> anyhow::Result<Links> {
    let body = CreateMeeting {
        title: "Load".to_owned(),
        language: None,
        schedule: None,
    };
    let mut answer = ureq::post(format!("http://{address}/api/meetings")).send_json(&body)?;
    let created: MeetingCreated = answer.body_mut().read_json()?;
    let secret = |url: &str| {
        url.split_once("#f.")
            .or_else(|| url.split_once("#j."))
            .map(|(_, s)| s.to_owned())
    };
    Ok(Links {
        meeting: created.id.to_string(),
        facilitator: secret(&created.facilitator_url).context("no secret in the facilitator link")?,
        join: secret(&created.join_url).context("no secret in the join link")?,
    })
}

pub(crate) fn join(
    address: &str,
    meeting: &str,
    link: &str,
    secret: &str,
    name: &str,
) -> anyhow::Result<Joined> {
    let body = Join {
        secret: secret.to_owned(),
        passcode: None,
        claims: None,
        about: About {
            name: Some(name.to_owned()),
            organization: Some("Load COE".to_owned()),
            ..About::default()
        },
    };
    let mut answer = ureq::post(format!("http://{address}/api/meetings/{meeting}/people"))
        .header("Authorization", format!("Bearer {link}"))
        .send_json(&body)?;
    Ok(answer.body_mut().read_json()?)
}

pub(crate) fn record(address: &str, meeting: &str, secret: &str) -> anyhow::Result<serde_json::Value> {
    let mut answer = ureq::get(format!("http://{address}/api/meetings/{meeting}/record.json"))
        .header("Authorization", format!("Bearer {secret}"))
        .call()?;
    Ok(answer.body_mut().read_json()?)
}
