/** What somebody meets who uses Convene for the first time, where a page must not leave them alone. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;
test.beforeAll(async () => {
  convene = await Convene.start();
});
test.afterAll(async () => {
  await convene.stop();
});

test("after the end: to the room as it was and back, and deleted with a word about it", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Over and out");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana", { viewport: PHONE });
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  await helper.does({ type: "end_meeting" });
  const end = page.getByRole("heading", { level: 1, name: "The meeting has ended" });
  await expect(end).toBeFocused();
  await expect(page).toHaveTitle("The meeting has ended: Over and out · Convene");
  await expectAccessible(page, "the end, for a facilitator");
  await page.getByRole("button", { name: "See the room as it was" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Main room" })).toBeFocused();
  await expectAccessibleInDark(page, "the room as it was");
  await page.getByRole("button", { name: "To the end page" }).click();
  await expect(end).toBeFocused();

  // A participant goes there and back as well, and deletes nothing.
  await expect(ana.page.getByRole("button", { name: /^Delete/ })).toHaveCount(0);
  await ana.page.getByRole("button", { name: "See the room as it was" }).click();
  await expectAccessible(ana.page, "the room as it was, on a phone");
  await ana.page.getByRole("button", { name: "To the end page" }).click();
  await expect(ana.page.getByRole("heading", { level: 1, name: "The meeting has ended" })).toBeVisible();

  await page.getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete for good" }).click();
  const words = "“Over and out” is deleted with everything in it. Its links and its code open nothing any more.";
  await expect(page.getByRole("main").getByText(words)).toBeVisible();
  await expect(page.getByRole("status")).toContainText(words);
  await expect(page).toHaveURL(`${convene.url}/`);
  await expect(page.getByRole("heading", { name: "My meetings on this device" }), "it is forgotten here").toHaveCount(0);
  await expectAccessible(page, "the start page after a deletion");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(words), "said once").toHaveCount(0);
  await expect(ana.page.getByRole("heading", { name: "This meeting is gone" })).toBeVisible();
  helper.leave();
});

test("a telephone is not called a link, a plan says where it is kept, a newcomer on a phone reads nothing twice", async ({ browser }) => {
  const created = await createMeeting(convene.url, "By telephone");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  const nadia = await OnTheWire.join(created.facilitator_url, "Helper");
  await planSection(page, "Round");
  await expect(page.getByText("What you choose here is kept on this device until the round starts.")).toBeVisible();
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "set_voice", links: [{ room, link: "tel:+15550100" }] });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  const sam = await OnTheWire.join(created.join_url, "Sam");
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await sam.does({ type: "offer_to_present", offered: true });
  const plan = nadia.view.details[room]?.round?.plan ?? "";
  await nadia.does({ type: "begin", on: { plan } });
  await nadia.does({ type: "next_step", on: { room } });
  await nadia.does({ type: "next_step", on: { room } });
  const ana = await join(browser, created.join_url, "Ana", { viewport: PHONE });
  await expect(ana.page.getByRole("link", { name: "Call +15550100" })).toBeVisible();
  await expect(ana.page.getByText("you talk by telephone")).toBeVisible();
  await expect(ana.page.getByText("over this link")).toHaveCount(0);
  const card = ana.page.getByRole("region", { name: "Welcome to Room 1" });
  await expect(card).toContainText("You come in at step");
  const floor = ana.page.getByRole("region", { name: "Where we are" }).locator(".step-floor");
  const asked = (await floor.innerText()).split(".")[0] ?? "";
  await expect(card).not.toContainText(asked);
  await expectAccessible(ana.page, "a newcomer on a phone");
  sam.leave();
  nadia.leave();
});
