import "./time-ring.css";
import { useTranslation } from "react-i18next";
import { spanWords } from "./span.ts";
import { isNear, wordsFor } from "./time_left.ts";

export interface TimeRingProps {
  leftMs: number;
  /** The whole length that `leftMs` counts down from. */
  totalMs: number;
  /** Milliseconds that were added to the plan (negative: taken); shown as such. */
  addedMs?: number;
  paused?: boolean;
}

/** Less is no news: a hold of a moment takes a second here and there. */
const ADDED_FROM_MS = 5_000;
const RADIUS = 15;
const LENGTH = 2 * Math.PI * RADIUS;

/** The time left: numerals first, the ring says it again quietly. It never flashes. */
export function TimeRing({ leftMs, totalMs, addedMs = 0, paused = false }: TimeRingProps) {
  const { t } = useTranslation();
  const share = totalMs > 0 ? Math.min(1, Math.max(0, leftMs / totalMs)) : 0;
  const words = wordsFor(leftMs);
  return (
    <span className="time-ring" data-near={(!paused && isNear(leftMs, totalMs)) || undefined} role="timer" aria-label={t("time.left")}>
      <svg className="time-ring-shape" viewBox="0 0 36 36" aria-hidden="true">
        <circle className="time-ring-track" cx="18" cy="18" r={RADIUS} />
        <circle className="time-ring-left" cx="18" cy="18" r={RADIUS} strokeDasharray={`${share * LENGTH} ${LENGTH}`} />
      </svg>
      <span className="time-ring-value">
        {words.value}
        {words.unit === "minutes" ? <span className="time-ring-unit"> {t("time.minutesShort")}</span> : null}
      </span>
      {Math.abs(addedMs) < ADDED_FROM_MS ? null : <span className="time-ring-added">{t(addedMs > 0 ? "time.added" : "time.taken", { time: spanWords(t, addedMs) })}</span>}
    </span>
  );
}
