/** The journal as it stands in the database file: read by a program of its own, past the server and everything it makes of it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { built } from "./convene.ts";

interface Line {
  meeting: string;
  seq: number;
  at: number;
  entry: { event: { kind: string; room?: string; plan?: string; hold_used?: number } };
}

async function journalOf(database: string, meeting: string): Promise<Line[]> {
  const { stdout } = await promisify(execFile)(built("examples/journal"), [database], { maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Line).filter((line) => line.meeting === meeting);
}

/** By the journal's times, rooms on one plan ended at the same moment, though one of them had held. */
export async function expectOnePlanToEndAtOneMoment(database: string, meeting: string, rooms: number): Promise<void> {
  const journal = await journalOf(database, meeting);
  expect(journal.map((line) => line.seq)).toEqual(journal.map((_, index) => index + 1));
  const events = journal.map(({ at, entry }) => ({ at, ...entry.event }));
  const started = events.filter((event) => event.kind === "round_started");
  const ended = events.filter((event) => event.kind === "round_ended");
  expect(new Set(started.map((event) => event.plan)).size).toBe(1);
  expect(new Set(started.map((event) => event.room)).size).toBe(rooms);
  expect(new Set(ended.map((event) => event.room))).toEqual(new Set(started.map((event) => event.room)));
  expect(new Set(ended.map((event) => event.at)).size).toBe(1);
  const held = events.filter((event) => (event.hold_used ?? 0) > 0).map((event) => event.room);
  expect(new Set(held).size).toBe(1);
}
