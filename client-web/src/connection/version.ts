/**
 * Whether the server hands out other pages than this one: after a deploy the old page goes on as long as the wire fits, and
 * should be loaded anew at a good moment. Each build names its entry script by its content, so the name is the version.
 */
import { api } from "./http.ts";

/** The entry script that a start page names. Pure. */
export function entryOf(html: string): string | undefined {
  return /<script\b[^>]*\btype="module"[^>]*\bsrc="([^"]+)"|<script\b[^>]*\bsrc="([^"]+)"[^>]*\btype="module"/.exec(html)?.slice(1).find((name) => name !== undefined);
}

/** The one that this page runs. */
function ownEntry(): string | undefined {
  return document.querySelector("script[type=module][src]")?.getAttribute("src") ?? undefined;
}

/** No where it cannot be known now: the next return of the connection asks again. */
export async function isNewVersionThere(): Promise<boolean> {
  const own = ownEntry();
  try {
    const there = entryOf(await api.startPage());
    return own !== undefined && there !== undefined && there !== own;
  } catch {
    return false;
  }
}

export interface Moment {
  /** Since the last letter; none if nothing was written on this page. */
  typedMsAgo: number | undefined;
  /** Of the running step, or of a countdown that moves everybody. */
  leftMs: number | undefined;
  /** Whether something is still on its way. */
  unsent: boolean;
}

const QUIET_MS = 10_000;
const LAST_MINUTE_MS = 60_000;

/** Not while somebody writes, not in a step's last minute, not before all is sent. Pure. */
export function isGoodMoment({ typedMsAgo, leftMs, unsent }: Moment): boolean {
  return !unsent && (typedMsAgo === undefined || typedMsAgo >= QUIET_MS) && (leftMs === undefined || leftMs > LAST_MINUTE_MS);
}
