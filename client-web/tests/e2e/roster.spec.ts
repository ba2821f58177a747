/** The list of all people: who is where, and what can be done with each. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { registerOnly } from "./support/cast.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const people = (page: Page) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "People", exact: true });
const rows = (page: Page) => page.locator(".people-table tbody tr");
const row = (page: Page, name: string) => rows(page).filter({ hasText: name });

test("150 people: found, filtered, sorted, repaired and moved, by keyboard too", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Everybody");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  await Promise.all(Array.from({ length: 145 }, (_, index) => registerOnly(convene.url, created.id, created.join_url, `Person ${index + 1}`)));
  const [angel, zoe, ben] = await Promise.all(["Ángel", "Zoë", "Ben"].map((name) => OnTheWire.join(created.join_url, name)));
  if (!angel || !zoe || !ben) throw new Error("nobody came");
  await people(page).click();
  await expect(rows(page)).toHaveCount(149);
  await expect(page.getByRole("status").filter({ hasText: "149 people" })).toContainText("4 here · 145 expected, not here");
  await expectAccessible(page, "the list of people");

  // Found without minding accents, in the order of the language.
  await page.getByLabel("Find people").fill("angel");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(rows(page).first()).toContainText("Ángel");
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await expect(rows(page).first()).toContainText("Zoë");
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");

  // Filters go together.
  await page.getByRole("button", { name: /State/ }).first().click();
  await page.getByRole("option", { name: "here", exact: true }).click();
  await expect(rows(page)).toHaveCount(4);

  // Somebody whose page does not show their room: seen, and placed with one press.
  await angel.does({ type: "describe", language: "en" });
  const facilitator = await OnTheWire.join(created.facilitator_url, "Luis");
  await facilitator.does({ type: "create_rooms", count: 2 });
  await facilitator.does({ type: "set_late_arrivals", place: false });
  await facilitator.does({ type: "assign", people: [zoe, ben].map((one) => ({ person: one.me.id, room: facilitator.room(1).id })) });
  await facilitator.does({ type: "open_rooms", in_seconds: 0 });
  for (const one of [zoe, ben]) await one.does({ type: "arrive", room: facilitator.room(1).id });
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(row(page, "Ángel")).toContainText("between rooms");
  await row(page, "Ángel").getByRole("button", { name: /^Place in Room 2/ }).click();
  await expect.poll(() => angel.me.room).toBe(facilitator.room(2).id);
  await angel.does({ type: "arrive", room: facilitator.room(2).id });
  await expect(row(page, "Ángel")).toContainText("here");

  // Who dropped is said so, with the time.
  ben.leave();
  await expect(row(page, "Ben")).toContainText(/dropped\s+0:/, { timeout: 30_000 });

  // By keyboard: from menu to menu with the arrows, into one and back to its place.
  await page.getByLabel("Find people").fill("person 1");
  await page.getByRole("button", { name: "For Person 1", exact: true }).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("button", { name: "For Person 1", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "For Person 1", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Room 1", exact: true }).press("Enter");
  await expect(row(page, "Person 1").first()).toContainText(/Room 1|expected, not here/);
  for (const one of [angel, zoe, facilitator]) one.leave();
});

test("on a phone the people are a list, and somebody with two devices is marked", async ({ browser }) => {
  const created = await createMeeting(convene.url, "On a phone");
  const ana = await join(browser, created.join_url, "Ana");
  await (await ana.context.newPage()).goto(created.join_url);
  const { page } = await join(browser, created.facilitator_url, "Nadia", { viewport: PHONE, locale: "es-ES", colorScheme: "dark" });
  await page.getByRole("button", { name: "Personas", exact: true }).first().click();
  const list = page.getByRole("list", { name: "Todas las personas de esta reunión" });
  await expect(list.getByRole("listitem").filter({ hasText: "Ana" })).toContainText("2 dispositivos");
  await expectAccessible(page, "the list of people on a phone");
  await list.getByRole("button", { name: "Para Ana" }).click();
  await page.getByRole("menuitem", { name: "Observa", exact: true }).click();
  await expect(list.getByRole("listitem").filter({ hasText: "Ana" })).toContainText("observa");
});
