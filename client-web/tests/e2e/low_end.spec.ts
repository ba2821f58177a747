/** A slow network and a slow device, a small window, a page four times as large, colours of the system's own, from right to left. */
import { mkdirSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { eachMainPage, expectNothingCut } from "./support/main_pages.ts";
import { createMeeting, join } from "./support/people.ts";

let convene: Convene;
test.beforeAll(async () => {
  convene = await Convene.start();
});
test.afterAll(async () => {
  await convene.stop();
});

/** For whoever wants to see them: `PICTURES=folder`; else they hang on the test. */
async function look(page: Page, kind: string, what: string): Promise<void> {
  const folder = process.env["PICTURES"];
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const body = await page.screenshot({ animations: "disabled", ...(folder === undefined ? {} : { path: `${folder}/${kind}-${what}.png` }) });
  if (folder === undefined) await test.info().attach(`${kind} ${what}`, { body, contentType: "image/png" });
}

const SMALL = [
  ["320", { width: 320, height: 640 }],
  ["zoom400", { width: 320, height: 256 }],
] as const;

for (const [kind, viewport] of SMALL) {
  test(`every page in a window of ${viewport.width} by ${viewport.height}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const created = await createMeeting(convene.url, "Science community, spring meeting");
    await eachMainPage({
      browser,
      url: convene.url,
      created,
      options: { viewport },
      at: async (page, what) => {
        await look(page, kind, what);
        await expectAccessible(page, `${what} at ${kind}`);
        await expectNothingCut(page, `${what} at ${kind}`);
        const bar = page.locator(".step-bar");
        if (viewport.height < 480 && (await bar.count()) > 0) expect((await bar.boundingBox())?.height, `${what}: the step bar is one line`).toBeLessThan(90);
      },
    });
  });
}

test("every page in forced colours", async ({ browser }) => {
  test.setTimeout(300_000);
  const created = await createMeeting(convene.url, "Science community, spring meeting");
  await eachMainPage({
    browser,
    url: convene.url,
    created,
    options: { forcedColors: "active" },
    at: async (page, what) => {
      await look(page, "forced", what);
      await expectAccessible(page, `${what} in forced colours`);
    },
  });
});

test("every page from right to left, wide and on a phone", async ({ browser }) => {
  test.setTimeout(300_000);
  for (const [kind, viewport] of [["rtl", { width: 1366, height: 768 }], ["rtl-phone", { width: 390, height: 844 }]] as const) {
    const created = await createMeeting(convene.url, "Science community, spring meeting");
    await eachMainPage({
      browser,
      url: convene.url,
      created,
      options: { viewport },
      prepare: async (page) => {
        await page.addInitScript(() => localStorage.setItem("convene.language", "ar-XB"));
      },
      at: async (page, what) => {
        await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
        await look(page, kind, what);
        await expectAccessible(page, `${what} from right to left`, { names: false });
        await expectNothingCut(page, `${what} from right to left`);
      },
    });
  }
});

test("with 50 kB/s, half a second of latency and a quarter of the processor people come in and are heard", async ({ browser }) => {
  test.setTimeout(240_000);
  const created = await createMeeting(convene.url, "Far away");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-US", reducedMotion: "reduce" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 500, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto(created.join_url);
  await page.getByLabel("Your name").fill("Ana", { timeout: 60_000 });
  await page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Main room" })).toBeVisible({ timeout: 60_000 });
  const tabs = page.getByRole("navigation", { name: "Parts of the room" });
  await tabs.getByRole("button", { name: "Chat" }).click();
  await page.getByLabel("Write to this room").fill("Heard from far away");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(nadia.page.locator(".chat-text", { hasText: "Heard from far away" })).toBeVisible({ timeout: 30_000 });
  await tabs.getByRole("button", { name: "Board" }).click();
  await page.getByRole("button", { name: "Add note", exact: true }).click({ timeout: 60_000 });
  await page.getByRole("textbox", { name: "Text of the note" }).fill("A note from far away");
  await expect(nadia.page.getByRole("region", { name: "Board", exact: true }).getByText("A note from far away", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, "a phone on a slow network");
  await context.close();
});
