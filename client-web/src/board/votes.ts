/** A vote with dots, as a board shows it. Pure; the limit is the server's. */
import type { NoteId } from "./notes.ts";

export interface BoardVote {
  open: boolean;
  /** Dots of each person, and how many of them may go on one note. */
  dots: number;
  perNote: number;
  /** Dots by note; `undefined` while they are hidden. */
  counts: { readonly [note: NoteId]: number } | undefined;
  /** The reader's own. */
  mine: { readonly [note: NoteId]: number };
  /** How many people have placed any. */
  voters: number;
  /** Whether the reader has dots. */
  mayVote: boolean;
  /** One more on a note, or one back. */
  onDot: (note: NoteId, more: boolean) => void;
  /** For facilitators of the room, while it is open. */
  onClose?: (() => void) | undefined;
}

/** What one note shows of a vote. */
export interface NoteDots {
  /** The dots of all; `undefined`: not shown. */
  count: number | undefined;
  mine: number;
  /** Whether the reader may take some back. */
  open: boolean;
  /** Whether one more may go here. */
  more: boolean;
}

export function leftOf({ dots, mine }: BoardVote): number {
  return Math.max(0, dots - Object.values(mine).reduce((sum, count) => sum + count, 0));
}

export function dotsOn(vote: BoardVote, note: NoteId): NoteDots {
  const mine = vote.mine[note] ?? 0;
  const open = vote.open && vote.mayVote;
  return { count: vote.counts === undefined ? undefined : (vote.counts[note] ?? 0), mine, open, more: open && mine < vote.perNote && leftOf(vote) > 0 };
}

/** The reader's dots on notes that are not there any more. */
export function goneDots(vote: BoardVote, notes: readonly { id: NoteId }[]): NoteId[] {
  const there = new Set(notes.map((note) => note.id));
  return Object.keys(vote.mine).filter((note) => !there.has(note));
}

/** Those with the most dots first; equals stay in their order. */
export function byDots<N extends { id: NoteId }>(notes: readonly N[], vote: BoardVote): N[] {
  return [...notes].sort((a, b) => (vote.counts?.[b.id] ?? 0) - (vote.counts?.[a.id] ?? 0));
}
