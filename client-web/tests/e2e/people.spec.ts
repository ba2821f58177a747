/** What people are in a meeting: facilitators, participants, observers, access support; their names and their links. */
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { decodeQR } from "qr/decode.js";
import { parseLink } from "../../src/connection/identity.ts";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, someone } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const choose = async (page: Page, menu: string, item: string) => {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
};

const parts = (page: Page) => page.getByRole("navigation", { name: "Parts of the meeting" });

test("roles are given and taken with one press, and what they may do follows at once", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Roles");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  await expect(parts(ana.page)).toHaveCount(0);

  // Promoted, taken back by undo, promoted again: her pages follow without a reload.
  await choose(nadia.page, "For Ana", "Facilitator of the meeting");
  await expect(parts(ana.page)).toBeVisible();
  const toast = nadia.page.getByRole("region", { name: "Messages" });
  await expect(toast).toContainText("Ana is a facilitator of the meeting now.");
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(parts(ana.page)).toHaveCount(0);

  // The only facilitator cannot step down, and is asked before.
  await choose(nadia.page, "For Nadia", "Participant");
  const asked = nadia.page.getByRole("alertdialog");
  await expect(asked).toContainText("You become a participant at once");
  await expectAccessible(nadia.page, "asked before stepping down");
  await asked.getByRole("button", { name: "Stop facilitating" }).click();
  await expect(toast).toContainText("The meeting needs a facilitator");
  await expect(parts(nadia.page)).toBeVisible();

  // An observer sees and does not act: chat and board close at once, also for a page that was writing.
  const board = ana.page.getByRole("region", { name: "Board", exact: true });
  await expect(board.getByRole("button", { name: "Add note", exact: true })).toBeVisible();
  await choose(nadia.page, "For Ana", "Observer");
  await expect(board.getByRole("button", { name: "Add note", exact: true })).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: "Raise hand" })).toHaveCount(0);
  await expectAccessible(ana.page, "as an observer");
  await choose(nadia.page, "For Ana", "Participant");
  await expect(board.getByRole("button", { name: "Add note", exact: true })).toBeVisible();

  // A name is corrected: 10,000 characters do not fit into the field, tricks with direction are taken out.
  await choose(nadia.page, "For Ana", "Name and organization…");
  await nadia.page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("");
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(nadia.page.getByRole("dialog")).toContainText("Please write something.");
  await nadia.page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("\u202eAna García");
  await expectAccessible(nadia.page, "correcting a name");
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(ana.page.getByRole("button", { name: "Ana García (you)" })).toBeVisible();
});

test("access support comes by a link of its own and goes with whom it supports", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Interpreted");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await OnTheWire.join(created.join_url, "Ana");
  await parts(nadia.page).getByRole("button", { name: "Links and record" }).click();
  await nadia.page.getByRole("button", { name: "Make a link for access support" }).click();
  await nadia.page.getByRole("button", { name: "Make a link for observers" }).click();
  await expectAccessible(nadia.page, "links for others");
  const support = await nadia.page.getByRole("textbox", { name: "Link for access support" }).inputValue();
  const observers = await nadia.page.getByRole("textbox", { name: "Link for observers" }).inputValue();

  const ina = await join(browser, support, "Ina", { viewport: PHONE });
  const olu = await OnTheWire.join(observers, "Olu");
  expect(olu.me.role).toBe("observer");
  const said = await olu.try({ type: "say", text: "words" });
  expect(said.ok).toBe(false);

  await parts(nadia.page).getByRole("button", { name: "Room", exact: true }).click();
  await choose(nadia.page, "For Ina", "Access support…");
  const dialog = nadia.page.getByRole("dialog");
  await dialog.getByLabel("Find", { exact: false }).fill("an");
  await dialog.getByRole("option", { name: "Ana" }).click();
  await expectAccessible(nadia.page, "with whom support goes");
  await dialog.getByRole("button", { name: "Make access support" }).click();
  await expect(nadia.page.locator(".people-list")).toContainText("access support, with Ana");

  // Moved with the person, and back.
  const facilitator = await OnTheWire.join(created.facilitator_url, "Luis");
  await facilitator.does({ type: "create_rooms", count: 2 });
  await facilitator.does({ type: "open_rooms", in_seconds: 0 });
  const room = facilitator.room(2);
  await facilitator.does({ type: "move", people: [ana.me.id], room: room.id });
  await expect(ina.page.getByRole("heading", { name: "Room 2", level: 1 })).toBeVisible();
  await ina.page.getByRole("button", { name: "Chat" }).click();
  await ina.page.getByLabel("Write to this room").fill("The interpreter writes");
  await ina.page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => ana.view.chat[room.id]?.length).toBe(1);
  await facilitator.does({ type: "bring_back", in_seconds: 0 });
  await expect(ina.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  for (const person of [ana, olu, facilitator]) person.leave();
});

