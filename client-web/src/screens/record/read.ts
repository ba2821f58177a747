/** What of a record is shown, and how it is grouped. Pure. */
import type { RecordPerson, RecordRoom, RecordRound } from "../../generated/protocol.ts";

/** The main room, say, often has nothing to read. */
export function hasContent(room: RecordRoom): boolean {
  return room.rounds.length > 0 || (room.timers ?? []).length > 0 || room.card !== undefined || room.chat.length > 0 || [room, ...room.boards].some((board) => board.sections.some((section) => section.notes.length > 0)) || (room.number > 0 && room.notes_withheld);
}

export interface Group {
  /** None: people who named no organization. */
  organization: string | undefined;
  people: RecordPerson[];
}

/** By organization, the largest first; those without one last. */
export function byOrganization(people: readonly RecordPerson[], compare: (a: string, b: string) => number): Group[] {
  const groups = new Map<string | undefined, RecordPerson[]>();
  for (const person of people) {
    const key = person.organization ?? undefined;
    groups.set(key, [...(groups.get(key) ?? []), person]);
  }
  return [...groups]
    .map(([organization, members]) => ({ organization, people: members }))
    .sort((a, b) => Number(a.organization === undefined) - Number(b.organization === undefined) || b.people.length - a.people.length || compare(a.organization ?? "", b.organization ?? ""));
}

/** Who was in a room, in the order of the record. */
export function inRoom(room: RecordRoom, people: readonly RecordPerson[]): RecordPerson[] {
  return people.filter((person) => person.stays.some((stay) => stay.room === room.id));
}

/** What the bars of a round are measured with: its longest step, planned or real. */
export function longest(round: RecordRound): number {
  return Math.max(1, ...round.steps.flatMap((step) => [step.planned_seconds, step.seconds]));
}
