// Made from the Rust types by `make generate`. Do not edit.

export const WIRE_VERSION = 1;

/**
 * What somebody says about themselves.
 */
export type About = { name?: string | null, organization?: string | null, subject?: string | null, 
/**
 * Their role there.
 */
position?: string | null, pronouns?: string | null, 
/**
 * For facilitators only.
 */
access_needs?: string | null, language?: string | null, };

/**
 * Answer to [`AskAbsent`].
 */
export type Absent = { people: Array<AbsentPerson>, };

/**
 * Somebody who was here: enough to know oneself by.
 */
export type AbsentPerson = { person: PersonId, name: string, organization: string | null, };

/**
 * The parts of the meeting, which runs and which comes next.
 */
export type AgendaView = { parts: Array<PartView>, current: PartId | null, next: PartId | null, 
/**
 * When the current part's time is over. It goes on until another is started.
 */
ends_at: Timestamp | null, 
/**
 * When the meeting was to end, as it stood when the first part began.
 */
promised_end: Timestamp | null, };

/**
 * A facilitator's message.
 */
export type AnnouncementView = { id: MessageId, by: PersonId | null, at: Timestamp, text: string, rooms: Array<RoomId> | null, };

/**
 * What people can be asked about themselves when they join. Name and language always are.
 */
export type Ask = "organization" | "subject" | "position" | "pronouns" | "access_needs";

/**
 * `POST /api/meetings/{id}/absent` with a link's secret as bearer: who was here and is not connected now.
 */
export type AskAbsent = { 
/**
 * Where the meeting has one.
 */
passcode?: string | null, };

/**
 * The presenter's floor, open for one question.
 */
export type Asked = { until_left: Millis, };

/**
 * A question to a keynote's speaker.
 */
export type AskedView = { id: QuestionId, part: PartId, 
/**
 * None where they asked without their name and the reader is no facilitator.
 */
person: PersonId | null, anonymous: boolean, at: Timestamp, text: string, votes: number, mark: QuestionMark, };

/**
 * Where one person goes.
 */
export type Assignment = { person: PersonId, room: RoomId | null, };

/**
 * What people can be told apart by.
 */
export type Attribute = "organization" | "subject" | "position";

/**
 * A board or a notebook (a Yjs document).
 */
export type BoardId = string;

/**
 * How many notes the boards of rooms had a few seconds ago: the answer to `GET /api/meetings/{id}/notes`.
 */
export type BoardNotes = { 
/**
 * Boards of which nobody knows are not there.
 */
boards: { [key in BoardId]: number }, };

/**
 * A section of a board.
 */
export type BoardSectionView = { id: string, name: { [key in string]: string }, };

/**
 * One board of a room. Its notes come over a socket of its own.
 */
export type BoardView = { id: BoardId, room: RoomId, 
/**
 * Its tab's place; the room's first board has 0.
 */
place: number, 
/**
 * None: 'Board' in the reader's language.
 */
name: string | null, 
/**
 * In reading order; a protocol's sections come before them.
 */
sections: Array<BoardSectionView>, 
/**
 * Kept for the record; nobody writes on it.
 */
put_away: boolean, 
/**
 * What its colours stand for.
 */
legend: { [key in string]: string }, 
/**
 * Nobody is told who writes what on it.
 */
nameless: boolean, 
/**
 * Everyone writes on a page of their own until it is revealed.
 */
hidden: boolean, 
/**
 * How many people have such a page now.
 */
writing: number, 
/**
 * The open or the last one.
 */
vote: VoteView | null, 
/**
 * Of the digest: from which room a note is, by what its id begins with.
 */
digest?: { [key in string]: RoomId }, 
/**
 * Which of its notes were copied onto the digest.
 */
copied: Array<string>, };

/**
 * Whether breakout rooms are open.
 */
export type Breakouts = { "state": "closed" } | { "state": "opening", at: Timestamp, } | { "state": "open" } | { "state": "closing", at: Timestamp, };

/**
 * What a presenter brings where it is not a dilemma with a focus question.
 */
export type Brings = { 
/**
 * The heading of the card: `The success`.
 */
name: { [key in string]: string }, 
/**
 * What the line that stays on the screen is called: `The success in a sentence`.
 */
line: { [key in string]: string }, };

/**
 * A wish that is not kept.
 */
export type Broken = { "kind": "together", room: RoomId, like: PersonId, count: number, reason: Reason, } | { "kind": "among", room: RoomId, like: PersonId, others: number, reason: Reason, } | { "kind": "again", room: RoomId, people: [PersonId, PersonId], pairs: number, reason: Reason, };

/**
 * A call for a facilitator.
 */
export type Call = { by: PersonId, at: Timestamp, 
/**
 * The facilitator who is going.
 */
claimed_by: PersonId | null, };

/**
 * A room's card.
 */
export type CardView = { room: RoomId, question: string | null, takeaways: Array<string>, ask: string | null, released: boolean, };

/**
 * A whole slice that replaces what the page had.
 */
export type Change = { "slice": "meeting", meeting: MeetingView, } | { "slice": "person", person: PersonView, } | { "slice": "person_gone", id: PersonId, } | { "slice": "waiting", person: PersonView, } | { "slice": "needs", person: PersonId, needs: string | null, } | { "slice": "preparing", person: PersonId, preparing: PreparationView | null, } | { "slice": "perhaps", perhaps: { [key in PersonId]: PersonId }, } | { "slice": "keys", keys: KeysView, } | { "slice": "groups", groups: GroupsView, } | { "slice": "receipt", person: PersonId, receipt: Moved, } | { "slice": "choice", choice: Array<Seats> | null, } | { "slice": "room", room: RoomView, } | { "slice": "room_gone", id: RoomId, } | { "slice": "detail", room: RoomId, detail: DetailView, } | { "slice": "chat", room: RoomId, message: ChatView, } | { "slice": "board", board: BoardView, } | { "slice": "dots", dots: { [key in BoardId]: { [key in string]: number } }, } | { "slice": "pages", pages: { [key in BoardId]: BoardId }, } | { "slice": "definition", definition: DefinitionView, } | { "slice": "definition_gone", plan: PlanId, } | { "slice": "plan", plan: PlanView, } | { "slice": "announcement", announcement: AnnouncementView, } | { "slice": "agenda", agenda: AgendaView, } | { "slice": "closing", closing: ClosingView, } | { "slice": "ticket_answers", count: number, } | { "slice": "commitment", commitment: CommitmentView, } | { "slice": "commitment_gone", id: CommitmentId, } | { "slice": "talk", talk: TalkRules, } | { "slice": "question", question: AskedView, } | { "slice": "question_gone", id: QuestionId, } | { "slice": "chat_all", message: ChatView, } | { "slice": "thread", person: PersonId, message: ChatView, } | { "slice": "own", own: OwnView, } | { "slice": "said", said: SaidView | null, } | { "slice": "poll", poll: PollView, } | { "slice": "poll_gone", id: PollId, } | { "slice": "poll_results", poll: PollId, results: PollResults, } | { "slice": "gallery", gallery: GalleryView, } | { "slice": "own_gallery", gallery: OwnGallery, } | { "slice": "gallery_desk", cards: Array<DeskCard>, };

/**
 * Where a message stands.
 */
export type ChatPlace = { "room": RoomId } | { "thread": PersonId } | "all";

/**
 * A chat message.
 */
export type ChatView = { id: MessageId, person: PersonId, at: Timestamp, text: string, 
/**
 * By a facilitator; the text is gone.
 */
deleted: boolean, };

/**
 * What a browser may say. The first message is `hello`, within five seconds.
 */
export type ClientMessage = { "type": "hello", version: number, secret: string, 
/**
 * The last thing that was seen.
 */
resume?: Position, } | { "type": "command", command_id: CommandId, command: Command, } | { "type": "ticket", board: BoardId, } | { "type": "time", sent: number, } | { "type": "react", sign: Sign, };

/**
 * A turn in a protocol with one client after the other.
 */
export type ClientView = { 
/**
 * None: all who were here had been client.
 */
person: PersonId | null, 
/**
 * They agreed that the room's notes go further than the room.
 */
agreed: boolean, };

/**
 * The clock of a step (or of the gathering).
 */
export type Clock = { "state": "running", ends_at: Timestamp, } | { "state": "paused", left: Millis, since: Timestamp, } | { "state": "held", left: Millis, since: Timestamp, until: Timestamp, } | { "state": "waiting", since: Timestamp, } | { "state": "finished" };

/**
 * The closing page.
 */
export type ClosingView = { 
/**
 * What is asked at the end.
 */
ticket: TicketView | null, 
/**
 * Opened by a facilitator while the meeting goes on.
 */
open: boolean, 
/**
 * When the meeting has ended: until when those who were there may still answer and promise.
 */
closes_at: Timestamp | null, };

/**
 * The coarse codes of the wire.
 */
export type Code = "bad_message" | "forbidden" | "conflict" | "not_found" | "too_large" | "rate_limited" | "bad_update" | "read_only" | "unavailable";

/**
 * Answer to `POST /api/codes`: a fresh join link.
 */
export type CodeFound = { join_url: string, };

/**
 * What a person may ask. Unknown fields are ignored: who asks, and when, come from the server.
 */
