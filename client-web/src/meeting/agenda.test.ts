import { describe, expect, test } from "vitest";
import type { AgendaView, PartView } from "../generated/protocol.ts";
import { agendaStand, beginnings, minutesOf } from "./agenda.ts";

const MINUTE = 60_000;
const part = (id: string, minutes: number, rest: Partial<PartView> = {}): PartView => ({ id, kind: "discussion", title: null, planned: minutes * 60, seconds: minutes * 60, speaker: null, speaker_name: null, slides: null, captions: null, started_at: null, ended_at: null, ...rest });

/** Welcome 10, keynote 30, closing 20; promised to end after an hour. */
const running: AgendaView = {
  parts: [part("a", 10, { started_at: 0, ended_at: 12 * MINUTE }), part("b", 30, { started_at: 12 * MINUTE }), part("c", 20)],
  current: "b",
  next: "c",
  ends_at: 42 * MINUTE,
  promised_end: 60 * MINUTE,
};
const planned: AgendaView = { parts: running.parts.map((one) => ({ ...one, started_at: null, ended_at: null })), current: null, next: "a", ends_at: null, promised_end: null };

describe("the agenda", () => {
  test("says what runs, how long, and how late the meeting is", () => {
    const stand = agendaStand(running, 20 * MINUTE);
    expect(stand).toMatchObject({ current: { id: "b" }, next: { id: "c" }, place: 2, leftMs: 22 * MINUTE, expectedEnd: 62 * MINUTE, behindMs: 2 * MINUTE });
  });

  test("grows later while a part goes on after its time", () => {
    expect(agendaStand(running, 45 * MINUTE)).toMatchObject({ leftMs: -3 * MINUTE, expectedEnd: 65 * MINUTE, behindMs: 5 * MINUTE });
  });

  test("does not speak of seconds", () => {
    expect(agendaStand({ ...running, promised_end: 62 * MINUTE - 59_000 }, 20 * MINUTE).behindMs).toBe(0);
  });

  test("knows when parts are to begin", () => {
    expect([...beginnings(running, null, 20 * MINUTE)]).toEqual([["a", 0], ["b", 12 * MINUTE], ["c", 42 * MINUTE]]);
    expect([...beginnings(running, null, 50 * MINUTE)].at(-1)).toEqual(["c", 50 * MINUTE]);
    expect([...beginnings(planned, { time_zone: "UTC", starts_at: 100 * MINUTE, minutes: 60, revision: 0 }, 0)]).toEqual([["a", 100 * MINUTE], ["b", 110 * MINUTE], ["c", 140 * MINUTE]]);
    expect(beginnings(planned, null, 0).size).toBe(0);
    expect(agendaStand(planned, 0).expectedEnd).toBeUndefined();
  });

  test.each([[600, 10], [90, 1.5], [100, 1.7]])("%i s are %d minutes", (seconds, minutes) => {
    expect(minutesOf(seconds)).toBe(minutes);
  });
});
