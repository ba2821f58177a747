import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";

// In development the API comes from a running `convene`; CONVENE_URL says where.
const server = process.env["CONVENE_URL"] ?? "http://127.0.0.1:7400";

// Its names for our languages, of which each has a file in src/text; one that it does not know speaks English there.
function ariaLocales(): string[] {
  const theirs = "ar-AE bg-BG cs-CZ da-DK de-DE el-GR en-US es-ES et-EE fi-FI fr-FR he-IL hr-HR hu-HU it-IT ja-JP ko-KR lt-LT lv-LV nb-NO nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-SP sv-SE tr-TR uk-UA zh-CN zh-TW".split(" ");
  const ours = readdirSync(new URL("src/text", import.meta.url)).flatMap((file) => (file.endsWith(".json") ? [file.replace(".json", "")] : []));
  return theirs.filter((locale) => ours.some((tag) => locale === tag || locale.split("-")[0] === tag.split("-")[0]));
}

export default defineConfig({
  plugins: [
    react(),
    // react-aria carries its own words in some thirty languages; only those that Convene speaks go to the browser.
    { ...optimizeLocales.vite({ locales: ariaLocales() }), enforce: "pre" },
  ],
  build: {
    target: "es2022",
    manifest: true,
    // No inline scripts or polyfills: the server's Content-Security-Policy allows only its own files.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": { target: server, ws: true, changeOrigin: true } } },
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tests/unit/**/*.test.ts"],
    environment: "node",
    // Hangs are ended, slow machines are not: no test is about how long it takes.
    testTimeout: 60_000,
  },
});
