/** What reaches somebody who looks elsewhere: the tab's title, notifications, and the switches for them. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
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

/** Pages of a headless browser are always seen, and it shows nothing beside them: this stands in for both. */
async function standIns(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: string[] = [];
    class Notification extends EventTarget {
      static permission = "granted";
      static requestPermission = () => Promise.resolve("granted");
      constructor(title: string, options: { body?: string }) {
        super();
        if (title !== "") shown.push(`${title}: ${options.body ?? ""}`);
      }
      close(): void {}
    }
    Object.assign(window, { Notification, shown });
  });
}

async function look(page: Page, seen: "visible" | "hidden"): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, seen);
}

const notified = (page: Page) => page.evaluate(() => (window as unknown as { shown: string[] }).shown);
const menuOf = (page: Page) => page.getByRole("button", { name: "Ana (you)" });
const chime = (page: Page) => page.getByRole("menuitemcheckbox", { name: "Soft sounds: when a step ends, when a timer is over" });
const notifications = (page: Page) => page.getByRole("menuitemcheckbox", { name: /^Notifications/ });

test("the tab says where the round is and marks what came; sounds and notifications are one's own choice and kept", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Data day");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia Okafor");
  const { page } = await join(browser, created.join_url, "Ana");
  await standIns(page);
  await page.reload();
  await expect(page).toHaveTitle("Data day · Convene");

  // A device that asks for less has no chime until its person wants it; nobody is notified unasked.
  await menuOf(page).click();
  await expect(chime(page)).not.toBeChecked();
  await expect(notifications(page)).not.toBeChecked();
  await expectAccessible(page, "one's own menu");
  await expectAccessibleInDark(page, "one's own menu");
  await chime(page).click();
  await notifications(page).click();
  await expect(notifications(page)).toBeChecked();
  await page.reload();
  await menuOf(page).click();
  await expect(chime(page), "kept after a reload").toBeChecked();
  await expect(notifications(page)).toBeChecked();
  await chime(page).click();
  await expect(chime(page)).not.toBeChecked();
  await page.keyboard.press("Escape");

  // Hidden: moved, a round, its first step, a message.
  await look(page, "hidden");
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "assign", people: [{ person: nadia.named("Ana").id, room }] });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await expect(page).toHaveTitle("● Data day · Convene");
  await expect.poll(() => notified(page)).toEqual(["You are in Room 1 now.: Data day"]);
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "atlas" }, seconds: null });
  await expect(page).toHaveTitle(/^● [23]:\d[05] Gathering · Convene$/);
  const plan = Object.keys(nadia.view.plans)[0] ?? "";
  await nadia.does({ type: "begin", on: { plan } });
  await expect(page).toHaveTitle(/^● \d+:\d[05] .+ · Convene$/);
  await expect(page).not.toHaveTitle(/Gathering/);
  await nadia.does({ type: "announce", text: "Ten minutes more", rooms: null });
  await expect.poll(() => notified(page)).toContain("Message from Nadia Okafor: Ten minutes more");
  expect((await notified(page)).length, "moved, gathering, the first step, the message").toBe(4);

  // Seen again: the mark goes, and nothing that comes now makes another.
  await look(page, "visible");
  await expect(page).toHaveTitle(/^\d+:\d[05] .+ · Convene$/);
  await nadia.does({ type: "pause", on: { plan } });
  await expect(page).toHaveTitle(/^Paused: .+ · Convene$/);
  expect((await notified(page)).length).toBe(4);
});
