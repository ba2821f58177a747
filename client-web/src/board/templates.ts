/** Boards to begin with. Their words are in the language files, so that a section has a name in every language of the pages. */
import { LANGUAGES, loadWords } from "../text/language.ts";
import type { Words } from "../text/pages.ts";
import type { Texts } from "./template_file.ts";

/** Each with the keys of its sections under `board.templates.<name>`. */
export const TEMPLATES = {
  blank: [],
  heard: ["heard", "notHeard", "assumptions", "mightTry"],
  plusDelta: ["plus", "delta"],
  warmCool: ["warm", "cool"],
  gallery: ["question", "takeaways", "ask"],
  week: ["monday", "tuesday", "wednesday", "thursday", "friday"],
} as const;

export type TemplateName = keyof typeof TEMPLATES;

export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as TemplateName[];

/** The sections of a template, named in each language whose words can be had: the page's own are there. */
export async function sectionsOf(template: TemplateName): Promise<Texts[]> {
  const loaded = await Promise.allSettled(LANGUAGES.map(async (tag) => [tag, await loadWords(tag)] as const));
  const words = loaded.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  return TEMPLATES[template].map((section) => {
    const texts: Texts = {};
    for (const [tag, all] of words) {
      const text = at(all, ["board", "templates", template, section]);
      if (text !== undefined) texts[tag] = text;
    }
    return texts;
  });
}

function at(words: Words, path: readonly string[]): string | undefined {
  let found: string | Words | undefined = words;
  for (const key of path) found = typeof found === "object" ? found[key] : undefined;
  return typeof found === "string" ? found : undefined;
}
