import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { registerOnly } from "./support/cast.ts";
import { Convene, OPERATOR_TOKEN } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const NAMES = ["Ana", "Luis", "Mei", "Sam", "Kofi", "Priya", "Jonas", "Lupe", "Tom"];

async function gather(link: string, names: readonly string[]): Promise<OnTheWire[]> {
  return Promise.all(names.map((name) => OnTheWire.join(link, name)));
}

/** Their pages show the room that they are moved to, as soon as they know of it; until so many are left over. */
async function arrive(people: readonly OnTheWire[], page: Page, leftOver: number): Promise<void> {
  const heading = page.getByRole("heading", { name: /not in a room$/ });
  await expect
    .poll(async () => {
      await Promise.all(people.map((person) => person.try({ type: "arrive", room: person.me.room })));
      // All at once: the heading may go between a look whether it is there and a look at what it says.
      const [words] = await heading.allTextContents();
      return words === undefined ? 0 : Number.parseInt(words, 10);
    })
    .toBe(leftOver);
}

const show = (page: Page, part: "Room" | "All rooms" | "People" | "Plan" | "Links and record") =>
  page
    .getByRole("navigation", { name: "Parts of the meeting" })
    .getByRole("button", { name: new RegExp(`^${part}`) })
    .click();
const card = (page: Page, room: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name: room }) });

