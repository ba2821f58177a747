import { expect, test } from "vitest";
import { type BoardVote, byDots, dotsOn, goneDots, leftOf } from "./votes.ts";

const vote: BoardVote = { open: true, dots: 3, perNote: 2, counts: { a: 1, b: 4 }, mine: { a: 1, gone: 1 }, voters: 3, mayVote: true, onDot: () => {} };
const notes = ["a", "b", "c", "d"].map((id) => ({ id }));

test("one more dot goes where both limits allow it", () => {
  expect(leftOf(vote)).toBe(1);
  expect(dotsOn(vote, "a")).toEqual({ count: 1, mine: 1, open: true, more: true });
  expect(dotsOn({ ...vote, mine: { a: 2 } }, "a").more).toBe(false);
  expect(dotsOn({ ...vote, mine: { a: 1, b: 2 } }, "c").more).toBe(false);
  expect(dotsOn({ ...vote, open: false }, "a")).toMatchObject({ open: false, more: false });
  expect(dotsOn({ ...vote, mayVote: false }, "a").more).toBe(false);
});

test("hidden counts are not shown as none", () => {
  expect(dotsOn({ ...vote, counts: undefined }, "a").count).toBeUndefined();
  expect(dotsOn(vote, "c").count).toBe(0);
});

test("dots on notes that are gone are found", () => {
  expect(goneDots(vote, notes)).toEqual(["gone"]);
});

test("the most dots come first, and equals stay", () => {
  expect(byDots(notes, vote).map((note) => note.id)).toEqual(["b", "a", "c", "d"]);
});
