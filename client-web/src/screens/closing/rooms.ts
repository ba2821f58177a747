/** Which rooms of a record somebody takes notes from. Pure. */
import type { DigestGroup } from "../../board/DigestDialog.tsx";
import type { MeetingRecord, RecordRoom, RecordSection } from "../../generated/protocol.ts";

/** Those that they were in and in which something stands; where they were last comes first. */
export function roomsOf(record: MeetingRecord, person: string): RecordRoom[] {
  const stays = record.people.find((one) => one.id === person)?.stays ?? [];
  const last = (room: RecordRoom) => stays.findLastIndex((stay) => stay.room === room.id);
  return record.rooms
    .filter((room) => last(room) >= 0 && (room.sections.length > 0 || room.notes_withheld || room.rounds.some((round) => round.dilemma !== null)))
    .sort((a, b) => Number(a.number === 0) - Number(b.number === 0) || last(b) - last(a));
}

/** The notes that stand on the digest already. */
export function copiedOf(room: RecordRoom): string[] {
  const notes = room.sections.flatMap((section) => section.notes);
  return notes.flatMap((note) => (note.id !== undefined && note.copied === true ? [note.id] : []));
}

/** What may be chosen for the digest, section by section. */
export function choicesOf(room: RecordRoom, nameOf: (section: RecordSection) => string): DigestGroup[] {
  return room.sections.map((section) => ({
    section: { name: nameOf(section) },
    notes: section.notes.flatMap(({ id, text }) => (id === undefined ? [] : [{ id, text }])),
  }));
}
