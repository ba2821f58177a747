/** A presenter prepares days before by a link of their own, and finds it ready in the meeting. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { expectNothingCut } from "./support/main_pages.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const part = (page: Page) => page.getByRole("region", { name: "Presenters who prepare" });
const asked = (page: Page, name: string) => part(page).getByRole("listitem").filter({ hasText: name });
const saved = (page: Page) => page.locator(".prepare-saved");

/** A meeting with two expected people in two rooms, who are asked to prepare; their links, as the page gives them. */
async function twoWhoPrepare(page: Page): Promise<{ ana: string; luis: string }> {
  await planSection(page, "Before the meeting");
  const list = page.getByRole("region", { name: "People and rooms from a list" });
  await list.getByLabel("People", { exact: true }).fill("Name\tRoom\tLanguage\nAna Ruiz\tFractions\tes\nLuis Ortega\tFractions\ten\nMei Chen\tFractions\ten\n");
  await list.getByRole("button", { name: "Add 3 people" }).click();
  await part(page).getByRole("button", { name: "Ask somebody to prepare…" }).click();
  const dialog = page.getByRole("dialog", { name: "Who prepares?" });
  await dialog.getByRole("option", { name: "Ana Ruiz" }).click();
  await dialog.getByRole("option", { name: "Luis Ortega" }).click();
  await shot(page, "prepare-ask");
  await dialog.getByRole("button", { name: "Ask 2 people" }).click();
  const links = page.getByRole("dialog", { name: "Links to prepare" });
  const linkOf = async (name: string) => {
    const field = links.getByLabel(name, { exact: true });
    await expect(field).toHaveValue(/\/prepare#p\.[\w-]{43}$/u);
    return field.inputValue();
  };
  const found = { ana: await linkOf("Ana Ruiz"), luis: await linkOf("Luis Ortega") };
  await expectAccessible(page, "links to prepare");
  await shot(page, "prepare-links");
  await links.getByRole("button", { name: "Close", exact: true }).click();
  return found;
}

test("days before: the steps in her language, saved while she types, changed later; in the meeting it is on the card", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Spring consultancies");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  await helper.does({ type: "set_schedule", time_zone: "America/Los_Angeles", starts: "2027-03-04T10:00", minutes: 120 });
  await helper.does({ type: "set_door", lobby: true, locked: true });
  const { ana: link } = await twoWhoPrepare(nadia.page);
  await expect(asked(nadia.page, "Ana Ruiz")).toContainText("Has not written yet");
  await expectAccessible(nadia.page, "presenters who prepare");

  const ana = await someone(browser, "Ana", { locale: "es-US", viewport: PHONE });
  await ana.page.goto(link);
  await expect(ana.page.getByRole("heading", { name: "Prepare su dilema" })).toBeVisible();
  await expect(ana.page.getByText("Estará en Sala 1 «Fractions».")).toBeVisible();
  await expect(ana.page.getByText(/jueves, 4 de marzo/u).first()).toBeVisible();
  const steps = ana.page.getByRole("region", { name: "Cómo transcurre y qué se le pide" });
  await expect(steps.getByRole("listitem")).toHaveCount(6);
  await expect(saved(ana.page)).toHaveText("Guardado");
  await ana.page.getByLabel("En pocas palabras").fill("Fracciones");
  await ana.page.getByLabel("De qué se trata").fill("Dos clases se han rendido.\nProbé con dibujos.");
  await ana.page.getByLabel("Pregunta central").fill("¿Cómo las abro de nuevo?");
  await ana.page.getByLabel("Enlaces al material").fill("https://example.org/tarea");
  await expect(saved(ana.page)).toHaveText("Guardado");
  await expect(asked(nadia.page, "Ana Ruiz")).toContainText("Writing, last saved");
  await expectAccessible(ana.page, "a presenter's own page");
  await expectAccessibleInDark(ana.page, "a presenter's own page");
  await expectNothingCut(ana.page, "a presenter's own page");
  await shot(ana.page, "prepare-phone");
  // Nobody came by that, and facilitators are not sent her words.
  expect(helper.named("Ana Ruiz").expected).toBe(true);
  expect(JSON.stringify(helper.view)).not.toContain("abro de nuevo");

  // A server that fails and comes back has all that was called saved.
  await convene.kill();
  await ana.page.getByLabel("En pocas palabras").fill("Fracciones, otra vez");
  await expect(saved(ana.page)).toHaveText("Guardado en este dispositivo");
  await convene.restart();
  await expect(saved(ana.page)).toHaveText("Guardado");
  await ana.page.reload();
  await expect(ana.page.getByLabel("En pocas palabras")).toHaveValue("Fracciones, otra vez");
  await expect(ana.page.getByLabel("Pregunta central")).toHaveValue("¿Cómo las abro de nuevo?");
  await ana.page.getByRole("button", { name: "Ya está listo" }).click();
  await expect(asked(nadia.page, "Ana Ruiz")).toContainText("Ready");
  await expect(part(nadia.page)).toContainText("1 of 2 ready");
  await shot(nadia.page, "prepare-plan");
  await ana.page.setViewportSize({ width: 1366, height: 768 });
  await shot(ana.page, "prepare-wide");

  // The day: she comes by the same link, presents by herself, and the room sees it.
  await ana.page.getByRole("link", { name: "Ir a la reunión" }).click();
  await ana.page.getByRole("button", { name: "Entrar en la reunión" }).click();
  await expect(ana.page.locator("[data-room-heading]")).toBeVisible();
  await expect(ana.page.getByRole("link", { name: "Ver lo que escribió" })).toBeVisible();
  await shot(ana.page, "prepare-main-room");
  await helper.does({ type: "set_door", lobby: false, locked: false });
  const mei = await join(browser, created.join_url, "Mei");
  const room = helper.room(1).id;
  await helper.does({ type: "assign", people: [{ person: helper.named("Mei").id, room }] });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await helper.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await helper.does({ type: "begin", on: { room } });
  for (const { page } of [ana, mei]) {
    await expect(page.locator(".dilemma-question")).toHaveText("¿Cómo las abro de nuevo?");
    await expect(page.locator(".dilemma-whole")).toContainText("Fracciones, otra vez");
    await expect(page.locator(".dilemma-overview")).toContainText("Dos clases se han rendido.");
    await expect(page.getByRole("link", { name: "example.org/tarea" })).toBeVisible();
  }
  await expectAccessible(mei.page, "a prepared dilemma in the presenter's step");
  await shot(mei.page, "prepare-room");
  helper.leave();
  for (const { context } of [nadia, ana, mei]) await context.close();
});

