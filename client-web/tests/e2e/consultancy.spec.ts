/**
 * One meeting from its creation to its record, by ten people in ten browsers against the real server: rooms, one start on one
 * plan, a whole consultancy round with shortened minutes, a kill in the middle of it, and what each may keep of it.
 */
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { ABOUT, type Cast, castOf, registerOnly, showAll, TITLE } from "./support/cast.ts";
import { Convene, OPERATOR_TOKEN } from "./support/convene.ts";
import { picture } from "./support/images.ts";
import { Person } from "./support/person.ts";
import { RawBoard, RawMeeting } from "./support/raw.ts";
import { type Downloads, downloads, notesOf, roomOf } from "./support/record.ts";

test.describe.configure({ mode: "serial", timeout: 90_000 });
// Ten traces at once would take the machine that the run needs; `showAll` keeps what everybody saw.
test.use({ trace: "off" });

/** Minutes of the six steps. The first four are ended by the facilitator, the last two by the clock. */
const MINUTES = ["4", "4", "4", "6", "0.6", "0.5"];
const QUESTION = "How do I open fractions to students who have given up?";
const RESTATED = "How do I let students who have given up show what they already know about fractions?";
const MEIS_QUESTION = "How do we keep lab time when the schedule shrinks?";

let convene: Convene;
let cast: Cast;
let joinLink: string;
let code: string;
let meeting: string;

test.beforeAll(async ({ browser }) => {
  convene = await Convene.start();
  cast = await castOf(browser);
});
test.afterEach(() => showAll(cast));
test.afterAll(async () => {
  for (const person of Object.values(cast ?? {}) as Person[]) await person.context.close();
  await convene.stop();
});

const room1 = () => [cast.rosa, cast.sam, cast.ana];
const room2 = () => [cast.kofi, cast.mei, cast.tom];

test("a facilitator creates the meeting, and people come in", async () => {
  const { nadia, lupe } = cast;
  await nadia.page.goto(convene.url);
  await expectAccessible(nadia.page, "the start page");
  await picture(nadia.page, "home");
  await nadia.field("What is the meeting called?").fill(TITLE);
  await nadia.button("Create the meeting").click();
  await expect(nadia.page.getByRole("heading", { level: 1, name: "Your meeting is ready" })).toBeVisible();
  joinLink = await nadia.field("Join link").inputValue();
  code = await nadia.field("Code to say aloud").inputValue();
  meeting = /\/m\/([0-9a-f-]{36})#/.exec(joinLink)?.[1] ?? "";
  await expectAccessible(nadia.page, "the links");
  await picture(nadia.page, "links");
  await nadia.page.getByRole("link", { name: "Enter the meeting" }).click();
  await nadia.enter(ABOUT.nadia);
  await nadia.inRoom("Main room");

  for (const who of ["rosa", "kofi", "sam", "ana", "mei", "tom"] as const) {
    const person = cast[who];
    if (who === "ana") {
      await person.page.goto(joinLink);
      await expect(person.page.getByText("hosted by Nadia Okafor")).toBeVisible();
      await expectAccessible(person.page, "the door");
      await picture(person.page, "join");
      await person.enter(ABOUT.ana);
    } else await person.join(joinLink, ABOUT[who]);
  }
  await lupe.page.goto(joinLink);
  await lupe.field("Su nombre").fill(lupe.name);
  await lupe.field("Organización").fill(ABOUT.lupe.organization);
  await expectAccessible(lupe.page, "the door in Spanish");
  await lupe.button("Entrar en la reunión").click();
  await lupe.inRoom("Sala principal");
  await registerOnly(convene.url, meeting, joinLink, "Dana Price");

  await cast.ana.say("Good morning from Fresno");
  await nadia.hears("Good morning from Fresno");
  await expectAccessible(cast.ana.page, "the main room");
  await expectAccessible(cast.mei.page, "the main room, dark");
  await nadia.addNote("Welcome! Agenda: hello, one consultancy, close at noon.");
  await expect(cast.tom.note("Welcome!")).toBeVisible();
  await picture(cast.tom.page, "main-room");
});

