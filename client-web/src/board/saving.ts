/**
 * How far what somebody wrote has come, as a state machine without a socket. The server counts the update messages of a
 * connection and says `saved n` once the first n of them are in its log; what it leaves out (it is not this person's turn)
 * it asks for again later, and then the whole comes in one message.
 */
import type { NoteId } from "./notes.ts";

/** Why the server takes nothing from this person now. */
export type ServerReason = "not_now" | "ended" | "full" | "damaged";

/** Why an update was not saved; the server asks for it again by itself. */
export type RefusedCode = "unavailable" | "storage_full";

/** What the server says beside y-sync, in message type 120 (docs/wire.md, Boards). */
export type ServerSays =
  | { t: "saved"; n: number }
  | { t: "access"; write: boolean; reason?: ServerReason }
  | { t: "refused"; code: RefusedCode; retry_after_ms: number };

/** Why the connection will not come back by itself. */
export type StopReason = "bad_update" | "section_closed" | "not_allowed" | "gone" | "fault";

export type Happening =
  | { kind: "opened" }
  | { kind: "synced" }
  | { kind: "closed" }
  | { kind: "stopped"; reason: StopReason }
  /** Tried again after it had stopped. */
  | { kind: "again" }
  /** These notes were changed here before this page was opened, and never saved. */
  | { kind: "found"; notes: readonly NoteId[] }
  /** Changed here; `sent` says whether an update message went out. */
  | { kind: "edited"; notes: readonly NoteId[]; sent: boolean }
  /** The server asked, and everything that it lacks went out in one message. */
  | { kind: "answered" }
  | ServerHappening;

type ServerHappening = { kind: "said"; says: ServerSays };

export interface Saving {
  connection: "first" | "open" | "lost" | "stopped";
  stopped: StopReason | undefined;
  /** What the board was when it was opened has come. */
  synced: boolean;
  /** `undefined` until the server has said it on this connection. */
  access: { write: boolean; reason: ServerReason | undefined } | undefined;
  /** Update messages sent on this connection. */
  sent: number;
  /** Notes with changes that are not in the server's log, with the message that carries the last of them. */
  unsaved: ReadonlyMap<NoteId, number>;
  refused: RefusedCode | undefined;
}

/** No message carries it yet. */
const UNSENT = Number.POSITIVE_INFINITY;

export const START: Saving = {
  connection: "first",
  stopped: undefined,
  synced: false,
  access: undefined,
  sent: 0,
  unsaved: new Map(),
  refused: undefined,
};

export function next(state: Saving, happening: Happening): Saving {
  switch (happening.kind) {
    case "opened":
      return { ...state, connection: "open", sent: 0, access: undefined, refused: undefined, unsaved: all(state, UNSENT) };
    case "synced":
      return { ...state, synced: true };
    case "closed":
      if (state.connection === "stopped") return state;
      return { ...state, connection: "lost", sent: 0, access: undefined, refused: undefined, unsaved: all(state, UNSENT) };
    case "stopped":
      return { ...state, connection: "stopped", stopped: happening.reason, access: undefined, refused: undefined };
    case "again":
      return { ...state, connection: "first", stopped: undefined };
    case "found":
      return { ...state, unsaved: marked(state, happening.notes, UNSENT) };
    case "edited": {
      const sent = happening.sent ? state.sent + 1 : state.sent;
      return { ...state, sent, unsaved: marked(state, happening.notes, happening.sent ? sent : UNSENT) };
    }
    case "answered": {
      const sent = state.sent + 1;
      return { ...state, sent, unsaved: all(state, sent) };
    }
    case "said":
      return said(state, happening.says);
  }
}

function said(state: Saving, says: ServerSays): Saving {
  switch (says.t) {
    case "saved": {
      const unsaved = new Map([...state.unsaved].filter(([, message]) => message > says.n));
      return { ...state, unsaved: unsaved.size === state.unsaved.size ? state.unsaved : unsaved, refused: undefined };
    }
    case "access":
      return { ...state, access: { write: says.write, reason: says.reason } };
    case "refused":
      return { ...state, refused: says.code };
  }
}

const all = (state: Saving, message: number) =>
  state.unsaved.size === 0 ? state.unsaved : new Map([...state.unsaved.keys()].map((note) => [note, message]));

function marked(state: Saving, notes: readonly NoteId[], message: number): ReadonlyMap<NoteId, number> {
  if (notes.length === 0) return state.unsaved;
  const unsaved = new Map(state.unsaved);
  for (const note of notes) unsaved.set(note, message);
  return unsaved;
}

export type Status =
  | { kind: "connecting" }
  | { kind: "saved" }
  | { kind: "saving" }
  | { kind: "refused"; code: RefusedCode }
  | { kind: "offline"; unsaved: number }
  /** `reason` is the server's; without one the page itself knows that it is not this person's turn. */
  | { kind: "readOnly"; reason: ServerReason | undefined; unsaved: number }
  | { kind: "stopped"; reason: StopReason };

/** What to say of it. `mayWrite` is what the meeting says; it may be a moment ahead of the board's own word. */
export function statusOf(state: Saving, mayWrite: boolean): Status {
  const unsaved = state.unsaved.size;
  if (state.stopped !== undefined) return { kind: "stopped", reason: state.stopped };
  if (state.connection === "lost") return { kind: "offline", unsaved };
  if (state.connection === "first" || !state.synced) return { kind: "connecting" };
  if (state.access?.write === false) return { kind: "readOnly", reason: state.access.reason, unsaved };
  if (!mayWrite) return { kind: "readOnly", reason: undefined, unsaved };
  if (state.refused !== undefined) return { kind: "refused", code: state.refused };
  return unsaved > 0 ? { kind: "saving" } : { kind: "saved" };
}

/** What a note with unsaved changes waits for; `undefined`: only for the server's next word, which is not worth saying. */
export type WaitsFor = "turn" | "round" | "connection" | "never";

export function waitsFor(status: Status): WaitsFor | undefined {
  switch (status.kind) {
    case "offline":
    case "refused":
      return "connection";
    case "readOnly":
      return status.reason === undefined || status.reason === "not_now" ? "turn" : "never";
    case "stopped":
      return "never";
    case "connecting":
    case "saving":
    case "saved":
      return undefined;
  }
}

/** The server will never take this document: it is dropped, and what it held is offered to copy. */
export function isRefused(stopped: StopReason | undefined): boolean {
  return stopped === "bad_update" || stopped === "section_closed";
}

/** Whether what is not sent yet will not be sent as things are. */
export function isHopeless({ stopped, access }: Saving): boolean {
  return stopped !== undefined || (access?.write === false && access.reason !== undefined && access.reason !== "not_now");
}

/** Whether to let somebody edit now. Without a connection what they write is kept on the device, so they may. */
export function mayEdit(state: Saving, mayWrite: boolean): boolean {
  return mayWrite && state.stopped === undefined && state.access?.write !== false;
}
