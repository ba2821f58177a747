import { createInstance } from "i18next";
import { afterEach, expect, test } from "vitest";
import { inLanguage } from "../meeting/step.ts";
import { apart } from "./apart.ts";
import { compareIn } from "./collate.ts";
import { FALLBACK, LANGUAGES, languageName, PSEUDO, readAlso, wordsNeeded } from "./language.ts";
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

test("a language that is under way says in English what it lacks, each with its own plural forms", async () => {
  expect(wordsNeeded("pt", ["en", "es"])).toEqual(["pt", "en"]);
  expect(wordsNeeded("es", ["en", "es"])).toEqual(["es"]);
  const words = createInstance();
  const en = { hello: "Hello", people_one: "{{count}} person", people_other: "{{count}} people", rooms_one: "{{count}} room", rooms_other: "{{count}} rooms" };
  // Polish has forms that English lacks: where it says something itself these are used, else the English ones.
  const pl = { hello: "Cześć", rooms_one: "{{count}} pokój", rooms_few: "{{count}} pokoje", rooms_many: "{{count}} pokoi", rooms_other: "{{count}} pokoju" };
  await words.init({ lng: "pl", fallbackLng: FALLBACK, resources: { pl: { translation: pl }, en: { translation: en } } });
  const t = words.t as (key: string, options?: object) => string;
  expect([t("hello"), t("rooms", { count: 3 }), t("rooms", { count: 5 }), t("people", { count: 1 }), t("people", { count: 3 })]).toEqual(["Cześć", "3 pokoje", "5 pokoi", "1 person", "3 people"]);
  expect(words.dir("ar")).toBe("rtl");
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