test("the facilitator plans two rooms, their people, their facilitators and where they talk", async () => {
  const { nadia } = cast;
  await nadia.part("Plan");
  await nadia.field("Number of rooms").fill("2");
  await nadia.button("Make rooms").click();
  await expect(nadia.page.getByRole("region", { name: "Room 2", exact: true })).toBeVisible();
  await assign(["Rosa Delgado", "Sam Whitfield", "Ana Morales"], "Room 1");
  await assign(["Kofi Mensah", "Mei Tanaka", "Tom Keller", "Lupe Ramírez", "Dana Price"], "Room 2");
  await expect(nadia.page.getByText("Everyone has a room.")).toBeVisible();
  await nadia.choose(nadia.button("More for Room 1"), /^Rosa Delgado/);
  await nadia.choose(nadia.button("More for Room 2"), /^Kofi Mensah/);
  await expect(nadia.page.getByText("Facilitates: Kofi Mensah")).toBeVisible();
  await picture(nadia.page, "plan");
  await nadia.field("Voice links").fill("https://meet.example/fractions\nRoom 2: tel:+15550100");
  await nadia.button("Save 2 links").click();
  await expect(nadia.page.getByText("2 rooms have a link")).toBeVisible();
  await expectAccessible(nadia.page, "the plan");
});

async function assign(names: string[], room: string): Promise<void> {
  const { nadia } = cast;
  const nobodys = nadia.page.getByRole("grid", { name: "People in Without a room" });
  for (const name of names) await nobodys.getByRole("row", { name }).getByRole("checkbox").press("Space");
  await nadia.choose(nadia.page.getByRole("group", { name: "Selected people" }).getByRole("button", { name: "Move to" }), new RegExp(`^${room} `));
  const people = nadia.page.getByRole("grid", { name: `People in ${room}` });
  for (const name of names) await expect(people.getByRole("row", { name })).toBeVisible();
}

test("rooms open after a countdown that can be cancelled", async () => {
  const { nadia, ana, lupe } = cast;
  await nadia.part("All rooms");
  await nadia.choose(nadia.button("Open rooms"), "in 20 seconds");
  await expect(ana.stepBar).toContainText(/You go to Room 1 with .*Sam Whitfield/);
  await expectAccessible(ana.page, "before the rooms open");
  await nadia.button("Cancel").click();
  await expect(ana.stepBar).not.toContainText("You go to Room 1");
  await nadia.choose(nadia.button("Open rooms"), "now");
  for (const person of room1()) await person.inRoom("Room 1");
  for (const person of room2()) await person.inRoom("Room 2");
  await lupe.inRoom("Sala 2");
  await expect(ana.page.getByRole("link", { name: "Open the voice call" })).toHaveAttribute("href", "https://meet.example/fractions");
  await expect(cast.tom.page.getByRole("link", { name: "Call +15550100" })).toHaveAttribute("href", "tel:+15550100");
});

