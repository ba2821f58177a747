import { type Dispatch, type SetStateAction, useCallback, useSyncExternalStore } from "react";

/** Where drafts outlive a reload: a tab's own storage, gone with the tab. */
export type Keep = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (writer: string) => `convene.draft.${writer}`;

/** What somebody is writing in the chat comes along when they are moved, and survives a change of tabs on a phone and a reload. */
export class Drafts {
  #drafts = new Map<string, string>();
  /** Sent, and not answered yet: after a reload it is a draft again, and goes only when its writer says so. */
  #outgoing = new Map<string, readonly string[]>();
  #listeners = new Set<() => void>();
  readonly #keep: Keep | undefined;

  constructor(keep?: Keep) {
    this.#keep = keep;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of = (writer: string): string => {
    const known = this.#drafts.get(writer);
    if (known !== undefined) return known;
    const kept = this.#read(writer);
    this.#drafts.set(writer, kept);
    return kept;
  };

  set(writer: string, next: SetStateAction<string>): void {
    this.#drafts.set(writer, typeof next === "function" ? next(this.of(writer)) : next);
    this.#write(writer);
    for (const listener of this.#listeners) listener();
  }

  /** A refused message comes back before what was begun meanwhile. */
  giveBack(writer: string, text: string): void {
    this.set(writer, (now) => (now === "" ? text : `${text}\n${now}`));
  }

  /** A message is on its way, until the function that comes back is called. */
  goes(writer: string, text: string): () => void {
    this.#outgoing.set(writer, [...(this.#outgoing.get(writer) ?? []), text]);
    this.#write(writer);
    return () => {
      const left = [...(this.#outgoing.get(writer) ?? [])];
      left.splice(left.indexOf(text), 1);
      this.#outgoing.set(writer, left);
      this.#write(writer);
    };
  }

  #read(writer: string): string {
    try {
      return this.#keep?.getItem(keyOf(writer)) ?? "";
    } catch {
      return "";
    }
  }

  #write(writer: string): void {
    const text = [...(this.#outgoing.get(writer) ?? []), this.of(writer)].filter((part) => part !== "").join("\n");
    try {
      if (text === "") this.#keep?.removeItem(keyOf(writer));
      else this.#keep?.setItem(keyOf(writer), text);
    } catch {
      // Storage may be closed to us or full; the draft then lasts as long as the page.
    }
  }
}

function tabStorage(): Keep | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

/** People have an id for each meeting, so that one page that shows two meetings mixes nothing. */
const drafts = new Drafts(tabStorage());

interface Draft {
  draft: string;
  setDraft: Dispatch<SetStateAction<string>>;
  giveBack: (text: string) => void;
  goes: (text: string) => () => void;
}

export function useDraft(writer: string): Draft {
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.of(writer));
  const setDraft = useCallback((next: SetStateAction<string>) => drafts.set(writer, next), [writer]);
  const giveBack = useCallback((text: string) => drafts.giveBack(writer, text), [writer]);
  const goes = useCallback((text: string) => drafts.goes(writer, text), [writer]);
  return { draft, setDraft, giveBack, goes };
}