test("from an empty meeting through a round to the record, as the facilitator does it", async ({ browser }) => {
  test.setTimeout(240_000);
  const created = await createMeeting(convene.url, "Science community");
  const { page } = await join(browser, created.facilitator_url, "Nadia Okafor");
  const people = await gather(created.join_url, NAMES);

  // Rooms: none yet; the page says what to do, and takes one there.
  await show(page, "All rooms");
  await expect(page.getByRole("heading", { name: "There are no breakout rooms yet" })).toBeVisible();
  await expectAccessible(page, "all rooms, empty");
  await page.getByRole("button", { name: "Plan the rooms" }).click();
  await expect(page.getByText("9 people without a room")).toBeVisible();

  // Random groups of four make two rooms of four and five.
  await page.getByLabel("People in a group").fill("4");
  await page.getByRole("button", { name: "Random groups" }).click();
  await expect(page.getByText("Everyone has a room.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Room 1" }).getByRole("row")).toHaveCount(5);
  await expect(page.getByRole("region", { name: "Room 2" }).getByRole("row")).toHaveCount(4);
  await expectAccessible(page, "the plan");

  // By keyboard alone: two people out of room 1 into room 2, and back again.
  await page.getByRole("region", { name: "Room 1" }).getByRole("row").first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.getByRole("button", { name: "Move to" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Room 2" }).getByRole("row")).toHaveCount(6);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("region", { name: "Room 2" }).getByRole("row")).toHaveCount(4);

  // A room gets a name and a facilitator by menu.
  await page.getByRole("button", { name: "More for Room 1" }).click();
  await page.getByRole("menuitem", { name: "Name this room…" }).click();
  await page.getByLabel("Name of the room").fill("Fractions");
  await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  const first = page.getByRole("region", { name: "Room 1 “Fractions”" });
  await expect(first).toBeVisible();
  await page.getByRole("button", { name: "More for Room 1 “Fractions”" }).click();
  await page.getByRole("menuitem").last().click();
  await expect(first.getByText(/^Facilitates: /)).toBeVisible();

  // The round is planned: which protocol, with which minutes.
  await planSection(page, "Round");
  await page.getByText("Consultancy, 20 minutes").click();
  await page.getByLabel("Minutes of “Present the dilemma”").fill("7,5");
  await planSection(page, "Groups");

  // Voice links in bulk, found from the top: a line that cannot be used is said at its line, and nothing is saved until it is mended.
  const links = page.getByLabel("Voice links", { exact: true });
  await page.getByRole("button", { name: "Voice links: 0 of 2 rooms" }).click();
  await expect(links).toBeFocused();
  await expect(links).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("banner"), "only the plan scrolls").toBeInViewport({ ratio: 1 });
  await links.fill("https://voice.example/one\nRoom 2: http://voice.example/two");
  await expect(page.getByText("Only https links and telephone numbers can be used.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save 1 link" })).toBeDisabled();
  await links.fill("https://voice.example/one\nRoom 2: +1 (555) 010-2030");
  await page.getByRole("button", { name: "Save 2 links" }).click();
  await expect(page.getByText("2 rooms have a link")).toBeVisible();
  await expect(page.getByRole("button", { name: "Voice links: 2 of 2 rooms" })).toBeVisible();

  // Opening is announced with a countdown that can be cancelled.
  await show(page, "All rooms");
  await expect(card(page, "Room 2").getByText("4 assigned")).toBeVisible();
  await page.getByRole("button", { name: "Open rooms" }).click();
  await page.getByRole("menuitem", { name: "in 60 seconds" }).click();
  await expect(page.getByRole("region", { name: "Breakout rooms" }).getByText(/^Rooms open in/)).toBeVisible();
  await expectAccessible(page, "all rooms, opening");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByText("Rooms are closed", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Open rooms" }).click();
  await page.getByRole("menuitem", { name: "now" }).click();
  await expect(page.getByText("Rooms are open", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "9 people are not in a room" })).toBeVisible();
  await arrive(people, page, 0);
  await expectAccessible(page, "all rooms, open");

  // A round as it was planned; the start-check lists what is not ready and offers what helps.
  await page.getByRole("button", { name: "Start a round" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  await show(page, "All rooms");
  await page.getByRole("button", { name: "Start a round" }).click();
  await expect(page.getByRole("radio", { name: /Consultancy, 20 minutes/ })).toBeChecked();
  await page.locator("summary").filter({ hasText: "Steps and minutes" }).click();
  await expect(page.getByLabel("Minutes of “Present the dilemma”")).toHaveValue("7,5");
  await expectAccessible(page, "starting a round");
  await page.getByRole("button", { name: "Start in 2 rooms" }).click();
  await expect(page.getByRole("heading", { name: "Gathering" })).toBeVisible();
  const check = page.getByRole("region", { name: "Before you begin" });
  await expect(check.getByText("nobody presents yet")).toHaveCount(2);
  await expectAccessible(page, "gathering");
  const inRoom = (number: number) => people.filter((person) => person.view.rooms[person.me.room]?.number === number);
  const presenter = inRoom(1)[0];
  if (!presenter) throw new Error("nobody is in room 1");
  await presenter.does({ type: "offer_to_present", offered: true });
  await expect(page.getByText("1 of 2 rooms have a presenter")).toBeVisible();
  await check.getByRole("button", { name: "Choose a presenter for Room 2" }).click();
  await page.getByRole("menuitem").first().click();
  await expect(page.getByText("Every room has a presenter and at least four people.")).toBeVisible();
  await page.getByRole("button", { name: "Begin now" }).click();
  await expect(page.getByRole("heading", { name: "1 of 4 Present the dilemma" })).toBeVisible();
  await expect(page.locator(".plan-header-clock")).toHaveText(/^7:\d\d$/);
  await expect(card(page, "Room 2").getByText("in step")).toBeVisible();

  // Pause, resume, a minute more.
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("paused", { exact: true }).first()).toBeVisible();
  await expectAccessible(page, "paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("button", { name: "+1 minute" }).click();
  await expect(page.getByText("+1 min", { exact: true }).first()).toBeVisible();

  // Next waits and can be cancelled; pressed again it goes, through the grace.
  await page.getByRole("button", { name: "Next step" }).click();
  // On the page: the live region may still have the word for those who listen.
  const pending = page.getByRole("region", { name: /^Round:/ }).getByText("Next: Clarifying questions");
  await expect(pending).toBeVisible();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(pending).toHaveCount(0);
  await page.getByRole("button", { name: "Next step" }).click();
  await expect(page.getByText("finishing; the next step begins by itself")).toBeVisible({ timeout: 10_000 });
  await page.getByRole("button", { name: "Now", exact: true }).click();
  await expect(page.getByRole("heading", { name: "2 of 4 Clarifying questions" })).toBeVisible();

  // A room calls: it comes first, the other parts say so too, and 'I'm going' tells the room.
  const caller = inRoom(2)[1];
  if (!caller) throw new Error("nobody is in room 2");
  await show(page, "Plan");
  await caller.does({ type: "call_for_help" });
  await expect(page.getByRole("button", { name: "All rooms 1 call" })).toBeVisible();
  await expect(page.getByRole("status")).toContainText("Room 2 asks for help");
  await show(page, "All rooms");
  await expect(page.getByRole("heading", { level: 3 }).first()).toHaveText("Room 2");
  await expectAccessible(page, "a call");
  await page.getByRole("button", { name: "I’m going Room 2" }).click();
  await expect(card(page, "Room 2").getByText("Nadia Okafor is going")).toBeVisible();
  await expect.poll(() => caller.view.details[caller.me.room]?.call?.claimed_by).toBeTruthy();
  await page.getByRole("button", { name: "Enter Room 2" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Room 2" })).toBeVisible();

  // A message reaches one room only.
  await show(page, "All rooms");
  await card(page, "Room 1 “Fractions”").getByRole("button", { name: /^Message/ }).click();
  await page.getByRole("textbox", { name: "Message" }).fill("Ten minutes to go");
  await expectAccessible(page, "a message");
  await page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => presenter.view.announcements.map((each) => each.text)).toEqual(["Ten minutes to go"]);
  expect(caller.view.announcements).toEqual([]);

  // Everyone is brought back, the record is taken along and read.
  await page.getByRole("button", { name: "Bring back" }).click();
  await page.getByRole("menuitem", { name: "in 30 seconds" }).click();
  await expect(page.getByRole("region", { name: "Breakout rooms" }).getByText(/^Everyone comes back in/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: "Bring back" }).click();
  await page.getByRole("menuitem", { name: "now" }).click();
  await expect(page.getByText("Rooms are closed", { exact: true })).toBeVisible();
  await show(page, "Links and record");
  await expect(page.getByRole("heading", { level: 2, name: "Links and record" })).toBeVisible();
  await expectAccessible(page, "links and record");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Document (Markdown)" }).click()]);
  expect(download.suggestedFilename()).toBe("science-community.md");
  const text = await readFile(await download.path(), "utf8");
  expect(text).toContain("Science community");
  expect(text).toContain("Nadia Okafor");
  expect(text).toContain("Fractions");
  const [record] = await Promise.all([page.waitForEvent("popup"), page.getByRole("link", { name: "Read the record" }).click()]);
  await expect(record.getByRole("heading", { level: 1, name: "Science community" })).toBeVisible();
  await expect(record.getByRole("heading", { level: 2, name: "Room 1 “Fractions”" })).toBeVisible();
  await expect(record.getByRole("heading", { level: 3, name: "Consultancy, 20 minutes" })).toHaveCount(2);
  await expectAccessible(record, "the record");
  for (const person of people) person.leave();
});

test("who is between rooms is placed with one click; who is removed is gone", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Late arrivals");
  const { page } = await join(browser, created.facilitator_url, "Nadia");
  const people = await gather(created.join_url, ["Ana", "Luis", "Mei"]);
  await show(page, "Plan");
  await page.getByLabel("Number of rooms").fill("2");
  await page.getByRole("button", { name: "Make rooms" }).click();
  await expect(page.getByLabel("More rooms (now 2)"), "two more are not asked for by themselves").toHaveValue("1");
  await page.getByText("Put late arrivals into the smallest room").click();
  await page.getByRole("button", { name: "For Ana" }).click();
  await page.getByRole("menuitem", { name: "Room 1", exact: true }).click();
  await show(page, "All rooms");
  await page.getByRole("button", { name: "Open rooms" }).click();
  await page.getByRole("menuitem", { name: "now" }).click();
  await arrive(people, page, 2);
  await expectAccessible(page, "people between rooms");
  await page.getByRole("button", { name: "Room 1 (1) Luis" }).click();
  await arrive(people, page, 1);
  await card(page, "Room 2").getByRole("button", { name: "More for Room 2" }).click();
  await page.getByRole("menuitem", { name: "Move people here…" }).click();
  await page.getByRole("option", { name: /^Mei/ }).click();
  await expectAccessible(page, "moving people");
  await page.getByRole("button", { name: "Move 1 person" }).click();
  await arrive(people, page, 0);

  await show(page, "People");
  await page.getByRole("button", { name: "For Mei" }).click();
  await page.getByRole("menuitem", { name: "Remove from the meeting…" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("lock the meeting or open a lobby");
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("button", { name: "For Mei" })).toHaveCount(0);
  for (const person of people) person.leave();
});

test("the plan of a larger meeting is whole wherever it was scrolled to", async ({ browser }) => {
  test.setTimeout(240_000);
  const created = await createMeeting(convene.url, "Many");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  await Promise.all(Array.from({ length: 24 }, (_, index) => registerOnly(convene.url, created.id, created.join_url, `Person ${index + 1}`)));
  await nadia.does({ type: "create_rooms", count: 4 });
  const waiting = () => Object.values(nadia.view.people).filter((person) => person.role === "participant");
  await expect.poll(() => waiting().length).toBe(24);
  await nadia.does({ type: "assign", people: waiting().map((person, index) => ({ person: person.id, room: nadia.room(1 + (index % 4)).id })) });
  const { page } = await join(browser, created.facilitator_url, "Nora");
  await show(page, "Plan");
  await expect(page.getByRole("region", { name: "Room 4" }).getByRole("row")).toHaveCount(6);

  // The columns scroll by themselves; in a narrow window and a low one the section does, in a tiny one all of the plan.
  for (const [width, height, scroller] of [[1366, 620, ".group-columns"], [700, 768, ".plan-section"], [1366, 560, ".plan-section"], [320, 400, ".plan"]] as const) {
    await page.setViewportSize({ width, height });
    // Laid out for the new size, which takes a moment.
    await expect.poll(() => page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight])).toEqual([width, height]);
    for (const top of [30, 65]) {
      const { scrolled, wide, high } = await page.locator(scroller).evaluate((element, to) => {
        element.scrollTop = to;
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { scrolled: element.scrollTop, wide: scrollWidth, high: scrollHeight };
      }, top);
      expect(scrolled, `${scroller} scrolls at ${width}x${height}`).toBeGreaterThan(0);
      expect([wide, high], "the page itself does not").toEqual([width, height]);
      await expectAccessible(page, `the plan at ${width}x${height}, scrolled by ${top}`);
    }
  }
  await expectAccessibleInDark(page, "the plan, scrolled");
  nadia.leave();
});