test("one start: rooms gather, and the room without a presenter waits while the others begin", async () => {
  const { nadia, sam, rosa, ana, mei } = cast;
  await nadia.part("Plan");
  await nadia.page.getByText("Consultancy, 50 minutes").click();
  await expect(nadia.page.getByRole("radio", { name: /Consultancy, 50 minutes/ })).toBeChecked();
  const lengths = nadia.page.getByRole("textbox", { name: /^Minutes of/ });
  await expect(lengths).toHaveCount(MINUTES.length);
  for (const [index, minutes] of MINUTES.entries()) await lengths.nth(index).fill(minutes);
  await nadia.button("Start in 2 rooms").click();
  await nadia.part("All rooms");
  for (const person of [...room1(), ...room2()]) await person.inStep("Gathering");
  const check = nadia.page.getByRole("region", { name: "Before you begin" });
  await expect(check).toContainText("Room 1: nobody presents yet");
  await expect(check).toContainText("Room 2: nobody presents yet");
  await expect(check).toContainText("Room 1: only 3 people");

  await sam.button("I can present").click();
  await expect(ana.page.getByText("Sam Whitfield presents").first()).toBeVisible();
  await expect(check).not.toContainText("Room 1: nobody presents yet");
  await sam.button("Write the dilemma").click();
  await sam.field("In a few words").fill("Fractions for students who have given up");
  await sam.field("Focus question").fill(QUESTION);
  await sam.button("Save").click();
  await expect(ana.stepBar).toContainText(QUESTION);
  await expectAccessible(ana.page, "gathering");
  await expectAccessible(nadia.page, "all rooms, gathering");
  await picture(ana.page, "gathering");
  await picture(nadia.page, "start-check");

  await nadia.button("Begin now").click();
  for (const person of room1()) await person.inStep("Present the dilemma");
  for (const person of room2()) await person.inStep("Waiting for a presenter");
  await expect(sam.stepBar).toContainText("You have the floor.");
  await expect(ana.stepBar).toContainText("You listen. Sam Whitfield speaks.");
  await expect(rosa.page.getByRole("region", { name: "For you as facilitator" })).toBeVisible();
  await expectAccessible(mei.page, "waiting for a presenter, dark");
});

test("somebody on a phone comes late, and the waiting room finds a presenter among its own", async () => {
  const { luis, mei, tom, nadia, kofi } = cast;
  await luis.page.goto(convene.url);
  await luis.field("The code you were given").fill(code);
  await luis.button("Continue").click();
  await luis.enter(ABOUT.luis);
  await luis.inRoom("Room 1");
  const arrival = luis.page.getByRole("region", { name: "Welcome to Room 1" });
  await expect(arrival).toContainText("You come in at step 1 of 6: Present the dilemma.");
  await expect(arrival).toContainText(QUESTION);
  await expectAccessible(luis.page, "an arrival in the middle, on a phone");
  await picture(luis.page, "phone-arrival");
  await arrival.getByRole("button", { name: "Got it" }).click();

  await mei.button("I can present").click();
  for (const person of room2()) await person.inStep("Present the dilemma");
  await mei.button("Write the dilemma").click();
  await mei.field("Focus question").fill(MEIS_QUESTION);
  await mei.button("Save").click();
  await expect(tom.stepBar).toContainText(MEIS_QUESTION);
  await expect(kofi.stepBar).toContainText("Mei Tanaka has the floor.");
  await expect(nadia.page.getByRole("region", { name: /^Round: Consultancy/ })).toContainText("Present the dilemma");
});

test("who has the floor writes, the others read", async () => {
  const { sam, ana, luis, tom } = cast;
  await sam.addNote("Half of period 4 says: I am just bad at fractions.");
  await expect(ana.note("Half of period 4")).toBeVisible();
  await expect(ana.board).toContainText("Read only.");
  await expect(ana.board.getByRole("button", { name: "Add note" })).toHaveCount(0);
  await expect(ana.page.getByText("In this step you only read the chat.")).toBeVisible();
  await luis.phonePart("Board");
  await expect(luis.note("Half of period 4")).toBeVisible();
  await expectAccessible(luis.page, "the list on a phone");

  await forward("Clarifying questions");
  await ana.addNote("How long has this class been together?");
  await expect(sam.note("How long has this class")).toBeVisible();
  await tom.addNote("Which grades share the lab?");
  await forward("Probing questions");
  await sam.button("Edit the dilemma").click();
  await sam.field("Restated question").fill(RESTATED);
  await sam.button("Save").click();
  await expect(ana.stepBar).toContainText(RESTATED);
  await forward("The group talks");
  await expect(sam.stepBar).toContainText("Please only listen; write in your notebook.");
  await expect(ana.stepBar).toContainText("Talk with each other. Sam Whitfield listens.");
});

