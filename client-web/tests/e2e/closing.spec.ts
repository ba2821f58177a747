/** The end of a meeting: what people take on, and what is there for seven days after it. */
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { RawMeeting } from "./support/raw.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const show = (page: Page, part: string) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: part, exact: true }).click();
const mine = (page: Page) => page.getByRole("list", { name: "What I take on", exact: true });

/** A file that the page gives. */
async function fileOf(page: Page, press: () => Promise<void>): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent("download");
  await press();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("people write what they take on, keep it to themselves or not, and still can when the meeting is over", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Fractions, again");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const luis = await join(browser, created.join_url, "Luis", { viewport: PHONE, locale: "es-MX", isMobile: true, hasTouch: true });
  const { page } = ana;

  // Nothing of it is there before a facilitator opens it.
  await expect(page.getByRole("heading", { name: "Closing", exact: true })).toHaveCount(0);
  await show(nadia.page, "Plan");
  await nadia.page.getByRole("navigation", { name: "Sections of the plan" }).getByRole("button", { name: "Closing", exact: true }).click();
  await nadia.page.getByText("Closing page open", { exact: true }).click();
  await expect(page.getByRole("heading", { name: "Closing", exact: true })).toBeFocused();
  await expect(luis.page.getByRole("heading", { name: "Cierre", exact: true })).toBeVisible();
  await expectAccessible(page, "closing, empty");

  // By keyboard alone: a promise with a day, for oneself and the facilitators.
  await page.getByLabel("What will you do?").focus();
  await page.keyboard.type("Ask the students, and listen");
  await page.keyboard.press("Tab");
  await page.getByLabel("By when").fill("2031-12-04");
  await page.keyboard.press("Enter");
  await expect(mine(page).getByText("Ask the students, and listen", { exact: true })).toBeVisible();
  await expect(mine(page)).toContainText("by Thu, December 4, 2031 · known to you and the facilitators");
  await expect(page.getByLabel("What will you do?")).toHaveValue("");

  // One that all may know of reaches the others; the first does not, not even as a frame.
  await page.getByLabel("What will you do?").fill("Tell how it went");
  await page.getByText("Everyone in the meeting", { exact: true }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await luis.page.getByText("A qué se comprometen otras personas (1)").click();
  await expect(luis.page.getByText("Tell how it went", { exact: true })).toBeVisible();
  await expect(luis.page.getByText("Ask the students, and listen")).toHaveCount(0);
  await expectAccessible(luis.page, "closing on a phone, in Spanish");

  // Changed, done, taken away and back again.
  await page.getByRole("button", { name: "Change: Tell how it went" }).click();
  const form = mine(page).getByRole("textbox", { name: "What will you do?" });
  await expect(form).toBeFocused();
  await form.fill("Tell how it went in spring");
  await mine(page).getByRole("button", { name: "Save", exact: true }).click();
  await expect(luis.page.getByText("Tell how it went in spring", { exact: true })).toBeVisible();
  await mine(page).getByText("Tell how it went in spring", { exact: true }).click();
  await expect(mine(page).getByRole("checkbox", { name: /Tell how it went in spring/ })).toBeChecked();
  await expect(luis.page.getByText("hecho")).toBeVisible();
  await page.getByRole("button", { name: "Take away: Tell how it went in spring" }).click();
  await expect(luis.page.getByText("Tell how it went in spring")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(luis.page.getByText("A qué se comprometen otras personas (1)")).toBeVisible();
  await expectAccessibleInDark(page, "closing with promises");

  // Refused beside the field, and nothing lost.
  await page.getByLabel("What will you do?").fill("\u200b");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("main").getByText("Please write something.")).toBeVisible();
  await page.getByLabel("What will you do?").fill("");

  // A look at the room and back.
  await page.getByRole("button", { name: "See the main room", exact: true }).click();
  await expect(page.getByRole("region", { name: "Where we are" })).toBeVisible();
  await page.getByRole("button", { name: "To the closing page", exact: true }).click();
  await expect(mine(page).getByRole("listitem")).toHaveCount(2);

  // The end: the page stays, with the same in it, and takes promises of those who were there and nothing else.
  await show(nadia.page, "Links and record");
  await nadia.page.getByRole("button", { name: "End the meeting…" }).click();
  await nadia.page.getByRole("button", { name: "End the meeting", exact: true }).click();
  await expect(page.getByRole("heading", { name: "The meeting has ended", level: 1 })).toBeVisible();
  await expect(page.getByText(/^Until .* you can write here what you take on/)).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Write one more", exact: true }).click();
  await page.getByLabel("What will you do?").fill("One thing afterwards");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(mine(page).getByRole("listitem")).toHaveCount(3);
  await expectAccessible(page, "ended, with promises");
  const { name, text } = await fileOf(page, () => page.getByRole("button", { name: "Add the dates to my calendar" }).click());
  expect(name).toBe("fractions-again-commitments.ics");
  expect(text.replaceAll("\r\n ", "")).toContain("DTSTART;VALUE=DATE:20311204\r\nSUMMARY:Ask the students\\, and listen\r\n");

  // A client of one's own gets no further than the page.
  const known = await luis.page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith("convene.meeting."))?.[1] ?? "");
  const secret = (JSON.parse(known) as { personSecret: string }).personSecret;
  const raw = await RawMeeting.open(convene.url, created.id, secret);
  const theirs = Object.values(raw.view?.commitments ?? {});
  expect(theirs.map((one) => one.text)).toEqual(["Tell how it went in spring"]);
  const refused = await raw.command({ type: "take_away_commitment", commitment: theirs[0]?.id ?? "" });
  expect(refused?.reason).toBe("meeting_ended");
  expect((await raw.command({ type: "say", text: "Hello" }))?.reason).toBe("meeting_ended");
  raw.close();

  // In the records as far as they go.
  const record = await nadia.page.context().newPage();
  await record.goto(`${convene.url}/m/${created.id}/record#f`);
  const promises = record.getByRole("region", { name: "What people take on" });
  await expect(promises.getByRole("listitem")).toHaveCount(3);
  await expect(promises).toContainText("Ana, by Thu, December 4, 2031");
  await expectAccessible(record, "the record with promises");
  const theirRecord = await luis.page.context().newPage();
  await theirRecord.goto(`${convene.url}/m/${created.id}/record#j`);
  await expect(theirRecord.getByRole("region", { name: "Compromisos" }).getByRole("listitem")).toHaveCount(1);
});

