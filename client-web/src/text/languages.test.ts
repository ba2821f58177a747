import { afterEach, expect, test } from "vitest";
import { inLanguage } from "../meeting/step.ts";
import { apart } from "./apart.ts";
import { compareIn } from "./collate.ts";
import { FALLBACK, LANGUAGES, languageName, PSEUDO, readAlso } from "./language.ts";
import { pseudo } from "./pseudo.ts";

afterEach(() => readAlso(undefined));

test("each language is offered under its own name, and the pseudo-language to nobody", () => {
  expect([...LANGUAGES]).toEqual(expect.arrayContaining([FALLBACK, "es"]));
  expect(LANGUAGES).not.toContain(PSEUDO);
  expect(["es", "vi", "zh-Hans", "fil", "ar"].map(languageName)).toEqual(["Español", "Tiếng Việt", "简体中文", "Filipino", "العربية"]);
});

test("a protocol is read in the reader's language, else in the meeting's, else in English, else in whatever there is", () => {
  const texts = { en: "Present", es: "Presentar" };
  expect(inLanguage(texts, "es-MX")).toBe("Presentar");
  expect(inLanguage(texts, "vi")).toBe("Present");
  readAlso("es");
  expect(inLanguage(texts, "vi")).toBe("Presentar");
  expect(inLanguage(texts, "en")).toBe("Present");
  expect(inLanguage({ fr: "Présenter" }, "vi")).toBe("Présenter");
});

test("what is put into a sentence is set apart only where directions meet", () => {
  expect(apart("Ana", "ltr")).toBe("Ana");
  expect(apart("ليلى", "ltr")).toBe("\u2068ليلى\u2069");
  expect(apart("Ana", "rtl")).toBe("\u2068Ana\u2069");
  expect(apart("12:30", "rtl")).toBe("12:30");
});

test("names are in the order of the reader's language", () => {
  expect(["Zoe", "Ñandú", "Nora", "Ömer", "Room 10", "Room 9"].sort(compareIn("es"))).toEqual(["Nora", "Ñandú", "Ömer", "Room 9", "Room 10", "Zoe"]);
  expect(["Ömer", "Zoe"].sort(compareIn("sv"))).toEqual(["Zoe", "Ömer"]);
});

test("the pseudo-language keeps the places of a sentence and has every plural form of Arabic", () => {
  const words = pseudo({ a: { count_one: "{{count}} person", count_other: "{{count}} people" } })["a"] as { [key in string]: string };
  expect(Object.keys(words).sort()).toEqual(["count_few", "count_many", "count_one", "count_other", "count_two", "count_zero"]);
  expect(words["count_two"]).toContain("{{count}}");
  expect(words["count_two"]).not.toContain("people");
});
