/** The next meeting of a series: it opens with what was said in the one before, within what its people agreed to. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { CHROMEBOOK, createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const card = (page: Page) => page.getByRole("region", { name: "You said …", exact: true });
const tarjeta = (page: Page) => page.getByRole("region", { name: "Ustedes dijeron…", exact: true });
const show = (page: Page, part: string) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: part, exact: true }).click();

/** Light and dark, wide and on a phone. */
async function shots(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? CHROMEBOOK;
  await shot(page, name);
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, `${name}-dark`);
  await page.setViewportSize(PHONE);
  await shot(page, `${name}-phone-dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await shot(page, `${name}-phone`);
  await page.setViewportSize(size);
}

/** Through a link with the browser that one has; one's name is asked again, for it is another meeting. */
async function comeAgain(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.locator('input[autocomplete="name"]').fill(name);
  await page.locator('button[type="submit"]').click();
  await expect(page.locator("[data-room-heading]")).toBeVisible();
}

test("the next meeting greets everybody with what was said, each with what they took on, and nobody with what was not shared", async ({ browser }) => {
  test.setTimeout(240_000);
  const created = await createMeeting(convene.url, "Fractions, first evening");
  const { page: nadia } = await join(browser, created.facilitator_url, "Nadia");
  const { page: ana } = await join(browser, created.join_url, "Ana");
  const { page: luis } = await join(browser, created.join_url, "Luis", { viewport: PHONE, locale: "es-MX", isMobile: true, hasTouch: true });
  const kim = await OnTheWire.join(created.facilitator_url, "Kim");
  const questions = [
    { kind: "scale" as const, text: "Worth your time?", choices: [] },
    { kind: "words" as const, text: "What do you take along?", choices: [] },
    { kind: "choice" as const, text: "Same hour again?", choices: ["Yes", "No"] },
  ];
  await kim.does({ type: "set_ticket", ticket: { anonymous: true, questions } });
  await kim.does({ type: "open_closing", open: true });

  // Ana takes on two things, one for everyone to know. Six answer; of the last question only four say anything.
  for (const [text, everyone] of [
    ["Rest more on Fridays", false],
    ["Ask three families what helps", true],
  ] as const) {
    await ana.getByLabel("What will you do?").fill(text);
    if (everyone) await ana.getByText("Everyone in the meeting", { exact: true }).click();
    await ana.getByRole("button", { name: "Add", exact: true }).click();
    await expect(ana.getByRole("list", { name: "What I take on" }).getByText(text, { exact: true })).toBeVisible();
  }
  await luis.getByLabel("¿Qué hará?").fill("Escribir a las familias");
  await luis.getByRole("button", { name: "Añadir", exact: true }).click();
  await expect(luis.getByText("Escribir a las familias", { exact: true })).toBeVisible();
  const six = await Promise.all(["Mei", "Sam", "Kofi", "Priya", "Tom", "Ida"].map((name) => OnTheWire.join(created.join_url, name)));
  for (const [at, person] of six.entries()) {
    await person.does({ type: "answer_ticket", answers: [{ scale: at < 4 ? 5 : 3 }, { words: ["To listen first", "Start with the question", "Less talk, more writing", "Nothing new", "Ask Mr. Vidal, he knows", "Time to think"][at] ?? "" }, at < 4 ? { choice: 0 } : null] });
  }
  for (const person of six) person.leave();

  // Not before the end. Then one button; whoever presses it is in the next meeting without being asked who they are.
  await show(nadia, "Links and record");
  await nadia.getByRole("button", { name: "End the meeting…" }).click();
  await nadia.getByRole("button", { name: "End the meeting", exact: true }).click();
  await expect(ana.getByRole("heading", { name: "The meeting has ended", level: 1 })).toBeVisible();
  await expect(ana.getByRole("heading", { name: "The next meeting" })).toHaveCount(0);
  const next = nadia.getByRole("region", { name: "The next meeting", exact: true });
  await next.scrollIntoViewIfNeeded();
  await expectAccessible(nadia, "the end, for a facilitator");
  await shots(nadia, "ended");
  await next.getByRole("button", { name: "Plan the next meeting", exact: true }).press("Enter");
  await expect(card(nadia)).toBeVisible();
  expect(nadia.url()).not.toContain(created.id);
  await expect(card(nadia).getByRole("figure", { name: "Worth your time?" }).getByRole("row").last()).toHaveText("54");

  // She looks through it before people come. Words of the ticket wait for her; a reload changes nothing of that.
  await planSection(nadia, "Before the meeting");
  const part = nadia.getByRole("region", { name: "You said …", exact: true });
  await expect(part.getByRole("checkbox", { name: "Ask Mr. Vidal, he knows" })).not.toBeChecked();
  await expect(part.getByText("Same hour again?")).toHaveCount(0);
  await part.getByText("To listen first", { exact: true }).click();
  await part.getByRole("checkbox", { name: "Time to think" }).focus();
  await nadia.keyboard.press("Space");
  await expect(part.getByRole("checkbox", { name: "Time to think" })).toBeChecked();
  await nadia.reload();
  await planSection(nadia, "Before the meeting");
  await expect(part.getByRole("checkbox", { name: "To listen first" })).toBeChecked();
  await expect(part.getByRole("checkbox", { name: "Time to think" })).toBeChecked();
  await expectAccessible(nadia, "what is shown of it, in the plan");
  await expectAccessibleInDark(nadia, "what is shown of it, in the plan");
  await shots(nadia, "plan");
  await show(nadia, "Links and record");
  const link = await nadia.getByLabel("Join link", { exact: true }).inputValue();

  // Ana comes with the browser that she had: her own two lines are there, to be ticked by keyboard, and stay so.
  await comeAgain(ana, link, "Ana");
  const own = card(ana).getByRole("checkbox");
  await expect(own).toHaveCount(2);
  await expect(card(ana).getByText("Time to think", { exact: true })).toBeVisible();
  await expect(card(ana).getByText("Nothing new", { exact: true })).toHaveCount(0);
  await card(ana).getByRole("checkbox", { name: "Rest more on Fridays" }).focus();
  await ana.keyboard.press("Space");
  await expect(own.first()).toBeChecked();
  await expect(own.first()).not.toHaveAttribute("aria-readonly", "true");
  await ana.reload();
  await expect(card(ana).getByRole("checkbox", { name: "Rest more on Fridays" })).toBeChecked();
  await expectAccessible(ana, "you said");
  await expectAccessibleInDark(ana, "you said");
  await shots(ana, "ana");

  // Luis reads it in Spanish, on his phone; his own line is his own.
  await comeAgain(luis, link, "Luis");
  await expect(tarjeta(luis).getByRole("checkbox", { name: "Escribir a las familias" })).not.toBeChecked();
  await expect(tarjeta(luis).getByText("Ask three families what helps", { exact: true })).toBeVisible();
  await expectAccessible(luis, "you said, on a phone in Spanish");
  await shot(luis, "luis");
  await tarjeta(luis).getByText("Escribir a las familias", { exact: true }).tap();
  await expect(tarjeta(luis).getByRole("checkbox", { name: "Escribir a las familias" })).toBeChecked();

  // Eve was not there: she is greeted too, and neither her page nor her socket has anybody's private words, or who said what.
  const { page: eve } = await join(browser, link, "Eve");
  const wire = await OnTheWire.join(link, "Eve on the wire");
  await expect(card(eve).getByText("Ask three families what helps", { exact: true })).toBeVisible();
  await expect(card(eve).getByRole("checkbox")).toHaveCount(0);
  const got = JSON.stringify(wire.view.said) + (await eve.content());
  for (const secret of ["Rest more on Fridays", "Escribir a las familias", "Nothing new", "Mr. Vidal", "Same hour again", "Mei", "Kofi"]) expect(got).not.toContain(secret);
  expect(await wire.try({ type: "said", what: "leave_out", line: 0, left_out: true })).toMatchObject({ ok: false, reason: "facilitators_only" });

  // A facilitator takes a line out, and it leaves everybody's page; what is not ticked any more, too.
  await planSection(nadia, "Before the meeting");
  await part.getByText("Ask three families what helps", { exact: true }).click();
  await part.getByText("To listen first", { exact: true }).click();
  await expect(card(eve).getByText("Ask three families what helps")).toHaveCount(0);
  await expect(card(eve).getByText("To listen first")).toHaveCount(0);
  await expect(card(eve).getByText("Time to think", { exact: true })).toBeVisible();
  await expect(tarjeta(luis).getByRole("checkbox", { name: "Escribir a las familias" })).toBeChecked();

  // Put away by keyboard, it stays away after a reload; it gives way to the agenda for the others.
  await card(eve).getByRole("button", { name: "Close", exact: true }).press("Enter");
  await expect(card(eve)).toHaveCount(0);
  await eve.reload();
  await expect(eve.locator("[data-room-heading]")).toBeVisible();
  await expect(card(eve)).toHaveCount(0);
  await part.getByText("Show it to everyone in the main room", { exact: true }).click();
  await expect(card(ana)).toHaveCount(0);
  await part.getByText("Show it to everyone in the main room", { exact: true }).click();
  await expect(card(ana)).toBeVisible();

  // What was ticked is in the meeting before, for who may know of it there.
  const before = await ana.context().newPage();
  await before.goto(`${convene.url}/m/${created.id}#j`);
  await expect(before.getByRole("list", { name: "What I take on" }).getByRole("checkbox", { name: /Rest more on Fridays/ })).toBeChecked();

  // It is deleted: its words and sums stay, what was one's own there is gone.
  const gone = await fetch(`${convene.url}/api/meetings/${created.id}`, { method: "DELETE", headers: { authorization: `Bearer ${new URL(created.facilitator_url).hash.slice(3)}` } });
  expect(gone.status).toBe(204);
  await ana.reload();
  await expect(card(ana).getByText("Time to think", { exact: true })).toBeVisible();
  await expect(card(ana).getByRole("checkbox")).toHaveCount(0);
  kim.leave();
  wire.leave();
});

