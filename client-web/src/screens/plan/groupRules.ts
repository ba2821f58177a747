/** The rules for groups, as the page offers them. Pure. */
import type { Attribute, Ask, GroupRule, PersonView, View } from "../../generated/protocol.ts";

export type RuleKind = GroupRule["rule"];
export const RULES: readonly RuleKind[] = ["random", "mixed", "alike", "language"];

/** What people here were asked, or said all the same. */
export function attributes(view: View): Attribute[] {
  const all: readonly (Attribute & Ask)[] = ["organization", "subject", "position"];
  return all.filter((attribute) => view.meeting.asks.includes(attribute) || Object.values(view.people).some((person) => person[attribute] !== null));
}

export function ruleOf(kind: RuleKind, by: Attribute): GroupRule {
  return kind === "mixed" || kind === "alike" ? { rule: kind, by } : { rule: kind };
}

/** As the server counts: participants who are here, and who is expected where that is wished. */
export function toGroup(view: View, expected = false): PersonView[] {
  return Object.values(view.people).filter((person) => person.role === "participant" && (person.here || (expected && person.expected === true)) && !person.waiting);
}

/** The nearest number of rooms, and their sizes. */
export function roomsFor(people: number, size: number): { rooms: number; least: number; most: number } {
  const rooms = Math.max(1, Math.floor((people + Math.floor(size / 2)) / size));
  return { rooms, least: Math.floor(people / rooms), most: Math.ceil(people / rooms) };
}
