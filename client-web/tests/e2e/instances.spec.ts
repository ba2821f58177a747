/** One meeting on two instances: people at either see each other, and when one instance goes in the middle of a round nobody loses anything. */
import { expect, test } from "@playwright/test";
import { Instances } from "./support/instances.ts";
import { createMeeting } from "./support/people.ts";
import { Person } from "./support/person.ts";
import { OnTheWire } from "./support/wire.ts";

let instances: Instances;
const where = (person: Person) => person.page.getByRole("region", { name: "Where we are" });
test.beforeAll(async () => {
  instances = await Instances.start(2);
});
test.afterAll(async () => {
  await instances.stop();
});

test("one of two instances is killed in the middle of a round, the other one drained later: everybody goes on in the same step", async ({ browser }) => {
  const created = await createMeeting(instances.url, "On two machines");
  instances.prefer(0);
  const ana = await Person.arrive(browser, "Ana");
  await ana.join(created.join_url);
  const helper = await OnTheWire.join(created.facilitator_url, "Nadia");
  expect(instances.lines(0)).toBeGreaterThan(0);
  expect(instances.lines(1)).toBe(0);
  instances.prefer(1);
  const ben = await Person.arrive(browser, "Ben");
  await ben.join(created.join_url);
  expect(instances.lines(1)).toBeGreaterThan(0);

  // A round, led from the first instance, seen at the second.
  await helper.does({ type: "create_rooms", count: 1 });
  const room = helper.room(1).id;
  await helper.does({ type: "assign", people: ["Ana", "Ben"].map((name) => ({ person: helper.named(name).id, room })) });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await expect.poll(() => ["Ana", "Ben"].every((name) => helper.named(name).arrived && helper.named(name).room === room)).toBe(true);
  await helper.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-50" }, seconds: null });
  await helper.does({ type: "set_presenter", room, person: helper.named("Ana").id });
  await helper.does({ type: "begin", on: { room } });
  await helper.does({ type: "next_step", on: { room } });
  for (const person of [ana, ben]) await expect(where(person)).toContainText("Clarifying questions");
  await ben.addNote("written at the second");
  await expect(ana.note("written at the second")).toBeVisible();
  await ana.field("Write to this room").fill("said at the first");
  await ana.button("Send").click();
  await ben.hears("said at the first");

  // Ben is in the middle of a sentence when his instance dies.
  await ben.field("Write to this room").fill("half a sent");
  await instances.kill(1);
  await expect(ben.page.getByRole("banner")).toContainText("Saved", { timeout: 30_000 });
  await expect(ben.field("Write to this room")).toHaveValue("half a sent");
  await expect(where(ben)).toContainText("Clarifying questions");
  await expect(ben.note("written at the second")).toBeVisible();
  await ben.button("Send").click();
  await ana.hears("half a sent");
  await ben.addNote("and goes on at the first");
  await expect(ana.note("and goes on at the first")).toBeVisible();
  expect(helper.named("Ben").here, "he was not gone for anybody").toBe(true);

  // A deploy: the second comes back, the first is drained, all go to the second.
  await instances.startAgain(1);
  instances.prefer(1);
  await instances.drain(0);
  await helper.does({ type: "next_step", on: { room } });
  for (const person of [ana, ben]) {
    await expect(where(person)).toContainText("Probing questions");
    await expect(person.page.getByRole("banner")).toContainText("Saved", { timeout: 30_000 });
    await expect(person.note("and goes on at the first")).toBeVisible();
    await expect(person.chat.getByText("half a sent"), "once").toHaveCount(1);
  }
  await ana.addNote("after the deploy");
  await expect(ben.note("after the deploy")).toBeVisible();
  helper.leave();
});
