/** The plan's sections: what is where, by pointer and by keyboard, and that nothing is lost between them. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection } from "./support/people.ts";

let convene: Convene;
test.beforeAll(async () => {
  convene = await Convene.start();
});
test.afterAll(async () => {
  await convene.stop();
});

test("each section is one step away, keeps what was written in it, and the plan opens where it was left", async ({ browser }) => {
  const created = await createMeeting(convene.url, "In sections");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  const parts = page.getByRole("navigation", { name: "Parts of the meeting" });
  const sections = page.getByRole("navigation", { name: "Sections of the plan" });
  await parts.getByRole("button", { name: "Plan", exact: true }).click();
  const groups = sections.getByRole("button", { name: "Groups", exact: true });
  await expect(groups).toHaveAttribute("aria-current", "page");
  await page.getByLabel("Number of rooms").fill("3");
  await page.getByRole("button", { name: "Make rooms" }).click();
  await expect(page.getByRole("region", { name: "Where rooms talk" })).toBeVisible();
  await page.getByRole("textbox", { name: "Voice links" }).fill("tel:+15550100");

  // By keyboard: the focus stays in the list, and what is shown follows in the order of the tab key.
  await groups.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const round = sections.getByRole("button", { name: "Round", exact: true });
  await expect(round).toBeFocused();
  await expect(round).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("heading", { level: 2, name: "Round", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Rooms and people" })).toHaveCount(0);
  await expect(page.getByRole("radiogroup", { name: "Protocol" })).toBeVisible();
  await expectAccessible(page, "the round in the plan");
  for (const name of ["Talk", "Before the meeting"]) {
    await page.keyboard.press("Tab");
    await expect(sections.getByRole("button", { name, exact: true })).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Date and time" })).toBeInViewport({ ratio: 0.5 });
  await expect(page.getByRole("region", { name: "At the door" })).toBeInViewport({ ratio: 0.5 });
  await expectAccessibleInDark(page, "before the meeting, in the plan");

  // Another page and back: the same section; the one before with what was not saved in it.
  await parts.getByRole("button", { name: "All rooms" }).click();
  await parts.getByRole("button", { name: "Plan", exact: true }).click();
  await expect(page.getByRole("region", { name: "At the door" })).toBeVisible();
  await page.getByRole("textbox", { name: "Passcode" }).fill("half a pass");
  await groups.click();
  await expect(page.getByRole("region", { name: "Where rooms talk" })).toBeVisible();
  await sections.getByRole("button", { name: "Before the meeting" }).click();
  await expect(page.getByRole("textbox", { name: "Passcode" })).toHaveValue("half a pass");
});

test("on a phone the sections are a row that scrolls, and nothing is wider than the screen", async ({ browser }) => {
  const created = await createMeeting(convene.url, "In a hand");
  const { page } = await join(browser, created.facilitator_url, "Nadia", { viewport: PHONE });
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    for (const name of ["Groups", "Round", "Before the meeting"] as const) {
      await planSection(page, name);
      await expect(page.getByRole("navigation", { name: "Sections of the plan" }).getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
      await expectAccessible(page, `${name} at ${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at ${width}`).toBe(width);
    }
  }
});
