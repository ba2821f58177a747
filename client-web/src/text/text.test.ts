import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadWords, pickLanguage } from "./language.ts";
import { type Words, wordsOfPages } from "./pages.ts";

const folder = new URL(".", import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Words;
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every key with its string; plural forms count as one key, since languages differ in how many they have. */
function flatten(words: Words, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const path = prefix + key;
    if (typeof value === "string") found.set(path.replace(PLURAL, "_*"), value);
    else for (const [inner, text] of flatten(value, `${path}.`)) found.set(inner, text);
  }
  return found;
}

/** What stands in quotes anywhere in the code, and templates with their holes as anything. */
function keysInCode(): { exact: Set<string>; patterns: RegExp[] } {
  const source = new URL("..", import.meta.url);
  const code = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes("generated") && !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(new URL(file, source), "utf8"))
    .join("\n");
  const exact = new Set([...code.matchAll(/"([\w-]+(?:\.[\w-]+)*)"/g)].map((match) => match[1] ?? ""));
  const templates = [...code.matchAll(/`([\w-]+\.(?:[\w.-]|\$\{[^`]*?\})*)`/g)].map((match) => match[1] ?? "");
  const patterns = templates.map((template) => new RegExp(`^${template.replaceAll(".", "\\.").replace(/\$\{[^`]*?\}/g, ".+")}$`));
  return { exact, patterns };
}

const slots = (text: string) => [...text.matchAll(/\{\{\s*([\w]+)/g)].map((match) => match[1]).sort();

describe("the words of each language", () => {
  const english = flatten(read("en.json"));

  test("es.json has the keys of en.json, no more and no less", () => {
    expect([...flatten(read("es.json")).keys()].sort()).toEqual([...english.keys()].sort());
  });

  // A further language may be under way: what it lacks is said in English.
  test.each(files.filter((file) => file !== "en.json"))("%s has no key that en.json lacks", (file) => {
    expect([...flatten(read(file)).keys()].filter((key) => !english.has(key))).toEqual([]);
  });

  test("every key is used by some page", () => {
    const { exact, patterns } = keysInCode();
    const pages = flatten(wordsOfPages(readFileSync(new URL("en.json", folder), "utf8")));
    const unused = [...pages.keys()].filter((key) => {
      const stem = key.replace(/_\*$/, "");
      return !exact.has(stem) && !patterns.some((pattern) => pattern.test(stem));
    });
    expect(unused).toEqual([]);
  });

  test.each(files.filter((file) => file !== "en.json"))("%s fills the same places in each sentence", (file) => {
    const wrong: string[] = [];
    for (const [key, text] of flatten(read(file))) {
      const expected = english.get(key);
      if (expected !== undefined && String(slots(text)) !== String(slots(expected))) wrong.push(key);
    }
    expect(wrong).toEqual([]);
  });

  test.each(files)("%s has every plural form that its language needs for whole numbers", (file) => {
    const tag = file.replace(".json", "");
    const needed = [...new Set(Array.from({ length: 200 }, (_, n) => new Intl.PluralRules(tag).select(n)))];
    const missing: string[] = [];
    const walk = (words: Words, prefix: string) => {
      const stems = new Set(Object.keys(words).filter((key) => key.endsWith("_other")).map((key) => key.replace(PLURAL, "")));
      for (const stem of stems) for (const form of needed) if (!(`${stem}_${form}` in words)) missing.push(`${prefix}${stem}_${form}`);
      for (const [key, value] of Object.entries(words)) if (typeof value !== "string") walk(value, `${prefix}${key}.`);
    };
    walk(read(file), "");
    expect(missing).toEqual([]);
  });

  test.each(["en", "es"])("browsers are sent the words of %s without those of written files, which the server reads", async (tag) => {
    expect(Object.keys(read(`${tag}.json`))).toContain("files");
    const sent = await loadWords(tag);
    expect(Object.keys(sent)).toContain("common");
    expect(Object.keys(sent)).not.toContain("files");
  });

  test.each(files)("%s has no empty string", (file) => {
    expect([...flatten(read(file)).entries()].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

describe("choosing a language", () => {
  test.each([
    [["es-MX", "en-US"], "es"],
    [[null, "fr-FR", "en-GB"], "en"],
    [["fr"], "en"],
    [[], "en"],
  ])("%j gives %s", (wanted, expected) => {
    expect(pickLanguage(wanted, ["en", "es"])).toBe(expected);
  });
});
