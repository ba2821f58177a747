import { expect, test } from "vitest";
import { isTakenBack } from "./useSpoken.ts";

test("a countdown is cancelled where everything is as it was before it", () => {
  expect(isTakenBack("opening", "closed")).toBe(true);
  expect(isTakenBack("closing", "open")).toBe(true);
  expect(isTakenBack("opening", "open"), "over").toBe(false);
  expect(isTakenBack("closing", "closed"), "over").toBe(false);
  expect(isTakenBack("closed", "opening"), "begun").toBe(false);
});
