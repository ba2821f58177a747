/** What somebody writes while they prepare, and how far it is saved: without a server, without words. Pure. */
import type { Prepared, PreparedWords } from "../../generated/protocol.ts";

export const FIELDS = ["title", "overview", "focus_question", "links"] as const;
export type FieldName = (typeof FIELDS)[number];
type Texts = Record<FieldName, string>;

/** In grapheme clusters (protocol/src/limits.rs). */
export const LENGTH_MAX = { title: 120, overview: 2_000, focus_question: 2_000 } as const;
export const LINKS_MAX = 10;

export interface Draft {
  server: Prepared;
  /** What stands in the fields. */
  texts: Texts;
  /** What stood there when field and server were last the same. */
  saved: Texts;
  /** What was written elsewhere into a field that is being written in here: one of the two is chosen. */
  theirs: Partial<Texts>;
}

/** Fields that the server did not have when this device last looked, each with what the server had then; and whether they said that they are ready. */
export type Kept = Partial<Record<FieldName, { text: string; seen: string }>> & { ready?: boolean };

export function textsOf(prepared: Prepared): Texts {
  return { title: prepared.title, overview: prepared.overview, focus_question: prepared.focus_question, links: prepared.links.join("\n") };
}

/** As the server has it, with what this device still kept. */
export function begin(server: Prepared, kept: Kept = {}): Draft {
  const saved = textsOf(server);
  const texts = { ...saved };
  const theirs: Partial<Texts> = {};
  for (const name of FIELDS) {
    const own = kept[name];
    if (own === undefined || same(own.text, saved[name])) continue;
    texts[name] = own.text;
    if (own.seen !== saved[name]) theirs[name] = saved[name];
  }
  return { server, texts, saved, theirs };
}

export function typed(draft: Draft, name: FieldName, text: string): Draft {
  return { ...draft, texts: { ...draft.texts, [name]: text } };
}

export function isUnsaved(draft: Draft, name: FieldName): boolean {
  return draft.texts[name] !== draft.saved[name];
}

export function unsaved(draft: Draft): FieldName[] {
  return FIELDS.filter((name) => isUnsaved(draft, name));
}

export type Fault = { kind: "long"; over: number } | { kind: "link"; link: string } | { kind: "links" };

/** Why a field cannot be saved as it stands. */
export function faultOf(name: FieldName, text: string): Fault | undefined {
  if (name === "links") {
    const links = linksOf(text);
    const wrong = links.find((link) => !isLink(link));
    if (wrong !== undefined) return { kind: "link", link: wrong };
    return links.length > LINKS_MAX ? { kind: "links" } : undefined;
  }
  const over = lengthOf(text.trim()) - LENGTH_MAX[name];
  return over > 0 ? { kind: "long", over } : undefined;
}

/** What can be sent now; none: nothing, or nothing that would be taken. */
export function toSend(draft: Draft): PreparedWords | undefined {
  const names = unsaved(draft).filter((name) => draft.theirs[name] === undefined && faultOf(name, draft.texts[name]) === undefined);
  if (names.length === 0) return undefined;
  const words: PreparedWords = { after: draft.server.revision };
  for (const name of names) {
    if (name === "links") words.links = linksOf(draft.texts.links);
    else words[name] = draft.texts[name];
  }
  return words;
}

/** The server took what was sent while these texts stood in the fields. What was typed since is still to be sent. */
export function taken(draft: Draft, sent: Texts, words: PreparedWords, server: Prepared): Draft {
  const saved = { ...draft.saved };
  for (const name of FIELDS) if (words[name] !== undefined) saved[name] = sent[name];
  return { ...draft, server, saved };
}

/** The server has something else, written in another window or on another device. */
export function came(draft: Draft, server: Prepared): Draft {
  const before = textsOf(draft.server);
  const now = textsOf(server);
  const texts = { ...draft.texts };
  const saved = { ...draft.saved };
  const theirs = { ...draft.theirs };
  for (const name of FIELDS) {
    if (now[name] === before[name]) continue;
    if (!isUnsaved(draft, name)) {
      texts[name] = now[name];
      saved[name] = now[name];
    } else if (same(draft.texts[name], now[name])) {
      saved[name] = draft.texts[name];
      delete theirs[name];
    } else theirs[name] = now[name];
  }
  return { server, texts, saved, theirs };
}

/** One of two is chosen. */
export function choose(draft: Draft, name: FieldName, which: "mine" | "theirs"): Draft {
  const { [name]: other, ...theirs } = draft.theirs;
  if (other === undefined) return draft;
  const saved = { ...draft.saved, [name]: other };
  return which === "mine" ? { ...draft, saved, theirs } : { ...draft, saved, theirs, texts: { ...draft.texts, [name]: other } };
}

/** What this device has to keep. */
export function toKeep(draft: Draft): Kept {
  const seen = textsOf(draft.server);
  return Object.fromEntries(unsaved(draft).map((name) => [name, { text: draft.texts[name], seen: draft.theirs[name] === undefined ? seen[name] : "" }]));
}

function linksOf(text: string): string[] {
  return text.split(/\s+/u).filter(Boolean);
}

function isLink(link: string): boolean {
  return link.length <= 2_048 && link.startsWith("https://") && URL.canParse(link) && new URL(link).hostname !== "";
}

/** White space at the ends is not kept. */
function same(text: string, other: string): boolean {
  return text.trim() === other.trim();
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function lengthOf(text: string): number {
  // Counting letters that are several characters takes long, and there are never more of them than characters.
  return text.length <= LENGTH_MAX.title ? text.length : [...segmenter.segment(text)].length;
}
