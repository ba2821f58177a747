/** Polls: made and opened by a facilitator, answered and changed wherever one is, closed, shown, kept. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const QUESTION = "When shall we meet next?";
const cardOf = (page: Page) => page.getByRole("region", { name: QUESTION });

test("a poll is asked, answered, changed, closed and shown", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Polls");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben", { viewport: PHONE });
  const troll = await OnTheWire.join(created.join_url, "Troll");
  const { page } = nadia;

  // What is wrong is said at its field, and the fields keep what was written.
  await planSection(page, "Talk");
  await page.getByRole("button", { name: "New poll…" }).click();
  const dialog = page.getByRole("dialog", { name: "A new poll" });
  await dialog.getByLabel("Question", { exact: true }).fill(QUESTION);
  await dialog.getByLabel("Choices", { exact: true }).fill("First week of March");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Give two choices at least.")).toBeVisible();
  await dialog.getByLabel("Choices", { exact: true }).fill("First week of March\nSecond week of March\nAfter the spring break, when schedules are settled");
  await expectAccessible(page, "a new poll");
  await shot(page, "poll-new");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);

  // Nobody else sees it before it is opened; deleted, it comes back.
  expect(Object.keys(troll.view.polls)).toEqual([]);
  await page.getByRole("button", { name: `Delete: ${QUESTION}` }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: `Open to everyone: ${QUESTION}` }).click();

  // In the room, and on a phone, without looking for it.
  const card = cardOf(ana.page);
  await expect(card.getByRole("radio")).toHaveCount(3);
  await expect(cardOf(ben.page)).toBeVisible();
  await expectAccessible(ana.page, "a poll");
  await expectAccessibleInDark(ben.page, "a poll on a phone");
  await shot(ana.page, "poll-asked");
  await shot(ben.page, "poll-phone");
  await card.getByText("Second week of March").click();
  await card.getByRole("button", { name: "Send my answer" }).click();
  await expect(card.getByText("Your answer is in.")).toBeVisible();
  await card.getByText("First week of March").click();
  await expect(card.getByText("Not sent yet.")).toBeVisible();
  await card.getByRole("button", { name: "Change my answer" }).click();
  await expect(card.getByText("Your answer is in.")).toBeVisible();
  await ana.page.reload();
  await expect(cardOf(ana.page).getByRole("radio", { name: "First week of March" })).toBeChecked();
  await cardOf(ben.page).getByText("Second week of March").click();
  await cardOf(ben.page).getByRole("button", { name: "Send my answer" }).click();

  // Twice by a raw socket counts once.
  const poll = Object.keys(troll.view.polls)[0] ?? "";
  await troll.does({ type: "poll", what: "answer", poll, answer: { choices: [2] } });
  await troll.does({ type: "poll", what: "answer", poll, answer: { choices: [1] } });
  const plot = page.getByRole("table", { name: "Results" });
  await expect(plot.getByRole("row", { name: /Second week of March/ })).toContainText("2 (67%)");
  await expect(page.getByText("3 answers of 3 here").first()).toBeVisible();
  expect(troll.view.poll_results).toEqual({});
  await expectAccessible(page, "a poll's plot for a facilitator");
  await shot(page, "poll-plan");

  await page.getByRole("button", { name: "Close the poll" }).click();
  const results = cardOf(ana.page).getByRole("table", { name: "Results" });
  await expect(results.getByRole("row", { name: /First week of March/ })).toContainText("yours");
  expect(await troll.try({ type: "poll", what: "answer", poll, answer: { choices: [0] } })).toMatchObject({ ok: false, reason: "poll_closed" });
  await expectAccessible(ana.page, "results of a poll");
  await expectAccessibleInDark(ana.page, "results of a poll");
  await shot(ana.page, "poll-results");
  await shot(ben.page, "poll-results-phone");

  // Not for everyone after all; and put away by who has seen them.
  await page.getByText("Everyone sees the results").click();
  await expect(cardOf(ana.page)).toHaveCount(0);
  await page.getByText("Everyone sees the results").click();
  await cardOf(ana.page).getByRole("button", { name: "Close" }).click();
  await expect(cardOf(ana.page)).toHaveCount(0);

  await page.goto(`${convene.url}/m/${created.id}/record#f`);
  await expect(page.getByRole("heading", { name: QUESTION })).toBeVisible();
  await page.getByText("Who answered what").click();
  await expect(page.getByRole("listitem").filter({ hasText: "Ana" }).last()).toContainText("First week of March");
  await expectAccessible(page, "a poll in the record");
  await shot(page, "poll-record");
  troll.leave();
});

test("of an anonymous poll only the sums are told", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Anonymous");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const { page } = nadia;
  const wire = await OnTheWire.join(created.facilitator_url, "Gus");
  const form = { kind: "scale" as const, text: "How safe do you feel to speak?", choices: [], scale: { from: 1, to: 5, low: "not at all", high: "very" }, anonymous: true, show: "live" as const };
  await wire.does({ type: "poll", what: "make", form });
  const poll = Object.keys(wire.view.polls)[0] ?? "";
  await wire.does({ type: "poll", what: "open", poll });
  const card = ana.page.getByRole("region", { name: form.text });
  await expect(card.getByText("A question to everyone · anonymous")).toBeVisible();
  await card.getByText("4", { exact: true }).click();
  await card.getByRole("button", { name: "Send my answer" }).click();
  await expect(card.getByText("Answers are shown from five on.")).toBeVisible();
  const others = await Promise.all(["Ben", "Cho", "Dan", "Eve"].map((name) => OnTheWire.join(created.join_url, name)));
  for (const [at, other] of others.entries()) await other.does({ type: "poll", what: "answer", poll, answer: { scale: at + 1 } });
  // Live for everyone, from five on, with a mean for whoever reads no bars.
  await expect(card.getByRole("row", { name: /^4/ })).toContainText("2 (40%)");
  await expect(card.getByText("Mean: 2.8")).toBeVisible();
  await expectAccessible(ana.page, "an anonymous scale");
  await shot(ana.page, "poll-scale");
  const own = page.getByRole("region", { name: form.text });
  await expect(own.getByText("5 answers of 5 here")).toBeVisible();
  await shot(page, "poll-facilitator-room");
  await own.getByRole("button", { name: "Close the poll" }).click();
  await expect(card.getByText("What you all answered")).toBeVisible();
  await expect.poll(() => Object.keys(others[0]?.view.own.answers ?? {}).length).toBe(0);
  await page.goto(`${convene.url}/m/${created.id}/record#f`);
  await expect(page.getByRole("heading", { name: form.text })).toBeVisible();
  await expect(page.getByText("Who answered what")).toHaveCount(0);
  for (const one of [wire, ...others]) one.leave();
});
