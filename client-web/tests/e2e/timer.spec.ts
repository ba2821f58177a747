/** A timer for free work: seen the same by everybody there, whatever their clock says; told once, over once. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

const HOUR_MS = 3_600_000;

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const bar = (page: Page) => page.getByRole("region", { name: "Where we are" });
const ring = (page: Page) => bar(page).getByRole("timer");
const controls = (page: Page) => page.getByRole("region", { name: "Timer", exact: true });
const said = (page: Page, words: string | RegExp) => page.locator("[aria-live]").filter({ hasText: words }).first();

const start = (seconds: number, label: string | null = null) => ({ type: "timer", what: "start", rooms: null, seconds, label }) as const;

/** A headless browser has no sound: this counts the tones. And the device has chosen to hear the chime. */
async function countTones(page: Page): Promise<void> {
  await page.addInitScript(() => {
    localStorage.setItem("convene.signs.chime", "on");
    const heard = { tones: 0 };
    const param = { value: 0, setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
    class AudioContext {
      currentTime = 0;
      destination = {};
      resume = () => Promise.resolve();
      suspend = () => Promise.resolve();
      createGain = () => ({ gain: param, connect: (next: unknown) => next });
      createOscillator = () => ({ frequency: param, connect: (next: unknown) => next, start: () => (heard.tones += 1), stop() {}, addEventListener() {} });
    }
    Object.assign(window, { AudioContext, heard });
  });
}

const tones = (page: Page) => page.evaluate(() => (window as unknown as { heard: { tones: number } }).heard.tones);

test("everybody sees it count, it is paused, given time, kept over a reload and stopped", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Free work");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const { page } = nadia;
  const ana = await join(browser, created.join_url, "Ana");
  // Her device is an hour late.
  await ana.page.clock.install({ time: Date.now() - HOUR_MS });
  await ana.page.reload();
  await expect(bar(ana.page)).toBeVisible();
  await expect(ring(ana.page)).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: "Timer" })).toHaveCount(0);

  await page.getByRole("button", { name: "Timer for this room" }).click();
  await page.getByRole("menuitem", { name: "5 minutes", exact: true }).click();
  for (const one of [page, ana.page]) {
    await expect(ring(one)).toContainText("5 min");
    await expect(bar(one)).toContainText("Timer");
    await expect(bar(one)).toContainText("until");
  }
  await expect(page.getByRole("button", { name: "Timer for this room" })).toHaveCount(0);
  await expect(said(ana.page, /Timer: (5 min|4 min 5\d s)/)).toBeAttached();
  await expect(ana.page).toHaveTitle(/^[45]:\d[05] Timer · Convene$/);
  await expectAccessible(page, "a timer and its buttons");
  await expectAccessibleInDark(ana.page, "a timer");
  await shot(page, "timer-facilitator");

  await controls(page).getByRole("button", { name: "Pause" }).click();
  await expect(bar(ana.page)).toContainText("Paused by a facilitator");
  await controls(page).getByRole("button", { name: "+1 min" }).click();
  await expect(ring(ana.page)).toContainText("+1 min");
  await ana.page.reload();
  await expect(ring(ana.page)).toContainText("6 min");
  await expect(bar(ana.page)).toContainText("Paused by a facilitator");
  await controls(page).getByRole("button", { name: "Resume" }).click();
  await expect(bar(ana.page)).not.toContainText("Paused");

  // Who comes later, on a phone, is where the others are.
  const ben = await join(browser, created.join_url, "Ben", { viewport: PHONE });
  await expect(ring(ben.page)).toContainText("6 min");
  await expectAccessible(ben.page, "a timer on a phone");
  await shot(ben.page, "timer-phone");
  await controls(page).getByRole("button", { name: "Stop" }).click();
  for (const one of [page, ana.page, ben.page]) await expect(ring(one)).toHaveCount(0);
  await expect(said(ana.page, "Timer: stopped by a facilitator.")).toBeAttached();
  for (const { context } of [nadia, ana, ben]) await context.close();
});

