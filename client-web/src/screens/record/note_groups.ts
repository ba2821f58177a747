/** Notes of the record under the groups that people put them into. Pure. */
import type { RecordNote } from "../../generated/protocol.ts";

export interface NoteRun {
  /** None: they stand by themselves. */
  group: string | undefined;
  notes: RecordNote[];
}

/** The record has the notes of a group one after another. */
export function noteRuns(notes: readonly RecordNote[]): NoteRun[] {
  const runs: NoteRun[] = [];
  for (const note of notes) {
    const last = runs.at(-1);
    if (last && last.group === note.group) last.notes.push(note);
    else runs.push({ group: note.group, notes: [note] });
  }
  return runs;
}
