import { expect, test } from "vitest";
import { groupsOf } from "../board/order.ts";
import type { Note } from "../board/notes.ts";
import { ownSection, wholeSection } from "./small.ts";

const note = (id: string, section: string): Note => ({ id, section, group: "", y: 0, x: 0, color: "yellow", author: "p", text: id });

test("a small group has a part of a section for itself", () => {
  const part = ownSection("in-pairs", { number: 12, people: [] });
  expect(part).toBe("in-pairs.12");
  expect(wholeSection(part)).toBe("in-pairs");
  for (const other of ["in-pairs", "a.b", ".3", ""]) expect(wholeSection(other)).toBe(other);
});

test("what other groups wrote stands in the section as a whole, one's own beside it", () => {
  const sections = [
    { id: "pairs.2", name: "With Ana" },
    { id: "pairs", name: "In pairs" },
  ];
  const groups = groupsOf([note("a", "pairs.1"), note("b", "pairs.2"), note("c", "pairs")], sections);
  expect(groups.map((group) => group.notes.map((one) => one.id).join(""))).toEqual(["b", "ac"]);
});
