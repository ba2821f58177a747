//! Every bound of the language, with its reason.

/// People in one meeting, those who left included: the keynote of a whole state, 2,000 of its educators at once with room for guests. Everybody
/// is sent who is there, some 350 bytes a person.
pub const PEOPLE_MAX: usize = 2_500;
/// People who wait in the lobby at once: those who come to a keynote in the first minute, and no endless list.
pub const LOBBY_MAX: usize = 1_000;
/// The shortest passcode, in grapheme clusters.
pub const PASSCODE_GRAPHEMES_MIN: usize = 4;
/// Breakout rooms in one meeting: pairs of 150 people.
pub const ROOMS_MAX: usize = 100;
/// A name, an organization, a role there, a title: one line. Counted in grapheme clusters.
pub const LINE_GRAPHEMES_MAX: usize = 120;
/// Bytes of one line: names in scripts whose letters are clusters of several characters fit.
pub const LINE_BYTES_MAX: usize = 2_048;
/// A chat message, a message to rooms, a focus question. Counted in grapheme clusters.
pub const TEXT_GRAPHEMES_MAX: usize = 2_000;
/// Bytes of any text: bounds stacks of combining marks, which are one grapheme.
pub const TEXT_BYTES_MAX: usize = 8_192;
/// Chat messages of one room that a snapshot carries; older ones are in the journal.
pub const CHAT_SHOWN_MAX: usize = 200;
/// Messages to rooms that a reader is shown; older ones are in the journal.
pub const ANNOUNCEMENTS_SHOWN_MAX: usize = 20;
/// Links on a dilemma.
pub const DILEMMA_LINKS_MAX: usize = 10;
/// A text message from a browser, in bytes. OWASP's 64 KiB.
pub const CLIENT_MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// Nesting of a message's JSON; real ones stay below ten.
pub const JSON_DEPTH_MAX: usize = 32;
/// Boards of one room that are in use: as many tabs as stay readable.
pub const BOARDS_MAX: usize = 8;
/// Boards of one room, those that were put away too.
pub const BOARDS_KEPT_MAX: usize = 24;
/// Dots that each person has in a vote.
pub const VOTE_DOTS_MAX: u8 = 20;
/// Votes on one board before its last one.
pub const VOTES_MAX: usize = 20;
/// Pages of one board that is hidden, those of earlier times too: everyone of a full meeting twice.
pub const HIDDEN_PAGES_MAX: usize = 5_000;
/// Notes on the digest that were copied there.
pub const DIGEST_NOTES_MAX: usize = 400;
/// Notes that are copied onto the digest at once.
pub const DIGEST_COPY_MAX: usize = 100;
/// A note's id in bytes; pages make UUIDs.
pub const NOTE_ID_BYTES_MAX: usize = 64;
/// Steps of a consultancy protocol.
pub const STEPS_MAX: usize = 30;
/// Sections of a board.
pub const SECTIONS_MAX: usize = 20;
/// The longest step, in seconds.
pub const STEP_SECONDS_MAX: u32 = 4 * 3600;
/// The shortest step, in seconds (0.1 minutes).
pub const STEP_SECONDS_MIN: u32 = 6;
/// Gathering, in seconds: outside the protocol's time.
pub const GATHERING_SECONDS: u32 = 180;
/// Grace after a step, in seconds: rights last on, taken from the next step.
pub const GRACE_SECONDS: u32 = 15;
/// What a room may hold for in one round of a shared plan, in seconds.
pub const HOLD_SECONDS_MAX: u32 = 180;

