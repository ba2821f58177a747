/** The protocols beside the consultancy, and what each asks of the rule: as people at their pages meet it. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const bar = (page: Page) => page.getByRole("region", { name: /Where we are|Dónde estamos/ });
const show = (page: Page, part: "Room" | "All rooms" | "Plan") =>
  page
    .getByRole("navigation", { name: "Parts of the meeting" })
    .getByRole("button", { name: new RegExp(`^${part}`) })
    .click();

/** Opens one breakout room with these people in it. */
async function oneRoom(facilitator: OnTheWire, names: readonly string[]): Promise<string> {
  await facilitator.does({ type: "create_rooms", count: 1 });
  const room = facilitator.room(1).id;
  await facilitator.does({ type: "assign", people: names.map((name) => ({ person: facilitator.named(name).id, room })) });
  await facilitator.does({ type: "open_rooms", in_seconds: 0 });
  return room;
}

test("a facilitator chooses a protocol without a presenter; in its silent step only writing is left, in Spanish too", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Data day");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const nadia = await join(browser, created.facilitator_url, "Nadia Okafor");
  const ana = await join(browser, created.join_url, "Ana");
  const lupe = await join(browser, created.join_url, "Lupe", { locale: "es-ES" });
  await oneRoom(helper, ["Ana", "Lupe"]);

  // The chooser: what each is good for, how long it takes, how many it wants, where it comes from.
  await show(nadia.page, "All rooms");
  await nadia.page.getByRole("button", { name: "Start a round" }).click();
  const dialog = nadia.page.getByRole("dialog");
  await expect(dialog.getByRole("radiogroup", { name: "Protocol" }).getByRole("radio")).toHaveCount(8);
  await dialog.getByText("ATLAS: looking at data").click();
  await expect(dialog.getByRole("radio", { name: /ATLAS.*45 min · 4 to 8 people.*Look at data together/ })).toBeChecked();
  await expect(dialog).toContainText("After ATLAS: Learning from Data by Eric Buchovecky");
  await expectAccessible(nadia.page, "choosing a protocol");
  await dialog.getByRole("button", { name: "Start in 1 room" }).click();

  // Nobody presents, nobody is asked to, and nothing is missing.
  await expect(bar(ana.page)).toContainText("In this protocol nobody presents.");
  await expect(ana.page.getByRole("button", { name: "I can present" })).toHaveCount(0);
  await expect(nadia.page.getByText("nobody presents yet")).toHaveCount(0);
  await nadia.page.getByRole("button", { name: "Begin now" }).click();
  await expect(bar(ana.page)).toContainText("1 of 6");

  // The silent step: no chat, a board to write on, said in each language.
  const plan = Object.keys(helper.view.plans)[0] ?? "";
  await helper.does({ type: "next_step", on: { plan } });
  await helper.does({ type: "next_step", on: { plan } });
  await expect(bar(ana.page)).toContainText("Write in silence.");
  await expect(bar(lupe.page)).toContainText("Escriba en silencio.");
  await expect(bar(lupe.page)).toContainText("Mire los datos sin hablar y escriba lo que ve.");
  await expect(ana.page.getByText("In this step you only read the chat. Your draft is kept.")).toBeVisible();
  await expect(ana.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: "Add note", exact: true })).toBeEnabled();
  await expectAccessible(ana.page, "a silent step");
  helper.leave();
});
