import { expect, test } from "vitest";
import type { Timeline } from "../../generated/protocol.ts";
import { caughtUp, clockText, driftMs, graceMs, inGrace, planStand } from "./schedule.ts";

const running = (step: number | null, endsAt: number, seconds = [60, 100, 20]): Timeline => ({
  step,
  clock: { state: "running", ends_at: endsAt },
  seconds,
});

test("a grace is 15 s, at most half of the next step, and none after the last", () => {
  expect(graceMs(running(0, 0))).toBe(15_000);
  expect(graceMs(running(1, 0))).toBe(10_000);
  expect(graceMs(running(2, 0))).toBe(0);
  expect(graceMs(running(null, 0))).toBe(0);
});

test("a plan is carried forward over steps whose time and grace are over", () => {
  const plan = running(0, 1_000);
  expect(caughtUp(plan, 15_999)).toBe(plan);
  expect(caughtUp(plan, 16_000)).toEqual(running(1, 101_000));
  expect(caughtUp(plan, 121_000).clock).toEqual({ state: "finished" });
});

test("a gathering and a pause stand where they are", () => {
  expect(caughtUp(running(null, 0), 1_000_000).step).toBeNull();
  const paused: Timeline = { step: 0, clock: { state: "paused", left: -2, since: 0 }, seconds: [60, 60] };
  expect(caughtUp(paused, 1_000_000)).toBe(paused);
});

test("inside the grace the time of the step is over", () => {
  expect(inGrace(running(0, 1_000), 999)).toBe(false);
  expect(inGrace(running(0, 1_000), 1_000)).toBe(true);
});

test("a room that held is behind, also when the plan is a step further", () => {
  expect(driftMs(running(0, 31_000), running(0, 1_000), 0)).toBe(30_000);
  // The plan is in step 2 until 101 s; the room has 10 s of step 1 and a step 2 of 80 s before it.
  expect(driftMs(running(0, 30_000, [90, 80, 20]), running(0, 1_000), 20_000)).toBe(30_000 + 80_000 - 101_000);
});

test("a room that went on early is ahead; one that gathers has no drift", () => {
  expect(driftMs(running(1, 90_000), running(0, 1_000), 0)).toBe(-11_000);
  expect(driftMs(running(null, 90_000), running(0, 1_000), 0)).toBeUndefined();
});

test("there is something to say of a plan when it comes to a step, stands, goes on or ends, not in its grace", () => {
  const plan = running(0, 1_000);
  expect(planStand(plan, 15_999)).toEqual({ key: planStand(plan, 0).key, kind: "step", step: 0 });
  expect(planStand(plan, 16_000)).toMatchObject({ kind: "step", step: 1 });
  const paused: Timeline = { step: 0, clock: { state: "paused", left: 5, since: 0 }, seconds: [60, 60] };
  expect(planStand(paused, 0)).toMatchObject({ kind: "paused", step: 0 });
  expect(planStand(paused, 0).key).not.toBe(planStand(plan, 0).key);
  expect(planStand(running(null, 9), 0).kind).toBe("gathering");
  expect(planStand(plan, 121_000).kind).toBe("finished");
});

test("clocks round up, so that zero means over", () => {
  expect([clockText(61_001), clockText(1), clockText(0), clockText(-5), clockText(3_600_000)]).toEqual(["1:02", "0:01", "0:00", "0:00", "60:00"]);
});
