import { expect, test } from "vitest";
import type { MeetingRecord, RecordRoom, View } from "../../generated/protocol.ts";
import { dayText, sorted, speaksFor } from "./commitments.ts";
import { roomsOf } from "./rooms.ts";

const room = (id: string, number: number, more: Partial<RecordRoom> = {}) =>
  ({ id, number, name: null, sharing: "room", notes_withheld: false, rounds: [], sections: [{ id: null, name: {}, notes: [] }], ...more }) as RecordRoom;

test("the room where one was last comes first, the main room last, and what is empty or another's not at all", () => {
  const record = {
    people: [{ id: "ana", stays: [{ room: "m" }, { room: "a" }, { room: "b" }, { room: "m" }] }],
    rooms: [room("m", 0), room("a", 1), room("b", 2), room("c", 3), room("d", 4, { sections: [] })],
  } as unknown as MeetingRecord;
  expect(roomsOf(record, "ana").map((one) => one.id)).toEqual(["b", "a", "m"]);
  expect(roomsOf(record, "ben")).toEqual([]);
});

test("a day is a day in every zone", () => {
  expect(dayText("2026-12-03", "en-US")).toBe("Thu, December 3, 2026");
  expect(dayText("2026-12-03", "es")).toContain("3 de diciembre de 2026");
});

const view = {
  me: { person: "ana" },
  people: { ana: { role: "participant", facilitates: null }, nadia: { role: "facilitator", facilitates: null } },
  rooms: { m: { id: "m", number: 0 }, b: { id: "b", number: 2 }, a: { id: "a", number: 1 } },
  commitments: {
    z: { id: "z", person: "ana", made_at: 1 },
    y: { id: "y", person: "gone", made_at: 2 },
    x: { id: "x", person: "nadia", made_at: 3 },
    w: { id: "w", person: "ana", made_at: 0 },
  },
} as unknown as View;

test("mine and others' stand apart in their order; who is gone promises nothing", () => {
  const { mine, others } = sorted(view);
  expect(mine.map((one) => one.id)).toEqual(["w", "z"]);
  expect(others.map((one) => one.id)).toEqual(["x"]);
});

test("who presented last speaks for a room, facilitators for all", () => {
  const record = { rooms: [room("a", 1, { rounds: [{ presenter: { id: "ana" } }] as never }), room("b", 2, { rounds: [{ presenter: { id: "ana" } }, { presenter: { id: "ben" } }] as never })] } as unknown as MeetingRecord;
  expect(speaksFor(view, record, "ana")).toEqual(["a"]);
  expect(speaksFor(view, undefined, "nadia")).toEqual(["a", "b"]);
  expect(speaksFor(view, undefined, "ana")).toEqual([]);
});
