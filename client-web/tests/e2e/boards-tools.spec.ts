/** Finding words, modest formatting, a larger and a smaller board, and the board on paper. */
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting } from "./support/people.ts";
import { Person } from "./support/person.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const view = (person: Person, item: string) => person.choose(person.board.getByRole("button", { name: "View", exact: true }), item);

test("words are found in both views, and text is read with modest formatting and no markup", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await Person.arrive(browser, "Ana");
  await ana.join(created.join_url);
  const ben = await Person.arrive(browser, "Ben");
  await ben.join(created.join_url);
  for (const text of ["Más tiempo", "a **bold** plan with <b>no markup</b>", "- first\n- see https://example.org/plan.", "tiempo otra vez"]) {
    await ana.board.getByRole("button", { name: "Add note", exact: true }).click();
    await ana.noteText.fill(text);
    await ana.noteText.press("Escape");
  }
  const plan = ben.note(/bold plan/);
  await expect(plan.locator("strong")).toHaveText("bold");
  await expect(plan).toContainText("<b>no markup</b>");
  const list = ben.note(/first/);
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list.getByRole("link", { name: "https://example.org/plan", exact: true })).toHaveAttribute("rel", "noopener noreferrer");
  // The text stays as it was typed.
  await plan.dblclick();
  await expect(ben.noteText).toHaveValue("a **bold** plan with <b>no markup</b>");
  await ben.noteText.press("Escape");

  await view(ben, "Find on the board…");
  const find = ben.board.getByRole("search", { name: "Find on the board" });
  await find.getByRole("textbox", { name: "Find" }).fill("TIEMPO");
  await expect(find).toContainText("1 of 2");
  await expect(ben.note("Más tiempo").locator("mark")).toHaveText("tiempo");
  await expect(ben.note("Más tiempo")).toHaveAttribute("data-found", "now");
  await ben.page.keyboard.press("Enter");
  await expect(find).toContainText("2 of 2");
  await expect(ben.note("tiempo otra vez")).toHaveAttribute("data-found", "now");
  await expectAccessible(ben.page, "finding on the board");
  await ben.board.getByRole("button", { name: "List view" }).click();
  await find.getByRole("button", { name: "Next" }).click();
  await expect(ben.note("Más tiempo")).toHaveAttribute("data-found", "now");
  await find.getByRole("textbox", { name: "Find" }).fill("nowhere");
  await expect(find).toContainText("Not found");
  await find.getByRole("textbox", { name: "Find" }).press("Escape");
  await expect(find).toHaveCount(0);
  await expect(ben.board.getByRole("button", { name: "View", exact: true })).toBeFocused();
  expect([...ana.faults, ...ben.faults]).toEqual([]);
});

test("a note goes where one lets go of it, also on a smaller and a larger board", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await Person.arrive(browser, "Ana");
  await ana.join(created.join_url);
  await ana.addNote("here");
  const placeOf = () => ana.note("here").evaluate((note) => [note.parentElement?.offsetLeft ?? 0, note.parentElement?.offsetTop ?? 0] as const);
  for (const [item, zoom] of [["Larger", 1.25], ["Smaller", 1], ["Smaller", 0.8]] as const) {
    await view(ana, item);
    await expect(ana.board.locator(".board-surface")).toHaveCSS("zoom", String(zoom));
    const [left, top] = await placeOf();
    const box = await ana.note("here").boundingBox();
    if (!box) throw new Error("no note");
    await ana.page.mouse.move(box.x + 20, box.y + 10);
    await ana.page.mouse.down();
    await ana.page.mouse.move(box.x + 60, box.y + 40);
    await ana.page.mouse.move(box.x + 120, box.y + 70);
    await ana.page.mouse.up();
    // As far as the pointer went, in the board's own measure.
    await expect.poll(async () => Math.abs((await placeOf())[0] - left - 100 / zoom) < 3 && Math.abs((await placeOf())[1] - top - 60 / zoom) < 3).toBe(true);
  }
  await view(ana, "100 % (now 80 %)");
  await expect(ana.board.locator(".board-surface")).toHaveCSS("zoom", "1");
});

test("the board is printed as its list, and nothing else of the page", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await Person.arrive(browser, "Ana");
  await ana.join(created.join_url);
  await ana.addNote("on paper");
  // The dialog is the browser's; what it would print is looked at here.
  await ana.page.evaluate(() => {
    window.print = () => {};
  });
  await view(ana, "Print…");
  await ana.page.emulateMedia({ media: "print" });
  await expect(ana.note("on paper")).toBeVisible();
  await expect(ana.board.locator(".board-list")).toBeVisible();
  await expect(ana.stepBar).toBeHidden();
  await expect(ana.board.getByRole("button", { name: "Add note", exact: true })).toBeHidden();
  await ana.page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await ana.page.emulateMedia({ media: "screen" });
  await expect(ana.board.locator(".board-surface")).toBeVisible();
  await expect(ana.stepBar).toBeVisible();
});