/** 'Next step' waits five seconds in which it can be cancelled; pressed again it goes at once, and again in the grace. */
async function forward(to: string): Promise<void> {
  const { nadia, ana, mei } = cast;
  const plan = nadia.page.getByRole("region", { name: /^Round: Consultancy/ });
  await plan.getByRole("button", { name: "Next step" }).click();
  await expect(ana.stepBar).toContainText("Finish your sentence.");
  await plan.getByRole("button", { name: "Now", exact: true }).click();
  await ana.inStep(to);
  await mei.inStep(to);
  await expect(plan.getByRole("heading", { name: to })).toBeVisible();
}

test("two people write in one note at once, and both keep every letter", async () => {
  const { ana, luis, rosa } = cast;
  await ana.addNote("They know fractions");
  await luis.note("They know fractions").getByRole("button", { name: "Edit" }).click();
  await ana.note("They know fractions").getByRole("button", { name: "Edit" }).click();
  await luis.noteText.press("Control+Home");
  await Promise.all([ana.noteText.pressSequentially(" and hide it from each other", { delay: 20 }), luis.noteText.pressSequentially("Maybe? ", { delay: 60 })]);
  const together = "Maybe? They know fractions and hide it from each other";
  await expect(ana.noteText).toHaveValue(together);
  await expect(luis.noteText).toHaveValue(together);
  await expect(rosa.note(together)).toBeVisible();
  await ana.noteText.press("Escape");
  await luis.noteText.press("Escape");
});

test("while the group talks the presenter is refused by the server, on the page and on raw sockets", async () => {
  const { sam, ana, rosa } = cast;
  await expect(sam.board).toContainText("Read only.");
  await expect(sam.board.getByRole("button", { name: "Add note" })).toHaveCount(0);
  await expect(sam.button("Edit the dilemma")).toHaveCount(0);
  await sam.page.getByRole("textbox", { name: "Your notebook" }).fill("PRIVATE: they saw what I did not want to see");
  await sam.page.getByRole("tab", { name: "Chat" }).click();
  await expect(sam.page.getByText("In this step you only read the chat.")).toBeVisible();
  await expect(sam.button("Send")).toHaveCount(0);
  await expectAccessible(sam.page, "the presenter, silent");
  await picture(sam.page, "presenter-silent");

  const raw = await RawMeeting.open(convene.url, meeting, await sam.secret());
  const room = raw.view?.people[raw.view.me.person]?.room ?? "";
  const board = raw.view?.details[room]?.board ?? "";
  expect(await raw.command({ type: "say", text: "Just one word" })).toMatchObject({ code: "forbidden", reason: "not_your_floor" });
  expect(await raw.command({ type: "set_dilemma", room, title: "Smuggled", focus_question: null, restated_question: null, links: null })).toMatchObject({ code: "forbidden" });
  const rawBoard = await RawBoard.open(convene.url, board, await raw.ticket(board));
  expect(rawBoard.access).toMatchObject({ write: false, reason: "not_now" });
  rawBoard.note("Smuggled", raw.view?.me.person ?? "");
  await rawBoard.roundTrip();
  expect(rawBoard.saved).toBe(0);
  const notebook = raw.view?.me.notebook ?? "";

  // The same frames from somebody whose turn it is do arrive: it was the rule that refused them, not their form.
  const anas = await RawMeeting.open(convene.url, meeting, await ana.secret());
  const anasBoard = await RawBoard.open(convene.url, board, await anas.ticket(board));
  anasBoard.note("Who has given up: the class, or the way we teach it?", anas.view?.me.person ?? "");
  await anasBoard.until(() => anasBoard.saved === 1, "the save");
  await expect(rosa.note("Who has given up")).toBeVisible();
  await expect(sam.note("Who has given up")).toBeVisible();
  for (const person of [ana, rosa]) await expect(person.page.getByText("Smuggled")).toHaveCount(0);
  // Nor does anybody else open a notebook.
  await expect(anas.ticket(notebook)).rejects.toThrow("forbidden");
  for (const socket of [raw, rawBoard, anas, anasBoard]) socket.close();
});