export type Command = { "type": "describe" } & About | { "type": "arrive", room: RoomId, } | { "type": "raise_hand", } | { "type": "lower_hand", person: PersonId | null, called: boolean, } | { "type": "next_hand", room: RoomId, person: PersonId | null, } | { "type": "say", text: string, } | { "type": "call_for_help", } | { "type": "claim_help", room: RoomId, } | { "type": "close_help", room: RoomId, } | { "type": "offer_to_present", offered: boolean, } | { "type": "set_dilemma", room: RoomId, title: string | null, overview?: string | null, focus_question: string | null, restated_question: string | null, links: Array<string> | null, } | { "type": "agree_sharing", room: RoomId, level: SharingLevel, } | { "type": "retitle", title: string, } | { "type": "set_schedule" } & ScheduleWish | { "type": "set_asks", asks: Array<Ask>, } | { "type": "set_door", lobby: boolean | null, locked: boolean | null, } | { "type": "set_passcode", passcode: string | null, } | { "type": "admit", people: Array<PersonId> | null, } | { "type": "create_rooms", count: number, } | { "type": "remove_room", room: RoomId, } | { "type": "name_room", room: RoomId, name: string | null, } | { "type": "set_voice", links: Array<VoiceLink>, } | { "type": "assign", people: Array<Assignment>, } | { "type": "assign_randomly", size: number, } | { "type": "make_groups", size: number, rule: GroupRule, 
/**
 * Rather not with those with whom they were in a room before.
 */
apart: boolean, 
/**
 * Also who is expected and has not come yet: they keep that place as they come.
 */
expected?: boolean, } | { "type": "pin", people: Array<PersonId>, pinned: boolean, } | { "type": "swap", a: PersonId, b: PersonId, } | { "type": "even_out", } | { "type": "merge_rooms", from: RoomId, into: RoomId, } | { "type": "reopen_room", room: RoomId, } | { "type": "send_again", person: PersonId, } | { "type": "open_choice", rooms: Array<Seats>, } | { "type": "close_choice", } | { "type": "choose", room: RoomId | null, } | { "type": "save_groups", name: string, } | { "type": "rename_groups", set: GroupSetId, name: string, } | { "type": "use_groups", set: GroupSetId, } | { "type": "delete_groups", set: GroupSetId, } | { "type": "visit", room: RoomId, } | { "type": "end_visit", } | { "type": "open_rooms", in_seconds: number, } | { "type": "bring_back", in_seconds: number, } | { "type": "cancel_countdown", } | { "type": "move", people: Array<PersonId>, room: RoomId, } | { "type": "enter_room", room: RoomId, } | { "type": "announce", rooms: Array<RoomId> | null, text: string, } | { "type": "set_room_facilitator", person: PersonId, room: RoomId | null, } | { "type": "set_late_arrivals", place: boolean, } | { "type": "start_round", rooms: Array<RoomId> | null, protocol: ProtocolChoice, 
/**
 * Lengths in whole seconds instead of the definition's, one for each step.
 */
seconds: Array<number> | null, 
/**
 * How rooms go through it together; none: flexible.
 */
pace?: Pace, } | { "type": "begin", on: Target, } | { "type": "next_step", on: Target, } | { "type": "back_step", on: Target, } | { "type": "pause", on: Target, } | { "type": "resume", on: Target, } | { "type": "add_seconds", on: Target, seconds: number, } | { "type": "hold", room: RoomId, } | { "type": "release", room: RoomId, } | { "type": "stop_round", on: Target, } | { "type": "set_presenter", room: RoomId, person: PersonId | null, } | { "type": "pass_turn", room: RoomId, person: PersonId, } | { "type": "end_turn", room: RoomId, person: PersonId, } | { "type": "ask_presenter", room: RoomId, } | { "type": "let_in", room: RoomId, person: PersonId, } | { "type": "prepare" } & Prepare | { "type": "wait_for_presenter", room: RoomId, } | { "type": "wait_for_facilitator", room: RoomId, } | { "type": "other_dilemma", room: RoomId, person: PersonId, } | { "type": "part_room", room: RoomId, } | { "type": "take_notes", taken: boolean, } | { "type": "add_parts", parts: Array<PartWish>, before: PartId | null, } | { "type": "edit_part", part: PartId, wish: PartWish, } | { "type": "move_part", part: PartId, before: PartId | null, } | { "type": "remove_part", part: PartId, } | { "type": "set_part_lengths", lengths: Array<PartLength>, } | { "type": "shorten_parts", } | { "type": "start_part", part: PartId, } | { "type": "undo_part", part: PartId, } | { "type": "end_part", part: PartId, } | { "type": "add_board", room: RoomId, name: string, sections: Array<SectionWish>, 
/**
 * Nobody, facilitators included, is told who writes what on it.
 */
hide_authors: boolean, } | { "type": "name_board", board: BoardId, name: string | null, } | { "type": "set_board_sections", board: BoardId, sections: Array<SectionWish>, } | { "type": "put_away_board", board: BoardId, away: boolean, } | { "type": "set_board_legend", board: BoardId, legend: { [key in string]: string }, } | { "type": "hide_board", board: BoardId, } | { "type": "reveal_board", board: BoardId, } | { "type": "open_hidden_page", board: BoardId, } | { "type": "open_vote", board: BoardId, dots: number, per_note: number, hidden: boolean, } | { "type": "close_vote", board: BoardId, } | { "type": "place_dot", board: BoardId, note: string, } | { "type": "take_dot", board: BoardId, note: string, } | { "type": "ask_question", text: string, 
/**
 * Others are not told who asks; where the facilitators allow it.
 */
anonymous: boolean, } | { "type": "vote_question", question: QuestionId, up: boolean, } | { "type": "mark_question", question: QuestionId, mark: QuestionMark, } | { "type": "say_to_facilitators", text: string, person: PersonId | null, } | { "type": "say_to_all", text: string, } | { "type": "delete_message", place: ChatPlace, message: MessageId, } | { "type": "set_talk" } & TalkWish | { "type": "remove_person", person: PersonId, } | { "type": "end_meeting", } | { "type": "set_role", person: PersonId, role: Role, supports: PersonId | null, } | { "type": "recognize", person: PersonId, expected?: PersonId | null, } | { "type": "tell_apart", person: PersonId, expected: PersonId, } | { "type": "rename", person: PersonId, name: string | null, organization: string | null, } | { "type": "open_closing", open: boolean, } | { "type": "set_ticket", ticket: TicketWish | null, } | { "type": "answer_ticket", answers: Array<TicketAnswer | null>, } | { "type": "gallery" } & GalleryAct | { "type": "copy_to_digest", board: BoardId, notes: Array<DigestNote>, } | { "type": "make_commitment", text: string, due: string | null, shared: boolean, room: RoomId | null, } | { "type": "change_commitment", commitment: CommitmentId, text: string | null, due: string | null, shared: boolean | null, done: boolean | null, } | { "type": "take_away_commitment", commitment: CommitmentId, } | { "type": "poll" } & PollCommand | { "type": "timer" } & TimerCommand | { "type": "said" } & SaidCommand;

/**
 * Made by the client; a command sent twice with one id is done once.
 */
export type CommandId = string;

/**
 * What somebody takes on at the end of a meeting.
 */
export type CommitmentId = string;

/**
 * What somebody takes on.
 */
export type CommitmentView = { id: CommitmentId, 
/**
 * Whose it is.
 */
person: PersonId, 
/**
 * They wrote it for this room.
 */
room: RoomId | null, text: string, 
/**
 * By when: `2026-12-03`.
 */
due: string | null, 
/**
 * The meeting may know of it; else the facilitators alone (and who is in its room).
 */
shared: boolean, done: boolean, made_at: Timestamp, };

/**
 * `POST /api/meetings`
 */
export type CreateMeeting = { title: string, 
/**
 * `en` or `es`; `en` when absent.
 */
language: string | null, 
/**
 * When it is to be.
 */
schedule: ScheduleWish | null, };

/**
 * A method of meeting: steps in order.
 */
export type Definition = { 
/**
 * Lower-case letters, digits and hyphens, e.g. `consultancy-50`.
 */
id: string, 
/**
 * Counts up when the file changes.
 */
version: number, 
/**
 * What people call it.
 */
name: { [key in string]: string }, 
/**
 * One sentence that helps to choose it.
 */
about: { [key in string]: string }, 
/**
 * Where the method comes from, in English.
 */
credit: string, 
/**
 * The same in other languages.
 */
credit_in?: { [key in string]: string }, 
/**
 * How many people a room of it is good for.
 */
people?: Size, 
/**
 * Whether someone presents.
 */
presenter: boolean, 
/**
 * What they bring where it is not a dilemma.
 */
brings?: Brings, 
/**
 * Steps that are done once for each person of a room, who presents then.
 */
repeat?: Repeat, 
/**
 * Sections of the board, in reading order.
 */
sections: Array<Section>, 
/**
 * What happens, in order.
 */
steps: Array<Step>, };

/**
 * A protocol as it was when the plan started.
 */
export type DefinitionView = { plan: PlanId, definition: Definition, 
/**
 * Planned seconds per step.
 */
planned: Array<number>, };

/**
 * For facilitators: how far each card is.
 */
export type DeskCard = { card: CardView, 
/**
 * How many are sent to it, and how many have looked.
 */
sent: number, seen: number, responses: number, 
/**
 * Who releases it; none: a facilitator does.
 */
releases: PersonId | null, };

/**
 * A room as its people and the facilitators see it.
 */
export type DetailView = { board: BoardId, 
/**
 * An https or tel link.
 */
voice: string | null, sharing: SharingLevel, dilemma: DilemmaView, round: RoundView | null, hands: Array<Hand>, 
/**
 * Of these, who was told that they are next.
 */
next_hand?: PersonId, call: Call | null, 
/**
 * What each kind of reader may do now; pick one's own with [`Reader`].
 */
rights: { [key in Reader]?: Rights }, note_taker?: PersonId, 
/**
 * The sections of the board now: those of the running or last round. Empty: one unnamed section.
 */
plan_of_sections: PlanId | null, 
/**
 * Who speaks in the keynote that runs; they read the room as `speaker`.
 */
speaker?: PersonId, 
/**
 * The timer for free work; none while a round is under way.
 */
timer?: TimerView, };

