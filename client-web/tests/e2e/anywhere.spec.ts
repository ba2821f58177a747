/** What reaches a facilitator on whichever page they are, and what goes on that they began on another. */
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

const show = (page: Page, part: "Room" | "All rooms" | "Plan" | "Links and record") =>
  page
    .getByRole("navigation", { name: "Parts of the meeting" })
    .getByRole("button", { name: new RegExp(`^${part}`) })
    .click();
const heading = (page: Page) => page.locator("[data-room-heading]");

test("a step forward goes on over a change of page; messages and steps reach a facilitator everywhere", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Everywhere");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  const luis = await OnTheWire.join(created.facilitator_url, "Luis");
  const ana = await OnTheWire.join(created.join_url, "Ana");
  await luis.does({ type: "create_rooms", count: 2 });
  const room = luis.room(1).id;
  await luis.does({ type: "assign", people: [{ person: ana.me.id, room }] });
  await luis.does({ type: "open_rooms", in_seconds: 60 });
  await show(page, "Plan");
  await expect(page.getByRole("status")).toContainText("Rooms open in");
  await luis.does({ type: "cancel_countdown" });
  await expect(page.getByRole("status")).toContainText("The countdown is cancelled.");
  await luis.does({ type: "open_rooms", in_seconds: 0 });
  await luis.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await ana.does({ type: "offer_to_present", offered: true });
  const plan = luis.view.details[room]?.round?.plan ?? "";
  await luis.does({ type: "begin", on: { plan } });
  await expect(page.getByRole("status"), "said on Plan too").toContainText("Consultancy, 20 minutes: step 1 of 4, Present the dilemma");
  await luis.does({ type: "pause", on: { plan } });
  await expect(page.getByRole("status")).toContainText("Consultancy, 20 minutes: paused");
  await luis.does({ type: "resume", on: { plan } });
  await expect(page.getByRole("status")).toContainText("step 1 of 4");

  // Pressed on All rooms, cancelled on Room; pressed again, and the round goes on though the page changed.
  await show(page, "All rooms");
  await page.getByRole("button", { name: "Next step" }).click();
  await show(page, "Room");
  const pending = page.getByRole("region", { name: "About to happen in all rooms" });
  await expect(pending).toContainText("Next: Clarifying questions");
  await expectAccessible(page, "a step that waits, in the room");
  await pending.getByRole("button", { name: "Cancel" }).click();
  await expect(pending).toHaveCount(0);
  await expect(heading(page)).toBeFocused();
  await show(page, "All rooms");
  await page.getByRole("button", { name: "Next step" }).click();
  await show(page, "Plan");
  await expect(pending).toBeVisible();
  await expect(pending).toHaveCount(0);
  await show(page, "All rooms");
  await expect(page.getByText("finishing; the next step begins by itself")).toBeVisible();
  await show(page, "Plan");

  // A co-facilitator's message, to whom it went; closed once, it is gone on every page, and it is said once.
  await luis.does({ type: "announce", rooms: [room], text: "Ten minutes to go." });
  const message = page.getByRole("region", { name: "Message from Luis to Room 1" });
  await expect(message).toContainText("Ten minutes to go.");
  await expect(page.getByRole("status")).toContainText("Message from Luis to Room 1: Ten minutes to go.");
  await expectAccessible(page, "a message on the plan");
  await show(page, "Room");
  await expect(message).toBeVisible();
  await message.getByRole("button", { name: "Close" }).click();
  for (const part of ["Links and record", "All rooms", "Room"] as const) {
    await show(page, part);
    await expect(page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: new RegExp(`^${part}`) })).toHaveAttribute("aria-current", "page");
    await expect(message).toHaveCount(0);
  }
  luis.leave();
  ana.leave();
});

test("a facilitator enters a room and comes back to the main room, also while rooms are closed", async ({ browser }) => {
  const created = await createMeeting(convene.url, "To and fro");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  await helper.does({ type: "create_rooms", count: 2 });
  await show(page, "All rooms");
  await expect(page.getByRole("button", { name: "To the main room" }), "one is there").toHaveCount(0);
  await page.getByRole("button", { name: "Enter Room 2" }).click();
  await expect(heading(page)).toHaveText("Room 2");
  await expect(heading(page)).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("You are in Room 2 now.");
  await expectAccessible(page, "in a closed room");
  await page.getByRole("button", { name: "To the main room" }).click();
  await expect(heading(page)).toHaveText("Main room");
  await expect(heading(page)).toBeFocused();

  // From All rooms too, while rooms are about to close.
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await show(page, "All rooms");
  await page.getByRole("button", { name: "Enter Room 1" }).click();
  await helper.does({ type: "bring_back", in_seconds: 60 });
  await show(page, "All rooms");
  await page.getByRole("button", { name: "To the main room" }).click();
  await expect(heading(page)).toHaveText("Main room");
  await expect(heading(page)).toBeFocused();
  helper.leave();
});

test("on a phone a message is counted on Now, said in every tab, and said once", async ({ browser }) => {
  const created = await createMeeting(convene.url, "In a pocket");
  const { page } = await join(browser, created.join_url, "Ana", { viewport: PHONE });
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const tab = (name: string) => page.getByRole("navigation", { name: "Parts of the room" }).getByRole("button", { name });
  await tab("Chat").click();
  await nadia.does({ type: "announce", rooms: null, text: "Half time." });
  await expect(page.getByRole("status")).toContainText("Message from Nadia: Half time.");
  await expect(tab("Now")).toContainText("1");
  await tab("Now").click();
  const message = page.getByRole("region", { name: "Message from Nadia" });
  await message.getByRole("button", { name: "Close" }).click();
  await tab("Chat").click();
  await tab("Now").click();
  await expect(message).toHaveCount(0);
  nadia.leave();
});