test("hands, a call for help, and everybody's page in the middle of the round", async () => {
  const { nadia, ana, luis, tom, kofi, mei, lupe } = cast;
  await tom.button("Raise hand").click();
  await kofi.page.getByRole("tab", { name: "Hands" }).click();
  await kofi.button("Give the word").click();
  await kofi.page.getByRole("tab", { name: "Chat" }).click();
  await expect(tom.button("Raise hand")).toBeVisible();
  await ana.button("Call the facilitator").click();
  await nadia.button("I’m going Room 1").click();
  await expect(ana.page.getByText("Nadia Okafor is coming")).toBeVisible();
  await tom.addNote("A lab every second week is still a lab");
  await kofi.addNote("Who decides about the schedule?");
  await ana.addNote("He heard the class only through its marks");
  await expect(mei.note("A lab every second week")).toBeVisible();
  await expect(lupe.page.getByText("A lab every second week")).toBeVisible();

  await expectAccessible(ana.page, "the group talks");
  await picture(ana.page, "room");
  await expectAccessible(mei.page, "the presenter, silent and dark");
  await picture(mei.page, "dark");
  await expectAccessible(lupe.page, "the room in Spanish");
  await picture(lupe.page, "spanish");
  await expectAccessible(kofi.page, "the room of its facilitator");
  await expectAccessible(nadia.page, "all rooms in the round");
  await picture(nadia.page, "all-rooms");
  await nadia.page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(nadia.page, "all rooms, dark");
  await nadia.page.emulateMedia({ colorScheme: "light" });
  await ana.board.getByRole("button", { name: "List view" }).click();
  await expectAccessible(ana.page, "the list");
  await picture(ana.page, "list");
  await ana.board.getByRole("button", { name: "Board view" }).click();
  await picture(luis.page, "phone-list");
  for (const part of ["Now", "People", "Chat"] as const) {
    await luis.phonePart(part);
    await expectAccessible(luis.page, `the room on a phone, ${part}`);
  }
  await luis.phonePart("Now");
  // Read once, the welcome does not come again with the tab.
  await expect(luis.page.getByRole("region", { name: "Welcome to Room 1" })).toHaveCount(0);
  await picture(luis.page, "phone");
});

test("a reload in the middle brings the same room, step and notes", async () => {
  const { tom, kofi } = cast;
  await tom.page.reload();
  await tom.inRoom("Room 2");
  await tom.inStep("The group talks");
  await expect(tom.note("A lab every second week")).toBeVisible();
  await expect(tom.stepBar.getByRole("timer")).toHaveText((await kofi.stepBar.getByRole("timer").textContent()) ?? "");
  await expect(tom.board.getByRole("button", { name: "Add note" })).toBeVisible();
});

test("the server is killed and started again: everyone is back in their room and step with the right time left", async () => {
  const { nadia, ana, tom, rosa, kofi } = cast;
  const clocks = async () => {
    const raw = await RawMeeting.open(convene.url, meeting, await nadia.secret());
    const view = raw.view;
    raw.close();
    return Object.values(view?.details ?? {}).flatMap(({ round }) => (round ? [round.timeline] : []));
  };
  const before = await clocks();
  expect(before).toHaveLength(2);
  expect(before[0]?.clock.state).toBe("running");
  const devices = [...room1(), ...room2(), cast.luis];

  await convene.kill();
  for (const person of devices) await expect(person.page.getByText("No connection. Trying again…").first()).toBeVisible();
  await ana.addNote("Written while the server was away");
  await tom.field("Write to this room").fill("Said while the server was away");
  await tom.button("Send").click();
  await convene.restart();
  const started = Date.now();
  await Promise.all(
    devices.map(async (person) => {
      await expect(person.page.getByText("No connection. Trying again…")).toHaveCount(0);
      await person.inStep("The group talks");
    }),
  );
  console.log(`everyone was back ${((Date.now() - started) / 1000).toFixed(1)} s after the restart`);
  for (const person of room1()) await person.inRoom("Room 1");
  for (const person of room2()) await person.inRoom("Room 2");
  // To the millisecond: the deadlines stand (T10).
  expect(await clocks()).toEqual(before);
  await kofi.hears("Said while the server was away");
  await expect(rosa.note("Written while the server was away")).toBeVisible();
  await expect(ana.note("They know fractions and hide it")).toBeVisible();
});