/**
 * A note to be copied.
 */
export type DigestNote = { 
/**
 * Its id on the board where it is.
 */
id: string, };

/**
 * The dilemma card.
 */
export type DilemmaView = { title: string | null, overview: string | null, focus_question: string | null, restated_question: string | null, links: Array<string>, };

/**
 * Answer to `GET /api/meetings/{id}/door` with a link's secret as bearer: what the join page shows.
 */
export type Door = { id: MeetingId, title: string, language: string, link: LinkKind, 
/**
 * Names of the facilitators.
 */
facilitators: Array<string>, 
/**
 * People who are there now.
 */
people_here: number, rooms_open: boolean, schedule: Schedule | null, 
/**
 * What to ask whoever joins.
 */
asks: Array<Ask>, 
/**
 * Whoever joins waits until a facilitator lets them in.
 */
lobby: boolean, locked: boolean, has_passcode: boolean, ended: boolean, 
/**
 * For the facilitator link only.
 */
join_code?: string | null, 
/**
 * Who comes by this link, where it is one person's.
 */
you?: AbsentPerson, 
/**
 * What the link is called in the list of links; none for a person's own secret.
 */
link_name?: string | null, };

/**
 * `POST /api/codes`
 */
export type EnterCode = { code: string, };

/**
 * A no, in a stable form.
 */
export type ErrorMessage = { 
/**
 * None when the message could not be read so far.
 */
command_id?: CommandId | null, 
/**
 * The board whose ticket was asked for.
 */
board?: BoardId | null, code: Code, 
/**
 * Why, where the meeting itself said no.
 */
reason?: Refusal | null, 
/**
 * For people, in English; pages use `code` and `reason`.
 */
message: string, retry_after_ms?: number | null, };

/**
 * What somebody is to be. Nobody becomes a facilitator by a list.
 */
export type ExpectedKind = "participant" | "room_facilitator" | "observer" | "access_support";

/**
 * People and rooms as a facilitator brings them.
 */
export type ExpectedList = { people: Array<ExpectedPerson>, rooms: Array<ExpectedRoom>, };

/**
 * One row of people.
 */
export type ExpectedPerson = { 
/**
 * Where it stands in their file, for what is said about it.
 */
row: number, 
/**
 * A room by its name or number; one that is not there yet is made.
 */
room?: string | null, kind: ExpectedKind, 
/**
 * There is somebody else of this name and organization, and they know.
 */
namesake: boolean, name?: string | null, organization?: string | null, subject?: string | null, 
/**
 * Their role there.
 */
position?: string | null, pronouns?: string | null, 
/**
 * For facilitators only.
 */
access_needs?: string | null, language?: string | null, };

/**
 * One row of rooms.
 */
export type ExpectedRoom = { 
/**
 * Where it stands in their file.
 */
row: number, name: string, 
/**
 * An https or tel link.
 */
voice?: string | null, };

/**
 * Who may speak (and chat) in a step. Facilitators always may.
 */
export type Floor = "nobody" | "facilitator" | "presenter" | "ask" | "group" | "everyone" | "go_round" | "pairs";

/**
 * What is asked about the gallery.
 */
export type GalleryAct = { "act": "set_phase", phase: GalleryPhase, } | { "act": "write_card", room: RoomId, question?: string | null, 
/**
 * All of them.
 */
takeaways?: Array<string> | null, ask?: string | null, } | { "act": "release_card", room: RoomId, released: boolean, } | { "act": "see_card", room: RoomId, } | { "act": "respond", room: RoomId, text: string, };

/**
 * How far the gallery is.
 */
export type GalleryPhase = "closed" | "writing" | "open";

/**
 * What everybody sees.
 */
export type GalleryView = { phase: GalleryPhase, 
/**
 * Those that were released, while the gallery is open.
 */
cards: Array<CardView>, };

/**
 * How groups are made.
 */
export type GroupRule = { "rule": "random" } | { "rule": "mixed", by: Attribute, } | { "rule": "alike", by: Attribute, } | { "rule": "language" };

/**
 * Groups that were kept under a name.
 */
export type GroupSetId = string;

/**
 * Groups that were kept under a name.
 */
export type GroupSetView = { id: GroupSetId, name: string, people: Array<Assignment>, };

/**
 * The rule that is in force: late arrivals are placed by it.
 */
export type Grouping = { rule: GroupRule, 
/**
 * Not the same people again.
 */
apart: boolean, 
/**
 * About how many in a group.
 */
size: number, at: Timestamp, };

/**
 * The rule that groups were made by, and what of it is not kept.
 */
export type GroupsView = { grouping: Grouping | null, broken: Array<Broken>, 
/**
 * Groups that were kept under a name, the oldest first.
 */
sets: Array<GroupSetView>, };

/**
 * A raised hand.
 */
export type Hand = { person: PersonId, at: Timestamp, };

/**
 * Who gets the word first of those whose hand is up.
 */
export type HandOrder = "least" | "raised";

/**
 * The body of every HTTP error: `{"error": {...}}`.
 */
export type HttpError = { error: HttpErrorBody, };

/**
 * A no over HTTP, in a stable form.
 */
export type HttpErrorBody = { 
/**
 * A stable name, e.g. `not_found`, `origin_not_allowed`, `token_in_query`.
 */
code: string, reason?: Refusal | null, 
/**
 * For people, in English.
 */
message: string, };

/**
 * `POST /api/meetings/{id}/people` with a link's secret as bearer. The browser makes `secret` (at least 128 random
 * bits, base64url, 22 to 128 characters) and keeps it: it is who they are from now on. Sent twice, it is one person.
 */
export type Join = { secret: string, 
/**
 * Where the meeting has one.
 */
passcode?: string | null, 
/**
 * They were here before, on another device, as this person; a facilitator confirms. The rest they said then.
 */
claims?: PersonId | null, name?: string | null, organization?: string | null, subject?: string | null, 
/**
 * Their role there.
 */
position?: string | null, pronouns?: string | null, 
/**
 * For facilitators only.
 */
access_needs?: string | null, language?: string | null, };

/**
 * Answer to `POST /api/meetings/{id}/links` with a facilitator's secret as bearer: a fresh link (links are hashed
 * at rest, so an old one cannot be shown again; it stays good).
 */
export type JoinLink = { join_url: string, 
/**
 * What it is called in the list of links.
 */
link: string, 
/**
 * The new code to say aloud, where the join link was replaced.
 */
join_code?: string, };

/**
 * Answer to a join, status 201 (200 when this secret had joined before).
 */
export type Joined = { meeting: MeetingId, person: PersonId, };

/**
 * What opens the door.
 */
export type KeysView = { passcode: string | null, 
/**
 * When links were last made or taken back.
 */
links_changed_at?: Timestamp, };

/**
 * Answer to `GET /api/protocols`: the library.
 */
export type Library = { protocols: Array<Definition>, };

/**
 * What a link lets one be.
 */
export type LinkKind = "facilitator" | "join" | "observer" | "access_support" | "personal";

/**
 * One link, without its secret: links are hashed at rest.
 */
export type LinkView = { 
/**
 * What it is called, for `DELETE /api/meetings/{id}/links/{link}`.
 */
link: string, kind: LinkKind, made_at: Timestamp | null, };

/**
 * Answer to `GET /api/meetings/{id}/links` with a facilitator's secret as bearer: the links that open the meeting, join links
 * apart.
 */
export type Links = { links: Array<LinkView>, };

/**
 * Answer to `POST /api/meetings/{id}/expected/check` with an [`ExpectedList`] and a facilitator's own secret as bearer, and (201) to
 * the same on `/expected`, which does it. One with faults does nothing and comes with status 422 there.
 */
export type ListAnswer = { 
/**
 * What is wrong, by table and row, the first hundred.
 */
faults: Array<ListFault>, 
/**
 * How many more there are.
 */
more_faults: number, 
/**
 * How many people are added.
 */
people: number, 
/**
 * Rows of people who are in the meeting or on its list already.
 */
known: Array<number>, 
/**
 * Rooms that are made: names, or numbers where only a number was said.
 */
rooms: Array<string>, };

/**
 * Something of a list that cannot be taken.
 */
export type ListFault = { table: ListTable, row: number, field: ListField, fault: ListFaultKind, 
/**
 * The other of two rows that say the same.
 */
other_row?: number, };

/**
 * What is wrong with a field.
 */
export type ListFaultKind = "missing" | "too_long" | "hidden" | "twice" | "bad_language" | "bad_link" | "merged_room" | "too_many_people" | "too_many_rooms";

/**
 * A column of a list.
 */
export type ListField = "name" | "organization" | "subject" | "position" | "pronouns" | "access_needs" | "language" | "room" | "kind" | "voice";

export type ListTable = "people" | "rooms";

/**
 * How the bus between instances stands at the one that answers.
 */
export type LiveBus = "none" | "up" | "not_yet" | "away" | "password" | "forbidden" | "too_old" | "tls" | "refuses" | "deaf" | "replica";

/**
 * One instance, for operators.
 */
export type LiveInstance = { 
/**
 * Until it is started again.
 */
id: string, 
/**
 * Meetings that it holds.
 */
meetings: number, 
/**
 * People with a connection to it, each once for each meeting.
 */
connected: number, };

/**
 * One live meeting, for operators.
 */
