import { expect, test } from "vitest";
import { deletedIn, sayDeleted } from "./deleted.ts";

test("only what was said about a deletion is read from the history's state", () => {
  expect(deletedIn(sayDeleted("Spring meeting"))).toBe("Spring meeting");
  for (const state of [null, undefined, "deleted", 7, {}, { deleted: 7 }]) expect(deletedIn(state)).toBeUndefined();
});