test("an operator sees the meeting without a name in it", async ({ browser }) => {
  const olga = await Person.arrive(browser, "Olga");
  await olga.page.goto(`${convene.url}/operator`);
  await expectAccessible(olga.page, "the operator's door");
  await olga.page.getByLabel("Operator token").fill("not the token of this server");
  await olga.button("Open").click();
  await expect(olga.page.getByText("This token is not the one that the server was started with.")).toBeVisible();
  await olga.page.getByLabel("Operator token").fill(OPERATOR_TOKEN);
  await olga.button("Open").click();
  await expect(olga.page.getByRole("table", { name: "Live meetings" })).toContainText(meeting.slice(0, 8));
  await olga.button(/^Show the rooms of/).click();
  await expect(olga.page.getByText("4 of 6").first()).toBeVisible();
  await expectAccessible(olga.page, "the operator's page");
  for (const secret of [TITLE, "Ana Morales", QUESTION]) await expect(olga.page.getByText(secret)).toHaveCount(0);
  await picture(olga.page, "operator");
  await olga.page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(olga.page, "the operator's page, dark");
  await olga.context.close();
});

test("one room holds, and both rooms end together", async () => {
  test.setTimeout(180_000);
  const { nadia, sam, mei, kofi, ana, tom } = cast;
  await forward("The presenter reflects");
  await kofi.button("Hold").click();
  await expect(mei.stepBar).toContainText("On hold by this room");
  const sharing = sam.page.getByRole("radiogroup", { name: "How far may this room’s notes go?" });
  await sharing.getByText("The meeting’s record").click();
  await expect(sharing.getByRole("radio", { name: "The meeting’s record" })).toBeChecked();
  await expect(mei.page.getByRole("radio", { name: "Only this room" })).toBeChecked();
  await expect(nadia.page.getByText("on hold")).toBeVisible();
  await sam.addNote("I will ask them to teach me what they know");
  await mei.addNote("I will ask for every second Friday");
  await expectAccessible(mei.page, "on hold, the presenter is asked about sharing, dark");
  await picture(sam.page, "reflect");
  await kofi.button("Go on").click();
  await Promise.all([ana.inStep("Debrief", 90_000), tom.inStep("Debrief", 90_000)]);
  await tom.addNote("Silence was hard and good");
  await Promise.all([ana.inStep("The round is over", 90_000), tom.inStep("The round is over", 90_000)]);
});

test("everyone is brought back", async () => {
  const { nadia, ana, mei, lupe, luis } = cast;
  await nadia.button("Message all").click();
  await nadia.field("Message").fill("Thank you. We meet in the main room.");
  await nadia.button("Send").click();
  await expect(ana.page.getByText("Thank you. We meet in the main room.")).toBeVisible();
  await nadia.choose(nadia.button("Bring back"), "in 30 seconds");
  await expect(mei.stepBar).toContainText("Back to the main room in");
  await nadia.button("Cancel").click();
  await nadia.choose(nadia.button("Bring back"), "now");
  for (const person of [...room1(), ...room2(), luis]) await person.inRoom("Main room");
  await lupe.inRoom("Sala principal");
  await expect(ana.note("Welcome!")).toBeVisible();
});

