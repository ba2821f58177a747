/** Which message of the facilitators is shown, and whether it is news to the reader. Pure. */
import type { AnnouncementView, PersonId, Timestamp } from "../../generated/protocol.ts";

/** A message that is older than this is history. */
const NEWS_FOR_MS = 10 * 60_000;

export interface News {
  message: AnnouncementView;
  /** It was sent before the reader came to where it is shown: worth reading, with its time, but nothing that happens now. */
  earlier: boolean;
}

export interface Reader {
  id: PersonId;
  /** When they joined the meeting. */
  joinedAt: Timestamp;
  /** When they came to their room, as far as this page saw it. */
  inRoomSince: Timestamp;
}

export function newsFor(reader: Reader, messages: readonly AnnouncementView[], now: Timestamp): News | undefined {
  const message = messages.at(-1);
  if (!message || message.by === reader.id || now - message.at >= NEWS_FOR_MS) return undefined;
  const since = message.rooms === null ? reader.joinedAt : Math.max(reader.joinedAt, reader.inRoomSince);
  return { message, earlier: message.at < since };
}