/// So long a room waits for a presenter who dropped: enough to reload a page, and to go on together after it.
pub const WAIT_SECONDS: u32 = 60;
/// The longest countdown before opening or bringing back, in seconds.
pub const COUNTDOWN_SECONDS_MAX: u32 = 600;
/// The longest meeting, in minutes: a day.
pub const MEETING_MINUTES_MAX: u32 = 24 * 60;
/// How long a meeting is that does not say, in minutes.
pub const MEETING_MINUTES: u32 = 120;
/// The shortest turn in a go-round, in seconds: long enough to say 'I pass'.
pub const TURN_SECONDS_MIN: u32 = 5;
/// How long the presenter's floor is open for one question, in seconds.
pub const ASK_SECONDS: u32 = 30;
/// People of a small group in a step: more would be a room.
pub const SMALL_GROUP_MAX: u8 = 12;
/// Parts of an agenda: a day's worth.
pub const PARTS_MAX: usize = 30;
/// The shortest part, in seconds.
pub const PART_SECONDS_MIN: u32 = 60;
/// The longest part, in seconds.
pub const PART_SECONDS_MAX: u32 = 4 * 3600;
/// Questions to keynotes in one meeting: two for each of 150 people.
pub const QUESTIONS_MAX: usize = 300;
/// Questions of one person to one keynote.
pub const QUESTIONS_EACH_MAX: usize = 10;
/// A question, in grapheme clusters: it is read aloud.
pub const QUESTION_GRAPHEMES_MAX: usize = 500;
/// Messages of one thread with the facilitators that a snapshot carries; facilitators get all threads.
pub const THREAD_SHOWN_MAX: usize = 50;
/// Fewer people than this in a room and the start-check speaks up.
pub const ROOM_PEOPLE_MIN: usize = 4;
/// What one person can take on: more is a wish.
pub const COMMITMENTS_OF_ONE_MAX: usize = 20;
/// Questions of an exit ticket: whoever is about to leave answers a few.
pub const TICKET_QUESTIONS_MAX: usize = 6;
/// Choices of one of its questions.
pub const TICKET_CHOICES_MAX: usize = 8;
/// The longest answer in words, in grapheme clusters.
pub const TICKET_WORDS_GRAPHEMES_MAX: usize = 500;
/// Fewer answers than this are not shown: they would be somebody's.
pub const TICKET_SHOWN_MIN: usize = 5;
/// How long after its end a meeting still takes commitments and answers of those who were there, in seconds: seven days.
pub const CLOSING_SECONDS: u32 = 7 * 24 * 3600;
/// Faults of a list that are told at once: more are counted.
pub const LIST_FAULTS_SHOWN_MAX: usize = 100;
/// The shortest timer for free work, in seconds.
pub const TIMER_SECONDS_MIN: u32 = 10;
/// The longest one, with what is added to it: as the longest step.
pub const TIMER_SECONDS_MAX: u32 = 4 * 3600;
/// Polls of one meeting: more than one every ten minutes of a long day.
pub const POLLS_MAX: usize = 50;
/// Choices of a poll: as many bars as one sees at once.
pub const POLL_CHOICES_MAX: usize = 12;
/// A poll's question, in grapheme clusters: it is read at a glance.
pub const POLL_QUESTION_GRAPHEMES_MAX: usize = 300;
/// What an end of a scale stands for, in grapheme clusters.
pub const POLL_END_GRAPHEMES_MAX: usize = 60;
/// The highest number of a scale.
pub const POLL_SCALE_MAX: u8 = 10;
/// An answer in one's own words, in grapheme clusters: all of them are read together.
pub const POLL_WORDS_GRAPHEMES_MAX: usize = 200;
/// Cards of the gallery that each person is sent to.
pub const GALLERY_VISITS: usize = 3;
/// What a room takes away, on its card: more would be its notes again.
pub const CARD_TAKEAWAYS_MAX: usize = 3;
/// Each thing that stands on a card, and a response to it, in grapheme clusters.
pub const CARD_GRAPHEMES_MAX: usize = 300;
/// Responses of one person to one card.
pub const CARD_RESPONSES_EACH_MAX: usize = 5;
/// Lines of what a meeting leaves for the next one of its series.
pub const SAID_LINES_MAX: usize = 300;
/// People of a rehearsal where nobody is expected: enough for six rooms.
pub const SIMULATED: u16 = 30;
/// People of a rehearsal: as many as a meeting is made for.
pub const SIMULATED_MAX: u16 = 150;
/// For how long at most a hand that was given the word counts as having it, in seconds: nobody says when they are done.
pub const WORD_SECONDS_MAX: u32 = 180;
/// Command ids a meeting remembers in its state; the store remembers all.
pub const RECENT_COMMANDS_MAX: usize = 2_048;
/// Groups that a meeting keeps under names: more would not be found again.
pub const GROUP_SETS_MAX: usize = 20;
