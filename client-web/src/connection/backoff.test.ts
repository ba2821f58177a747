import { describe, expect, test } from "vitest";
import { backoffMs, EAGER_FOR_MS, EAGER_MAX_MS, PATIENT_MAX_MS } from "./backoff.ts";

describe("the wait before the next try", () => {
  test("grows from a quarter of a second to two seconds in the first five minutes", () => {
    expect([0, 1, 2, 3, 4, 9].map((attempt) => backoffMs(attempt, 0, 1))).toEqual([250, 500, 1000, 2000, 2000, 2000]);
    expect(backoffMs(100, EAGER_FOR_MS - 1, 1)).toBe(EAGER_MAX_MS);
  });

  test("is at most twenty seconds after that", () => {
    expect(backoffMs(100, EAGER_FOR_MS, 1)).toBe(PATIENT_MAX_MS);
  });

  test("is anything down to zero: full jitter", () => {
    expect(backoffMs(5, 0, 0)).toBe(0);
    expect(backoffMs(5, 0, 0.5)).toBe(1000);
  });
});
