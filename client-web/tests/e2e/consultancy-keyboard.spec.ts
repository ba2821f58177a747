/** Without a pointer: a participant from the door to a note in the list, and a whole meeting from its creation to the record. */
import { expect, type Page, test } from "@playwright/test";
import { Convene } from "./support/convene.ts";
import { createMeeting, join } from "./support/people.ts";
import { Person } from "./support/person.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;
test.beforeAll(async () => {
  convene = await Convene.start();
});
test.afterAll(async () => {
  await convene.stop();
});

/** Presses the tab key until the focus is on what has this role and name, as somebody does who knows where they want to go. */
async function tabTo(page: Page, role: "textbox" | "button" | "tab" | "group" | "link", name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, typeof name === "string" ? { name, exact: true } : { name }).first();
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 90; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      // Where the keyboard is can be seen.
      const seen = await wanted.evaluate((element) => {
        const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element);
        return { outlineStyle, boxShadow, borderColor };
      });
      expect(seen.outlineStyle !== "none" || seen.boxShadow !== "none", `the focus on ${name} shows: ${JSON.stringify(seen)}`).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tab key does not reach the ${role} ${name}`);
}

async function press(page: Page, role: "button" | "link", name: string | RegExp): Promise<void> {
  await tabTo(page, role, name);
  await page.keyboard.press("Enter");
}

/** Opens a menu and goes down to what is wanted. */
async function choose(page: Page, menu: string | RegExp, item: string): Promise<void> {
  await press(page, "button", menu);
  const wanted = page.getByRole("menuitem", { name: item, exact: true });
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 12 && !(await wanted.evaluate((element) => element === document.activeElement)); presses++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}

test("joining, a hand, a message and a note, by keyboard alone", async ({ browser }) => {
  const created = await createMeeting(convene.url, "By keyboard");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const tom = await Person.arrive(browser, "Tom Keller");
  const { page } = tom;
  const { keyboard } = page;

  await page.goto(created.join_url);
  await tabTo(page, "textbox", "Your name");
  await keyboard.type("Tom Keller");
  await keyboard.press("Enter");
  await tom.inRoom("Main room");

  await tabTo(page, "button", /^Raise hand/);
  await keyboard.press("Space");
  await expect(nadia.page.getByText("hand up, 1")).toBeAttached();
  await expect(tom.button(/^Lower hand/)).toBeFocused();
  await keyboard.press("Space");
  await expect(tom.button(/^Raise hand/)).toBeFocused();

  await tabTo(page, "textbox", "Write to this room");
  await keyboard.type("Good morning from the keyboard");
  await keyboard.press("Enter");
  await tom.hears("Good morning from the keyboard");

  await tabTo(page, "button", "List view");
  await keyboard.press("Enter");
  await tabTo(page, "button", "Add note");
  await keyboard.press("Enter");
  await expect(tom.noteText).toBeFocused();
  await keyboard.type("A note without a mouse");
  await keyboard.press("Escape");
  await expect(tom.note("A note without a mouse")).toBeFocused();
  // With the keys of the board: write on, and take it back.
  await keyboard.press("Enter");
  await keyboard.type(", and more");
  await keyboard.press("Escape");
  await expect(tom.note("A note without a mouse, and more")).toBeFocused();
  await keyboard.press("Control+z");
  await expect(tom.note(/A note without a mouse$/)).toBeVisible();
  await expect(nadia.page.getByText("A note without a mouse", { exact: true })).toBeVisible();
  await keyboard.press("Delete");
  await expect(nadia.page.getByText("A note without a mouse", { exact: true })).toHaveCount(0);
  expect(tom.faults).toEqual([]);
});

test("a whole meeting by keyboard alone: created, planned, run and taken away by its facilitator, followed by a participant", async ({ browser }) => {
  test.setTimeout(240_000);
  const nadia = await Person.arrive(browser, "Nadia Okafor");
  const { page } = nadia;
  const said = page.getByRole("status");
  await page.goto(convene.url);
  await tabTo(page, "textbox", "What is the meeting called?");
  await page.keyboard.type("By keys alone");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const joinLink = await page.getByRole("textbox", { name: "Join link" }).inputValue();
  await press(page, "link", "Enter the meeting");
  await tabTo(page, "textbox", "Your name");
  await page.keyboard.type("Nadia Okafor");
  await page.keyboard.press("Enter");
  await nadia.inRoom("Main room");

  // Two participants by keyboard, two on the wire.
  const ana = await Person.arrive(browser, "Ana Morales");
  await ana.page.goto(joinLink);
  await tabTo(ana.page, "textbox", "Your name");
  await ana.page.keyboard.type("Ana Morales");
  await ana.page.keyboard.press("Enter");
  await ana.inRoom("Main room");
  const others = await Promise.all(["Sam", "Luis", "Mei"].map((name) => OnTheWire.join(joinLink, name)));
  await expect(said).toContainText(/here now|came|arrived|Ana Morales/);

  // Planned: a room, everyone in it.
  await press(page, "button", "Plan");
  await press(page, "button", "Groups");
  await tabTo(page, "textbox", "People in a group");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("4");
  await press(page, "button", "Random groups");
  await expect(page.getByText("Everyone has a room.")).toBeVisible();

  // Opened: who is moved hears where they are, and the focus is on the room's heading.
  await press(page, "button", /^All rooms/);
  await choose(page, "Open rooms", "now");
  await expect(ana.page.getByRole("alert")).toContainText("You are in Room 1 now");
  await expect(ana.page.getByRole("heading", { level: 1, name: "Room 1" })).toBeFocused();

  // A round: started, begun with a presenter who offered by keyboard, on by a step.
  await press(page, "button", "Start a round");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await press(page, "button", /^Start in 1 room/);
  await expect(dialog).toHaveCount(0);
  await tabTo(ana.page, "button", "I can present");
  await ana.page.keyboard.press("Space");
  await expect(ana.stepBar).toContainText("Gathering");
  await press(page, "button", "Begin now");
  await ana.inStep("Present the dilemma");
  await expect(ana.page.getByRole("status")).toContainText("You have the floor.");
  await press(page, "button", "Next step");
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  await expect(page.getByText("finishing; the next step begins by itself")).toBeVisible();
  await press(page, "button", "Now");
  await ana.inStep("Clarifying questions");
  await expect(ana.page.getByRole("status")).toContainText("Clarifying questions");

  // Back, the end, the record.
  await choose(page, "Bring back", "now");
  await expect(ana.page.getByRole("alert")).toContainText("You are in Main room now");
  await expect(ana.page.getByRole("heading", { level: 1, name: "Main room" })).toBeFocused();
  await press(page, "button", "Links and record");
  await press(page, "button", /^End the meeting/);
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await press(page, "button", "End the meeting");
  for (const person of [nadia, ana]) await expect(person.page.getByRole("heading", { level: 1, name: "The meeting has ended" })).toBeFocused();
  await tabTo(page, "link", "Read the record");
  const [record] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("Enter")]);
  await expect(record.getByRole("heading", { level: 1, name: "By keys alone" })).toBeVisible();
  expect([...nadia.faults, ...ana.faults]).toEqual([]);
  for (const one of others) one.leave();
});

test("a device whose clock is an hour wrong shows the right times", async ({ browser }) => {
  const created = await createMeeting(convene.url, "An hour off");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const ana = await Person.arrive(browser, "Ana");
  await ana.page.addInitScript(() => {
    const real = Date.now.bind(Date);
    const RealDate = Date;
    const shifted = () => real() + 3_600_000;
    class WrongDate extends RealDate {
      constructor(...at: unknown[]) {
        super(...((at.length === 0 ? [shifted()] : at) as [number]));
      }
      static override now = shifted;
    }
    Object.assign(window, { Date: WrongDate });
  });
  await ana.join(created.join_url);
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "assign", people: [{ person: nadia.named("Ana").id, room }] });
  await nadia.does({ type: "open_rooms", in_seconds: 60 });
  await expect(ana.stepBar).toContainText(/Rooms open in (60|5\d) s/);
  await nadia.does({ type: "cancel_countdown" });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-50" }, seconds: null });
  await ana.button("I can present").click();
  await nadia.does({ type: "begin", on: { plan: nadia.view.details[room]?.round?.plan ?? "" } });
  await ana.inStep("Present the dilemma");
  await expect(ana.stepBar.locator(".time-ring")).toContainText("10");
  await expect(ana.stepBar).toContainText("50 minutes of the round left");
  // What was said is stamped with the time that everybody else sees.
  await nadia.does({ type: "say", text: "What time is it?" });
  await nadia.does({ type: "move", people: [nadia.me.id], room });
  await nadia.does({ type: "say", text: "Now I am here." });
  const at = nadia.view.chat[room]?.at(-1)?.at ?? 0;
  const told = await ana.chat.getByRole("listitem").filter({ hasText: "Now I am here." }).locator("time").getAttribute("datetime");
  expect(Date.parse(told ?? "")).toBe(at);
  expect(Math.abs(at - Date.now()), "by the server's clock, not the device's").toBeLessThan(600_000);
  nadia.leave();
});
