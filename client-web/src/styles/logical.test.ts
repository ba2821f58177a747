/** Style sheets name no side of the screen: a page from right to left is the same page. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const SIDES = [
  /(?:^|[\s;{])(?:left|right)\s*:/,
  /(?:margin|padding|border|scroll-margin|scroll-padding)(?:-top|-bottom)?-(?:left|right)\b/,
  /(?:text-align|float|clear|justify-content|justify-self)\s*:\s*(?:left|right)\b/,
  /inset -?[\d.]+(?:px|rem) 0 0 /,
  /translateX\((?!calc\()/,
  /border-(?:top|bottom)-(?:left|right)-radius/,
];

test.each(readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".css")).sort())("%s is the same from right to left", (file) => {
  const lines = readFileSync(`${folder}/${file}`, "utf8").split("\n");
  const found = lines.flatMap((line, index) => (SIDES.some((side) => side.test(line)) ? [`${file}:${index + 1} ${line.trim()}`] : []));
  expect(found).toEqual([]);
});
