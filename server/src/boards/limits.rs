//! Every bound of the boards, with its reason. Sizes are bytes unless the name says otherwise.

use std::time::Duration;

/// One update of a client that is connected and typing. A paste of a very long text still fits.
pub const LIVE_UPDATE_MAX: usize = 256 * 1024;

/// One update that answers the server's sync step 1: what was written offline comes at once.
pub const MERGE_UPDATE_MAX: usize = 1024 * 1024;

/// One WebSocket message: the largest update with its few bytes of envelope.
pub const MESSAGE_MAX: usize = MERGE_UPDATE_MAX + 1024;

/// Client ids under which one update may bring something new. A page takes a new one each time it is loaded, so an
/// answer with all that was written offline may have several; each is a look into the store.
pub const NEW_CLIENTS_MAX: usize = 64;

/// Client ids above which a board takes no more writing: everybody's state vector names each of them.
pub const BOARD_CLIENTS_MAX: usize = 8_000;

/// Messages in one frame. Stock providers send one; each costs more memory than its bytes.
pub const MESSAGES_MAX: usize = 8;

/// Bytes per struct or deletion that the scan keeps: what pages write takes more, and each is 96 bytes once read.
pub const BYTES_PER_RUN: usize = 8;

/// Bytes of frames that wait for one board, of everybody together; whoever has more to say is read more slowly.
pub const BOARD_WAITING_BYTES: usize = 2 * MESSAGE_MAX;

/// A client's state vector: at most 13 bytes for each Yjs client that ever wrote on the board, so twice what a
/// full board has.
pub const STATE_VECTOR_MAX: usize = 256 * 1024;

/// Entries in one awareness message. Stock providers echo everybody's entry, so it is more than a full meeting.
pub const AWARENESS_ENTRIES_MAX: usize = 4096;

/// One person's awareness state: a name, a colour, a cursor.
pub const AWARENESS_STATE_MAX: usize = 2 * 1024;

/// Awareness clocks at or above this are refused: one near 2^32 would freeze its client for everybody.
pub const AWARENESS_CLOCK_MAX: u32 = 1 << 31;

/// Updates in a log above which a snapshot takes their place when the board is opened or put away: so many load in some
/// milliseconds.
pub const COMPACT_AFTER: u64 = 1_000;
/// The same while a board is open and written on, should the server be killed then: so many load in some 30 ms. With fewer a
/// large board would be written anew too often; 150 people who type make so many in five seconds.
pub const COMPACT_LIVE_AFTER: u64 = 4_000;
/// The same in bytes, for few updates that are long: an eighth of what a board may hold.
pub const COMPACT_LIVE_BYTES: u64 = BOARD_BYTES_MAX / 8;
/// How old the last update is that a snapshot includes where instances share a store. One that has the board open and is behind a
/// snapshot reads all of the board and sends it to everybody there, so it is some times the second in which it hears of what was
/// written elsewhere.
pub const COMPACT_SETTLED_FOR: Duration = Duration::from_secs(5);
/// The form of a board's snapshot: one Yjs update (version 1) that is the whole board.
pub const SNAPSHOT_VERSION: u32 = 1;
/// Versions that read events of this level read snapshots of boards too; those before take what is left of a log for all of it.
pub const SNAPSHOT_LEVEL: u32 = 5;

/// Updates from other instances that wait for the next question to the worker, and their bytes: with it they take a millisecond.
pub const OWED_MAX: usize = 32;
/// See [`OWED_MAX`].
pub const OWED_BYTES_MAX: usize = 16 * 1024;

/// The notes of a board that changes are counted so often: soon enough to see that a room writes.
pub const COUNT_EVERY: Duration = Duration::from_secs(3);
/// Boards that are opened at once to count what was written on them elsewhere; the others follow with the next question.
pub const COUNT_AT_ONCE: usize = 8;

/// How often changed awareness entries go out, so that many cursors share a frame.
pub const AWARENESS_FLUSH: Duration = Duration::from_millis(40);

/// Bytes of one such frame, by its entries' states: 150 people who all move. Of more people the others come with the next ones, in turn, and a home's
/// line still carries all of it.
pub const AWARENESS_FLUSH_BYTES: usize = 32 * 1024;

/// How often other instances are told again who is on a board here.
pub const HERE_EVERY: Duration = Duration::from_secs(2);

/// How long whoever is on a board at another instance is shown without a word of it.
pub const HERE_FOR: Duration = Duration::from_secs(7);

/// Awareness clocks remembered of clients that left, per board.
pub const TOMBSTONES_MAX: usize = 4096;

/// A note id or the name of a note's field.
pub const KEY_MAX: usize = 64;

/// The name of a section that is looked at; a longer one is no protocol's.
pub const SECTION_MAX: usize = 96;

