import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The same browser without the windows around the pages, which are pages themselves and cost a third of the machine.
const SHELL = "/usr/bin/chromium-headless-shell";
const chromium = process.env["CONVENE_CHROMIUM"] ?? (existsSync(SHELL) ? SHELL : "/usr/bin/chromium");

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  // Each test has a real server and several browser contexts of its own; they wait for each other half of the time.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  // On a busy machine a browser may stall; what passes only the second time is listed as flaky.
  retries: process.env["CI"] === undefined ? 0 : 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    // Two cores are busy with the server, the browser and the workers: generous, and still an error rather than a hang.
    actionTimeout: 20_000,
    // A trace costs as much as the test; and files that set this for themselves would wait until all others are done.
    trace: process.env["TRACE"] === undefined ? "off" : "retain-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