test("the network cut while she types, too long, hidden letters, two windows at once, a link that is taken back", async ({ browser }) => {
  const created = await createMeeting(convene.url, "What could go wrong");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const { ana: link, luis } = await twoWhoPrepare(nadia.page);
  const { context, page } = await someone(browser, "Ana");
  await page.goto(link);
  const question = page.getByLabel("Focus question");
  await expect(saved(page)).toHaveText("Saved");

  // Cut off: kept, and a page that is opened again in the same browser has it; sent once the network is back.
  await context.setOffline(true);
  await question.fill("How do I open fractions?");
  await expect(saved(page)).toHaveText("Kept on this device");
  await expect(page.getByText("No connection. What you write is kept on this device and goes as soon as you are back.")).toBeVisible();
  await shot(page, "prepare-offline");
  await page.close();
  await context.setOffline(false);
  const first = await context.newPage();
  await first.goto(link);
  await expect(first.getByLabel("Focus question")).toHaveValue("How do I open fractions?");
  await expect(saved(first)).toHaveText("Saved");

  // Too long: it stays as it is and says so; the other fields are saved.
  await first.getByLabel("What it is about").fill("x".repeat(10_000));
  await first.getByLabel("In a few words").fill("\u202eFractions\u202c");
  await first.getByLabel("Links to material").fill("javascript:alert(1)");
  await expect(first.getByText("8000 characters too many: it is not saved.")).toBeVisible();
  await expect(first.getByText("“javascript:alert(1)” is no link that begins with https://. The links are not saved.")).toBeVisible();
  await expect(saved(first)).toHaveText("Not all is saved");
  await expectAccessible(first, "faults of a preparation");
  await shot(first, "prepare-faults");
  await first.getByLabel("What it is about").fill("Two classes.");
  await first.getByLabel("Links to material").fill("");
  await expect(saved(first)).toHaveText("Saved");

  // Another device: what hides is gone, and what is written there comes here.
  const other = await someone(browser, "Ana elsewhere");
  await other.page.goto(link);
  await expect(other.page.getByLabel("In a few words")).toHaveValue("Fractions");
  // Two windows at once, one of them without a network: nothing is overwritten, and one of the two is chosen.
  await context.setOffline(true);
  await first.getByLabel("Focus question").fill("Mine, written in a train?");
  await expect(saved(first)).toHaveText("Kept on this device");
  await other.page.getByLabel("Focus question").fill("Theirs?");
  await other.page.getByLabel("In a few words").fill("Fractions again");
  await expect(saved(other.page)).toHaveText("Saved");
  await context.setOffline(false);
  await expect(first.getByText("You wrote something else here in another window or on another device:")).toBeVisible();
  await expect(first.getByLabel("In a few words")).toHaveValue("Fractions again");
  await expect(first.getByLabel("Focus question")).toHaveValue("Mine, written in a train?");
  await expectAccessible(first, "two windows at once");
  await shot(first, "prepare-elsewhere");
  await first.getByRole("button", { name: "Keep what is here" }).click();
  await expect(saved(first)).toHaveText("Saved");
  await other.page.reload();
  await expect(other.page.getByLabel("Focus question")).toHaveValue("Mine, written in a train?");

  // That she is ready, said while nothing goes out, is not said to be known; it is kept over a reload, and goes.
  await first.route("**/preparation", (route) => (route.request().method() === "POST" ? route.abort() : route.fallback()));
  await first.getByRole("button", { name: "I am ready", exact: true }).click();
  await expect(saved(first)).toHaveText("Kept on this device");
  await expect(first.getByText("You said that you are ready. The facilitators see it once you are connected.")).toBeVisible();
  await expectAccessible(first, "ready, and not connected");
  await shot(first, "prepare-ready-offline");
  await first.reload();
  await expect(first.getByRole("button", { name: "I am not ready yet", exact: true })).toBeVisible();
  await first.unrouteAll();
  await expect(first.getByText("The facilitators see that you are ready.")).toBeVisible();
  await other.page.reload();
  await expect(other.page.getByText("The facilitators see that you are ready.")).toBeVisible();

  // Not asked any more while she writes, and asked again by undo: her words are still there.
  await asked(nadia.page, "Ana Ruiz").getByRole("button", { name: "Do not ask Ana Ruiz any more" }).click();
  await first.getByLabel("In a few words").fill("Too late");
  await expect(first.getByText("The facilitators do not ask you to prepare any more: nothing is saved.")).toBeVisible();
  await expect(saved(first)).toHaveText("Not saved any more");
  await nadia.page.getByRole("button", { name: "Undo", exact: true }).click();
  await first.reload();
  await expect(first.getByLabel("In a few words")).toHaveValue("Too late");
  await expect(saved(first)).toHaveText("Saved");

  // The link is taken back: whoever writes keeps their words before their eyes, whoever opens it is told.
  await nadia.page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "People", exact: true }).click();
  const menu = nadia.page.locator(".people-table tbody tr").filter({ hasText: "Ana Ruiz" }).getByRole("button", { name: /Ana Ruiz/u }).first();
  // The real button takes the place of its likeness when somebody comes near.
  await menu.hover();
  await menu.click();
  await nadia.page.getByRole("menuitem", { name: "Personal link…" }).click();
  await nadia.page.getByRole("dialog").getByRole("button", { name: "Take all back", exact: true }).click();
  await expect(nadia.page.getByRole("dialog")).toHaveCount(0);
  await first.getByLabel("In a few words").fill("Nobody takes this");
  await expect(first.getByText(/This link was replaced or taken back: nothing is saved any more\./u)).toBeVisible();
  await expect(first.getByLabel("In a few words")).toHaveValue("Nobody takes this");
  await shot(first, "prepare-replaced");
  await other.page.reload();
  await expect(other.page.getByRole("heading", { name: "This link was replaced" })).toBeVisible();
  await expectAccessible(other.page, "a link that was taken back");

  // Somebody else's link on the same device is somebody else's words; a wrong one opens nothing.
  await first.goto(luis);
  await expect(first.getByText("Luis Ortega, you were asked to present.")).toBeVisible();
  await expect(first.getByLabel("In a few words")).toHaveValue("");
  await other.page.goto(`${convene.url}/m/${created.id}/prepare#p.${"x".repeat(43)}`);
  await expect(other.page.getByRole("heading", { name: "This link does not open a meeting" })).toBeVisible();
  for (const one of [nadia, other]) await one.context.close();
  await context.close();
});
