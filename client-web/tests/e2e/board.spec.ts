import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeEach(async () => {
  convene = await Convene.start();
});

test.afterEach(async () => {
  await convene.stop();
});

const board = (page: Page): Locator => page.getByRole("region", { name: "Board", exact: true });
const notes = (page: Page): Locator => board(page).locator("[data-note]");
const noteWith = (page: Page, text: string): Locator => notes(page).filter({ hasText: text });
const isSaved = (page: Page) => expect(board(page).locator(".board-status")).toHaveText("Saved");

const placeOf = (page: Page) => noteWith(page, "here").evaluate((note) => [note.parentElement?.offsetLeft, note.parentElement?.offsetTop]);

async function add(page: Page, text: string): Promise<void> {
  await board(page).getByRole("button", { name: "Add note", exact: true }).first().click();
  await page.keyboard.type(text);
  await page.keyboard.press("Escape");
  await expect(noteWith(page, text)).toBeVisible();
}

/** One room in the first step of the Consultancy in 20 minutes. */
async function begin(nadia: OnTheWire, people: string[], presenter: string): Promise<string> {
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "assign", people: people.map((name) => ({ person: nadia.named(name).id, room })) });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await nadia.does({ type: "set_presenter", room, person: nadia.named(presenter).id });
  await nadia.does({ type: "begin", on: { room } });
  return room;
}

/** Each step has its grace, so that it takes two to go on by one. */
async function goOn(nadia: OnTheWire, room: string, steps: number): Promise<void> {
  for (let each = 0; each < 2 * steps; each += 1) await nadia.does({ type: "next_step", on: { room } });
}

test("two people write in one note at once, and each takes back only their own", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben");
  await add(ana.page, "middle");
  await expect(noteWith(ben.page, "middle")).toContainText("Ana");
  await isSaved(ana.page);

  await noteWith(ben.page, "middle").dblclick();
  await expect(noteWith(ana.page, "middle")).toContainText("Ben writing…");
  await noteWith(ana.page, "middle").dblclick();
  const area = (page: Page) => board(page).getByRole("textbox", { name: "Text of the note" });
  await area(ana.page).press("Home");
  await area(ben.page).press("End");
  await Promise.all([ana.page.keyboard.type("Before 🌱 the ", { delay: 15 }), ben.page.keyboard.type(" and what comes after", { delay: 15 })]);
  const both = "Before 🌱 the middle and what comes after";
  await expect(area(ana.page)).toHaveValue(both);
  await expect(area(ben.page)).toHaveValue(both);
  // The caret stayed where each of them was writing.
  await Promise.all([ana.page.keyboard.type("very "), ben.page.keyboard.type("!")]);
  await expect(area(ben.page)).toHaveValue("Before 🌱 the very middle and what comes after!");
  await ben.page.keyboard.press("Escape");
  await ana.page.keyboard.press("Escape");

  await add(ben.page, "Ben’s own");
  await expect(noteWith(ana.page, "Ben’s own")).toBeVisible();
  // A pause in typing begins a new step, so it may take several.
  const undo = board(ana.page).getByRole("button", { name: "Undo", exact: true });
  const text = noteWith(ana.page, "middle").locator(".note-text");
  await expect
    .poll(async () => {
      const now = (await text.textContent()) ?? "";
      if (/Before|very/.test(now)) await undo.click();
      return now;
    })
    .toBe("middle and what comes after!");
  await expect(noteWith(ben.page, "middle and what comes after!")).toBeVisible();
  await expect(noteWith(ben.page, "Before")).toHaveCount(0);
  await expect(noteWith(ben.page, "Ben’s own")).toBeVisible();
  await isSaved(ana.page);
  await expectAccessible(ana.page, "the board");
});