/// A text scalar of a note (a colour, a section, an author's id).
pub const SCALAR_TEXT_MAX: usize = 512;

/// Levels of arrays and maps in one `Any` before the scan gives up, whatever the schema says about them.
pub const ANY_DEPTH_MAX: usize = 32;

/// Yjs client ids are 53-bit at most (JavaScript's exact integers).
pub const CLIENT_MAX: u64 = (1 << 53) - 1;

/// Clocks stay below this, since `yrs` subtracts them as `i32`.
pub const CLOCK_MAX: u32 = i32::MAX as u32;

/// Bytes in a board's log above which it takes no more writing. Loading stays well under a second.
pub const BOARD_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// What was on its way as a step closed its section is still taken for so long: a page hears of the step a moment later.
pub const SECTIONS_LINGER: Duration = Duration::from_secs(5);

/// One frame between server and worker: a whole log, a whole document.
pub const WORKER_FRAME_MAX: usize = 64 * 1024 * 1024;

/// Address space of a worker. A hostile update may claim gigabytes; then it is the worker that ends.
pub const WORKER_ADDRESS_SPACE: u64 = 1024 * 1024 * 1024;

/// Stack of the worker's only thread: `yrs` recurses over what it decodes.
pub const WORKER_STACK: usize = 256 * 1024 * 1024;

/// Processor time of one request to a worker that boards live in, since the others wait for it. A merge of two hours
/// over 40 notes was measured at a quarter of a second in a debug build, half of that with `yrs` optimised. More may be
/// honest (two people who wrote thousands of pieces into one note apart): it is worked out aside.
pub const HOME_CPU: Duration = Duration::from_millis(500);

/// Processor time of one update aside, where only what is as dear waits. Beyond it an update is an attack: its
/// sender is barred, so it is far above what people make.
pub const ASIDE_CPU: Duration = Duration::from_secs(4);

/// Processor time of a load aside: a whole log.
pub const ASIDE_LOAD_CPU: Duration = Duration::from_secs(8);

/// A log above this many bytes is put together aside, and home takes over the result.
pub const HOME_LOAD_MAX: usize = 1024 * 1024;

/// A worker that boards live in and that does not answer for this long is killed: it may hang without working.
pub const WORKER_TIMEOUT: Duration = Duration::from_secs(2);

/// The same aside. Nobody is to be barred because the machine is slow, so it is long.
pub const ASIDE_TIMEOUT: Duration = Duration::from_secs(30);

/// Requests that wait for one worker.
pub const WORKER_QUEUE: usize = 256;

/// Inputs that wait for one board. A socket that meets a full queue reads no further until there is room.
pub const BOARD_QUEUE: usize = 128;

/// Updates that share one round trip to the worker and one append.
pub const BATCH_MAX: usize = 64;

/// Bytes of updates that share one append.
pub const BATCH_BYTES_MAX: usize = 1024 * 1024;

/// Bytes of updates that go out as one: what is more is written frame by frame, each of which has its own time.
pub const MERGED_MAX: usize = LIVE_UPDATE_MAX;

/// Frames that wait for one connection before it is closed as too slow. When 150 people type at once a board sends some 750
/// small frames a second, and a line that stalls for some seconds must not cost anybody their place.
pub const OUTBOX_FRAMES: usize = 8192;

/// Bytes that wait for one connection before it is closed as too slow. One frame may always wait.
pub const OUTBOX_BYTES: usize = 1024 * 1024;

/// A board nobody is connected to is kept this long, for the reload of a page.
pub const IDLE: Duration = Duration::from_secs(60);

/// How often a connection is pinged.
pub const PING_EVERY: Duration = Duration::from_secs(25);

/// How long a pong may take before the connection is closed.
pub const PONG_WITHIN: Duration = Duration::from_secs(10);

/// How long one frame may take to be written before the connection is given up.
pub const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// How long a connection that has been told to go is still read.
pub const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// Answers to a sync step 1 in a row that lack something themselves, before a connection is closed for `bad_update`.
pub const MISSING_STRIKES: u32 = 5;

/// How long a board ticket is good.
pub const TICKET_GOOD_FOR: Duration = Duration::from_secs(60);

/// Tokens of one connection: its burst, and what comes back each second. A message costs 1, one more per KiB;
/// a sync step 1 costs `STEP1_COST`, since its answer is an encode of the whole board.
pub const TOKENS_BURST: f64 = 2000.0;
/// See `TOKENS_BURST`.
pub const TOKENS_PER_SECOND: f64 = 200.0;
/// See `TOKENS_BURST`.
pub const STEP1_COST: f64 = 100.0;

/// How long the hub may take to answer about rights, or to tell of rights that the store already has.
pub const RIGHTS_WITHIN: Duration = Duration::from_secs(3);
