import { useLayoutEffect, useRef } from "react";
import type { Note, NoteId } from "./notes.ts";

export interface VanishedInput {
  /** The note that one writes in. */
  editing: NoteId | undefined;
  /** All notes that are shown, in the order of the keys. */
  notes: readonly Note[];
  /** The note is gone, as it was last; the neighbour is the next one that is left. */
  gone: (note: Note, neighbour: NoteId | undefined) => void;
}

/** Notices that the note that one writes in is gone: somebody else deleted it. */
export function useVanished({ editing, notes, gone }: VanishedInput): void {
  const known = useRef<readonly Note[]>([]);
  useLayoutEffect(() => {
    const before = known.current;
    known.current = notes;
    if (editing === undefined || notes.some((note) => note.id === editing)) return;
    const index = before.findIndex((note) => note.id === editing);
    const note = before[index];
    if (!note) return;
    const ids = new Set(notes.map((one) => one.id));
    const isLeft = (one: Note) => ids.has(one.id);
    const neighbour = before.slice(index + 1).find(isLeft) ?? before.slice(0, index).filter(isLeft).at(-1);
    gone(note, neighbour?.id);
  });
}
