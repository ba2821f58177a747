/** The list of people that was read last on this page, for the addresses in it: they never leave this device. */
import type { PeopleList } from "../../lists/read.ts";
import type { MeetingId } from "../../generated/protocol.ts";

const lists = new Map<MeetingId, PeopleList>();

export function keepList(meeting: MeetingId, list: PeopleList): void {
  if (list.emails.size > 0) lists.set(meeting, list);
}

export function keptList(meeting: MeetingId): PeopleList | undefined {
  return lists.get(meeting);
}
