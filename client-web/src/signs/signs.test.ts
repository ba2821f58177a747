import { describe, expect, test } from "vitest";
import type { StepNow } from "../meeting/step.ts";
import { cameSince, type Seen } from "./came.ts";
import { type Heard, listen } from "./chime.ts";
import { titleOf } from "./title.ts";

const STEP = { id: "discuss", name: {}, minutes: 4, floor: "everyone" as const, write: [], prompts: { presenter: {}, group: {}, facilitator: {}, say: {}, redirect: {} } };

function at(index: number, leftMs: number, standing: "running" | "paused" = "running"): StepNow {
  return { kind: "step", index, count: 4, step: STEP, next: STEP, standing, leftMs, totalMs: 240_000, addedMs: 0, graceMs: 15_000, roundLeftMs: 0, roundTotalMs: 0 };
}
const gathering: StepNow = { kind: "gathering", standing: "running", leftMs: 60_000, totalMs: 180_000 };

/** How often it rings over these looks, one after another. */
function rings(looks: readonly StepNow[], endedMs = 0): number {
  let heard: Heard | undefined;
  let count = 0;
  for (const now of looks) {
    const next = listen(heard, "room plan", now, endedMs);
    heard = next.heard;
    if (next.due) count += 1;
  }
  return count;
}

describe("the title of the tab", () => {
  const words = { step: "The group talks", meeting: "Data day", app: "Convene", paused: "Paused", marked: false };

  test.each<[string, StepNow | undefined, string]>([
    ["a step, with the time left in fives of seconds", at(1, 131_400), "2:15 The group talks · Convene"],
    ["a step that is being finished", at(1, -4000), "0:00 The group talks · Convene"],
    ["a clock that stands", at(1, 130_000, "paused"), "Paused: The group talks · Convene"],
    ["gathering", gathering, "1:00 The group talks · Convene"],
    ["no clock", { kind: "finished" }, "The group talks · Convene"],
    ["no round", undefined, "Data day · Convene"],
  ])("%s", (_what, now, title) => {
    expect(titleOf({ ...words, now })).toBe(title);
  });

  test("has a mark when something came", () => {
    expect(titleOf({ ...words, now: at(0, 60_000), marked: true })).toBe("● 1:00 The group talks · Convene");
  });

  test("changes at most every five seconds", () => {
    const titles = new Set(Array.from({ length: 50 }, (_, tenth) => titleOf({ ...words, now: at(0, 60_000 - tenth * 100) })));
    expect(titles.size).toBe(1);
  });
});

describe("the chime", () => {
  test("rings once for a step's end: when its time is up, not again when the next begins", () => {
    expect(rings([at(0, 500), at(0, 0), at(0, -500), at(0, -14_900), at(1, 239_900)])).toBe(1);
  });

  test("rings when a step is ended before its time, and at the end of the round", () => {
    expect(rings([at(0, 90_000), at(1, 239_900)])).toBe(1);
    expect(rings([at(3, 90_000), { kind: "finished" }])).toBe(1);
    expect(rings([at(3, 100), at(3, -100), { kind: "finished" }])).toBe(1);
  });

  test("is silent on a reload, before the first step, and for somebody who only came to the room", () => {
    expect(rings([at(0, -2000), at(0, -2500)])).toBe(0);
    expect(rings([gathering, at(0, 239_000)])).toBe(0);
    const elsewhere = listen(undefined, "room plan", at(0, 90_000)).heard;
    expect(listen(elsewhere, "other plan", at(1, 239_900)).due).toBe(false);
  });

  test("is silent for a step that is begun again, which has an end of its own", () => {
    expect(rings([at(2, 90_000), at(1, 240_000)])).toBe(0);
    expect(rings([at(2, 90_000), at(1, 240_000), at(1, 0)])).toBe(1);
  });

  test("does not ring twice where the clock wobbles or stands while people finish; minutes that are added have another end", () => {
    expect(rings([at(0, 300), at(0, -100), at(0, 200), at(0, -300)])).toBe(1);
    expect(rings([at(0, 300), at(0, -100), at(0, -200, "paused"), at(0, -300)])).toBe(1);
    expect(rings([at(0, 300), at(0, -100), at(0, 59_000), at(0, -100)])).toBe(2);
  });

  test("does not ring for what ended while the device slept", () => {
    expect(rings([at(0, 90_000), at(2, 100_000)])).toBe(0);
    expect(rings([at(3, 90_000), { kind: "finished" }], 600_000)).toBe(0);
  });
});

describe("what came since", () => {
  const seen: Seen = { room: "one", place: "plan 0", messageAt: 10, chatAt: 20 };

  test.each<[Partial<Seen>, string[]]>([
    [{}, []],
    [{ place: "plan 1" }, ["step"]],
    [{ place: "" }, []],
    [{ messageAt: 30 }, ["message"]],
    [{ chatAt: 30 }, ["chat"]],
    [{ chatAt: 0 }, []],
    [{ room: "two", place: "plan 3", chatAt: 40, messageAt: 40 }, ["moved"]],
  ])("%j is %j", (change, came) => {
    expect(cameSince(seen, { ...seen, ...change })).toEqual(came);
  });
});