test("a facilitator on a phone, and in Spanish", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Comunidad de ciencias");
  const { page } = await join(browser, created.facilitator_url, "Nadia", { viewport: PHONE, locale: "es-MX" });
  const people = await gather(created.join_url, ["Ana", "Luis", "Mei", "Sam"]);
  const nav = page.getByRole("navigation").getByRole("button");
  await nav.nth(3).click();
  await page.getByLabel("Personas por grupo").fill("4");
  await page.getByRole("button", { name: "Grupos al azar" }).click();
  await expect(page.getByText("Todas las personas tienen sala.")).toBeVisible();
  await expectAccessible(page, "the plan on a phone, in Spanish");
  await nav.nth(1).click();
  await page.getByRole("button", { name: "Abrir las salas" }).click();
  await page.getByRole("menuitem", { name: "ahora" }).click();
  await expect(page.getByText("Las salas están abiertas", { exact: true })).toBeVisible();
  await expectAccessible(page, "all rooms on a phone, in Spanish");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, "nothing is wider than the phone").toBe(0);
  for (const person of people) person.leave();
});

test("a part of the page that cannot be loaded just now comes when the server is back", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Away for a moment");
  const nadia = await someone(browser, "Nadia");
  const parts = /\/assets\/(AllRooms|all-rooms|plan|Plan)-.*/;
  await nadia.context.route(parts, (route) => route.abort());
  await nadia.page.goto(created.facilitator_url);
  await nadia.page.getByLabel("Your name").fill("Nadia");
  await nadia.page.getByRole("button", { name: "Join the meeting" }).click();
  await show(nadia.page, "All rooms");
  await expect(nadia.page.getByRole("heading", { name: "Something broke on this page" })).toHaveCount(0);
  await nadia.context.unroute(parts);
  const empty = nadia.page.getByRole("heading", { name: "There are no breakout rooms yet" });
  await expect(empty).toBeVisible();
  await expect(nadia.page.locator(".all-rooms"), "with its style").toHaveCSS("display", "flex");
});

