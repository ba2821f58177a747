/**
 * Modest formatting of a note's plain text: **bold**, *italics*, lists, https links. The stored text stays as it was typed, so
 * every client agrees on it; only the page reads it so. Pure.
 */
export type Inline = { kind: "text" | "bold" | "italic"; text: string } | { kind: "link"; text: string; href: string };

export type Block = { kind: "lines"; lines: Inline[][] } | { kind: "list"; ordered: boolean; items: Inline[][] };

const ITEM = /^\s{0,3}(?:([-*•])|(\d{1,3})[.)])\s+(\S.*)$/;
/** Bold, italics, a named link, a bare link; what is none of them stays text. */
const PART = /\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*|(?<![\w*])[*_](?=[^\s*_])([^*_\n]+?)(?<=[^\s*_])[*_](?![\w*])|\[([^\]\n]{1,200})\]\((https:\/\/[^\s()<>"]{1,500})\)|(https:\/\/[^\s<>"]{1,500})/g;

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    const last = blocks.at(-1);
    if (item) {
      const ordered = item[2] !== undefined;
      const inlines = inlinesOf(item[3] ?? "");
      if (last?.kind === "list" && last.ordered === ordered) last.items.push(inlines);
      else blocks.push({ kind: "list", ordered, items: [inlines] });
    } else if (last?.kind === "lines") last.lines.push(inlinesOf(line));
    else blocks.push({ kind: "lines", lines: [inlinesOf(line)] });
  }
  return blocks;
}

export function inlinesOf(line: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  const plain = (until: number) => {
    if (until > at) parts.push({ kind: "text", text: line.slice(at, until) });
  };
  for (const match of line.matchAll(PART)) {
    const [whole, bold, italic, name, target, bare] = match;
    plain(match.index);
    at = match.index + whole.length;
    if (bold !== undefined) parts.push({ kind: "bold", text: bold });
    else if (italic !== undefined) parts.push({ kind: "italic", text: italic });
    else if (name !== undefined && target !== undefined) parts.push({ kind: "link", text: name, href: target });
    else if (bare !== undefined) {
      // The full stop of a sentence is not the link's.
      const href = bare.replace(/[.,;:!?)\]*_]+$/, "");
      at -= bare.length - href.length;
      parts.push({ kind: "link", text: href, href });
    }
  }
  plain(line.length);
  return parts;
}
