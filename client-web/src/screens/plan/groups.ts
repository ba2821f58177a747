/** Who is (to be) in which room, as columns. Pure. */
import type { PersonId, PersonView, RoomId, RoomView, View } from "../../generated/protocol.ts";
import { grouped } from "../../meeting/grouped.ts";
import { breakoutRooms } from "../facilitator/rooms.ts";

export interface Column {
  /** None: people without a room. */
  room: RoomView | undefined;
  people: PersonView[];
  /** Participants: what counts as the size. */
  size: number;
  facilitators: PersonView[];
}

/** While rooms are open people are where they are; before that, where they are assigned. */
export function isOpen(view: View): boolean {
  const { state } = view.meeting.breakouts;
  return state === "open" || state === "closing";
}

export function columns(view: View): Column[] {
  const open = isOpen(view);
  const rooms = breakoutRooms(view);
  const known = new Set<RoomId>(rooms.map((room) => room.id));
  const place = (person: PersonView): RoomId | undefined => {
    const at = open ? person.room : person.assigned;
    return at !== null && known.has(at) ? at : undefined;
  };
  // Facilitators go where they like; they are shown only where somebody has put them.
  const people = Object.values(view.people)
    .filter((person) => person.role !== "facilitator" || place(person) !== undefined)
    .sort((a, b) => a.joined_at - b.joined_at || (a.id < b.id ? -1 : 1));
  const byPlace = grouped(people, place);
  const byFacilitated = grouped(people, (person) => person.facilitates);
  return [undefined, ...rooms].map((room) => {
    const here = byPlace.get(room?.id) ?? [];
    return {
      room,
      people: here,
      size: here.filter((person) => person.role === "participant").length,
      facilitators: room ? (byFacilitated.get(room.id) ?? []) : [],
    };
  });
}

/** Organizations with more than one participant in a column, the most first: groups are best mixed. */
export function together(column: Column): { organization: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const person of column.people) {
    if (person.role === "participant" && person.organization !== null) counts.set(person.organization, (counts.get(person.organization) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([organization, count]) => ({ organization, count }))
    .sort((a, b) => b.count - a.count);
}

/** The selection of one column, put into that of all. */
export function withSelection(all: ReadonlySet<PersonId>, column: readonly PersonView[], selected: ReadonlySet<PersonId>): Set<PersonId> {
  const own = new Set(column.map((person) => person.id));
  return new Set([...[...all].filter((id) => !own.has(id)), ...[...selected].filter((id) => own.has(id))]);
}

/** A whole number that somebody typed. */
export function numberIn(text: string, least: number, most: number): number | undefined {
  const number = /^\d{1,3}$/u.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

/** The largest room has at least two more than the smallest: sizes can be evened out. */
export function isUneven(all: readonly Column[]): boolean {
  const sizes = all.flatMap((column) => (column.room && column.people.some((person) => person.role === "participant" && person.here) ? [column.people.filter((person) => person.role === "participant" && person.here).length] : []));
  return sizes.length > 1 && Math.max(...sizes) - Math.min(...sizes) > 1;
}
