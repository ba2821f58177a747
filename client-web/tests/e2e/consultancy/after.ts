/** Scenes around and after the round: the operator, the way back, the end, and what each may keep of it. */
import { type Browser, expect } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "../support/axe.ts";
import { TITLE } from "../support/cast.ts";
import { OPERATOR_TOKEN } from "../support/convene.ts";
import { picture } from "../support/images.ts";
import { Person } from "../support/person.ts";
import { type Downloads, downloads, notesOf, roomOf } from "../support/record.ts";
import { MEIS_QUESTION, MINUTES, QUESTION, RESTATED, room1, room2, stage } from "./stage.ts";

const MEIS = [MEIS_QUESTION, "Which grades share the lab?", "A lab every second week", "Who decides about the schedule?", "I will ask for every second Friday", "Silence was hard and good"];

let nadias: Downloads;
let anas: Downloads;
let toms: Downloads;

export async function operate(browser: Browser): Promise<void> {
  const olga = await Person.arrive(browser, "Olga");
  await olga.page.goto(`${stage.convene.url}/operator`);
  await expectAccessible(olga.page, "the operator's door");
  await olga.page.getByLabel("Operator token").fill("not the token of this server");
  await olga.button("Open").click();
  await expect(olga.page.getByText("This token is not the one that the server was started with.")).toBeVisible();
  await olga.page.getByLabel("Operator token").fill(OPERATOR_TOKEN);
  await olga.button("Open").click();
  await expect(olga.page.getByRole("table", { name: "Live meetings" })).toContainText(stage.meeting.slice(0, 8));
  await olga.button(/^Show the rooms of/).click();
  await expect(olga.page.getByText("4 of 6").first()).toBeVisible();
  await expectAccessible(olga.page, "the operator's page");
  for (const secret of [TITLE, "Ana Morales", QUESTION]) await expect(olga.page.getByText(secret)).toHaveCount(0);
  await picture(olga.page, "operator");
  await expectAccessibleInDark(olga.page, "the operator's page");
  await olga.context.close();
}

export async function bringBack(): Promise<void> {
  const { nadia, ana, mei, lupe, luis } = stage.cast;
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
}

export async function endWithTheRecord(): Promise<void> {
  const { nadia, ana, tom, luis } = stage.cast;
  await nadia.part("Links and record");
  await expect(nadia.page.getByRole("heading", { name: "The end" })).toBeVisible();
  await expectAccessible(nadia.page, "links and record");
  await expectAccessibleInDark(nadia.page, "links and record");
  await picture(nadia.page, "links-and-record");
  await nadia.button("End the meeting…").click();
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "End the meeting" }).click();
  for (const person of [nadia, ana, tom, luis]) await expect(person.page.getByRole("heading", { name: "The meeting has ended" })).toBeVisible();
  await expectAccessible(ana.page, "the end");
  await expectAccessibleInDark(ana.page, "the end");
  await expectAccessible(luis.page, "the end on a phone");
  await expectAccessibleInDark(luis.page, "the end on a phone");
  await picture(ana.page, "ended");
  nadias = await downloads(nadia);
  anas = await downloads(ana);
  toms = await downloads(tom);
}

export function readTimes(): void {
  const { record, md, csv } = nadias;
  expect(record.meeting.title).toBe(TITLE);
  expect(record.meeting.ended_at).not.toBeNull();
  expect(record.made_for).toBeNull();
  const names = [...Object.values(stage.cast).map((person: Person) => person.name), "Dana Price"].sort();
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
}

export function readWithinSharing(): void {
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
}

export async function readAsPage(browser: Browser): Promise<void> {
  const { nadia } = stage.cast;
  const [record] = await Promise.all([nadia.context.waitForEvent("page"), nadia.page.getByRole("link", { name: "Read the record" }).click()]);
  await expect(record.getByRole("heading", { level: 1, name: TITLE })).toBeVisible();
  await expect(record.getByText(RESTATED)).toBeVisible();
  await expectAccessible(record, "the record");
  await picture(record, "record");
  await record.getByRole("heading", { name: "Room 1" }).evaluate((heading) => heading.scrollIntoView());
  await picture(record, "record-room");
  await expectAccessibleInDark(record, "the record");
  await record.close();
  const lost = await Person.arrive(browser, "Lost");
  await lost.page.goto(`${stage.convene.url}/m/${stage.meeting}#j.${"x".repeat(32)}`);
  await expect(lost.page.getByRole("heading", { name: "This link does not open a meeting" })).toBeVisible();
  await expectAccessible(lost.page, "a wrong link");
  await expectAccessibleInDark(lost.page, "a wrong link");
  await picture(lost.page, "wrong-link");
  await lost.context.close();
  expect(Object.values(stage.cast).flatMap((person: Person) => person.faults)).toEqual([]);
}
