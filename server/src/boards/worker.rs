//! The board worker: `convene board-worker`, a child process that alone gives bytes from outside to `yrs`.
//!
//! It holds documents by board, knows nothing of rights or logs, and is expected to die now and then: on an update
//! that makes `yrs` abort, recurse, allocate or work without end. It limits its own memory and the processor time of
//! each request, has one deep thread, and ends when its input does. Whatever it forgets, the server loads again from the log.

use std::{
    collections::HashMap,
    io::{Read, Write},
    process::ExitCode,
};

use bytes::Bytes;
use uuid::Uuid;
use yrs::{
    Doc, IdSet, OffsetKind, Options, ReadTxn, StateVector, Transact, TransactionMut, Update,
    block::ClientID,
    updates::{decoder::Decode, encoder::Encode},
};

use super::{
    frame::{Answer, Operation, Request, Status, put_list, take_apply, take_list},
    limits, notes,
};

/// Runs until standard input ends. Called by `main` before anything else of the server starts.
pub fn run_worker() -> ExitCode {
    // Without these limits a hostile update could take the machine's memory, or write it to a core file.
    let limited = rlimit::Resource::AS.set(limits::WORKER_ADDRESS_SPACE, limits::WORKER_ADDRESS_SPACE);
    let cored = rlimit::Resource::CORE.set(0, 0);
    if limited.and(cored).is_err() {
        return ExitCode::from(70);
    }
    // The default hook would print the message, which may quote people's text.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(|| "unknown place".to_owned(), ToString::to_string);
        let _ = writeln!(std::io::stderr(), "board worker panicked at {place}");
    }));
    let deep = std::thread::Builder::new()
        .stack_size(limits::WORKER_STACK)
        .spawn(serve);
    match deep.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(_))) => ExitCode::from(74),
        Ok(Err(_)) | Err(_) => ExitCode::from(70),
    }
}

fn serve() -> std::io::Result<()> {
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let mut documents = Documents::default();
    let mut stopwatch = stopwatch::Stopwatch::new()?;
    let mut length = [0; 4];
    loop {
        match input.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > limits::WORKER_FRAME_MAX {
            return Err(std::io::Error::other("frame too large"));
        }
        let mut frame = vec![0; length];
        input.read_exact(&mut frame)?;
        let request =
            Request::decode(frame.into()).ok_or_else(|| std::io::Error::other("unreadable frame"))?;
        stopwatch.start(request.cpu_ms)?;
        let (status, body) = documents.perform(&request);
        stopwatch.stop()?;
        output.write_all(
            &Answer {
                number: request.number,
                status,
                body,
            }
            .encode(),
        )?;
        output.flush()?;
    }
}

/// Ends this process when one request has taken the processor time that it may. Time on the processor, not on the
/// clock: a busy machine makes no update look like an attack. The kernel counts it, so nothing here has to.
#[cfg(target_os = "linux")]
mod stopwatch {
    use std::{io, time::Duration};

    use nix::sys::{
        signal::{SigEvent, SigevNotify, Signal},
        timer::{Expiration, Timer, TimerSetTimeFlags},
    };
    use nix::time::ClockId;

    pub(super) struct Stopwatch(Timer);

    impl Stopwatch {
        pub(super) fn new() -> io::Result<Self> {
            let end = SigevNotify::SigevSignal {
                signal: Signal::SIGXCPU,
                si_value: 0,
            };
            let timer = Timer::new(ClockId::CLOCK_PROCESS_CPUTIME_ID, SigEvent::new(end))?;
            Ok(Self(timer))
        }

        /// 0 is no limit.
        pub(super) fn start(&mut self, milliseconds: u32) -> io::Result<()> {
            let after = Duration::from_millis(milliseconds.into());
            self.0
                .set(Expiration::OneShot(after.into()), TimerSetTimeFlags::empty())?;
            Ok(())
        }

        pub(super) fn stop(&mut self) -> io::Result<()> {
            self.start(0)
        }
    }
}

/// Elsewhere only the server's own clock ends a worker.
#[cfg(not(target_os = "linux"))]
mod stopwatch {
    use std::io;

    pub(super) struct Stopwatch;

    impl Stopwatch {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) fn start(&mut self, _: u32) -> io::Result<()> {
            Ok(())
        }

        pub(super) fn stop(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}

#[derive(Default)]
struct Documents {
    boards: HashMap<Uuid, Doc>,
}

type Reply = (Status, Bytes);

impl Documents {
    fn perform(&mut self, request: &Request) -> Reply {
        let board = request.board;
        let body = request.body.clone();
        match request.operation {
            Operation::Load => self.load(board, body),
            Operation::Apply => self.apply(board, body),
            Operation::Diff => self.with(board, |document| match StateVector::decode_v1(&body) {
                Ok(state) => (Status::Done, document.transact().encode_diff_v1(&state).into()),
                Err(_) => (Status::BadRequest, Bytes::new()),
            }),
            Operation::StateVector => self.with(board, |document| {
                (
                    Status::Done,
                    document.transact().state_vector().encode_v1().into(),
                )
            }),
            Operation::Text => self.with(board, |document| {
                match serde_json::to_vec(&notes::read(document)) {
                    Ok(json) => (Status::Done, json.into()),
                    Err(_) => (Status::BadRequest, Bytes::new()),
                }
            }),
            Operation::Count => self.with(board, |document| {
                let written = notes::written(document).to_le_bytes();
                (Status::Done, Bytes::copy_from_slice(&written))
            }),
            Operation::Unload => {
                self.boards.remove(&board);
                (Status::Done, Bytes::new())
            }
            Operation::Ping => (Status::Done, Bytes::new()),
        }
    }

