//! Boards of the Yjs world: the sync protocol of `y-protocols`, spoken by the least client that can be.

use super::course::Pace;
use super::crowd::{Member, complaints};
use super::frame::{BINARY, Pen, Template};
use super::line::Line;
use super::peers;
use super::stage::{Load, Stage, System};
use crate::measure::mark;
use anyhow::{Context as _, bail};
use std::time::Duration;
use yrs::encoding::write::Write as _;
use yrs::{Doc, Map as _, MapPrelim, Text as _, TextPrelim, Transact as _, WriteTxn as _};

pub(super) const SYNC: u64 = 0;
pub(super) const STEP_1: u64 = 0;
pub(super) const STEP_2: u64 = 1;
pub(super) const UPDATE: u64 = 2;
/// An update without anything in it.
pub(super) const NOTHING: [u8; 2] = [0, 0];
const BOARD: &str = "board";
/// Pieces of one note; then its writer begins the next.
const PIECES: usize = 100;
/// What all writers have ready for each second of a closed loop.
const READY_EACH_SECOND: usize = 7_000;

pub(super) async fn set(
    system: System,
    instances: Option<usize>,
    load: &Load,
    seconds: Duration,
) -> anyhow::Result<Stage> {
    let (host, addresses) = peers::deploy(system, instances)?;
    let mut members = Vec::with_capacity(load.everybody());
    for (member, address) in (0..load.everybody()).zip(addresses.iter().cycle()) {
        let board = format!("{BOARD}-{}", load.room(member));
        let head = match system {
            System::Hocuspocus => document_name(&board),
            _ => Vec::new(),
        };
        let path = match system {
            System::Relay | System::YWebsocket => format!("/{board}"),
            System::YSweet => {
                // The first one in a room has its document made.
                if load.room(member) * load.people == member {
                    new_document(address, &board).await?;
                }
                format!("/d/{board}/ws/{board}")
            }
            System::Hocuspocus => "/".to_owned(),
            _ => bail!("{} has no boards", system.name()),
        };
        let mut line = Line::open(address, &path).await?;
        if system == System::Hocuspocus {
            authenticate(&mut line, &head).await?;
        }
        open(&mut line, &head).await?;
        members.push(Member {
            line,
            room: load.room(member),
            pen: pen(load, member, seconds, &head)?,
        });
    }
    Ok(Stage {
        host,
        members,
        lines: 1,
        echoes: false,
        ear: complaints(|_| false),
        allowance: None,
    })
}

/// Says that this client has nothing, and waits for all that there is.
pub(super) async fn open(line: &mut Line, head: &[u8]) -> anyhow::Result<()> {
    line.say_bytes(&sync_message(head, STEP_1, &[0])).await?;
    let is_answer = |message: &[u8]| {
        // Hocuspocus has a type of its own (4) for the answer, which differs in nothing else.
        let message = message.strip_prefix(head);
        message.is_some_and(|message| matches!(message, [0 | 4, 1, ..]))
    };
    line.until("what is on the board", is_answer).await?;
    Ok(())
}

/// What this member writes; none where they only read.
pub(super) fn pen(
    load: &Load,
    member: usize,
    seconds: Duration,
    head: &[u8],
) -> anyhow::Result<Option<Box<dyn Pen>>> {
    if !load.sends(member) {
        return Ok(None);
    }
    let updates = updates(&format!("note-{member}"), ready(load, seconds));
    let frames = updates
        .iter()
        .map(|update| Template::new(BINARY, &sync_message(head, UPDATE, update)))
        .collect::<Option<Vec<_>>>()
        .context("an update without its mark")?;
    Ok(Some(Box::new(Typed {
        frames: frames.into_iter(),
        now: None,
    })))
}

/// How many updates a writer needs, with some to spare.
fn ready(load: &Load, seconds: Duration) -> usize {
    let each_second = match load.pace {
        Pace::Max => (READY_EACH_SECOND / load.senders.max(1)).max(60),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some hundred a second"
        )]
        Pace::PerSecond(rate) => rate as usize / load.senders.max(1) + 1,
    };
    each_second * (usize::try_from(seconds.as_secs()).unwrap_or(0) + 2)
}

/// Made before the run, so that it is the server that is measured; the mark in each is filled in as it goes.
struct Typed {
    frames: std::vec::IntoIter<Template>,
    now: Option<Template>,
}

impl Pen for Typed {
    fn write(&mut self, n: u64) -> Option<&[u8]> {
        self.now = self.frames.next();
        self.now.as_mut()?.write(n)
    }

