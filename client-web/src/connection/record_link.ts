/**
 * The link to a record, for people who have no part in the meeting: `/m/{meeting}/record#r.SECRET`. The secret is taken out of the
 * address at once, since browsers print addresses on paper, and kept on this device, so that the page can be opened again.
 */
import type { MeetingId } from "../generated/protocol.ts";

const keyOf = (meeting: MeetingId) => `convene.record.${meeting}`;

/** Where storage is closed to us the link lasts as long as the page. */
const memory = new Map<string, string>();

/** The secret that the address has, or had when the page was opened by the link. */
export function recordSecret(meeting: MeetingId, fragment: string): string | undefined {
  const match = /^#r(?:\.([A-Za-z0-9_-]{16,128}))?$/.exec(fragment);
  if (!match) return undefined;
  const [, secret] = match;
  if (secret !== undefined) keepRecordSecret(meeting, secret);
  return secret ?? keptSecret(meeting);
}

export function keepRecordSecret(meeting: MeetingId, secret: string | undefined): void {
  const key = keyOf(meeting);
  if (secret === undefined) memory.delete(key);
  else memory.set(key, secret);
  try {
    if (secret === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, secret);
  } catch {
    // Kept in memory above.
  }
}

function keptSecret(meeting: MeetingId): string | undefined {
  try {
    return localStorage.getItem(keyOf(meeting)) ?? memory.get(keyOf(meeting));
  } catch {
    return memory.get(keyOf(meeting));
  }
}
