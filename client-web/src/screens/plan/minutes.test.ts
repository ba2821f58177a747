import { expect, test } from "vitest";
import { minutesText, readMinutes } from "./minutes.ts";

test.each([
  ["7", 420],
  [" 7.5 ", 450],
  ["7,5", 450],
  ["7:30", 450],
  ["0.1", 6],
  ["240", 14_400],
])("%s is %d s", (text, seconds) => {
  expect(readMinutes(text)).toBe(seconds);
});

test.each(["", "0", "0.05", "241", "-3", "7:60", "ten", "1e3"])("%s is no length", (text) => {
  expect(readMinutes(text)).toBeUndefined();
});

test("shown in the reader's language, and read again as the same", () => {
  expect(minutesText(450, "en")).toBe("7.5");
  expect(minutesText(450, "es")).toBe("7,5");
  expect(readMinutes(minutesText(20, "es"))).toBe(20);
});
