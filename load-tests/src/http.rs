//! The few HTTP calls of a meeting.

use anyhow::{Context as _, ensure};
use protocol::meeting::command::About;
use protocol::wire::{CreateMeeting, Join, Joined, MeetingCreated};
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// How long somebody comes again to a door through which many want at once.
const JOINS_WITHIN: Duration = Duration::from_secs(60);

/// Names the address of whoever calls, to a server that trusts the one that says so.
pub(crate) const FORWARDED_FOR: &str = "X-Forwarded-For";
const TOO_MANY_REQUESTS: u16 = 429;

/// A new meeting and the secrets of its two links.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    pub(crate) meeting: String,
    pub(crate) facilitator: String,
    pub(crate) join: String,
}

/// Somebody who calls: over lines that stay open, and from an address of their own where the server believes its proxies.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    agent: ureq::Agent,
    from: Option<IpAddr>,
}

impl Caller {
    pub(crate) fn new() -> Self {
        Self {
            agent: ureq::Agent::new_with_defaults(),
            from: None,
        }
    }

    /// The same lines for somebody who lives there.
    pub(crate) fn from(&self, address: IpAddr) -> Self {
        Self {
            agent: self.agent.clone(),
            from: Some(address),
        }
    }

    fn post(&self, url: String) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        let request = self.agent.post(url);
        match self.from {
            Some(from) => request.header(FORWARDED_FOR, from.to_string()),
            None => request,
        }
    }

    pub(crate) fn create(&self, address: &str) -> anyhow::Result<Links> {
        let body = CreateMeeting {
            title: "Load".to_owned(),
            language: None,
            schedule: None,
        };
        let mut answer = self
            .post(format!("http://{address}/api/meetings"))
            .send_json(&body)?;
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

    /// Comes again when the server says so, as a page does where more join in one moment than it takes.
    pub(crate) fn join(
        &self,
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
        let until = Instant::now() + JOINS_WITHIN;
        loop {
            let mut answer = self
                .post(format!("http://{address}/api/meetings/{meeting}/people"))
                .header("Authorization", format!("Bearer {link}"))
                .config()
                .http_status_as_error(false)
                .build()
                .send_json(&body)?;
            let status = answer.status().as_u16();
            if status != TOO_MANY_REQUESTS || Instant::now() > until {
                ensure!(status < 300, "joining is answered with {status}");
                return Ok(answer.body_mut().read_json()?);
            }
            let seconds = answer
                .headers()
                .get("Retry-After")
                .and_then(|wait| wait.to_str().ok());
            let seconds = seconds
                .and_then(|wait| wait.parse().ok())
                .context("when to come again?")?;
            std::thread::sleep(Duration::from_secs(seconds));
        }
    }
}

pub(crate) fn create(address: &str) -> anyhow::Result<Links> {
    Caller::new().create(address)
}

pub(crate) fn join(
    address: &str,
    meeting: &str,
    link: &str,
    secret: &str,
    name: &str,
) -> anyhow::Result<Joined> {
    Caller::new().join(address, meeting, link, secret, name)
}

pub(crate) fn record(address: &str, meeting: &str, secret: &str) -> anyhow::Result<serde_json::Value> {
    let mut answer = ureq::get(format!("http://{address}/api/meetings/{meeting}/record.json"))
        .header("Authorization", format!("Bearer {secret}"))
        .call()?;
    Ok(answer.body_mut().read_json()?)
}
