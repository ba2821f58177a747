/** The first minutes of a meeting: somebody creates it, people come by link and by code, and talk. */
import { expect, test } from "@playwright/test";
import { createMeeting, type Meeting, Person } from "./support/person.ts";
import { Convene } from "./support/server.ts";

let server: Convene;
test.beforeAll(async () => {
  server = await Convene.start();
});
test.afterAll(async () => {
  await server.stop();
});

test("a meeting is created, joined by link and by code, and people write to each other", async ({ browser }) => {
  const nadia = await Person.arrive(browser, "Nadia Okafor");
  const ana = await Person.arrive(browser, "Ana Morales");
  const luis = await Person.arrive(browser, "Luis Ortega", { phone: true });
  let meeting: Meeting;

  await test.step("Nadia creates it and goes in as its facilitator", async () => {
    meeting = await createMeeting(nadia, server.url, "Science community");
    expect(meeting.joinLink).toContain(`${server.url}/m/${meeting.id}#j.`);
    await nadia.page.getByRole("link", { name: "Enter the meeting" }).click();
    await expect(nadia.page.getByText("You are a facilitator of this meeting.")).toBeVisible();
    await nadia.field("Your name").fill(nadia.name);
    await nadia.button("Join the meeting").click();
    await nadia.inRoom("Main room");
    // A shared screen must not give the right to run the meeting away.
    expect(new URL(nadia.page.url()).hash).toBe("#f");
  });

  await test.step("Ana comes by link, Luis by the code on a phone", async () => {
    await ana.join(meeting.joinLink, { organization: "Stanislaus COE", position: "Science coordinator" });
    await ana.inRoom("Main room");
    await luis.page.goto(server.url);
    await luis.field("The code you were given").fill(meeting.code);
    await luis.button("Continue").click();
    await expect(luis.page.getByRole("heading", { level: 1, name: "Science community" })).toBeVisible();
    await expect(luis.page.getByText("hosted by Nadia Okafor")).toBeVisible();
    await luis.field("Your name").fill(luis.name);
    await luis.button("Join the meeting").click();
    await luis.inRoom("Main room");
    const people = nadia.page.getByRole("region", { name: "People" });
    await expect(people.getByText("Ana Morales")).toBeVisible();
    await expect(people.getByText("Stanislaus COE")).toBeVisible();
    await expect(people.getByText("Luis Ortega")).toBeVisible();
  });

  await test.step("they write to each other", async () => {
    await ana.say("Good morning from Modesto");
    await nadia.hears("Good morning from Modesto");
    await luis.phonePart("Chat");
    await luis.hears("Good morning from Modesto");
    await luis.say("And from Fresno");
    await ana.hears("And from Fresno");
  });

  await test.step("a reload brings everyone back to their place", async () => {
    await ana.page.reload();
    await ana.inRoom("Main room");
    await ana.hears("And from Fresno");
    await expect(ana.button("You: Ana Morales")).toBeVisible();
  });

  expect([nadia, ana, luis].flatMap((person) => person.faults)).toEqual([]);
});
