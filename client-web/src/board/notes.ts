/**
 * The notes of a board as its Yjs document holds them: a root map `notes` from note id to a map of scalars and one `Y.Text`
 * named `text`. The server refuses anything else in the document.
 */
import * as Y from "yjs";
import { uuidv7 } from "../connection/uuid.ts";
import { type Color, COLORS } from "./colors.ts";

export type NoteId = string;

export type { Color };

/** A note as it is shown. Replaced as a whole when anything in it changes. */
export interface Note {
  id: NoteId;
  /** Distance from the left side of its section, CSS px. */
  x: number;
  /** Distance from the top of its section, CSS px. */
  y: number;
  color: Color;
  /** The section's id; it may be one that the board no longer has. */
  section: string;
  /** The group that people put it into; empty: none. */
  group: string;
  /** Who made it, by their own page's word; the server knows the truth. */
  author: string;
  text: string;
}

export type Notes = Y.Map<Y.Map<unknown>>;

/** Marks changes that this person made, so that undo takes back only those. */
export const OWN = Symbol("own change");

/** Far more than a screen; a place beyond it is somebody's mistake. */
const PLACE_MAX = 100_000;

export function notesOf(doc: Y.Doc): Notes {
  return doc.getMap("notes");
}

export function textOf(notes: Notes, id: NoteId): Y.Text | undefined {
  const text = notes.get(id)?.get("text");
  return text instanceof Y.Text ? text : undefined;
}

/** Others' pages wrote this, so each field is checked. */
export function readNote(id: NoteId, note: Y.Map<unknown>): Note {
  const color = note.get("color");
  const text = note.get("text");
  return {
    id,
    x: place(note.get("x")),
    y: place(note.get("y")),
    color: COLORS.find((known) => known === color) ?? "yellow",
    section: word(note.get("section")),
    group: word(note.get("group")),
    author: word(note.get("author")),
    text: text instanceof Y.Text ? text.toString() : "",
  };
}

export type NewNote = Pick<Note, "x" | "y" | "color" | "section" | "author"> & { text?: string };

export function addNote(notes: Notes, made: NewNote, nowMs: number): NoteId {
  const id = uuidv7(nowMs);
  change(notes, () => {
    const note = new Y.Map<unknown>();
    note.set("x", place(made.x));
    note.set("y", place(made.y));
    note.set("color", made.color);
    note.set("section", made.section);
    note.set("author", made.author);
    note.set("createdAt", nowMs);
    note.set("text", new Y.Text(made.text ?? ""));
    notes.set(id, note);
  });
  return id;
}

/** Sets fields of a note; those that have their value already are left alone. */
export function setNote(notes: Notes, id: NoteId, fields: Partial<Pick<Note, "x" | "y" | "color" | "section" | "group">>): void {
  const note = notes.get(id);
  if (!note) return;
  change(notes, () => {
    for (const [field, value] of Object.entries(fields)) {
      const wanted = typeof value === "number" ? place(value) : value;
      const is = note.get(field) ?? (wanted === "" ? "" : undefined);
      if (is !== wanted) note.set(field, wanted);
    }
  });
}

export function removeNote(notes: Notes, id: NoteId): void {
  change(notes, () => notes.delete(id));
}

function change(notes: Notes, run: () => void): void {
  if (notes.doc) notes.doc.transact(run, OWN);
}

function place(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) return 0;
  return Math.min(PLACE_MAX, Math.max(0, Math.round(value)));
}

const word = (value: unknown) => (typeof value === "string" ? value : "");