    fn with(&self, board: Uuid, then: impl FnOnce(&Doc) -> Reply) -> Reply {
        self.boards
            .get(&board)
            .map_or((Status::NotLoaded, Bytes::new()), then)
    }

    fn load(&mut self, board: Uuid, body: Bytes) -> Reply {
        let Some(updates) = take_list(body) else {
            return (Status::BadRequest, Bytes::new());
        };
        self.boards.remove(&board);
        // The client id is the document's own, under which it writes nothing.
        let document = Doc::with_options(Options {
            client_id: ClientID::new(0),
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        });
        // The roots exist from the start, so that one of another kind cannot take their names.
        document.get_or_insert_map("notes");
        document.get_or_insert_map("groups");
        let mut loaded = Vec::with_capacity(updates.len());
        for update in updates {
            match apply_one(&mut document.transact_mut(), &update) {
                Ok(()) => loaded.push(1),
                Err(reason) => return refused(&loaded, reason),
            }
        }
        self.boards.insert(board, document);
        (Status::Done, Bytes::new())
    }

    /// Answers one byte for each update: whether it had an effect, and what they changed together. On a refusal the board is
    /// forgotten, since `yrs` cannot take back what it began.
    fn apply(&mut self, board: Uuid, body: Bytes) -> Reply {
        let Some(document) = self.boards.get(&board) else {
            return (Status::NotLoaded, Bytes::new());
        };
        let Some([before, updates]) = take_apply(body) else {
            return (Status::BadRequest, Bytes::new());
        };
        if !before.is_empty() {
            let mut transaction = document.transact_mut();
            let fit = before
                .iter()
                .all(|update| apply_one(&mut transaction, update).is_ok());
            drop(transaction);
            if !fit {
                self.boards.remove(&board);
                return (Status::NotLoaded, Bytes::new());
            }
        }
        match apply_together(document, &updates) {
            Ok((effects, merged)) => (
                Status::Done,
                put_list([effects.as_slice(), merged.as_slice()].into_iter()),
            ),
            Err(Refusal { effects, reason }) => {
                self.boards.remove(&board);
                refused(&effects, reason)
            }
        }
    }
}

fn refused(effects: &[u8], reason: &str) -> Reply {
    let body = put_list([effects, reason.as_bytes()].into_iter());
    (Status::Refused, body)
}

/// Why an update was refused, and what those before it did.
struct Refusal {
    effects: Vec<u8>,
    reason: &'static str,
}

/// In one transaction, so that what all of them changed is one update: nothing of it where only one did, or where it would
/// be long.
fn apply_together(document: &Doc, updates: &[Bytes]) -> Result<(Vec<u8>, Vec<u8>), Refusal> {
    let mut effects = Vec::with_capacity(updates.len());
    let mut transaction = document.transact_mut();
    let mut before = 0;
    for update in updates {
        if let Err(reason) = apply_one(&mut transaction, update) {
            return Err(Refusal { effects, reason });
        }
        let now = elements(transaction.insert_set()) + elements(transaction.delete_set());
        effects.push(u8::from(now > before));
        before = now;
    }
    let bytes: usize = updates.iter().map(Bytes::len).sum();
    let are_some = effects.iter().filter(|effect| **effect != 0).count() > 1;
    if !are_some || bytes > limits::MERGED_MAX {
        return Ok((effects, Vec::new()));
    }
    // Only then it is as short as it can be.
    transaction.commit();
    let merged = transaction.encode_update_v1();
    Ok((effects, merged))
}

/// How many elements a set names; in a transaction it only grows.
fn elements(set: &IdSet) -> u64 {
    let ranges = set.iter().flat_map(|(_, ranges)| ranges.iter());
    ranges.map(|range| u64::from(range.end - range.start)).sum()
}

fn apply_one(transaction: &mut TransactionMut<'_>, update: &[u8]) -> Result<(), &'static str> {
    let update = Update::decode_v1(update).map_err(|_| "malformed")?;
    transaction.apply_update(update).map_err(|_| "parent")?;
    if transaction.store().pending_update().is_some() || transaction.store().pending_ds().is_some() {
        return Err("pending");
    }
    if transaction
        .root_refs()
        .any(|(name, _)| !matches!(name, "notes" | "groups"))
    {
        return Err("root");
    }
    Ok(())
}
