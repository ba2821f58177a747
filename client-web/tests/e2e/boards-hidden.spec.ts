/** What is hidden until it is revealed, authors that nobody is told, and colours with a meaning. */
import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting } from "./support/people.ts";
import { Person } from "./support/person.ts";
import { RawMeeting } from "./support/raw.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

/** All that a page is sent over sockets whose address has this in it, as text. */
function heard(page: Page, where: string): () => string {
  const frames: string[] = [];
  page.on("websocket", (socket) => {
    if (socket.url().includes(where)) socket.on("framereceived", ({ payload }) => frames.push(typeof payload === "string" ? payload : payload.toString("utf8")));
  });
  return () => frames.join("\n");
}

async function arrive(browser: Browser, link: string, name: string): Promise<{ person: Person; all: () => string; boards: () => string }> {
  const person = await Person.arrive(browser, name);
  const [all, boards] = [heard(person.page, "/api/"), heard(person.page, "/api/boards/")];
  await person.join(link);
  return { person, all, boards };
}

const menu = (person: Person, item: string) => person.choose(person.board.getByRole("button", { name: "Boards", exact: true }), item);
const bar = (person: Person) => person.page.getByRole("group", { name: "Hidden writing" });

test("what is hidden reaches nobody before it is revealed, and then everybody once", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const { person: nadia, all: nadiaHears } = await arrive(browser, created.facilitator_url, "Nadia");
  const { person: ana, all: anaHears } = await arrive(browser, created.join_url, "Ana");
  const { person: ben } = await arrive(browser, created.join_url, "Ben");
  await ana.addNote("open from before");
  await menu(nadia, "Hide what is written from now on");
  await expect(bar(ana)).toContainText("Hidden: only you see what you write here, until it is revealed.");
  await expect(bar(nadia)).toContainText("3 people have a page.");
  await ana.addNote("private heron");
  await ben.addNote("secret otter");
  await expect(ben.board.locator(".board-status")).toHaveText("Saved");
  await expectAccessible(ana.page, "a hidden board");
  await expect(ana.note("secret otter")).toHaveCount(0);
  // One may look at the board itself; nobody writes on it now.
  await bar(ana).getByRole("button", { name: "See the board" }).click();
  await expect(ana.note("open from before")).toBeVisible();
  await expect(ana.board.getByRole("button", { name: "Add note", exact: true })).toHaveCount(0);
  await bar(ana).getByRole("button", { name: "Back to my page" }).click();
  await expect(ana.note("private heron")).toBeVisible();

  // Not with a client of one's own either.
  const rawBen = await RawMeeting.open(convene.url, created.id, await ben.secret());
  const rawAna = await RawMeeting.open(convene.url, created.id, await ana.secret());
  const rawNadia = await RawMeeting.open(convene.url, created.id, await nadia.secret());
  const [board, pageOfBen] = Object.entries(rawBen.view?.pages ?? {})[0] ?? [];
  if (board === undefined || pageOfBen === undefined) throw new Error("no page");
  for (const other of [rawAna, rawNadia]) await expect(other.ticket(pageOfBen)).rejects.toThrow("forbidden");
  expect(await rawAna.command({ type: "reveal_board", board })).toMatchObject({ code: "forbidden" });
  expect(JSON.stringify(rawNadia.view)).not.toContain(pageOfBen);
  expect(nadiaHears()).not.toMatch(/heron|otter/);
  expect(anaHears()).not.toContain("otter");

  await bar(nadia).getByRole("button", { name: "Reveal all notes" }).click();
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "Reveal", exact: true }).click();
  for (const person of [nadia, ana, ben]) {
    for (const text of ["open from before", "private heron", "secret otter"]) await expect(person.note(text)).toHaveCount(1);
    await expect(bar(person)).toHaveCount(0);
  }
  await expect(nadia.note("secret otter")).toContainText("Ben");
  await expect(ana.note("private heron")).toContainText("Ana (you)");
  // Everybody goes on writing in what came.
  await ana.note("secret otter").dblclick();
  await ana.page.keyboard.press("End");
  await ana.page.keyboard.type(" in the sun");
  await ana.page.keyboard.press("Escape");
  await expect(ben.note("secret otter in the sun")).toBeVisible();

  // A server that comes back makes no second copy.
  await convene.kill();
  await convene.restart();
  for (const person of [nadia, ben]) {
    await expect(person.board.locator(".board-status")).toHaveText("Saved");
    await expect(person.note("private heron")).toHaveCount(1);
  }
  const late = await Person.arrive(browser, "Late");
  await late.join(created.join_url);
  await expect(late.note("private heron")).toHaveCount(1);
  await expect(late.board.locator("[data-note]")).toHaveCount(3);
  for (const raw of [rawAna, rawBen, rawNadia]) raw.close();
});

