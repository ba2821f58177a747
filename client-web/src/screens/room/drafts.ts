import { type Dispatch, type SetStateAction, useSyncExternalStore } from "react";

/** What somebody is writing in the chat comes along when they are moved, and survives a change of tabs on a phone. */
let draft = "";
const listeners = new Set<() => void>();

const setDraft: Dispatch<SetStateAction<string>> = (next) => {
  draft = typeof next === "function" ? next(draft) : next;
  for (const listener of listeners) listener();
};

export function useDraft(): [string, Dispatch<SetStateAction<string>>] {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => draft,
  );
  return [current, setDraft];
}
