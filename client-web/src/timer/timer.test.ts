import { describe, expect, test } from "vitest";
import type { TimerView } from "../generated/protocol.ts";
import { newsOf, readTimer, timerStand } from "./timer.ts";

const timer = (clock: TimerView["clock"]): TimerView => ({ seconds: 120, planned: 60, label: "Silent reading", clock });
const running = (left: number, endsAt = 100_000) => timerStand(timer({ state: "running", ends_at: endsAt }), endsAt - left);

const at = (stand: ReturnType<typeof running>, room = "r") => ({ room, stand });

describe("where a timer stands", () => {
  test("it runs down, stands in a pause, and is over at zero before the server says so", () => {
    expect(running(20_000, 30_000)).toEqual({ label: "Silent reading", leftMs: 20_000, totalMs: 120_000, addedMs: 60_000, state: "running", at: 30_000 });
    expect(timerStand(timer({ state: "paused", left: 5_000 }), 10_000)).toMatchObject({ leftMs: 5_000, state: "paused" });
    expect(timerStand(timer({ state: "running", ends_at: 9_000 }), 10_000)).toMatchObject({ leftMs: 0, state: "over" });
    expect(timerStand(timer({ state: "over", at: 9_000 }), 10_000)).toMatchObject({ leftMs: 0, state: "over" });
  });
  test("what was over long ago is not shown", () => {
    expect(timerStand(timer({ state: "over", at: 0 }), 300_001)).toBeUndefined();
    expect(timerStand(undefined, 0)).toBeUndefined();
  });
});

describe("what is said of it", () => {
  const over = timerStand(timer({ state: "over", at: 100_000 }), 101_000);
  const paused = timerStand(timer({ state: "paused", left: 5_000 }), 0);
  test("that it is there, a minute before its end, and its end, each once", () => {
    expect(newsOf(undefined, at(running(80_000)), 20_000)).toBe("there");
    expect(newsOf(at(undefined), at(running(80_000)), 20_000)).toBe("there");
    expect(newsOf(at(running(80_000)), at(running(79_000)), 21_000)).toBeUndefined();
    expect(newsOf(at(running(60_400)), at(running(59_900)), 40_100)).toBe("minute");
    expect(newsOf(at(running(59_900)), at(running(59_400)), 40_600)).toBeUndefined();
    expect(newsOf(at(running(400)), at(over), 101_000)).toBe("over");
    expect(newsOf(at(over), at(over), 102_000)).toBeUndefined();
  });
  test("a pause, that it goes on, more time, and that it was stopped", () => {
    expect(newsOf(at(running(5_000)), at(paused), 0)).toBe("paused");
    expect(newsOf(at(paused), at(running(5_000)), 95_000)).toBe("goesOn");
    expect(newsOf(at(running(5_000)), at(running(64_500, 160_000)), 95_500)).toBe("there");
    expect(newsOf(at(over), at(running(60_000, 161_000)), 101_000)).toBe("there");
    expect(newsOf(at(running(5_000)), at(undefined), 95_500)).toBe("stopped");
    expect(newsOf(at(over), at(undefined), 101_000)).toBeUndefined();
  });
  test("not of an end that somebody did not see coming", () => {
    expect(newsOf(undefined, at(over), 101_000)).toBeUndefined();
    expect(newsOf(at(running(400), "s"), at(over), 101_000)).toBeUndefined();
    expect(newsOf(at(running(400)), at(over), 190_000)).toBeUndefined();
  });
});

test("minutes as they are written", () => {
  expect(["5", "0,5", " 1.5 ", "7:30", "240", "0", "0.1", "241", "10000", "", "x"].map(readTimer)).toEqual([300, 30, 90, 450, 14_400, ...Array.from({ length: 6 }, () => undefined)]);
});
