import { expect, test } from "vitest";
import { isClosed, waitsIn } from "./closed.ts";

const SECTIONS = [{ id: "pairs.2" }, { id: "pairs" }, { id: "all" }];

test("a section is closed unless the step names it, and what nobody knows is closed to nobody", () => {
  expect(isClosed("all", SECTIONS, ["pairs.2"])).toBe(true);
  expect(isClosed("pairs.1", SECTIONS, ["pairs.2"])).toBe(true);
  expect(isClosed("pairs.2", SECTIONS, ["pairs.2"])).toBe(false);
  expect(isClosed("elsewhere", SECTIONS, ["pairs.2"])).toBe(false);
  expect(isClosed("all", SECTIONS, [])).toBe(false);
});

test("what came too late waits for its turn, or for the end of the round where no later step opens its section", () => {
  const sections = [{ id: "questions", again: false }, { id: "ideas", again: true }, { id: "own" }];
  expect(waitsIn("questions", sections, "turn")).toBe("round");
  expect(waitsIn("questions.2", sections, "turn")).toBe("round");
  expect(waitsIn("ideas", sections, "turn")).toBe("turn");
  expect(waitsIn("own", sections, "turn")).toBe("turn");
  expect(waitsIn("elsewhere", sections, "turn")).toBe("turn");
  expect(waitsIn("questions", sections, "connection")).toBe("connection");
  expect(waitsIn("questions", sections, undefined)).toBeUndefined();
});