test("the meeting ends, and the facilitator leaves with the record", async () => {
  const { nadia, ana, tom, luis } = cast;
  await nadia.part("Links and record");
  await expect(nadia.page.getByRole("heading", { name: "The end" })).toBeVisible();
  await expectAccessible(nadia.page, "links and record");
  await picture(nadia.page, "links-and-record");
  await nadia.button("End the meeting…").click();
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "End the meeting" }).click();
  for (const person of [nadia, ana, tom, luis]) await expect(person.page.getByRole("heading", { name: "The meeting has ended" })).toBeVisible();
  await expectAccessible(ana.page, "the end");
  await expectAccessible(luis.page, "the end on a phone");
  await picture(ana.page, "ended");
  nadias = await downloads(nadia);
  anas = await downloads(ana);
  toms = await downloads(tom);
});

let nadias: Downloads;
let anas: Downloads;
let toms: Downloads;
const MEIS = [MEIS_QUESTION, "Which grades share the lab?", "A lab every second week", "Who decides about the schedule?", "I will ask for every second Friday", "Silence was hard and good"];

test("the facilitators' record: who was there, and every room's times, planned and real", () => {
  const { record, md, csv } = nadias;
  expect(record.meeting.title).toBe(TITLE);
  expect(record.meeting.ended_at).not.toBeNull();
  expect(record.made_for).toBeNull();
  const names = [...Object.values(cast).map((person: Person) => person.name), "Dana Price"].sort();
  expect(record.people.map((person) => person.name).sort()).toEqual(names);
  for (const name of names) {
    expect(md).toContain(name);
    expect(csv).toContain(name);
  }
  expect(record.people.find((person) => person.name === "Dana Price")?.seconds).toBe(0);
  expect(record.people.find((person) => person.name === "Ana Morales")?.stays).toHaveLength(3);

  const planned = MINUTES.map((minutes) => Math.round(Number(minutes) * 60));
  const [one] = roomOf(nadias, 1).rounds;
  const [two] = roomOf(nadias, 2).rounds;
  if (!one || !two) throw new Error("a round is missing");
  for (const round of [one, two]) {
    expect(round.protocol).toBe("consultancy-50");
    expect(round.steps.map((each) => each.planned_seconds)).toEqual(planned);
    expect(round.steps.every((each) => each.runs.length === 1)).toBe(true);
  }
  expect([one.presenter?.name, two.presenter?.name]).toEqual(["Sam Whitfield", "Mei Tanaka"]);
  // Room 2 waited for a presenter and held; it reflected longer, debriefed shorter, and ended at the same moment.
  expect(two.gathering.stops.map((stop) => stop.kind)).toContain("waiting");
  const [reflect1, debrief1] = one.steps.slice(4);
  const [reflect2, debrief2] = two.steps.slice(4);
  if (!reflect1 || !debrief1 || !reflect2 || !debrief2) throw new Error("a step is missing");
  expect(reflect2.stops.map((stop) => stop.kind)).toEqual(["held"]);
  const held = reflect2.stops[0]?.seconds ?? 0;
  expect(held).toBeGreaterThanOrEqual(1);
  expect(reflect2.seconds).toBeGreaterThan(reflect1.seconds);
  expect(debrief2.seconds).toBeLessThan(debrief1.seconds);
  expect(reflect2.seconds + debrief2.seconds).toBe(reflect1.seconds + debrief1.seconds);
  expect(two.ended_at).toBe(one.ended_at);
});

