import { describe, expect, test } from "vitest";
import { initials } from "./initials.ts";

describe("initials", () => {
  test.each([
    ["Ana", "A"],
    ["Ana Martínez", "AM"],
    ["Ana María de la Cruz", "AC"],
    ["  élise  ", "É"],
    ["👩‍🏫 Okafor", "👩‍🏫O"],
    ["", ""],
  ])("%j gives %j", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
