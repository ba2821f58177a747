import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import { spanWords } from "./span.ts";

const t = ((key: string, slots: object) => `${key} ${Object.values(slots).join(" ")}`) as unknown as TFunction;

test("minutes and seconds in words, none that is zero", () => {
  expect([16_000, 66_400, 120_000, -90_000].map((ms) => spanWords(t, ms))).toEqual(["time.spanSeconds 16", "time.spanBoth 1 6", "time.spanMinutes 2", "time.spanBoth 1 30"]);
});
