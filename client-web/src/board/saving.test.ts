import { describe, expect, test } from "vitest";
import { type Happening, mayEdit, next, START, statusOf } from "./saving.ts";

const after = (...happenings: Happening[]) => happenings.reduce(next, START);
const opened: Happening[] = [{ kind: "opened" }, { kind: "said", says: { t: "access", write: true } }, { kind: "answered" }, { kind: "synced" }];
const saved = (n: number): Happening => ({ kind: "said", says: { t: "saved", n } });
const edit = (note: string, sent = true): Happening => ({ kind: "edited", notes: [note], sent });
const closedToWriting: Happening = { kind: "said", says: { t: "access", write: false, reason: "not_now" } };
const openToWriting: Happening = { kind: "said", says: { t: "access", write: true } };

describe("saved", () => {
  test("is said only after the server said it for the last update", () => {
    const edited = after(...opened, saved(1), edit("a"), edit("b"), edit("a"));
    expect(statusOf(edited, true)).toEqual({ kind: "saving" });
    expect(statusOf(next(edited, saved(3)), true)).toEqual({ kind: "saving" });
    expect(statusOf(next(edited, saved(4)), true)).toEqual({ kind: "saved" });
  });

  test("a word about an older connection's count saves nothing: what was sent there counts as unsent", () => {
    const back = after(...opened, edit("a"), { kind: "closed" }, { kind: "opened" }, openToWriting);
    expect(statusOf(after(...opened, edit("a"), { kind: "closed" }), true)).toEqual({ kind: "offline", unsaved: 1 });
    expect(statusOf(next(back, saved(1)), true)).toEqual({ kind: "saving" });
    expect(statusOf([{ kind: "answered" } as const, saved(1)].reduce(next, back), true)).toEqual({ kind: "saved" });
  });

  test("what this device kept from another day is unsaved until the server has it", () => {
    const found = after({ kind: "found", notes: ["a"] }, ...opened);
    expect(statusOf(found, true)).toEqual({ kind: "saving" });
    expect(statusOf(next(found, saved(1)), true)).toEqual({ kind: "saved" });
  });

  test("a refusal is said until something was saved", () => {
    const refused = after(...opened, edit("a"), { kind: "said", says: { t: "refused", code: "unavailable", retry_after_ms: 1000 } });
    expect(statusOf(refused, true)).toEqual({ kind: "refused", code: "unavailable" });
    expect(statusOf([{ kind: "answered" } as const, saved(3)].reduce(next, refused), true)).toEqual({ kind: "saved" });
  });
});

describe("not one's turn", () => {
  test("an edit that came too late waits, is said to, and goes when writing opens again", () => {
    const late = after(...opened, saved(1), edit("a"), closedToWriting);
    expect(statusOf(late, true)).toEqual({ kind: "readOnly", reason: "not_now", unsaved: 1 });
    expect(mayEdit(late, true)).toBe(false);
    const open = [openToWriting, { kind: "answered" } as const].reduce(next, late);
    expect(statusOf(open, true)).toEqual({ kind: "saving" });
    expect(statusOf(next(open, saved(3)), true)).toEqual({ kind: "saved" });
  });

  test("an edit that was saved before the step ended does not wait", () => {
    const late = after(...opened, edit("a"), closedToWriting, saved(2));
    expect(statusOf(late, false)).toEqual({ kind: "readOnly", reason: "not_now", unsaved: 0 });
  });

  test("the meeting's word closes the board at once, before the board's own", () => {
    const state = after(...opened);
    expect(mayEdit(state, false)).toBe(false);
    expect(statusOf(state, false)).toEqual({ kind: "readOnly", reason: undefined, unsaved: 0 });
  });
});

describe("the connection", () => {
  test("is opening until the board has come, and offline when it is lost", () => {
    expect(statusOf(START, true)).toEqual({ kind: "connecting" });
    expect(statusOf(after({ kind: "opened" }), true)).toEqual({ kind: "connecting" });
    expect(statusOf(after(...opened, { kind: "closed" }), true)).toEqual({ kind: "offline", unsaved: 0 });
  });

  test("without it people write on, where the meeting lets them", () => {
    const lost = after(...opened, closedToWriting, { kind: "closed" });
    expect(mayEdit(lost, true)).toBe(true);
    expect(mayEdit(lost, false)).toBe(false);
  });

  test("what is final stays final", () => {
    const stopped = after(...opened, { kind: "stopped", reason: "bad_update" }, { kind: "closed" });
    expect(statusOf(stopped, true)).toEqual({ kind: "stopped", reason: "bad_update" });
    expect(mayEdit(stopped, true)).toBe(false);
  });
});