export type LiveMeeting = { id: MeetingId, created_at: Timestamp, ended_at: Timestamp | null, breakouts: Breakouts, 
/**
 * Everyone who joined and was not removed.
 */
people: number, 
/**
 * People with a connection to any instance.
 */
connected: number, 
/**
 * At the instance that answers.
 */
commands_last_minute: number, 
/**
 * The last entry of the journal.
 */
seq: number, 
/**
 * By number; the main room is 0.
 */
rooms: Array<LiveRoom>, 
/**
 * Rounds that are not over.
 */
rounds: Array<LiveRound>, };

/**
 * Answer to `GET /api/operator/meetings` with the operator's token as bearer. Ids and numbers only: no title, no name.
 */
export type LiveMeetings = { now: Timestamp, 
/**
 * Meetings that an instance holds.
 */
meetings: Array<LiveMeeting>, 
/**
 * The instances that live on this store, the one that answers first.
 */
instances: Array<LiveInstance>, bus: LiveBus, };

/**
 * One room of a live meeting, for operators.
 */
export type LiveRoom = { id: RoomId, number: number, 
/**
 * People who should be in it and are here.
 */
people_here: number, hands: number, 
/**
 * The room has called for a facilitator and nobody goes yet.
 */
calls: boolean, };

/**
 * A round that is not over, for operators.
 */
export type LiveRound = { room: RoomId, plan: PlanId, 
/**
 * Id of the consultancy protocol, e.g. `consultancy-50`.
 */
protocol: string, timeline: Timeline, 
/**
 * Somebody presents and is here.
 */
has_presenter: boolean, };

/**
 * Who speaks and writes in the main room while no round runs there.
 */
export type MainFloor = "open" | "facilitators";

/**
 * `POST /api/meetings/{id}/links`: what the link is for.
 */
export type MakeLink = { kind: LinkKind, 
/**
 * In place of all links of this kind, which open nothing any more; for `join` there is a new code too.
 */
replace: boolean, };

/**
 * `POST /api/meetings/{id}/personal-links` with a facilitator's own secret as bearer: links by which these people come in without
 * being asked who they are. Earlier ones stay good, unless `replace`.
 */
export type MakePersonalLinks = { people: Array<PersonId>, 
/**
 * Earlier links of these people open nothing any more.
 */
replace: boolean, 
/**
 * With `replace`: there are no new ones.
 */
take_back: boolean, };

/**
 * `POST /api/meetings/{id}/commitments`: answered with [`OwnCommitments`] once the journal has it. The same id twice is done once.
 */
export type MarkCommitment = { command_id: CommandId, commitment: CommitmentId, done: boolean, };

/**
 * Who the reader is. The rest about them is in `people`.
 */
export type Me = { person: PersonId, 
/**
 * The board id of one's private notebook.
 */
notebook: BoardId, 
/**
 * What one said one needs; facilitators see it too, nobody else.
 */
access_needs: string | null, 
/**
 * One has answered the exit ticket.
 */
ticket_answered: boolean, };

/**
 * Answer to `POST /api/meetings`, status 201.
 */
export type MeetingCreated = { id: MeetingId, 
/**
 * `{public}/m/{id}#f.SECRET`
 */
facilitator_url: string, 
/**
 * `{public}/m/{id}#j.SECRET`
 */
join_url: string, 
/**
 * Can be said aloud; `POST /api/codes` gives the join link for it.
 */
join_code: string, };

/**
 * One live convening.
 */
export type MeetingId = string;

/**
 * A record. Its JSON form is this struct; times are RFC 3339 in UTC, lengths are seconds.
 */
export type MeetingRecord = { 
/**
 * [`RECORD_VERSION`]
 */
version: number, meeting: RecordMeeting, 
/**
 * Whom it was made for; none: the facilitators, or whoever has the record's link.
 */
made_for: Named | null, 
/**
 * For whoever has the record's link: who came, in numbers.
 */
came?: RecordCame, 
/**
 * In the order in which they came; nobody in what is shared by a link.
 */
people: Array<RecordPerson>, 
/**
 * The parts in order; empty where there was no agenda.
 */
agenda: Array<RecordPart>, 
/**
 * Messages to everyone, where the chat was kept.
 */
chat_to_all: Array<RecordMessage>, 
/**
 * In the order in which they were opened.
 */
polls: Array<RecordPoll>, 
/**
 * By number; the main room is 0.
 */
rooms: Array<RecordRoom>, 
/**
 * For facilitators: the exit ticket, once it was asked.
 */
exit_ticket: RecordTicket | null, 
/**
 * What people take on, in the order in which they wrote it.
 */
commitments: Array<RecordCommitment>, };

/**
 * The meeting itself.
 */
export type MeetingView = { id: MeetingId, title: string, language: string, created_at: Timestamp, 
/**
 * It is a rehearsal of that meeting.
 */
rehearsal_of?: MeetingId, schedule: Schedule | null, 
/**
 * What people are asked when they join.
 */
asks: Array<Ask>, lobby: boolean, locked: boolean, has_passcode: boolean, ended_at: Timestamp | null, main_room: RoomId, breakouts: Breakouts, place_late: boolean, };

/**
 * A chat message or a message to rooms.
 */
export type MessageId = string;

/**
 * A signed length of time in milliseconds.
 */
export type Millis = number;

/**
 * Who moved somebody, when, and whether their page has arrived.
 */
export type Moved = { from: RoomId, to: RoomId, 
/**
 * None: the meeting itself, as rooms opened or closed.
 */
by: PersonId | null, at: Timestamp, arrived_at: Timestamp | null, };

/**
 * Someone by name. The name is empty where it was erased.
 */
export type Named = { id: PersonId, name: string, };

/**
 * The answers of one organization's people.
 */
export type OrganizationResult = { answers: number, questions: Array<QuestionResult>, };

/**
 * Answer to `GET /api/meetings/{id}/commitments` with a person's secret as bearer.
 */
export type OwnCommitments = { 
/**
 * What they took on, in the order in which they wrote it.
 */
commitments: Array<CommitmentView>, };

/**
 * What is for one reader alone.
 */
export type OwnGallery = { 
/**
 * The cards to visit, in order.
 */
sent: Array<RoomId>, seen: Array<RoomId>, 
/**
 * Their room's card, once something stands on it.
 */
card: CardView | null, 
/**
 * Who releases it; none: a facilitator does.
 */
releases: PersonId | null, 
/**
 * What others left on it, and what the reader left on others.
 */
responses: Array<ResponseView>, };

/**
 * What only the reader is sent.
 */
export type OwnView = { 
/**
 * Questions that one asked, with or without one's name.
 */
asked: Array<QuestionId>, 
/**
 * Questions that one voted for.
 */
votes: Array<QuestionId>, 
/**
 * What one answered, to anonymous polls while these are open.
 */
answers: { [key in PollId]: PollAnswer }, };

/**
 * How rooms go through a plan.
 */
export type Pace = "together" | "flexible" | "own";

/**
 * A part of the agenda.
 */
export type PartId = string;

/**
 * What happens in a part.
 */
export type PartKind = "welcome" | "keynote" | "breakout" | "consultancy" | "gallery" | "discussion" | "closing";

/**
 * Another length for one part.
 */
export type PartLength = { part: PartId, seconds: number, };

/**
 * A part.
 */
export type PartView = { id: PartId, kind: PartKind, 
/**
 * Its own title; none: what the kind is called, in the reader's language.
 */
title: string | null, 
/**
 * Seconds as planned before the meeting.
 */
planned: number, 
/**
 * Seconds as it is to be now.
 */
seconds: number, 
/**
 * Who speaks in a keynote: somebody in the meeting, or a name.
 */
speaker: PersonId | null, speaker_name: string | null, 
/**
 * https links.
 */
slides: string | null, captions: string | null, 
/**
 * When it was started (the last time); none: not yet.
 */
started_at: Timestamp | null, ended_at: Timestamp | null, };

/**
 * A part as somebody wants it.
 */
export type PartWish = { kind: PartKind, 
/**
 * None: what the kind is called.
 */
title?: string | null, seconds: number, 
/**
 * Who speaks in a keynote: somebody in the meeting, or a name.
 */
speaker?: PersonId | null, speaker_name?: string | null, 
/**
 * https links.
 */
slides?: string | null, captions?: string | null, };

/**
 * Someone in a meeting.
 */
export type PersonId = string;

/**
 * Someone.
 */
export type PersonView = { id: PersonId, name: string, organization: string | null, 
/**
 * Their role there.
 */
position: string | null, subject: string | null, pronouns: string | null, language: string, role: Role, 
/**
 * Where they should be.
 */
room: RoomId, 
/**
 * Their page shows it.
 */
arrived: boolean, 
/**
 * Where they go when rooms open.
 */
assigned: RoomId | null, facilitates: RoomId | null, 
/**
 * Connected, or dropped only just now.
 */
here: boolean, here_since: Timestamp, joined_at: Timestamp, 
/**
 * In the lobby.
 */
waiting: boolean, 
/**
 * Not where they should be, or without a room while rooms are open: someone should place them.
 */
between_rooms: boolean, 
/**
 * Access support: with whom they go.
 */
supports?: PersonId, 
/**
 * Why they are assigned to their room.
 */
why?: Why, 
/**
 * They keep their room when groups are made.
 */
pinned?: boolean, 
/**
 * A facilitator who looks in quietly: where they came from.
 */
visiting?: RoomId, 
/**
 * In the lobby: says that they are this person, who was here before.
 */
claims?: PersonId, 
/**
 * For facilitators: on the list, and has not come yet.
 */
expected?: boolean, 
/**
 * Nobody real: in rehearsals only.
 */
simulated?: boolean, };

