import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { type Words, wordsOfPages } from "./src/text/pages.ts";

// In development the API comes from a running `convene`; CONVENE_URL says where.
const server = process.env["CONVENE_URL"] ?? "http://127.0.0.1:7400";

// Its names for our languages, of which each has a file in src/text; one that it does not know speaks English there.
function ariaLocales(): string[] {
  const theirs = "ar-AE bg-BG cs-CZ da-DK de-DE el-GR en-US es-ES et-EE fi-FI fr-FR he-IL hr-HR hu-HU it-IT ja-JP ko-KR lt-LT lv-LV nb-NO nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-SP sv-SE tr-TR uk-UA zh-CN zh-TW".split(" ");
  const ours = readdirSync(new URL("src/text", import.meta.url)).flatMap((file) => (file.endsWith(".json") ? [file.replace(".json", "")] : []));
  return theirs.filter((locale) => ours.some((tag) => locale === tag || locale.split("-")[0] === tag.split("-")[0]));
}

/** Every key; plural forms count as one, since languages differ in how many they have. */
function keysOf(words: Words, prefix = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) => (typeof value === "string" ? [prefix + key.replace(/_(zero|one|two|few|many|other)$/, "_*")] : keysOf(value, `${prefix}${key}.`)));
}

// Languages that say everything themselves: their readers are not sent the English words.
function wholeLanguages(): string[] {
  const folder = new URL("src/text/", import.meta.url);
  const read = (file: string) => new Set(keysOf(wordsOfPages(readFileSync(new URL(file, folder), "utf8"))));
  const english = [...read("en.json")];
  const has = (keys: ReadonlySet<string>) => english.every((key) => keys.has(key));
  return readdirSync(folder).flatMap((file) => (file.endsWith(".json") && has(read(file)) ? [file.replace(".json", "")] : []));
}

// The words of written files are the server's: browsers are not sent them.
function onlyWordsOfPages(): Plugin {
  return {
    name: "only-words-of-pages",
    enforce: "pre",
    transform: (code, id) => (/\/src\/text\/[^/]+\.json$/.test(id) ? { code: JSON.stringify(wordsOfPages(code)), map: null } : undefined),
  };
}

/** What whoever comes by a link needs before they see a page: one file instead of forty, each of which would be asked for and answered. */
const FIRST = ["src/main.tsx", "src/screens/Entrance.tsx", "src/screens/join/Join.tsx"].map((file) => fileURLToPath(new URL(file, import.meta.url)));

function chunkOfFirst(): (id: string, modules: { getModuleInfo: (id: string) => { importedIds: string[] } | null }) => string | null {
  let first: Set<string> | undefined;
  return (id, modules) => {
    if (first === undefined) {
      first = new Set(FIRST);
      // A set is walked over what is added on the way, too.
      for (const known of first) for (const imported of modules.getModuleInfo(known)?.importedIds ?? []) first.add(imported);
    }
    return first.has(id) ? "first" : null;
  };
}

export default defineConfig({
  define: { WHOLE_LANGUAGES: JSON.stringify(wholeLanguages()) },
  plugins: [
    react(),
    onlyWordsOfPages(),
    // react-aria carries its own words in some thirty languages; only those that Convene speaks go to the browser.
    { ...optimizeLocales.vite({ locales: ariaLocales() }), enforce: "pre" },
  ],
  build: {
    target: "es2022",
    manifest: true,
    // No inline scripts or polyfills: the server's Content-Security-Policy allows only its own files.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkOfFirst(), debugName: "first" }] } } },
  },
  server: { proxy: { "/api": { target: server, ws: true, changeOrigin: true } } },
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tests/unit/**/*.test.ts"],
    environment: "node",
    // Hangs are ended, slow machines are not: no test is about how long it takes.
    testTimeout: 60_000,
  },
});
