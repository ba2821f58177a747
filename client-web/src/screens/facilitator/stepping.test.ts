import { beforeEach, describe, expect, test } from "vitest";
import type { Command, Timeline } from "../../generated/protocol.ts";
import { CANCEL_MS, Stepping } from "./stepping.ts";

const running = (step: number, endsAt: number): Timeline => ({ step, clock: { state: "running", ends_at: endsAt }, seconds: [60, 100, 20] });

describe("a step forward that waits", () => {
  let now: number;
  let timers: { run: () => void; at: number }[];
  let timelines: Map<string, Timeline>;
  let sent: Command[];
  let stepping: Stepping;

  beforeEach(() => {
    now = 1_000;
    timers = [];
    timelines = new Map([
      ["a", running(0, 61_000)],
      ["b", running(1, 90_000)],
    ]);
    sent = [];
    stepping = new Stepping({
      now: () => now,
      later: (run, ms) => {
        const timer = { run, at: now + ms };
        timers.push(timer);
        return timer;
      },
      cancel: (timer) => {
        timers = timers.filter((each) => each !== timer);
      },
      timeline: (plan) => timelines.get(plan),
    });
    stepping.sendBy((command) => sent.push(command));
  });

  function pass(ms: number): void {
    now += ms;
    for (const timer of timers.filter((each) => each.at <= now)) {
      timers = timers.filter((each) => each !== timer);
      timer.run();
    }
  }

  test("is sent when its time has come, whoever looks on meanwhile", () => {
    stepping.wait("a", "next_step");
    pass(CANCEL_MS - 1);
    expect(sent).toEqual([]);
    expect(stepping.current()).toEqual([{ plan: "a", type: "next_step", from: 0, at: 6_000 }]);
    pass(1);
    expect(sent).toEqual([{ type: "next_step", on: { plan: "a" } }]);
    expect(stepping.current()).toEqual([]);
  });

  test("can be cancelled, and one on another plan goes on", () => {
    stepping.wait("a", "next_step");
    stepping.wait("b", "back_step");
    stepping.cancel("a");
    pass(CANCEL_MS);
    expect(sent).toEqual([{ type: "back_step", on: { plan: "b" } }]);
  });

  test("gives way to the other direction", () => {
    stepping.wait("b", "next_step");
    stepping.wait("b", "back_step");
    pass(2 * CANCEL_MS);
    expect(sent).toEqual([{ type: "back_step", on: { plan: "b" } }]);
  });

  test("goes at once when it is pressed again, once", () => {
    stepping.wait("a", "next_step");
    stepping.go("a", "next_step");
    pass(CANCEL_MS);
    expect(sent).toHaveLength(1);
  });

  test("is not sent where the step ended by itself, or the round", () => {
    timelines.set("a", running(0, 4_000));
    stepping.wait("a", "next_step");
    stepping.wait("b", "next_step");
    timelines.delete("b");
    pass(CANCEL_MS);
    expect(sent).toEqual([]);
  });

  test("is sent when its facilitator leaves the meeting", () => {
    stepping.wait("a", "next_step");
    stepping.flush();
    pass(CANCEL_MS);
    expect(sent).toEqual([{ type: "next_step", on: { plan: "a" } }]);
  });
});
