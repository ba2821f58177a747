/** Reading order, and where notes stand: pure. */
import { wholeSection } from "../meeting/small.ts";
import { type KnownClusters, NO_CLUSTERS, runsOf } from "./clusters.ts";
import type { Note } from "./notes.ts";

export interface Section {
  id: string;
  name: string;
  /** Where it is closed now: when it opens, in words. */
  opens?: string | undefined;
}

/** A section with its notes, from top to bottom and left to right; those that people put together follow each other. */
export interface Group {
  /** `undefined`: notes of sections that the board no longer has. */
  section: Section | undefined;
  notes: Note[];
}

/** What stands for the one section of a board without sections. */
export const WHOLE: Section = { id: "", name: "" };

export function groupsOf(notes: readonly Note[], sections: readonly Section[], clusters: KnownClusters = NO_CLUSTERS): Group[] {
  const shown = sections.length > 0 ? sections : [WHOLE];
  const groups: Group[] = shown.map((section) => ({ section, notes: [] }));
  const byId = new Map(groups.map((group) => [group.section?.id, group]));
  const rest: Group = { section: undefined, notes: [] };
  for (const note of notes) {
    // A board without sections shows all notes as one, whatever sections an earlier round had.
    const group = sections.length > 0 ? (byId.get(note.section) ?? byId.get(wholeSection(note.section))) : groups[0];
    (group ?? rest).notes.push(note);
  }
  if (rest.notes.length > 0) groups.push(rest);
  for (const group of groups) group.notes = runsOf(group.notes.sort(inReadingOrder), clusters).flatMap((run) => run.notes);
  return groups;
}

export function inReadingOrder(a: Note, b: Note): number {
  return a.y - b.y || a.x - b.x || (a.id < b.id ? -1 : 1);
}

/**
 * The places to set so that `note` changes its place with the one before (-1) or after (+1) it in its group; `undefined`
 * where there is none.
 */
export function swapped(group: readonly Note[], note: Note, step: -1 | 1): { id: string; x: number; y: number }[] | undefined {
  const index = group.findIndex((one) => one.id === note.id);
  const other = group[index + step];
  if (index < 0 || !other) return undefined;
  const [upper, lower] = step < 0 ? [other, note] : [note, other];
  // Notes at one place would stay in their order: the lower one steps aside.
  const same = upper.y === lower.y && upper.x === lower.x;
  return [
    { id: lower.id, x: upper.x, y: upper.y },
    { id: upper.id, x: lower.x, y: same ? lower.y + 1 : lower.y },
  ];
}
