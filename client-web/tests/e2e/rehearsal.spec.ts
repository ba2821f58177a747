/** A rehearsal with simulated people, from the plan to its end; the real meeting knows nothing of it. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const part = (page: Page) => page.getByRole("region", { name: "Rehearsal", exact: true });
const parts = (page: Page, name: string) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name, exact: true });

test("a facilitator rehearses the plan with simulated people, and the real meeting is untouched", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Spring");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ben = await OnTheWire.join(created.join_url, "Ben");
  const { page } = nadia;
  await planSection(page, "Before the meeting");
  await expect(part(page).getByLabel("How many people")).toHaveValue("1");
  await part(page).getByLabel("How many people").fill("151");
  await expect(part(page).getByText("A number from 1 to 150.")).toBeVisible();
  await part(page).getByLabel("How many people").fill("12");
  await expectAccessible(page, "the rehearsal in the plan");
  await shot(page, "plan");
  await part(page).getByRole("button", { name: "Rehearse", exact: true }).click();

  // In the copy, under her own name and without being asked: people come, and are marked.
  await expect(part(page).getByText("Simulated people; nothing of it is kept.")).toBeVisible();
  await expect(page).toHaveTitle(/Rehearsal: Spring/);
  await parts(page, "People").click();
  const rows = page.locator(".people-table tbody tr");
  await expect(rows.filter({ hasText: "simulated" })).toHaveCount(12, { timeout: 60_000 });
  await expect(rows.filter({ hasText: "Nadia" })).not.toContainText("simulated");
  await expect(rows.filter({ hasText: "Ben" })).toHaveCount(0);
  await expectAccessible(page, "the people of a rehearsal");
  await shot(page, "people");

  // Groups, rooms, a round: they go where they are sent, somebody presents and says what about, somebody writes.
  await planSection(page, "Groups");
  await page.getByLabel("People in a group").fill("4");
  await page.getByRole("button", { name: "Random groups" }).click();
  await expect(page.getByText("Everyone has a room.")).toBeVisible();
  await parts(page, "All rooms").click();
  await page.getByRole("button", { name: "Open rooms" }).click();
  await page.getByRole("menuitem", { name: "now", exact: true }).click();
  await planSection(page, "Round");
  await page.getByText("Consultancy, 20 minutes").click();
  await page.getByRole("button", { name: /^Start/ }).last().click();
  await parts(page, "All rooms").click();
  const cards = page.locator(".room-grid > *");
  await expect(cards).toHaveCount(3);
  for (const card of await cards.all()) await expect(card.getByRole("button", { name: /presents in Room/ })).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page, "all rooms of a rehearsal");
  await shot(page, "all-rooms");
  await page.setViewportSize(PHONE);
  await shot(page, "all-rooms-phone");
  await page.setViewportSize({ width: 1366, height: 768 });

  // A second one is not begun; whoever facilitates the real meeting finds this one there.
  const kim = await join(browser, created.facilitator_url, "Kim");
  await planSection(kim.page, "Before the meeting");
  await expect(part(kim.page).getByText("A rehearsal with 12 simulated people is under way")).toBeVisible();
  await expectAccessibleInDark(kim.page, "a rehearsal that is under way");
  await shot(kim.page, "under-way");
  await part(kim.page).getByRole("button", { name: "Go to the rehearsal" }).click();
  await expect(part(kim.page).getByText("Simulated people; nothing of it is kept.")).toBeVisible();

  // One rehearsal of a rehearsal would be one too many: its plan does not offer it. Its strip is on every part.
  await planSection(kim.page, "Before the meeting");
  await expect(part(kim.page)).toHaveCount(1);
  const tester = await someone(browser, "Tess", { viewport: PHONE, isMobile: true, hasTouch: true });
  await parts(kim.page, "Links and record").click();
  await tester.page.goto(await kim.page.getByLabel("Join link", { exact: true }).inputValue());
  await expect(tester.page.getByRole("heading", { name: "Rehearsal: Spring" })).toBeVisible();
  await tester.page.locator('input[autocomplete="name"]').fill("Tess");
  await tester.page.locator('button[type="submit"]').click();
  await expect(part(tester.page)).toBeVisible();
  await expectAccessible(tester.page, "a rehearsal on a phone");
  await shot(tester.page, "tester");

  await part(page).getByRole("button", { name: "End the rehearsal" }).click();
  await expect(page).toHaveURL(new RegExp(`/m/${created.id}#f$`));
  await expect(kim.page.getByRole("heading", { name: "The rehearsal is over" })).toBeVisible();
  await expect(tester.page.getByRole("heading", { name: "The rehearsal is over" })).toBeVisible();
  await expectAccessible(kim.page, "the end of a rehearsal");
  await kim.page.getByRole("button", { name: "Back to the meeting" }).click();
  await expect(kim.page).toHaveURL(new RegExp(`/m/${created.id}#f$`));

  // The real meeting has its own people and nothing else.
  await parts(page, "People").click();
  await expect(rows.filter({ hasText: "Ben" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "simulated" })).toHaveCount(0);
  expect(Object.values(ben.view.people).map(({ name }) => name).sort()).toEqual(["Ben", "Kim", "Nadia"]);
  expect(Object.keys(ben.view.rooms)).toHaveLength(1);
  await planSection(page, "Before the meeting");
  await expect(part(page).getByRole("button", { name: "Rehearse", exact: true })).toBeVisible();
  ben.leave();
});
