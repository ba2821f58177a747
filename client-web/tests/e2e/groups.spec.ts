import { expect, type Locator, type Page, test } from "@playwright/test";
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

  // By keyboard: the grip takes somebody up, the tab key goes to a room, Enter puts them down.
  await page.getByRole("row", { name: "Sam", exact: true }).getByRole("button", { name: /^Drag/ }).focus();
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
