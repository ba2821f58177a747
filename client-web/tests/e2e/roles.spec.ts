/** What people may do without being a facilitator of the meeting: take on the room, present, hand over, step down, agree. */
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

const choose = async (page: Page, menu: string, item: string) => {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

test("a room finds its facilitator and its presenter by itself, and runs a round of its own", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "By themselves");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana", { viewport: PHONE });
  const sam = await join(browser, created.join_url, "Sam");
  const mei = await OnTheWire.join(created.join_url, "Mei");
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "assign", people: ["Ana", "Sam", "Mei"].map((name) => ({ person: nadia.named(name).id, room })) });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await expect(ana.page.getByRole("heading", { name: "Room 1", level: 1 })).toBeVisible();
  const presenter = () => nadia.view.details[room]?.round?.presenter ?? null;

  // Who facilitates: somebody of the room takes it on (P4).
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await expect(sam.page.getByRole("button", { name: "I’ll facilitate" })).toBeVisible();
  await expectAccessible(ana.page, "gathering on a phone, nobody facilitates");
  await ana.page.getByRole("button", { name: "I’ll facilitate" }).click();
  await expect(sam.page.getByRole("button", { name: "I’ll facilitate" })).toHaveCount(0);
  await expect(ana.page.getByRole("region", { name: "For you as facilitator" })).toBeVisible();

  // Who presents steps down, comes back, and hands over, at any time (R5).
  await sam.page.getByRole("button", { name: "I can present" }).click();
  await expect(sam.page.locator(".gathering")).toContainText("You present.");
  await expectAccessible(sam.page, "presenting");
  await sam.page.getByRole("button", { name: "I stop presenting" }).click();
  await expect.poll(presenter).toBeNull();
  await sam.page.getByRole("button", { name: "I can present" }).click();
  await ana.page.getByRole("button", { name: "Begin the round" }).click();
  await expect(sam.page.getByRole("button", { name: "For Mei" })).toBeVisible();
  await choose(sam.page, "For Mei", "Presents in this room");
  await expect.poll(presenter).toBe(mei.me.id);
  await expect(sam.page.getByRole("button", { name: "For Mei" })).toHaveCount(0);
  await mei.does({ type: "set_presenter", room, person: nadia.named("Sam").id });
  await choose(sam.page, "For Sam", "I stop presenting");
  await expect.poll(presenter).toBeNull();
  await sam.page.getByRole("button", { name: "I can present" }).click();

  // A presenter who dropped can be stood in for (R6).
  await sam.context.close();
  await expect(ana.page.locator(".gathering")).toContainText("Sam presents and is away. Somebody else can go on.");
  await ana.page.getByRole("button", { name: "I can present" }).click();
  await expect.poll(presenter).toBe(nadia.named("Ana").id);

  // Who presented last is asked when the round is over, and also when they are back from the room (R7).
  await nadia.does({ type: "stop_round", on: { room } });
  await expect(ana.page.getByRole("heading", { name: "How far may this room’s notes go?" })).toBeVisible();
  await ana.page.getByText("The meeting’s record").click();
  await expect.poll(() => nadia.view.details[room]?.sharing).toBe("meeting");
  await nadia.does({ type: "bring_back", in_seconds: 0 });
  const asked = ana.page.getByRole("radiogroup", { name: "How far may the notes of Room 1 go?" });
  await expect(asked.getByRole("radio", { name: "The meeting’s record" })).toBeChecked();
  await expectAccessible(ana.page, "asked about sharing in the main room");
  await asked.getByText("Only the people of Room 1").click();
  await expect.poll(() => nadia.view.details[room]?.sharing).toBe("room");
  await ana.page.getByRole("button", { name: "Close" }).click();
  await expect(asked).toHaveCount(0);

  // The room's facilitator names it, and starts a round there (R10).
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await ana.page.getByRole("button", { name: "Name this room…" }).click();
  await ana.page.getByLabel("Name of the room").fill("Fractions");
  await ana.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(ana.page.getByRole("heading", { level: 1 })).toContainText("Fractions");
  await ana.page.getByRole("button", { name: "Start a round…" }).click();
  await expect(ana.page.getByRole("dialog").getByRole("radiogroup", { name: "Protocol" })).toBeVisible();
  await expectAccessible(ana.page, "a room's facilitator starts a round");
  await ana.page.getByRole("dialog").getByText("Charrette").first().click();
  await ana.page.getByRole("button", { name: "Start in 1 room" }).click();
  await expect.poll(() => nadia.view.details[room]?.round?.ended_at).toBeNull();
  nadia.leave();
  mei.leave();
});

test("a card that two write on keeps both, and who is moved while writing keeps their words", async ({ browser }) => {
  const created = await createMeeting(convene.url, "One card");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  const { page } = await join(browser, created.join_url, "Sam");
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  const sam = nadia.named("Sam").id;
  await nadia.does({ type: "assign", people: [{ person: sam, room }] });
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await page.getByRole("button", { name: "I can present" }).click();
  await page.getByRole("button", { name: "Write the dilemma" }).click();
  await page.getByRole("textbox", { name: "Focus question" }).fill("How do I begin?");
  await nadia.does({ type: "set_dilemma", room, title: "Fractions", focus_question: null, restated_question: null, links: ["https://data.example/"] });
  await expect(page.getByRole("textbox", { name: "In a few words" }), "what somebody else writes meanwhile is seen").toHaveValue("Fractions");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => nadia.view.details[room]?.dilemma).toEqual({ title: "Fractions", overview: null, focus_question: "How do I begin?", restated_question: null, links: ["https://data.example/"] });

  await page.getByRole("button", { name: "Edit the dilemma" }).click();
  await page.getByRole("textbox", { name: "Focus question" }).fill("How do I begin, and with whom?");
  await nadia.does({ type: "move", people: [sam], room: nadia.view.meeting.main_room });
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("You are in Main room now. What you wrote belongs to Room 1");
  await expect(page.getByRole("textbox", { name: "Focus question" })).toHaveValue("How do I begin, and with whom?");
  await expect(dialog.getByRole("button", { name: "Save" })).toHaveCount(0);
  await expectAccessible(page, "moved while writing");
  await dialog.getByRole("button", { name: "Close" }).click();
  nadia.leave();
});
