/** What the browser's tab says. Pure. */
import type { StepNow } from "../meeting/step.ts";

/** Not by the second: a title that changes all the time draws the eye, and screen readers may say it. */
const TITLE_STEP_S = 5;
/** Something came while the tab was hidden. */
const MARK = "●";

export interface TitleParts {
  now: StepNow | undefined;
  /** A timer for free work that runs or stands, where no step does. */
  timer?: { leftMs: number; paused: boolean; label: string } | undefined;
  /** The step's name, or what else the step bar is called. */
  step: string;
  meeting: string;
  app: string;
  /** The word for a clock that stands. */
  paused: string;
  marked: boolean;
}

export function titleOf({ now, timer, step, meeting, app, paused, marked }: TitleParts): string {
  const timed = timer ? `${timer.paused ? `${paused}:` : leftWords(timer.leftMs)} ${timer.label}` : undefined;
  const words = timed ?? (now === undefined ? meeting : [clockWords(now, paused), step].filter((part) => part !== "").join(" "));
  return `${marked ? `${MARK} ` : ""}${words} · ${app}`;
}

function clockWords(now: StepNow, paused: string): string {
  if (now.kind === "waiting" || now.kind === "finished") return "";
  if (now.standing !== "running") return `${paused}:`;
  return leftWords(now.leftMs);
}

function leftWords(leftMs: number): string {
  const seconds = Math.ceil(Math.max(0, leftMs) / 1000 / TITLE_STEP_S) * TITLE_STEP_S;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
