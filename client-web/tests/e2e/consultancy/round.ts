/** Scenes of the round: who may what in which step, people who come late or reload, a kill in the middle, a hold. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "../support/axe.ts";
import { ABOUT } from "../support/cast.ts";
import { picture } from "../support/images.ts";
import { RawBoard, RawMeeting } from "../support/raw.ts";
import { forward, MEIS_QUESTION, QUESTION, RESTATED, room1, room2, stage } from "./stage.ts";

export async function comeLate(): Promise<void> {
  const { luis, mei, tom, nadia, kofi } = stage.cast;
  await luis.page.goto(stage.convene.url);
  await luis.field("The code you were given").fill(stage.code);
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
}

export async function obeyTheFloor(): Promise<void> {
  const { sam, ana, luis, tom } = stage.cast;
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
}

export async function writeTogether(): Promise<void> {
  const { ana, luis, rosa } = stage.cast;
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
}

export async function refuseThePresenter(): Promise<void> {
  const { sam, ana, rosa } = stage.cast;
  await expect(sam.board).toContainText("Read only.");
  await expect(sam.board.getByRole("button", { name: "Add note" })).toHaveCount(0);
  await expect(sam.button("Edit the dilemma")).toHaveCount(0);
  await sam.page.getByRole("textbox", { name: "Your notebook" }).fill("PRIVATE: they saw what I did not want to see");
  await sam.page.getByRole("tab", { name: "Chat" }).click();
  await expect(sam.page.getByText("In this step you only read the chat.")).toBeVisible();
  await expect(sam.button("Send")).toHaveCount(0);
  await expectAccessible(sam.page, "the presenter, silent");
  await picture(sam.page, "presenter-silent");

  const raw = await RawMeeting.open(stage.convene.url, stage.meeting, await sam.secret());
  const room = raw.view?.people[raw.view.me.person]?.room ?? "";
  const board = raw.view?.details[room]?.board ?? "";
  expect(await raw.command({ type: "say", text: "Just one word" })).toMatchObject({ code: "forbidden", reason: "not_your_floor" });
  expect(await raw.command({ type: "set_dilemma", room, title: "Smuggled", focus_question: null, restated_question: null, links: null })).toMatchObject({ code: "forbidden" });
  const rawBoard = await RawBoard.open(stage.convene.url, board, await raw.ticket(board));
  expect(rawBoard.access).toMatchObject({ write: false, reason: "not_now" });
  rawBoard.note("Smuggled", raw.view?.me.person ?? "");
  await rawBoard.roundTrip();
  expect(rawBoard.saved).toBe(0);
  const notebook = raw.view?.me.notebook ?? "";

  // The same frames from somebody whose turn it is do arrive: it was the rule that refused them, not their form.
  const anas = await RawMeeting.open(stage.convene.url, stage.meeting, await ana.secret());
  const anasBoard = await RawBoard.open(stage.convene.url, board, await anas.ticket(board));
  anasBoard.note("Who has given up: the class, or the way we teach it?", anas.view?.me.person ?? "");
  await anasBoard.until(() => anasBoard.saved === 1, "the save");
  await expect(rosa.note("Who has given up")).toBeVisible();
  await expect(sam.note("Who has given up")).toBeVisible();
  for (const person of [ana, rosa]) await expect(person.page.getByText("Smuggled")).toHaveCount(0);
  // Nor does anybody else open a notebook.
  await expect(anas.ticket(notebook)).rejects.toThrow("forbidden");
  for (const socket of [raw, rawBoard, anas, anasBoard]) socket.close();
}

export async function askForHelp(): Promise<void> {
  const { nadia, ana, luis, tom, kofi, mei, lupe } = stage.cast;
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
  await expectAccessibleInDark(nadia.page, "all rooms in the round");
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
}

export async function reload(): Promise<void> {
  const { tom, kofi } = stage.cast;
  await tom.page.reload();
  await tom.inRoom("Room 2");
  await tom.inStep("The group talks");
  await expect(tom.note("A lab every second week")).toBeVisible();
  await expect(tom.stepBar.getByRole("timer")).toHaveText((await kofi.stepBar.getByRole("timer").textContent()) ?? "");
  await expect(tom.board.getByRole("button", { name: "Add note" })).toBeVisible();
}

export async function killAndRestart(): Promise<void> {
  const { nadia, ana, tom, rosa, kofi } = stage.cast;
  const clocks = async () => {
    const raw = await RawMeeting.open(stage.convene.url, stage.meeting, await nadia.secret());
    const view = raw.view;
    raw.close();
    return Object.values(view?.details ?? {}).flatMap(({ round }) => (round ? [round.timeline] : []));
  };
  const before = await clocks();
  expect(before).toHaveLength(2);
  expect(before[0]?.clock.state).toBe("running");
  const devices = [...room1(), ...room2(), stage.cast.luis];

  await stage.convene.kill();
  for (const person of devices) await expect(person.page.getByText("No connection. What you write is kept on this device.").first()).toBeVisible();
  await ana.addNote("Written while the server was away");
  await tom.field("Write to this room").fill("Said while the server was away");
  await tom.button("Send").click();
  await stage.convene.restart();
  const started = Date.now();
  await Promise.all(
    devices.map(async (person) => {
      await expect(person.page.getByText("No connection. What you write is kept on this device.")).toHaveCount(0);
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
}

export async function holdAndEnd(): Promise<void> {
  test.setTimeout(180_000);
  const { nadia, sam, mei, kofi, ana, tom } = stage.cast;
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
}
