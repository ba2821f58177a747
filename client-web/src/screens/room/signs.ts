/** Signs that were given in the room a moment ago, counted. Pure. */
import type { DetailView, PersonId, PersonView, Sign, View } from "../../generated/protocol.ts";
import { presenterListens, presenterOf } from "../../meeting/people.ts";
import { stepOf } from "../../meeting/small.ts";

export const SIGNS: readonly Sign[] = ["thanks", "agree", "slow_down", "cannot_hear"];
/** So long one is shown. */
export const SHOWN_MS = 6_000;

export interface Given {
  person: PersonId;
  sign: Sign;
  atMs: number;
}

/** Who gives the same sign again is counted once. */
export function withSign(before: readonly Given[], given: Given): Given[] {
  return [...recent(before, given.atMs).filter(({ person, sign }) => person !== given.person || sign !== given.sign), given];
}

export function recent(given: readonly Given[], nowMs: number): Given[] {
  return given.filter(({ atMs }) => nowMs - atMs < SHOWN_MS);
}

/** In the order of the signs, not of who was first: nothing jumps. */
export function counted(given: readonly Given[]): { sign: Sign; people: PersonId[] }[] {
  return SIGNS.map((sign) => ({ sign, people: given.filter((each) => each.sign === sign).map(({ person }) => person) })).filter(({ people }) => people.length > 0);
}

/** Whether one may: `protocol::consultancy::rights::reacts_in` says the same. */
export function mayReact(view: View, me: PersonView, detail: DetailView | undefined): boolean {
  if (!detail || me.role === "observer" || view.talk.no_reactions || view.meeting.ended_at !== null) return false;
  if (presenterOf(detail) === me.id && presenterListens(view, detail)) return false;
  return me.role !== "participant" || stepOf(view, detail)?.floor !== "nobody";
}
