/** What can be chosen, and by whom. Pure; the server keeps the seats, this only shows. */
import type { PersonView, RoomId, View } from "../../generated/protocol.ts";

export interface Offered {
  room: RoomId;
  seats: number;
  taken: number;
  left: number;
}

export function offered(view: View): Offered[] {
  const number = (room: RoomId) => view.rooms[room]?.number ?? 0;
  return (view.choice ?? [])
    .filter((each) => view.rooms[each.room] !== undefined)
    .sort((a, b) => number(a.room) - number(b.room))
    .map(({ room, seats }) => {
      const taken = Object.values(view.people).filter((person) => person.role === "participant" && person.assigned === room).length;
      return { room, seats, taken, left: Math.max(0, seats - taken) };
    });
}

/** Participants who neither run a room nor stay in one. */
export function chooses(person: PersonView): boolean {
  return person.role === "participant" && person.pinned !== true && person.facilitates === null;
}

export function mayChoose(view: View, me: PersonView): boolean {
  const { state } = view.meeting.breakouts;
  return view.choice !== null && (state === "closed" || state === "opening") && chooses(me);
}