test("a note that somebody deletes while one writes in it is told of, and its words can be kept", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben");
  await add(ana.page, "stays");
  await add(ana.page, "half a");
  await noteWith(ben.page, "half a").dblclick();
  await ben.page.keyboard.press("End");
  await ben.page.keyboard.type(" thought");
  await expect(noteWith(ana.page, "half a thought")).toBeVisible();
  await noteWith(ana.page, "half a thought").focus();
  await ana.page.keyboard.press("Delete");
  const told = ben.page.getByText("The note that you were writing in was deleted.");
  await expect(told.first()).toBeVisible();
  await expect(noteWith(ben.page, "stays")).toBeFocused();
  await ben.page.getByRole("button", { name: "Keep the words in a new note" }).click();
  await expect(noteWith(ana.page, "half a thought")).toBeVisible();
  await expect(noteWith(ben.page, "half a thought")).toContainText("Ben (you)");
});

test("notes are made where one double-clicks, and moved by pointer; others see it while it happens", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben");
  const { page } = ana;
  await isSaved(page);
  const surface = await board(page).locator(".board-layer").boundingBox();
  if (!surface) throw new Error("no board");
  const at = (x: number, y: number) => [surface.x + x, surface.y + y] as const;
  await page.mouse.dblclick(...at(300, 200));
  await page.keyboard.type("here");
  await page.keyboard.press("Escape");
  const made = await placeOf(page);
  await expect.poll(() => placeOf(ben.page)).toEqual(made);

  // Held, it is seen to move; with Escape it goes back.
  const held = ben.page.locator(".board-note[data-peer]");
  await page.mouse.move(...at(300, 210));
  await page.mouse.down();
  await page.mouse.move(...at(500, 330), { steps: 5 });
  await expect(held).toContainText("here");
  await expect(ben.page.locator(".board-pointer-name")).toHaveText("Ana");
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(held).toHaveCount(0);
  expect(await placeOf(page)).toEqual(made);

  await page.mouse.move(...at(300, 210));
  await page.mouse.down();
  await page.mouse.move(...at(420, 310), { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => placeOf(ben.page)).toEqual(made.map((place, axis) => (place ?? 0) + (axis === 0 ? 120 : 100)));
  await expect(held).toHaveCount(0);
  await isSaved(page);
  await page.keyboard.press("Control+z");
  await expect.poll(() => placeOf(ben.page)).toEqual(made);
});

/** Each letter is a transaction of the browser's; a tab that ends in the same moment leaves those that wait. One that reads comes after all of them. */
const isOnDevice = (page: Page) =>
  page.evaluate(async () => {
    for (const { name } of await indexedDB.databases())
      await new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name ?? "");
        opening.addEventListener("error", () => reject(new Error("not opened")));
        opening.addEventListener("success", () => {
          const database = opening.result;
          const reading = database.transaction([...database.objectStoreNames]);
          reading.addEventListener("complete", () => {
            database.close();
            resolve();
          });
          for (const store of database.objectStoreNames) reading.objectStore(store).count();
        });
      });
  });

test("what was written without a connection comes after the tab was closed and opened again", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben");
  await add(ana.page, "Before the cut");
  await isSaved(ana.page);
  await expect(noteWith(ben.page, "Before the cut")).toBeVisible();

  await convene.kill();
  await expect(board(ana.page).locator(".board-status")).toContainText("kept on this device");
  await add(ana.page, "Written on the train");
  await expect(board(ana.page).locator(".board-status")).toContainText("1 note with changes is not sent yet.");
  await expect(noteWith(ana.page, "Written on the train")).toContainText("Not sent yet");
  await isOnDevice(ana.page);
  await ana.page.close();

  await convene.restart();
  await isSaved(ben.page);
  await expect(noteWith(ben.page, "Before the cut")).toBeVisible();
  await expect(noteWith(ben.page, "Written on the train")).toHaveCount(0);
  await add(ben.page, "Meanwhile");
  const again = await ana.context.newPage();
  await again.goto(created.join_url);
  await expect(noteWith(again, "Written on the train")).toBeVisible();
  await expect(noteWith(again, "Meanwhile")).toBeVisible();
  await expect(noteWith(ben.page, "Written on the train")).toBeVisible();
  await isSaved(again);
});

