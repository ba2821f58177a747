import { expect, test } from "vitest";
import { blocksOf, inlinesOf } from "./format.ts";

test.each([
  ["plain", [{ kind: "text", text: "plain" }]],
  ["a **b** c", [{ kind: "text", text: "a " }, { kind: "bold", text: "b" }, { kind: "text", text: " c" }]],
  ["*so* and _so_", [{ kind: "italic", text: "so" }, { kind: "text", text: " and " }, { kind: "italic", text: "so" }]],
  ["2 * 3 * 4, a_b_c", [{ kind: "text", text: "2 * 3 * 4, a_b_c" }]],
  ["** not **", [{ kind: "text", text: "** not **" }]],
  ["see https://example.org/a_b.", [{ kind: "text", text: "see " }, { kind: "link", text: "https://example.org/a_b", href: "https://example.org/a_b" }, { kind: "text", text: "." }]],
  ["[the plan](https://example.org/p)", [{ kind: "link", text: "the plan", href: "https://example.org/p" }]],
  ["[x](javascript:alert(1)) http://a.b", [{ kind: "text", text: "[x](javascript:alert(1)) http://a.b" }]],
  ["<b>bold</b>", [{ kind: "text", text: "<b>bold</b>" }]],
])("%s", (line, parts) => {
  expect(inlinesOf(line)).toEqual(parts);
});

test("lines and lists", () => {
  expect(blocksOf("one\ntwo\n- a\n- b\n1. c\nend")).toMatchObject([
    { kind: "lines", lines: [[{ text: "one" }], [{ text: "two" }]] },
    { kind: "list", ordered: false, items: [[{ text: "a" }], [{ text: "b" }]] },
    { kind: "list", ordered: true, items: [[{ text: "c" }]] },
    { kind: "lines", lines: [[{ text: "end" }]] },
  ]);
  expect(blocksOf("-5 degrees")).toMatchObject([{ kind: "lines" }]);
});

test("nothing that somebody writes takes long to read", () => {
  for (const part of ["*", "_", "**", "[", "[a](https://", "https://*", "*a _b "]) expect(blocksOf(part.repeat(1000))).toBeDefined();
});
