/** Seconds are shown in the last two minutes only; before that they would make people watch the clock. */
export const SECONDS_FROM_MS = 120_000;

export interface TimeWords {
  value: string;
  unit: "minutes" | "clock";
}

/** Far from the end the minutes, rounded up, so that "1 min" never means ten seconds; near it `m:ss`. */
export function wordsFor(leftMs: number): TimeWords {
  const left = Math.max(0, leftMs);
  if (left > SECONDS_FROM_MS) return { value: String(Math.ceil(left / 60_000)), unit: "minutes" };
  const seconds = Math.ceil(left / 1000);
  return { value: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`, unit: "clock" };
}

/** Near the end: the last fifth, at least the last 20 s, at most the last two minutes (WCAG 2.2.1's warning). */
export function isNear(leftMs: number, totalMs: number): boolean {
  return leftMs <= Math.min(SECONDS_FROM_MS, Math.max(20_000, totalMs / 5));
}

/** The marks at which the time left is said to a screen reader, in ms. */
export const SPOKEN_AT_MS = [300_000, 60_000, 30_000, 0] as const;

/** The mark that was passed between two readings, or `undefined`. */
export function passedMark(beforeMs: number, nowMs: number): number | undefined {
  return SPOKEN_AT_MS.find((mark) => beforeMs > mark && nowMs <= mark);
}
