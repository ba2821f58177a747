/** Sections that open and close with the steps. Pure; the server enforces, this only shows. */
import { wholeSection } from "../meeting/small.ts";

/** Whether a section is closed to who may write in these (none: everywhere). A name that the board does not know is closed to nobody. */
export function isClosed(section: string, sections: readonly { id: string }[], writable: readonly string[]): boolean {
  if (writable.length === 0 || writable.includes(section)) return false;
  const whole = wholeSection(section);
  return sections.some(({ id }) => id === section || id === whole);
}
