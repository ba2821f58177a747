/**
 * The boards that this page holds open: those of the room that is shown, so that another tab of it ends no writing, and those
 * that were left with writing that the server does not have. Knows sessions, not Yjs: it is there before the board's own chunk.
 */
import { isRefused } from "./saving.ts";
import type { BoardSession } from "./session.ts";

export interface Opened {
  session: BoardSession;
  /** What this device had is read. */
  started: Promise<void>;
  stop: () => void;
}

/** A board that is not shown any more, with writing that is not sent. */
export interface Left {
  board: string;
  session: BoardSession;
}

interface Held extends Opened {
  users: number;
  unsubscribe: () => void;
}

export class BoardKeeper {
  #held = new Map<string, Held>();
  #here: readonly string[] = [];
  #left: readonly Left[] = [];
  #listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  left = (): readonly Left[] => this.#left;

  holds(board: string): boolean {
    return this.#held.has(board);
  }

  /** Opens a board, or goes on with it where it is held. */
  take(board: string, open: () => Opened): { session: BoardSession; release: () => void } {
    const before = this.#held.get(board);
    // What the server refused for good is begun anew; what it would not open may be open to us again.
    if (before && isRefused(before.session.current().saving.stopped)) this.#drop(board, before);
    else before?.session.again();
    const held = this.#held.get(board) ?? this.#hold(board, open());
    held.users += 1;
    this.#settle(board);
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      held.users -= 1;
      if (held.users === 0) held.session.rest();
      this.#settle(board);
    };
    return { session: held.session, release };
  }

  /** Sends what this device has for a board that is not shown. */
  adopt(board: string, open: () => Opened): void {
    if (this.#held.has(board)) return;
    const opened = open();
    const { release } = this.take(board, () => opened);
    void opened.started.finally(release);
  }

  /** These boards stay open whether or not they are on screen; others only for what they have to send. */
  stay(boards: readonly string[]): void {
    // One that would not open when it was left may be open again, also where no tab shows it.
    for (const board of boards) if (!this.#here.includes(board)) this.#held.get(board)?.session.again();
    this.#here = boards;
    for (const board of this.#held.keys()) this.#settle(board);
  }

  stopAll(): void {
    this.#here = [];
    for (const [board, held] of this.#held) this.#drop(board, held);
    this.#told();
  }

  #hold(board: string, opened: Opened): Held {
    // Not in the midst of what the session does.
    const unsubscribe = opened.session.subscribe(() => queueMicrotask(() => this.#settle(board)));
    const held = { ...opened, users: 0, unsubscribe };
    this.#held.set(board, held);
    return held;
  }

  #settle(board: string): void {
    const held = this.#held.get(board);
    if (held && this.#isLeft(board, held) && held.session.current().saving.unsaved.size === 0) this.#drop(board, held);
    this.#told();
  }

  #isLeft(board: string, held: Held): boolean {
    return held.users === 0 && !this.#here.includes(board);
  }

  #drop(board: string, held: Held): void {
    this.#held.delete(board);
    held.unsubscribe();
    held.stop();
  }

  #told(): void {
    const left = [...this.#held].filter(([board, held]) => this.#isLeft(board, held)).map(([board, { session }]) => ({ board, session }));
    if (left.length === 0 && this.#left.length === 0) return;
    this.#left = left;
    for (const listener of this.#listeners) listener();
  }
}
