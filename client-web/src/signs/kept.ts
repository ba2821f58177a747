/** Which signs the person wants, kept on this device. */
import { useSyncExternalStore } from "react";

export type Sign = "chime" | "notify";

const KEPT_AS: Record<Sign, string> = { chime: "convene.signs.chime", notify: "convene.signs.notify" };
const chosen = new Map<Sign, boolean>();
const listeners = new Set<() => void>();

/** What was chosen on this device; before that a chime only where the device does not ask for less, and no notifications. */
export function isWanted(sign: Sign): boolean {
  return chosen.get(sign) ?? kept(sign) ?? (sign === "chime" && !asksForLess());
}

export function want(sign: Sign, on: boolean): void {
  chosen.set(sign, on);
  try {
    localStorage.setItem(KEPT_AS[sign], on ? "on" : "off");
  } catch {
    // Storage may be closed to us; the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function useWanted(sign: Sign): boolean {
  return useSyncExternalStore(subscribe, () => isWanted(sign));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function kept(sign: Sign): boolean | undefined {
  try {
    const found = localStorage.getItem(KEPT_AS[sign]);
    return found === null ? undefined : found === "on";
  } catch {
    return undefined;
  }
}

/** No device says "fewer sounds"; who asks it for less movement is not surprised by sounds either. */
function asksForLess(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
