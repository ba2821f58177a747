/** Where sections and notes stand on the board, in CSS px. Pure: heights come from whoever measured them. */
import { type ClusterId, type KnownClusters, NO_CLUSTERS, type Run, runsOf } from "./clusters.ts";
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

/** Round the notes of a group: room for its name above, and an edge. */
export const FRAME_HEAD = 36;
export const FRAME_EDGE = 8;

/** Round notes that people put together. */
export interface Frame extends Place {
  id: ClusterId;
  width: number;
  height: number;
}

/** Notes keep the place that people gave them; where two would lie on each other, the lower one steps down. */
export function placesOf(columns: readonly Column[], heights: ReadonlyMap<NoteId, number>): Map<NoteId, Place> {
  return laidOut(columns, heights, NO_CLUSTERS).places;
}

/** The same with groups: their notes stand side by side in a frame, and a frame gives way like one large note. */
export function laidOut(columns: readonly Column[], heights: ReadonlyMap<NoteId, number>, clusters: KnownClusters): { places: Map<NoteId, Place>; frames: Frame[] } {
  const places = new Map<NoteId, Place>();
  const frames: Frame[] = [];
  for (const column of columns) {
    const placed: Box[] = [];
    for (const run of runsOf(column.group.notes, clusters)) {
      const block = run.cluster ? blockOf(run, heights, column.width) : blockOfOne(run, heights);
      const x = Math.min(Math.max(GAP, block.x), Math.max(block.width > NOTE_WIDTH ? 1 : GAP, column.width - block.width - GAP));
      const box = { x, y: Math.max(GAP, block.y), width: block.width, height: block.height };
      let below = inTheWay(placed, box);
      while (below) {
        box.y = below.y + below.height + GAP;
        below = inTheWay(placed, box);
      }
      placed.push(box);
      for (const part of block.parts) places.set(part.id, { left: column.left + box.x + part.x, top: box.y + part.y });
      if (run.cluster) frames.push({ id: run.cluster.id, left: column.left + box.x, top: box.y, width: box.width, height: box.height });
    }
  }
  return { places, frames };
}

interface Block extends Box {
  /** From the block's own corner. */
  parts: { id: NoteId; x: number; y: number }[];
}

function blockOfOne({ notes }: Run, heights: ReadonlyMap<NoteId, number>): Block {
  const [note] = notes as [Note];
  return { x: note.x, y: note.y, width: NOTE_WIDTH, height: heights.get(note.id) ?? NOTE_HEIGHT, parts: [{ id: note.id, x: 0, y: 0 }] };
}

/** As near to a square as the section is wide. */
function blockOf({ notes }: Run, heights: ReadonlyMap<NoteId, number>, columnWidth: number): Block {
  const fit = Math.max(1, Math.floor((columnWidth - 2 * FRAME_EDGE + GAP - 2) / (NOTE_WIDTH + GAP)));
  const across = Math.min(fit, Math.ceil(Math.sqrt(notes.length)));
  const parts: Block["parts"] = [];
  let top = FRAME_HEAD;
  for (let from = 0; from < notes.length; from += across) {
    const row = notes.slice(from, from + across);
    for (const [index, note] of row.entries()) parts.push({ id: note.id, x: FRAME_EDGE + index * (NOTE_WIDTH + GAP), y: top });
    top += Math.max(...row.map((note) => heights.get(note.id) ?? NOTE_HEIGHT)) + GAP;
  }
  const left = Math.min(...notes.map((note) => note.x));
  return {
    x: left - FRAME_EDGE,
    y: Math.min(...notes.map((note) => note.y)) - FRAME_HEAD,
    width: across * (NOTE_WIDTH + GAP) - GAP + 2 * FRAME_EDGE,
    height: top - GAP + FRAME_EDGE,
    parts,
  };
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function inTheWay(placed: readonly Box[], box: Box): Box | undefined {
  return placed.find(
    (other) =>
      box.x < other.x + other.width && other.x < box.x + box.width && box.y < other.y + other.height + GAP && other.y < box.y + box.height + GAP,
  );
}

/** The frame that a note's middle lies in, when its corner is there. */
export function frameAt(frames: readonly Frame[], corner: Place): Frame | undefined {
  const [left, top] = [corner.left + NOTE_WIDTH / 2, corner.top + NOTE_HEIGHT / 3];
  return frames.find((frame) => left >= frame.left && left < frame.left + frame.width && top >= frame.top && top < frame.top + frame.height);
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
