import { describe, expect, test } from "vitest";
import type { Clock, DefinitionView, RoundView, Step } from "../generated/protocol.ts";
import { inLanguage, stepNow } from "./step.ts";

const step = (id: string, minutes: number): Step => ({
  id,
  name: { en: id },
  minutes,
  floor: "everyone",
  write: [],
  prompts: { presenter: {}, group: {}, facilitator: {}, say: {}, redirect: {} },
});

const definition: DefinitionView = {
  plan: "plan",
  planned: [60, 120, 60],
  definition: { id: "short", version: 1, name: {}, about: {}, credit: "", presenter: true, sections: [], steps: [step("present", 1), step("discuss", 2), step("reflect", 1)] },
};

const round = (index: number | null, clock: Clock, seconds = [60, 120, 60]): RoundView => ({
  plan: "plan",
  timeline: { step: index, clock, seconds },
  presenter: null,
  offers: [],
  hold_used: 0,
  ended_at: null,
  alone_on_plan: true,
  ends_at: null,
});

describe("where a round stands", () => {
  test("gathering counts down outside the steps", () => {
    expect(stepNow(round(null, { state: "running", ends_at: 100_000 }), definition, 10_000)).toMatchObject({ kind: "gathering", leftMs: 90_000, totalMs: 180_000 });
  });

  test("a room without a presenter waits", () => {
    expect(stepNow(round(null, { state: "waiting", since: 5 }), definition, 10)).toEqual({ kind: "waiting", sinceMs: 5 });
  });

  test("a step says how long, what comes next, and what was added", () => {
    expect(stepNow(round(1, { state: "running", ends_at: 100_000 }, [60, 180, 30]), definition, 40_000)).toMatchObject({
      kind: "step",
      index: 1,
      count: 3,
      leftMs: 60_000,
      totalMs: 180_000,
      addedMs: 60_000,
      roundLeftMs: 90_000,
      roundTotalMs: 270_000,
      next: { id: "reflect" },
    });
  });

  test("a paused clock stands", () => {
    expect(stepNow(round(2, { state: "paused", left: 7000, since: 1 }), definition, 999_999)).toMatchObject({ standing: "paused", leftMs: 7000, next: undefined });
  });

  test("in the grace the time is below zero", () => {
    expect(stepNow(round(0, { state: "running", ends_at: 1000 }), definition, 4000)).toMatchObject({ leftMs: -3000, roundLeftMs: 180_000 });
  });

  test("the grace is fifteen seconds, at most half of the next step, and none after the last", () => {
    const grace = [0, 1, 2].map((index) => stepNow(round(index, { state: "running", ends_at: 1000 }, [60, 60, 10]), definition, 0));
    expect(grace).toMatchObject([{ graceMs: 15_000 }, { graceMs: 5_000 }, { graceMs: 0 }]);
  });

  test("finished or ended is over", () => {
    expect(stepNow(round(2, { state: "finished" }), definition, 0)).toEqual({ kind: "finished" });
    expect(stepNow({ ...round(2, { state: "running", ends_at: 9 }), ended_at: 5 }, definition, 0)).toEqual({ kind: "finished" });
  });
});

test("words fall back to English, then to anything", () => {
  expect(inLanguage({ en: "a", es: "b" }, "es-MX")).toBe("b");
  expect(inLanguage({ en: "a" }, "es")).toBe("a");
  expect(inLanguage({ de: "c" }, "es")).toBe("c");
  expect(inLanguage({}, "es")).toBe("");
});
