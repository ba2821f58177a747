/**
 * What changed between two texts, as one replacement. Two people type into one note, so the smallest change is sent: what
 * the other wrote beside it stays. Positions are in UTF-16 units, as in Yjs and in a text area.
 */
export interface TextChange {
  /** Where the change begins. */
  at: number;
  /** Units that go away. */
  removed: number;
  /** What comes instead. */
  inserted: string;
}

/**
 * The change from `before` to `after`; `undefined` if there is none. `caret` is where the caret stands in `after`: among
 * equal letters it says which of them was typed.
 */
export function changeBetween(before: string, after: string, caret = after.length): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  // What stands behind the caret was not typed just now, so the common end is looked for first, up to the caret.
  const endMost = Math.min(shorter, Math.max(0, after.length - caret));
  let end = 0;
  while (end < endMost && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  let start = 0;
  while (start < shorter - end && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  // A character of two units (an emoji, say) is replaced whole: half of one is no text.
  if (splitsPair(before, start) || splitsPair(after, start)) start -= 1;
  if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end -= 1;
  return { at: start, removed: before.length - start - end, inserted: after.slice(start, after.length - end) };
}

/** Where a place in the text is after `change`. A caret inside what goes away lands behind what comes. */
export function placeAfter(place: number, change: TextChange): number {
  if (place <= change.at) return place;
  if (place < change.at + change.removed) return change.at + change.inserted.length;
  return place + change.inserted.length - change.removed;
}

/** The same change, made to a text in which `other` happened first. */
export function rebase(change: TextChange, other: TextChange): TextChange {
  const at = placeAfter(change.at, other);
  const end = placeAfter(change.at + change.removed, other);
  return { at, removed: Math.max(0, end - at), inserted: change.inserted };
}

export function apply(text: string, change: TextChange): string {
  return text.slice(0, change.at) + change.inserted + text.slice(change.at + change.removed);
}

function splitsPair(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
