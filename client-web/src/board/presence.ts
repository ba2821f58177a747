/** Who else is on the board, where their pointer is and what they hold: awareness states, checked, since others sent them. */
import type { Awareness } from "y-protocols/awareness";
import type { NoteId } from "./notes.ts";

/** Colours of pointers, by number; board.css has them. */
export const PEER_COLORS = 6;

/** A place on the board: sections may be laid out differently on each screen. */
export interface Spot {
  section: string;
  x: number;
  y: number;
}

export interface Peer {
  client: number;
  /** Person id. */
  id: string;
  name: string;
  /** From 0 up to `PEER_COLORS`. */
  color: number;
  cursor: Spot | undefined;
  /** The note that they write in. */
  note: NoteId | undefined;
  /** The note that they are moving, and where it is now. */
  drag: (Spot & { id: NoteId }) | undefined;
}

const NAME_MAX = 80;

/** What somebody does with notes: those who only point are looked at by nobody but the pointers. */
export type Acting = Omit<Peer, "cursor">;

/** By state, which is another object when anything in it changed. */
const read = new WeakMap<object, Peer>();

/** In the same order each time, and the same object for somebody of whom nothing changed. */
export function peersOf(awareness: Awareness): Peer[] {
  const peers: Peer[] = [];
  for (const [client, state] of awareness.getStates()) {
    if (client === awareness.clientID) continue;
    const peer = read.get(state) ?? peerOf(client, state);
    if (!peer) continue;
    read.set(state, peer);
    peers.push(peer);
  }
  return peers.sort((a, b) => a.client - b.client);
}

/** Who writes in a note or moves one. The list before, where it says the same. */
export function actingOf(peers: readonly Peer[], before: readonly Acting[]): readonly Acting[] {
  const acting = peers.filter((peer) => peer.note !== undefined || peer.drag !== undefined);
  return acting.length === before.length && acting.every((peer, index) => sameAct(peer, before[index])) ? before : acting;
}

function sameAct(a: Acting, b: Acting | undefined): boolean {
  if (a === b) return true;
  const sameDrag = a.drag?.id === b?.drag?.id && a.drag?.section === b?.drag?.section && a.drag?.x === b?.drag?.x && a.drag?.y === b?.drag?.y;
  return sameDrag && a.client === b?.client && a.id === b.id && a.name === b.name && a.note === b.note;
}

function peerOf(client: number, state: Record<string, unknown>): Peer | undefined {
  const user = record(state["user"]);
  if (!user || typeof user["id"] !== "string") return undefined;
  const drag = record(state["drag"]);
  const spot = spotOf(drag);
  const held = drag?.["id"];
  return {
    client,
    id: user["id"],
    name: typeof user["name"] === "string" ? user["name"].slice(0, NAME_MAX) : "",
    color: colorOf(user["id"]),
    cursor: spotOf(record(state["cursor"])),
    note: typeof state["note"] === "string" ? state["note"] : undefined,
    drag: spot && typeof held === "string" ? { ...spot, id: held } : undefined,
  };
}

/** The same colour for a person on every screen. */
export function colorOf(person: string): number {
  let sum = 0;
  for (const letter of person) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % PEER_COLORS;
}

function spotOf(value: Record<string, unknown> | undefined): Spot | undefined {
  const { section, x, y } = value ?? {};
  const good = typeof section === "string" && typeof x === "number" && typeof y === "number" && Number.isFinite(x + y);
  return good ? { section, x, y } : undefined;
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Calls `run` at most once in `everyMs()`, the last call always; `cancel` drops what waits. */
export function throttle<A extends unknown[]>(everyMs: () => number, run: (...args: A) => void): ((...args: A) => void) & { cancel: () => void } {
  let waiting: A | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    timer = undefined;
    if (waiting === undefined) return;
    const args = waiting;
    waiting = undefined;
    timer = setTimeout(tick, everyMs());
    run(...args);
  };
  const call = (...args: A) => {
    waiting = args;
    if (timer === undefined) tick();
  };
  return Object.assign(call, {
    cancel: () => {
      waiting = undefined;
      clearTimeout(timer);
      timer = undefined;
    },
  });
}
