import { expect, test } from "vitest";
import { heldIn } from "./useKept.ts";

const beginning = () => ({ text: "", chosen: ["a"], anonymous: false });

test("what a form holds is what was typed; where that cannot be, it begins anew", () => {
  expect(heldIn("", beginning)).toEqual(beginning());
  const typed = { text: "half a", chosen: [], anonymous: true };
  expect(heldIn(JSON.stringify(typed), beginning)).toEqual(typed);
  for (const other of ["{", "null", "7", JSON.stringify({ text: "half a" }), JSON.stringify({ ...typed, chosen: "a" })]) {
    expect(heldIn(other, beginning)).toEqual(beginning());
  }
  expect(heldIn(JSON.stringify("half a"), () => "")).toBe("half a");
});
