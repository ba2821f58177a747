import { expect, test } from "vitest";
import { answersOf, fault, wishOf } from "./ticket.ts";

const question = (kind: "scale" | "choice" | "words") => ({ kind, text: "?", choices: [] });

test("what was left out is sent as nothing, the rest by its kind", () => {
  const questions = [question("scale"), question("choice"), question("words"), question("words")];
  expect(answersOf(questions, ["4", "0", " more time ", "  "])).toEqual([{ scale: 4 }, { choice: 0 }, { words: " more time " }, null]);
  expect(answersOf(questions, [])).toEqual([null, null, null, null]);
});

test("choices are lines, and a choice needs two", () => {
  const draft = { kind: "choice" as const, text: "Again?", choices: " Yes\n\nNo " };
  expect(wishOf([draft, { ...draft, kind: "words" }]).map((wish) => wish.choices)).toEqual([["Yes", "No"], []]);
  expect(fault([draft])).toBeUndefined();
  expect(fault([{ ...draft, choices: "Yes" }])).toBe("choices");
  expect(fault([draft, { ...draft, text: " " }])).toBe("empty");
});
