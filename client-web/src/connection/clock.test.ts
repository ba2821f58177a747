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
  clock.measure(3000, 4100, 3400);
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

test("after this device's clock was set, the next answer counts, however slow", () => {
  const clock = new ServerClock();
  clock.measure(1000, 1005, 1010);
  clock.measure(60_000, 58_150, 60_300);
  expect(clock.offsetMs).toBe(-2000);
  clock.measure(61_000, 59_010, 61_020);
  expect(clock.offsetMs).toBe(-2000);
});

test("a clock that is set between question and answer says nothing", () => {
  const clock = new ServerClock();
  clock.measure(1000, 1005, 1010);
  clock.measure(2000, 2005, 3_602_010);
  expect(clock.offsetMs).toBe(0);
  clock.measure(3000, 3005, 10);
  expect(clock.offsetMs).toBe(0);
});
