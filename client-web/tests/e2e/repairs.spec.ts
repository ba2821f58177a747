/** What a facilitator does about rooms while a round runs, and what the rooms see of it. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const bar = (page: Page) => page.getByRole("region", { name: /Where we are|Dónde estamos/ });
const card = (page: Page, room: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name: room }) });
const show = (page: Page, part: "Room" | "All rooms") =>
  page
    .getByRole("navigation", { name: "Parts of the meeting" })
    .getByRole("button", { name: new RegExp(`^${part}`) })
    .click();

/** Opens rooms with these people in them, by the number of the room. */
async function openRooms(facilitator: OnTheWire, rooms: readonly (readonly string[])[]): Promise<string[]> {
  await facilitator.does({ type: "create_rooms", count: rooms.length });
  const ids = rooms.map((_, index) => facilitator.room(index + 1).id);
  const people = rooms.flatMap((names, index) => names.map((name) => ({ person: facilitator.named(name).id, room: ids[index] ?? "" })));
  await facilitator.does({ type: "assign", people });
  await facilitator.does({ type: "open_rooms", in_seconds: 0 });
  return ids;
}

test("a message leaves by itself and can be read again; a call is done when whoever went says so or leaves", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Calls");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE });
  await openRooms(helper, [["Ana", "Luis"], []]);

  // On top of the page for a minute, then among the messages; nobody has to close it.
  await expect(ana.page.getByRole("heading", { level: 1, name: "Room 1" })).toBeVisible();
  await ana.page.clock.install();
  await expect(ana.page.getByRole("button", { name: /message/ })).toHaveCount(0);
  await helper.does({ type: "announce", rooms: null, text: "Ten minutes to go" });
  const message = ana.page.getByRole("region", { name: "Message from Helper" });
  await expect(message).toContainText("Ten minutes to go");
  await ana.page.clock.fastForward(61_000);
  await expect(message).toHaveCount(0);
  await ana.page.getByRole("button", { name: "1 message" }).click();
  await expect(ana.page.getByRole("dialog", { name: "Messages from the facilitators" })).toContainText("Ten minutes to go");
  await expectAccessible(ana.page, "messages read again");
  await ana.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await luis.page.getByRole("region", { name: "Message from Helper" }).getByRole("button", { name: "Close" }).click();
  await luis.page.getByRole("button", { name: "1 message" }).click();
  await expect(luis.page.getByRole("dialog")).toContainText("Ten minutes to go");
  await luis.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  // Claimed and done on the card.
  await show(nadia.page, "All rooms");
  await luis.page.getByRole("button", { name: "Call the facilitator" }).click();
  await nadia.page.getByRole("button", { name: "I’m going Room 1" }).click();
  await expect(luis.page.getByText("Nadia is coming")).toBeVisible();
  await nadia.page.getByRole("button", { name: "Done Room 1" }).click();
  await expect(luis.page.getByRole("button", { name: "Call the facilitator" })).toBeVisible();

  // Done in the room itself.
  await luis.page.getByRole("button", { name: "Call the facilitator" }).click();
  await nadia.page.getByRole("button", { name: "I’m going Room 1" }).click();
  await nadia.page.getByRole("button", { name: "Enter Room 1" }).click();
  await expect(nadia.page.getByText("You went to the call of Luis.")).toBeVisible();
  await expectAccessible(nadia.page, "a call, in the room");
  await nadia.page.getByRole("button", { name: "Done", exact: true }).click();
  await expect(nadia.page.getByText("You went to the call of Luis.")).toHaveCount(0);

  // Or by leaving the room again.
  await luis.page.getByRole("button", { name: "Call the facilitator" }).click();
  await show(nadia.page, "All rooms");
  await nadia.page.getByRole("button", { name: "I’m going Room 1" }).click();
  await nadia.page.getByRole("button", { name: "To the main room" }).click();
  await expect(luis.page.getByRole("button", { name: "Call the facilitator" })).toBeVisible();
  helper.leave();
});

