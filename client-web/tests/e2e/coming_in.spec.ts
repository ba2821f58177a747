import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, someone } from "./support/people.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

test("a facilitator creates a meeting, others come by link and by code, and they talk", async ({ browser }) => {
  const facilitator = await someone(browser, "Nadia");
  const page = facilitator.page;
  await page.goto(convene.url);
  await expectAccessible(page, "the start page");
  await page.getByLabel("What is the meeting called?").fill("Spring meeting");
  await page.getByRole("button", { name: "Create the meeting" }).click();
  await expect(page.getByRole("heading", { name: "Your meeting is ready" })).toBeVisible();
  await expectAccessible(page, "the links");
  const joinLink = await page.getByRole("textbox", { name: "Join link" }).inputValue();
  const code = await page.getByRole("textbox", { name: "Code to say aloud" }).inputValue();
  const keep = await page.getByRole("textbox", { name: "Facilitator link" }).inputValue();
  await page.getByRole("link", { name: "Enter the meeting" }).click();
  await page.getByLabel("Your name").fill("Nadia Okafor");
  await page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  expect(page.url(), "the secret is not left in the address").not.toContain("#f.");

  const door = await someone(browser, "Ana");
  await door.page.goto(joinLink);
  await expect(door.page.getByText("hosted by Nadia Okafor")).toBeVisible();
  await expectAccessible(door.page, "the door");
  const ana = await join(browser, joinLink, "Ana");
  await expectAccessible(ana.page, "the main room");

  const luis = await someone(browser, "Luis", { viewport: PHONE, locale: "es-MX" });
  await luis.page.goto(convene.url);
  await luis.page.getByLabel("El código que le dieron").fill(code);
  await luis.page.getByRole("button", { name: "Continuar" }).click();
  await luis.page.getByLabel("Su nombre").fill("Luis");
  await luis.page.getByRole("button", { name: "Entrar en la reunión" }).click();
  await expect(luis.page.getByRole("heading", { name: "Sala principal", level: 1 })).toBeVisible();
  await expect(luis.page.locator("html")).toHaveAttribute("lang", "es");
  await expectAccessible(luis.page, "the main room on a phone");

  await ana.page.getByLabel("Write to this room").fill("Hello from Fresno");
  await ana.page.getByLabel("Write to this room").press("Enter");
  await expect(page.locator(".chat-text", { hasText: "Hello from Fresno" })).toBeVisible();
  await luis.page.getByRole("button", { name: "Chat" }).click();
  await expect(luis.page.locator(".chat-text", { hasText: "Hello from Fresno" })).toBeVisible();

  await ana.page.getByRole("button", { name: "Raise hand" }).click();
  await expect(page.getByText("hand up, 1")).toBeAttached();
  await ana.page.getByRole("button", { name: "Call the facilitator" }).click();
  await expect(ana.page.getByText("The facilitators are called")).toBeVisible();

  // The same place after a reload; a second tab of the link is the same person.
  await ana.page.reload();
  await expect(ana.page.locator(".chat-text", { hasText: "Hello from Fresno" })).toBeVisible();
  const second = await ana.context.newPage();
  await second.goto(joinLink);
  await expect(second.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  await expect(page.locator(".people-list .person")).toHaveCount(3);

  // The facilitator link in the same browser as a join link is somebody else.
  const alone = await ana.context.newPage();
  await alone.goto(keep);
  await expect(alone.getByRole("button", { name: "Join the meeting" })).toBeVisible();
});

test("another link of the same meeting in the same tab is another person, and no secret stays in the address", async ({ browser }) => {
  const created = await createMeeting(convene.url, "One tab");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  const parts = page.getByRole("navigation", { name: "Parts of the meeting" });
  await expect(parts).toBeVisible();
  // Only what follows the # differs: the browser loads nothing anew.
  await page.evaluate((link) => location.assign(link), created.join_url);
  await expect(page.getByRole("button", { name: "Join the meeting" })).toBeVisible();
  await page.getByLabel("Your name").fill("Nadia, trying");
  await page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(page.locator(".people-list .person")).toHaveCount(2);
  await expect(parts).toHaveCount(0);
  await page.evaluate((link) => location.assign(link), created.facilitator_url);
  await expect(parts).toBeVisible();
  expect(page.url()).toMatch(/#f$/);
  await page.evaluate(() => location.assign("#j.cut-off"));
  await expect(page.getByRole("heading", { name: "This link does not open a meeting" })).toBeVisible();
});

test("a link that opens nothing says so, and what to do", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Gone");
  const lost = await someone(browser, "Lost");
  await lost.page.goto(`${convene.url}/m/${created.id}#j.${"x".repeat(32)}`);
  await expect(lost.page.getByRole("heading", { name: "This link does not open a meeting" })).toBeVisible();
  await expectAccessible(lost.page, "a wrong link");
  await lost.page.goto(`${convene.url}/nowhere`);
  await expect(lost.page.getByRole("heading", { name: "There is no page here" })).toBeVisible();
});

test("a message that was written while the server was gone arrives after its return", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Through a kill");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  await convene.kill();
  await expect(ana.page.getByRole("banner").getByText("No connection. What you write is kept on this device.")).toBeVisible();
  await ana.page.getByLabel("Write to this room").fill("Written in the dark");
  await ana.page.getByRole("button", { name: "Send" }).click();
  await convene.restart();
  await expect(nadia.page.locator(".chat-text", { hasText: "Written in the dark" })).toBeVisible();
  await expect(ana.page.getByRole("banner").getByText("Saved", { exact: true })).toBeVisible();
});

test("without a network the header and the board say the same", async ({ browser }) => {
  const created = await createMeeting(convene.url, "In a tunnel");
  const { page, context } = await join(browser, created.join_url, "Ana");
  const sign = page.getByRole("banner");
  const board = page.getByRole("region", { name: "Board", exact: true });
  await expect(sign).toContainText("Saved");
  await expect(board).toContainText("Saved");
  await context.setOffline(true);
  await expect(sign).toContainText("No connection");
  await expect(board).toContainText("No connection");
  await context.setOffline(false);
  await expect(sign).toContainText("Saved");
  await expect(board).toContainText("Saved");
});

test("somebody who is removed is told so", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Removal");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const troll = await join(browser, created.join_url, "Troll");
  await nadia.page.getByRole("button", { name: "For Troll" }).click();
  await nadia.page.getByRole("menuitem", { name: "Remove from the meeting…" }).click();
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(troll.page.getByRole("heading", { name: "You are not in this meeting any more" })).toBeVisible();
});
