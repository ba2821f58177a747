/** What is settled before a meeting: its date and time, what is asked at the door, who may come. */
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

/** Spaces of every width, as browsers put them between the parts of a date. */
const plain = (text: string | null) => (text ?? "").replaceAll(/\s/gu, " ");

test("a meeting with a date is seen by everyone in their own time, and goes into calendars", async ({ browser }) => {
  const nadia = await someone(browser, "Nadia", { timezoneId: "America/Los_Angeles" });
  const { page } = nadia;
  await page.goto(convene.url);
  await page.getByLabel("What is the meeting called?").fill("Fractions, again");
  await page.getByText("Date and time (optional)").click();
  await page.getByLabel("Date", { exact: true }).fill("2031-12-04");
  await page.getByRole("button", { name: "Create the meeting" }).click();
  await expect(page.getByText("Give both a date and a time, and the minutes.")).toBeVisible();
  await page.getByLabel("Starts at").fill("10:00");
  await expect(page.getByLabel("Time zone")).toHaveValue("America/Los_Angeles");
  await expectAccessible(page, "creating with a date");
  await page.getByRole("button", { name: "Create the meeting" }).click();
  const joinLink = await page.getByRole("textbox", { name: "Join link" }).inputValue();
  await page.getByRole("link", { name: "Enter the meeting" }).click();
  await page.getByLabel("Your name").fill("Nadia");
  await page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(page.locator(".when-card")).toContainText("Thursday, December 4");

  // Somebody three hours to the east, and in Spanish on a phone.
  const luis = await someone(browser, "Luis", { viewport: PHONE, locale: "es-MX", timezoneId: "America/New_York" });
  await luis.page.goto(joinLink);
  await expect.poll(async () => plain(await luis.page.locator(".when").textContent())).toContain("jueves, 4 de diciembre, 13:00–15:00 (hora oriental, su hora)");
  await expect(luis.page.locator(".when")).toContainText("Allí: ");
  await expect(luis.page.locator(".when")).toContainText("(hora del Pacífico)");
  await expectAccessible(luis.page, "the door with a date");
  const download = luis.page.waitForEvent("download");
  await luis.page.getByRole("button", { name: "Añadir a mi calendario" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("fractions-again.ics");
  const text = (await readFile(await file.path(), "utf8")).replaceAll("\r\n ", "");
  expect(text).toContain("DTSTART:20311204T180000Z\r\nDTEND:20311204T200000Z\r\n");
  expect(text).toContain("SUMMARY:Fractions\\, again\r\n");
  expect(text).toContain(`URL:${joinLink}\r\n`);

  // Moved by a day in the plan: everyone sees it at once.
  const ana = await join(browser, joinLink, "Ana", { timezoneId: "America/Los_Angeles" });
  await expect(ana.page.locator(".when-card")).toContainText("Thursday, December 4");
  await planSection(page, "Before the meeting");
  const part = page.getByRole("region", { name: "Date and time" });
  await expect(part.getByLabel("Starts at")).toHaveValue("10:00");
  await part.getByLabel("Date", { exact: true }).fill("2031-12-05");
  await part.getByRole("button", { name: "Save" }).click();
  await expect(part).toContainText("Friday, December 5");
  await expectAccessible(page, "the plan with a date");
  await expect(ana.page.locator(".when-card")).toContainText("Friday, December 5");
});

test("a lobby, a passcode and a lock keep out who should not come, and what is asked is asked", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Behind a door");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const { page } = nadia;
  const ben = await join(browser, created.join_url, "Ben");
  await planSection(page, "Before the meeting");
  const door = page.getByRole("region", { name: "At the door" });
  await door.getByText("Pronouns", { exact: true }).click();
  await expect(door.getByRole("checkbox", { name: "Pronouns" })).toBeChecked();
  await door.getByText("Access needs", { exact: true }).click();
  await expect(door.getByRole("checkbox", { name: "Access needs" })).toBeChecked();
  await door.getByText("Your role there").click();
  await expect(door.getByRole("checkbox", { name: "Your role there" })).not.toBeChecked();
  await door.getByText("Lobby: newcomers wait").click();
  await door.getByLabel("Passcode").fill("ab");
  await door.getByRole("button", { name: "Save" }).click();
  await expect(door.getByText("A passcode has at least 4 letters or digits.")).toBeVisible();
  await door.getByLabel("Passcode").fill("Blue Heron 42");
  await door.getByRole("button", { name: "Save" }).click();
  await expect(door.getByRole("button", { name: "No passcode" })).toBeVisible();
  await expectAccessible(page, "the plan with the door");

  // Lupe comes by phone, in Spanish, and mistypes the passcode first.
  const lupe = await someone(browser, "Lupe", { viewport: PHONE, locale: "es-MX" });
  const p = lupe.page;
  await p.goto(created.join_url);
  await expect(p.getByLabel("Su función allí")).toHaveCount(0);
  await p.getByLabel("Su nombre").fill("Lupe Ramírez");
  await p.getByLabel("Organización").fill("Kern COE");
  await p.getByLabel("Pronombres").fill("ella");
  await p.getByLabel("Necesidades de acceso").fill("Subtítulos, por favor");
  await p.getByRole("button", { name: "Entrar en la reunión" }).click();
  await expect(p.getByText("Esta reunión tiene contraseña. Pídala a quien facilita.")).toBeVisible();
  await p.getByLabel("Contraseña").fill("garza");
  await p.getByRole("button", { name: "Entrar en la reunión" }).click();
  await expect(p.getByText("Esa no es la contraseña. Pídala a quien facilita.")).toBeVisible();
  await expectAccessible(p, "the door with a wrong passcode");
  await p.getByLabel("Contraseña").fill("blue heron 42");
  await p.getByRole("button", { name: "Entrar en la reunión" }).click();
  await expect(p.getByRole("heading", { name: "Está en el vestíbulo" })).toBeVisible();
  await expectAccessible(p, "the lobby");
  await expect(page.getByRole("heading", { name: "1 person waits in the lobby" })).toBeVisible();
  await expect(ben.page.getByText("Lupe")).toHaveCount(0);
  await expectAccessible(page, "somebody waits");
  await page.getByRole("button", { name: "Let in: Lupe Ramírez" }).click();
  await expect(p.getByRole("heading", { name: "Sala principal", level: 1 })).toBeVisible();
  await expect(ben.page.getByText("Lupe Ramírez")).toBeVisible();
  await expect(ben.page.getByText("ella", { exact: true })).toBeVisible();
  expect(await ben.page.content()).not.toContain("Subtítulos");

  // What she needs: for the facilitator, when asked for.
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "People", exact: true }).click();
  await page.getByText("Access needs", { exact: true }).click();
  await expect(page.getByText("Subtítulos, por favor")).toBeVisible();
  await expectAccessible(page, "what somebody needs");

  // Two more, one of them removed before: all at once, after one is turned away.
  const more = await Promise.all(
    ["Mei", "Troll"].map(async (name) => {
      const person = await someone(browser, name);
      await person.page.goto(created.join_url);
      await person.page.getByLabel("Your name").fill(name);
      await person.page.getByLabel("Passcode").fill("BlueHeron42");
      await person.page.getByRole("button", { name: "Join the meeting" }).click();
      await expect(person.page.getByRole("heading", { name: "You are in the lobby" })).toBeVisible();
      return person;
    }),
  );
  await page.getByRole("button", { name: "Turn away: Troll" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Turn away" }).click();
  const troll = more[1]?.page ?? page;
  await expect(troll.getByRole("heading", { name: "You were not let in" })).toBeVisible();
  await expectAccessible(troll, "turned away");
  await troll.reload();
  await expect(troll.getByRole("heading", { name: "You were not let in" })).toBeVisible();
  await troll.getByRole("button", { name: "Ask again" }).click();
  await expect(troll.getByLabel("Your name")).toBeVisible();
  await page.getByRole("button", { name: "Let all in" }).click();
  await expect(more[0]?.page.getByRole("heading", { name: "Main room", level: 1 }) ?? page.locator("none")).toBeVisible();

  // Locked: the door says so, and whoever was here comes back.
  await planSection(page, "Before the meeting");
  await page.getByText("Lock the meeting: nobody new comes in").click();
  const late = await someone(browser, "Late");
  await late.page.goto(created.join_url);
  await expect(late.page.getByText("The meeting is locked: nobody new can come in.")).toBeVisible();
  await expect(late.page.getByRole("button", { name: "Join the meeting" })).toBeDisabled();
  await ben.page.reload();
  await expect(ben.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
});
