/** Who is where and how, for the list of all people: states, filters, order. Pure. */
import type { PersonId, PersonView, Role, RosterEntry, RoomId, View } from "../../generated/protocol.ts";
import { isExpected, perhapsExpected } from "../../meeting/people.ts";
import { matches } from "../facilitator/find.ts";

/** How somebody stands. The order is the order of urgency. */
export type Standing = "lobby" | "between" | "dropped" | "expected" | "here";
export const STANDINGS: readonly Standing[] = ["lobby", "between", "dropped", "expected", "here"];

export interface RosterRow {
  person: PersonView;
  standing: Standing;
  /** Since when the standing is what it is; none for who never came. */
  since: number | undefined;
  /** Where they are; none for who is in no room yet. */
  room: RoomId | undefined;
  /** In the room since. */
  inRoomSince: number | undefined;
  devices: number;
  turns: number;
  needs: string | undefined;
  /** Whom of the list they are by their name, as far as nobody has said. */
  perhaps: PersonView | undefined;
  /** Has been in no breakout room so far. */
  neverInRoom: boolean;
}

/** With the words that it is shown with. */
export interface ShownRow extends RosterRow {
  roleWords: string;
  whereWords: string;
  isMe: boolean;
}

export function rosterRows(view: Pick<View, "people" | "lobby" | "needs" | "perhaps">, soft: ReadonlyMap<PersonId, RosterEntry>): RosterRow[] {
  const people = [...Object.values(view.people), ...Object.values(view.lobby).filter((person) => person.claims === undefined)];
  return people.map((person) => {
    const known = soft.get(person.id);
    const standing = standingOf(person);
    return {
      person,
      standing,
      since: standing === "expected" ? undefined : standing === "lobby" ? person.joined_at : person.here_since,
      room: standing === "lobby" || standing === "expected" ? undefined : person.room,
      inRoomSince: known?.in_room_since ?? undefined,
      devices: known?.connections ?? 0,
      turns: known?.turns ?? 0,
      needs: view.needs[person.id],
      perhaps: perhapsExpected(view, person.id),
      neverInRoom: known !== undefined && !known.was_in_breakout,
    };
  });
}

function standingOf(person: PersonView): Standing {
  if (person.waiting) return "lobby";
  if (isExpected(person)) return "expected";
  if (!person.here) return "dropped";
  return person.between_rooms ? "between" : "here";
}

export type StandingFilter = Standing | "all" | "perhaps" | "never" | "needs" | "two";

export interface Filters {
  query: string;
  role: Role | "room_facilitator" | "all";
  organization: string;
  room: RoomId | "all";
  standing: StandingFilter;
}

export const NO_FILTERS: Filters = { query: "", role: "all", organization: "all", room: "all", standing: "all" };

export function passes(row: RosterRow, filters: Filters): boolean {
  const { person } = row;
  const standing =
    filters.standing === "all" ||
    (filters.standing === "perhaps" && row.perhaps !== undefined) ||
    (filters.standing === "never" ? row.neverInRoom : filters.standing === "needs" ? row.needs !== undefined : filters.standing === "two" ? row.devices > 1 : row.standing === filters.standing);
  return (
    standing &&
    (filters.role === "all" || (filters.role === "room_facilitator" ? person.facilitates !== null : person.role === filters.role)) &&
    (filters.organization === "all" || (person.organization ?? "") === filters.organization) &&
    (filters.room === "all" || row.room === filters.room) &&
    matches(filters.query, [person.name, person.organization, person.position, person.subject])
  );
}

export type SortKey = "name" | "organization" | "role" | "room" | "standing" | "turns";
export interface Sorting {
  by: SortKey;
  descending: boolean;
}

/** In the order of the reader's language; whoever is equal stands by name. */
export function sorted(rows: readonly RosterRow[], { by, descending }: Sorting, language: string, roomNumber: (room: RoomId) => number): RosterRow[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const names = (a: RosterRow, b: RosterRow) => collator.compare(a.person.name, b.person.name) || (a.person.id < b.person.id ? -1 : 1);
  const compare: Record<SortKey, (a: RosterRow, b: RosterRow) => number> = {
    name: () => 0,
    organization: (a, b) => collator.compare(a.person.organization ?? "", b.person.organization ?? ""),
    role: (a, b) => ROLES.indexOf(a.person.role) - ROLES.indexOf(b.person.role),
    room: (a, b) => numberOf(a, roomNumber) - numberOf(b, roomNumber),
    standing: (a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || (a.since ?? 0) - (b.since ?? 0),
    turns: (a, b) => a.turns - b.turns,
  };
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare[by](a, b) || (by === "name" ? sign : 1) * names(a, b));
}

const ROLES: readonly Role[] = ["facilitator", "participant", "access_support", "observer"];

function numberOf(row: RosterRow, roomNumber: (room: RoomId) => number): number {
  return row.room === undefined ? -1 : roomNumber(row.room);
}

/** Organizations that somebody has, in the reader's order. */
export function organizations(rows: readonly RosterRow[], language: string): string[] {
  const found = new Set(rows.flatMap(({ person }) => (person.organization === null ? [] : [person.organization])));
  return [...found].sort(new Intl.Collator(language, { numeric: true }).compare);
}
