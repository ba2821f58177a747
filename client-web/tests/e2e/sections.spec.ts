/** Sections of the board open and close with the steps: at the pages, by a raw socket, and for words that come late. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join } from "./support/people.ts";
import { RawBoard, RawMeeting } from "./support/raw.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const bar = (page: Page) => page.getByRole("region", { name: "Where we are" });
const board = (page: Page) => page.getByRole("region", { name: "Board", exact: true });
const note = (page: Page, text: string) => board(page).getByRole("group", { name: text });

async function write(page: Page, text: string): Promise<void> {
  await board(page).getByRole("button", { name: "Add note", exact: true }).click();
  await board(page).getByRole("textbox", { name: "Text of the note" }).fill(text);
}

/** What was on its way as a step changed is let through for five seconds after the board has heard of it. */
async function linger(): Promise<void> {
  const heard = Date.now();
  await expect.poll(() => Date.now() - heard, { timeout: 15_000 }).toBeGreaterThan(6_000);
}

test("a closed section is read only, says when it opens, refuses a raw socket, and gives late words back", async ({ browser }) => {
  test.slow();
  const created = await createMeeting(convene.url, "In their sections");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis");
  const sam = await OnTheWire.join(created.join_url, "Sam");
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "assign", people: ["Ana", "Luis", "Sam"].map((name) => ({ person: nadia.named(name).id, room })) });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: [600, 600, 600, 600] });
  await nadia.does({ type: "set_presenter", room, person: sam.me.id });
  await nadia.does({ type: "begin", on: { room } });
  const next = async (step: string) => {
    await nadia.does({ type: "next_step", on: { room } });
    await nadia.does({ type: "next_step", on: { room } });
    await expect(bar(ana.page)).toContainText(step);
  };
  await next("2 of 4");

  // Clarifying: its section is open, those of later steps say when they open.
  await write(ana.page, "How many are you?");
  await board(ana.page).getByRole("textbox", { name: "Text of the note" }).press("Escape");
  await expect(board(ana.page)).toContainText("opens in step 3");
  await expectAccessible(ana.page, "sections that open later");

  // A client of one's own puts a note where nobody writes yet: refused, told why, and nobody sees it.
  const key = await luis.page.evaluate(() => Object.keys(localStorage).find((name) => name.startsWith("convene.meeting.")) ?? "");
  const secret = await luis.page.evaluate((name) => (JSON.parse(localStorage.getItem(name) ?? "{}") as { personSecret: string }).personSecret, key);
  const meeting = await RawMeeting.open(convene.url, nadia.view.meeting.id, secret);
  const id = nadia.view.details[room]?.board ?? "";
  const raw = await RawBoard.open(convene.url, id, await meeting.ticket(id));
  // It may have heard of the beginning and of two steps at once; then what was before is a board without a round, which is all open.
  await linger();
  raw.note("Too early", "luis");
  await expect(raw.until(() => false, "a refusal")).rejects.toThrow("closed with 4409");
  await expect(note(luis.page, "How many are you?")).toBeVisible();
  await expect(note(luis.page, "Too early")).toHaveCount(0);

  // Luis writes on as his network goes; the step ends without him. What he wrote comes too late, and is his to copy.
  await write(luis.page, "Which grade?");
  await luis.context.setOffline(true);
  await board(luis.page).getByRole("textbox", { name: "Text of the note" }).fill("Which grade, and since when?");
  await next("3 of 4");
  await linger();
  await luis.context.setOffline(false);
  await expect(board(luis.page)).toContainText("This part of the board is closed now", { timeout: 30_000 });
  await expect(board(luis.page).getByText("Which grade, and since when?")).toBeVisible();
  await expect(luis.page.locator(".saved-sign")).toHaveText("Not all is sent yet");
  await expectAccessible(luis.page, "late words");
  await board(luis.page).getByRole("button", { name: "Open the board again" }).click();
  await expect(note(luis.page, "How many are you?")).toBeVisible();
  await expect(luis.page.locator(".saved-sign")).toHaveText("Saved");
  await expect(note(luis.page, "Which grade, and since when?")).toHaveCount(0);
  await write(luis.page, "Ask the families first");
  await board(luis.page).getByRole("textbox", { name: "Text of the note" }).press("Escape");

  // What stands in a section that has closed is to read: no pen, no menu, for everybody but who facilitates.
  const closed = note(ana.page, "How many are you?");
  await expect(closed).toBeVisible();
  await expect(closed.getByRole("button")).toHaveCount(0);
  await expect(note(ana.page, "Ask the families first").getByRole("button", { name: "Edit" })).toBeVisible();
  await expectAccessible(ana.page, "a section that has closed");
  meeting.close();
  for (const someone of [nadia, sam]) someone.leave();
});