/**
 * A person's link, shown this once: links are hashed at rest.
 */
export type PersonalLink = { person: PersonId, 
/**
 * `{public}/m/{id}#p.SECRET`
 */
url: string, };

/**
 * Answer to [`MakePersonalLinks`], in its order.
 */
export type PersonalLinks = { links: Array<PersonalLink>, };

/**
 * The shared plan of rounds that were started together.
 */
export type PlanId = string;

/**
 * The schedule that rooms in step follow.
 */
export type PlanView = { id: PlanId, timeline: Timeline, started_at: Timestamp, begun_at: Timestamp | null, 
/**
 * Rooms whose current round is on it.
 */
rooms: Array<RoomId>, ends_at: Timestamp | null, 
/**
 * None: flexible.
 */
pace?: Pace, };

/**
 * What somebody answers.
 */
export type PollAnswer = { "choices": Array<number> } | { "scale": number } | { "words": string };

/**
 * What a person may ask about polls.
 */
export type PollCommand = { "what": "make", form: PollWish, } | { "what": "edit", poll: PollId, form: PollWish, } | { "what": "delete", poll: PollId, } | { "what": "open", poll: PollId, } | { "what": "close", poll: PollId, } | { "what": "show", poll: PollId, show: PollShow, } | { "what": "answer", poll: PollId, answer: PollAnswer, };

/**
 * A question that facilitators ask everyone.
 */
export type PollId = string;

/**
 * How a poll is answered.
 */
export type PollKind = "single" | "multiple" | "scale" | "words";

/**
 * What may be shown of the answers.
 */
export type PollResults = { 
/**
 * How many have answered.
 */
answered: number, 
/**
 * Fewer than five answered an anonymous poll: nothing more is shown.
 */
hidden: boolean, 
/**
 * How many chose each: the choices in their order, or the numbers of the scale.
 */
counts: Array<number>, 
/**
 * In the order of the alphabet, not of time.
 */
words: Array<string>, };

/**
 * The numbers between two ends.
 */
export type PollScaleView = { from: number, to: number, low: string | null, high: string | null, };

/**
 * A scale as it is asked for.
 */
export type PollScaleWish = { from: number, to: number, 
/**
 * What the ends stand for; may be empty.
 */
low: string, high: string, };

/**
 * To whom results are shown. Facilitators always see them.
 */
export type PollShow = "live" | "end" | "never";

/**
 * A poll.
 */
export type PollView = { id: PollId, kind: PollKind, text: string, choices: Array<string>, scale: PollScaleView | null, anonymous: boolean, show: PollShow, opened_at: Timestamp | null, closed_at: Timestamp | null, 
/**
 * The reader is sent its results.
 */
shown: boolean, };

/**
 * A poll as it is asked for.
 */
export type PollWish = { kind: PollKind, text: string, 
/**
 * What can be chosen, where one chooses.
 */
choices: Array<string>, 
/**
 * Where it is one; from 1 to 5 where it does not say.
 */
scale?: PollScaleWish | null, anonymous: boolean, show: PollShow, };

/**
 * A place in the journal: sequence number and the hash of its chain, in hex.
 */
export type Position = { seq: number, hash: string, };

/**
 * Answer to `GET /api/meetings/{id}/preparation` with a personal link's secret, or a person's own, as bearer: what somebody needs to
 * prepare what they will present. Looking is not coming.
 */
export type PreparationPage = { id: MeetingId, title: string, language: string, schedule: Schedule | null, 
/**
 * Names.
 */
facilitators: Array<string>, ended: boolean, 
/**
 * Who they are.
 */
person: PersonId, name: string, 
/**
 * Where they will present, as far as that is known.
 */
room: PreparationRoom | null, 
/**
 * None: nobody asks them to prepare (any more).
 */
own: Prepared | null, };

/**
 * A room, to somebody who is not in the meeting.
 */
export type PreparationRoom = { number: number, name: string | null, };

/**
 * Somebody who was asked to prepare; what they write is theirs.
 */
export type PreparationView = { asked_at: Timestamp, protocol: string | null, 
/**
 * They say that they are ready.
 */
ready: boolean, 
/**
 * None: they have not written yet.
 */
written_at: Timestamp | null, };

/**
 * What may be asked about it.
 */
export type Prepare = { "what": "ask", person: PersonId, asked: boolean, 
/**
 * A protocol of the library, so that they see what is asked of them.
 */
protocol?: string | null, } | { "what": "write" } & PreparedWords | { "what": "ready", ready: boolean, };

/**
 * What somebody has prepared.
 */
export type Prepared = { 
/**
 * A protocol of the library.
 */
protocol: string | null, ready: boolean, 
/**
 * To be named by what is written next.
 */
revision: number, title: string, overview: string, focus_question: string, links: Array<string>, };

/**
 * What somebody writes while they prepare.
 */
export type PreparedWords = { 
/**
 * What they had before them: when somebody wrote since, on another device say, it is refused.
 */
after: number, title?: string | null, overview?: string | null, focus_question?: string | null, links?: Array<string> | null, };

/**
 * What each kind of reader is asked to do in a step.
 */
export type Prompts = { 
/**
 * For the presenter; may be empty where there is none.
 */
presenter: { [key in string]: string }, 
/**
 * For the group.
 */
group: { [key in string]: string }, 
/**
 * For facilitators: what to watch.
 */
facilitator: { [key in string]: string }, 
/**
 * Words a facilitator may say.
 */
say: { [key in string]: string }, 
/**
 * Words that lead back, e.g. "that sounds like advice; hold it for step 4".
 */
redirect: { [key in string]: string }, };

/**
 * A consultancy protocol of the library, or one's own.
 */
export type ProtocolChoice = { "library": string } | { "own": Definition };

/**
 * A question to a keynote's speaker.
 */
export type QuestionId = string;

/**
 * How a question is answered.
 */
export type QuestionKind = "scale" | "choice" | "words";

/**
 * How far a question has come.
 */
export type QuestionMark = "open" | "now" | "answered" | "hidden";

/**
 * The answers to one question.
 */
export type QuestionResult = { 
/**
 * How many answered it.
 */
answered: number, 
/**
 * Fewer than five answered it: nothing more is shown.
 */
hidden: boolean, 
/**
 * How many chose each: 1 to 5, or the choices in their order.
 */
counts: Array<number>, 
/**
 * In the order of the alphabet, not of time.
 */
words: Array<string>, };

/**
 * One of its questions.
 */
export type QuestionView = { kind: QuestionKind, text: string, choices: Array<string>, };

/**
 * One of its questions.
 */
export type QuestionWish = { kind: QuestionKind, text: string, 
/**
 * What can be chosen, where one chooses.
 */
choices: Array<string>, };

/**
 * How someone reads a room: rights hang on this, not on the person.
 */
export type Reader = "facilitator" | "presenter" | "group" | "speaker" | "newcomer" | "observer" | "access_support";

/**
 * Why a wish is not kept.
 */
export type Reason = { "kind": "more_than_rooms", people: number, rooms: number, } | { "kind": "fixed" } | { "kind": "no_swap" } | { "kind": "swap", person: PersonId, other: PersonId, };

/**
 * What one person answered, in words.
 */
export type RecordAnswers = { person: Named, 
/**
 * One for each question; empty where it was left out.
 */
answers: Array<string>, };

/**
 * A question to a keynote's speaker.
 */
export type RecordAsked = { text: string, votes: number, answered: boolean, 
/**
 * None: asked without a name. That holds in every record.
 */
asked_by: Named | null, };

/**
 * One more board of a room.
 */
export type RecordBoard = { name: string | null, 
/**
 * It was put away before the end.
 */
put_away: boolean, 
/**
 * Nobody is told who wrote on it.
 */
nameless: boolean, 
/**
 * It is the main room's digest.
 */
digest: boolean, votes: Array<RecordVote>, sections: Array<RecordSection>, };

/**
 * Who came, without saying who.
 */
export type RecordCame = { people: number, 
/**
 * Where they came from, in the order of the alphabet.
 */
organizations: Array<string>, };

/**
 * A room's card for the gallery.
 */
export type RecordCard = { question: string | null, takeaways: Array<string>, ask: string | null, 
/**
 * Its presenter gave it to the meeting.
 */
released: boolean, 
/**
 * How many looked at it.
 */
visitors: number, 
/**
 * What they left; for the room's own people and facilitators.
 */
responses: Array<RecordMessage>, };

/**
 * Somebody who was client in their turn, and what they brought.
 */
export type RecordClient = { person: Named | null, dilemma: RecordDilemma, };

/**
 * What somebody takes on.
 */
export type RecordCommitment = { id: CommitmentId, person: Named, 
/**
 * They wrote it for this room.
 */
room: RoomId | null, text: string, 
/**
 * By when: `2026-12-03`.
 */
due: string | null, done: boolean, 
/**
 * The meeting may know of it.
 */
shared: boolean, };

/**
 * The dilemma card.
 */
export type RecordDilemma = { title: string | null, overview: string | null, focus_question: string | null, restated_question: string | null, links: Array<string>, };

/**
 * A time in which one person had the floor.
 */
export type RecordFloor = { 
/**
 * The step's id.
 */
step: string | null, 
/**
 * None: they are not in this meeting any more.
 */
person: Named | null, 
/**
 * The presenter, who only listened, was asked one question; else a turn.
 */
asked: boolean, 
/**
 * They passed.
 */
passed: boolean, from: string, to: string | null, seconds: number, };

/**
 * A room by its number and name.
 */
export type RecordFrom = { number: number, name: string | null, };

