/** Finding words on a board: letters alone count, not their case or accents. Pure. */
import type { NoteId } from "./notes.ts";
import type { Group } from "./order.ts";

export interface Found {
  query: string;
  /** In reading order. */
  notes: readonly NoteId[];
  at: number;
}

const bare = (text: string) => text.normalize("NFD").replace(/\p{Mark}/gu, "").toLocaleLowerCase();

export function findIn(groups: readonly Group[], query: string): NoteId[] {
  const wanted = bare(query.trim());
  if (wanted === "") return [];
  return groups.flatMap((group) => group.notes).flatMap((note) => (bare(note.text).includes(wanted) ? [note.id] : []));
}

/** The parts of a text, every second one a place where the query stands. Accents that the query leaves out are not marked. */
export function marked(text: string, query: string): string[] {
  const wanted = query.trim();
  if (wanted === "") return [text];
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.split(new RegExp(`(${escaped})`, "iu"));
}
