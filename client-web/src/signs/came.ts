/** What came since a page was last looked at. Pure. */
import type { RoomId, Timestamp, View } from "../generated/protocol.ts";
import type { StepNow } from "../meeting/step.ts";

export type Came = "moved" | "step" | "message" | "chat";

export interface Seen {
  room: RoomId;
  /** Which round, and where in it; empty where none runs. */
  place: string;
  /** When others last wrote: to the rooms, and in the room's chat. 0: never. */
  messageAt: Timestamp;
  chatAt: Timestamp;
}

export function seenIn(view: View, room: RoomId, now: StepNow | undefined): Seen {
  const me = view.me.person;
  const plan = view.details[room]?.round?.plan;
  return {
    room,
    place: now === undefined ? "" : `${plan} ${now.kind === "step" ? now.index : now.kind}`,
    messageAt: view.announcements.findLast((message) => message.by !== me)?.at ?? 0,
    chatAt: view.chat[room]?.findLast((message) => message.person !== me)?.at ?? 0,
  };
}

/** What was already in a room when one came to it is no news. */
export function cameSince(before: Seen, now: Seen): Came[] {
  if (now.room !== before.room) return ["moved"];
  const came: Came[] = [];
  if (now.place !== before.place && now.place !== "") came.push("step");
  if (now.messageAt > before.messageAt) came.push("message");
  if (now.chatAt > before.chatAt) came.push("chat");
  return came;
}