    fn left(&self) -> Option<usize> {
        Some(self.frames.len())
    }
}

/// What one person's page sends who writes notes piece by piece, each piece a mark.
pub(super) fn updates(note: &str, count: usize) -> Vec<Vec<u8>> {
    let doc = Doc::new();
    let piece = mark(0);
    let mut text = None;
    let mut updates = Vec::with_capacity(count);
    for n in 0..count {
        let mut transaction = doc.transact_mut();
        let begun = text.take().filter(|_| n % PIECES != 0);
        let words = begun.unwrap_or_else(|| {
            let notes = transaction.get_or_insert_map("notes");
            let id = format!("{note}-{}", n / PIECES);
            let note = notes.insert(&mut transaction, id, MapPrelim::default());
            note.insert(&mut transaction, "x", 10.0);
            note.insert(&mut transaction, "y", 10.0);
            note.insert(&mut transaction, "text", TextPrelim::new(""))
        });
        words.push(&mut transaction, &piece);
        text = Some(words);
        updates.push(transaction.encode_update_v1());
    }
    updates
}

pub(super) fn sync_message(head: &[u8], kind: u64, payload: &[u8]) -> Vec<u8> {
    let mut message = head.to_vec();
    message.write_var(SYNC);
    message.write_var(kind);
    message.write_buf(payload);
    message
}

/// Hocuspocus carries many documents on one socket: each message begins with its document's name.
fn document_name(board: &str) -> Vec<u8> {
    let mut head = Vec::new();
    head.write_string(board);
    head
}

/// Hocuspocus keeps every message waiting until a token came, also where nobody looks at it.
async fn authenticate(line: &mut Line, head: &[u8]) -> anyhow::Result<()> {
    const AUTHENTICATION: u64 = 2;
    const TOKEN: u64 = 0;
    let mut message = head.to_vec();
    message.write_var(AUTHENTICATION);
    message.write_var(TOKEN);
    message.write_string("anybody");
    line.say_bytes(&message).await?;
    line.until("Hocuspocus's yes", |message| {
        message
            .strip_prefix(head)
            .is_some_and(|message| matches!(message, [2, 2, ..]))
    })
    .await?;
    Ok(())
}

/// Has y-sweet make a document.
async fn new_document(address: &str, board: &str) -> anyhow::Result<()> {
    let url = format!("http://{address}/doc/new");
    let body = serde_json::json!({ "docId": board });
    tokio::task::spawn_blocking(move || ureq::post(url).send_json(&body))
        .await?
        .context("y-sweet makes no document")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BINARY, PIECES, Pen, Template, Typed, document_name, sync_message, updates};
    use crate::measure::marks;
    use yrs::updates::decoder::Decode as _;
    use yrs::{Doc, GetString as _, Map as _, MapRef, ReadTxn as _, TextRef, Transact as _, Update};

    #[test]
    fn updates_apply_in_turn_and_each_has_one_mark() {
        let reader = Doc::new();
        for update in updates("note", PIECES + 2) {
            assert_eq!(marks(&update), [0]);
            let update = Update::decode_v1(&update).unwrap();
            reader.transact_mut().apply_update(update).unwrap();
        }
        let transaction = reader.transact();
        let notes = transaction.get_map("notes").unwrap();
        let words = |id: &str| {
            let note = notes.get(&transaction, id)?.cast::<MapRef>().ok()?;
            let text = note.get(&transaction, "text")?.cast::<TextRef>().ok()?;
            Some(marks(text.get_string(&transaction).as_bytes()).len())
        };
        assert_eq!((words("note-0"), words("note-1")), (Some(PIECES), Some(2)));
    }

    #[test]
    fn what_is_ready_becomes_less_with_each_message() {
        let frames = updates("note", 2).into_iter();
        let frames: Option<Vec<_>> = frames.map(|update| Template::new(BINARY, &update)).collect();
        let mut pen = Typed {
            frames: frames.unwrap().into_iter(),
            now: None,
        };
        for left in [1, 0] {
            assert!(pen.write(7).is_some());
            assert_eq!(pen.left(), Some(left));
        }
        assert!(pen.write(8).is_none());
    }

    #[test]
    fn a_message_is_as_y_protocols_has_it() {
        assert_eq!(sync_message(&[], 2, &[9, 8]), [0, 2, 2, 9, 8]);
        assert_eq!(
            sync_message(&document_name("board"), 0, &[0]),
            *b"\x05board\x00\x00\x01\x00"
        );
    }
}
