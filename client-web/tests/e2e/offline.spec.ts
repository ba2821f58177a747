/** The connection in words: lost for two minutes while somebody writes, and back; and a deploy in the middle of a meeting. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting } from "./support/people.ts";
import { Person } from "./support/person.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;
test.beforeAll(async () => {
  convene = await Convene.start();
});
test.afterAll(async () => {
  await convene.stop();
});

test("two minutes without a network while writing: said in words, marked, kept over a reload, and sent once", async ({ browser }) => {
  const created = await createMeeting(convene.url, "In the tunnel");
  const luis = await Person.arrive(browser, "Luis");
  await luis.join(created.join_url);
  const ana = await Person.arrive(browser, "Ana");
  const { page, context } = ana;
  // The two minutes pass by the page's clock.
  await page.clock.install();
  await ana.join(created.join_url);
  const sign = page.getByRole("banner");
  await expect(sign).toContainText("Saved");
  await expect(ana.board.locator(".board-status")).toContainText("Saved");

  await context.setOffline(true);
  await expect(sign).toContainText("No connection. What you write is kept on this device.");
  await expect(page.getByRole("status")).toContainText("The connection is lost. Trying again by itself; what you write is kept.");
  await ana.field("Write to this room").fill("Said in the tunnel");
  await ana.button("Send").click();
  const waiting = ana.chat.getByRole("listitem").filter({ hasText: "Said in the tunnel" });
  await expect(waiting).toContainText("not sent yet");
  await ana.addNote("Written in the tunnel");
  await expect(ana.note("Written in the tunnel")).toContainText("Not sent yet");
  await ana.field("Write to this room").fill("Half a sentence");
  await expectAccessible(page, "without a network");
  await expectAccessibleInDark(page, "without a network");
  await page.clock.fastForward("02:00");
  await expect(sign).toContainText("No connection.");
  await expect(luis.chat.getByText("Said in the tunnel")).toHaveCount(0);

  await context.setOffline(false);
  await expect(sign).toContainText("Connected again. All is saved.");
  await expect(page.getByRole("status")).toContainText("Connected again.");
  await luis.hears("Said in the tunnel");
  await expect(luis.note("Written in the tunnel")).toBeVisible();
  await expect(luis.chat.getByText("Said in the tunnel"), "once").toHaveCount(1);
  await expect(waiting).toHaveCount(1);
  await expect(waiting).not.toContainText("not sent yet");
  await expect(ana.note("Written in the tunnel")).not.toContainText("Not sent yet");
  await expect(ana.field("Write to this room")).toHaveValue("Half a sentence");
  await page.clock.runFor(10_000);
  await expect(sign.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(ana.field("Write to this room")).toHaveValue("Half a sentence");
});

test("what waits when the page is loaded anew is a draft again, and goes when its writer says so", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Twice in the tunnel");
  const ana = await Person.arrive(browser, "Ana");
  await ana.join(created.join_url);
  await convene.kill();
  await ana.field("Write to this room").fill("Before the reload");
  await ana.button("Send").click();
  await expect(ana.chat).toContainText("not sent yet");
  await ana.page.goto("about:blank");
  await convene.restart();
  await ana.page.goto(created.join_url);
  await expect(ana.field("Write to this room")).toHaveValue("Before the reload");
});

test("after a deploy the page says that a new version is there, and loads it when asked", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Deployed");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ana = await Person.arrive(browser, "Ana");
  const { page } = ana;
  await ana.join(created.join_url);
  const strip = page.getByRole("region", { name: "A new version" });

  // The same version comes back: nothing is said.
  let asked = 0;
  await page.route(`${convene.url}/`, async (route) => {
    asked++;
    await route.continue();
  });
  await convene.kill();
  await expect(page.getByRole("banner")).toContainText("No connection.");
  await convene.restart();
  await expect.poll(() => asked).toBe(1);
  await expect(page.getByRole("banner")).not.toContainText("No connection.");
  await expect(strip).toHaveCount(0);

  // Another one does.
  await page.unrouteAll();
  await page.route(`${convene.url}/`, (route) => route.fulfill({ contentType: "text/html", body: '<script type="module" crossorigin src="/assets/index-another.js"></script>' }));
  await convene.kill();
  await expect(page.getByRole("banner")).toContainText("No connection.");
  await convene.restart();
  await expect(strip).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("status")).toContainText("A new version of Convene is there.");
  await expectAccessible(page, "a new version");
  await expectAccessibleInDark(page, "a new version");
  await strip.getByRole("button", { name: "Later" }).click();
  await expect(strip).toHaveCount(0);
  helper.leave();
});