test("one question to the presenter is what everybody is told for these seconds; a step behind is called so", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Asked");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const sam = await join(browser, created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis");
  const [one, two] = await openRooms(helper, [["Sam", "Ana"], ["Luis"]]);
  await helper.does({ type: "set_room_facilitator", person: helper.named("Ana").id, room: one ?? "" });
  await helper.does({ type: "start_round", rooms: null, protocol: { library: "consultancy-20" }, seconds: null });
  const plan = Object.keys(helper.view.plans)[0] ?? "";
  await helper.does({ type: "set_presenter", room: one ?? "", person: helper.named("Sam").id });
  await helper.does({ type: "set_presenter", room: two ?? "", person: helper.named("Luis").id });
  await helper.does({ type: "begin", on: { plan } });
  for (let press = 0; press < 4; press += 1) await helper.does({ type: "next_step", on: { plan } });
  await expect(bar(sam.page)).toContainText("3 of 4");

  await ana.page.getByRole("button", { name: "Ask the presenter" }).click();
  await expect(bar(sam.page)).toContainText("Answer briefly. Then you listen again.");
  await expect(bar(ana.page)).toContainText("Sam answers for these seconds; nobody else speaks.");
  await expect(ana.page.getByText("You could say")).toHaveCount(0);
  await expect(bar(luis.page)).toContainText("Please only listen");
  await expectAccessible(sam.page, "asked");

  // Room 1 goes on by itself: it is a step ahead; then back, and a step behind.
  await helper.does({ type: "next_step", on: { room: two ?? "" } });
  await helper.does({ type: "next_step", on: { room: two ?? "" } });
  await show(nadia.page, "All rooms");
  await expect(card(nadia.page, "Room 2")).toContainText("one step ahead");
  helper.leave();
});

test("a success is called a success, and in silence nobody is said to listen", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Success");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const sam = await join(browser, created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana", { locale: "es-ES" });
  const [room = ""] = await openRooms(helper, [["Sam", "Ana"]]);
  await helper.does({ type: "start_round", rooms: [room], protocol: { library: "success-analysis" }, seconds: null });
  await helper.does({ type: "set_presenter", room, person: helper.named("Sam").id });
  await helper.does({ type: "begin", on: { room } });
  await expect(bar(sam.page)).toContainText("Write in silence.");
  const people = sam.page.getByRole("region", { name: "People" });
  await expect(people).toContainText("presents");
  await expect(people).not.toContainText("listening");
  await expect(sam.page.getByRole("tab", { name: "Chat" })).toHaveAttribute("aria-selected", "true");
  await sam.page.getByRole("button", { name: "Write my card" }).click();
  const dialog = sam.page.getByRole("dialog", { name: "The success" });
  await dialog.getByLabel("The success in a sentence").fill("Every student asked a question");
  await expectAccessible(sam.page, "the card of a success");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(bar(sam.page)).toContainText("You bring:");
  await expect(bar(ana.page)).toContainText("Sam trae:");
  await expect(bar(ana.page)).toContainText("Every student asked a question");
  helper.leave();
});

