/** Troika at people's pages: each is client once, with their own card; a room of three and one of four end together. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const bar = (page: Page) => page.getByRole("region", { name: /Where we are|Dónde estamos/ });
const board = (page: Page) => page.getByRole("region", { name: "Board", exact: true });

test("three help each other in turn; the client turns away; the facilitator sees whose turn it is", async ({ browser }) => {
  test.slow();
  const created = await createMeeting(convene.url, "Troika day");
  const nadia = await join(browser, created.facilitator_url, "Nadia Okafor");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE });
  const mei = await join(browser, created.join_url, "Mei", { locale: "es-ES" });
  const four = await Promise.all(["Kofi", "Sam", "Tom", "Lupe"].map((name) => OnTheWire.join(created.join_url, name)));
  await helper.does({ type: "create_rooms", count: 2 });
  const [room, other] = [helper.room(1).id, helper.room(2).id];
  const into = (names: string[], where: string) => names.map((name) => ({ person: helper.named(name).id, room: where }));
  await helper.does({ type: "assign", people: [...into(["Ana", "Luis", "Mei"], room), ...into(["Kofi", "Sam", "Tom", "Lupe"], other)] });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await helper.does({ type: "start_round", rooms: [room, other], protocol: { library: "troika" }, seconds: null });

  // Gathering: nobody has to be found; who wants to, goes first.
  await expect(bar(ana.page)).toContainText("Each of you will be client once.");
  await expect(ana.page.getByText("Each of you is client once, 3 turns in all. Who goes first?")).toBeVisible();
  await luis.page.getByRole("button", { name: "I’ll go first" }).click();
  await expectAccessible(ana.page, "who goes first");
  await helper.does({ type: "begin", on: { room } });
  await helper.does({ type: "begin", on: { room: other } });
  const ends = [room, other].map((id) => helper.view.details[id]?.round?.ends_at ?? 0);
  expect(Math.abs((ends[0] ?? 0) - (ends[1] ?? 1))).toBeLessThan(2_000);

  const next = async (step: string | RegExp) => {
    await helper.does({ type: "next_step", on: { room } });
    await helper.does({ type: "next_step", on: { room } });
    await expect(bar(ana.page).getByRole("heading", { name: step })).toBeVisible();
  };
  await expect(bar(ana.page)).toContainText("Think alone");
  await expect(ana.page.getByRole("tab", { name: "Notebook" })).toHaveAttribute("aria-selected", "true");

  // Luis is client first: said to everybody, in their language; only he speaks.
  await next("The client tells");
  await expect(bar(ana.page)).toContainText("2 of 13 · Luis is client (1 of 3)");
  await expect(bar(luis.page)).toContainText("you are client (1 of 3)");
  await expect(bar(mei.page)).toContainText("Luis es cliente (1 de 3)");
  await helper.does({ type: "set_dilemma", room, title: null, focus_question: "How do I win the parents?", restated_question: null, links: null });
  await next("Questions to the client");
  await expect(bar(ana.page)).toContainText("How do I win the parents?");
  await next("The helpers talk, the client turns away");
  await expect(luis.page.getByText("Turn your chair away, or turn your camera off", { exact: false })).toBeVisible();
  await expect(board(ana.page)).toContainText("What we would try: for Luis");
  await board(ana.page).getByRole("button", { name: "Add note", exact: true }).click();
  await board(ana.page).getByRole("textbox", { name: "Text of the note" }).fill("Invite them to a lesson");
  await board(ana.page).getByRole("textbox", { name: "Text of the note" }).press("Escape");
  await expectAccessible(ana.page, "the helpers talk");
  await expectAccessible(luis.page, "the client has turned away, on a phone");

  // All rooms: whose turn it is.
  await nadia.page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "All rooms" }).click();
  await expect(nadia.page.getByText("client 1 of 3")).toBeVisible();
  await expectAccessible(nadia.page, "whose turn it is in each room");

  // He turns back and is asked how far the notes may go; then Ana is client, with an empty card and a part of her own.
  await next("The client turns back");
  await expect(luis.page.getByRole("radiogroup").first()).toBeVisible();
  await expect(luis.page.getByText("go further only if everybody who was client says so", { exact: false })).toHaveCount(0);
  await luis.page.getByText("The meeting’s record").click();
  await expect.poll(() => helper.view.details[room]?.sharing).toBe("meeting");
  await next("The client tells");
  // She has agreed to nothing yet, so the notes stay.
  await expect.poll(() => helper.view.details[room]?.sharing).toBe("room");
  await expect(bar(ana.page)).toContainText("6 of 13 · you are client (2 of 3)");
  await expect(bar(mei.page)).toContainText("Ana es cliente (2 de 3)");
  await expect(bar(ana.page)).not.toContainText("How do I win the parents?");
  await next("Questions to the client");
  await next("The helpers talk, the client turns away");
  await expect(bar(ana.page)).toContainText("Please only listen; write in your notebook.");
  await expect(board(ana.page).getByRole("button", { name: "Add note", exact: true })).toHaveCount(0);
  await expect(board(ana.page).getByRole("group", { name: "Invite them to a lesson" })).toBeVisible();
  await next("The client turns back");
  await next("The client tells");
  await expect(bar(mei.page)).toContainText("usted es cliente (3 de 3)");
  for (const step of ["Questions to the client", "The helpers talk, the client turns away", "The client turns back"]) await next(step);
  await helper.does({ type: "next_step", on: { room } });
  await expect(bar(ana.page)).toContainText("The round is over");
  for (const someone of [helper, ...four]) someone.leave();
});
