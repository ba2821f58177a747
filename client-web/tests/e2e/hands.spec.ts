/** Hands: whose turn is next and in which order; signs without words. */
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

test("the queue goes by the order that is chosen, who is next is told, and signs come and go", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Hands");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana", { viewport: PHONE });
  const [ben, olu] = await Promise.all([OnTheWire.join(created.join_url, "Ben"), OnTheWire.join(created.join_url, "Olu")]);
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const { page } = nadia;

  // Ben has had the word: usually whoever had it less comes first.
  await ben.does({ type: "raise_hand" });
  await helper.does({ type: "lower_hand", person: ben.me.id, called: true });
  await ben.does({ type: "raise_hand" });
  await ana.page.getByRole("button", { name: "Raise hand" }).click();
  await page.getByRole("tab", { name: /Hands/ }).click();
  const queue = page.locator(".hands .person-name");
  await expect(queue).toHaveText(["Ana", "Ben"]);
  await planSection(page, "Talk");
  await page.getByText("As hands are raised").click();
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Room", exact: true }).click();
  await page.getByRole("tab", { name: /Hands/ }).click();
  await expect(queue).toHaveText(["Ben", "Ana"]);

  // Told to her, seen by the room, in the order that was.
  await page.getByRole("button", { name: "You next Ana" }).click();
  await expect(ana.page.locator(".you-next")).toHaveText("You are next: the word is yours in a moment.");
  await expect(page.locator(".hands li").nth(1)).toContainText("next");
  await expect(queue).toHaveText(["Ben", "Ana"]);
  expect(ben.view.details[ben.me.room]?.next_hand).toBe(helper.named("Ana").id);
  await expectAccessible(page, "a queue of hands with somebody next");
  await expectAccessible(ana.page, "you are next");
  await shot(page, "hands");
  await shot(ana.page, "you-next");

  // A sign is shown and announced, and gone again; whoever only looks, or floods, reaches nobody.
  await ana.page.getByRole("button", { name: "React", exact: true }).click();
  await ana.page.getByRole("menuitem", { name: "Thanks" }).click();
  await expect(page.locator(".sign")).toHaveText("Thanks Ana");
  await shot(page, "sign");
  await expect(page.getByRole("log").or(page.locator("[aria-live]")).filter({ hasText: "Thanks: Ana" }).first()).toBeAttached();
  await expect(page.locator(".sign")).toHaveCount(0);
  await helper.does({ type: "set_role", person: olu.me.id, role: "observer", supports: null });
  await helper.does({ type: "set_talk", no_reactions: true });
  await expect(ana.page.getByRole("button", { name: "React", exact: true })).toHaveCount(0);
  await page.locator(".hands li").nth(1).getByRole("button", { name: "Give the word" }).click();
  await expect(ana.page.locator(".you-next")).toHaveCount(0);
  for (const one of [ben, olu, helper]) one.leave();
  for (const { context } of [nadia, ana]) await context.close();
});
