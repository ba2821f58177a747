/** Several boards in a room, templates as files, and votes whose limit is the server's. */
import { type Browser, expect, test } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { Person } from "./support/person.ts";
import { RawMeeting } from "./support/raw.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const tabs = (person: Person) => person.page.getByRole("navigation", { name: "Boards of this room" });
const tab = (person: Person, name: string) => tabs(person).getByRole("button", { name });

async function set(browser: Browser): Promise<{ nadia: Person; ana: Person; meeting: string }> {
  const created = await createMeeting(convene.url, "Boards");
  const nadia = await Person.arrive(browser, "Nadia");
  await nadia.join(created.facilitator_url);
  const ana = await Person.arrive(browser, "Ana");
  await ana.join(created.join_url);
  return { nadia, ana, meeting: created.id };
}

async function menu(person: Person, item: string): Promise<void> {
  await person.choose(person.board.getByRole("button", { name: "Boards", exact: true }), item);
}

async function add(person: Person, template: string): Promise<void> {
  await menu(person, "Add a board…");
  const dialog = person.page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Begin with/ }).click();
  await person.page.getByRole("option", { name: template, exact: true }).click();
  await dialog.getByRole("button", { name: "Add the board", exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

test("a second board has tabs, sections in each reader's language, and can be put away and taken back", async ({ browser }) => {
  const { nadia, ana } = await set(browser);
  await expect(tabs(ana)).toHaveCount(0);
  await expect(ana.board.getByRole("button", { name: "Boards", exact: true })).toHaveCount(0);
  await ana.addNote("on the first board");
  // Somebody in the midst of a note keeps their place when a board comes.
  await ana.board.getByRole("button", { name: "Add note", exact: true }).click();
  await ana.noteText.pressSequentially("half a thou");
  await add(nadia, "Plus and delta");
  await expect(tab(nadia, "Plus and delta")).toHaveAttribute("aria-current", "true");
  await expect(tab(ana, "Plus and delta")).toBeVisible();
  await expect(ana.noteText).toBeFocused();
  await ana.noteText.pressSequentially("ght");
  await ana.noteText.press("Escape");
  await expect(ana.note("half a thought")).toBeVisible();

  await tab(ana, "Plus and delta").click();
  await expect(ana.board.getByRole("heading", { name: "Delta: change this" })).toBeVisible();
  await expect(ana.note("on the first board")).toHaveCount(0);
  await ana.board.getByRole("button", { name: "Add a note to Delta: change this" }).click();
  await ana.noteText.fill("shorter rounds");
  await ana.noteText.press("Escape");
  await expect(nadia.note("shorter rounds")).toBeVisible();
  await expectAccessible(ana.page, "a room with two boards");

  await menu(nadia, "Name and sections…");
  const dialog = nadia.page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name of the board" }).fill("How was it?");
  await dialog.getByRole("textbox", { name: "Section 2" }).fill("Change");
  await expectAccessible(nadia.page, "the sections of a board");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(tab(ana, "How was it?")).toBeVisible();
  await expect(ana.board.getByRole("heading", { name: "Change", exact: true })).toBeVisible();
  await expect(ana.note("shorter rounds")).toBeVisible();
  // The section kept its id, so the note stands in it still.
  await ana.board.getByRole("button", { name: "List view" }).click();
  await expect(ana.board.getByRole("region", { name: "Change", exact: true }).getByRole("group", { name: /shorter rounds/ })).toBeVisible();

  await menu(nadia, "Put this board away");
  await expect(tabs(ana)).toHaveCount(0);
  await expect(ana.note("on the first board")).toBeVisible();
  await menu(nadia, "Take back: How was it?");
  await expect(tab(ana, "How was it?")).toBeVisible();
  await expect(nadia.note("shorter rounds")).toBeVisible();
  expect([...nadia.faults, ...ana.faults]).toEqual([]);
});

test("a template's sections are on the board also where they come after the click, over a slow line", async ({ browser }) => {
  const { nadia, ana } = await set(browser);
  let arrive: (() => void) | undefined;
  const line = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  // The words of the other language, which nobody has needed so far.
  await nadia.page.route(/\/assets\/es-[^/]*\.js$/, async (route) => {
    await line;
    await route.continue();
  });
  const asked = nadia.page.waitForRequest(/\/assets\/es-[^/]*\.js$/);
  await menu(nadia, "Add a board…");
  const dialog = nadia.page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Begin with/ }).click();
  await nadia.page.getByRole("option", { name: "Plus and delta", exact: true }).click();
  await asked;
  await dialog.getByRole("button", { name: "Add the board", exact: true }).click();
  await expect(dialog.getByRole("textbox", { name: "Name of the board" })).toHaveValue("Plus and delta");
  arrive?.();
  await expect(dialog).toHaveCount(0);
  await tab(ana, "Plus and delta").click();
  await expect(ana.board.getByRole("heading", { name: "Delta: change this" })).toBeVisible();
  expect([...nadia.faults, ...ana.faults]).toEqual([]);
});

