/** Notes that people put together under a name: by pointer, by keys, by menu; by two people at once; on the list and in the record. */
import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { shot } from "./support/shots.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const board = (page: Page) => page.getByRole("region", { name: "Board", exact: true });
const note = (page: Page, text: string) => board(page).getByRole("group", { name: text });
const frame = (page: Page, name: string) => board(page).getByRole("group", { name, exact: true });

async function add(page: Page, text: string): Promise<void> {
  await board(page).getByRole("button", { name: "Add note", exact: true }).click();
  await board(page).getByRole("textbox", { name: "Text of the note" }).fill(text);
  await board(page).getByRole("textbox", { name: "Text of the note" }).press("Escape");
  await expect(note(page, text)).toBeVisible();
}

async function nameIt(page: Page, words: string): Promise<void> {
  await page.getByRole("dialog").getByRole("textbox", { name: "Name of the group" }).fill(words);
  await page.getByRole("dialog").getByRole("button", { name: /^(Group|Save)$/ }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

async function menu(page: Page, of: Locator, item: string): Promise<void> {
  await of.getByRole("button", { name: "More for this note" }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

const box = async (one: Locator) => {
  const found = await one.boundingBox();
  if (!found) throw new Error("not on the page");
  return found;
};

/** Whether a note lies in a frame. */
async function isIn(page: Page, text: string, group: string): Promise<boolean> {
  const [inner, outer] = [await box(note(page, text)), await box(frame(page, group))];
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width + 1 && inner.y + inner.height <= outer.y + outer.height + 1;
}

const where = async (page: Page) => [await isIn(page, "two", "Ana’s"), await isIn(page, "two", "Ben’s")];

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
}

test("notes are selected and put together, move as one, and come and go by pointer, keys and menu", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Groups");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const { page } = nadia;
  for (const text of ["Too little time", "No lab", "Large classes", "Parents"]) await add(page, text);

  // By pointer.
  for (const text of ["Too little time", "Large classes"]) await note(page, text).click({ modifiers: ["Shift"] });
  await expect(board(page)).toContainText("2 notes selected");
  await expect(note(page, "Large classes")).toHaveAccessibleDescription("Selected.");
  await expectAccessible(page, "selected notes");
  await shot(page, "groups-selected");
  await page.getByRole("button", { name: "Group…" }).click();
  await expectAccessible(page, "the name of a group");
  await nameIt(page, "Time and size");
  for (const one of [page, ana.page]) {
    await expect(frame(one, "Time and size")).toBeVisible();
    await expect.poll(() => isIn(one, "Large classes", "Time and size")).toBe(true);
    await expect.poll(() => isIn(one, "Too little time", "Time and size")).toBe(true);
    expect(await isIn(one, "No lab", "Time and size")).toBe(false);
  }
  await expect(note(ana.page, "Large classes")).toHaveAccessibleDescription("In the group Time and size.");
  await expectAccessible(page, "a group of notes");
  await expectAccessibleInDark(ana.page, "a group of notes");

  // It moves as one.
  const before = await box(frame(page, "Time and size"));
  await drag(page, { x: before.x + 40, y: before.y + 16 }, { x: before.x + 120, y: before.y + 216 });
  await expect.poll(async () => Math.round((await box(frame(page, "Time and size"))).y - before.y)).toBeGreaterThan(100);
  await expect.poll(() => isIn(page, "Large classes", "Time and size")).toBe(true);
  await expect.poll(() => isIn(ana.page, "Too little time", "Time and size")).toBe(true);
  await shot(page, "groups-board");

  // A note is dropped into it, and taken out by its menu.
  const [parents, group] = [await box(note(page, "Parents")), await box(frame(page, "Time and size"))];
  await drag(page, { x: parents.x + 30, y: parents.y + 60 }, { x: group.x + group.width / 2 - 60, y: group.y + group.height - 40 });
  await expect.poll(() => isIn(ana.page, "Parents", "Time and size")).toBe(true);
  await menu(page, note(page, "Parents"), "Take out of “Time and size”");
  await expect(note(page, "Parents")).not.toHaveAccessibleDescription(/group/);
  await menu(page, note(page, "No lab"), "Put into “Time and size”");
  await expect.poll(() => isIn(ana.page, "No lab", "Time and size")).toBe(true);

  // By keys alone: Space selects, the menu of the note names the group.
  await note(page, "Parents").focus();
  await page.keyboard.press("Space");
  await expect(board(page)).toContainText("1 note selected");
  await page.keyboard.press("Escape");
  await expect(board(page)).not.toContainText("1 note selected");
  await page.keyboard.press("Space");
  await board(page).getByRole("button", { name: "Group…" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Home");
  await page.keyboard.press("Enter");
  await expect(frame(ana.page, "Home")).toBeVisible();

  // One's own undo takes it apart, and nobody else's work with it.
  await add(ana.page, "By Ana");
  await menu(ana.page, note(ana.page, "By Ana"), "Put into “Home”");
  await expect.poll(() => isIn(page, "By Ana", "Home")).toBe(true);
  await board(page).getByRole("button", { name: "Undo" }).click();
  await expect(frame(page, "Home")).toHaveCount(0);
  await expect(note(page, "By Ana")).toBeVisible();
  await board(page).getByRole("button", { name: "Redo" }).click();
  await expect(frame(page, "Home")).toBeVisible();

  // A new name, and apart.
  await board(page).getByRole("button", { name: "More for the group Home" }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await nameIt(page, "At home");
  await expect(frame(ana.page, "At home")).toBeVisible();
  await board(page).getByRole("button", { name: "More for the group At home" }).click();
  await page.getByRole("menuitem", { name: "Ungroup" }).click();
  await expect(frame(ana.page, "At home")).toHaveCount(0);
  await expect(note(ana.page, "Parents")).toBeVisible();

  // The list has it as a part with a heading, on a phone too.
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE });
  await luis.page.getByRole("navigation", { name: "Parts of the room" }).getByRole("button", { name: "Board" }).click();
  const list = board(luis.page).getByRole("list", { name: "Time and size" });
  await expect(list.getByRole("group")).toHaveCount(3);
  await expectAccessible(luis.page, "a group on a phone");
  await shot(luis.page, "groups-phone");
  await board(page).getByRole("button", { name: "List view" }).click();
  await expect(board(page).getByRole("heading", { name: "Time and size" })).toBeVisible();
  await expectAccessible(page, "groups in the list");
  await shot(page, "groups-list");

  // The record has it by name.
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Links and record", exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /Markdown/ }).click()]);
  const text = await readFile(await file.path(), "utf8");
  expect(text).toContain("- **Time and size**");
  for (const { context } of [nadia, ana, luis]) await context.close();
});

test("two people gather notes at once, apart and together, and see the same", async ({ browser }) => {
  const created = await createMeeting(convene.url, "At once");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben");
  for (const text of ["one", "two", "three"]) await add(ana.page, text);
  await expect(note(ben.page, "three")).toBeVisible();
  // Ben is cut off meanwhile.
  await ben.context.setOffline(true);
  await note(ana.page, "one").click({ modifiers: ["Shift"] });
  await note(ana.page, "two").click({ modifiers: ["Shift"] });
  await ana.page.getByRole("button", { name: "Group…" }).click();
  await nameIt(ana.page, "Ana’s");
  await note(ben.page, "two").click({ modifiers: ["Shift"] });
  await note(ben.page, "three").click({ modifiers: ["Shift"] });
  await ben.page.getByRole("button", { name: "Group…" }).click();
  await nameIt(ben.page, "Ben’s");
  await ben.context.setOffline(false);
  for (const one of [ana.page, ben.page]) {
    await expect(frame(one, "Ana’s")).toBeVisible({ timeout: 30_000 });
    await expect(frame(one, "Ben’s")).toBeVisible();
    await expect.poll(() => isIn(one, "one", "Ana’s")).toBe(true);
    await expect.poll(() => isIn(one, "three", "Ben’s")).toBe(true);
  }
  // The note that both took is in one of them, the same for both.
  await expect.poll(async () => (await where(ana.page)).filter(Boolean).length).toBe(1);
  await expect.poll(async () => JSON.stringify(await where(ben.page)) === JSON.stringify(await where(ana.page))).toBe(true);
  for (const { context } of [ana, ben]) await context.close();
});
