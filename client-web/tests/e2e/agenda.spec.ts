/** The agenda: planned, followed, late, shortened, and kept in the record. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

test("an agenda is planned, followed by everyone, and late without anybody being hurried", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Spring meeting");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana", { viewport: PHONE });
  const luis = await join(browser, created.join_url, "Luis", { locale: "es-MX" });
  const { page } = nadia;
  const nav = page.getByRole("navigation", { name: "Parts of the meeting" });
  await nav.getByRole("button", { name: "Plan", exact: true }).click();
  const sections = page.getByRole("navigation", { name: "Sections of the plan" });
  await sections.getByRole("button", { name: "Agenda" }).click();
  const part = page.getByRole("region", { name: "Agenda", exact: true });
  await expectAccessible(page, "an empty agenda");
  await part.getByRole("button", { name: "Start from a two-hour meeting" }).click();
  const rows = part.getByRole("row");
  await expect(rows).toHaveCount(6);
  await expect(part).toContainText("120 minutes in all");

  // A keynote with its speaker; a link that is none is refused in words.
  await part.getByRole("button", { name: "More for Keynote" }).click();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Fractions, again");
  await dialog.getByLabel("Name of the speaker").fill("Dr. Ruiz");
  await dialog.getByLabel("Minutes").fill("lots");
  await expect(dialog.getByRole("heading", { name: "Change this part" })).toBeVisible();
  await dialog.getByLabel("Title").focus();
  await expect(dialog.getByRole("button", { name: "Save" }), "however long the form").toBeInViewport({ ratio: 1 });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Give minutes between 1 and 240, for example 12.5.")).toBeVisible();
  await dialog.getByLabel("Minutes").fill("20");
  await dialog.getByLabel("Link to the slides").fill("http://example.org/slides");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.locator(".refused")).toBeVisible();
  await expectAccessible(page, "a part with a link that is refused");
  await shot(page, "agenda-edit");
  await dialog.getByLabel("Link to the slides").fill("https://example.org/slides");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(rows.nth(1)).toContainText("Fractions, again");
  await expect(rows.nth(1)).toContainText("Dr. Ruiz");

  // Moved by its menu and by dragging with the keyboard; removed and back again.
  await part.getByRole("button", { name: "More for Open discussion" }).click();
  await page.getByRole("menuitem", { name: "Move up" }).click();
  await expect(rows.nth(3)).toContainText("Open discussion");
  await part.getByRole("button", { name: "Move Open discussion" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(rows.nth(4)).toContainText("Open discussion");
  await part.getByRole("button", { name: "More for Gallery" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await expect(rows).toHaveCount(5);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(6);
  await expect(rows.nth(3)).toContainText("Gallery");

  // It should have begun 100 minutes ago and end in 20: late from the first minute on.
  const wire = await OnTheWire.join(created.facilitator_url, "Gus");
  const local = new Date(Date.now() - 100 * 60_000).toISOString().slice(0, 16);
  await wire.does({ type: "set_schedule", time_zone: "UTC", starts: local, minutes: 120 });
  await part.getByRole("button", { name: /^Start: Welcome/ }).click();
  const anasBar = ana.page.getByRole("region", { name: "Where we are" });
  await expect(anasBar.getByRole("heading", { name: "Welcome" })).toBeVisible();
  await expect(anasBar).toContainText("1 of 6");
  await expect(anasBar).toContainText("next: Fractions, again, 20 min");
  await expect(luis.page.getByRole("region", { name: "Dónde estamos" })).toContainText("Bienvenida");
  await expectAccessible(ana.page, "a part on a phone");
  await shot(ana.page, "part-phone");

  // One click too early, and back: as if it had not been.
  await page.getByRole("button", { name: /^Start: Fractions/ }).click();
  await expect(anasBar.getByRole("heading", { name: "Fractions, again" })).toBeVisible();
  await expect(anasBar).toContainText("Listen to Dr. Ruiz.");
  // Another facilitator who pressed the same at the same time starts nothing more.
  const keynote = wire.view.agenda.current ?? "";
  expect((await wire.try({ type: "start_part", part: keynote })).ok).toBe(false);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(anasBar.getByRole("heading", { name: "Welcome" })).toBeVisible();

  // Late, and what can be done about it.
  await expect(part.locator(".agenda-late")).toContainText(/min behind: ends .* instead of/);
  await shot(page, "agenda-late");
  await expectAccessibleInDark(page, "a late agenda");
  await part.getByRole("button", { name: "Shorten what is left" }).click();
  await expect(rows.nth(2)).toContainText("27.5 min instead of 55");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows.nth(2)).toContainText("55 min");
  await expect(rows.nth(2)).not.toContainText("instead of");

  // In the room: the same bar, the next part with one click.
  await nav.getByRole("button", { name: "Room", exact: true }).click();
  await page.getByRole("button", { name: /^Start: Fractions/ }).click();
  await expect(luis.page.getByRole("heading", { name: "Fractions, again" })).toBeVisible();
  await shot(page, "agenda-room");
  await shot(luis.page, "part-es");
  await expectAccessible(page, "the agenda in the room");
  await nav.getByRole("button", { name: "All rooms", exact: true }).click();
  await expect(page.getByRole("region", { name: "The agenda now" })).toContainText("Fractions, again");
  await expectAccessible(page, "the agenda over all rooms");

  // A participant cannot, whatever their page sends.
  const troll = await OnTheWire.join(created.join_url, "Troll");
  for (const command of [{ type: "start_part", part: keynote }, { type: "shorten_parts" }, { type: "remove_part", part: keynote }] as const) {
    expect(await troll.try(command)).toMatchObject({ ok: false, code: "forbidden" });
  }
  troll.leave();

  // A reload in the middle, and the record.
  await ana.page.reload();
  await expect(anasBar.getByRole("heading", { name: "Fractions, again" })).toBeVisible();
  await ana.page.goto(`${convene.url}/m/${created.id}/record#j`);
  await expect(ana.page.getByRole("heading", { name: "Agenda" })).toBeVisible();
  await expect(ana.page.getByRole("table", { name: "Agenda" })).toContainText("Fractions, again");
  await expectAccessible(ana.page, "the agenda in the record");
  wire.leave();
});
