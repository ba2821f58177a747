import type { Change, ChatView, View } from "../generated/protocol.ts";

/** Messages of one room that are kept on the page; the server's snapshots carry as many. */
const CHAT_SHOWN_MAX = 200;
const ANNOUNCEMENTS_SHOWN_MAX = 20;
const THREAD_SHOWN_MAX = 50;

/** The parts of a view that have an entry for each of many. */
type Entries = "people" | "lobby" | "needs" | "receipts" | "rooms" | "details" | "chat" | "boards" | "definitions" | "plans" | "commitments" | "questions" | "threads" | "polls" | "poll_results" | "preparing";

/**
 * The view that a message makes of another. Each map is copied before the message's first entry goes into it, and once: a message may bring
 * two thousand people.
 */
class NextView {
  readonly view: View;
  readonly #copied = new Set<Entries>();

  constructor(before: View) {
    this.view = { ...before };
  }

  /** A map of this view, to write in. */
  entries<E extends Entries>(name: E): View[E] {
    if (!this.#copied.has(name)) {
      this.#copied.add(name);
      this.view[name] = { ...this.view[name] };
    }
    return this.view[name];
  }

  /** A map without the entry is left as it is. */
  remove(id: string, ...names: Entries[]): void {
    for (const name of names) {
      if (!Object.hasOwn(this.view[name], id)) continue;
      const entries: { [key in string]: unknown } = this.entries(name);
      delete entries[id];
    }
  }
}

/** Puts changed slices into a view. What did not change stays the same object, so that only its readers render again. */
export function applyChanges(view: View, changes: readonly Change[]): View {
  if (changes.length === 0) return view;
  const next = new NextView(view);
  for (const change of changes) applyChange(next, change);
  return next.view;
}

function applyChange(next: NextView, change: Change): void {
  const { view } = next;
  switch (change.slice) {
    case "meeting":
      view.meeting = change.meeting;
      break;
    case "person":
      next.entries("people")[change.person.id] = change.person;
      next.remove(change.person.id, "lobby");
      break;
    case "person_gone":
      next.remove(change.id, "people", "lobby", "needs", "receipts");
      break;
    case "waiting":
      next.entries("lobby")[change.person.id] = change.person;
      break;
    case "needs":
      if (change.needs === null) next.remove(change.person, "needs");
      else next.entries("needs")[change.person] = change.needs;
      break;
    case "perhaps":
      view.perhaps = change.perhaps;
      break;
    case "keys":
      view.keys = change.keys;
      break;
    case "groups":
      view.groups = change.groups;
      break;
    case "choice":
      view.choice = change.choice;
      break;
    case "receipt":
      next.entries("receipts")[change.person] = change.receipt;
      break;
    case "room":
      next.entries("rooms")[change.room.id] = change.room;
      break;
    case "room_gone":
      next.remove(change.id, "rooms", "details", "chat");
      for (const board of Object.values(view.boards)) if (board.room === change.id) next.remove(board.id, "boards");
      break;
    case "detail":
      next.entries("details")[change.room] = change.detail;
      // Whoever sees a room's detail sees its chat; a new room's is empty.
      if (!view.chat[change.room]) next.entries("chat")[change.room] = [];
      break;
    case "chat":
      next.entries("chat")[change.room] = withMessage(view.chat[change.room] ?? [], change.message);
      break;
    case "board":
      next.entries("boards")[change.board.id] = change.board;
      break;
    case "dots":
      view.dots = change.dots;
      break;
    case "pages":
      view.pages = change.pages;
      break;
    case "definition":
      next.entries("definitions")[change.definition.plan] = change.definition;
      break;
    case "definition_gone":
      next.remove(change.plan, "definitions");
      break;
    case "plan":
      next.entries("plans")[change.plan.id] = change.plan;
      break;
    case "agenda":
      view.agenda = change.agenda;
      break;
    case "closing":
      view.closing = change.closing;
      break;
    case "ticket_answers":
      view.ticket_answers = change.count;
      break;
    case "commitment":
      next.entries("commitments")[change.commitment.id] = change.commitment;
      break;
    case "commitment_gone":
      next.remove(change.id, "commitments");
      break;
    case "talk":
      view.talk = change.talk;
      break;
    case "question":
      next.entries("questions")[change.question.id] = change.question;
      break;
    case "question_gone":
      next.remove(change.id, "questions");
      break;
    case "chat_all":
      view.chat_all = withMessage(view.chat_all, change.message);
      break;
    case "thread":
      next.entries("threads")[change.person] = withMessage(view.threads[change.person] ?? [], change.message, THREAD_SHOWN_MAX);
      break;
    case "said":
      view.said = change.said;
      break;
    case "poll":
      next.entries("polls")[change.poll.id] = change.poll;
      if (!change.poll.shown) next.remove(change.poll.id, "poll_results");
      break;
    case "poll_gone":
      next.remove(change.id, "polls", "poll_results");
      break;
    case "poll_results":
      next.entries("poll_results")[change.poll] = change.results;
      break;
    case "own":
      view.own = change.own;
      break;
    case "preparing":
      if (change.preparing === null) next.remove(change.person, "preparing");
      else next.entries("preparing")[change.person] = change.preparing;
      break;
    case "gallery":
      view.gallery = change.gallery;
      break;
    case "own_gallery":
      view.own_gallery = change.gallery;
      break;
    case "gallery_desk":
      view.gallery_desk = change.cards;
      break;
    case "announcement": {
      const others = view.announcements.filter((old) => old.id !== change.announcement.id);
      view.announcements = [...others, change.announcement].slice(-ANNOUNCEMENTS_SHOWN_MAX);
      break;
    }
    default:
      change satisfies never;
  }
}

function withMessage(messages: readonly ChatView[], message: ChatView, most = CHAT_SHOWN_MAX): ChatView[] {
  const known = messages.some((old) => old.id === message.id);
  return known ? messages.map((old) => (old.id === message.id ? message : old)) : [...messages, message].slice(-most);
}
