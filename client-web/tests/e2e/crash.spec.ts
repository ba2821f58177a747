/** A facilitator whose tab dies in the middle of a round: the meeting goes on, and a new tab of the same device is them again. */
import { expect, test } from "@playwright/test";
import { Convene } from "./support/convene.ts";
import { createMeeting, join } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

test("the only facilitator's tab crashes: the round goes on, and the next tab leads it where it is", async ({ browser }) => {
  const created = await createMeeting(convene.url, "One facilitator");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const sam = await OnTheWire.join(created.join_url, "Sam");
  const ana = await OnTheWire.join(created.join_url, "Ana");
  // The same person on a second line sets the rooms up; what matters is what their page does afterwards.
  const parts = nadia.page.getByRole("navigation", { name: "Parts of the meeting" });
  const helper = await OnTheWire.join(created.facilitator_url, "Luis");
  await helper.does({ type: "create_rooms", count: 1 });
  const room = helper.room(1).id;
  await helper.does({ type: "assign", people: [sam, ana].map((person) => ({ person: person.me.id, room })) });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await helper.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await sam.does({ type: "offer_to_present", offered: true });
  const plan = helper.view.details[room]?.round?.plan ?? "";
  await helper.does({ type: "begin", on: { plan } });
  helper.leave();
  await parts.getByRole("button", { name: "All rooms", exact: true }).click();
  await expect(nadia.page.getByRole("button", { name: "Next step" })).toBeVisible();
  const before = Object.keys(ana.view.people).length;

  const line = await nadia.context.newCDPSession(nadia.page);
  const crashed = nadia.page.waitForEvent("crash");
  void line.send("Page.crash").catch(() => undefined);
  await crashed;
  await nadia.page.close();
  await expect.poll(() => ana.named("Nadia").here, { message: "seen as gone", timeout: 60_000 }).toBe(false);

  // Nobody waits for a facilitator: the room talks, and its step has its time.
  await sam.does({ type: "say", text: "Fractions, then." });
  await ana.does({ type: "raise_hand" });

  const page = await nadia.context.newPage();
  await page.goto(convene.url);
  await page.getByRole("region", { name: "My meetings on this device" }).getByRole("link", { name: "One facilitator" }).click();
  await expect(page.locator("[data-room-heading]")).toBeVisible();
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "All rooms", exact: true }).click();
  await page.getByRole("button", { name: "Next step" }).click();
  await expect(page.getByText("finishing; the next step begins by itself"), "the round obeys the new tab").toBeVisible();
  await page.getByRole("button", { name: "Now", exact: true }).click();
  await expect.poll(() => ana.view.details[room]?.round?.timeline.step).toBe(1);
  expect(Object.keys(ana.view.people).length, "the same person, not a second one").toBe(before);
  sam.leave();
  ana.leave();
});
