/** Minutes as people write them ("7", "7.5", "7,5", "7:30") into whole seconds; `undefined` where it is none. Pure. */
export const STEP_SECONDS_MIN = 6;
export const STEP_SECONDS_MAX = 4 * 3600;

export function readMinutes(text: string): number | undefined {
  const trimmed = text.trim();
  const clock = /^(\d{1,3}):([0-5]\d)$/u.exec(trimmed);
  const seconds = clock ? Number(clock[1]) * 60 + Number(clock[2]) : /^\d{1,3}([.,]\d{1,2})?$/u.test(trimmed) ? Math.round(Number(trimmed.replace(",", ".")) * 60) : undefined;
  return seconds === undefined || seconds < STEP_SECONDS_MIN || seconds > STEP_SECONDS_MAX ? undefined : seconds;
}

/** As short as it goes in the reader's language: "7", "7.5", "7,5". */
export function minutesText(seconds: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false }).format(seconds / 60);
}
