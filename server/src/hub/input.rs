//! Everything that can happen to a live meeting from outside: one closed enum.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use protocol::ids::{BoardId, CommandId, PersonId, RoomId};
use protocol::meeting::command::About;
use protocol::meeting::expected::ExpectedList;
use protocol::meeting::state::Role;
use protocol::meeting::talk::Sign;
use protocol::meeting::{Command, Contents, Refusal, State};
use tokio::sync::{oneshot, watch};

use crate::boards::BoardAccess;
use crate::bus::Carried;
use crate::session::{Closing, Outbox};
use crate::store::{NewSecret, Position, Revoke};

/// Names one session on this instance.
pub type SessionKey = u64;

/// Why a meeting did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fail {
    /// The meeting says no.
    Refused(Refusal),
    /// Not saved; try again.
    Unavailable,
    /// There is no such meeting (any more).
    Gone,
    /// The person was removed or never joined.
    NotInMeeting,
    /// One person has too many sockets open.
    TooManySockets,
}

/// The answer to a question to the hub.
#[derive(Debug)]
pub struct Reply<T>(pub(super) oneshot::Sender<Result<T, Fail>>);

impl<T> Reply<T> {
    /// Answers. A reply nobody waits for any more is nobody's loss.
    pub(super) fn send(self, answer: Result<T, Fail>) {
        drop(self.0.send(answer).err());
    }
}

/// A look at the accepted state.
pub type Look = Box<dyn FnOnce(Result<&Reading<'_>, Fail>) + Send>;

/// Everything that can happen to a live meeting from outside.
pub enum Input {
    /// A socket said hello.
    Attach(Attach, Reply<()>),
    /// A socket is gone.
    Detach(SessionKey),
    /// A person asks for something; answered through the session's outbox.
    Command {
        session: SessionKey,
        id: CommandId,
        command: Box<Command>,
    },
    /// A person asks for something without a socket.
    Act {
        person: PersonId,
        id: CommandId,
        command: Box<Command>,
        reply: Reply<()>,
    },
    /// A person gives a sign to their room.
    React { session: SessionKey, sign: Sign },
    /// Someone came through a link.
    Join(Box<JoinRequest>, Reply<JoinedPerson>),
    /// A new link.
    Secret(NewSecret, Reply<()>),
    /// Links are made or taken back, which facilitators hear of.
    Links(Box<LinkChange>, Reply<()>),
    /// A facilitator brings a list of who is expected.
    Expect(PersonId, Arc<ExpectedList>, Reply<()>),
    /// Who may read and write a board, from now on.
    Access(BoardId, Reply<watch::Receiver<BoardAccess>>),
    /// Look at the accepted state.
    Read(Look),
    /// Another instance wrote in the journal.
    CatchUp(u64),
    /// Another instance wrote this in the journal.
    Carried(Box<Carried>),
    /// A person who is connected to another instance gave a sign to their room.
    Signed {
        room: RoomId,
        person: PersonId,
        sign: Sign,
    },
    /// Another instance is gone: some of those who count as here may be nowhere.
    Recount,
    /// Delete the meeting with everything in it.
    Delete(Reply<()>),
}

/// A socket that said hello.
#[derive(Debug)]
pub struct Attach {
    pub session: SessionKey,
    pub person: PersonId,
    pub outbox: Outbox,
    /// The last thing that it saw.
    pub resume: Option<Position>,
}

/// Someone who came through a link.
#[derive(Clone, Debug)]
pub struct JoinRequest {
    pub role: Role,
    /// SHA-256 of the secret that the browser made.
    pub secret: [u8; 32],
    /// Without a language: the meeting's.
    pub about: About,
    /// They were here before, as this person.
    pub claims: Option<PersonId>,
    /// They come by a personal link, as this person.
    pub comes_as: Option<PersonId>,
    /// Nobody real, in a rehearsal.
    pub simulated: bool,
}

/// What becomes of a meeting's links, all or nothing.
#[derive(Clone, Debug)]
pub struct LinkChange {
    /// The facilitator who asks; none where only a link asks.
    pub by: Option<PersonId>,
    /// What the links let one be; none: the record's, of which the meeting is not told, and which may change after its end.
    pub role: Option<Role>,
    pub revoke: Vec<Revoke>,
    pub add: Vec<NewSecret>,
    /// A new code to say aloud in place of the old one.
    pub join_code: Option<String>,
}

/// The answer to a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinedPerson {
    pub person: PersonId,
    /// False when this secret had joined before.
    pub new: bool,
}

/// The accepted state and who is connected here.
#[derive(Debug)]
pub struct Reading<'a> {
    pub state: &'a State,
    pub contents: &'a Contents,
    pub position: Position,
    /// People with a connection to this instance.
    pub connected: usize,
    /// How many connections each of them has.
    pub connections: &'a BTreeMap<PersonId, u32>,
    /// Commands of the last minute.
    pub commands_last_minute: u32,
}

impl Input {
    /// Answers with a failure: the hub could not be opened or is going.
    pub(super) fn fail(self, fail: Fail) {
        match self {
            Self::Attach(_, reply)
            | Self::Secret(_, reply)
            | Self::Links(_, reply)
            | Self::Expect(_, _, reply)
            | Self::Act { reply, .. }
            | Self::Delete(reply) => reply.send(Err(fail)),
            Self::Join(_, reply) => reply.send(Err(fail)),
            Self::Access(_, reply) => reply.send(Err(fail)),
            Self::Read(read) => read(Err(fail)),
            Self::Detach(_)
            | Self::Command { .. }
            | Self::React { .. }
            | Self::Carried(_)
            | Self::Signed { .. }
            | Self::CatchUp(_)
            | Self::Recount => {}
        }
    }
}

impl Fail {
    /// The close code for a socket that met this.
    pub fn closing(self) -> Closing {
        use protocol::wire::close;
        match self {
            Self::Refused(_) | Self::NotInMeeting => {
                Closing::new(close::FORBIDDEN, "you are not in this meeting any more")
            }
            Self::Unavailable => {
                Closing::new(close::TRY_LATER, "the server cannot reach its store: come back")
            }
            Self::TooManySockets => {
                Closing::new(close::TRY_LATER, "too many windows of this meeting: close some")
            }
            Self::Gone => Closing::new(close::MEETING_GONE, "there is no such meeting any more"),
        }
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What people wrote stays out of logs.
        f.write_str(match self {
            Self::Attach(..) => "Attach",
            Self::Detach(_) => "Detach",
            Self::Command { .. } => "Command",
            Self::Act { .. } => "Act",
            Self::React { .. } => "React",
            Self::Join(..) => "Join",
            Self::Secret(..) => "Secret",
            Self::Links(..) => "Links",
            Self::Expect(..) => "Expect",
            Self::Access(..) => "Access",
            Self::Read(_) => "Read",
            Self::CatchUp(_) => "CatchUp",
            Self::Carried(_) => "Carried",
            Self::Signed { .. } => "Signed",
            Self::Recount => "Recount",
            Self::Delete(_) => "Delete",
        })
    }
}
