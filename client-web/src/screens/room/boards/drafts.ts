/** Sections of a board while somebody changes them. Pure. */
import type { Texts } from "../../../board/template_file.ts";
import type { SectionWish } from "../../../generated/protocol.ts";
import { inLanguage } from "../../../meeting/step.ts";

export interface Draft {
  key: number;
  /** Of a section that the board has. */
  id: string | undefined;
  /** Its name in all its languages; one that the reader changed is in one, for all. */
  name: Texts;
  /** What the reader reads and changes. */
  shown: string;
}

let lastKey = 0;

export function draftOf(name: Texts, language: string, id?: string): Draft {
  lastKey += 1;
  return { key: lastKey, id, name, shown: inLanguage(name, language) };
}

export function renamed(drafts: readonly Draft[], draft: Draft, shown: string, language: string): readonly Draft[] {
  const name = shown === inLanguage(draft.name, language) ? draft.name : { en: shown };
  return drafts.map((one) => (one.key === draft.key ? { ...one, shown, name } : one));
}

/** One place up. */
export function moved(drafts: readonly Draft[], index: number): readonly Draft[] {
  const [above, one] = [drafts[index - 1], drafts[index]];
  if (!above || !one) return drafts;
  return [...drafts.slice(0, index - 1), one, above, ...drafts.slice(index + 1)];
}

export function without(drafts: readonly Draft[], draft: Draft): readonly Draft[] {
  return drafts.filter((one) => one.key !== draft.key);
}

/** What is asked of the server; rows without a name were not meant. */
export function wishesOf(drafts: readonly Draft[]): SectionWish[] {
  return drafts.filter((draft) => draft.shown.trim() !== "").map(({ id, name }) => (id === undefined ? { name } : { id, name }));
}
