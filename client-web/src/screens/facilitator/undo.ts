import { toastStore } from "../../components/toast_store.ts";

let last: number | undefined;

/** Says what was done and offers the way back. Only the latest can be undone: an older one would undo what came after it too. */
export function offerUndo(text: string, undo: string, run: () => void): void {
  forgetUndo();
  toastStore.show(text, { text: undo, run });
  last = toastStore.current().at(-1)?.id;
}

/** What was offered is not the way back any more: rooms have opened, say. */
export function forgetUndo(): void {
  if (last !== undefined) toastStore.dismiss(last);
  last = undefined;
}