test("the list is whole by keyboard alone", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await join(browser, created.join_url, "Ana");
  const { page } = ana;
  const { keyboard } = page;
  const order = async (texts: string[]) => expect.poll(() => notes(page).locator(".note-text").allTextContents()).toEqual(texts);
  const focused = (text: string) => expect(page.locator("[data-note]:focus")).toContainText(text);

  await isSaved(page);
  await board(page).getByRole("button", { name: "List view" }).focus();
  await keyboard.press("Enter");
  await board(page).getByRole("button", { name: "Add note", exact: true }).first().focus();
  for (const text of ["one", "two", "three"]) {
    await keyboard.press(text === "one" ? "Enter" : "n");
    await keyboard.type(text);
    await keyboard.press("Escape");
    await focused(text);
  }
  await order(["one", "two", "three"]);
  await keyboard.press("Home");
  await focused("one");
  await keyboard.press("ArrowDown");
  await focused("two");
  await keyboard.press("Alt+ArrowUp");
  await order(["two", "one", "three"]);
  await focused("two");
  await keyboard.press("Control+ArrowDown");
  await keyboard.press("Control+ArrowDown");
  await order(["one", "three", "two"]);
  await focused("two");
  await keyboard.press("Enter");
  await keyboard.type(" again");
  await keyboard.press("Escape");
  await order(["one", "three", "two again"]);

  // Everything else is in the note's menu, the next stops of the tab key.
  await keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Edit", exact: true }).last()).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await expectAccessible(page, "a note's menu");
  await keyboard.type("Pink");
  await keyboard.press("Enter");
  await expect(noteWith(page, "two again")).toHaveAttribute("data-color", "pink");
  await keyboard.press("Shift+Tab");
  await keyboard.press("Shift+Tab");
  await focused("two again");
  await keyboard.press("Delete");
  await order(["one", "three"]);
  await focused("three");
  await keyboard.press("Control+z");
  await order(["one", "three", "two again"]);
  await isSaved(page);
  await expectAccessible(page, "the list");

  // The letter is a shortcut that can be switched off.
  await board(page).getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole("menuitem", { name: "Keys", exact: true }).click();
  await expectAccessible(page, "the keys");
  await page.getByRole("switch", { name: "The letter N adds a note" }).press("Space");
  await keyboard.press("Escape");
  await notes(page).first().focus();
  await keyboard.press("n");
  await expect(notes(page)).toHaveCount(3);
});

test("what was written too late stays on the device, is marked, and goes when writing opens again", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const sam = await join(browser, created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana");
  const room = await begin(nadia, ["Sam", "Ana"], "Sam");
  await add(sam.page, "How do I open fractions");
  await isSaved(sam.page);
  await expect(noteWith(ana.page, "How do I open fractions")).toBeVisible();

  await sam.context.setOffline(true);
  await expect(board(sam.page).locator(".board-status")).toContainText("kept on this device");
  await noteWith(sam.page, "How do I open fractions").dblclick();
  await sam.page.keyboard.type(" to students who have given up?");
  await expect(board(sam.page).locator(".board-status")).toContainText("1 note with changes is not sent yet.");
  await goOn(nadia, room, 2);
  await sam.context.setOffline(false);
  await expect(board(sam.page).locator(".board-status")).toContainText("Read only.");
  const late = notes(sam.page).first();
  // No later step lets the presenter write there: the words are offered at once, instead of a promise.
  await expect(late).toContainText("Not sent; your part of this board stays closed until the round ends. You can copy your words.");
  await expect(late.getByRole("textbox")).toHaveValue("How do I open fractions to students who have given up?");
  await sam.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await late.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(late.getByRole("status")).toHaveText("Copied");
  expect(await sam.page.evaluate(() => navigator.clipboard.readText())).toBe("How do I open fractions to students who have given up?");
  await expectAccessible(sam.page, "a note that came too late");
  await shot(sam.page, "note-late");
  await expect(noteWith(ana.page, "given up")).toHaveCount(0);

  // After the round all of the board is open again; where a section stays closed, the words are given back to copy (sections.spec).
  await nadia.does({ type: "stop_round", on: { room } });
  await expect(noteWith(ana.page, "How do I open fractions to students who have given up?")).toBeVisible();
  await isSaved(sam.page);
  nadia.leave();
});

