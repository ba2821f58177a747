/** 1-2-4-All at people's pages: alone in the notebook, in pairs, in fours, all together. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
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

const bar = (page: Page) => page.getByRole("region", { name: /Where we are|Dónde estamos/ });
const group = (page: Page) => page.getByRole("region", { name: /Your small group|Su grupo pequeño/ });
const board = (page: Page) => page.getByRole("region", { name: "Board", exact: true });

async function writeNote(page: Page, text: string): Promise<void> {
  await board(page).getByRole("button", { name: "Add note", exact: true }).click();
  const words = board(page).getByRole("textbox", { name: "Text of the note" });
  await words.fill(text);
  await words.press("Escape");
  await expect(board(page).getByRole("group", { name: text })).toBeVisible();
}

test("alone, in pairs, in fours, all: with an odd number, somebody late, a phone and Spanish", async ({ browser }) => {
  test.slow();
  const created = await createMeeting(convene.url, "One question");
  const nadia = await join(browser, created.facilitator_url, "Nadia Okafor");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE });
  const mei = await join(browser, created.join_url, "Mei", { locale: "es-ES" });
  const [kofi, sam] = [await OnTheWire.join(created.join_url, "Kofi"), await OnTheWire.join(created.join_url, "Sam")];
  await helper.does({ type: "create_rooms", count: 1 });
  const room = helper.room(1).id;
  await helper.does({ type: "assign", people: ["Ana", "Luis", "Mei", "Kofi", "Sam"].map((name) => ({ person: helper.named(name).id, room })) });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await helper.does({ type: "enter_room", room });
  await nadia.page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "All rooms" }).click();
  await nadia.page.getByRole("button", { name: /^Enter/ }).click();
  await helper.does({ type: "start_round", rooms: [room], protocol: { library: "one-two-four-all" }, seconds: [600, 600, 600, 600] });
  await helper.does({ type: "begin", on: { room } });
  const next = async () => {
    await helper.does({ type: "next_step", on: { room } });
    await helper.does({ type: "next_step", on: { room } });
  };

  // Alone: the notebook is open for everybody by itself, chat and board are closed to them.
  await expect(bar(ana.page)).toContainText("1 of 4");
  await expect(bar(ana.page)).toContainText("You write in your notebook; nobody else reads it.");
  await expect(ana.page.getByRole("tab", { name: "Notebook" })).toHaveAttribute("aria-selected", "true");
  const notebook = ana.page.getByRole("textbox", { name: /notebook/i });
  await notebook.fill("Only for me: ask them first");
  await expect(board(ana.page).getByRole("button", { name: "Add note", exact: true })).toHaveCount(0);
  expect(await kofi.try({ type: "say", text: "I think" })).toMatchObject({ ok: false, reason: "not_your_floor" });
  await expectAccessible(ana.page, "alone with the notebook");

  // In pairs: five people are a group of three and a pair, which everybody reads at their own page.
  await next();
  await expect(group(ana.page)).toContainText("You are with Luis and Mei.");
  await expect(bar(ana.page)).toContainText("Talk with Luis and Mei.");
  await expect(group(luis.page)).toContainText("You are with Ana and Mei.");
  await expect(group(mei.page)).toContainText("Usted está con Ana y Luis.");
  await expect(group(nadia.page).getByRole("listitem")).toHaveText(["Ana, Luis, and Mei", "Kofi and Sam"]);
  await expect(ana.page.getByRole("tab", { name: "Chat" })).toHaveAttribute("aria-selected", "true");
  await writeNote(ana.page, "Ask them first");
  await expect(board(ana.page)).toContainText("With Luis and Mei");
  await expectAccessible(ana.page, "in pairs");
  await expectAccessible(luis.page, "in pairs on a phone");
  await expectAccessible(nadia.page, "who is with whom");

  // Somebody comes late and is with the pair; one more, and the four of them are two pairs.
  const lupe = await OnTheWire.join(created.join_url, "Lupe");
  await expect(group(nadia.page).getByRole("listitem")).toHaveText(["Ana, Luis, and Mei", "Kofi, Sam, and Lupe"]);
  const tom = await OnTheWire.join(created.join_url, "Tom");
  await expect(group(ana.page)).toContainText("You are with Luis.");
  await expect(group(mei.page)).toContainText("Usted está con Tom.");
  // Ana's note was written in a part that is hers and Luis's still.
  await expect(board(ana.page).getByRole("group", { name: "Ask them first" })).toBeVisible();

  // In fours: whole pairs together.
  await next();
  await expect(group(ana.page)).toContainText("You are with Luis, Kofi, Sam, and Lupe.");
  await expect(group(mei.page)).toContainText("Usted está con Tom.");
  // What the pairs wrote is there to read.
  await expect(board(ana.page).getByRole("group", { name: "Ask them first" })).toBeVisible();

  // All: one person speaks for each group, the others hear for whom.
  await next();
  await expect(bar(ana.page)).toContainText("It is your turn.");
  const now = ana.page.getByRole("region", { name: "Go-round" });
  await expect(now).toContainText("One person speaks for Ana, Luis, Kofi, Sam, and Lupe.");
  await expectAccessible(ana.page, "one speaks for the group");
  await now.getByRole("button", { name: "I’m done" }).click();
  await expect(bar(mei.page)).toContainText("Es su turno");
  for (const someone of [helper, kofi, sam, lupe, tom]) someone.leave();
});
