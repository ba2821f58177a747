/** A room's timer as the page shows, says and sounds it. Pure. */
import type { RoomId, TimerView, Timestamp, View } from "../generated/protocol.ts";
import { readMinutes } from "../screens/plan/minutes.ts";

/** Minutes that are one press away. */
export const PRESETS = [1, 2, 3, 5, 10, 15, 20] as const;
export const TIMER_SECONDS_MIN = 10;

/** So long a timer that is over stays in sight. */
const OVER_FOR_MS = 5 * 60_000;
/** What ended longer ago than this is history: the device slept, or was away. */
const NEWS_FOR_MS = 30_000;
const MINUTE_MS = 60_000;
/** A jump of less is the server's clock as the page knows it. */
const CLOCK_WOBBLE_MS = 1_500;

export interface TimerStand {
  /** What it is for. */
  label: string | undefined;
  leftMs: number;
  totalMs: number;
  addedMs: number;
  state: "running" | "paused" | "over";
  /** When it ends or ended; none in a pause. */
  at: Timestamp | undefined;
}

export function timerStand(timer: TimerView | undefined, now: Timestamp): TimerStand | undefined {
  if (timer === undefined) return undefined;
  const { clock, seconds, planned, label } = timer;
  const rest = { label, totalMs: seconds * 1000, addedMs: (seconds - planned) * 1000 };
  if (clock.state === "paused") return { ...rest, leftMs: clock.left, state: "paused", at: undefined };
  const at = clock.state === "running" ? clock.ends_at : clock.at;
  const leftMs = clock.state === "running" ? Math.max(0, at - now) : 0;
  if (leftMs > 0) return { ...rest, leftMs, state: "running", at };
  return now - at > OVER_FOR_MS ? undefined : { ...rest, leftMs: 0, state: "over", at };
}

/** Whether a round is under way in a room: then the step's clock is the clock. */
export function isInRound(view: View, room: RoomId): boolean {
  const round = view.details[room]?.round;
  return round != null && round.ended_at === null;
}

/** The timer of a room in which no round is under way. */
export function timerOf(view: View, room: RoomId): TimerView | undefined {
  return isInRound(view, room) || view.meeting.ended_at !== null ? undefined : view.details[room]?.timer;
}

/** What is worth a word: it is there or has another end, a minute is left, it stands, goes on, is over, was stopped. */
export type TimerNews = "there" | "minute" | "paused" | "goesOn" | "over" | "stopped";

/** What a page has noticed so far of the timer in its room. */
export interface Noticed {
  room: RoomId;
  stand: TimerStand | undefined;
}

/** Each once; of one that was over before somebody came, or long ago, nothing. */
export function newsOf(before: Noticed | undefined, { room, stand }: Noticed, now: Timestamp): TimerNews | undefined {
  const known = before?.room === room ? before.stand : undefined;
  if (stand === undefined) return known === undefined || known.state === "over" ? undefined : "stopped";
  switch (stand.state) {
    case "paused":
      return known?.state === "paused" ? undefined : known ? "paused" : "there";
    case "over":
      return known && known.state !== "over" && stand.at !== undefined && now - stand.at < NEWS_FOR_MS ? "over" : undefined;
    case "running": {
      if (known?.state === "paused") return "goesOn";
      if (known?.state !== "running" || stand.label !== known.label || Math.abs((stand.at ?? 0) - (known.at ?? 0)) > CLOCK_WOBBLE_MS) return "there";
      return known.leftMs > MINUTE_MS && stand.leftMs <= MINUTE_MS ? "minute" : undefined;
    }
  }
}

/** Minutes as somebody writes them, in seconds; none where they make no timer. */
export function readTimer(text: string): number | undefined {
  const seconds = readMinutes(text);
  return seconds === undefined || seconds < TIMER_SECONDS_MIN ? undefined : seconds;
}
