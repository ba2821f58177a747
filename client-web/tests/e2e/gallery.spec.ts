/** The gallery: cards of rooms, written, released, visited in the main room. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection } from "./support/people.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

test("rooms write cards, who presented releases them, and everybody visits those of others", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Fractions on show");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE, locale: "es-MX", isMobile: true, hasTouch: true });
  await helper.does({ type: "create_rooms", count: 2 });
  const rooms = [1, 2].map((number) => helper.room(number).id);
  const place = (name: string, room: number) => ({ person: helper.named(name).id, room: rooms[room] ?? "" });
  await helper.does({ type: "assign", people: [place("Ana", 0), place("Luis", 1)] });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await expect(ana.page.getByRole("heading", { level: 1, name: "Room 1" })).toBeVisible();
  await helper.does({ type: "start_round", rooms: [rooms[0] ?? ""], protocol: { library: "consultancy-20" }, seconds: null });
  await helper.does({ type: "set_presenter", room: rooms[0] ?? "", person: helper.named("Ana").id });

  // Nothing of it is there before a facilitator asks for cards.
  await expect(ana.page.getByRole("button", { name: "Write our card", exact: true })).toHaveCount(0);
  await planSection(nadia.page, "Closing");
  await nadia.page.getByText("Rooms write their cards", { exact: true }).click();
  const own = ana.page.getByRole("region", { name: "Our card: Room 1" });
  await own.getByRole("button", { name: "Write our card", exact: true }).click();
  await own.getByRole("textbox", { name: "Our question" }).fill("How do we begin?");
  await own.getByRole("textbox", { name: "What we take away (1)" }).fill("Less is more");
  await own.getByRole("textbox", { name: "One thing we ask of others" }).fill("A worksheet");
  // The device is turned, somebody looks at the chat, the page is loaded again: what was typed is still there.
  const size = ana.page.viewportSize()!;
  await ana.page.setViewportSize({ width: 390, height: 844 });
  await ana.page.getByRole("button", { name: "Chat" }).click();
  await ana.page.getByRole("button", { name: "Now" }).click();
  await expect(own.getByRole("textbox", { name: "Our question" })).toHaveValue("How do we begin?");
  await ana.page.reload();
  await ana.page.setViewportSize(size);
  await expect(own.getByRole("textbox", { name: "One thing we ask of others" })).toHaveValue("A worksheet");
  await expectAccessible(ana.page, "a card being written");
  await own.getByRole("button", { name: "Save the card", exact: true }).click();
  await expect(own.getByText("How do we begin?", { exact: true })).toBeVisible();

  const desk = nadia.page.getByRole("table", { name: "The cards of the rooms" });
  await expect(desk.getByRole("row", { name: /^Room 1/ })).toContainText("Written; Ana releases it");
  await expect(desk.getByRole("row", { name: /^Room 2/ })).toContainText("Not written yet");
  await expect(desk.getByRole("button")).toHaveCount(0);

  // On a phone, in Spanish, in a room without a presenter: a facilitator releases.
  await luis.page.getByRole("button", { name: "Escribir nuestra tarjeta", exact: true }).click();
  await luis.page.getByRole("textbox", { name: "Nuestra pregunta" }).fill("¿Cómo seguimos?");
  await expectAccessible(luis.page, "a card on a phone, in Spanish");
  await luis.page.getByRole("button", { name: "Guardar la tarjeta", exact: true }).click();
  await desk.getByRole("button", { name: "Release Room 2" }).click();
  await expect(desk.getByRole("row", { name: /^Room 2/ })).toContainText("Released");

  // Back in the main room: who presented releases theirs there, and both visit the other's.
  await helper.does({ type: "bring_back", in_seconds: 0 });
  await expect(ana.page.getByRole("heading", { level: 1, name: "Main room" })).toBeVisible();
  await nadia.page.getByText("Cards are shown in the main room", { exact: true }).click();
  await own.getByRole("button", { name: "Release", exact: true }).click();
  const visits = ana.page.getByRole("region", { name: "Gallery", exact: true });
  await expect(visits.getByText("¿Cómo seguimos?", { exact: true })).toBeVisible();
  await expect(visits.getByText("How do we begin?")).toHaveCount(0);
  await visits.getByRole("textbox", { name: "A short response" }).fill("Ask them first");
  await visits.getByRole("button", { name: "Leave it", exact: true }).click();
  await expect(visits.getByRole("list", { name: "What you left" })).toContainText("Ask them first");
  await expectAccessibleInDark(ana.page, "the gallery");
  await expect(luis.page.getByText("Ask them first", { exact: true })).toBeVisible();
  await expect(luis.page.getByText("How do we begin?", { exact: true })).toBeVisible();
  await expect(desk.getByRole("row", { name: /^Room 2/ })).toContainText("1 response");
  await expect(desk.getByRole("row", { name: /^Room 2/ })).toContainText("1 of 1");
  await expectAccessible(nadia.page, "the gallery's list");
  helper.leave();
  await Promise.all([nadia, ana, luis].map(({ context }) => context.close()));
});
