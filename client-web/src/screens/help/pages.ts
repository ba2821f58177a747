/** The guides that the server carries: what is in `docs`, in the reader's language where it is written, else in English. Pure. */
import { marked, type Tokens } from "marked";
import { FALLBACK } from "../../text/language.ts";

export const PAGES = ["participants", "room-facilitator", "facilitating"] as const;
export type HelpPageId = (typeof PAGES)[number];

const texts = import.meta.glob<string>(["../../../../docs/{participants,room-facilitator,facilitating}.md", "../../../../docs/*/{participants,room-facilitator,facilitating}.md"], { query: "?raw", import: "default" });
const images = import.meta.glob<string>("../../../../docs/images/{phone,room}.png", { query: "?url", import: "default", eager: true });

export interface Guide {
  language: string;
  markdown: string;
}

export function isPage(id: string): id is HelpPageId {
  return PAGES.some((page) => page === id);
}

/** `es-MX` is met by `es`. */
export async function guideFor(page: HelpPageId, language: string): Promise<Guide> {
  const base = language.split("-")[0] ?? language;
  for (const tag of [language, base]) {
    const load = texts[`../../../../docs/${tag}/${page}.md`];
    if (load) return { language: tag, markdown: await load() };
  }
  return { language: FALLBACK, markdown: (await texts[`../../../../docs/${page}.md`]?.()) ?? "" };
}

/** The text as HTML. It is our own, not people's; links lead to the other guides or nowhere, images are the server's. */
export function render(markdown: string, link: (page: HelpPageId) => string): string {
  const renderer = new marked.Renderer();
  renderer.link = function (this: typeof renderer, { href, tokens }: Tokens.Link) {
    const inner = this.parser.parseInline(tokens);
    const page = href.match(/([\w-]+)\.md$/)?.[1] ?? "";
    return isPage(page) ? `<a href="${link(page)}">${inner}</a>` : inner;
  };
  renderer.image = ({ href, text }: Tokens.Image) => {
    const name = href.split("/").at(-1) ?? "";
    const found = Object.entries(images).find(([path]) => path.endsWith(`/${name}`));
    return found ? `<img src="${found[1]}" alt="${text.replaceAll('"', "&quot;")}" loading="lazy">` : "";
  };
  const html = marked.parse(markdown, { renderer, async: false });
  // A heading cell that says nothing heads nothing.
  return html.replace(/<th[^>]*><\/th>/g, "<td></td>");
}