test("a meeting that left nothing greets nobody", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Short one");
  const { page: nadia } = await join(browser, created.facilitator_url, "Nadia");
  const kim = await OnTheWire.join(created.facilitator_url, "Kim");
  await kim.does({ type: "end_meeting" });
  await nadia.getByRole("button", { name: "Plan the next meeting", exact: true }).click();
  await expect(nadia.locator("[data-room-heading]")).toBeVisible();
  await expect(card(nadia)).toHaveCount(0);
  await planSection(nadia, "Before the meeting");
  await expect(nadia.getByText("It left nothing that may be shown.")).toBeVisible();
  await shot(nadia, "nothing");
  // Whoever has the link of the former meeting finds that it is over, and no way into this one.
  const { page: late } = await someone(browser, "Late");
  await late.goto(created.join_url);
  await expect(late.getByText(/ended/i).first()).toBeVisible();
  kim.leave();
});

test("of many things that people took on a few are shown at once, and the rest by keyboard", async ({ browser }) => {
  test.setTimeout(120_000);
  const created = await createMeeting(convene.url, "Long one");
  const { page: nadia } = await join(browser, created.facilitator_url, "Nadia");
  const ana = await OnTheWire.join(created.join_url, "Ana");
  for (let at = 1; at <= 7; at += 1) await ana.does({ type: "make_commitment", text: `Number ${at}`, due: null, shared: true, room: null });
  const kim = await OnTheWire.join(created.facilitator_url, "Kim");
  await kim.does({ type: "end_meeting" });
  await nadia.getByRole("button", { name: "Plan the next meeting", exact: true }).click();
  await expect(card(nadia).getByText("Number 5", { exact: true })).toBeVisible();
  await expect(card(nadia).getByText("Number 6", { exact: true })).toBeHidden();
  await card(nadia).getByText("2 more", { exact: true }).press("Enter");
  await expect(card(nadia).getByText("Number 7", { exact: true })).toBeVisible();
  await expectAccessible(nadia, "many things that people took on");
  for (const person of [ana, kim]) person.leave();
});