test("the operator's page: the token, live meetings, their rooms, the server away", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Live");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  await nadia.does({ type: "create_rooms", count: 2 });
  const { page } = await someone(browser, "Operator");
  await page.goto(`${convene.url}/operator`);
  const token = page.getByLabel("Operator token");
  await expect(token).toBeVisible();
  await expectAccessible(page, "the operator's door");
  await token.fill("a-token-that-is-wrong");
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page.getByText("This token is not the one that the server was started with.")).toBeVisible();
  await token.fill(OPERATOR_TOKEN);
  await page.getByRole("button", { name: "Open" }).click();
  const row = page.getByRole("row").filter({ hasText: created.id });
  await expect(row).toContainText("1 of 1");
  await row.getByRole("button", { name: `Show the rooms of ${created.id}` }).click();
  await expect(page.getByRole("row", { name: /^2 0 no round/ })).toBeVisible();
  await expect(page.getByText("Live", { exact: true }), "no titles").toHaveCount(0);
  await expectAccessible(page, "live meetings");
  await page.getByRole("button", { name: "Created" }).click();
  await expect(page.getByRole("columnheader", { name: "Created" })).toHaveAttribute("aria-sort", "ascending");
  nadia.leave();
  await convene.kill();
  await expect(page.getByText(/^The server does not answer since/)).toBeVisible({ timeout: 15_000 });
  await convene.restart();
  await expect(page.getByText(/^The server does not answer since/)).toHaveCount(0, { timeout: 15_000 });
});
