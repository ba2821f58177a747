import { expect, test } from "vitest";
import { ServerClock } from "./clock.ts";

test("the quickest answer wins", () => {
  const clock = new ServerClock();
  clock.guess(1_000_500, 1_000_000);
  expect(clock.offsetMs).toBe(500);
  clock.measure(1000, 2100, 1200);
  expect(clock.offsetMs).toBe(1000);
  clock.measure(2000, 3015, 2010);
  expect(clock.offsetMs).toBe(1010);
  clock.measure(3000, 9000, 3400);
  expect(clock.offsetMs).toBe(1010);
  clock.guess(0, 0);
  expect(clock.offsetMs).toBe(1010);
});

test("after a restart a slower answer counts again", () => {
  const clock = new ServerClock();
  clock.measure(1000, 1005, 1010);
  clock.restart();
  clock.measure(2000, 4100, 2200);
  expect(clock.offsetMs).toBe(2000);
});
