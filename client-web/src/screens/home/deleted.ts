/** What the start page has to say to whoever has just deleted a meeting. It travels in the history's state: never in an address. */

export interface DeletedMeeting {
  deleted: string;
}

export function sayDeleted(title: string): DeletedMeeting {
  return { deleted: title };
}

/** Pure. */
export function deletedIn(state: unknown): string | undefined {
  return typeof state === "object" && state !== null && "deleted" in state && typeof state.deleted === "string" ? state.deleted : undefined;
}

/** Said once: a page that is loaded again later has no news. */
export function forgetDeleted(): void {
  history.replaceState(null, "");
}
