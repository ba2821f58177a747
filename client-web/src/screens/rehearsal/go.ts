/** The ways into a rehearsal and back. Both load the page anew: another meeting is another connection, boards and all. */
import { api } from "../../connection/http.ts";
import { forgetMeeting, fragmentOf, type KnownMeeting, knownMeeting, knownMeetings, parseLink, rememberMeeting } from "../../connection/identity.ts";
import type { About, MeetingCreated, MeetingId, Rehearsal } from "../../generated/protocol.ts";

function open(meeting: MeetingId, kind: KnownMeeting["kind"]): void {
  location.assign(`/m/${meeting}${fragmentOf({ kind, secret: undefined })}`);
}

/** Comes in as a facilitator under the name that one has in the meeting: nobody is asked twice who they are. */
export async function goToRehearsal(rehearsal: Rehearsal, from: KnownMeeting, about: About): Promise<void> {
  // What was planned for the next round and not sent is a part of what is rehearsed.
  const planned = knownMeeting(from.id, from.kind)?.planned;
  await comeAsFacilitator({ ...rehearsal, id: rehearsal.meeting }, about, { planned });
}

/** Into a meeting that one has just made, without being asked again who one is. */
export async function comeAsFacilitator(made: Pick<MeetingCreated, "id" | "facilitator_url" | "join_url">, about: About, news: Partial<KnownMeeting> = {}): Promise<void> {
  const secret = parseLink(made.facilitator_url)?.link.secret;
  if (secret === undefined) return;
  const known = rememberMeeting(made.id, "facilitator", { linkSecret: secret, joinUrl: made.join_url, ...news });
  const { person } = await api.join(made.id, secret, { secret: known.personSecret, passcode: null, ...about });
  rememberMeeting(made.id, "facilitator", { joined: true, person });
  open(made.id, "facilitator");
}

/** Who one is in the meeting that is rehearsed; testers may be nobody there. */
export function knownFrom(of: MeetingId): KnownMeeting | undefined {
  return knownMeetings().find((meeting) => meeting.id === of && meeting.joined);
}

/** Back to the meeting, or where there is none for the reader, to the start page. */
export function goBack(of: MeetingId): void {
  const known = knownFrom(of);
  if (known) open(known.id, known.kind);
  else location.assign("/");
}

/** The rehearsal and all that is in it is gone; so is what this device knew of it. */
export async function endRehearsal(known: KnownMeeting, of: MeetingId): Promise<void> {
  await api.deleteMeeting(known.id, known.personSecret);
  await forgetMeeting(known.id, known.kind);
  goBack(of);
}
