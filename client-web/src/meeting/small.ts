/** Pairs and small groups inside a room: who is with whom, and what part of the board is theirs. Pure. */
import type { DetailView, PersonId, SmallGroup, Step, View } from "../generated/protocol.ts";

/** What stands between a section's id and the number of the group that has it for itself (protocol/src/meeting/small_groups.rs). */
const OWN = ".";

/** The part of a section that a small group has for itself. */
export function ownSection(whole: string, group: SmallGroup): string {
  return `${whole}${OWN}${group.number}`;
}

/** The section of the protocol that a small group's part belongs to; any other is itself. */
export function wholeSection(id: string): string {
  const at = id.lastIndexOf(OWN);
  return at > 0 && /^\d+$/.test(id.slice(at + 1)) ? id.slice(0, at) : id;
}

/** The small group that somebody is in, or was in the last step that had any. */
export function smallOf(detail: DetailView | undefined, person: PersonId): SmallGroup | undefined {
  const round = detail?.round;
  return round?.ended_at === null ? round.small?.groups.find((group) => group.people.includes(person)) : undefined;
}

/** The step that is on in a room. */
export function stepOf(view: View, detail: DetailView | undefined): Step | undefined {
  const round = detail?.round;
  if (!round || round.ended_at !== null || round.timeline.step === null) return undefined;
  return view.definitions[round.plan]?.definition.steps[round.timeline.step];
}