test("a presenter drops: the room waits a minute, goes on with somebody else or with another dilemma; all rooms know", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Drops");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const sam = await OnTheWire.join(created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana");
  const mei = await join(browser, created.join_url, "Mei", { locale: "es-ES" });
  const luis = await OnTheWire.join(created.join_url, "Luis");
  const [one = "", two = ""] = await openRooms(helper, [["Sam", "Ana", "Mei"], ["Luis"]]);
  await helper.does({ type: "set_room_facilitator", person: helper.named("Ana").id, room: one });
  await helper.does({ type: "start_round", rooms: null, protocol: { library: "consultancy-20" }, seconds: null });
  const plan = Object.keys(helper.view.plans)[0] ?? "";
  await helper.does({ type: "set_presenter", room: one, person: helper.named("Sam").id });
  await helper.does({ type: "set_presenter", room: two, person: helper.named("Luis").id });
  await helper.does({ type: "begin", on: { plan } });
  await show(nadia.page, "All rooms");

  // A note-taker, and how many notes there are.
  await mei.page.getByRole("button", { name: "Yo tomo las notas" }).click();
  await expect(card(nadia.page, "Room 1")).toContainText("Mei");
  await expect(ana.page.getByRole("region", { name: "People" })).toContainText("takes the notes");
  await expect(ana.page.getByRole("button", { name: "I’ll take the notes" })).toHaveCount(0);
  await ana.page.getByRole("button", { name: "Add note", exact: true }).click();
  await ana.page.getByRole("textbox", { name: "Text of the note" }).fill("Labs take too long");
  await expect(card(nadia.page, "Room 1")).toContainText("1 note", { timeout: 30_000 });

  // Sam drops, and the room waits; he is back, and it goes on.
  sam.leave();
  const offer = ana.page.getByRole("region", { name: "Sam presents and has dropped" });
  await expect(offer).toBeVisible({ timeout: 60_000 });
  await expectAccessible(ana.page, "a presenter who dropped");
  await offer.getByRole("button", { name: "Wait a minute for Sam" }).click();
  await expect(offer).toContainText("Waiting for Sam: 0:");
  await expect(card(nadia.page, "Room 1")).toContainText("waits for Sam");
  await expectAccessible(nadia.page, "all rooms, a presenter dropped");

  // Another dilemma: Mei presents from the first step, and the rooms still end together.
  await nadia.page.getByRole("button", { name: "Sam away, presenting in Room 1. Change presenter" }).click();
  await nadia.page.getByRole("group", { name: "Another dilemma, from the first step" }).getByRole("menuitem", { name: "Mei" }).click();
  await expect(bar(mei.page)).toContainText("Usted tiene la palabra.");
  await expect(bar(ana.page)).toContainText("1 of 4");
  await expect.poll(() => helper.view.details[one]?.round?.ends_at).toBe(helper.view.details[two]?.round?.ends_at);

  // The room may go its own pace; then its clock is worked from its card.
  await nadia.page.getByRole("button", { name: "More for Room 1" }).click();
  await nadia.page.getByRole("menuitem", { name: "Let this room go its own pace" }).click();
  await expect(nadia.page.getByText("1 room at its own pace")).toBeVisible();
  await nadia.page.getByRole("button", { name: "More for Room 1" }).click();
  await nadia.page.getByRole("menuitem", { name: "Pause" }).click();
  await expect(bar(ana.page)).toContainText("Paused by a facilitator");
  await expect.poll(() => helper.view.details[two]?.round?.timeline.clock.state).toBe("running");
  await expectAccessible(nadia.page, "all rooms, one at its own pace");
  helper.leave();
  luis.leave();
});

