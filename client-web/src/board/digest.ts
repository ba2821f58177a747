/** Which notes go to the digest in one message: the server takes so many at once, and so many bytes. */
import type { DigestNote } from "../generated/protocol.ts";
import type { Note } from "./notes.ts";

const NOTES_MAX = 100;
const BYTES_MAX = 40_000;

export function messagesOf(notes: readonly Note[]): DigestNote[][] {
  const messages: DigestNote[][] = [];
  let bytes = 0;
  for (const { id, text, color } of notes) {
    const size = new TextEncoder().encode(text).length + 100;
    const last = messages.at(-1);
    if (last === undefined || last.length >= NOTES_MAX || bytes + size > BYTES_MAX) {
      messages.push([{ id, text, color }]);
      bytes = size;
    } else {
      last.push({ id, text, color });
      bytes += size;
    }
  }
  return messages;
}

/** The room that a note of the digest is from, by what its id begins with. */
export function originOf(digest: Partial<Record<string, string>> | undefined, note: string): string | undefined {
  return digest?.[note.slice(0, note.indexOf("-") + 1)];
}
