/** When a step's end is to be heard. Pure. */
import type { StepNow } from "../meeting/step.ts";

/** What ended longer ago than this is history: the device slept, or was away. */
const NEWS_FOR_MS = 30_000;
/** The server's clock, as a page knows it, moves back and forth by less. */
const CLOCK_WOBBLE_MS = 1000;
const BEFORE = -1;

/** What a page has noticed so far of the round in its room. */
export interface Heard {
  /** The room and its round: elsewhere nothing ends for somebody who only now came. */
  where: string;
  step: number;
  /** The step's time is over, whether or not it is still being finished. */
  over: boolean;
}

/**
 * Due once for each end: when the time is up, so that people finish their sentence, or when the step is ended before its time.
 * Not on a first look, and not for a step that was begun again. `endedMs`: how long ago the round ended, if it has.
 */
export function listen(before: Heard | undefined, where: string, now: StepNow, endedMs = 0): { heard: Heard; due: boolean } {
  const known = before?.where === where ? before : undefined;
  const step = stepOf(now);
  const heard: Heard = { where, step, over: now.kind === "step" && isOver(now.leftMs, known?.step === step && known.over) };
  if (known === undefined || known.step === BEFORE) return { heard, due: false };
  if (step > known.step) return { heard, due: !known.over && sinceMs(now, endedMs) < NEWS_FOR_MS };
  return { heard, due: step === known.step && heard.over && !known.over && now.kind === "step" && -now.leftMs < NEWS_FOR_MS };
}

function isOver(leftMs: number, was: boolean): boolean {
  return leftMs <= 0 || (was && leftMs < CLOCK_WOBBLE_MS);
}

function stepOf(now: StepNow): number {
  switch (now.kind) {
    case "gathering":
    case "waiting":
      return BEFORE;
    case "step":
      return now.index;
    case "finished":
      return Number.POSITIVE_INFINITY;
  }
}

/** How long ago this step, or the time after the last one, began. */
function sinceMs(now: StepNow, endedMs: number): number {
  return now.kind === "step" ? now.totalMs - now.leftMs : endedMs;
}
