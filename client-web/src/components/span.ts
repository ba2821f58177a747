/** How long something is, in minutes and seconds as words. Pure. */
import type { TFunction } from "i18next";

export function spanWords(t: TFunction, ms: number): string {
  const all = Math.round(Math.abs(ms) / 1000);
  const [minutes, seconds] = [Math.floor(all / 60), all % 60];
  if (minutes === 0) return t("time.spanSeconds", { seconds });
  return seconds === 0 ? t("time.spanMinutes", { minutes }) : t("time.spanBoth", { minutes, seconds });
}
