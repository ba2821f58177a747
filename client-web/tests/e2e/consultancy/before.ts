/** Scenes before the first step: creating the meeting, the plan, opening the rooms, gathering. */
import { expect } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "../support/axe.ts";
import { ABOUT, registerOnly, TITLE } from "../support/cast.ts";
import { picture } from "../support/images.ts";
import { planSection } from "../support/people.ts";
import { MINUTES, QUESTION, room1, room2, stage } from "./stage.ts";

export async function createAndComeIn(): Promise<void> {
  const { nadia, lupe } = stage.cast;
  await nadia.page.goto(stage.convene.url);
  await expectAccessible(nadia.page, "the start page");
  await expectAccessibleInDark(nadia.page, "the start page");
  await picture(nadia.page, "home");
  await nadia.field("What is the meeting called?").fill(TITLE);
  await nadia.button("Create the meeting").click();
  await expect(nadia.page.getByRole("heading", { level: 1, name: "Your meeting is ready" })).toBeVisible();
  stage.joinLink = await nadia.field("Join link").inputValue();
  stage.code = await nadia.field("Code to say aloud").inputValue();
  stage.meeting = /\/m\/([0-9a-f-]{36})#/.exec(stage.joinLink)?.[1] ?? "";
  await expectAccessible(nadia.page, "the links");
  await expectAccessibleInDark(nadia.page, "the links");
  await picture(nadia.page, "links");
  await nadia.page.getByRole("link", { name: "Enter the meeting" }).click();
  await nadia.enter(ABOUT.nadia);
  await nadia.inRoom("Main room");

  for (const who of ["rosa", "kofi", "sam", "ana", "mei", "tom"] as const) {
    const person = stage.cast[who];
    if (who === "ana") {
      await person.page.goto(stage.joinLink);
      await expect(person.page.getByText("hosted by Nadia Okafor")).toBeVisible();
      await expectAccessible(person.page, "the door");
      await expectAccessibleInDark(person.page, "the door");
      await picture(person.page, "join");
      await person.enter(ABOUT.ana);
    } else await person.join(stage.joinLink, ABOUT[who]);
  }
  await lupe.page.goto(stage.joinLink);
  await lupe.field("Su nombre").fill(lupe.name);
  await lupe.field("Organización").fill(ABOUT.lupe.organization);
  await expectAccessible(lupe.page, "the door in Spanish");
  await lupe.button("Entrar en la reunión").click();
  await lupe.inRoom("Sala principal");
  await registerOnly(stage.convene.url, stage.meeting, stage.joinLink, "Dana Price");

  await stage.cast.ana.say("Good morning from Fresno");
  await nadia.hears("Good morning from Fresno");
  await expectAccessible(stage.cast.ana.page, "the main room");
  await expectAccessible(stage.cast.mei.page, "the main room, dark");
  await nadia.addNote("Welcome! Agenda: hello, one consultancy, close at noon.");
  await expect(stage.cast.tom.note("Welcome!")).toBeVisible();
  await picture(stage.cast.tom.page, "main-room");
}

export async function planRooms(): Promise<void> {
  const { nadia } = stage.cast;
  await planSection(nadia.page, "Groups");
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
  await expectAccessibleInDark(nadia.page, "the plan");
}

async function assign(names: string[], room: string): Promise<void> {
  const { nadia } = stage.cast;
  const nobodys = nadia.page.getByRole("grid", { name: "People in Without a room" });
  for (const name of names) await nobodys.getByRole("row", { name }).getByRole("checkbox").press("Space");
  await nadia.choose(nadia.page.getByRole("group", { name: "Selected people" }).getByRole("button", { name: "Move to" }), new RegExp(`^${room} `));
  const people = nadia.page.getByRole("grid", { name: `People in ${room}` });
  for (const name of names) await expect(people.getByRole("row", { name })).toBeVisible();
}

export async function openRooms(): Promise<void> {
  const { nadia, ana, lupe } = stage.cast;
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
  await expect(stage.cast.tom.page.getByRole("link", { name: "Call +15550100" })).toHaveAttribute("href", "tel:+15550100");
}

export async function gatherAndBegin(): Promise<void> {
  const { nadia, sam, rosa, ana, mei } = stage.cast;
  await planSection(nadia.page, "Round");
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
}
