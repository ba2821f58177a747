import { expect, test } from "vitest";
import { isClosed } from "./closed.ts";

const SECTIONS = [{ id: "pairs.2" }, { id: "pairs" }, { id: "all" }];

test("a section is closed unless the step names it, and what nobody knows is closed to nobody", () => {
  expect(isClosed("all", SECTIONS, ["pairs.2"])).toBe(true);
  expect(isClosed("pairs.1", SECTIONS, ["pairs.2"])).toBe(true);
  expect(isClosed("pairs.2", SECTIONS, ["pairs.2"])).toBe(false);
  expect(isClosed("elsewhere", SECTIONS, ["pairs.2"])).toBe(false);
  expect(isClosed("all", SECTIONS, [])).toBe(false);
});
