/** Words for tests of what runs from right to left: English, longer by a third, with marks, so that a word that is not translated stands out. */
import type { Words } from "./pages.ts";

const PLURALS = ["zero", "one", "two", "few", "many", "other"];
const MARKED: { [letter in string]: string } = { a: "á", e: "é", i: "í", o: "ó", u: "ú", n: "ñ", c: "ç", y: "ý", s: "š", A: "Á", E: "É", O: "Ó", S: "Š" };
/** A letter from right to left at both ends gives the whole its direction. */
const EDGE = "ע";

function marked(text: string): string {
  const words = text
    .split(/(\{\{[^}]*\}\}|\$t\([^)]*\))/u)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[a-zA-Z]/g, (letter) => MARKED[letter] ?? letter)))
    .join("");
  return `${EDGE} ${words}${"·".repeat(Math.ceil(text.length / 3))} ${EDGE}`;
}

export function pseudo(words: Words): Words {
  const found: Words = {};
  for (const [key, value] of Object.entries(words)) {
    if (typeof value !== "string") found[key] = pseudo(value);
    else {
      found[key] = marked(value);
      const stem = /^(.*)_other$/.exec(key)?.[1];
      if (stem !== undefined) for (const form of PLURALS) if (!(`${stem}_${form}` in words)) found[`${stem}_${form}`] = marked(value);
    }
  }
  return found;
}
