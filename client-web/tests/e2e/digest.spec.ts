/** The digest: a room's notes, chosen, once, onto a board of the main room. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, type Someone } from "./support/people.ts";
import type { Command } from "../../src/generated/protocol.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

async function write(person: Someone, text: string): Promise<void> {
  const board = person.page.getByRole("region", { name: "Board", exact: true });
  await board.getByRole("button", { name: "Add note", exact: true }).click();
  const area = board.getByRole("textbox", { name: "Text of the note", exact: true });
  await area.fill(text);
  await area.press("Escape");
  await expect(board.getByRole("group", { name: new RegExp(text) })).toBeVisible();
}

async function openDigest(person: Someone): Promise<void> {
  await person.page.getByRole("button", { name: "View", exact: true }).click();
  await person.page.getByRole("menuitem", { name: "Copy notes to the digest…" }).click();
}

test("a room's people and a facilitator copy notes onto the digest; each stands there once, with its room and nobody's name", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "A digest");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE, locale: "es-MX", isMobile: true, hasTouch: true });
  await helper.does({ type: "create_rooms", count: 2 });
  const rooms = [1, 2].map((number) => helper.room(number).id);
  await helper.does({ type: "assign", people: [{ person: helper.named("Ana").id, room: rooms[0] ?? "" }, { person: helper.named("Luis").id, room: rooms[1] ?? "" }] });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await expect(ana.page.getByRole("heading", { level: 1, name: "Room 1" })).toBeVisible();
  await write(ana, "Less is more");
  await write(ana, "Begin with examples");
  await write(ana, "Between us");

  // Two of three, by those who are there.
  await openDigest(ana);
  const dialog = ana.page.getByRole("dialog", { name: "Copy notes to the digest" });
  await dialog.getByRole("option", { name: /Less is more/ }).click();
  await dialog.getByRole("option", { name: /Begin with examples/ }).click();
  await expectAccessible(ana.page, "choosing notes for the digest");
  await dialog.getByRole("button", { name: "Copy 2 notes", exact: true }).click();
  await expect(dialog).toHaveCount(0);

  // A facilitator, from all rooms: what is there already cannot be chosen again.
  const pages = nadia.page.getByRole("navigation", { name: "Parts of the meeting" });
  await pages.getByRole("button", { name: /^All rooms/ }).click();
  const more = async (room: string) => {
    await nadia.page.getByRole("button", { name: `More for ${room}` }).click();
    await nadia.page.getByRole("menuitem", { name: "Copy notes to the digest…" }).click();
  };
  await more("Room 1");
  const far = nadia.page.getByRole("dialog", { name: "Notes of Room 1 for the digest" });
  await expect(far.getByRole("option", { name: /Less is more/ })).toBeDisabled();
  await expect(far.getByRole("option", { name: /Between us/ })).toBeEnabled();
  await expectAccessibleInDark(nadia.page, "choosing notes from all rooms");

  // By a raw socket the same again doubles nothing; a stranger's room is refused.
  const boardOf = (room: string | undefined) => Object.values(helper.view.boards).find((board) => board.room === room);
  const first = boardOf(rooms[0]);
  const notes = (first?.copied ?? []).map((id) => ({ id }));
  expect(notes).toHaveLength(2);
  expect(await helper.try({ type: "copy_to_digest", board: first?.id ?? "", notes })).toMatchObject({ ok: false, reason: "nothing_to_do" });

  // Words come from the board and not by the command; a note that is not there is refused.
  const put = { type: "copy_to_digest", board: first?.id ?? "", notes: [{ id: "nobodys", text: "Put in a mouth", color: null }] } as unknown as Command;
  expect(await helper.try(put)).toMatchObject({ ok: false, reason: "no_note" });

  // A round with a presenter: the notes are the room's until its presenter gives them.
  await far.getByRole("button", { name: "Cancel" }).click();
  await helper.does({ type: "start_round", rooms: [rooms[1] ?? ""], protocol: { library: "consultancy-20" }, seconds: null });
  await helper.does({ type: "set_presenter", room: rooms[1] ?? "", person: helper.named("Luis").id });
  const second = boardOf(rooms[1]);
  expect(await helper.try({ type: "copy_to_digest", board: second?.id ?? "", notes: [{ id: "x" }] })).toMatchObject({ ok: false, reason: "notes_are_theirs" });

  // In the main room it is a board beside the first one.
  await helper.does({ type: "bring_back", in_seconds: 0 });
  await expect(ana.page.getByRole("heading", { level: 1, name: "Main room" })).toBeVisible();
  await ana.page.getByRole("navigation", { name: "Boards of this room" }).getByRole("button", { name: "Digest" }).click();
  const board = ana.page.getByRole("region", { name: "Board", exact: true });
  const note = board.getByRole("group", { name: /Less is more/ });
  await expect(note).toHaveCount(1);
  await expect(note).toContainText("From Room 1");
  await expect(note).not.toContainText("Ana");
  await expect(board.getByText("Between us")).toHaveCount(0);
  await expectAccessibleInDark(ana.page, "the digest");
  await luis.page.getByRole("navigation", { name: "Partes de la sala" }).getByRole("button", { name: "Tablero" }).click();
  await luis.page.locator(".board-select button").click();
  await luis.page.getByRole("option", { name: "Recopilación" }).click();
  await expect(luis.page.getByText("De Sala 1").first()).toBeVisible();
  await expectAccessible(luis.page, "the digest on a phone, in Spanish");

  // Back from the room: on the closing page its notes can still be copied, and what is there is not offered again.
  await helper.does({ type: "open_closing", open: true });
  await ana.page.getByRole("button", { name: "Show the notes", exact: true }).click();
  await ana.page.getByRole("button", { name: "Copy notes to the digest…", exact: true }).click();
  const late = ana.page.getByRole("dialog", { name: "Notes of Room 1 for the digest" });
  await expect(late.getByRole("option", { name: /Less is more/ })).toBeDisabled();
  await late.getByRole("option", { name: /Between us/ }).click();
  await expectAccessible(ana.page, "choosing notes on the closing page");
  await shot(ana.page, "digest-closing");
  await late.getByRole("button", { name: "Copy 1 note", exact: true }).click();
  await expect(late).toHaveCount(0);
  await ana.page.getByRole("button", { name: "Copy notes to the digest…", exact: true }).click();
  await expect(late.getByRole("option", { name: /Between us/ })).toBeDisabled();
  await late.getByRole("button", { name: "Cancel" }).click();
  // What a presenter keeps with the room cannot be copied from outside it.
  await luis.page.getByRole("button", { name: "Mostrar las notas", exact: true }).click();
  await expect(luis.page.getByRole("button", { name: "Copiar notas", exact: false })).toHaveCount(0);
  helper.leave();
});
