/** The operator's table: rows, their order, what is found, a short memory of numbers. Pure. */
import type { Breakouts, LiveMeeting, LiveRound, MeetingId, Timeline } from "../../generated/protocol.ts";
import { caughtUp, clockText, graceMs, inGrace, leftMs } from "../facilitator/schedule.ts";

export type Column = "id" | "created" | "status" | "rooms" | "people" | "rounds" | "commands" | "calls";
export interface Sort {
  by: Column;
  descending: boolean;
}

export type Status = "ended" | Breakouts["state"];

export function statusOf(meeting: LiveMeeting): Status {
  return meeting.ended_at === null ? meeting.breakouts.state : "ended";
}

/** Breakout rooms. */
export function roomsOf(meeting: LiveMeeting): number {
  return meeting.rooms.filter((room) => room.number > 0).length;
}

export function callsOf(meeting: LiveMeeting): number {
  return meeting.rooms.filter((room) => room.calls).length;
}

const STATUSES: readonly Status[] = ["open", "closing", "opening", "closed", "ended"];

function value(meeting: LiveMeeting, column: Column): number | string {
  switch (column) {
    case "id":
      return meeting.id;
    case "created":
      return meeting.created_at;
    case "status":
      return STATUSES.indexOf(statusOf(meeting));
    case "rooms":
      return roomsOf(meeting);
    case "people":
      return meeting.connected;
    case "rounds":
      return meeting.rounds.length;
    case "commands":
      return meeting.commands_last_minute;
    case "calls":
      return callsOf(meeting);
  }
}

export function sorted(meetings: readonly LiveMeeting[], { by, descending }: Sort): LiveMeeting[] {
  const sign = descending ? -1 : 1;
  return [...meetings].sort((a, b) => {
    const [x, y] = [value(a, by), value(b, by)];
    return x === y ? (a.id < b.id ? -1 : 1) : (x < y ? -1 : 1) * sign;
  });
}

export function found(meetings: readonly LiveMeeting[], query: string): LiveMeeting[] {
  const wanted = query.trim().toLowerCase();
  return meetings.filter((meeting) => meeting.id.includes(wanted) || meeting.rounds.some((round) => round.protocol.includes(wanted)));
}

/** Rounds that share protocol and step are said once, with how many there are. */
export interface RoundGroup {
  protocol: string;
  step: number | null;
  steps: number;
  count: number;
}

export function roundGroups(rounds: readonly LiveRound[]): RoundGroup[] {
  const groups = new Map<string, RoundGroup>();
  for (const { protocol, timeline } of rounds) {
    const key = `${protocol} ${timeline.step ?? ""}`;
    const group = groups.get(key) ?? { protocol, step: timeline.step, steps: timeline.seconds.length, count: 0 };
    groups.set(key, { ...group, count: group.count + 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

export type ClockWord = "clockRunning" | "clockPaused" | "clockHeld" | "clockWaiting" | "clockGrace" | "clockFinished";

/** What a clock shows and how it stands. */
export function clockOf(timeline: Timeline, now: number): { left: string; word: ClockWord } {
  const at = caughtUp(timeline, now);
  const grace = inGrace(at, now);
  const left = leftMs(at, now);
  const words: Record<Timeline["clock"]["state"], ClockWord> = {
    running: grace ? "clockGrace" : "clockRunning",
    paused: "clockPaused",
    held: "clockHeld",
    waiting: "clockWaiting",
    finished: "clockFinished",
  };
  return { left: left === undefined ? "" : clockText(grace ? left + graceMs(at) : left), word: words[at.clock.state] };
}

/** So many answers are remembered: five minutes at one each five seconds. */
export const REMEMBERED = 60;
export type Memory = ReadonlyMap<MeetingId, readonly number[]>;

/** People per meeting over the last answers; meetings that are gone are forgotten. */
export function remember(memory: Memory, meetings: readonly LiveMeeting[]): Memory {
  return new Map(meetings.map((meeting) => [meeting.id, [...(memory.get(meeting.id) ?? []), meeting.connected].slice(-REMEMBERED)]));
}

/** Points of a line in a box of 100 by 20, the oldest left. */
export function linePoints(numbers: readonly number[]): string {
  const most = Math.max(1, ...numbers);
  const step = numbers.length > 1 ? 100 / (numbers.length - 1) : 0;
  return numbers.map((number, index) => `${(index * step).toFixed(1)},${(19 - (18 * number) / most).toFixed(1)}`).join(" ");
}
