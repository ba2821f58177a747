/** The protocols beside the consultancy, and what each asks of the rule: as people at their pages meet it. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import type { Definition } from "../../src/generated/protocol.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const bar = (page: Page) => page.getByRole("region", { name: /Where we are|Dónde estamos/ });
const show = (page: Page, part: "Room" | "All rooms" | "Plan") =>
  page
    .getByRole("navigation", { name: "Parts of the meeting" })
    .getByRole("button", { name: new RegExp(`^${part}`) })
    .click();

const now = (page: Page) => page.getByRole("region", { name: "Go-round" });

/** Opens one breakout room with these people in it. */
async function oneRoom(facilitator: OnTheWire, names: readonly string[]): Promise<string> {
  await facilitator.does({ type: "create_rooms", count: 1 });
  const room = facilitator.room(1).id;
  await facilitator.does({ type: "assign", people: names.map((name) => ({ person: facilitator.named(name).id, room })) });
  await facilitator.does({ type: "open_rooms", in_seconds: 0 });
  return room;
}

test("a facilitator chooses a protocol without a presenter; in its silent step only writing is left, in Spanish too", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Data day");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const nadia = await join(browser, created.facilitator_url, "Nadia Okafor");
  const ana = await join(browser, created.join_url, "Ana");
  const lupe = await join(browser, created.join_url, "Lupe", { locale: "es-ES" });
  await oneRoom(helper, ["Ana", "Lupe"]);

  // The chooser: what each is good for, how long it takes, how many it wants, where it comes from.
  await show(nadia.page, "All rooms");
  await nadia.page.getByRole("button", { name: "Start a round" }).click();
  const dialog = nadia.page.getByRole("dialog");
  await expect(dialog.getByRole("radiogroup", { name: "Protocol" }).getByRole("radio")).toHaveCount(10);
  await dialog.getByText("ATLAS: looking at data").click();
  await expect(dialog.getByRole("radio", { name: /ATLAS.*45 min · 4 to 8 people.*Look at data together/ })).toBeChecked();
  await expect(dialog).toContainText("After ATLAS: Learning from Data by Eric Buchovecky");
  await expectAccessible(nadia.page, "choosing a protocol");
  await dialog.getByRole("button", { name: "Start in 1 room" }).click();

  // Nobody presents, nobody is asked to, and nothing is missing.
  await expect(bar(ana.page)).toContainText("In this protocol nobody presents.");
  await expect(ana.page.getByRole("button", { name: "I can present" })).toHaveCount(0);
  await expect(nadia.page.getByText("nobody presents yet")).toHaveCount(0);
  await nadia.page.getByRole("button", { name: "Begin now" }).click();
  await expect(bar(ana.page)).toContainText("1 of 6");

  // The silent step: no chat, a board to write on, said in each language.
  const plan = Object.keys(helper.view.plans)[0] ?? "";
  await helper.does({ type: "next_step", on: { plan } });
  await helper.does({ type: "next_step", on: { plan } });
  await expect(bar(ana.page)).toContainText("Write in silence.");
  await expect(bar(lupe.page)).toContainText("Escriba en silencio.");
  await expect(bar(lupe.page)).toContainText("Mire los datos sin hablar y escriba lo que ve.");
  await expect(ana.page.getByText("In this step you only read the chat. Your draft is kept.")).toBeVisible();
  await expect(ana.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: "Add note", exact: true })).toBeEnabled();
  await expectAccessible(ana.page, "a silent step");
  helper.leave();
});

/** A protocol of one's own: one go-round, in which only who has the turn writes. */
const GO_ROUND: Definition = {
  id: "one-go-round",
  version: 1,
  name: { en: "One go-round" },
  about: {},
  credit: "",
  presenter: false,
  sections: [{ id: "ideas", name: { en: "Ideas" } }],
  steps: [
    {
      id: "round",
      name: { en: "One idea each" },
      minutes: 4,
      floor: "go_round",
      turn_minutes: 0.5,
      write: [{ who: "speaker", sections: ["ideas"] }],
      prompts: { presenter: {}, group: { en: "One idea each." }, facilitator: { en: "Nobody comments." }, say: {}, redirect: {} },
    },
  ],
};

