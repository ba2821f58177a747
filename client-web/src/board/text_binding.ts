/**
 * Ties a text area to a `Y.Text`: what is typed goes in as the smallest change, what others write appears around the caret.
 * While an input method composes (accents, Japanese, ...) the area is left alone, since touching it would break the word.
 */
import type * as Y from "yjs";
import { OWN } from "./notes.ts";
import { apply, changeBetween, placeAfter, rebase, type TextChange } from "./text_diff.ts";

export function bindText(area: HTMLTextAreaElement, text: Y.Text): () => void {
  let shown = text.toString();
  let writing = false;
  let composing = false;
  area.value = shown;

  const typed = () => {
    const change = changeBetween(shown, area.value, area.selectionEnd);
    if (!change) return;
    const now = text.toString();
    // While composing the document may be ahead of what is shown.
    const others = changeBetween(shown, now);
    shown = area.value;
    writing = true;
    write(text, others ? rebase(change, others) : change);
    writing = false;
    if (!others && text.toString() !== shown) show();
  };

  const show = (changes?: readonly TextChange[]) => {
    const now = text.toString();
    const whole = changeBetween(area.value, now);
    if (!whole) {
      shown = now;
      return;
    }
    const move = (place: number) => (changes ?? [whole]).reduce(placeAfter, place);
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = area;
    area.value = now;
    shown = now;
    // Setting the range of an area without focus would scroll in some browsers.
    if (document.activeElement === area) area.setSelectionRange(move(selectionStart), move(selectionEnd), selectionDirection);
    area.scrollTop = scrollTop;
    // Whoever sizes the area by its text listens to this.
    area.dispatchEvent(new Event("shown"));
  };

  const changed = (event: Y.YTextEvent) => {
    if (!writing && !composing) show(changesOf(event.delta));
  };
  const composes = () => {
    composing = true;
  };
  const composed = () => {
    composing = false;
    typed();
    show();
  };

  area.addEventListener("input", typed);
  area.addEventListener("compositionstart", composes);
  area.addEventListener("compositionend", composed);
  text.observe(changed);
  return () => {
    area.removeEventListener("input", typed);
    area.removeEventListener("compositionstart", composes);
    area.removeEventListener("compositionend", composed);
    text.unobserve(changed);
  };
}

export function write(text: Y.Text, change: TextChange): void {
  const run = () => {
    if (change.removed > 0) text.delete(change.at, Math.min(change.removed, text.length - change.at));
    if (change.inserted !== "") text.insert(Math.min(change.at, text.length), change.inserted);
  };
  if (text.doc) text.doc.transact(run, OWN);
}

/** A Yjs delta as single changes, each made after the ones before it. */
export function changesOf(delta: readonly { retain?: number; insert?: unknown; delete?: number }[]): TextChange[] {
  const changes: TextChange[] = [];
  let at = 0;
  for (const part of delta) {
    if (part.retain !== undefined) at += part.retain;
    if (part.delete !== undefined) changes.push({ at, removed: part.delete, inserted: "" });
    if (typeof part.insert === "string") {
      changes.push({ at, removed: 0, inserted: part.insert });
      at += part.insert.length;
    }
  }
  return changes;
}

/** For tests: what a list of changes makes of a text. */
export const applyAll = (text: string, changes: readonly TextChange[]): string => changes.reduce(apply, text);
