import { type Dispatch, type SetStateAction, useCallback, useSyncExternalStore } from "react";

/** What somebody is writing in the chat comes along when they are moved, and survives a change of tabs on a phone. */
export class Drafts {
  #drafts = new Map<string, string>();
  #listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of = (writer: string): string => this.#drafts.get(writer) ?? "";

  set(writer: string, next: SetStateAction<string>): void {
    this.#drafts.set(writer, typeof next === "function" ? next(this.of(writer)) : next);
    for (const listener of this.#listeners) listener();
  }

  /** A refused message comes back before what was begun meanwhile. */
  giveBack(writer: string, text: string): void {
    this.set(writer, (now) => (now === "" ? text : `${text}\n${now}`));
  }
}

/** People have an id for each meeting, so that one page that shows two meetings mixes nothing. */
const drafts = new Drafts();

export function useDraft(writer: string): { draft: string; setDraft: Dispatch<SetStateAction<string>>; giveBack: (text: string) => void } {
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.of(writer));
  const setDraft = useCallback((next: SetStateAction<string>) => drafts.set(writer, next), [writer]);
  const giveBack = useCallback((text: string) => drafts.giveBack(writer, text), [writer]);
  return { draft, setDraft, giveBack };
}
