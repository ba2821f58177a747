import { useServerNow } from "../../meeting/context.tsx";
import { clockText } from "./schedule.ts";

/** A clock that counts by itself, so that nothing around it renders each second. */
export function Countdown({ until, className = "clock" }: { until: number; className?: string }) {
  return <span className={className}>{clockText(until - useServerNow())}</span>;
}

/** How long something has lasted. */
export function Since({ from, className = "clock" }: { from: number; className?: string }) {
  return <span className={className}>{clockText(Math.max(0, useServerNow() - from - 999))}</span>;
}
