/**
 * One open board: its document, the copy on this device, the connection, undo, and who else is there. Components subscribe
 * to `current()`, which is replaced as a whole when something changed.
 */
import { IndexeddbPersistence } from "y-indexeddb";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { type Clusters, clustersOf, type KnownClusters, NO_CLUSTERS, readClusters } from "./clusters.ts";
import { databaseOf, PLACE, UNSAVED } from "./device.ts";
import { Link, type LinkOptions } from "./link.ts";
import { type Note, type NoteId, type Notes, notesOf, OWN, readNote, textOf } from "./notes.ts";
import { type Acting, actingOf, type Peer, peersOf, type Spot, throttle } from "./presence.ts";
import { type Happening, isRefused, next, type Saving, START, type StopReason } from "./saving.ts";

export interface BoardState {
  /** In no order. */
  notes: readonly Note[];
  /** Groups that people put notes into, those without notes too. */
  clusters: KnownClusters;
  saving: Saving;
  canUndo: boolean;
  canRedo: boolean;
  /** Whether this device keeps what is written while the connection is away. */
  keptHere: boolean;
  /** The texts of a document that the server refused for good, for copying. */
  rescued: string | undefined;
}

export interface Me {
  id: string;
  name: string;
}

export interface SessionOptions extends Pick<LinkOptions, "serverUrl" | "board" | "requestTicket" | "WebSocket" | "random"> {
  me: Me;
  /** The room that the board belongs to; none for a notebook. */
  place?: string | undefined;
  /** Say nothing of who is here. */
  nameless?: boolean | undefined;
}

export type UndoOutcome = "done" | "nothing" | "others_wrote";

/** A board that cannot be read from this device in this time is loaded from the server alone. */
const DEVICE_WITHIN_MS = 2_000;
const PRESENCE_EVERY_MS = 66;
/** With very many on the board each says it less often, so that what all say together stays as much as everybody's line carries. */
const PRESENCE_MS_EACH = 0.4;
/** How often the page hears of others, and where there are so many of them that each time takes long. */
const PEERS_EVERY_MS = 50;
const MANY_PEERS = 40;
const MANY_EVERY_MS = 100;
const POINTER_RESTS_MS = 6_000;

export class BoardSession {
  readonly doc = new Y.Doc();
  readonly notes: Notes = notesOf(this.doc);
  readonly clusters: Clusters = clustersOf(this.doc);
  readonly awareness: Awareness;
  readonly #undo: Y.UndoManager;
  readonly #link: Link;
  readonly #name: string;
  #device: IndexeddbPersistence | undefined;
  #kept = new Map<NoteId, Note>();
  #touched = new Set<NoteId>();
  /** Made in the transaction that is running. */
  #made: NoteId[] = [];
  #othersWrote = new Set<NoteId>();
  #listeners = new Set<() => void>();
  #peerListeners = new Set<() => void>();
  #arrivals = new Set<(notes: readonly Note[]) => void>();
  #state: BoardState = { notes: [], clusters: NO_CLUSTERS, saving: START, canUndo: false, canRedo: false, keptHere: false, rescued: undefined };
  #peers: readonly Peer[] = [];
  #acting: readonly Acting[] = [];
  #ended = false;
  #place: string | undefined;

