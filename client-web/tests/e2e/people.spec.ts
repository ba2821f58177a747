/** What people are in a meeting: facilitators, participants, observers, access support; their names and their links. */
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

const choose = async (page: Page, menu: string, item: string) => {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
};

const parts = (page: Page) => page.getByRole("navigation", { name: "Parts of the meeting" });

test("roles are given and taken with one press, and what they may do follows at once", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Roles");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  await expect(parts(ana.page)).toHaveCount(0);

  // Promoted, taken back by undo, promoted again: her pages follow without a reload.
  await choose(nadia.page, "For Ana", "Facilitator of the meeting");
  await expect(parts(ana.page)).toBeVisible();
  const toast = nadia.page.getByRole("region", { name: "Messages" });
  await expect(toast).toContainText("Ana is a facilitator of the meeting now.");
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(parts(ana.page)).toHaveCount(0);

  // The only facilitator cannot step down, and is asked before.
  await choose(nadia.page, "For Nadia", "Participant");
  const asked = nadia.page.getByRole("alertdialog");
  await expect(asked).toContainText("You become a participant at once");
  await expectAccessible(nadia.page, "asked before stepping down");
  await asked.getByRole("button", { name: "Stop facilitating" }).click();
  await expect(toast).toContainText("The meeting needs a facilitator");
  await expect(parts(nadia.page)).toBeVisible();

  // An observer sees and does not act: chat and board close at once, also for a page that was writing.
  const board = ana.page.getByRole("region", { name: "Board", exact: true });
  await expect(board.getByRole("button", { name: "Add note", exact: true })).toBeVisible();
  await choose(nadia.page, "For Ana", "Observer");
  await expect(board.getByRole("button", { name: "Add note", exact: true })).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: "Raise hand" })).toHaveCount(0);
  await expectAccessible(ana.page, "as an observer");
  await choose(nadia.page, "For Ana", "Participant");
  await expect(board.getByRole("button", { name: "Add note", exact: true })).toBeVisible();

  // A name is corrected: 10,000 characters do not fit into the field, tricks with direction are taken out.
  await choose(nadia.page, "For Ana", "Name and organization…");
  await nadia.page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("");
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(nadia.page.getByRole("dialog")).toContainText("Please write something.");
  await nadia.page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("\u202eAna García");
  await expectAccessible(nadia.page, "correcting a name");
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(ana.page.getByRole("button", { name: "Ana García (you)" })).toBeVisible();
});

test("access support comes by a link of its own and goes with whom it supports", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Interpreted");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await OnTheWire.join(created.join_url, "Ana");
  await parts(nadia.page).getByRole("button", { name: "Links and record" }).click();
  await nadia.page.getByRole("button", { name: "Make a link for access support" }).click();
  await nadia.page.getByRole("button", { name: "Make a link for observers" }).click();
  await expectAccessible(nadia.page, "links for others");
  const support = await nadia.page.getByRole("textbox", { name: "Link for access support" }).inputValue();
  const observers = await nadia.page.getByRole("textbox", { name: "Link for observers" }).inputValue();

  const ina = await join(browser, support, "Ina", { viewport: PHONE });
  const olu = await OnTheWire.join(observers, "Olu");
  expect(olu.me.role).toBe("observer");
  const said = await olu.try({ type: "say", text: "words" });
  expect(said.ok).toBe(false);

  await parts(nadia.page).getByRole("button", { name: "Room", exact: true }).click();
  await choose(nadia.page, "For Ina", "Access support…");
  const dialog = nadia.page.getByRole("dialog");
  await dialog.getByLabel("Find", { exact: false }).fill("an");
  await dialog.getByRole("option", { name: "Ana" }).click();
  await expectAccessible(nadia.page, "with whom support goes");
  await dialog.getByRole("button", { name: "Make access support" }).click();
  await expect(nadia.page.locator(".people-list")).toContainText("access support, with Ana");

  // Moved with the person, and back.
  const facilitator = await OnTheWire.join(created.facilitator_url, "Luis");
  await facilitator.does({ type: "create_rooms", count: 2 });
  await facilitator.does({ type: "open_rooms", in_seconds: 0 });
  const room = facilitator.room(2);
  await facilitator.does({ type: "move", people: [ana.me.id], room: room.id });
  await expect(ina.page.getByRole("heading", { name: "Room 2", level: 1 })).toBeVisible();
  await ina.page.getByRole("button", { name: "Chat" }).click();
  await ina.page.getByLabel("Write to this room").fill("The interpreter writes");
  await ina.page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => ana.view.chat[room.id]?.length).toBe(1);
  await facilitator.does({ type: "bring_back", in_seconds: 0 });
  await expect(ina.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  for (const person of [ana, olu, facilitator]) person.leave();
});