test("a go-round: one after the other, pass and return, a late arrival, a leaver; closed to the others in chat and board", async ({ browser }) => {
  const created = await createMeeting(convene.url, "In turn");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE });
  const mei = await OnTheWire.join(created.join_url, "Mei");
  const room = await oneRoom(nadia, ["Ana", "Luis", "Mei"]);
  await mei.does({ type: "arrive", room });
  await nadia.does({ type: "start_round", rooms: [room], protocol: { own: GO_ROUND }, seconds: null });
  await nadia.does({ type: "begin", on: { room } });

  // Ana has the turn, Luis is next; the server refuses what pages do not offer.
  await expect(bar(ana.page)).toContainText("It is your turn.");
  await expect(bar(luis.page)).toContainText("You listen. Ana has the turn; you are next.");
  await expect(now(luis.page)).toContainText("Ana 0:");
  await expect(now(luis.page)).toContainText("Luis and Mei");
  await expect(ana.page.getByRole("button", { name: "Add note", exact: true })).toBeEnabled();
  expect(await mei.try({ type: "say", text: "Me too" })).toMatchObject({ ok: false, reason: "not_your_floor" });
  const [anaId, luisId, meiId] = ["Ana", "Luis", "Mei"].map((name) => nadia.named(name).id);
  expect(await mei.try({ type: "end_turn", room, person: meiId ?? "" })).toMatchObject({ ok: false, reason: "not_your_turn" });
  expect(await mei.try({ type: "end_turn", room, person: anaId ?? "" })).toMatchObject({ ok: false, reason: "room_facilitators_only" });
  await expectAccessible(ana.page, "my turn");
  await expectAccessible(luis.page, "another's turn on a phone");

  // She passes, and is asked again at the end. Luis hears it announced, says his word, and is done.
  await now(ana.page).getByRole("button", { name: "I pass" }).click();
  await expect(bar(luis.page)).toContainText("It is your turn.");
  await expect(luis.page.getByRole("status")).toContainText("It is your turn.");
  await expect(now(ana.page)).toContainText("Passed, asked again at the end");
  await expect(ana.page.getByText("In this step you only read the chat. Your draft is kept.")).toBeVisible();
  await now(luis.page).getByRole("button", { name: "I’m done" }).click();
  await expect(bar(ana.page)).toContainText("You listen. Mei has the turn");

  // Somebody comes late and is last; the facilitator moves on; who leaves is skipped.
  const lupe = await OnTheWire.join(created.join_url, "Lupe");
  await expect.poll(() => nadia.view.details[room]?.round?.turns?.order.length).toBe(2);
  await nadia.does({ type: "end_turn", room, person: meiId ?? "" });
  await expect(bar(ana.page)).toContainText("Lupe has the turn");
  await nadia.does({ type: "remove_person", person: lupe.me.id });
  await expect(bar(ana.page)).toContainText("It is your turn.");
  await expect(now(ana.page)).toContainText("Those who passed are asked once more.");
  await now(ana.page).getByRole("button", { name: "I’m done" }).click();
  await expect(bar(ana.page)).toContainText("Everyone has had a turn. You may speak.");
  expect(nadia.view.details[room]?.round?.turns?.done).toEqual([luisId, meiId, anaId]);
  await mei.does({ type: "say", text: "Thank you all" });
  nadia.leave();
  mei.leave();
  lupe.leave();
});

test("one question to the presenter; a newcomer listens until let in: at the pages and on the wire", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Late");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const sam = await OnTheWire.join(created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana");
  const room = await oneRoom(nadia, ["Sam", "Ana"]);
  await nadia.does({ type: "set_room_facilitator", person: nadia.named("Ana").id, room });
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await sam.does({ type: "offer_to_present", offered: true });
  await nadia.does({ type: "begin", on: { room } });
  for (let step = 0; step < 2; step += 1) {
    await nadia.does({ type: "next_step", on: { room } });
    await nadia.does({ type: "next_step", on: { room } });
  }
  await expect(bar(ana.page)).toContainText("3 of 4");

  // The room's facilitator opens the floor; everybody sees it, the presenter may chat.
  expect(await sam.try({ type: "say", text: "But" })).toMatchObject({ ok: false, reason: "not_your_floor" });
  await ana.page.getByRole("button", { name: "Ask the presenter" }).click();
  await expect(bar(ana.page)).toContainText("One question to Sam.");
  await expect(ana.page.getByRole("region", { name: "One question to the presenter" })).toContainText(/0:[0-3]\d left/);
  await expect(ana.page.getByRole("button", { name: "Ask the presenter" })).toBeDisabled();
  // It survives a reload.
  await ana.page.reload();
  await expect(bar(ana.page)).toContainText("One question to Sam.");
  await expect(ana.page.getByRole("region", { name: "One question to the presenter" })).toContainText(/0:[0-2]\d left/);
  await sam.does({ type: "say", text: "Twelve" });
  await expectAccessible(ana.page, "one question");

  // Lupe comes late: she listens, at her page and on the wire, until she is let in.
  const lupe = await join(browser, created.join_url, "Lupe");
  await expect(bar(lupe.page)).toContainText("You are new here: please listen until the next step, or until you are let in.");
  await expect(lupe.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await lupe.page.reload();
  await expect(bar(lupe.page)).toContainText("You are new here: please listen until the next step, or until you are let in.");
  await expect(lupe.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await expectAccessible(lupe.page, "new in a room");
  await expect(ana.page.getByRole("region", { name: "New in this room" })).toContainText("Lupe came after the clarifying questions");
  const kofi = await OnTheWire.join(created.join_url, "Kofi");
  expect(await kofi.try({ type: "say", text: "Hello" })).toMatchObject({ ok: false, reason: "not_your_floor" });
  await ana.page.getByRole("button", { name: "Let Lupe in" }).click();
  await expect(bar(lupe.page)).not.toContainText("You are new here");
  await expect(lupe.page.getByRole("button", { name: "Send" })).toBeVisible();
  expect(await kofi.try({ type: "let_in", room, person: kofi.me.id })).toMatchObject({ ok: false, reason: "room_facilitators_only" });
  await nadia.does({ type: "next_step", on: { room } });
  await nadia.does({ type: "next_step", on: { room } });
  expect(nadia.view.details[room]?.round?.listening ?? []).toEqual([]);
  for (const someone of [nadia, sam, kofi]) someone.leave();
});