test("an anonymous exit ticket is answered once by each, shown from five on, and leads back to nobody", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Fractions, at the end");
  const { page: nadia } = await join(browser, created.facilitator_url, "Nadia");
  const { page: ana } = await join(browser, created.join_url, "Ana");
  const { page: luis } = await join(browser, created.join_url, "Luis", { viewport: PHONE, locale: "es-MX", isMobile: true, hasTouch: true });
  const others = await Promise.all(["Mei", "Sam", "Kofi"].map((name) => OnTheWire.join(created.join_url, name)));

  // The ready set, one of them changed to a choice; what is missing is said.
  await show(nadia, "Plan");
  await nadia.getByRole("navigation", { name: "Sections of the plan" }).getByRole("button", { name: "Closing", exact: true }).click();
  const part = nadia.getByRole("region", { name: "Exit ticket" });
  await part.getByRole("button", { name: "Use the three ready questions" }).click();
  await part.getByRole("button", { name: "from 1 to 5 Answered" }).click();
  await nadia.getByRole("option", { name: "by choosing" }).click();
  await expect(part.getByText("Give at least two things to choose from.")).toBeVisible();
  await part.getByLabel("What can be chosen").fill("Yes\nNo");
  await part.getByRole("button", { name: "Remove question 3" }).click();
  await part.getByRole("button", { name: "Add a question", exact: true }).click();
  await part.getByRole("textbox", { name: "Question 3" }).fill("How clear was it?");
  await part.getByRole("button", { name: "in own words Answered" }).last().click();
  await nadia.getByRole("option", { name: "from 1 to 5" }).click();
  await expectAccessible(nadia, "the ticket's questions");
  await part.getByRole("button", { name: "Save", exact: true }).click();
  await expect(nadia.getByRole("region", { name: "Messages" }).getByText("The exit ticket is saved.")).toBeVisible();
  await nadia.getByText("Closing page open", { exact: true }).click();

  // By keyboard: an arrow chooses, a left-out question is left out.
  const ticket = ana.getByRole("region", { name: "Exit ticket" });
  await expect(ticket.getByText(/^Anonymous: nothing of you is kept/)).toBeVisible();
  await expectAccessible(ana, "the exit ticket");
  await ticket.getByRole("radio", { name: "Yes" }).focus();
  await ana.keyboard.press("Space");
  await ticket.getByRole("radio", { name: "4", exact: true }).focus();
  await ana.keyboard.press("Space");
  await ticket.getByRole("button", { name: "Send my answers" }).press("Enter");
  await expect(ticket.getByText("Thank you. Your answers are in.")).toBeVisible();
  await expect(part.getByText("1 answer.")).toBeVisible();
  await expect(part.getByText("Answers are shown from five on.")).toBeVisible();
  await expect(part.getByRole("table")).toHaveCount(0);

  const suya = luis.getByRole("region", { name: "Encuesta de salida" });
  await suya.getByText("No", { exact: true }).tap();
  await suya.getByRole("textbox").fill("Más tiempo, <b>por favor</b>");
  await expectAccessible(luis, "the exit ticket on a phone");
  await suya.getByRole("button", { name: "Enviar mis respuestas" }).tap();
  await expect(suya.getByText("Gracias. Sus respuestas han llegado.")).toBeVisible();
  await luis.reload();
  await expect(suya.getByText("Gracias. Sus respuestas han llegado.")).toBeVisible();

  for (const person of others) await person.does({ type: "answer_ticket", answers: [{ choice: 0 }, { words: `Words of ${person.me.name.length}` }, { scale: 5 }] });
  expect(await others[0]?.try({ type: "answer_ticket", answers: [{ choice: 1 }, null, null] })).toMatchObject({ ok: false, reason: "already_answered" });
  await expect(part.getByText("5 answers.")).toBeVisible();
  await expect(part.getByRole("figure").first().getByRole("row").first()).toHaveText("Yes4");
  // Four wrote words, four chose a number: too few to be shown, though five have answered.
  await expect(part.getByRole("figure").nth(1)).toContainText("Answers are shown from five on.");
  await expect(part.getByRole("figure").nth(2)).toContainText("Answers are shown from five on.");
  await expectAccessible(nadia, "the answers");
  const late = await OnTheWire.join(created.join_url, "Priya");
  await late.does({ type: "answer_ticket", answers: [{ choice: 1 }, { words: "Less talk" }, { scale: 1 }] });
  await expect(part.getByRole("figure").nth(1).getByText("Más tiempo, <b>por favor</b>", { exact: true })).toBeVisible();
  await expect(part.getByRole("figure").nth(2).getByRole("row").last()).toHaveText("53");
  await expectAccessibleInDark(nadia, "the answers");
  // Facilitators have them in their record, without a name; others not at all.
  const record = await nadia.context().newPage();
  await record.goto(`${convene.url}/m/${created.id}/record#f`);
  const kept = record.getByRole("region", { name: /^Exit ticket/ });
  await expect(kept).toContainText("Less talk");
  await expect(kept.getByText("Priya")).toHaveCount(0);
  await expectAccessible(record, "the record with a ticket");
  const theirs = await ana.context().newPage();
  await theirs.goto(`${convene.url}/m/${created.id}/record#j`);
  await expect(theirs.getByRole("heading", { name: "Who was there" })).toBeVisible();
  await expect(theirs.getByText("Less talk")).toHaveCount(0);
  for (const person of [...others, late]) person.leave();
});
