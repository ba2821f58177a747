/** Sections that open and close with the steps. Pure; the server enforces, this only shows. */
import { wholeSection } from "../meeting/small.ts";
import type { WaitsFor } from "./saving.ts";

/** Whether a section is closed to who may write in these (none: everywhere). A name that the board does not know is closed to nobody. */
export function isClosed(section: string, sections: readonly { id: string }[], writable: readonly string[]): boolean {
  if (writable.length === 0 || writable.includes(section)) return false;
  const whole = wholeSection(section);
  return sections.some(({ id }) => id === section || id === whole);
}

/** What a note waits for in its section: where no later step of the round lets the reader write there, its end at the soonest. */
export function waitsIn(section: string, sections: readonly { id: string; again?: boolean | undefined }[], waiting: WaitsFor | undefined): WaitsFor | undefined {
  if (waiting !== "turn") return waiting;
  const whole = wholeSection(section);
  const found = sections.find(({ id }) => id === section) ?? sections.find(({ id }) => id === whole);
  return found?.again === false ? "round" : "turn";
}
