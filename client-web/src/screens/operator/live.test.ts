import { expect, test } from "vitest";
import type { LiveMeeting, LiveRound } from "../../generated/protocol.ts";
import { callsOf, clockOf, found, linePoints, remember, REMEMBERED, roomsOf, roundGroups, sorted, statusOf } from "./live.ts";

const meeting = (id: string, rest: Partial<LiveMeeting> = {}): LiveMeeting => ({
  id,
  created_at: 0,
  ended_at: null,
  breakouts: { state: "closed" },
  people: 0,
  connected: 0,
  commands_last_minute: 0,
  seq: 1,
  rooms: [],
  rounds: [],
  ...rest,
});
const round = (protocol: string, step: number | null): LiveRound => ({
  room: "r",
  plan: "p",
  protocol,
  timeline: { step, clock: { state: "running", ends_at: 90_000 }, seconds: [60, 60, 60] },
  has_presenter: true,
});
const room = (number: number, calls = false) => ({ id: String(number), number, people_here: 1, hands: 0, calls });

test("sorted by any column, either way; equals by id", () => {
  const all = [meeting("b", { connected: 5 }), meeting("a", { connected: 5 }), meeting("c", { connected: 9 })];
  expect(sorted(all, { by: "people", descending: true }).map((each) => each.id)).toEqual(["c", "a", "b"]);
  expect(sorted(all, { by: "id", descending: false }).map((each) => each.id)).toEqual(["a", "b", "c"]);
});

test("found by id or protocol", () => {
  const all = [meeting("abc"), meeting("def", { rounds: [round("consultancy-20", 1)] })];
  expect(found(all, " ABC ").map((each) => each.id)).toEqual(["abc"]);
  expect(found(all, "20").map((each) => each.id)).toEqual(["def"]);
  expect(found(all, "")).toHaveLength(2);
});

test("the main room is no breakout room; calls are counted", () => {
  const one = meeting("a", { rooms: [room(0), room(1, true), room(2)], breakouts: { state: "open" } });
  expect([roomsOf(one), callsOf(one), statusOf(one), statusOf({ ...one, ended_at: 3 })]).toEqual([2, 1, "open", "ended"]);
});

test("rounds at the same place are said once", () => {
  expect(roundGroups([round("a", 1), round("a", null), round("a", 1)])).toEqual([
    { protocol: "a", step: 1, steps: 3, count: 2 },
    { protocol: "a", step: null, steps: 3, count: 1 },
  ]);
});

test("clocks count down, also through a grace", () => {
  expect(clockOf(round("a", 0).timeline, 30_000)).toEqual({ left: "1:00", word: "clockRunning" });
  expect(clockOf(round("a", 0).timeline, 95_000)).toEqual({ left: "0:10", word: "clockGrace" });
});

test("a short memory of people, and a line of it", () => {
  let memory = remember(new Map(), [meeting("a", { connected: 1 }), meeting("b")]);
  for (let count = 0; count < REMEMBERED + 5; count += 1) memory = remember(memory, [meeting("a", { connected: count })]);
  expect(memory.has("b")).toBe(false);
  expect(memory.get("a")).toHaveLength(REMEMBERED);
  expect(linePoints([0, 2])).toBe("0.0,19.0 100.0,1.0");
});
