import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entryOf, isGoodMoment } from "./version.ts";

test("the entry script of a page is found in both orders of its attributes, and other scripts are none", () => {
  expect(entryOf('<script type="module" crossorigin src="/assets/index-abc.js"></script>')).toBe("/assets/index-abc.js");
  expect(entryOf('<script src="/assets/index-abc.js" type="module"></script>')).toBe("/assets/index-abc.js");
  expect(entryOf('<script src="/other.js"></script><p>nothing</p>')).toBeUndefined();
  expect(entryOf(readFileSync(new URL("../../index.html", import.meta.url), "utf8"))).toBe("/src/main.tsx");
});

test.each([
  ["nothing was written and no step runs", { typedMsAgo: undefined, leftMs: undefined, unsent: false }, true],
  ["somebody writes", { typedMsAgo: 2_000, leftMs: undefined, unsent: false }, false],
  ["they paused", { typedMsAgo: 10_000, leftMs: 300_000, unsent: false }, true],
  ["the last minute of a step", { typedMsAgo: undefined, leftMs: 60_000, unsent: false }, false],
  ["something is still on its way", { typedMsAgo: undefined, leftMs: undefined, unsent: true }, false],
])("%s: a good moment is %j", (_, moment, good) => {
  expect(isGoodMoment(moment)).toBe(good);
});