test("a presenter who only listens reads the board and keeps the notebook", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const sam = await join(browser, created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana");
  const room = await begin(nadia, ["Sam", "Ana"], "Sam");

  // Step 1: the presenter writes the focus question; the step ends while the caret is in the note.
  await expect(board(ana.page).locator(".board-status")).toContainText("Read only.");
  await expect(board(ana.page).getByRole("button", { name: "Add note", exact: true })).toHaveCount(0);
  await board(sam.page).getByRole("button", { name: "Add note", exact: true }).click();
  await sam.page.keyboard.type("How do I open fractions?");
  const area = board(sam.page).getByRole("textbox", { name: "Text of the note" });
  await expect(noteWith(ana.page, "How do I open fractions?")).toBeVisible();
  await isSaved(sam.page);
  await goOn(nadia, room, 2);
  await expect(board(sam.page).locator(".board-status")).toContainText("Read only.");
  await expect(area).toBeFocused();
  await sam.page.keyboard.type("XYZ");
  await expect(area).toHaveValue("How do I open fractions?");
  await expectAccessible(sam.page, "the board of somebody who listens");
  await sam.page.keyboard.press("Escape");
  await expect(noteWith(sam.page, "How do I open fractions?")).toBeFocused();

  // Their own page stays theirs, and is there after a reload.
  await sam.page.getByRole("tab", { name: "Notebook" }).click();
  const notebook = sam.page.getByRole("textbox", { name: "Your notebook" });
  await notebook.fill("They heard “given up” before I did.");
  await expect(sam.page.getByRole("region", { name: "Your notebook" }).locator(".board-status")).toHaveText("Saved");
  await sam.page.reload();
  await sam.page.getByRole("tab", { name: "Notebook" }).click();
  await expect(notebook).toHaveValue("They heard “given up” before I did.");
  await expectAccessible(sam.page, "the notebook");
  nadia.leave();
});

test("who is brought back while away is told what was not sent, and it goes when they are on that board again", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben");
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "assign", people: ["Ana", "Ben"].map((name) => ({ person: nadia.named(name).id, room })) });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await expect(ana.page.getByRole("heading", { level: 1 })).toHaveText("Room 1");
  await isSaved(ana.page);
  await ana.context.setOffline(true);
  await expect(board(ana.page).locator(".board-status")).toContainText("kept on this device");
  await add(ana.page, "Written in the tunnel");
  await nadia.does({ type: "bring_back", in_seconds: 0 });
  await expect(ben.page.getByRole("heading", { level: 1 })).toHaveText("Main room");
  await ana.context.setOffline(false);
  await expect(ana.page.getByRole("heading", { level: 1 })).toHaveText("Main room");

  const told = ana.page.getByRole("region", { name: "Something you wrote in Room 1 was not sent" });
  await expect(told.getByRole("textbox")).toHaveValue("Written in the tunnel");
  await expectAccessible(ana.page, "what was not sent");
  await ana.page.reload();
  await expect(told.getByRole("textbox")).toHaveValue("Written in the tunnel");

  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await expect(noteWith(ben.page, "Written in the tunnel")).toBeVisible();
  await expect(told).toHaveCount(0);
  nadia.leave();
});

test("on a phone a board can be opened and written on while the server is away, and another tab loses nothing", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const ana = await join(browser, created.join_url, "Ana", { viewport: PHONE });
  const { page } = ana;
  const tab = (name: string) => page.getByRole("navigation", { name: "Parts of the room" }).getByRole("button", { name });
  // The board's part of the page comes ahead of its tab, when there is time; entries are there once it came.
  await page.waitForFunction(() => performance.getEntriesByType("resource").some((part) => part.name.includes("/assets/Board-") && part.name.endsWith(".js")));
  await page.waitForLoadState("networkidle");
  await convene.kill();
  // Storage that is closed to the page keeps nothing: the page itself has to.
  await page.evaluate(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  await tab("Board").click();
  await expect(board(page).locator(".board-status")).toContainText("Keep this page open");
  await add(page, "On the phone");
  await tab("Chat").click();
  await tab("Board").click();
  await expect(noteWith(page, "On the phone")).toBeVisible();
  await convene.restart();
  await isSaved(page);
});
