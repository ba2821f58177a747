import type { Words } from "./pages.ts";

/**
 * The languages of the pages. A file beside this one, named by its BCP 47 tag and with the keys of `en.json`, is all that a
 * further language needs: it is found and offered under its own name; what it does not say yet is said in English (docs/languages.md).
 */
const files = import.meta.glob<{ default: Words }>("./*.json");

export const LANGUAGES: readonly string[] = Object.keys(files)
  .map((file) => file.replace(/^\.\/|\.json$/g, ""))
  .sort();

export const FALLBACK = "en";

/** From the build: languages that have every key of `en.json`. */
declare const WHOLE_LANGUAGES: readonly string[];

/** The pseudo-language of tests: English with marks, from right to left. It is offered to nobody. */
export const PSEUDO = "ar-XB";

const KEPT_AS = "convene.language";

/** The language's name in itself: "Español". */
export function languageName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** The best of ours for what is wanted, most wanted first: `es-MX` is met by `es`. */
export function pickLanguage(wanted: readonly (string | null | undefined)[], have: readonly string[] = LANGUAGES): string {
  for (const tag of wanted) {
    if (!tag) continue;
    const exact = have.find((candidate) => candidate.toLowerCase() === tag.toLowerCase());
    const base = have.find((candidate) => candidate.toLowerCase() === tag.toLowerCase().split("-")[0]);
    const found = exact ?? base;
    if (found !== undefined) return found;
  }
  return FALLBACK;
}

/** The person's own choice on this device, then what the browser asks for. */
export function startLanguage(): string {
  const kept = read();
  return kept === PSEUDO ? kept : pickLanguage([kept, ...navigator.languages]);
}

let meetingLanguage: string | undefined;

/** The language of the meeting that this page shows: what a protocol lacks in the reader's is read in it. */
export function readAlso(language: string | undefined): void {
  meetingLanguage = language;
}

/** In which languages a text is looked for, the best first. */
export function readingOrder(language: string): string[] {
  return meetingLanguage === undefined ? [language, FALLBACK] : [language, meetingLanguage, FALLBACK];
}

/** The languages whose words a reader of this one needs: its own, and English where it lacks some. */
export function wordsNeeded(tag: string, whole: readonly string[] = WHOLE_LANGUAGES): string[] {
  return tag === PSEUDO || whole.includes(tag) ? [tag] : [tag, FALLBACK];
}

export async function loadWords(tag: string): Promise<Words> {
  if (tag === PSEUDO) return (await import("./pseudo.ts")).pseudo(await loadWords(FALLBACK));
  const load = files[`./${tag}.json`] ?? files[`./${FALLBACK}.json`];
  if (!load) return {};
  return (await load()).default;
}

export function keepLanguage(tag: string): void {
  try {
    localStorage.setItem(KEPT_AS, tag);
  } catch {
    // Storage may be closed to us (private windows, policy); the choice then lasts as long as the page.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}
