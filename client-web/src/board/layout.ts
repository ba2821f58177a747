/** Where sections and notes stand on the board, in CSS px. Pure: heights come from whoever measured them. */
import type { Note, NoteId } from "./notes.ts";
import type { Group } from "./order.ts";

export const NOTE_WIDTH = 184;
export const GAP = 10;
const COLUMN_MIN = NOTE_WIDTH + 2 * GAP + 2;
/** Width of a section that shows only its name. */
export const SLIM = 40;
/** A note that was not measured yet. */
export const NOTE_HEIGHT = 96;

export interface Column {
  group: Group;
  left: number;
  width: number;
  /** Empty and not asked for now: only its name is shown. */
  slim: boolean;
}

/** Up to this many sections all stay wide. */
const ALL_WIDE = 3;

/** The columns of a board that is `width` wide; they may need more than that. */
export function columnsOf(groups: readonly Group[], width: number, asked: readonly string[]): Column[] {
  const nothingAsked = asked.length === 0 && groups.every((group) => group.notes.length === 0);
  const isSlim = (group: Group) =>
    groups.length > ALL_WIDE && !nothingAsked && group.notes.length === 0 && !asked.includes(group.section?.id ?? "");
  const slim = groups.map(isSlim);
  const wideCount = slim.filter((one) => !one).length;
  const forWide = width - (groups.length - wideCount) * SLIM;
  const wide = Math.max(COLUMN_MIN, wideCount > 0 ? Math.floor(forWide / wideCount) : 0);
  let left = 0;
  return groups.map((group, index) => {
    const column = { group, left, width: slim[index] ? SLIM : wide, slim: slim[index] ?? false };
    left += column.width;
    return column;
  });
}

/** Where an empty board says that it is empty: on the wide columns side by side that are asked for, never on a slim one's name. */
export function emptyPlace(columns: readonly Column[], asked: readonly string[]): { left: number; width: number } {
  const isAsked = (column: Column) => !column.slim && asked.includes(column.group.section?.id ?? "");
  const first = columns.find(isAsked) ?? columns.find((column) => !column.slim);
  if (!first) return { left: columns.reduce((end, column) => Math.max(end, column.left + column.width), 0), width: Number.POSITIVE_INFINITY };
  let width = 0;
  for (const column of columns.slice(columns.indexOf(first))) {
    if (column.slim) break;
    width += column.width;
  }
  return { left: first.left, width };
}

export interface Place {
  /** From the board's left side. */
  left: number;
  top: number;
}

/** Notes keep the place that people gave them; where two would lie on each other, the lower one steps down. */
export function placesOf(columns: readonly Column[], heights: ReadonlyMap<NoteId, number>): Map<NoteId, Place> {
  const places = new Map<NoteId, Place>();
  for (const column of columns) {
    const placed: Box[] = [];
    for (const note of column.group.notes) {
      const box = { x: clampX(note.x, column.width), y: Math.max(GAP, note.y), height: heights.get(note.id) ?? NOTE_HEIGHT };
      let below = inTheWay(placed, box);
      while (below) {
        box.y = below.y + below.height + GAP;
        below = inTheWay(placed, box);
      }
      placed.push(box);
      places.set(note.id, { left: column.left + box.x, top: box.y });
    }
  }
  return places;
}

interface Box {
  x: number;
  y: number;
  height: number;
}

function inTheWay(placed: readonly Box[], box: Box): Box | undefined {
  return placed.find(
    (other) =>
      Math.abs(other.x - box.x) < NOTE_WIDTH && box.y < other.y + other.height + GAP && other.y < box.y + box.height + GAP,
  );
}

export function clampX(x: number, columnWidth: number): number {
  return Math.min(Math.max(GAP, x), Math.max(GAP, columnWidth - NOTE_WIDTH - GAP));
}

/** A free place for a new note: the highest in the section, then the leftmost. */
export function freePlace(notes: readonly Note[], heights: ReadonlyMap<NoteId, number>, columnWidth: number): { x: number; y: number } {
  let best = { x: GAP, y: Number.POSITIVE_INFINITY };
  for (let x = GAP; x === GAP || x + NOTE_WIDTH + GAP <= columnWidth; x += NOTE_WIDTH + GAP) {
    let y = GAP;
    for (const note of notes) {
      const overlaps = Math.abs(clampX(note.x, columnWidth) - x) < NOTE_WIDTH;
      if (overlaps) y = Math.max(y, note.y + (heights.get(note.id) ?? NOTE_HEIGHT) + GAP);
    }
    if (y < best.y) best = { x, y };
  }
  return best;
}

/** The column at a distance from the board's left side; the nearest one outside of it. */
export function columnAt(columns: readonly Column[], left: number): Column | undefined {
  return columns.find((column) => left < column.left + column.width) ?? columns.at(-1);
}
