import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// In development the API comes from a running `convene`; CONVENE_URL says where.
const server = process.env["CONVENE_URL"] ?? "http://127.0.0.1:7400";

export default defineConfig({
  plugins: [
    react(),
    // react-aria carries its own words in some thirty languages; only those that Convene speaks go to the browser.
    { ...optimizeLocales.vite({ locales: ["en-US", "es-ES"] }), enforce: "pre" },
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
