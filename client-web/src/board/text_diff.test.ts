import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { changesOf, write } from "./text_binding.ts";
import { apply, changeBetween, placeAfter, rebase } from "./text_diff.ts";

/** Small and known, so that a failing run can be repeated: mulberry32. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

// Emoji that share their first unit, one with a joiner, letters that repeat, a line end.
const LETTERS = ["a", "a", "b", "é", "😀", "😁", "👩‍🏫", "\n", "ñ", "🇪🇸"];

function edited(text: string, roll: (below: number) => number): { after: string; caret: number } {
  const letters = [...text];
  const at = roll(letters.length + 1);
  const removed = roll(4);
  const inserted = Array.from({ length: roll(4) }, () => LETTERS[roll(LETTERS.length)] ?? "").join("");
  const before = letters.slice(0, at).join("");
  return { after: before + inserted + letters.slice(at + removed).join(""), caret: before.length + inserted.length };
}

const whole = (text: string) => !/\p{Surrogate}/u.test(text);

describe("the change between two texts", () => {
  test("makes of the one the other, and never halves a character (seeds 1 to 2000)", () => {
    for (let seed = 1; seed <= 2000; seed += 1) {
      const roll = dice(seed);
      const before = Array.from({ length: roll(8) }, () => LETTERS[roll(LETTERS.length)] ?? "").join("");
      const { after, caret } = edited(before, roll);
      const change = changeBetween(before, after, caret) ?? { at: 0, removed: 0, inserted: "" };
      expect(apply(before, change), `seed ${seed}`).toBe(after);
      expect(whole(change.inserted) && whole(before.slice(change.at, change.at + change.removed)), `seed ${seed}`).toBe(true);
    }
  });

  test("typed into a Y.Text by two people, both get the same and no character is halved (seeds 1 to 300)", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const roll = dice(seed);
      const docs = [new Y.Doc(), new Y.Doc()] as const;
      const texts = docs.map((doc) => doc.getText("t")) as [Y.Text, Y.Text];
      texts[0].insert(0, "😀ab😁");
      Y.applyUpdate(docs[1], Y.encodeStateAsUpdate(docs[0]));
      for (let round = 0; round < 6; round += 1) {
        for (const text of texts) {
          const { after, caret } = edited(text.toString(), roll);
          const change = changeBetween(text.toString(), after, caret);
          if (change) write(text, change);
          expect(text.toString(), `seed ${seed}`).toBe(after);
        }
        const updates = docs.map((doc) => Y.encodeStateAsUpdate(doc)) as [Uint8Array, Uint8Array];
        Y.applyUpdate(docs[0], updates[1]);
        Y.applyUpdate(docs[1], updates[0]);
        expect(texts[0].toString(), `seed ${seed}`).toBe(texts[1].toString());
        expect(whole(texts[0].toString()), `seed ${seed}`).toBe(true);
      }
    }
  });

  test.each([
    ["a letter among its likes goes where the caret is", "aaa", "aaaa", 2, { at: 1, removed: 0, inserted: "a" }],
    ["an emoji replaced by one with the same first half", "x😀y", "x😁y", 3, { at: 1, removed: 2, inserted: "😁" }],
    ["a paste over all", "old", "new", 3, { at: 0, removed: 3, inserted: "new" }],
    ["all deleted", "old", "", 0, { at: 0, removed: 3, inserted: "" }],
  ])("%s", (_name, before, after, caret, expected) => {
    expect(changeBetween(before, after, caret)).toEqual(expected);
  });

  test("nothing changed is no change", () => {
    expect(changeBetween("😀", "😀")).toBeUndefined();
  });
});

describe("the caret", () => {
  test("stays with its letter when others write or delete before it", () => {
    const doc = new Y.Doc();
    const text = doc.getText("t");
    text.insert(0, "Hello 😀 world");
    const seen: ReturnType<typeof changesOf>[] = [];
    text.observe((event) => seen.push(changesOf(event.delta)));
    doc.transact(() => {
      text.delete(0, 6);
      text.insert(3, "big ");
    });
    const caret = "Hello 😀 wor".length;
    const moved = seen.flat().reduce(placeAfter, caret);
    expect(text.toString().slice(moved)).toBe("ld");
  });

  test("a change is made at the same words after another came first", () => {
    const before = "one two";
    const other = changeBetween(before, "zero one two");
    const own = changeBetween(before, "one two three");
    expect(other && own && apply(apply(before, other), rebase(own, other))).toBe("zero one two three");
  });
});