test("what goes how far: agreed, not agreed, and a room without a presenter", () => {
  // Sam agreed: his dilemma and the notes with who wrote them, two names where two wrote.
  const room = roomOf(nadias, 1);
  expect(room).toMatchObject({ sharing: "meeting", notes_withheld: false });
  expect(room.rounds[0]?.dilemma).toMatchObject({ title: "Fractions for students who have given up", focus_question: QUESTION, restated_question: RESTATED });
  expect(notesOf(room).sort()).toEqual(
    [
      "clarifying: How long has this class been together? (Ana Morales)",
      "focus-question: Half of period 4 says: I am just bad at fractions. (Sam Whitfield)",
      "heard: He heard the class only through its marks (Ana Morales)",
      "heard: Who has given up: the class, or the way we teach it? (Ana Morales)",
      "heard: Maybe? They know fractions and hide it from each other (Ana Morales, Luis Ortega)",
      "heard: Written while the server was away (Ana Morales)",
      "takeaways: I will ask them to teach me what they know (Sam Whitfield)",
    ].sort(),
  );
  // Mei did not: times and attendance only.
  expect(roomOf(nadias, 2)).toMatchObject({ sharing: "room", notes_withheld: true, sections: [] });
  expect(roomOf(nadias, 2).rounds[0]).toMatchObject({ dilemma_withheld: true, dilemma: null });
  // Nobody presented in the main room.
  expect(notesOf(roomOf(nadias, 0))).toEqual(["-: Welcome! Agenda: hello, one consultancy, close at noon. (Nadia Okafor)"]);
  for (const text of MEIS) {
    expect(nadias.all).not.toContain(text);
    expect(anas.all).not.toContain(text);
  }
  for (const form of [nadias.md, nadias.csv, anas.md, anas.csv, toms.md]) expect(form).toContain("They know fractions and hide it from each other");

  // Its own people get their room whole, and of the other what its presenter gave.
  expect(toms.record.made_for?.name).toBe("Tom Keller");
  expect(roomOf(toms, 2)).toMatchObject({ notes_withheld: false });
  expect(roomOf(toms, 2).rounds[0]?.dilemma?.focus_question).toBe(MEIS_QUESTION);
  for (const text of MEIS) for (const form of [toms.md, toms.csv, toms.json]) expect(form).toContain(text);
  // Who may write anywhere still begins in a section that the step asks for.
  expect(notesOf(roomOf(toms, 2))).toContain("heard: Who decides about the schedule? (Kofi Mensah)");
  expect(roomOf(toms, 1).rounds[0]?.dilemma?.focus_question).toBe(QUESTION);
  expect(notesOf(roomOf(anas, 1))).toEqual(notesOf(roomOf(nadias, 1)));

  // Notebooks are in nobody's, and what the server refused is nowhere.
  for (const everything of [nadias.all, anas.all, toms.all]) {
    expect(everything).not.toContain("PRIVATE");
    expect(everything).not.toContain("Smuggled");
    expect(everything).not.toContain("Just one word");
  }
});

test("the record is read as a page, and a wrong link says what to do", async ({ browser }) => {
  const { nadia } = cast;
  const [record] = await Promise.all([nadia.context.waitForEvent("page"), nadia.page.getByRole("link", { name: "Read the record" }).click()]);
  await expect(record.getByRole("heading", { level: 1, name: TITLE })).toBeVisible();
  await expect(record.getByText(RESTATED)).toBeVisible();
  await expectAccessible(record, "the record");
  await picture(record, "record");
  await record.getByRole("heading", { name: "Room 1" }).evaluate((heading) => heading.scrollIntoView());
  await picture(record, "record-room");
  await record.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(record, "the record, dark");
  await record.close();
  const lost = await Person.arrive(browser, "Lost");
  await lost.page.goto(`${convene.url}/m/${meeting}#j.${"x".repeat(32)}`);
  await expect(lost.page.getByRole("heading", { name: "This link does not open a meeting" })).toBeVisible();
  await expectAccessible(lost.page, "a wrong link");
  await picture(lost.page, "wrong-link");
  await lost.context.close();
  expect(Object.values(cast).flatMap((person: Person) => person.faults)).toEqual([]);
});
