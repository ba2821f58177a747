import { expect, test } from "vitest";
import { draftOf, moved, renamed, wishesOf, without } from "./drafts.ts";

const plus = draftOf({ en: "Plus", es: "Más" }, "es", "s1");
const delta = draftOf({ en: "Delta", es: "Cambiaría" }, "es");

test("a name that was not changed keeps its languages", () => {
  expect(plus.shown).toBe("Más");
  expect(wishesOf([plus, delta])).toEqual([{ id: "s1", name: { en: "Plus", es: "Más" } }, { name: { en: "Delta", es: "Cambiaría" } }]);
});

test("a name that was changed is for all languages, and its section stays the same", () => {
  const drafts = renamed([plus, delta], plus, "Bien", "es");
  expect(wishesOf(drafts)[0]).toEqual({ id: "s1", name: { en: "Bien" } });
});

test("rows move up, go, and count only with a name", () => {
  expect(moved([plus, delta], 1).map((draft) => draft.key)).toEqual([delta.key, plus.key]);
  expect(moved([plus, delta], 0)).toEqual([plus, delta]);
  expect(without([plus, delta], plus)).toEqual([delta]);
  expect(wishesOf([draftOf({ en: "  " }, "en")])).toEqual([]);
});
