/** Which notes go to the digest in one message: the server takes so many at once, and reads their words from the board. */
import type { DigestNote } from "../generated/protocol.ts";

const NOTES_MAX = 100;

export function messagesOf(ids: readonly string[]): DigestNote[][] {
  const messages: DigestNote[][] = [];
  for (let from = 0; from < ids.length; from += NOTES_MAX) messages.push(ids.slice(from, from + NOTES_MAX).map((id) => ({ id })));
  return messages;
}

/** The room that a note of the digest is from, by what its id begins with. */
export function originOf(digest: Partial<Record<string, string>> | undefined, note: string): string | undefined {
  return digest?.[note.slice(0, note.indexOf("-") + 1)];
}
