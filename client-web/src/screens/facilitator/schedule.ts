/** Where a plan's schedule stands at a moment. The server leaves a plan alone between commands, so pages carry it forward. Pure. */
import type { Timeline } from "../../generated/protocol.ts";
import { graceMs } from "../../meeting/step.ts";

export { graceMs };

/** The schedule as if every deadline up to `now` had been met: `Timeline::caught_up` says the same. */
export function caughtUp(timeline: Timeline, now: number): Timeline {
  let current = timeline;
  while (current.step !== null && current.clock.state === "running" && current.clock.ends_at + graceMs(current) <= now) {
    const length = current.seconds[current.step + 1];
    if (length === undefined) return { ...current, clock: { state: "finished" } };
    current = { ...current, step: current.step + 1, clock: { state: "running", ends_at: current.clock.ends_at + length * 1000 } };
  }
  return current;
}

/** What is left of the current step (or of the gathering); below zero in the grace, `undefined` where nothing counts. */
export function leftMs(timeline: Timeline, now: number): number | undefined {
  const { clock } = timeline;
  switch (clock.state) {
    case "running":
      return clock.ends_at - now;
    case "paused":
    case "held":
      return clock.left;
    case "waiting":
    case "finished":
      return undefined;
  }
}

/** Whether the time of the step is over and only its grace runs. */
export function inGrace(timeline: Timeline, now: number): boolean {
  return timeline.step !== null && timeline.clock.state === "running" && timeline.clock.ends_at <= now && graceMs(timeline) > 0;
}

/** Where a plan stands, for those who only hear of it: its key changes when there is something to say. */
export interface PlanStand {
  key: string;
  kind: "gathering" | "waiting" | "step" | "paused" | "finished";
  step: number | null;
}

export function planStand(timeline: Timeline, now: number): PlanStand {
  const { step, clock } = caughtUp(timeline, now);
  const kind = clock.state === "running" || clock.state === "held" ? (step === null ? "gathering" : "step") : clock.state;
  return { key: `${kind} ${step}`, kind, step };
}

/**
 * How much later than its plan a room comes to the end of the step that the later of the two is in. Above zero: behind.
 * `undefined` while either of them gathers, waits or is over.
 */
export function driftMs(room: Timeline, plan: Timeline, now: number): number | undefined {
  const at = caughtUp(plan, now);
  const end = Math.max(room.step ?? -1, at.step ?? -1);
  const ofRoom = untilEndOf(end, room, now);
  const ofPlan = untilEndOf(end, at, now);
  return ofRoom === undefined || ofPlan === undefined ? undefined : ofRoom - ofPlan;
}

/** A room that is less than this from its plan is in step. */
export const IN_STEP_MS = 5_000;

/** How many whole steps a room is behind its plan (below zero: ahead); none while either of them gathers or waits, or in a moment. */
export function stepsBehind(room: Timeline, plan: Timeline, now: number): number {
  const at = caughtUp(plan, now);
  if (room.step === null || at.step === null || at.clock.state === "finished") return 0;
  const steps = at.step - room.step;
  const follows = steps > 0 ? room : at;
  const left = (leftMs(follows, now) ?? 0) + graceMs(follows);
  return Math.abs(steps) === 1 && follows.clock.state === "running" && left < IN_STEP_MS ? 0 : steps;
}

function untilEndOf(step: number, timeline: Timeline, now: number): number | undefined {
  const left = leftMs(timeline, now);
  if (left === undefined || timeline.step === null) return undefined;
  const later = timeline.seconds.slice(timeline.step + 1, step + 1);
  return left + later.reduce((sum, seconds) => sum + seconds * 1000, 0);
}

/** `m:ss`, rounded up so that it shows zero only when the time is over; hours stay minutes. */
export function clockText(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
