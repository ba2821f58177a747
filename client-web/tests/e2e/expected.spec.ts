/** People and rooms from a list, personal links, and who has not come yet. */
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const list = (page: Page) => page.getByRole("region", { name: "People and rooms from a list" });
const people = (page: Page) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "People", exact: true });
const row = (page: Page, name: string) => page.locator(".people-table tbody tr").filter({ hasText: name });

/** Opens what can be done with somebody. The real button takes the place of its likeness when somebody comes near. */
async function menu(page: Page, name: string): Promise<void> {
  const button = row(page, name).getByRole("button", { name: new RegExp(name) }).first();
  await button.hover();
  await button.click();
}

/** Saved by a spreadsheet of an older Windows: no UTF-8, semicolons, Spanish headings. */
function oldFile(text: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name: "personas.csv", mimeType: "text/csv", buffer: Buffer.from(text, "latin1") };
}

test("a list of people and rooms is looked at, mended and taken; a link from it lets in without a question", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Spring");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ben = await OnTheWire.join(created.join_url, "Ben");
  const { page } = nadia;
  await planSection(page, "Before the meeting");
  const part = list(page);

  // What is wrong is said by row and field, and nothing of the list is there.
  const chooser = page.waitForEvent("filechooser");
  await part.getByRole("button", { name: "Choose a file…" }).first().click();
  await (await chooser).setFiles(
    oldFile(`Nombre;Condado;Correo;Sala;Talla\r\nJosé Núñez;Kern COE;jose@example.org;Fracciones;38\r\n${"x".repeat(10_000)};Kern COE;b@example.org;Fracciones;1\r\nAna\u0007 Ruiz;Fresno COE;jose@example.org;;2\r\nZoë;Kern COE;zoe@example.org;Fracciones;3\r\nZoë;Kern COE;;7;4\r\n`),
  );
  await expect(part.getByText("These columns are not known here: “Talla”.")).toBeVisible();
  await part.getByText("Leave out columns that are not known").click();
  await expect(part.getByText("This file does not say which letters it has.")).toBeVisible();
  const faults = part.getByRole("alert").filter({ hasText: "to mend" });
  await expect(faults).toContainText("Row 3 · Name: is too long");
  await expect(faults).toContainText("Row 4 · E-mail: the same address stands in row 2");
  await expect(faults).toContainText("Row 4 · Name: has hidden characters");
  await expect(faults).toContainText("Row 6 · Name: the same stands in row 5");
  await expect(part.getByRole("button", { name: "Take this list" })).toBeDisabled();
  await expectAccessible(page, "a list with faults");
  await shot(page, "faults");

  // Mended by hand in the field: what the file said stands there.
  await part.getByLabel("People", { exact: true }).fill("Nombre;Condado;Correo;Sala;Idioma\nJosé Núñez;Kern COE;jose@example.org;Fracciones;español\nZoë;Kern COE;zoe@example.org;Fracciones;\nZoë;Kern COE;zoe2@example.org;7;\n=cmd();Fresno COE;cmd@example.org;;\n");
  await part.getByLabel(/^Rooms with their voice links/).fill("Sala;Enlace\nFracciones;https://meet.example.org/fracciones\n");
  await expect(part.getByText("4 people are added")).toBeVisible();
  await expect(part.getByText("2 rooms are made: Fracciones and Room 7")).toBeVisible();
  await expect(part.getByRole("row", { name: /José Núñez/ })).toContainText("jose@example.org");
  await expectAccessibleInDark(page, "the preview of a list");
  await shot(page, "preview");
  await part.getByRole("button", { name: "Add 4 people" }).click();
  await expect(part.getByText("4 people are expected and not here. 4 have no link yet.")).toBeVisible();

  // Seen by facilitators, in the list of people and beside the rooms; by nobody else.
  await people(page).click();
  await expect(page.getByRole("status").filter({ hasText: "6 people" })).toContainText("2 here · 4 expected, not here");
  await page.getByRole("button", { name: /State/ }).first().click();
  await page.getByRole("option", { name: "expected, not here", exact: true }).click();
  await expect(page.locator(".people-table tbody tr")).toHaveCount(4);
  await expect(row(page, "José Núñez")).toContainText("goes to Room 1 “Fracciones”");
  await expectAccessible(page, "people who are expected");
  await shot(page, "people");
  expect(Object.values(ben.view.people).map(({ name }) => name).sort()).toEqual(["Ben", "Nadia"]);
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "All rooms", exact: true }).click();
  await expect(page.getByText("4 people are expected and not here.")).toBeVisible();
  await shot(page, "all-rooms");

  // The file for a mail merge has the addresses, which the server was never sent, and runs nothing in a spreadsheet.
  await planSection(page, "Before the meeting");
  const download = page.waitForEvent("download");
  await part.getByRole("button", { name: "Make 4 links and save the file" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  const rows = file.replace("\ufeff", "").trim().split("\r\n");
  expect(rows[0]).toBe("Name,Organization,E-mail,Room,Personal link");
  expect(rows.find((line) => line.includes("cmd"))).toMatch(/^"?'=cmd\(\)/u);
  const lineOf = (email: string) => rows.find((line) => line.includes(email))?.split(",") ?? [];
  expect(lineOf("zoe2@example.org")[3]).toBe("Room 7");
  const [, , , , link = ""] = lineOf("jose@example.org");
  expect(link).toMatch(/#p\.[\w-]{43}$/u);
  await expect(part.getByText("4 people are expected and not here. 0 have no link yet.")).toBeVisible();

  // The link knows who comes, past the lobby and the lock.
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  await helper.does({ type: "set_door", lobby: true, locked: true });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  const jose = await someone(browser, "José", { locale: "es-US", viewport: PHONE });
  await jose.page.goto(link);
  await expect(jose.page.getByRole("heading", { name: "José Núñez" })).toBeVisible();
  expect(helper.named("José Núñez").expected, "looking is not coming").toBe(true);
  await expectAccessible(jose.page, "the door of a personal link");
  await shot(jose.page, "door");
  await jose.page.getByRole("button", { name: "Entrar en la reunión" }).click();
  await expect(jose.page.locator("[data-room-heading]")).toHaveText("Sala 1 «Fracciones»");
  expect(jose.page.url()).not.toContain("#p.");
  await expect.poll(() => Object.values(ben.view.people).some((person) => person.name === "José Núñez" && person.here)).toBe(true);
  await people(page).click();
  await expect(row(page, "José Núñez")).toContainText(/here/);
  await jose.page.reload();
  await expect(jose.page.locator("[data-room-heading]")).toBeVisible();

  // A list with something wrong in it changes nothing, by whomever it is sent, and participants bring none.
  const before = Object.keys(helper.view.people).length;
  const secret = await page.evaluate(() => Object.entries(localStorage).flatMap(([key, text]) => (key.endsWith(".facilitator") ? [(JSON.parse(text) as { personSecret: string }).personSecret] : []))[0]);
  const bad = { people: [{ row: 2, name: "Mallory" }, { row: 3, name: "\u202eevil" }] };
  for (const [bearer, status] of [[secret, 422], [created.join_url.split("#j.")[1], 403], [link.split("#p.")[1], 403]] as const) {
    const answer = await fetch(`${convene.url}/api/meetings/${created.id}/expected`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` }, body: JSON.stringify(bad) });
    expect(answer.status).toBe(status);
  }
  expect(Object.keys(helper.view.people).length).toBe(before);
  for (const one of [ben, helper]) one.leave();
  for (const { context } of [nadia, jose]) await context.close();
});

test("one person's link is made, replaced and taken back; another person on the same device is somebody else", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Links");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const { page } = nadia;
  await planSection(page, "Before the meeting");
  await list(page).getByLabel("People", { exact: true }).fill("Name\nAna Ruiz\nLuis Ortega\n");
  await list(page).getByRole("button", { name: "Add 2 people" }).click();
  await people(page).click();
  const linkOf = async (name: string, button: string) => {
    await menu(page, name);
    await page.getByRole("menuitem", { name: "Personal link…" }).click();
    const dialog = page.getByRole("dialog", { name: `Personal link of ${name}` });
    await dialog.getByRole("button", { name: button, exact: true }).click();
    const field = dialog.getByLabel("Personal link", { exact: true });
    await expect(field).toHaveValue(/#p\./u);
    const link = await field.inputValue();
    await shot(page, "one-link");
    await dialog.getByRole("button", { name: "Close", exact: true }).click();
    return link;
  };
  const first = await linkOf("Ana Ruiz", "Make a link");
  const luis = await linkOf("Luis Ortega", "Make a link");

  const shared = await someone(browser, "a shared device");
  await shared.page.goto(first);
  await shared.page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(shared.page.locator("[data-room-heading]")).toBeVisible();
  await shared.page.goto(luis);
  await expect(shared.page.getByRole("heading", { name: "Luis Ortega" })).toBeVisible();
  await expect(shared.page.getByText("Somebody else was in this meeting on this device.")).toBeVisible();
  await shared.page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(shared.page.getByRole("button", { name: /Luis Ortega/ }).first()).toBeVisible();

  const anew = await linkOf("Ana Ruiz", "Replace earlier ones");
  const late = await someone(browser, "late");
  await late.page.goto(first);
  await expect(late.page.getByRole("heading", { name: "This link was replaced" })).toBeVisible();
  await late.page.goto(anew);
  await expect(late.page.getByRole("heading", { name: "Ana Ruiz" })).toBeVisible();
  for (const { context } of [nadia, shared, late]) await context.close();
});

test("who comes by the join link under a name of the list is them once a facilitator says so", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Both ways in");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const { page } = nadia;
  const part = (name: string) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name, exact: true });
  await planSection(page, "Before the meeting");
  await list(page).getByLabel("People", { exact: true }).fill("Name,Organization,Room,Kind\nAna Ruiz,Ana Ruiz’s county office,Fractions,\nLuis Ortega,,Fractions,\nRosa Delgado,Fresno COE,Fractions,Room facilitator\nZoë,,,\n");
  await list(page).getByRole("button", { name: "Add 4 people" }).click();
  await people(page).click();
  await menu(page, "Ana Ruiz");
  await page.getByRole("menuitem", { name: "Personal link…" }).click();
  const links = page.getByRole("dialog", { name: "Personal link of Ana Ruiz" });
  await links.getByRole("button", { name: "Make a link", exact: true }).click();
  const field = links.getByLabel("Personal link", { exact: true });
  await expect(field).toHaveValue(/#p\./u);
  const link = await field.inputValue();
  await links.getByRole("button", { name: "Close", exact: true }).click();

  // She has the mail somewhere, and comes by the link that everybody has.
  const ana = await join(browser, created.join_url, "Ana Ruiz");
  await ana.page.getByRole("tab", { name: "Chat" }).click();
  await ana.page.getByLabel("Write to this room").fill("Good morning");
  await ana.page.keyboard.press("Enter");
  await expect(ana.page.getByText("Good morning").first()).toBeVisible();
  const zoe = await OnTheWire.join(created.join_url, "Zoë");
  const rosie = await OnTheWire.join(created.join_url, "Rosie");
  await expect(row(page, "Ana Ruiz")).toHaveCount(2);
  const anas = row(page, "Ana Ruiz").filter({ hasText: "Perhaps the expected" });
  await expect(anas).toHaveCount(1);
  await expectAccessible(page, "somebody who is perhaps expected");
  await expectAccessibleInDark(page, "somebody who is perhaps expected");
  await shot(page, "perhaps");
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "perhaps-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  await expectAccessible(page, "somebody who is perhaps expected, on a phone");
  await shot(page, "perhaps-phone");
  await page.setViewportSize({ width: 1366, height: 768 });
  await part("Room").click();
  await expect(page.getByText("perhaps one of the expected").first()).toBeVisible();
  await expectAccessible(page, "the room with somebody who is perhaps expected");
  await shot(page, "perhaps-room");
  await part("All rooms").click();
  await expect(page.getByText("2 of them are perhaps here already.")).toBeVisible();
  await shot(page, "perhaps-all-rooms");

  // Only those, and asked once, since it cannot be taken back.
  await people(page).click();
  await page.getByRole("button", { name: "Show 2 who are perhaps expected" }).click();
  await expect(page.locator(".people-table tbody tr")).toHaveCount(2);
  await page.getByRole("button", { name: "Show all", exact: true }).click();
  await anas.getByRole("button", { name: "It is them… The expected Ana Ruiz" }).click();
  const asked = page.getByRole("alertdialog", { name: "Is it the expected Ana Ruiz?" });
  await expect(asked).toContainText("the planned group (Room 1 “Fractions”)");
  await expectAccessible(page, "whether it is them");
  await shot(page, "perhaps-asked");
  await asked.getByRole("button", { name: "Yes, it is" }).click();
  await expect(row(page, "Ana Ruiz")).toHaveCount(1);
  await expect(row(page, "Ana Ruiz")).toContainText("Room 1 “Fractions”");
  await expect(row(page, "Ana Ruiz")).toContainText("here since");

  // Somebody else of that name, and one who is called otherwise here.
  await row(page, "Zoë").getByRole("button", { name: "Someone else than the expected Zoë" }).click();
  await expect(page.getByText("Perhaps the expected")).toHaveCount(0);
  await expect(row(page, "Zoë")).toHaveCount(2);
  await menu(page, "Rosie");
  await page.getByRole("menuitem", { name: "Is one of the expected…" }).click();
  const pick = page.getByRole("dialog", { name: "Who of the expected is Rosie?" });
  await pick.getByRole("option", { name: /Rosa Delgado/ }).click();
  await expectAccessible(page, "who of the expected somebody is");
  await shot(page, "perhaps-pick");
  await pick.getByRole("button", { name: "Yes, it is" }).click();
  await expect(row(page, "Rosa Delgado")).toHaveCount(0);
  await expect(row(page, "Rosie")).toContainText("facilitates Room 1 “Fractions”");

  // Who waits is let in as who they are.
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  await helper.does({ type: "set_door", lobby: true, locked: null });
  const luis = await someone(browser, "Luis Ortega");
  await luis.page.goto(created.join_url);
  await luis.page.locator('input[autocomplete="name"]').fill("luis  ortega");
  await luis.page.locator('button[type="submit"]').click();
  await expect(luis.page.getByText(/A facilitator lets you in/)).toBeVisible();
  const lobby = page.getByRole("region", { name: "1 person waits in the lobby" });
  await expect(lobby.getByText("Perhaps the expected")).toBeVisible();
  await expectAccessible(page, "the lobby with somebody who is perhaps expected");
  await shot(page, "perhaps-lobby");
  await lobby.getByRole("button", { name: "It is them… The expected Luis Ortega" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Yes, it is" }).click();
  await expect(luis.page.locator("[data-room-heading]")).toBeVisible();
  await expect(row(page, "Luis Ortega")).toHaveCount(1);

  // She is who she was, and her link opens the same person on her phone: past the lobby, with what she said.
  const phone = await someone(browser, "Ana's phone", { viewport: PHONE });
  await phone.page.goto(link);
  await expect(phone.page.getByRole("heading", { name: "Ana Ruiz" })).toBeVisible();
  await phone.page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(phone.page.locator("[data-room-heading]")).toBeVisible();
  await expect(row(page, "Ana Ruiz")).toHaveCount(1);
  await expect(row(page, "Ana Ruiz")).toContainText("2 devices");
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  for (const { page: hers } of [ana, phone]) await expect(hers.locator("[data-room-heading]")).toHaveText("Room 1 “Fractions”");
  for (const one of [zoe, rosie, helper]) one.leave();
  for (const { context } of [nadia, ana, phone, luis]) await context.close();
});