test("a room's facilitator drops: whoever is in the room lets it wait a minute, or takes it on; all rooms know", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Nobody leads");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const lead = await OnTheWire.join(created.join_url, "Lea");
  const sam = await OnTheWire.join(created.join_url, "Sam");
  const ana = await join(browser, created.join_url, "Ana");
  const mei = await join(browser, created.join_url, "Mei", { locale: "es-ES", viewport: PHONE });
  const [one = ""] = await openRooms(helper, [["Lea", "Sam", "Ana", "Mei"]]);
  await helper.does({ type: "set_room_facilitator", person: helper.named("Lea").id, room: one });
  await helper.does({ type: "start_round", rooms: null, protocol: { library: "consultancy-20" }, seconds: null });
  await helper.does({ type: "set_presenter", room: one, person: helper.named("Sam").id });
  await helper.does({ type: "begin", on: { room: one } });
  await show(nadia.page, "All rooms");
  await expect(bar(ana.page)).toContainText("1 of 4");

  lead.leave();
  await expect(ana.page.getByText("Lea facilitates this room and has dropped.")).toBeVisible({ timeout: 60_000 });
  await expect(ana.page.getByRole("button", { name: "I can present" })).toHaveCount(0);
  await expectAccessible(ana.page, "a room's facilitator dropped");
  await expectAccessible(mei.page, "a room's facilitator dropped, on a phone");
  await shot(ana.page, "facilitator-dropped");
  await shot(mei.page, "facilitator-dropped-phone");
  await ana.page.getByRole("button", { name: "Wait a minute for Lea" }).click();
  await expect(bar(ana.page)).toContainText("On hold by this room");
  await expect(ana.page.getByText(/Waiting for Lea: 0:/u)).toBeVisible();
  await expect(mei.page.getByRole("button", { name: "Esperar un minuto a Lea" })).toHaveCount(0);
  await expect(card(nadia.page, "Room 1")).toContainText("waits for Lea");
  await shot(ana.page, "facilitator-waits");

  // Somebody takes it on: there is nobody to wait for, and the clock goes on.
  await mei.page.getByRole("button", { name: "Yo facilito" }).click();
  await expect.poll(() => helper.view.details[one]?.round?.timeline.clock.state).toBe("running");
  await expect(ana.page.getByText("Lea facilitates this room and has dropped.")).toHaveCount(0);
  await expect(card(nadia.page, "Room 1")).not.toContainText("waits for Lea");
  helper.leave();
  sam.leave();
});

test("the pace is chosen when a round starts: together, no room has time of its own", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Pace");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await OnTheWire.join(created.join_url, "Luis");
  const [one = "", two = ""] = await openRooms(helper, [["Ana"], ["Luis"]]);
  await helper.does({ type: "set_room_facilitator", person: helper.named("Ana").id, room: one });
  await luis.does({ type: "arrive", room: two });
  await show(nadia.page, "All rooms");
  await nadia.page.getByRole("button", { name: "Start a round" }).click();
  await nadia.page.getByRole("dialog").getByText("Together; no room has time of its own").click();
  await expectAccessible(nadia.page, "the pace of a round");
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Start in 2 rooms" }).click();
  await expect(nadia.page.getByRole("dialog")).toHaveCount(0);
  const plan = Object.keys(helper.view.plans)[0] ?? "";
  await helper.does({ type: "set_presenter", room: one, person: helper.named("Ana").id });
  await helper.does({ type: "set_presenter", room: two, person: helper.named("Luis").id });
  await helper.does({ type: "begin", on: { plan } });
  await expect(ana.page.getByText("In this round all rooms go together: a room has no time of its own.")).toBeVisible();
  await expect(ana.page.getByRole("button", { name: "Hold", exact: true })).toBeDisabled();
  await helper.does({ type: "stop_round", on: { plan } });

  // Each at its own pace: two clocks, one place to begin.
  await nadia.page.getByRole("button", { name: "Start a round" }).click();
  await nadia.page.getByRole("dialog").getByText("Each at its own pace, with its own end").click();
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Start in 2 rooms" }).click();
  await expect(nadia.page.getByText("2 rooms at their own pace")).toBeVisible();
  await helper.does({ type: "set_presenter", room: one, person: helper.named("Ana").id });
  await helper.does({ type: "set_presenter", room: two, person: helper.named("Luis").id });
  await nadia.page.getByRole("button", { name: "Begin now" }).click();
  await expect(bar(ana.page)).toContainText("1 of 6");
  await ana.page.getByRole("button", { name: "+1 min", exact: true }).click();
  await expect(bar(ana.page)).toContainText("+1 min");
  expect(helper.view.details[two]?.round?.timeline.seconds[0]).not.toBe(helper.view.details[one]?.round?.timeline.seconds[0]);
  helper.leave();
  luis.leave();
});