/**
 * Answer to `POST /api/meetings/{id}/record-link` with a facilitator's secret as bearer: the record for people who have no
 * part in the meeting. An earlier one opens nothing any more.
 */
export type RecordLink = { 
/**
 * With the secret in its fragment, which browsers do not send.
 */
url: string, };

/**
 * Answer to `GET /api/meetings/{id}/record-link` with a facilitator's secret as bearer.
 */
export type RecordLinkView = { 
/**
 * The link is hashed at rest, so it cannot be shown again.
 */
is_open: boolean, made_at: Timestamp | null, };

/**
 * The meeting.
 */
export type RecordMeeting = { id: MeetingId, title: string, language: string, created_at: string, 
/**
 * The meeting's own clocks, which the document and the table go by; none: UTC.
 */
time_zone: string | null, 
/**
 * When it was to begin, if that was said.
 */
starts_at: string | null, ended_at: string | null, 
/**
 * When the record was made.
 */
made_at: string, };

/**
 * A chat message.
 */
export type RecordMessage = { at: string, person: Named | null, text: string, };

/**
 * A note.
 */
export type RecordNote = { text: string, authors: Array<Named>, color: string | null, 
/**
 * The name of the group that people put it into. Notes of a group follow each other.
 */
group?: string, 
/**
 * Its id on the board, where the reader may copy it to the digest.
 */
id?: string, 
/**
 * It stands on the digest.
 */
copied?: boolean, 
/**
 * Its dots in each of the board's votes.
 */
dots: Array<number>, 
/**
 * On the digest: the room that it was copied from.
 */
from?: RecordFrom, };

/**
 * A part of the agenda.
 */
export type RecordPart = { kind: PartKind, 
/**
 * Its own title; none: what the kind is called.
 */
title: string | null, planned_seconds: number, 
/**
 * How long it really took.
 */
seconds: number, 
/**
 * Empty: it was passed over. More than one when it was gone back to.
 */
runs: Array<Span>, 
/**
 * Who spoke: somebody in the meeting, or a name.
 */
speaker: Named | null, speaker_name: string | null, slides: string | null, 
/**
 * The most votes first; hidden ones are left out.
 */
questions: Array<RecordAsked>, };

/**
 * Who was there, and when.
 */
export type RecordPerson = { id: PersonId, name: string, organization: string | null, 
/**
 * Their role there.
 */
position: string | null, role: Role, 
/**
 * Taken out of the meeting by a facilitator.
 */
removed: boolean, joined_at: string, 
/**
 * Present in all, in the rooms of this record.
 */
seconds: number, 
/**
 * In order.
 */
stays: Array<RecordStay>, };

/**
 * A poll with what may be shown of its answers.
 */
export type RecordPoll = { kind: PollKind, text: string, 
/**
 * What could be chosen, or the numbers of the scale, the ends with what they stand for.
 */
choices: Array<string>, anonymous: boolean, opened_at: string, closed_at: string | null, results: PollResults, 
/**
 * For facilitators: who answered what; nobody on an anonymous poll.
 */
people: Array<RecordPollAnswer>, };

/**
 * What one person answered, in words.
 */
export type RecordPollAnswer = { person: Named, answer: string, };

/**
 * A question, with its answers from five on.
 */
export type RecordQuestion = { kind: QuestionKind, text: string, 
/**
 * 1 to 5, or what could be chosen.
 */
choices: Array<string>, result: QuestionResult, };

/**
 * A room.
 */
export type RecordRoom = { id: RoomId, number: number, name: string | null, sharing: SharingLevel, 
/**
 * The notes are kept by the room and not in this record.
 */
notes_withheld: boolean, 
/**
 * In order.
 */
rounds: Array<RecordRound>, 
/**
 * The timers for free work, in order.
 */
timers?: Array<RecordTimer>, 
/**
 * Its card for the gallery.
 */
card?: RecordCard, 
/**
 * The first board, where the reader may copy its notes to the digest now.
 */
copy_from?: BoardId, 
/**
 * The first board, section by section; empty sections are left out.
 */
sections: Array<RecordSection>, 
/**
 * The votes on it, in order.
 */
votes: Array<RecordVote>, 
/**
 * The room's other boards that have notes.
 */
boards: Array<RecordBoard>, 
/**
 * What was said in writing, where the chat was kept; it goes as far as the notes.
 */
chat: Array<RecordMessage>, };

/**
 * One run of a protocol.
 */
export type RecordRound = { 
/**
 * The protocol's id.
 */
protocol: string, name: { [key in string]: string }, presenter: Named | null, 
/**
 * When it began to gather.
 */
started_at: string | null, ended_at: string | null, 
/**
 * Before step 1, outside the protocol's time.
 */
gathering: RecordTime, steps: Array<RecordStep>, 
/**
 * Who had the floor by themselves: turns of go-rounds, and the presenter's for one question. In order.
 */
floors: Array<RecordFloor>, 
/**
 * Seconds that the room held for in all.
 */
held_seconds: number, 
/**
 * Where one was client after the other: what those before the last one brought.
 */
earlier?: Array<RecordClient>, 
/**
 * The dilemma is kept by the room and not in this record.
 */
dilemma_withheld: boolean, dilemma: RecordDilemma | null, 
/**
 * What the card holds where it is not a dilemma.
 */
brings?: Brings, };

/**
 * A section of a board.
 */
export type RecordSection = { 
/**
 * None: notes without a section that the room's protocols know.
 */
id: string | null, name: { [key in string]: string }, notes: Array<RecordNote>, };

/**
 * Someone's time in one room.
 */
export type RecordStay = { room: RoomId, from: string, to: string | null, seconds: number, };

/**
 * One step.
 */
export type RecordStep = { 
/**
 * The step's id in the protocol.
 */
id: string, name: { [key in string]: string }, 
/**
 * At the start of the plan.
 */
planned_seconds: number, seconds: number, 
/**
 * More than one when it was gone back to.
 */
runs: Array<Span>, stops: Array<RecordStop>, };

/**
 * A time in which the clock stood.
 */
export type RecordStop = { kind: StopKind, from: string, to: string | null, seconds: number, };

/**
 * The exit ticket with what may be shown of its answers.
 */
export type RecordTicket = { anonymous: boolean, 
/**
 * How many have answered.
 */
answers: number, questions: Array<RecordQuestion>, 
/**
 * Who answered what; nobody on an anonymous ticket.
 */
people: Array<RecordAnswers>, };

/**
 * How long something really took, pauses and holds included, and when the clock stood.
 */
export type RecordTime = { seconds: number, 
/**
 * More than one when it was gone back to.
 */
runs: Array<Span>, stops: Array<RecordStop>, };

/**
 * A timer that ran in a room.
 */
export type RecordTimer = { 
/**
 * What it was for.
 */
label: string | null, 
/**
 * With what it began.
 */
planned_seconds: number, from: string, to: string | null, seconds: number, };

/**
 * A vote with dots whose counts may be seen.
 */
export type RecordVote = { 
/**
 * How many each person had, and how many of them on one note.
 */
dots: number, per_note: number, 
/**
 * Who placed any.
 */
voters: number, opened_at: string, closed_at: string | null, };

/**
 * A no, with its reason. [`Refusal::code`] gives the coarse code of the wire.
 */
export type Refusal = "meeting_ended" | "meeting_exists" | "no_meeting" | "meeting_full" | "is_rehearsal" | "not_ended" | "nothing_said" | "rehearsal_under_way" | "being_upgraded" | "too_many_rehearsals" | "not_in_meeting" | "in_lobby" | "meeting_locked" | "passcode_needed" | "wrong_passcode" | "facilitators_only" | "room_facilitators_only" | "rooms_together" | "notes_taken" | "presenter_only" | "observers_only_see" | "not_in_room" | "no_person" | "came_already" | "no_room" | "no_ticket" | "already_answered" | "ticket_answered" | "no_commitment" | "gallery_closed" | "card_released" | "card_empty" | "own_card" | "no_protocol" | "bad_protocol" | "no_round" | "round_under_way" | "no_rooms" | "too_many_rooms" | "room_in_use" | "room_merged" | "room_full" | "no_choice" | "no_groups" | "main_room" | "rooms_open" | "rooms_closed" | "nobody_assigned" | "no_countdown" | "out_of_range" | "empty_text" | "text_too_long" | "bad_link" | "too_many" | "bad_language" | "bad_time_zone" | "bad_time" | "not_your_floor" | "still_gathering" | "already_begun" | "round_over" | "no_presenter" | "not_asked_to_prepare" | "prepared_elsewhere" | "title_too_long" | "overview_too_long" | "question_too_long" | "too_many_links" | "first_step" | "last_step" | "is_paused" | "not_paused" | "is_held" | "not_held" | "hold_used_up" | "step_too_short" | "not_enough_time" | "hand_is_up" | "hand_is_down" | "call_is_open" | "no_call" | "call_claimed" | "last_facilitator" | "cannot_present" | "nobody_presents" | "presenter_not_listening" | "already_asked" | "not_your_turn" | "no_turn" | "no_part" | "part_has_run" | "not_behind" | "nothing_to_shorten" | "no_board" | "notes_are_theirs" | "digest_full" | "too_many_boards" | "first_board" | "board_put_away" | "vote_is_open" | "no_vote" | "no_dots_left" | "enough_on_note" | "no_dot_there" | "nothing_hidden" | "bad_note" | "no_note" | "no_question" | "no_keynote" | "question_closed" | "names_are_said" | "too_many_questions" | "no_poll" | "too_many_polls" | "poll_is_open" | "poll_not_open" | "poll_was_opened" | "poll_closed" | "poll_question_empty" | "poll_question_too_long" | "poll_choices_too_few" | "poll_choices_too_many" | "poll_choice_empty" | "poll_choice_too_long" | "poll_choices_alike" | "poll_scale_wrong" | "poll_end_too_long" | "no_message" | "no_timer" | "chat_to_all_closed" | "nothing_to_do" | "stale" | "cannot_support" | "link_replaced" | "bad_list" | "not_come_yet" | "facilitators_own_link";

