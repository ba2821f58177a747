//! A virtual person: one meeting socket, a view kept by the changes, commands by id.

use crate::link::{Link, Waiting};
use crate::measure::{Measure, mark};
use crate::ways::Ways;
use anyhow::{Context as _, bail};
use protocol::consultancy::rights::{Reader, Rights};
use protocol::ids::{BoardId, CommandId, PersonId, RoomId};
use protocol::meeting::Command;
use protocol::meeting::state::Role;
use protocol::meeting::view::View;
use protocol::wire::ClientMessage;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long somebody waits for an answer where nothing is supposed to go wrong, and where everything is.
const PATIENCE: Duration = Duration::from_secs(20);
const LONG_PATIENCE: Duration = Duration::from_secs(120);

/// Someone who is in the meeting.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) secret: String,
    pub(crate) link: Arc<Link>,
    view: watch::Receiver<Option<View>>,
    /// Ends with the person.
    life: JoinHandle<()>,
}

/// A fresh secret of a person's own making.
pub(crate) fn secret() -> String {
    format!("{}{}", Uuid::now_v7().simple(), Uuid::now_v7().simple())
}

impl Drop for Person {
    fn drop(&mut self) {
        self.life.abort();
    }
}

impl Person {
    /// Opens the socket of someone who has joined, at the `first` of the addresses, and waits for their view.
    pub(crate) async fn connect(
        ways: &Ways,
        first: usize,
        meeting: &str,
        id: PersonId,
        secret: String,
        measure: Arc<Measure>,
    ) -> anyhow::Result<Self> {
        let link = Arc::new(Link::new(
            id,
            meeting.to_owned(),
            secret.clone(),
            ways.clone(),
            first,
            measure,
        ));
        let life = tokio::spawn(Arc::clone(&link).live());
        let person = Self {
            id,
            secret,
            view: link.view.subscribe(),
            link,
            life,
        };
        person.until("the view", |_| true).await?;
        Ok(person)
    }

    fn patience(&self) -> Duration {
        if self.link.ways.comes_back {
            LONG_PATIENCE
        } else {
            PATIENCE
        }
    }

    /// Does something and waits until it is durable.
    pub(crate) async fn act(&self, command: Command) -> anyhow::Result<u64> {
        match self.try_act(command).await? {
            Ok(seq) => Ok(seq),
            Err(refusal) => bail!("refused: {refusal}"),
        }
    }

    /// Does something; the inner result is the server's answer. What was not saved is sent again where people come back.
    pub(crate) async fn try_act(&self, command: Command) -> anyhow::Result<Result<u64, String>> {
        self.try_act_as(command, true).await
    }

    /// `patient`: what was not saved is sent again under its id.
    async fn try_act_as(&self, command: Command, patient: bool) -> anyhow::Result<Result<u64, String>> {
        let command_id = CommandId(Uuid::now_v7());
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            text: serde_json::to_string(&ClientMessage::Command { command_id, command })?,
            sent: self.link.measure.micros(),
            patient,
            answer,
        };
        if !self.link.command(command_id, waiting).await {
            bail!("the socket is closed");
        }
        let patience = self.patience();
        tokio::time::timeout(patience, answered)
            .await
            .with_context(|| format!("no answer in {patience:?}"))?
            .with_context(|| self.link.measure.error_samples().join("; "))
    }

    /// Says the time in the chat; others measure how old it is.
    pub(crate) async fn say(&self, patient: bool) -> anyhow::Result<bool> {
        let text = format!("hello {} {}", mark(self.link.measure.micros()), self.link.sign());
        Ok(self.try_act_as(Command::Say { text }, patient).await?.is_ok())
    }

    /// Waits until this person's view is as wanted.
    pub(crate) async fn until(&self, what: &str, wanted: impl Fn(&View) -> bool) -> anyhow::Result<()> {
        let mut view = self.view.clone();
        let wait = view.wait_for(|view| view.as_ref().is_some_and(&wanted));
        let patience = self.patience() * 3 / 2;
        tokio::time::timeout(patience, wait)
            .await
            .with_context(|| format!("{patience:?} without: {what}"))?
            .with_context(|| format!("closed without: {what}"))?;
        Ok(())
    }

    pub(crate) fn with_view<T>(&self, read: impl FnOnce(&View) -> T) -> Option<T> {
        self.view.borrow().as_ref().map(read)
    }

    pub(crate) fn room(&self) -> Option<RoomId> {
        self.with_view(|view| view.people.get(&self.id).map(|me| me.room))
            .flatten()
    }

    pub(crate) fn board(&self) -> Option<BoardId> {
        let room = self.room()?;
        self.with_view(|view| view.details.get(&room).map(|detail| detail.board))
            .flatten()
    }

    /// What this person may do in their room now.
    pub(crate) fn rights(&self) -> Rights {
        self.with_view(|view| rights(view, self.id))
            .flatten()
            .unwrap_or_default()
    }
}

fn rights(view: &View, me: PersonId) -> Option<Rights> {
    let person = view.people.get(&me)?;
    let detail = view.details.get(&person.room)?;
    let presents = detail
        .round
        .as_ref()
        .is_some_and(|r| r.ended_at.is_none() && r.presenter == Some(me));
    let speaks = detail
        .round
        .as_ref()
        .and_then(|round| round.turns.as_ref()?.speaker())
        == Some(me);
    let is_new = detail
        .round
        .as_ref()
        .is_some_and(|round| round.ended_at.is_none() && round.listening.contains(&me));
    let reader = match person.role {
        _ if presents => Reader::Presenter,
        Role::Facilitator => Reader::Facilitator,
        Role::Observer => Reader::Observer,
        Role::AccessSupport => Reader::AccessSupport,
        Role::Participant if person.facilitates == Some(person.room) => Reader::Facilitator,
        Role::Participant if is_new => Reader::Newcomer,
        Role::Participant if speaks => Reader::Speaker,
        Role::Participant => Reader::Group,
    };
    detail.rights.get(&reader).cloned()
}

/// A ticket for a board's socket.
pub(crate) async fn ticket(link: &Link, board: BoardId) -> anyhow::Result<String> {
    let (answer, answered) = oneshot::channel();
    if !link.ask_ticket(board, answer).await {
        bail!("the socket is closed");
    }
    tokio::time::timeout(LONG_PATIENCE, answered)
        .await
        .context("no ticket")?
        .context("closed")
}
