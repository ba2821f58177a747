import { describe, expect, test } from "vitest";
import { isNear, passedMark, wordsFor } from "./time_left.ts";

describe("the time left", () => {
  test.each([
    [11 * 60_000 + 42_000, "12", "minutes"],
    [120_001, "3", "minutes"],
    [120_000, "2:00", "clock"],
    [59_001, "1:00", "clock"],
    [9_000, "0:09", "clock"],
    [0, "0:00", "clock"],
    [-5_000, "0:00", "clock"],
  ])("%d ms reads %s %s", (ms, value, unit) => {
    expect(wordsFor(ms)).toEqual({ value, unit });
  });

  test("is near in the last fifth, at least 20 s and at most two minutes", () => {
    expect(isNear(60_001, 300_000)).toBe(false);
    expect(isNear(60_000, 300_000)).toBe(true);
    expect(isNear(20_000, 30_000)).toBe(true);
    expect(isNear(130_000, 3_600_000)).toBe(false);
  });

  test("a mark is spoken once, when it is passed", () => {
    expect(passedMark(61_000, 60_000)).toBe(60_000);
    expect(passedMark(60_000, 59_000)).toBeUndefined();
    expect(passedMark(200, -100)).toBe(0);
  });
});