/**
 * A rehearsal that is under way.
 */
export type Rehearsal = { 
/**
 * A meeting of its own.
 */
meeting: MeetingId, 
/**
 * For co-facilitators.
 */
facilitator_url: string, 
/**
 * For people who try it with them.
 */
join_url: string, people: number, 
/**
 * When it ends at the latest.
 */
ends_at: Timestamp, };

/**
 * Answer to `GET /api/meetings/{id}/rehearsal` with a facilitator's secret as bearer.
 */
export type RehearsalView = { rehearsal: Rehearsal | null, };

/**
 * Steps that are done once for each person of a room.
 */
export type Repeat = { 
/**
 * The ids of the first and the last of them.
 */
first: string, last: string, 
/**
 * For how many people the minutes are meant; for more or fewer they are shorter or longer, so that the whole stays.
 */
made_for: number, 
/**
 * At most so often; whoever is too many only helps.
 */
most: number, };

/**
 * What somebody left on a card.
 */
export type ResponseView = { id: MessageId, room: RoomId, person: PersonId, text: string, };

/**
 * What one kind of reader may do in a room now.
 */
export type Rights = { 
/**
 * Speak (a request while Convene carries no voice).
 */
speak: boolean, 
/**
 * Write in the chat.
 */
chat: boolean, 
/**
 * Write on the board.
 */
write: boolean, 
/**
 * Sections that are theirs now; empty with `write`: any.
 */
sections: Array<string>, 
/**
 * Each small group has these sections for itself: a part of each, named after the group's number.
 */
per_group?: boolean, };

/**
 * What someone may do in the whole meeting.
 */
export type Role = "facilitator" | "participant" | "observer" | "access_support";

/**
 * The main room or a breakout room.
 */
export type RoomId = string;

/**
 * A room as everyone sees it.
 */
export type RoomView = { id: RoomId, 
/**
 * 0 is the main room.
 */
number: number, 
/**
 * Its own name; none: 'Room 4' in the reader's language.
 */
name: string | null, 
/**
 * What is spoken here, where groups were made by language.
 */
language?: string, 
/**
 * Its people went there.
 */
merged_into?: RoomId, };

/**
 * Answer to `GET /api/meetings/{id}/roster` with a facilitator's own secret as bearer.
 */
export type Roster = { people: Array<RosterEntry>, };

/**
 * What is counted about somebody and is in no view.
 */
export type RosterEntry = { person: PersonId, 
/**
 * Sockets on this instance: tabs and devices.
 */
connections: number, 
/**
 * Times they were given the word.
 */
turns: number, 
/**
 * Since when they are in the room where they are; none while they are away or on the way.
 */
in_room_since: Timestamp | null, 
/**
 * They have been in a breakout room.
 */
was_in_breakout: boolean, 
/**
 * When the last of their personal links was made; none: they have none.
 */
link_made_at?: Timestamp, };

/**
 * A round.
 */
export type RoundView = { plan: PlanId, timeline: Timeline, presenter: PersonId | null, offers: Array<PersonId>, 
/**
 * Seconds of the room's three minutes that are gone.
 */
hold_used: number, ended_at: Timestamp | null, 
/**
 * The room's facilitators may act for the plan, since no other room is on it.
 */
alone_on_plan: boolean, 
/**
 * When the whole round ends if nobody changes it; none while gathering, paused or over.
 */
ends_at: Timestamp | null, 
/**
 * In a go-round: who has the turn and who comes next.
 */
turns?: Turns, 
/**
 * The presenter, who only listens in this step, has the floor for one question.
 */
asked?: Asked, 
/**
 * Who came in after the clarifying questions and listens until the next step.
 */
listening?: Array<PersonId>, 
/**
 * The hold that is on waits for this person.
 */
waits_for?: PersonId, 
/**
 * None: flexible.
 */
pace?: Pace, 
/**
 * Who is with whom in this step, or was in the last one in pairs or small groups.
 */
small?: SmallGroups, 
/**
 * In a protocol with one client after the other: who was in which turn, in order.
 */
clients?: Array<ClientView>, };

/**
 * What facilitators may ask of it.
 */
export type SaidCommand = { "what": "show", shown: boolean, } | { "what": "leave_out", line: number, left_out: boolean, };

/**
 * One thing of it.
 */
export type SaidLineView = { text: string, what: SaidWhat<string>, left_out: boolean, };

/**
 * What the meeting before this one left.
 */
export type SaidView = { 
/**
 * The meeting before.
 */
of: MeetingId, title: string, at: Timestamp, 
/**
 * For facilitators all; for everybody else those that are not left out.
 */
lines: Array<SaidLineView>, 
/**
 * Everybody sees it.
 */
shown: boolean, };

/**
 * What a line is, with the ids of its words or the words.
 */
export type SaidWhat<Words> = { "kind": "scale", counts: Array<number>, } | { "kind": "choice", choices: Array<Words>, counts: Array<number>, } | { "kind": "words", question: Words, } | { "kind": "took_on", done: boolean, };

/**
 * When a meeting is to be.
 */
export type Schedule = { 
/**
 * An IANA name: the meeting's own clocks.
 */
time_zone: string, 
/**
 * None: the day is not known yet.
 */
starts_at: Timestamp | null, minutes: number, 
/**
 * Counts changes, for calendars.
 */
revision: number, };

/**
 * When a meeting is, as people say it.
 */
export type ScheduleWish = { 
/**
 * An IANA name, `America/Los_Angeles`.
 */
time_zone: string, 
/**
 * Date and time on that zone's clocks, `2026-12-03T10:00`; none: not known yet.
 */
starts: string | null, 
/**
 * 120 where it does not say.
 */
minutes: number | null, };

/**
 * How many may choose a room.
 */
export type Seats = { room: RoomId, seats: number, };

/**
 * A named part of the board.
 */
export type Section = { 
/**
 * Lower-case letters, digits and hyphens.
 */
id: string, 
/**
 * What people call it.
 */
name: { [key in string]: string }, };

/**
 * A section as it is asked for.
 */
export type SectionWish = { 
/**
 * Of a section that the board has: its notes stay in it.
 */
id?: string | null, 
/**
 * One line in each language that is given; `en` is always there, and read where the reader's own is not.
 */
name: { [key in string]: string }, };

/**
 * What the server says.
 */
export type ServerMessage = { "type": "welcome", version: number, meeting: MeetingId, person: PersonId, now: Timestamp, resumed: boolean, } | { "type": "snapshot", now: Timestamp, view: View, seq: number, hash: string, } | { "type": "changes", now: Timestamp, changes: Array<Change>, seq: number, hash: string, } | { "type": "done", command_id: CommandId, seq: number, } | { "type": "error" } & ErrorMessage | { "type": "ticket", board: BoardId, ticket: string, expires_at: Timestamp, } | { "type": "time", sent: number, now: Timestamp, } | { "type": "reacted", room: RoomId, person: PersonId, sign: Sign, } | { "type": "draining", reconnect_in_ms: number, };

/**
 * How far a room's dilemma, notes and authors go.
 */
export type SharingLevel = "room" | "meeting";

/**
 * A sign to one's room without words: shown for a moment, kept nowhere.
 */
export type Sign = "thanks" | "agree" | "slow_down" | "cannot_hear";

/**
 * How many people take part in a room, the presenter included. A hint for who makes rooms; nothing is refused by it.
 */
export type Size = { least: number, most: number, };

/**
 * One of them.
 */
export type SmallGroup = { 
/**
 * From 1 in each step.
 */
number: number, 
/**
 * Who was there first comes first.
 */
people: Array<PersonId>, };

/**
 * The small groups of a step.
 */
export type SmallGroups = { 
/**
 * How many people each was meant to have.
 */
size: number, 
/**
 * By number. Together they are everybody who takes part.
 */
groups: Array<SmallGroup>, 
/**
 * The highest number so far: one that is gone is given to no other.
 */
last: number, };

/**
 * A stretch of time. What still runs has no end, and its seconds count up to when the record was made.
 */
export type Span = { from: string, to: string | null, seconds: number, };

/**
 * `POST /api/meetings/{id}/rehearsal` with a facilitator's secret as bearer: answered by a [`Rehearsal`] (201).
 */
export type StartRehearsal = { 
/**
 * Simulated people, 1 to 150; none: as many as are expected, else 30.
 */
people?: number | null, };

/**
 * One step.
 */
export type Step = { 
/**
 * Lower-case letters, digits and hyphens.
 */
id: string, 
/**
 * What people call it.
 */
name: { [key in string]: string }, 
/**
 * Length; decimals are allowed, at least 0.1. Whole seconds after rounding.
 */
minutes: number, 
/**
 * Who may speak and chat.
 */
floor: Floor, 
/**
 * In a go-round: the longest turn. Without it, everyone's share of the step's time.
 */
turn_minutes?: number, 
/**
 * With the floor `pairs`: how many people talk with each other. Without it, two.
 */
groups_of?: number, 
/**
 * In a go-round: one person speaks for each small group of a step before.
 */
one_per_group?: boolean, 
/**
 * Set where a plan has the steps of each client written out: whose, from 0. Not for files.
 */
client?: number, 
/**
 * Everyone writes in their own notebook, which nobody else reads.
 */
notebook?: boolean, 
/**
 * Who may write where on the board. With the floor `pairs` each small group has each of these sections for itself.
 */
write: Array<Write>, 
/**
 * What each kind of reader is asked to do.
 */
prompts: Prompts, 
/**
 * The presenter is asked here how far the room's notes may go.
 */
asks_sharing?: boolean, 
/**
 * The presenter restates the focus question here.
 */
asks_restated_question?: boolean, };

