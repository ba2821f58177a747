import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { CHROMEBOOK, createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const part = (page: Page, name: string) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: new RegExp(`^${name}`) }).click();
const column = (page: Page, room: string) => page.getByRole("region", { name: room, exact: true });
const report = (page: Page) => page.getByRole("region", { name: /^Groups / });
const choose = async (page: Page, select: string, option: string) => {
  await page.getByRole("button", { name: new RegExp(`${select}$`) }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
};
const undo = (page: Page) => page.getByRole("button", { name: "Undo", exact: true }).click();

async function rowsOf(room: Locator): Promise<string[]> {
  return room.getByRole("row").locator(".group-person-name").allTextContents();
}

test("groups by a rule: sizes before, wishes kept and broken after, and the way back", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Groups by county");
  const { page } = await join(browser, created.facilitator_url, "Nadia Okafor");
  const counties = ["Merced", "Merced", "merced ", "Kern", "Kern", "Napa", "Napa", "Yolo"];
  const people = await Promise.all(counties.map((organization, n) => OnTheWire.join(created.join_url, `Person ${n + 1}`, { organization })));
  await part(page, "Plan");

  // What will come of it is said before.
  await page.getByLabel("People in a group").fill("4");
  await expect(page.getByText("8 people: 2 rooms of 4")).toBeVisible();
  await choose(page, "How", "Mixed");
  await page.getByRole("button", { name: "Make groups" }).click();
  await expect(page.getByText("Everyone has a room.")).toBeVisible();

  // Three from one county into two rooms cannot be kept apart: said, and why; everybody else is.
  await expect(report(page).getByRole("listitem")).toHaveCount(1);
  await expect(report(page).getByRole("listitem")).toContainText(/merced: 2 in Room [12]\. There are 3 of them for 2 rooms\./i);
  await expect(column(page, "Room 1").getByRole("row")).toHaveCount(4);
  await expect(column(page, "Room 2").getByRole("row")).toHaveCount(4);
  await expectAccessible(page, "groups by a rule");
  await expectAccessibleInDark(page, "groups by a rule");

  // A swap by hand that breaks more: the report offers the swap that mends it.
  const county = (name: string) => people[0]?.named(name).organization?.trim().toLowerCase();
  const [first, second] = [await rowsOf(column(page, "Room 1")), await rowsOf(column(page, "Room 2"))];
  const kern = first.find((name) => county(name) === "kern");
  const another = second.find((name) => county(name) !== "kern" && first.every((each) => county(each) !== county(name) || county(each) === "merced"));
  const other = another ?? second.find((name) => county(name) === "napa");
  if (kern === undefined || other === undefined) throw new Error("mixed groups have one from Kern in each room");
  for (const [room, name] of [["Room 1", kern], ["Room 2", other]] as const) await column(page, room).getByRole("row", { name, exact: true }).getByRole("checkbox").click({ force: true });
  await page.getByRole("button", { name: "Swap the two" }).click();
  await expect(column(page, "Room 2").getByRole("row", { name: kern, exact: true })).toBeVisible();
  await expect(report(page).getByText("2 of Kern in Room 2.")).toBeVisible();
  const offered = report(page).getByRole("button", { name: /^Swap / });
  await offered.first().click();
  await expect(report(page).getByText("2 of Kern in Room 2.")).toHaveCount(0);

  // Undo goes back over what was done last.
  await undo(page);
  await expect(report(page).getByText("2 of Kern in Room 2.")).toBeVisible();

  // Who stays, stays; alike and by language are one choice away.
  const [stays] = await rowsOf(column(page, "Room 2"));
  if (stays === undefined) throw new Error("somebody is in room 2");
  await column(page, "Room 2").getByRole("button", { name: `For ${stays}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "Stays in this room when groups are made" }).click();
  await expect(column(page, "Room 2").getByRole("row", { name: stays, exact: true })).toContainText("stays here");
  await choose(page, "How", "Alike");
  await page.getByRole("button", { name: "Make groups" }).click();
  await expect(report(page).getByRole("heading")).toHaveText("Groups alike by organization. Late arrivals go where they fit.");
  await expect(column(page, "Room 2").getByRole("row", { name: stays, exact: true })).toBeVisible();

  // A newcomer without a room; taken back, everybody is where they were.
  const before = await rowsOf(column(page, "Room 1"));
  await choose(page, "How", "At random");
  await page.getByRole("button", { name: "Random groups" }).click();
  await expect(report(page)).toHaveCount(0);
  await undo(page);
  await expect.poll(() => rowsOf(column(page, "Room 1"))).toEqual(before);
});

test("rooms of one language: shown, and late arrivals go where theirs is spoken", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Languages");
  const { page } = await join(browser, created.facilitator_url, "Nadia Okafor");
  await Promise.all(["es", "en", "es", "en", "en"].map((language, n) => OnTheWire.join(created.join_url, `Person ${n + 1}`, { language })));
  await part(page, "Plan");
  await page.getByLabel("People in a group").fill("3");
  await choose(page, "How", "By language");
  await page.getByRole("button", { name: "Make groups" }).click();
  await expect(report(page).getByText("Every room has one language.")).toBeVisible();
  const english = page.getByRole("region", { name: /^Room \d/ }).filter({ hasText: "English" });
  await expect(english.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("region", { name: /^Room \d/ }).filter({ hasText: "Spanish" }).getByRole("row")).toHaveCount(2);
  await part(page, "All rooms");
  await page.getByRole("button", { name: "Open rooms" }).click();
  await page.getByRole("menuitem", { name: "now", exact: true }).click();
  const late = await OnTheWire.join(created.join_url, "Lupe", { language: "en-GB" });
  expect(late.view.rooms[late.me.room]?.language).toBe("en");
  expect(late.me.why).toEqual({ kind: "late", rule: { rule: "language" } });
  await part(page, "Plan");
  await expect(english.getByRole("row")).toHaveCount(4);
});

test("changing groups: dragged by mouse and by keyboard, evened out, merged, each with the way back", async ({ browser }) => {
  const created = await createMeeting(convene.url, "By hand");
  const { page } = await join(browser, created.facilitator_url, "Nadia Okafor");
  await Promise.all(["Ana", "Luis", "Mei", "Sam", "Kofi", "Priya"].map((name) => OnTheWire.join(created.join_url, name)));
  await part(page, "Plan");
  await page.getByLabel("Number of rooms").fill("3");
  await page.getByRole("button", { name: "Make rooms" }).click();
  const [one, two] = [column(page, "Room 1"), column(page, "Room 2")];

  // By mouse: a card, then two at once that are selected.
  await page.getByRole("row", { name: "Ana", exact: true }).dragTo(one.getByRole("grid"));
  await expect(one.getByRole("row", { name: "Ana", exact: true })).toBeVisible();
  for (const name of ["Luis", "Mei"]) await page.getByRole("row", { name, exact: true }).getByRole("checkbox").click({ force: true });
  await page.getByRole("row", { name: "Mei", exact: true }).dragTo(one.getByRole("grid"));
  await expect(one.getByRole("row")).toHaveCount(3);

  // By keyboard: arrows go to somebody and to their grip, which takes them up, the tab key goes to a room, Enter puts them down.
  const [sam, grip] = [page.getByRole("row", { name: "Sam", exact: true }), page.getByRole("button", { name: "Drag Sam", exact: true })];
  // A list gives the focus to whom it was on before.
  await column(page, "Without a room").getByRole("row").first().focus();
  await page.keyboard.press("Home");
  for (let n = 0; n < 3 && !(await sam.evaluate((row) => row === document.activeElement)); n += 1) await page.keyboard.press("ArrowDown");
  await expect(sam).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(grip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(two.getByRole("grid")).toBeVisible();
  for (let n = 0; n < 6 && !(await two.getByRole("grid").evaluate((grid) => grid === document.activeElement || grid.contains(document.activeElement))); n += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(two.getByRole("row", { name: "Sam", exact: true })).toBeVisible();
  await undo(page);
  await expect(two.getByRole("row", { name: "Sam", exact: true })).toHaveCount(0);
  await page.getByRole("row", { name: "Sam", exact: true }).dragTo(two.getByRole("grid"));
  await expect(two.getByRole("row")).toHaveCount(1);

  // Three and one become two and two in one click.
  await page.getByRole("button", { name: "Even out" }).click();
  await expect(one.getByRole("row")).toHaveCount(2);
  await expect(two.getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Even out" })).toBeDisabled();
  await undo(page);
  await expect(one.getByRole("row")).toHaveCount(3);

  // Merging says what it means first; the way back opens the room and brings its people.
  await page.getByRole("button", { name: "More for Room 2" }).click();
  await page.getByRole("menuitem", { name: "Merge into another room…" }).click();
  const dialog = page.getByRole("dialog", { name: "Merge Room 2 into another room" });
  await dialog.getByRole("button", { name: /Into$/ }).click();
  await page.getByRole("option", { name: "Room 1 (3)" }).click();
  await expect(dialog.getByText("1 person goes to Room 1.")).toBeVisible();
  await expect(dialog.getByText(/its notes stay in the record/)).toBeVisible();
  await expectAccessible(page, "merging");
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(two).toHaveCount(0);
  await expect(one.getByRole("row")).toHaveCount(4);
  await expect(page.getByText("Room 2 was merged into Room 1.").last()).toBeVisible();
  await undo(page);
  await expect(two.getByRole("row", { name: "Sam", exact: true })).toBeVisible();
  await expect(one.getByRole("row")).toHaveCount(3);
});

test("people choose their room: seats are kept, who did not choose is placed, and everyone is told why they are where they are", async ({ browser }) => {
  const created = await createMeeting(convene.url, "By choice");
  const { page } = await join(browser, created.facilitator_url, "Nadia Okafor");
  const ana = await join(browser, created.join_url, "Ana", { viewport: PHONE, hasTouch: true });
  const [luis, mei] = await Promise.all(["Luis", "Mei"].map((name) => OnTheWire.join(created.join_url, name)));
  if (!luis || !mei) throw new Error("both have joined");
  await part(page, "Plan");
  await page.getByLabel("Number of rooms").fill("2");
  await page.getByRole("button", { name: "Make rooms" }).click();
  await page.getByRole("button", { name: "Let people choose…" }).click();
  const dialog = page.getByRole("dialog", { name: "Let people choose…" });
  await dialog.getByLabel("Seats: Room 1").fill("1");
  await expect(dialog.getByText("3 seats for 3 people")).toBeVisible();
  await expectAccessible(page, "opening a choice");
  await dialog.getByRole("button", { name: "Let them choose" }).click();
  await expect(page.getByRole("heading", { name: "0 of 3 people have chosen." })).toBeVisible();

  // On a phone: a card with the seats that are left, which follow what others take.
  const card = ana.page.getByRole("region", { name: "Choose your room" });
  await expect(card.getByRole("button", { name: "Room 1 1 seat left" })).toBeVisible();
  await expectAccessible(ana.page, "choosing a room");
  await luis.does({ type: "choose", room: luis.room(1).id });
  await expect(card.getByRole("button", { name: "Room 1 full" })).toBeDisabled();
  // By a raw socket over the limit: the server keeps it.
  expect(await mei.try({ type: "choose", room: mei.room(1).id })).toMatchObject({ ok: false, reason: "room_full" });
  await card.getByRole("button", { name: "Room 2 2 seats left" }).click();
  await expect(card.getByText("You go to Room 2 when rooms open.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "2 of 3 people have chosen." })).toBeVisible();

  await part(page, "All rooms");
  await page.getByRole("button", { name: "Open rooms" }).click();
  await page.getByRole("menuitem", { name: "now", exact: true }).click();
  await expect(ana.page.getByRole("heading", { level: 1, name: "Room 2" })).toBeVisible();
  await expect(card).toHaveCount(0);
  // Mei did not choose, and was placed where a seat was left.
  await expect.poll(() => mei.view.rooms[mei.me.room]?.number).toBe(2);
  const arrival = ana.page.getByRole("region", { name: "Welcome to Room 2" });
  await expect(arrival.getByText("You are here with Mei. You chose this room.")).toBeVisible();
  await expectAccessible(ana.page, "on arrival");
  await arrival.getByRole("button", { name: "Got it" }).click();
  await expect(arrival).toHaveCount(0);

  // A quiet visit: seen as visiting, not announced, back in one click.
  await page.getByRole("button", { name: "More for Room 2" }).click();
  await page.getByRole("menuitem", { name: "Look in quietly" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Room 2" })).toBeVisible();
  await expect(page.getByText("You look in quietly", { exact: false })).toBeVisible();
  await expectAccessible(page, "a quiet visit");
  await ana.page.getByRole("navigation", { name: "Parts of the room" }).getByRole("button", { name: "People" }).click();
  await expect(ana.page.getByText("visiting", { exact: true })).toBeVisible();
  await expect(ana.page.getByRole("status")).not.toContainText("Nadia");
  await page.getByRole("button", { name: "Back to Main room" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Main room" })).toBeVisible();
});

test("saved groups are used again: who is gone is skipped, who came is named", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Saved groups");
  const { page } = await join(browser, created.facilitator_url, "Nadia Okafor");
  const people = await Promise.all(["Ana", "Luis", "Mei", "Sam"].map((name) => OnTheWire.join(created.join_url, name)));
  await part(page, "Plan");
  await page.getByLabel("People in a group").fill("2");
  await page.getByRole("button", { name: "Random groups" }).click();
  await expect(page.getByText("Everyone has a room.")).toBeVisible();
  const before = await rowsOf(column(page, "Room 1"));
  await page.getByRole("button", { name: "Saved groups" }).click();
  const dialog = page.getByRole("dialog", { name: "Saved groups" });
  await dialog.getByLabel("Save the groups as they are now as").fill("Morning");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByText("4 people")).toBeVisible();
  await expectAccessible(page, "saved groups");
  await dialog.getByRole("button", { name: "Close" }).click();
  await people[0]?.does({ type: "describe", name: "Ana Morales" });
  await OnTheWire.join(created.join_url, "Lupe");
  // The list is as it will be before anybody is dragged.
  for (const name of ["Ana Morales", "Lupe"]) await expect(page.getByRole("row", { name, exact: true })).toBeVisible();
  for (const name of before) {
    const row = { name: name === "Ana" ? "Ana Morales" : name, exact: true };
    await page.getByRole("row", row).dragTo(column(page, "Room 2").getByRole("grid"));
    await expect(column(page, "Room 2").getByRole("row", row)).toBeVisible();
  }
  await expect(column(page, "Room 1").getByRole("row", { name: /Nobody/ })).toBeVisible();
  await page.getByRole("button", { name: "Saved groups (1)" }).click();
  await expect(dialog.getByText("not in it: Lupe")).toBeVisible();
  await dialog.getByRole("button", { name: "Use again Morning" }).click();
  await expect(column(page, "Room 1").getByRole("row")).toHaveCount(before.length);
  await expect(page.getByText("1 person without a room")).toBeVisible();
});

test("a move that a page misses heals itself; of two facilitators the last one wins, and both see it", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Moves");
  const { page } = await join(browser, created.facilitator_url, "Nadia Okafor");
  const ana = await join(browser, created.join_url, "Ana");
  const others = await Promise.all(["Luis", "Mei", "Sam"].map((name) => OnTheWire.join(created.join_url, name)));
  const second = await OnTheWire.join(created.facilitator_url, "Omar");
  await second.does({ type: "create_rooms", count: 3 });
  const rooms = [1, 2, 3].map((number) => second.room(number).id);
  const [one, two, three] = rooms;
  if (one === undefined || two === undefined || three === undefined) throw new Error("there are three rooms");
  await second.does({ type: "assign", people: Object.values(second.view.people).filter((person) => person.role === "participant").map((person) => ({ person: person.id, room: one })) });
  await second.does({ type: "open_rooms", in_seconds: 0 });
  await expect(ana.page.getByRole("heading", { level: 1, name: "Room 1" })).toBeVisible();

  // The network is gone as she is moved: shown as not arrived, offered to send again; back, the page is in the new room.
  await ana.context.setOffline(true);
  await second.does({ type: "move", people: [second.named("Ana").id], room: two });
  await part(page, "Plan");
  await page.getByText("Who was moved").click();
  const moves = page.getByRole("listitem").filter({ hasText: "Ana: Room 1 → Room 2" });
  await expect(moves).toContainText("by Omar");
  await expect(moves).not.toContainText("arrived,");
  await ana.context.setOffline(false);
  const heading = ana.page.getByRole("heading", { level: 1, name: "Room 2" });
  await expect(heading).toBeVisible({ timeout: 30_000 });
  await expect(heading).toBeFocused();
  await expect(moves.getByText("arrived", { exact: true })).toBeVisible();

  // Two facilitators move the same people at once, over their own sockets, many times.
  const third = await OnTheWire.join(created.facilitator_url, "Eva");
  const ids = others.map((person) => person.me.id);
  for (let n = 0; n < 10; n += 1) {
    const targets = n % 2 === 0 ? [two, three] : [three, two];
    // Whoever is there already is not moved again; that is a no, and no fault.
    await Promise.all([second.try({ type: "move", people: ids, room: targets[0] ?? two }), third.try({ type: "move", people: ids, room: targets[1] ?? three })]);
  }
  const where = (view: typeof second.view) => ids.map((id) => view.people[id]?.room);
  await expect.poll(() => JSON.stringify(where(second.view)) === JSON.stringify(where(third.view))).toBe(true);
  expect(new Set(where(second.view)).size, "they went together, to one room").toBe(1);
  const by = (view: typeof second.view) => view.receipts[ids[0] ?? ""]?.by;
  expect(by(second.view)).toBe(by(third.view));
});

test("groups are made days before of who is expected; whoever comes later is shown the room, and why", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Planned before");
  const nadia = await join(browser, created.facilitator_url, "Nadia Okafor");
  const { page } = nadia;
  const rows = ["Ana", "Ben", "Cai"].map((name) => `${name},Kern COE`).concat(["Dee", "Eli", "Fay"].map((name) => `${name},Napa COE`));
  await planSection(page, "Before the meeting");
  const list = page.getByRole("region", { name: "People and rooms from a list" });
  await list.getByLabel("People", { exact: true }).fill(`Name,Organization\n${rows.join("\n")}\n`);
  await list.getByRole("button", { name: "Add 6 people" }).click();
  await expect(page.getByText("6 people are expected and not here. 6 have no link yet.")).toBeVisible();

  // Nobody is here: then it is who is expected that one comes for. What will come of it is said before.
  await planSection(page, "Groups");
  const tick = page.getByRole("checkbox", { name: "Also 6 people expected, not here yet" });
  await expect(tick).toBeChecked();
  await page.getByLabel("People in a group").fill("3");
  await expect(page.getByText("6 people: 2 rooms of 3")).toBeVisible();
  await shot(page, "groups-before");
  await choose(page, "How", "Alike");
  await page.getByRole("button", { name: "Make groups" }).click();
  for (const room of ["Room 1", "Room 2"]) {
    await expect(column(page, room).getByRole("row")).toHaveCount(3);
    await expect(column(page, room).getByText("not here yet")).toHaveCount(3);
  }
  await expect(page.getByText("Everyone has a room.")).toBeVisible();
  await expectAccessible(page, "groups of who is expected");
  await expectAccessibleInDark(page, "groups of who is expected");
  await shot(page, "groups-expected");
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "groups-expected-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  await expectAccessible(page, "groups of who is expected, on a phone");
  await shot(page, "groups-expected-phone");
  await page.setViewportSize(CHROMEBOOK);

  // One click takes it back, as everywhere; and does it again.
  await undo(page);
  await expect(page.getByText("6 people without a room")).toBeVisible();
  await page.getByRole("button", { name: "Make groups" }).click();
  await expect(column(page, "Room 2").getByRole("row")).toHaveCount(3);
  const [first] = await rowsOf(column(page, "Room 1"));
  const alikes = ["Ana", "Ben", "Cai"].includes(first ?? "") ? ["Ana", "Ben", "Cai"] : ["Dee", "Eli", "Fay"];
  const anasRoom = alikes.includes("Ana") ? "Room 1" : "Room 2";

  // One of them comes in time, one when the rooms are open, and is told where and why; nobody else is expected on their page.
  await planSection(page, "Before the meeting");
  const download = page.waitForEvent("download");
  await list.getByRole("button", { name: "Make 6 links and save the file" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  const linkOf = (name: string) => file.split(/\r?\n/u).find((line) => line.startsWith(`${name},`))?.split(",").at(-1) ?? "";
  const come = async (name: string, options = {}) => {
    const one = await someone(browser, name, options);
    await one.page.goto(linkOf(name));
    await one.page.getByRole("button", { name: "Join the meeting" }).click();
    await expect(one.page.locator("[data-room-heading]")).toBeVisible();
    return one;
  };
  const ben = await come("Ben");
  await expect(ben.page.locator("[data-room-heading]")).toHaveText("Main room");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await expect(ben.page.locator("[data-room-heading]")).toHaveText(anasRoom);
  const ana = await come("Ana", { viewport: PHONE });
  await expect(ana.page.locator("[data-room-heading]")).toHaveText(anasRoom);
  const card = ana.page.getByRole("region", { name: `Welcome to ${anasRoom}` });
  await expect(card).toContainText("You are here with Ben. Groups were made alike by organization.");
  await expect(ana.page.getByText("Cai")).toHaveCount(0);
  await expectAccessible(ana.page, "somebody who comes into their planned room");
  await shot(ana.page, "groups-came-phone");
  await shot(ben.page, "groups-came");
  await planSection(page, "Groups");
  await expect(column(page, anasRoom).getByRole("row", { name: "Ana", exact: true })).not.toContainText("not here yet");
  await shot(page, "groups-open");

  // Who is on no list is placed by the same rule beside them: the room that fits.
  const gus = await OnTheWire.join(created.join_url, "Gus", { organization: "Kern COE" });
  await expect.poll(() => gus.view.rooms[gus.me.room]?.number).toBe(anasRoom === "Room 1" ? 1 : 2);
  for (const one of [helper, gus]) one.leave();
  for (const { context } of [nadia, ana, ben]) await context.close();
});