test("a template's sections are on the board also where the words of another language never come", async ({ browser }) => {
  const { nadia, ana } = await set(browser);
  await nadia.page.route(/\/assets\/es-[^/]*\.js$/, (route) => route.abort());
  await add(nadia, "Plus and delta");
  await tab(ana, "Plus and delta").click();
  await expect(ana.board.getByRole("heading", { name: "Delta: change this" })).toBeVisible();
});

test("a board's sections go into a file and come back; a file that is none is refused in words", async ({ browser }) => {
  const { nadia } = await set(browser);
  await add(nadia, "Plan of a week");
  const saved = nadia.page.waitForEvent("download");
  await menu(nadia, "Save its sections as a file");
  const path = await (await saved).path();
  const text = await readFile(path, "utf8");
  expect(JSON.parse(text)).toMatchObject({ convene_board: 1, name: "Plan of a week", sections: [{ name: { en: "Monday", es: "Lunes" } }, {}, {}, {}, {}] });

  await menu(nadia, "Add a board…");
  const dialog = nadia.page.getByRole("dialog");
  const open = async (content: string) => {
    const chooser = nadia.page.waitForEvent("filechooser");
    await dialog.getByRole("button", { name: "Open a saved file…" }).click();
    await (await chooser).setFiles({ name: "board.json", mimeType: "application/json", buffer: Buffer.from(content) });
  };
  await open(text.replace('"convene_board": 1', '"convene_board": 7'));
  await expect(dialog.getByText("This file is of version 7; this page reads version 1.")).toBeVisible();
  await open("<p>words</p>");
  await expect(dialog.getByText("This file cannot be read as a board.")).toBeVisible();
  await open(text.replace("Wednesday", ""));
  await expect(dialog.getByText("Something is wrong in this file at “sections[2].name”.")).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "Section 1" })).toHaveCount(0);
  await open(text.replace("Plan of a week", "Our <b>week</b>"));
  await expect(dialog.getByRole("textbox", { name: "Section 5" })).toHaveValue("Friday");
  await dialog.getByRole("button", { name: "Add the board", exact: true }).click();
  await expect(tab(nadia, "Our <b>week</b>")).toHaveAttribute("aria-current", "true");
  await expect(nadia.board.getByRole("heading", { name: "Monday" })).toBeVisible();
});

