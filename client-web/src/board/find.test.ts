import { expect, test } from "vitest";
import { findIn, marked } from "./find.ts";
import type { Note } from "./notes.ts";

const note = (id: string, text: string): Note => ({ id, text, x: 0, y: 0, color: "yellow", section: "", group: "", author: "" });
const groups = [{ section: undefined, notes: [note("a", "Más tiempo"), note("b", "a plan")] }, { section: undefined, notes: [note("c", "MAS DE LO MISMO")] }];

test("words are found without case and accents, in reading order", () => {
  expect(findIn(groups, "mas")).toEqual(["a", "c"]);
  expect(findIn(groups, " plan ")).toEqual(["b"]);
  expect(findIn(groups, " ")).toEqual([]);
  expect(findIn(groups, "(")).toEqual([]);
});

test("the places are marked as they are written", () => {
  expect(marked("Plan and plan", "plan")).toEqual(["", "Plan", " and ", "plan", ""]);
  expect(marked("1+1", "+")).toEqual(["1", "+", "1"]);
  expect(marked("same", "")).toEqual(["same"]);
});
