import { expect, test } from "vitest";
import type { SaidLineView } from "../generated/protocol.ts";
import { sortedLines } from "./said.ts";

const words = (text: string, question: string): SaidLineView => ({ text, what: { kind: "words", question }, left_out: true });

test("answers in words stand under their question, sums by themselves, and lines keep their places", () => {
  const { answered, tookOn } = sortedLines([
    { text: "Worth your time?", what: { kind: "scale", counts: [0, 0, 1, 4, 2] }, left_out: false },
    words("Ask first", "What do you take along?"),
    words("Listen", "What do you take along?"),
    words("More time", "What was missing?"),
    { text: "Again?", what: { kind: "choice", choices: ["Yes", "No"], counts: [6, 1] }, left_out: false },
    { text: "Ask three families", what: { kind: "took_on", done: true }, left_out: false },
  ]);
  expect(answered.map(({ question, result, lines }) => [question.text, result.answered, lines.map(({ at }) => at)])).toEqual([
    ["Worth your time?", 7, [0]],
    ["What do you take along?", 2, [1, 2]],
    ["What was missing?", 1, [3]],
    ["Again?", 7, [4]],
  ]);
  expect(tookOn.map(({ text, at }) => [text, at])).toEqual([["Ask three families", 5]]);
});