test("a leaked link is replaced in the middle: who is in stays in, who comes late is told", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Leaked");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  // Somebody fills in the form while it happens.
  const late = await someone(browser, "Late");
  await late.page.goto(created.join_url);
  await late.page.getByLabel("Your name").fill("Late");

  await parts(nadia.page).getByRole("button", { name: "Links and record" }).click();
  await expect(nadia.page.getByRole("textbox", { name: "Code to say aloud" })).toHaveValue(created.join_code);
  await nadia.page.getByRole("button", { name: "Replace this link…" }).click();
  await expect(nadia.page.getByRole("alertdialog")).toContainText("stop working at once");
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "Replace", exact: true }).click();
  await expect(nadia.page.getByRole("textbox", { name: "Join link" })).not.toHaveValue(created.join_url);
  await expect(nadia.page.getByRole("textbox", { name: "Code to say aloud" })).not.toHaveValue(created.join_code);
  const fresh = await nadia.page.getByRole("textbox", { name: "Join link" }).inputValue();

  await late.page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(late.page.getByRole("heading", { name: "This link was replaced" })).toBeVisible();
  await expectAccessible(late.page, "a replaced link");
  await ana.page.reload();
  await expect(ana.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  await join(browser, fresh, "Ben");

  // The passcode stands beside the link, and is asked in the form from the start; also by a page that was open before.
  const open = await someone(browser, "Open");
  await open.page.goto(fresh);
  await expect(open.page.getByRole("button", { name: "Join the meeting" })).toBeVisible();
  await expect(open.page.getByLabel("Passcode")).toHaveCount(0);
  const other = await OnTheWire.join(created.facilitator_url, "Luis");
  await other.does({ type: "set_passcode", passcode: "heron 42" });
  await expect(nadia.page.getByRole("textbox", { name: "Passcode" })).toHaveValue("heron 42");
  await open.page.getByLabel("Your name").fill("Open");
  await open.page.getByRole("button", { name: "Join the meeting" }).click();
  await open.page.getByLabel("Passcode").fill("Heron42");
  await open.page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(open.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();

  // A co-facilitator replaces it too: this page does not go on showing a link that opens nothing.
  const { meeting } = parseLink(created.facilitator_url) ?? { meeting: "" };
  const answer = await fetch(`${convene.url}/api/meetings/${meeting}/links`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${created.facilitator_url.split("#f.")[1]}` },
    body: JSON.stringify({ kind: "join", replace: true }),
  });
  expect(answer.status).toBe(201);
  await expect(nadia.page.getByText("Another facilitator has replaced the link")).toBeVisible();
  other.leave();
});

test("facilitator links: a spare one is kept and works, and a lost one is taken back", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Spare");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  await parts(nadia.page).getByRole("button", { name: "Links and record" }).click();
  const card = nadia.page.getByRole("region", { name: "Facilitators’ links" });
  await expect(card).toContainText("1 facilitator link opens this meeting");
  await card.getByRole("button", { name: "Make a spare facilitator link" }).click();
  const spare = await card.getByRole("textbox", { name: "Spare facilitator link" }).inputValue();
  await expect(card).toContainText("2 facilitator links open this meeting");
  await expectAccessible(nadia.page, "facilitators' links");
  const saved = nadia.page.waitForEvent("download");
  await card.getByRole("button", { name: "Save as a file" }).last().click();
  const file = await (await saved).path();
  expect(await readFile(file, "utf8")).toContain(spare);
  expect(await card.getByRole("link", { name: "Send it by mail" }).last().getAttribute("href")).toContain(encodeURIComponent(spare));

  const luis = await join(browser, spare, "Luis");
  await expect(parts(luis.page)).toBeVisible();
  // Luis takes the first link back: Nadia stays in, her page says what became of it, and nobody else comes by it.
  await parts(luis.page).getByRole("button", { name: "Links and record" }).click();
  const theirs = luis.page.getByRole("region", { name: "Facilitators’ links" });
  await theirs.getByRole("listitem").filter({ hasNotText: "of this device" }).getByRole("button").click();
  await luis.page.getByRole("alertdialog").getByRole("button", { name: "Take back", exact: true }).click();
  await expect(card).toContainText("The facilitator link that this device had was taken back.");
  const eve = await someone(browser, "Eve");
  await eve.page.goto(created.facilitator_url);
  await expect(eve.page.getByRole("heading", { name: "This link was replaced" })).toBeVisible();
  await nadia.page.reload();
  await expect(parts(nadia.page)).toBeVisible();
});

test("the QR code is read by a camera also in dark mode, and fills the screen", async ({ browser }) => {
  const created = await createMeeting(convene.url, "In a hall");
  const { page } = await join(browser, created.facilitator_url, "Nadia", { colorScheme: "dark" });
  await parts(page).getByRole("button", { name: "Links and record" }).click();
  await page.getByRole("button", { name: "Make a join link" }).click();
  const link = await page.getByRole("textbox", { name: "Join link" }).inputValue();
  const small = page.getByRole("img", { name: "QR code of the join link of In a hall" });
  expect(await read(page, await small.screenshot())).toBe(link);
  await page.getByRole("button", { name: "Show it large" }).click();
  const large = page.getByRole("dialog", { name: "In a hall" });
  await expect(large.getByText(created.join_code)).toBeVisible();
  await expectAccessible(page, "the QR code large");
  // The whole screen, as it would be shared or projected.
  expect(await read(page, await page.screenshot())).toBe(link);
  await page.keyboard.press("Escape");
  await expect(large).toHaveCount(0);
});

/** Reads the QR code in a picture, as a phone would: from its pixels. */
async function read(page: Page, picture: Buffer): Promise<string> {
  const { width, height, pixels } = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context?.drawImage(image, 0, 0);
    const found = context?.getImageData(0, 0, image.width, image.height).data ?? [];
    let letters = "";
    for (let at = 0; at < found.length; at += 32_768) letters += String.fromCharCode(...found.slice(at, at + 32_768));
    return { width: image.width, height: image.height, pixels: btoa(letters) };
  }, picture.toString("base64"));
  return decodeQR({ width, height, data: new Uint8ClampedArray(Buffer.from(pixels, "base64")) });
}

test("I was already here: another device becomes the person, with a facilitator's yes and not without", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Another device");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  await ana.page.getByRole("tab", { name: "Notebook" }).click();
  await ana.page.getByRole("textbox", { name: "Your notebook" }).fill("Only mine");
  await expect(ana.page.getByRole("banner").getByText("Saved", { exact: true })).toBeVisible();
  const ben = await OnTheWire.join(created.join_url, "Ben");
  await ana.page.close();
  await expect.poll(() => ben.named("Ana").here, { timeout: 30_000 }).toBe(false);

  // On a phone: only who is away can be picked, and nobody who facilitates.
  const phone = await someone(browser, "Ana's phone", { viewport: PHONE });
  await phone.page.goto(created.join_url);
  await phone.page.getByRole("button", { name: "I joined before on another device" }).click();
  const dialog = phone.page.getByRole("dialog");
  await expect(dialog.getByRole("option")).toHaveCount(1);
  await expectAccessible(phone.page, "picking one's name");
  await dialog.getByRole("option", { name: "Ana" }).click();
  await dialog.getByRole("button", { name: "Ask the facilitators" }).click();
  await expect(phone.page.getByText("A facilitator is asked whether you are Ana")).toBeVisible();
  await expectAccessible(phone.page, "waiting to be recognized");

  // Somebody else tries the same and is turned away.
  const troll = await someone(browser, "Troll");
  await troll.page.goto(created.join_url);
  await troll.page.getByRole("button", { name: "I joined before on another device" }).click();
  await troll.page.getByRole("option", { name: "Ana" }).click();
  await troll.page.getByRole("button", { name: "Ask the facilitators" }).click();
  await expect(nadia.page.getByRole("button", { name: "It is them… Ana" })).toHaveCount(2);
  await expectAccessible(nadia.page, "two say that they are Ana");
  await nadia.page.getByRole("button", { name: "Turn away: Ana" }).last().click();
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "Turn away" }).click();
  await expect(troll.page.getByRole("heading", { name: "You were not let in" })).toBeVisible();

  await nadia.page.getByRole("button", { name: "It is them… Ana" }).click();
  await expect(nadia.page.getByRole("alertdialog")).toContainText("private notebook");
  await nadia.page.getByRole("alertdialog").getByRole("button", { name: "Yes, it is" }).click();
  await expect(phone.page.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  await expect(phone.page.getByRole("textbox", { name: "Your notebook" })).toHaveValue("Only mine");
  expect(Object.values(ben.view.people).filter((person) => person.name === "Ana")).toHaveLength(1);

  // The device from before is still hers.
  const back = await ana.context.newPage();
  await back.goto(created.join_url);
  await expect(back.getByRole("heading", { name: "Main room", level: 1 })).toBeVisible();
  ben.leave();
});
