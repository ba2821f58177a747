/** Keeps what is put into a sentence from turning the order of its words around: a name in Arabic within English, say. Pure. */

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const LEFT_TO_RIGHT = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** First strong isolate, and the end of it. */
const ISOLATE = "\u2068";
const ENDS = "\u2069";

/** Only where directions meet: names are found and copied without marks elsewhere. */
export function apart(value: string, page: "ltr" | "rtl"): string {
  return (page === "ltr" ? RIGHT_TO_LEFT : LEFT_TO_RIGHT).test(value) ? `${ISOLATE}${value}${ENDS}` : value;
}