test("where authors are hidden nobody is sent who wrote what", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const { person: nadia, boards: nadiaHears } = await arrive(browser, created.facilitator_url, "Nadia");
  const { person: ana } = await arrive(browser, created.join_url, "Ana Quillfeather");
  await menu(nadia, "Add a board…");
  const dialog = nadia.page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name of the board" }).fill("Openly");
  await dialog.getByRole("switch", { name: "Hide who writes what" }).press("Space");
  await expectAccessible(nadia.page, "adding a board");
  await dialog.getByRole("button", { name: "Add the board", exact: true }).click();
  await ana.page.getByRole("navigation", { name: "Boards of this room" }).getByRole("button", { name: "Openly" }).click();
  await ana.addNote("meetings are too long");
  await expect(nadia.note("meetings are too long")).toContainText("Someone");
  await expect(ana.note("meetings are too long")).toContainText("Someone");
  // While she writes in it nobody sees that it is she.
  await ana.note("meetings are too long").dblclick();
  await ana.page.keyboard.type("!");
  await expect(nadia.note("meetings are too long!")).toBeVisible();
  const raw = await RawMeeting.open(convene.url, created.id, await ana.secret());
  const me = raw.view?.me.person ?? "";
  const openly = Object.values(raw.view?.boards ?? {}).find((board) => board.name === "Openly");
  raw.close();
  expect(openly?.nameless).toBe(true);
  // The room's first board says her name in its awareness, this one has had no word of her.
  const frames = nadiaHears().split("\n").filter((frame) => frame.includes("too long"));
  expect(frames.length).toBeGreaterThan(0);
  expect(frames.join("\n")).not.toContain(me);
  await menu(nadia, "Hide what is written from now on");
  await expect(bar(ana)).toBeVisible();
  await ana.addNote("and too early");
  await expect(ana.board.locator(".board-status")).toHaveText("Saved");
  await bar(nadia).getByRole("button", { name: "Reveal all notes" }).click();
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "Reveal", exact: true }).click();
  await expect(nadia.note("and too early")).toContainText("Someone");
});

test("a colour's meaning stands on its notes, in their menu and in the list", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Boards");
  const { person: nadia } = await arrive(browser, created.facilitator_url, "Nadia");
  const { person: ana } = await arrive(browser, created.join_url, "Ana");
  await ana.addNote("shorter rounds");
  await menu(nadia, "What the colours mean…");
  await nadia.page.getByRole("dialog").getByRole("textbox", { name: "Yellow" }).fill("Idea");
  await nadia.page.getByRole("dialog").getByRole("textbox", { name: "Pink" }).fill("Worry");
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await expect(ana.note("shorter rounds")).toContainText("Idea");
  await ana.choose(ana.note("shorter rounds").getByRole("button", { name: "More for this note" }), "Pink: Worry");
  await expect(nadia.note("shorter rounds")).toContainText("Worry");
  await nadia.board.getByRole("button", { name: "List view" }).click();
  await expect(nadia.note("shorter rounds")).toContainText("Worry");
  await expectAccessible(nadia.page, "colours with a meaning");
});