  constructor(options: SessionOptions) {
    this.#name = databaseOf(options.board, options.me.id);
    this.#place = options.place;
    this.#undo = new Y.UndoManager([this.notes, this.clusters], { trackedOrigins: new Set([OWN]), captureTimeout: 600 });
    this.#link = new Link({ ...options, doc: this.doc, tell: this.#tell });
    this.awareness = this.#link.provider.awareness;
    const user = options.nameless ? null : { id: options.me.id, name: options.me.name };
    this.awareness.setLocalState({ user, cursor: null, note: null, drag: null });
    this.notes.observeDeep(this.#notesChanged);
    this.clusters.observeDeep(this.#clustersChanged);
    this.doc.on("update", this.#updated);
    for (const event of ["stack-item-added", "stack-item-updated"] as const) this.#undo.on(event, this.#stepTaken);
    for (const event of ["stack-item-added", "stack-item-popped", "stack-cleared"] as const) this.#undo.on(event, this.#undoChanged);
    this.awareness.on("change", this.#peersChanged);
  }

  async start(): Promise<void> {
    await this.#readDevice();
    if (!this.#ended) this.#link.start();
  }

  stop(): void {
    this.#ended = true;
    this.#peersChanged.cancel();
    this.#sayPresence.cancel();
    clearTimeout(this.#resting);
    this.#link.stop();
    this.#undo.destroy();
    this.doc.destroy();
  }

  /** Opens the board again after the server would not. */
  again(): void {
    if (this.#state.saving.stopped === undefined || isRefused(this.#state.saving.stopped)) return;
    this.#tell({ kind: "again" });
    this.#link.again();
  }

  hurry(): void {
    this.#link.hurry();
  }

  lose(): void {
    this.#link.lose();
  }

  // ---- for the page ----

  place(): string | undefined {
    return this.#place;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  current = (): BoardState => this.#state;

  subscribePeers = (listener: () => void): (() => void) => {
    this.#peerListeners.add(listener);
    return () => this.#peerListeners.delete(listener);
  };

  peers = (): readonly Peer[] => this.#peers;

  /** Of those the ones who write in a note or move one; the same list as long as they do the same. */
  acting = (): readonly Acting[] => this.#acting;

  /** Tells of notes that others made while this page was open. */
  onArrivals(tell: (notes: readonly Note[]) => void): () => void {
    this.#arrivals.add(tell);
    return () => this.#arrivals.delete(tell);
  }

  text(id: NoteId): Y.Text | undefined {
    return textOf(this.notes, id);
  }

  /** What follows is undone by itself, not together with what came before. */
  newStep(): void {
    this.#undo.stopCapturing();
  }

  /** What was done before cannot be taken back any more: it is closed. */
  forgetUndo(): void {
    this.#undo.clear();
  }

  /** Takes back one's own last step. A note of one's own in which others wrote stays: their words are not one's own. */
  undo(): UndoOutcome {
    const step = this.#undo.undoStack.at(-1);
    if (!step) return "nothing";
    if (madeIn(step).some((id) => this.#othersWrote.has(id))) {
      this.#undo.undoStack.pop();
      this.#undoChanged();
      return "others_wrote";
    }
    return this.#undo.undo() === null ? "nothing" : "done";
  }

  redo(): UndoOutcome {
    return this.#undo.redo() === null ? "nothing" : "done";
  }

  point(cursor: Spot | null): void {
    this.#presence({ cursor });
    // A pointer that rests says nothing and lies over the words.
    clearTimeout(this.#resting);
    if (cursor) this.#resting = setTimeout(() => this.#presence({ cursor: null }), POINTER_RESTS_MS);
  }

  hold(drag: (Spot & { id: NoteId }) | null): void {
    this.#presence({ drag });
  }

  writeIn(note: NoteId | null): void {
    this.#presence({ note });
  }

  /** Nobody looks at the board any more. */
  rest(): void {
    clearTimeout(this.#resting);
    this.#presence({ cursor: null, drag: null, note: null });
  }

  // ---- presence ----

  #said: Record<string, unknown> = {};
  #resting: ReturnType<typeof setTimeout> | undefined;

  #presence(news: Record<string, unknown>): void {
    this.#said = { ...this.#said, ...news };
    this.#sayPresence();
  }

  readonly #sayPresence = throttle(() => Math.max(PRESENCE_EVERY_MS, this.#peers.length * PRESENCE_MS_EACH), () => {
    const local = this.awareness.getLocalState();
    if (local) this.awareness.setLocalState({ ...local, ...this.#said });
  });

  readonly #peersChanged = throttle(() => (this.#peers.length > MANY_PEERS ? MANY_EVERY_MS : PEERS_EVERY_MS), () => {
    this.#peers = peersOf(this.awareness);
    this.#acting = actingOf(this.#peers, this.#acting);
    for (const listener of this.#peerListeners) listener();
  });

  // ---- the document ----

  readonly #notesChanged = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
    const touched = new Set<NoteId>();
    for (const event of events) {
      if (event.target === this.notes) for (const key of event.keys.keys()) touched.add(key);
      else touched.add(String(event.path[0]));
      if (event.target instanceof Y.Text && transaction.origin === this.#link.provider) this.#othersWrote.add(String(event.path[0]));
    }
    const came: Note[] = [];
    for (const id of touched) {
      const note = this.notes.get(id);
      if (note === undefined) {
        this.#kept.delete(id);
        continue;
      }
      const read = readNote(id, note);
      if (!this.#kept.has(id)) came.push(read);
      this.#kept.set(id, read);
    }
    if (this.#isOwn(transaction.origin)) {
      for (const id of touched) this.#touched.add(id);
      this.#made.push(...came.map((note) => note.id));
    }
    this.#update({ notes: [...this.#kept.values()] });
    if (came.length > 0 && transaction.origin === this.#link.provider && this.#state.saving.synced) {
      for (const tell of this.#arrivals) tell(came);
    }
  };

  readonly #clustersChanged = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
    const clusters = readClusters(this.clusters);
    if (this.#isOwn(transaction.origin)) {
      const touched = new Set(events.flatMap((event) => (event.target === this.clusters ? [...event.keys.keys()] : [String(event.path[0])])));
      // A group's name is saved with the notes that stand under it.
      for (const note of this.#kept.values()) if (touched.has(note.group)) this.#touched.add(note.id);
    }
    this.#update({ clusters });
  };

  readonly #updated = (_update: Uint8Array, origin: unknown): void => {
    if (origin === this.#link.provider) return;
    const sent = this.#link.isOpen();
    const notes = [...this.#touched];
    this.#touched.clear();
    // Also what came late from this device goes out, and the server counts it.
    if (sent || notes.length > 0) this.#tell({ kind: "edited", notes, sent });
  };

  #isOwn(origin: unknown): boolean {
    return origin === OWN || origin === this.#undo;
  }

  readonly #stepTaken = ({ stackItem }: { stackItem: Step }): void => {
    stackItem.meta.set(MADE, [...madeIn(stackItem), ...this.#made]);
    this.#made = [];
  };

  readonly #undoChanged = (): void => {
    this.#update({ canUndo: this.#undo.undoStack.length > 0, canRedo: this.#undo.redoStack.length > 0 });
  };

  // ---- saving ----

  readonly #tell = (happening: Happening): void => {
    const before = this.#state.saving;
    const saving = next(before, happening);
    if (saving === before) return;
    if (happening.kind === "stopped" && isRefused(happening.reason)) this.#dropDocument(happening.reason);
    this.#update({ saving });
    if (!sameKeys(before.unsaved, saving.unsaved)) this.#device?.set(UNSAVED, JSON.stringify([...saving.unsaved.keys()])).catch(() => {});
  };

  async #readDevice(): Promise<void> {
    if (typeof indexedDB === "undefined") return;
    try {
      const device = new IndexeddbPersistence(this.#name, this.doc);
      const opened = await Promise.race([device.whenSynced, wait(DEVICE_WITHIN_MS)]);
      if (opened === undefined || this.#ended) return;
      this.#device = device;
      const unsaved: unknown = JSON.parse(String((await device.get(UNSAVED)) ?? "[]"));
      if (this.#place !== undefined) void device.set(PLACE, this.#place).catch(() => {});
      this.#update({ keptHere: true });
      if (Array.isArray(unsaved) && unsaved.length > 0) this.#tell({ kind: "found", notes: unsaved.map(String) });
    } catch {
      // Storage may be closed to us (private windows, policy): the board then lives on the server alone, and says so.
    }
  }

  /** The server will never take this document: what is written in it is offered as text, and the copy here goes. */
  #dropDocument(reason: StopReason): void {
    // Of a closed section only the last words are lacking: the server has the rest.
    const all = [...this.#kept.values()];
    this.#update({ rescued: reason === "section_closed" ? wordsOf(all.filter((note) => this.#state.saving.unsaved.has(note.id))) : wordsOf(all) });
    void this.#device?.clearData();
    this.#device = undefined;
  }

  #update(news: Partial<BoardState>): void {
    this.#state = { ...this.#state, ...news };
    for (const listener of this.#listeners) listener();
  }
}

/** The words of notes with changes that the server does not have. */
export function unsentText({ notes, saving, rescued }: BoardState): string {
  return rescued ?? wordsOf(notes.filter((note) => saving.unsaved.has(note.id)));
}

function wordsOf(notes: readonly Note[]): string {
  return notes.flatMap(({ text }) => text.trim() || []).join("\n\n");
}

const wait = (ms: number) => new Promise<undefined>((done) => setTimeout(() => done(undefined), ms));

function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a === b || (a.size === b.size && [...a.keys()].every((key) => b.has(key)));
}

/** A step of undo, with what we keep beside it. */
interface Step {
  meta: Map<unknown, unknown>;
}

const MADE = "made";

/** The notes that this step made. */
function madeIn(step: Step): NoteId[] {
  const made = step.meta.get(MADE);
  return Array.isArray(made) ? made.map(String) : [];
}