test("one with a name ends once, with a chime, and nothing is sent while it runs; what makes no timer is refused", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Silence");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const { page } = nadia;
  const ana = await join(browser, created.join_url, "Ana");
  await countTones(ana.page);
  let frames = 0;
  ana.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => (frames += String(payload).includes('"timer"') ? 1 : 0)));
  await ana.page.reload();
  await expect(bar(ana.page)).toBeVisible();
  // Browsers let a page sound once its person did something on it.
  await bar(ana.page).click();

  await page.getByRole("button", { name: "Timer for this room" }).click();
  await page.getByRole("menuitem", { name: "Another time, or with a name…" }).click();
  const dialog = page.getByRole("dialog", { name: "Timer for this room" });
  for (const wrong of ["0", "10,000", "-3", "soon"]) {
    await dialog.getByRole("textbox", { name: "Minutes" }).fill(wrong);
    await dialog.getByRole("button", { name: "Start" }).click();
    await expect(dialog).toContainText("From 10 seconds to 4 hours");
  }
  await expectAccessible(page, "a timer with a wrong time");
  await dialog.getByRole("textbox", { name: "What it is for" }).fill("Silent reading");
  await dialog.getByRole("textbox", { name: "Minutes" }).fill("0:12");
  await shot(page, "timer-dialog");
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(bar(ana.page)).toContainText("Silent reading");
  await expect(said(ana.page, /Silent reading: \d+ s\./)).toBeAttached();
  expect(frames).toBe(1);
  await expect(bar(ana.page)).toContainText("The time is up.", { timeout: 20_000 });
  await expect(said(ana.page, "Silent reading: the time is up.")).toBeAttached();
  await expect(controls(page).getByRole("button", { name: "Clear" })).toBeVisible();
  await expect.poll(() => frames, "its beginning and its end").toBe(2);
  expect(await tones(ana.page), "one chime of two tones").toBe(2);
  await shot(ana.page, "timer-over");

  // By raw messages: no time, too much of it, words without end, somebody who may not.
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const olu = await OnTheWire.join(created.join_url, "Olu");
  for (const seconds of [0, 600_000]) expect(await helper.try(start(seconds))).toMatchObject({ ok: false, reason: "out_of_range" });
  expect(await helper.try(start(60, "x".repeat(10_000)))).toMatchObject({ ok: false, reason: "text_too_long" });
  expect(await olu.try(start(60))).toMatchObject({ ok: false, reason: "facilitators_only" });

  // The record says what it was for and how long.
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Links and record", exact: true }).click();
  const [record] = await Promise.all([page.waitForEvent("popup"), page.getByRole("link", { name: "Read the record" }).click()]);
  await expect(record.getByRole("table", { name: "Timers" }).getByRole("row").nth(1)).toContainText(/Silent reading.*0:12.*0:12/);
  await expectAccessible(record, "timers in the record");
  await shot(record, "timer-record");
  await record.close();

  // The step's clock is the clock.
  await helper.does(start(60, "<b>Write</b>"));
  await expect(bar(ana.page)).toContainText("<b>Write</b>");
  const main = helper.view.meeting.main_room;
  await helper.does({ type: "start_round", rooms: [main], protocol: { library: "atlas" }, seconds: null });
  await expect(bar(ana.page)).toContainText("Gathering");
  await expect(bar(ana.page)).not.toContainText("Write");
  expect(await helper.try({ ...start(60), rooms: [main] })).toMatchObject({ ok: false, reason: "round_under_way" });
  for (const one of [helper, olu]) one.leave();
  for (const { context } of [nadia, ana]) await context.close();
});

test("one press starts it in all rooms, and each room's is worked from its card", async ({ browser }) => {
  const created = await createMeeting(convene.url, "All rooms");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const { page } = nadia;
  const ana = await join(browser, created.join_url, "Ana");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ben = await OnTheWire.join(created.join_url, "Ben");
  await helper.does({ type: "create_rooms", count: 2 });
  const [one, two] = [helper.room(1).id, helper.room(2).id];
  await helper.does({ type: "assign", people: [{ person: helper.named("Ana").id, room: one }, { person: helper.named("Ben").id, room: two }] });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "All rooms", exact: true }).click();
  await page.getByRole("button", { name: "Timer for all rooms" }).click();
  await page.getByRole("menuitem", { name: "3 minutes", exact: true }).click();
  await expect(ring(ana.page)).toContainText("3 min");
  const all = page.getByRole("region", { name: "Timers in the rooms" });
  await expect(all).toContainText("in 3 rooms");
  await expect(page.locator(".room-card").filter({ hasText: "Room 1" })).toContainText(/Timer · [23]:\d\d/);
  await expectAccessible(page, "timers in all rooms");
  await shot(page, "timer-all");
  await all.getByRole("button", { name: "Pause" }).click();
  await expect.poll(() => helper.view.details[two]?.timer?.clock.state).toBe("paused");
  await expect(bar(ana.page)).toContainText("Paused by a facilitator");

  await page.getByRole("button", { name: "More for Room 1" }).click();
  await page.getByRole("menuitem", { name: "Stop" }).click();
  await expect(ring(ana.page)).toHaveCount(0);
  expect(helper.view.details[two]?.timer?.clock.state).toBe("paused");
  await page.getByRole("button", { name: "More for Room 1" }).click();
  await page.getByRole("menuitem", { name: "Timer…" }).click();
  await page.getByRole("dialog", { name: "Timer for this room" }).getByRole("button", { name: "Start" }).click();
  await expect(ring(ana.page)).toContainText("5 min");

  // A room's facilitator has it in their own room, and not in another.
  await helper.does({ type: "set_room_facilitator", person: ben.me.id, room: two });
  await ben.does({ type: "timer", what: "start", rooms: [two], seconds: 60, label: null });
  expect(await ben.try({ type: "timer", what: "stop", rooms: [one] })).toMatchObject({ ok: false, reason: "room_facilitators_only" });
  // Back in the main room breakout rooms have none.
  await helper.does({ type: "bring_back", in_seconds: 0 });
  await expect.poll(() => helper.view.details[two]?.timer).toBeUndefined();
  await expect(ring(ana.page), "the main room's own").toContainText("3 min");
  for (const someone of [helper, ben]) someone.leave();
  for (const { context } of [nadia, ana]) await context.close();
});
