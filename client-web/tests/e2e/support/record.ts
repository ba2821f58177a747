/** The record as a program that reads the JSON form finds it, and the three forms as a person downloads them. */
import { readFile } from "node:fs/promises";
import type { Person } from "./person.ts";

export interface Span {
  from: string;
  to: string | null;
  seconds: number;
}

export interface RecordStep {
  id: string;
  planned_seconds: number;
  seconds: number;
  runs: Span[];
  stops: (Span & { kind: "paused" | "held" | "waiting" })[];
}

export interface RecordRound {
  protocol: string;
  presenter: { name: string } | null;
  started_at: string;
  ended_at: string;
  gathering: RecordStep;
  steps: RecordStep[];
  held_seconds: number;
  dilemma_withheld: boolean;
  dilemma: { title: string | null; focus_question: string | null; restated_question: string | null; links: string[] } | null;
}

export interface RecordRoom {
  number: number;
  sharing: "room" | "meeting";
  notes_withheld: boolean;
  rounds: RecordRound[];
  sections: { id: string | null; notes: { text: string; authors: { name: string }[] }[] }[];
}

export interface RecordFile {
  version: number;
  meeting: { title: string; ended_at: string | null };
  made_for: { name: string } | null;
  people: { name: string; organization: string | null; role: string; seconds: number; stays: { room: string }[] }[];
  rooms: RecordRoom[];
}

export interface Downloads {
  md: string;
  csv: string;
  json: string;
  record: RecordFile;
  /** All three, to look for what must be in none. */
  all: string;
}

const BUTTONS = { md: "Document (Markdown)", csv: "Table (CSV)", json: "Data (JSON)" } as const;

/** Presses each of the three buttons and reads the file that comes. */
export async function downloads(person: Person): Promise<Downloads> {
  const texts = { md: "", csv: "", json: "" };
  for (const form of ["md", "csv", "json"] as const) {
    const [file] = await Promise.all([person.page.waitForEvent("download"), person.button(BUTTONS[form]).click()]);
    texts[form] = await readFile(await file.path(), "utf8");
  }
  return { ...texts, record: JSON.parse(texts.json) as RecordFile, all: texts.md + texts.csv + texts.json };
}

export function roomOf({ record }: Downloads, number: number): RecordRoom {
  const found = record.rooms.find((room) => room.number === number);
  if (!found) throw new Error(`room ${number} is not in the record`);
  return found;
}

/** "section: text (authors)" of each note. */
export function notesOf(room: RecordRoom): string[] {
  return room.sections.flatMap((section) => section.notes.map((note) => `${section.id ?? "-"}: ${note.text} (${note.authors.map((author) => author.name).join(", ")})`));
}
