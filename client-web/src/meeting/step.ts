/** Where a round stands at a moment: the four questions of the step bar, without words. Pure. */
import { readingOrder } from "../text/language.ts";
import type { DefinitionView, RoundView, Step, Timeline } from "../generated/protocol.ts";

/** Gathering takes three minutes, outside the protocol's time (protocol/src/limits.rs). */
export const GATHERING_MS = 180_000;
/** After a step's time its rights last on for this long, at most half of the next step (protocol/src/limits.rs). */
const GRACE_SECONDS = 15;

export type Standing = "running" | "paused" | "held";

export type StepNow =
  | { kind: "gathering"; standing: Standing; leftMs: number; totalMs: number }
  /** The plan has begun, this room has no presenter yet. */
  | { kind: "waiting"; sinceMs: number }
  | {
      kind: "step";
      /** From 0. */
      index: number;
      count: number;
      step: Step;
      next: Step | undefined;
      standing: Standing;
      /** Below zero in the grace. */
      leftMs: number;
      totalMs: number;
      addedMs: number;
      /** How long the rights last on after its time. */
      graceMs: number;
      /** Of all steps together. */
      roundLeftMs: number;
      roundTotalMs: number;
    }
  | { kind: "finished" };

export function stepNow(round: RoundView, view: DefinitionView, now: number): StepNow {
  const { clock, step: index, seconds } = round.timeline;
  if (round.ended_at !== null || clock.state === "finished") return { kind: "finished" };
  if (clock.state === "waiting") return { kind: "waiting", sinceMs: clock.since };
  const standing: Standing = clock.state;
  const leftMs = clock.state === "running" ? clock.ends_at - now : clock.left;
  if (index === null) return { kind: "gathering", standing, leftMs, totalMs: Math.max(GATHERING_MS, leftMs) };
  const steps = view.definition.steps;
  const step = steps[index];
  if (!step) return { kind: "finished" };
  const lengths = seconds.map((length) => length * 1000);
  const totalMs = lengths[index] ?? 0;
  const later = lengths.slice(index + 1).reduce((sum, length) => sum + length, 0);
  return {
    kind: "step",
    index,
    count: steps.length,
    step,
    next: steps[index + 1],
    standing,
    leftMs,
    totalMs,
    addedMs: totalMs - (view.planned[index] ?? 0) * 1000,
    graceMs: graceMs(round.timeline),
    roundLeftMs: Math.max(0, leftMs) + later,
    roundTotalMs: lengths.reduce((sum, length) => sum + length, 0),
  };
}

/** Grace after the current step in ms; none after the last step, none after a gathering. */
export function graceMs(timeline: Timeline): number {
  if (timeline.step === null) return 0;
  const next = timeline.seconds[timeline.step + 1];
  return next === undefined ? 0 : Math.min(GRACE_SECONDS, Math.floor(next / 2)) * 1000;
}

/** The words of a text in the reader's language, else in the meeting's, in English, in whatever there is. */
export function inLanguage(texts: { [key in string]: string }, language: string): string {
  for (const tag of readingOrder(language)) {
    const found = texts[tag] ?? texts[tag.split("-")[0] ?? ""];
    if (found !== undefined) return found;
  }
  return Object.values(texts)[0] ?? "";
}
