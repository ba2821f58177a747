import { expect, test } from "vitest";
import type { RoundView } from "../../generated/protocol.ts";
import type { StepNow } from "../../meeting/step.ts";
import { type Act, holdLeftMs, type Standing, whyNot } from "./why_not.ts";

const round = (rest: Partial<RoundView> = {}) => ({ hold_used: 0, timeline: { step: 1, clock: { state: "running", ends_at: 0 }, seconds: [] }, ...rest }) as unknown as RoundView;
const step = (rest: object = {}) => ({ kind: "step", index: 1, count: 3, standing: "running", next: {}, ...rest }) as unknown as StepNow;
const standing = (rest: Partial<Standing> = {}): Standing => ({ now: step(), round: round(), onPlan: false, presenterHere: true, ...rest });
const all = (of: Standing) => (["stop", "plus", "minus", "back", "next"] satisfies Act[]).map((act) => whyNot(act, of));

test("in the middle of a round everything is possible", () => {
  expect(all(standing())).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test("a room facilitator neither begins for the others nor undoes a facilitator's pause", () => {
  const gathering = { kind: "gathering" } as StepNow;
  expect(whyNot("begin", standing({ now: gathering }))).toBe("together");
  expect(whyNot("begin", standing({ now: gathering, onPlan: true }))).toBeUndefined();
  expect(new Set(all(standing({ now: step({ standing: "paused" }) })))).toEqual(new Set(["is_paused"]));
  expect(new Set(all(standing({ now: step({ standing: "paused" }), onPlan: true })))).toEqual(new Set([undefined]));
});

test("a room that waits begins with a presenter", () => {
  const waiting: StepNow = { kind: "waiting", sinceMs: 0 };
  expect(whyNot("begin", standing({ now: waiting, presenterHere: false }))).toBe("no_presenter");
  expect(whyNot("begin", standing({ now: waiting }))).toBeUndefined();
});

test("in a hold only its end; in the last step only back; without budget nothing that draws on it", () => {
  expect(all(standing({ now: step({ standing: "held" }) }))).toEqual([undefined, "is_held", "is_held", "is_held", "is_held"]);
  expect(all(standing({ now: step({ next: undefined }) }))).toEqual(["last_step", "last_step", "last_step", undefined, "last_step"]);
  expect(all(standing({ round: round({ hold_used: 180 }) }))).toEqual(["hold_used_up", "hold_used_up", undefined, "hold_used_up", undefined]);
  expect(whyNot("back", standing({ now: step({ index: 0 }), onPlan: true }))).toBe("first_step");
});

test("what is left to hold counts down in a hold", () => {
  expect(holdLeftMs(round({ hold_used: 60 }), 0)).toBe(120_000);
  const held = { step: 1, clock: { state: "held" as const, left: 0, since: 1_000, until: 9_000 }, seconds: [] };
  expect(holdLeftMs(round({ hold_used: 60, timeline: held }), 31_000)).toBe(90_000);
});
