import { expect, test } from "@playwright/test";
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

test("a round in a room, as its people see it", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Science community of practice");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia Okafor");
  const sam = await join(browser, created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE });

  // To the room: announced before, with whom; then one is there, and the heading has the focus.
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  await nadia.does({ type: "assign", people: ["Sam", "Ana", "Luis"].map((name) => ({ person: nadia.named(name).id, room })) });
  await nadia.does({ type: "set_room_facilitator", person: nadia.named("Luis").id, room });
  await nadia.does({ type: "open_rooms", in_seconds: 3 });
  await expect(ana.page.getByText("You go to Room 1 with Sam and Luis.")).toBeVisible();
  await expect(ana.page.getByRole("heading", { name: "Room 1", level: 1 })).toBeVisible();
  await expect(ana.page.locator("[data-room-heading]")).toBeFocused();
  await expect(ana.page.getByRole("alert")).toContainText("You are in Room 1 now");
  await expect.poll(() => nadia.named("Ana").arrived).toBe(true);

  // Gathering: somebody can present, the room's facilitator begins.
  await nadia.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  const bar = (page: typeof ana.page) => page.getByRole("region", { name: "Where we are" });
  await expect(bar(ana.page).getByRole("heading", { name: "Gathering" })).toBeVisible();
  await expect(ana.page.getByText("Nobody presents yet.")).toHaveCount(1);
  await expectAccessible(ana.page, "gathering");
  await sam.page.getByRole("button", { name: "I can present" }).click();
  await expect(ana.page.locator(".gathering")).toContainText("Sam presents");
  await expect(sam.page.locator(".gathering")).toContainText("You present.");
  await expect(bar(sam.page)).toContainText("You have not written your question yet.");
  await expect(bar(ana.page)).toContainText("Sam has not written a question yet.");
  await luis.page.getByRole("button", { name: "Presenter: Sam" }).click();
  await expectAccessible(luis.page, "choosing a presenter on a phone");
  await luis.page.keyboard.press("Escape");
  await sam.page.getByRole("button", { name: "Write the dilemma" }).click();
  await sam.page.getByRole("textbox", { name: "Focus question" }).fill("How do I open fractions to students who have given up?");
  await expectAccessible(sam.page, "writing the dilemma");
  await sam.page.getByRole("button", { name: "Save" }).click();
  await luis.page.getByRole("button", { name: "Begin the round" }).click();

  // Step 1: the presenter has the floor, the others listen; the question is on every screen.
  await expect(bar(sam.page)).toContainText("You have the floor.");
  await expect(bar(sam.page)).toContainText("You ask:");
  await expect(bar(ana.page)).toContainText("You listen. Sam speaks.");
  await expect(bar(ana.page)).toContainText("Sam asks:");
  await expect(bar(ana.page)).toContainText("1 of 4");
  await expect(bar(ana.page)).toContainText("How do I open fractions to students who have given up?");
  await expect(bar(luis.page)).toContainText("How do I open fractions");
  await expectAccessible(ana.page, "step 1");
  await expectAccessible(luis.page, "step 1 of the room's facilitator on a phone");
  for (const [width, height] of [[320, 640], [390, 844], [740, 360], [1366, 768]] as const) {
    await ana.page.setViewportSize({ width, height });
    await expect.poll(() => ana.page.evaluate(() => document.documentElement.scrollWidth), `nothing sticks out at ${width} px`).toBeLessThanOrEqual(width);
    await expect(bar(ana.page)).toBeInViewport({ ratio: 1 });
    if (height <= 480) expect((await bar(ana.page).boundingBox())?.height, "one line in a low window").toBeLessThan(64);
  }

  // A message is news to who was there; to who comes late it is one from before, below the welcome.
  await nadia.does({ type: "announce", rooms: null, text: "Half time at eleven." });
  await expect(ana.page.getByRole("region", { name: "Message from Nadia Okafor", exact: true })).toContainText("Half time at eleven.");
  const mei = await join(browser, created.join_url, "Mei");
  await expect(mei.page.getByRole("region", { name: "Welcome to Room 1" })).toContainText("You listen. Sam speaks.");
  await expect(mei.page.getByRole("region", { name: /^Message from Nadia Okafor, .*before you came$/ })).toContainText("Half time at eleven.");
  const cards = mei.page.locator(".room-cards > .card");
  await expect(cards.first()).toContainText("Welcome to Room 1");
  await expect(cards.last()).toContainText("Half time at eleven.");
  await expectAccessible(mei.page, "an arrival after a message");

  // Help is on its way, also on a phone; when the round has gone on, the room may call again.
  await ana.page.getByRole("button", { name: "Call the facilitator" }).click();
  await nadia.does({ type: "claim_help", room });
  for (const { page } of [ana, luis]) await expect(page.getByText("Nadia Okafor is coming")).toBeVisible();

  // Who comes while a step ends hears who speaks in it.
  await nadia.does({ type: "move", people: [nadia.named("Mei").id], room: nadia.view.meeting.main_room });
  await expect(mei.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  await nadia.does({ type: "next_step", on: { room } });
  await nadia.does({ type: "move", people: [nadia.named("Mei").id], room });
  await expect(mei.page.getByRole("region", { name: "Welcome to Room 1" })).toContainText("You listen. Sam speaks. The next step begins by itself.");
  await nadia.does({ type: "next_step", on: { room } });
  await expect(bar(ana.page)).toContainText("2 of 4");
  for (const { page } of [ana, luis]) await expect(page.getByRole("button", { name: "Call the facilitator" })).toBeVisible();
  await ana.page.getByRole("button", { name: "Call the facilitator" }).click();
  for (const { page } of [ana, luis]) await expect(page.getByText("The facilitators are called")).toBeVisible();

  // On to 'the group talks': the presenter reads the chat and keeps a draft; the server refuses what pages do not offer.
  await nadia.does({ type: "next_step", on: { room } });
  await nadia.does({ type: "next_step", on: { room } });
  await expect(bar(ana.page)).toContainText("3 of 4");
  await expect(bar(sam.page)).toContainText("Please only listen; write in your notebook.");
  await expect(bar(ana.page)).toContainText("Talk with each other. Sam listens.");
  await sam.page.getByRole("tab", { name: "Chat" }).click();
  await expect(sam.page.getByText("In this step you only read the chat. Your draft is kept.")).toBeVisible();
  await expect(sam.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await expectAccessible(sam.page, "the presenter listening");

  // The room holds; everybody sees it, and by whom.
  await luis.page.getByRole("button", { name: /^(Hold|Pause)$/ }).click();
  await expect(bar(ana.page)).toContainText(/On hold by this room|Paused by a facilitator/);
  await luis.page.getByRole("button", { name: /^(Go on|Resume)$/ }).click();

  // Back to the main room, announced; what Ana was typing comes along and keeps the focus.
  await ana.page.getByLabel("Write to this room").fill("I was just about to");
  await nadia.does({ type: "bring_back", in_seconds: 3 });
  await expect(bar(ana.page)).toContainText("Back to the main room in");
  await expect(ana.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  await expect(ana.page.getByLabel("Write to this room")).toHaveValue("I was just about to");
  await expect(ana.page.getByLabel("Write to this room")).toBeFocused();

  await nadia.does({ type: "end_meeting" });
  await expect(ana.page.getByRole("heading", { name: "The meeting has ended" })).toBeVisible();
  await expectAccessible(ana.page, "the end");
  nadia.leave();
});
