/** Small words that have to be true: who facilitates a room, a welcome that is said once, bad input in the person's language. */
import { expect, test } from "@playwright/test";
import type { Command } from "../../src/generated/protocol.ts";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

test("a room says who facilitates it, and welcomes once", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Said once");
  const nadia = await OnTheWire.join(created.facilitator_url, "Nadia");
  await nadia.does({ type: "create_rooms", count: 1 });
  const room = nadia.room(1).id;
  const sam = await OnTheWire.join(created.join_url, "Sam");
  await nadia.does({ type: "open_rooms", in_seconds: 0 });
  const ana = await join(browser, created.join_url, "Ana");
  const { page } = ana;
  const welcome = page.getByRole("region", { name: "Welcome to Room 1" });
  await expect(page.locator("[data-room-heading]")).toHaveText("Room 1");
  await expect(welcome).toBeVisible();

  // While it gathers nobody facilitates it; then a facilitator of the meeting comes in, and goes on.
  const start: Command = { type: "start_round", rooms: [room], protocol: { library: "one-two-four-all" }, seconds: null };
  await nadia.does(start);
  await expect(page.getByText("Nobody facilitates this room yet.")).toBeVisible();
  await nadia.does({ type: "enter_room", room });
  await expect(page.getByText("Nadia, who facilitates the meeting, is here. Nobody facilitates only this room yet.")).toBeVisible();
  await expect(page.getByRole("button", { name: "I’ll facilitate" })).toBeVisible();
  await expectAccessible(page, "a room with a facilitator of the meeting");
  await shot(page, "facilitator-here");
  await page.setViewportSize(PHONE);
  await shot(page, "facilitator-here-phone");
  await page.setViewportSize({ width: 1366, height: 768 });
  await nadia.does({ type: "enter_room", room: nadia.view.meeting.main_room });
  await expect(page.getByText("Nobody facilitates this room yet.")).toBeVisible();

  // What is done in the room says where one is: neither the next gathering nor a reload welcomes once more.
  await nadia.does({ type: "begin", on: { room } });
  await expect(welcome).toHaveCount(0);
  await nadia.does({ type: "stop_round", on: { room } });
  await nadia.does(start);
  await expect(page.getByText("Nobody facilitates this room yet.")).toBeVisible();
  await expect(welcome).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("Nobody facilitates this room yet.")).toBeVisible();
  await expect(welcome).toHaveCount(0);
  // Whoever was elsewhere comes among others perhaps.
  await nadia.does({ type: "move", people: [nadia.named("Ana").id], room: nadia.view.meeting.main_room });
  await expect(page.locator("[data-room-heading]")).toHaveText("Main room");
  await nadia.does({ type: "move", people: [nadia.named("Ana").id], room });
  await expect(welcome).toBeVisible();
  await welcome.getByRole("button", { name: "Got it" }).click();
  await page.reload();
  await expect(page.locator("[data-room-heading]")).toHaveText("Room 1");
  await expect(welcome).toHaveCount(0);
  for (const one of [nadia, sam]) one.leave();
  await ana.context.close();
});

test("what cannot be taken says the field and the limit, in the person's language, and leaves nothing half done", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Bad input");
  const rosa = await join(browser, created.facilitator_url, "Rosa", { locale: "es-US" });
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const { page } = rosa;

  // A poll with 500 choices: by the form at its field, which keeps what was written; by a raw socket by its name.
  await page.getByRole("navigation", { name: "Partes de la reunión" }).getByRole("button", { name: "Plan", exact: true }).click();
  await page.getByRole("navigation", { name: "Secciones del plan" }).getByRole("button", { name: "Conversación", exact: true }).click();
  await page.getByRole("button", { name: "Nuevo sondeo…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Pregunta", { exact: true }).fill("¿Qué día?");
  const many = Array.from({ length: 500 }, (_, n) => `Día ${n}`);
  await dialog.getByLabel("Opciones", { exact: true }).fill(many.join("\n"));
  await dialog.locator('button[type="submit"]').click();
  await expect(dialog.getByText("Doce opciones como máximo.")).toBeVisible();
  await expect(dialog.getByLabel("Opciones", { exact: true })).toHaveAccessibleDescription(/Doce opciones como máximo\./u);
  await expectAccessible(page, "a poll with 500 choices");
  await shot(page, "poll-500");
  expect(await helper.try({ type: "poll", what: "make", form: { kind: "single", text: "Which?", choices: many, scale: null, anonymous: false, show: "end" } })).toMatchObject({ ok: false, reason: "poll_choices_too_many" });
  expect(helper.view.polls).toEqual({});
  await dialog.getByLabel("Opciones", { exact: true }).fill("lunes\nviernes");
  await dialog.locator('button[type="submit"]').click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => Object.keys(helper.view.polls).length).toBe(1);

  // A name of 10,000 characters, one of hidden ones only, one that turns round what stands beside it.
  const luis = await someone(browser, "Luis", { locale: "es-US" });
  await luis.page.goto(created.join_url);
  const name = luis.page.locator('input[autocomplete="name"]');
  await expect(name).toHaveAttribute("maxlength", "120");
  // As a page does that has lost that bound.
  await name.evaluate((input) => input.removeAttribute("maxlength"));
  await name.fill("x".repeat(10_000));
  await luis.page.locator('button[type="submit"]').click();
  await expect(name).toHaveAccessibleDescription(/Este nombre es demasiado largo: 120 caracteres como máximo\./u);
  await name.fill("\u202e\u200b");
  await luis.page.locator('button[type="submit"]').click();
  await expect(name).toHaveAccessibleDescription(/Este nombre solo tiene caracteres que nadie ve\./u);
  await expectAccessible(luis.page, "a name that nobody sees");
  await shot(luis.page, "name-hidden");
  expect(Object.keys(helper.view.people).length, "nobody came in half").toBe(2);
  await name.fill("\u202esiuL\u202c");
  await luis.page.locator('button[type="submit"]').click();
  await expect(luis.page.locator("[data-room-heading]")).toBeVisible();
  expect(helper.named("siuL").name).toBe("siuL");
  helper.leave();
  for (const { context } of [rosa, luis]) await context.close();
});
