/** Who prepares, by their personal link or by who they are in the meeting; and what this device keeps of what they write. */
import { fragmentOf, knownMeeting, type Link, parseFragment } from "../../connection/identity.ts";
import type { MeetingId, PersonId } from "../../generated/protocol.ts";
import type { Kept } from "./draft.ts";

export interface Source {
  meeting: MeetingId;
  secret: string;
  /** The way into the meeting itself. */
  link: Link;
}

/** `/m/{meeting}/prepare#p.SECRET`; without a secret, whoever this browser is in the meeting. */
export function sourceFor(meeting: MeetingId): Source | undefined {
  const link = parseFragment(location.hash);
  if (link?.kind === "personal" && link.secret !== undefined) return { meeting, secret: link.secret, link };
  const known = link ? knownMeeting(meeting, link.kind) : (knownMeeting(meeting, "personal") ?? knownMeeting(meeting, "join"));
  return known?.joined ? { meeting, secret: known.personSecret, link: { kind: known.kind, secret: undefined } } : undefined;
}

export function meetingAddress({ meeting, link }: Source): string {
  return `/m/${meeting}${fragmentOf(link)}`;
}

/** The page of a personal link for its person to prepare. */
export function prepareAddress(personalLink: string): string {
  return personalLink.replace(/#/, "/prepare#");
}

const keyOf = (person: PersonId) => `convene.preparing.${person}`;

/** Where storage is closed to us it lasts as long as the page. */
const memory = new Map<string, string>();

export function keep(person: PersonId, kept: Kept): void {
  const text = JSON.stringify(kept);
  memory.set(keyOf(person), text);
  try {
    if (Object.keys(kept).length === 0) localStorage.removeItem(keyOf(person));
    else localStorage.setItem(keyOf(person), text);
  } catch {
    // Kept in memory above.
  }
}

export function keptOf(person: PersonId): Kept {
  try {
    return JSON.parse(localStorage.getItem(keyOf(person)) ?? memory.get(keyOf(person)) ?? "{}") as Kept;
  } catch {
    return {};
  }
}

/** Another window of this browser saved something. */
const SAVED = "convene.preparing.saved";

export function tellOtherWindows(revision: number): void {
  try {
    localStorage.setItem(SAVED, String(revision));
  } catch {
    // They look again when they come to the front.
  }
}

export function isFromOtherWindow(event: StorageEvent): boolean {
  return event.key === SAVED;
}
