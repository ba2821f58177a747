import { expect, test } from "vitest";
import type { RecordPerson, RecordRoom, RecordRound } from "../../generated/protocol.ts";
import { compareIn } from "../../text/collate.ts";
import { byOrganization, hasContent, inRoom, longest } from "./read.ts";

const person = (id: string, organization: string | null, room: string): RecordPerson => ({
  id,
  name: id,
  organization,
  position: null,
  role: "participant",
  removed: false,
  joined_at: "2026-03-05T10:00:00Z",
  seconds: 60,
  stays: [{ room, from: "2026-03-05T10:00:00Z", to: null, seconds: 60 }],
});
const room = (rest: Partial<RecordRoom>): RecordRoom => ({ id: "r", number: 1, name: null, sharing: "room", notes_withheld: false, rounds: [], sections: [], chat: [], votes: [], boards: [], ...rest });
const step = (planned: number, seconds: number) => ({ id: "s", name: {}, planned_seconds: planned, seconds, runs: [], stops: [] });
const note = { text: "t", authors: [], color: null, dots: [] };

test("people come by organization, the largest first, those without one last", () => {
  const people = [person("a", null, "r"), person("b", "Fresno", "r"), person("c", "Kern", "r"), person("d", "Kern", "r")];
  expect(byOrganization(people, compareIn("en")).map((group) => [group.organization, group.people.length])).toEqual([
    ["Kern", 2],
    ["Fresno", 1],
    [undefined, 1],
  ]);
});

test("a room without rounds and notes is left out; one that keeps its notes is not", () => {
  expect(hasContent(room({}))).toBe(false);
  expect(hasContent(room({ number: 0, notes_withheld: true }))).toBe(false);
  expect(hasContent(room({ notes_withheld: true }))).toBe(true);
  const sections = [{ id: null, name: {}, notes: [note] }];
  expect(hasContent(room({ sections }))).toBe(true);
  expect(hasContent(room({ boards: [{ name: "More", put_away: true, nameless: false, digest: false, votes: [], sections }] }))).toBe(true);
});

test("who was in a room", () => {
  expect(inRoom(room({}), [person("a", null, "r"), person("b", null, "other")]).map((each) => each.id)).toEqual(["a"]);
});

test("bars are measured with the longest step, planned or real", () => {
  expect(longest({ steps: [step(60, 50), step(30, 90)] } as unknown as RecordRound)).toBe(90);
  expect(longest({ steps: [] } as unknown as RecordRound)).toBe(1);
});
