/** Who is who in a room. Pure; the server enforces, this only shows. */
import type { DetailView, PersonId, PersonView, Reader, Rights, RoomId, View } from "../generated/protocol.ts";

import { grouped } from "./grouped.ts";
import { ownSection, smallOf } from "./small.ts";

const NO_RIGHTS: Rights = { speak: false, chat: false, write: false, sections: [] };

/** Who presents in the running round of a room. */
export function presenterOf(detail: DetailView | undefined): PersonId | undefined {
  const round = detail?.round;
  return round && round.ended_at === null ? (round.presenter ?? undefined) : undefined;
}

/** Who has the turn in the go-round that the room is in. */
export function speakerOf(detail: DetailView | undefined): PersonId | undefined {
  const round = detail?.round;
  return round && round.ended_at === null ? round.turns?.order[0] : undefined;
}

/** Who presents, if they are in the room to do it. */
export function presenterHere(view: View, room: RoomId): PersonView | undefined {
  const presenter = presenterOf(view.details[room]);
  const person = presenter === undefined ? undefined : view.people[presenter];
  return person?.here === true && person.room === room ? person : undefined;
}

/** Whether somebody is asked to facilitate the room they are in (P4): while it gathers and has none who is there, and when the one it had dropped. */
export function mayTakeOn(view: View, me: PersonView): boolean {
  const round = view.details[me.room]?.round;
  const leads = facilitatorsOf(view, me.room);
  const asks = round != null && round.ended_at === null && (round.timeline.step === null || leads.length > 0);
  const hasOne = leads.some((person) => person.here && person.room === me.room);
  return asks && !hasOne && me.role === "participant" && me.room !== view.meeting.main_room;
}

/** Facilitators of the meeting who are in a room, and do more than look in. */
export function leadsIn(view: View, room: RoomId): PersonView[] {
  return peopleOf(view, room).filter((person) => person.role === "facilitator" && person.here && person.visiting === undefined);
}

/** Who facilitates a room, was in it and has dropped; none while somebody is there who does. */
export function droppedFacilitator(view: View, room: RoomId): PersonView | undefined {
  const theirs = peopleOf(view, room).filter((person) => person.facilitates === room);
  if (theirs.some((person) => person.here)) return undefined;
  return theirs.toSorted((a, b) => b.here_since - a.here_since)[0];
}

/** Whether somebody's role lets them present. */
export function canPresent(person: PersonView): boolean {
  return person.role === "participant" || person.role === "facilitator";
}

/** Came in after the clarifying questions, and listens until the next step. */
export function isNewcomer(person: PersonId, detail: DetailView | undefined): boolean {
  const round = detail?.round;
  return round?.ended_at === null && (round.listening ?? []).includes(person);
}

/** Whether somebody presents in the protocol of the room's round; without a round nobody asks. */
export function hasPresenterRole(view: View, detail: DetailView | undefined): boolean {
  const definition = detail?.round ? view.definitions[detail.round.plan] : undefined;
  return definition?.definition.presenter ?? true;
}

/** How somebody reads a room: `protocol::consultancy::rights::reader` says the same. */
export function readerOf(person: PersonView, room: RoomId, detail: DetailView | undefined): Reader {
  if (person.room === room && presenterOf(detail) === person.id) return "presenter";
  switch (person.role) {
    case "facilitator":
      return "facilitator";
    case "observer":
      return "observer";
    case "access_support":
      return "access_support";
    case "participant":
      if (person.facilitates === room) return "facilitator";
      if (isNewcomer(person.id, detail)) return "newcomer";
      return speakerOf(detail) === person.id || detail?.speaker === person.id ? "speaker" : "group";
  }
}

export function rightsOf(person: PersonView, room: RoomId, detail: DetailView | undefined): Rights {
  const rights = detail?.rights[readerOf(person, room, detail)] ?? NO_RIGHTS;
  if (rights.per_group !== true) return rights;
  const group = smallOf(detail, person.id);
  const sections = group ? rights.sections.map((section) => ownSection(section, group)) : [];
  return { ...rights, sections, write: sections.length > 0 };
}

/** Whether the presenter only listens while others speak: not where everybody is silent. */
export function presenterListens(view: View, detail: DetailView | undefined): boolean {
  const round = detail?.round;
  if (!round || round.ended_at !== null || round.timeline.step === null || round.asked) return false;
  const floor = view.definitions[round.plan]?.definition.steps[round.timeline.step]?.floor;
  return floor === "group" || floor === "go_round";
}

/** May run the round of this room: a facilitator, also one who presents, or the room's own facilitator. */
export function mayFacilitate(person: PersonView, room: RoomId): boolean {
  return person.role === "facilitator" || person.facilitates === room;
}

/** On the facilitators' list, or joined without their page having shown the meeting yet: nobody to miss, somebody to expect. */
export function isExpected(person: PersonView): boolean {
  return !person.here && (person.expected === true || person.here_since === person.joined_at);
}

/** Whom of the facilitators' list somebody is by their name; nobody once a facilitator has said so or otherwise. */
export function perhapsExpected(view: Pick<View, "people" | "perhaps">, person: PersonId): PersonView | undefined {
  const expected = view.perhaps[person];
  return expected === undefined ? undefined : view.people[expected];
}

const NOBODY: readonly PersonView[] = [];

/**
 * People by a room that is said of them, in a stable order that does not jump: as they joined the meeting, and after them who is only
 * expected. Worked out once until somebody changes: a page asks again with each tick of its clocks, and for each of a hundred rooms.
 */
function byRoom(roomOf: (person: PersonView) => RoomId | null): (view: View, room: RoomId) => readonly PersonView[] {
  const known = new WeakMap<View["people"], ReadonlyMap<RoomId | null, PersonView[]>>();
  return ({ people }, room) => {
    let rooms = known.get(people);
    if (!rooms) {
      const inOrder = Object.values(people).sort((a, b) => Number(isExpected(a)) - Number(isExpected(b)) || a.joined_at - b.joined_at || (a.id < b.id ? -1 : 1));
      rooms = grouped(inOrder, roomOf);
      known.set(people, rooms);
    }
    return rooms.get(room) ?? NOBODY;
  };
}

/** The people of a room. */
export const peopleOf = byRoom((person) => person.room);

/** Who goes into a room when rooms open. */
export const assignedTo = byRoom((person) => person.assigned);

/** Who facilitates a room, wherever they are. */
export const facilitatorsOf = byRoom((person) => person.facilitates);

