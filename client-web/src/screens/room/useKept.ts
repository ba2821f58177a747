import { useCallback } from "react";
import { useView } from "../../meeting/context.tsx";
import { useDraft } from "./drafts.ts";

/**
 * What a form holds. On a phone a form goes from sight with its tab, and another is built when the device is turned: what was typed stays, also
 * over a reload, until the form is done and forgets it. `form` names it for one person of one meeting.
 */
export function useKept<T>(form: string, initial: () => T): [held: T, hold: (next: T) => void, forget: () => void] {
  const { me } = useView();
  const { draft, setDraft } = useDraft(`${me.person}.${form}`);
  const hold = useCallback((next: T) => setDraft(JSON.stringify(next)), [setDraft]);
  const forget = useCallback(() => setDraft(""), [setDraft]);
  return [heldIn(draft, initial), hold, forget];
}

/** What is held; the beginning, where nothing is or where another version of the page held something else. */
export function heldIn<T>(draft: string, initial: () => T): T {
  const beginning = initial();
  if (draft === "") return beginning;
  try {
    const held: unknown = JSON.parse(draft);
    return isLike(held, beginning) ? (held as T) : beginning;
  } catch {
    return beginning;
  }
}

function isLike(held: unknown, beginning: unknown): boolean {
  if (Array.isArray(beginning)) return Array.isArray(held);
  if (typeof beginning !== "object" || beginning === null) return typeof held === typeof beginning;
  if (typeof held !== "object" || held === null) return false;
  return Object.entries(beginning).every(([name, value]) => isLike((held as Record<string, unknown>)[name], value));
}
