import { expect, test } from "vitest";
import type { RecordNote } from "../../generated/protocol.ts";
import { noteRuns } from "./note_groups.ts";

const note = (text: string, group?: string): RecordNote => ({ text, authors: [], color: null, dots: [], ...(group === undefined ? {} : { group }) });

test("notes of a group stand together, others by themselves", () => {
  const runs = noteRuns([note("a"), note("b", "Time"), note("c", "Time"), note("d"), note("e")]);
  expect(runs.map(({ group, notes }) => [group, notes.map(({ text }) => text).join("")])).toEqual([
    [undefined, "a"],
    ["Time", "bc"],
    [undefined, "de"],
  ]);
});