test("a vote keeps its limit against a raw socket, hides its counts until the end, and gives back dots of a deleted note", async ({ browser }) => {
  const { nadia, ana, meeting } = await set(browser);
  for (const text of ["first idea", "second idea", "third idea"]) await ana.addNote(text);
  await menu(nadia, "Start a vote…");
  const dialog = nadia.page.getByRole("dialog");
  await dialog.getByRole("switch", { name: "Hide the counts until the vote is closed" }).press("Space");
  await expectAccessible(nadia.page, "starting a vote");
  await dialog.getByRole("button", { name: "Start the vote" }).click();
  const bar = ana.board.getByRole("group", { name: "Vote" });
  await expect(bar).toContainText("Vote: 3 dots each, at most 2 on one note.");
  await expect(bar).toContainText("You have 3 dots left.");
  const place = (text: string) => ana.note(text).getByRole("button", { name: "Place a dot" });
  await place("first idea").click();
  await expect(bar).toContainText("You have 2 dots left.");
  await place("first idea").click();
  await expect(place("first idea")).toBeDisabled();
  await place("second idea").click();
  await expect(bar).toContainText("You have 0 dots left.");
  await expect(place("third idea")).toBeDisabled();
  await expectAccessible(ana.page, "a vote");
  // Another sees that somebody voted, and no counts.
  await expect(nadia.board.getByRole("group", { name: "Vote" })).toContainText("1 person has voted.");
  await expect(nadia.note("first idea")).not.toContainText("2 dots");

  // Whoever writes a client of their own gets no further.
  const raw = await RawMeeting.open(convene.url, meeting, await ana.secret());
  const [board, view] = Object.entries(raw.view?.boards ?? {})[0] ?? [];
  if (board === undefined) throw new Error("no board");
  expect(view?.vote?.counts).toEqual({});
  expect(Object.values(raw.view?.dots[board] ?? {}).sort()).toEqual([1, 2]);
  expect(await raw.command({ type: "place_dot", board, note: "made-up" })).toMatchObject({ code: "conflict", reason: "no_dots_left" });
  raw.close();

  // By keys, on the note itself.
  await ana.note("second idea").focus();
  await ana.page.keyboard.press("-");
  await expect(bar).toContainText("You have 1 dot left.");
  await ana.page.keyboard.press("+");
  await expect(bar).toContainText("You have 0 dots left.");

  // A note with dots is deleted: they can be taken back.
  await ana.note("second idea").focus();
  await ana.page.keyboard.press("Delete");
  await bar.getByRole("button", { name: "A note with a dot of yours was deleted: take it back" }).click();
  await expect(bar).toContainText("You have 1 dot left.");
  await place("third idea").click();
  // What one has placed is there after a reload.
  await ana.page.reload();
  await expect(bar).toContainText("You have 0 dots left.");

  await nadia.board.getByRole("button", { name: "Close the vote" }).click();
  await expect(ana.note("first idea")).toContainText("2 dots");
  await expect(nadia.note("third idea")).toContainText("1 dot");
  await ana.board.getByRole("button", { name: "List view" }).click();
  await ana.note("third idea").focus();
  await ana.page.keyboard.press("Alt+ArrowUp");
  const texts = () => ana.board.locator("[data-note] .note-text").allTextContents();
  await expect.poll(texts).toEqual(["third idea", "first idea"]);
  await ana.board.getByRole("switch", { name: "Most dots first" }).press("Space");
  await expect.poll(texts).toEqual(["first idea", "third idea"]);
  await expectAccessible(ana.page, "a closed vote in the list");
  expect([...nadia.faults, ...ana.faults]).toEqual([]);
});

test("on a phone boards are chosen from a list, and another language reads their sections in its own words", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const nadia = await Person.arrive(browser, "Nadia");
  await nadia.join(created.facilitator_url);
  await add(nadia, "Warm and cool");
  const { page } = await join(browser, created.join_url, "Luz", { viewport: PHONE, isMobile: true, hasTouch: true, locale: "es-ES", colorScheme: "dark" });
  await page.locator(".phone-tab").nth(1).click();
  await page.locator(".board-select").getByRole("button").click();
  await page.getByRole("option", { name: "Warm and cool" }).click();
  await expect(page.getByRole("heading", { name: /Cálido: lo que funciona/ })).toBeVisible();
  await expectAccessible(page, "boards on a phone");
});
