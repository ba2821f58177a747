/** A board's sections as a file, to be used again in another meeting. Pure. */
/** Words per language tag; `en` is what others fall back on. */
export type Texts = { [language in string]: string };

/** Counts up when the form of the file changes. */
export const TEMPLATE_VERSION = 1;
/** What the server takes (protocol/src/limits.rs). */
export const SECTIONS_MAX = 20;
export const NAME_MAX = 120;
/** Far more than twenty names. */
const FILE_MAX = 100_000;

export interface Template {
  name: string;
  sections: Texts[];
}

export type TemplateFault =
  | { kind: "not_json" }
  /** Of something else, or of nothing. */
  | { kind: "not_template" }
  | { kind: "version"; version: string }
  | { kind: "too_many" }
  /** `field` as a path in the file, `sections[2].name`. */
  | { kind: "field"; field: string };

export function writeTemplate({ name, sections }: Template): string {
  const file = { convene_board: TEMPLATE_VERSION, name, sections: sections.map((section) => ({ name: section })) };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Takes a whole file or nothing of it. */
export function readTemplate(text: string): { ok: Template } | { fault: TemplateFault } {
  const read = text.length > FILE_MAX ? undefined : parse(text);
  if (read === undefined) return { fault: { kind: "not_json" } };
  const file = record(read);
  const version = file?.["convene_board"];
  if (!file || version === undefined) return { fault: { kind: "not_template" } };
  if (version !== TEMPLATE_VERSION) return { fault: { kind: "version", version: String(version).slice(0, 20) } };
  const name = line(file["name"]);
  if (name === undefined) return { fault: { kind: "field", field: "name" } };
  const listed = file["sections"];
  if (!Array.isArray(listed)) return { fault: { kind: "field", field: "sections" } };
  if (listed.length > SECTIONS_MAX) return { fault: { kind: "too_many" } };
  const sections: Texts[] = [];
  for (const [index, one] of listed.entries()) {
    const texts = textsOf(record(one)?.["name"]);
    if (!texts) return { fault: { kind: "field", field: `sections[${index}].name` } };
    sections.push(texts);
  }
  return { ok: { name, sections } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function line(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const words = value.trim().replace(/\s+/g, " ");
  return words !== "" && [...words].length <= NAME_MAX ? words : undefined;
}

/** Words per language; one text alone is for all. */
function textsOf(value: unknown): Texts | undefined {
  const one = line(value);
  if (one !== undefined) return { en: one };
  const entries = Object.entries(record(value) ?? {}).map(([language, text]) => [language, line(text)] as const);
  if (!entries.some(([language]) => language === "en")) return undefined;
  const texts: Texts = {};
  for (const [language, text] of entries) {
    if (text === undefined || !/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(language)) return undefined;
    texts[language] = text;
  }
  return texts;
}
