import { type RefObject, useMemo, useState } from "react";
import { findIn } from "./find.ts";
import type { NoteId } from "./notes.ts";
import type { Group } from "./order.ts";

export interface Finding {
  open: boolean;
  /** As it is typed. */
  words: string;
  query: string;
  notes: readonly NoteId[];
  at: number;
  show: () => void;
  close: () => void;
  ask: (query: string) => void;
  step: (by: 1 | -1) => void;
}

/** Looking for words: what is found comes into view, the focus stays where it is. */
export function useFind(root: RefObject<HTMLElement | null>, groups: readonly Group[]): Finding {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const notes = useMemo(() => (open ? findIn(groups, query) : []), [open, groups, query]);
  const bring = (id: NoteId | undefined) => {
    if (id !== undefined) root.current?.querySelector(`[data-note="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center", inline: "center" });
  };
  const go = (found: readonly NoteId[], place: number) => {
    const next = found.length === 0 ? 0 : (place + found.length) % found.length;
    setAt(next);
    bring(found[next]);
  };
  return {
    open,
    words: query,
    query: open ? query.trim() : "",
    notes,
    // Notes come and go while one looks.
    at: Math.min(at, Math.max(0, notes.length - 1)),
    show: () => setOpen(true),
    close: () => {
      setOpen(false);
      root.current?.querySelector<HTMLElement>(".board-view-menu")?.focus();
    },
    ask: (words) => {
      setQuery(words);
      go(findIn(groups, words), 0);
    },
    step: (by) => go(notes, at + by),
  };
}
