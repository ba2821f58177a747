/** Which commitments are whose, and their dates in words. Pure. */
import type { CommitmentView, MeetingRecord, PersonId, RoomId, View } from "../../generated/protocol.ts";

/** A day as people say it; it has no hour, so no time zone either. */
export function dayText(due: string, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${due}T00:00:00Z`));
}

/** In the order in which they were written: mine, and those that I know of from others who are still in the meeting. */
export function sorted(view: View): { mine: CommitmentView[]; others: CommitmentView[] } {
  const all = Object.values(view.commitments).sort((a, b) => a.made_at - b.made_at || (a.id < b.id ? -1 : 1));
  return {
    mine: all.filter((one) => one.person === view.me.person),
    others: all.filter((one) => one.person !== view.me.person && view.people[one.person] !== undefined),
  };
}

/** Rooms in whose name somebody may write: those where they presented last; facilitators for all. */
export function speaksFor(view: View, record: MeetingRecord | undefined, person: PersonId): RoomId[] {
  const breakouts = Object.values(view.rooms)
    .filter((room) => room.number > 0)
    .sort((a, b) => a.number - b.number);
  if (view.people[person]?.role === "facilitator") return breakouts.map((room) => room.id);
  const presented = new Set((record?.rooms ?? []).filter((room) => room.rounds.at(-1)?.presenter?.id === person).map((room) => room.id));
  const facilitates = view.people[person]?.facilitates ?? null;
  return breakouts.filter((room) => presented.has(room.id) || room.id === facilitates).map((room) => room.id);
}
