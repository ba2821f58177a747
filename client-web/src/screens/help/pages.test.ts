import { expect, test } from "vitest";
import { guideFor, PAGES } from "./pages.ts";

const sections = (text: string) => text.split("\n").filter((line) => line.startsWith("## ")).length;

test.each(PAGES)("%s is written in Spanish too; in another language it is the English one, and says so", async (page) => {
  const [english, spanish, other] = await Promise.all([guideFor(page, "en"), guideFor(page, "es-MX"), guideFor(page, "de")]);
  expect([english.language, spanish.language, other.language]).toEqual(["en", "es", "en"]);
  expect(spanish.markdown).not.toBe(english.markdown);
  expect(other.markdown).toBe(english.markdown);
  // A section that is only in one was forgotten in the other.
  expect(sections(spanish.markdown)).toBe(sections(english.markdown));
});
