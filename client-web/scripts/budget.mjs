// What a person downloads before the first screen, compressed. Fails over the budget: code creeps in unseen otherwise.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 170;
const SCREENS = ["src/screens/join/Join.tsx", "src/screens/home/Home.tsx"];
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

function filesOf(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const imported of chunk.imports ?? []) filesOf(imported, found);
  return found;
}

let over = false;
for (const screen of SCREENS) {
  if (!manifest[screen]) continue;
  const files = filesOf("index.html");
  filesOf(screen, files);
  filesOf("src/text/en.json", files);
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  const kb = bytes / 1000;
  over ||= kb > BUDGET_KB;
  console.log(`first screen with ${screen}: ${kb.toFixed(1)} kB of JavaScript compressed, budget ${BUDGET_KB} kB`);
}
if (over) {
  console.error("Over the budget: load something of it lazily.");
  process.exit(1);
}