/**
 * Why the clock stood.
 */
export type StopKind = "paused" | "held" | "waiting";

/**
 * What facilitators chose.
 */
export type TalkRules = { floor: MainFloor, 
/**
 * Questions may be asked without one's name; facilitators see it.
 */
anonymous_questions: boolean, chat_to_all: boolean, 
/**
 * The chat of rooms and to all goes into the record, from when this is said.
 */
keep_chat: boolean, hands: HandOrder, 
/**
 * Nobody sends signs to their room.
 */
no_reactions: boolean, };

/**
 * What is to hold for talk beside the rooms' chat. None keeps what is.
 */
export type TalkWish = { 
/**
 * Who speaks and writes in the main room while no round runs there.
 */
floor?: MainFloor | null, anonymous_questions?: boolean | null, chat_to_all?: boolean | null, keep_chat?: boolean | null, hands?: HandOrder | null, no_reactions?: boolean | null, };

/**
 * A plan with all its rooms, or one room.
 */
export type Target = { "plan": PlanId } | { "room": RoomId };

/**
 * The answer to one question.
 */
export type TicketAnswer = { "scale": number } | { "choice": number } | { "words": string };

/**
 * What facilitators may see of the answers now.
 */
export type TicketResults = { 
/**
 * How many have answered.
 */
answers: number, 
/**
 * Of all of them; none while they are fewer than five.
 */
all: Array<QuestionResult> | null, 
/**
 * Of those organizations whose answers give away no smaller group; none on an anonymous ticket.
 */
organizations: { [key in string]: OrganizationResult }, };

/**
 * The exit ticket.
 */
export type TicketView = { questions: Array<QuestionView>, 
/**
 * Nothing of a person is kept with their answers. Else the facilitators see who answered what.
 */
anonymous: boolean, };

/**
 * An exit ticket as it is asked for.
 */
export type TicketWish = { questions: Array<QuestionWish>, 
/**
 * Nothing of a person is kept with their answers.
 */
anonymous: boolean, };

/**
 * Where a round stands and what lies ahead.
 */
export type Timeline = { 
/**
 * None: gathering. Else the index of the step, from 0.
 */
step: number | null, clock: Clock, 
/**
 * Whole seconds of each step, current one included; changed by holds and minutes.
 */
seconds: Array<number>, };

/**
 * Where a timer stands.
 */
export type TimerClock = { "state": "running", ends_at: Timestamp, } | { "state": "paused", left: Millis, } | { "state": "over", at: Timestamp, };

/**
 * What a person may ask about timers. Facilitators of the meeting name any rooms (none: all of them), those of a room their own.
 */
export type TimerCommand = { "what": "start", rooms: Array<RoomId> | null, seconds: number, 
/**
 * What it is for: 'Silent reading'.
 */
label: string | null, } | { "what": "add", rooms: Array<RoomId> | null, seconds: number, } | { "what": "pause", rooms: Array<RoomId> | null, } | { "what": "resume", rooms: Array<RoomId> | null, } | { "what": "stop", rooms: Array<RoomId> | null, };

/**
 * The timer of a room as its people see it.
 */
export type TimerView = { 
/**
 * All of it, with what was added.
 */
seconds: number, 
/**
 * With what it began.
 */
planned: number, 
/**
 * What it is for.
 */
label?: string, clock: TimerClock, };

/**
 * Milliseconds since 1970-01-01T00:00:00Z on the store's clock.
 */
export type Timestamp = number;

/**
 * A go-round: each person of the room has a turn, in order. The arithmetic is in [`super::turns`].
 */
export type Turns = { 
/**
 * Who still has a turn, in order; the first has it now. Empty: all have had theirs.
 */
order: Array<PersonId>, 
/**
 * Who passed, and is asked once more at the end.
 */
passed: Array<PersonId>, 
/**
 * Who had their turn, or passed twice.
 */
done: Array<PersonId>, 
/**
 * Those who passed are asked again.
 */
returning: boolean, 
/**
 * How long the turn that is on is, in seconds.
 */
seconds: number, 
/**
 * It is over when this much of the step's time is left; at zero or below it lasts as long as the step.
 */
until_left: Millis, };

/**
 * All that one person may see.
 */
export type View = { me: Me, meeting: MeetingView, 
/**
 * Everyone who joined and was not removed; for facilitators also who is expected.
 */
people: { [key in PersonId]: PersonView }, 
/**
 * The main room and all breakout rooms.
 */
rooms: { [key in RoomId]: RoomView }, 
/**
 * One's own room; all rooms for a facilitator.
 */
details: { [key in RoomId]: DetailView }, 
/**
 * Chat of the same rooms, oldest first, the last 200.
 */
chat: { [key in RoomId]: Array<ChatView> }, 
/**
 * Protocols of the rounds of the same rooms.
 */
definitions: { [key in PlanId]: DefinitionView }, 
/**
 * The boards of the same rooms, those that were put away too.
 */
boards: { [key in BoardId]: BoardView }, 
/**
 * One's own dots in the open or last vote on each of them: note ids.
 */
dots: { [key in BoardId]: { [key in string]: number } }, 
/**
 * One's own pages of boards that are hidden, by board.
 */
pages: { [key in BoardId]: BoardId }, 
/**
 * For facilitators.
 */
plans: { [key in PlanId]: PlanView }, 
/**
 * Messages that reached this person, oldest first, the last 20.
 */
announcements: Array<AnnouncementView>, 
/**
 * For facilitators: who waits in the lobby.
 */
lobby: { [key in PersonId]: PersonView }, 
/**
 * For facilitators: what people need to take part.
 */
needs: { [key in PersonId]: string }, 
/**
 * For facilitators: who came by the join link under the name of somebody who is expected, and whom that would be.
 */
perhaps: { [key in PersonId]: PersonId }, 
/**
 * For facilitators.
 */
keys: KeysView | null, agenda: AgendaView, closing: ClosingView, 
/**
 * For facilitators: how many have answered the exit ticket.
 */
ticket_answers: number, 
/**
 * One's own and those that the meeting may know of; all of them for a facilitator.
 */
commitments: { [key in CommitmentId]: CommitmentView }, 
/**
 * For facilitators: the rule that groups were made by, and what of it is not kept.
 */
groups: GroupsView, 
/**
 * For facilitators: the last move of each person.
 */
receipts: { [key in PersonId]: Moved }, 
/**
 * The rooms that people choose among now; who chose which is in `people`.
 */
choice: Array<Seats> | null, 
/**
 * What facilitators chose for talk.
 */
talk: TalkRules, 
/**
 * Questions to keynotes; hidden ones for facilitators only.
 */
questions: { [key in QuestionId]: AskedView }, 
/**
 * 'You said …': what the meeting before left.
 */
said: SaidView | null, 
/**
 * In the order in which they were made; those that were not opened for facilitators only.
 */
polls: { [key in PollId]: PollView }, 
/**
 * Of those polls whose results the reader may see.
 */
poll_results: { [key in PollId]: PollResults }, 
/**
 * Messages to everyone, oldest first, the last 200.
 */
chat_all: Array<ChatView>, 
/**
 * One's own thread with the facilitators; all threads for them. The last 50 messages of each.
 */
threads: { [key in PersonId]: Array<ChatView> }, 
/**
 * Who was asked to prepare what they will present: for facilitators all of them, for others themselves.
 */
preparing: { [key in PersonId]: PreparationView }, 
/**
 * What nobody else is sent.
 */
own: OwnView, gallery: GalleryView, 
/**
 * What of the gallery is for the reader alone.
 */
own_gallery: OwnGallery, 
/**
 * For facilitators: how far the cards are.
 */
gallery_desk: Array<DeskCard>, };

/**
 * Where one room talks.
 */
export type VoiceLink = { room: RoomId, link: string | null, };

/**
 * A vote with dots.
 */
export type VoteView = { 
/**
 * How many each person has, and how many of them may go on one note.
 */
dots: number, per_note: number, 
/**
 * Counts come when it is over.
 */
hidden: boolean, opened_at: Timestamp, closed_at: Timestamp | null, 
/**
 * Dots by note id; empty while they are hidden. A note that is gone may be among them: it does not count.
 */
counts: { [key in string]: number }, 
/**
 * How many people have placed a dot.
 */
voters: number, };

/**
 * A kind of writer.
 */
export type Who = "presenter" | "group" | "everyone" | "speaker";

/**
 * Why somebody belongs to their room; for them to read.
 */
export type Why = { "kind": "rule", rule: GroupRule, apart: boolean, } | { "kind": "late", rule: GroupRule, } | { "kind": "by_hand" } | { "kind": "facilitates" } | { "kind": "evened" } | { "kind": "merged" } | { "kind": "chosen" } | { "kind": "set" };

/**
 * One rule of who writes in which sections.
 */
export type Write = { 
/**
 * Who.
 */
who: Who, 
/**
 * Ids of sections.
 */
sections: Array<string>, };

/**
 * `POST /api/meetings/{id}/preparation`: answered with [`Prepared`] once the journal has it. The same id twice is done once.
 */
export type WritePreparation = { command_id: CommandId, wish: Prepare, };

