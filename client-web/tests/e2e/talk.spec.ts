/** A keynote with questions and votes; chat to the facilitators, to everyone, deleted, kept. */
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE } from "./support/people.ts";
import { shot } from "./support/shots.ts";
import { OnTheWire } from "./support/wire.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const toPlan = async (page: Page, section: string) => {
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Plan", exact: true }).click();
  await page.getByRole("navigation", { name: "Sections of the plan" }).getByRole("button", { name: section }).click();
};
const toRoom = (page: Page) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Room", exact: true }).click();

const asks = async (on: Page, text: string, anonymous = false) => {
  await on.getByLabel("Ask the speaker").fill(text);
  if (anonymous) await on.getByText("Without my name").click();
  await on.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(on.getByText(text).first()).toBeVisible();
};

test("questions to a keynote are asked, voted on, marked and hidden, and the floor is the facilitators'", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Keynote");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await join(browser, created.join_url, "Ben", { viewport: PHONE });
  const sam = await OnTheWire.join(created.join_url, "Sam");
  const wire = await OnTheWire.join(created.facilitator_url, "Gus");
  await wire.does({ type: "add_parts", parts: [{ kind: "keynote", seconds: 1800, title: "Fractions, again", speaker: sam.me.id, slides: "https://example.org/slides" }], before: null });
  await wire.does({ type: "start_part", part: wire.view.agenda.next ?? "" });
  await expect(ana.page.getByRole("link", { name: "Slides" })).toHaveAttribute("href", "https://example.org/slides");
  await expect(ana.page.getByRole("region", { name: "Where we are" })).toContainText("Listen to Sam.");

  const { page } = nadia;
  await toPlan(page, "Talk");
  await page.getByText("Questions may be asked without a name").click();
  await expectAccessible(page, "the rules of talk");
  await shot(page, "talk-plan");
  await toRoom(page);
  await page.getByText("Only facilitators and the speaker have the floor").click();
  await expect(ana.page.getByRole("region", { name: "Where we are" })).toContainText("Only facilitators speak and write here now.");

  // The rule is enforced, not shown: chat and board are closed to raw sockets too, and the speaker's are open.
  const troll = await OnTheWire.join(created.join_url, "Troll");
  expect(await troll.try({ type: "say", text: "me!" })).toMatchObject({ ok: false, reason: "not_your_floor" });
  await sam.does({ type: "say", text: "Good morning" });
  await expect(ana.page.getByRole("button", { name: "Add note", exact: true })).toHaveCount(0);

  await asks(ana.page, "How do I begin?");
  await asks(ben.page, "Who pays for it?", true);
  const pays = ana.page.getByRole("listitem").filter({ hasText: "Who pays for it?" });
  await expect(pays).toContainText("Without a name");
  await expect(page.getByRole("listitem").filter({ hasText: "Who pays for it?" })).toContainText("Ben, without a name for the others");
  await pays.getByRole("button", { name: /0 votes/ }).click();
  await expect(pays.getByRole("button", { name: /1 vote/ })).toHaveAttribute("aria-pressed", "true");
  // Most votes first, for everybody; one vote each, whatever a page sends.
  await expect(page.getByRole("list", { name: "Questions" }).getByRole("listitem").first()).toContainText("Who pays for it?");
  const question = Object.values(troll.view.questions).find((one) => one.text === "Who pays for it?")?.id ?? "";
  await troll.does({ type: "vote_question", question, up: true });
  expect(await troll.try({ type: "vote_question", question, up: true })).toMatchObject({ ok: false, reason: "nothing_to_do" });
  await expect(pays.getByRole("button", { name: /2 votes/ })).toBeVisible();
  await pays.getByRole("button", { name: /2 votes/ }).click();
  await expect(pays.getByRole("button", { name: /1 vote/ })).toHaveAttribute("aria-pressed", "false");
  await expectAccessible(ana.page, "questions");
  await shot(ana.page, "questions");
  await shot(ben.page, "questions-phone");
  await expectAccessibleInDark(page, "questions for a facilitator");

  // Answered now, then hidden: gone for the others, and kept for the facilitators.
  const mark = async (text: string, to: string) => {
    await page.getByRole("button", { name: `More for: ${text}` }).click();
    await page.getByRole("menuitem", { name: to, exact: true }).click();
  };
  await mark("Who pays for it?", "Answer now");
  await expect(ana.page.getByRole("region", { name: "Answered now" })).toContainText("Who pays for it?");
  await mark("How do I begin?", "Hide");
  await expect(ana.page.getByText("How do I begin?")).toHaveCount(0);
  await expect(page.getByText("1 answered")).toBeVisible();
  await shot(page, "questions-facilitator");
  await ben.page.reload();
  await expect(ben.page.getByRole("region", { name: "Answered now" })).toContainText("Who pays for it?");

  // More of them than the panel is high: it scrolls, and the bar below stays free of them.
  for (const who of [sam, troll, wire]) for (const nth of ["first", "second", "third"]) await who.does({ type: "ask_question", text: `My ${nth} question, which is long enough for two lines of the panel`, anonymous: false });
  await expect(ana.page.getByRole("list", { name: "Questions" }).getByRole("listitem")).toHaveCount(9);
  await ana.page.getByRole("button", { name: "Leave", exact: true }).click({ trial: true });
  await ana.page.getByRole("list", { name: "Questions" }).getByRole("button").last().click();

  await ana.page.goto(`${convene.url}/m/${created.id}/record#j`);
  await expect(ana.page.getByText("Who pays for it?")).toBeVisible();
  await expect(ana.page.getByText("How do I begin?")).toHaveCount(0);
  for (const one of [sam, wire, troll]) one.leave();
});

test("chat goes to the facilitators, to everyone, is deleted, and kept only where everybody is told", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Chat");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  const ben = await OnTheWire.join(created.join_url, "Ben");
  const { page } = nadia;

  // To the facilitators: they see it wherever they are, nobody else is sent it.
  await toPlan(page, "Talk");
  await ana.page.getByText("Facilitators", { exact: true }).click();
  await ana.page.getByLabel("Write to the facilitators").fill("I lose my voice");
  await ana.page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("Ana to the facilitators: I lose my voice").first()).toBeVisible();
  await toRoom(page);
  await page.getByText("To facilitators", { exact: true }).click();
  await page.getByLabel("Answer Ana").fill("Write to me here");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(ana.page.getByRole("list", { name: "Facilitators" })).toContainText("Write to me here");
  expect(JSON.stringify(ben.view)).not.toContain("I lose my voice");
  await expectAccessible(page, "a thread for a facilitator");
  await shot(page, "thread");

  // To everyone: only when that is allowed.
  expect(await ben.try({ type: "say_to_all", text: "spam" })).toMatchObject({ ok: false, reason: "chat_to_all_closed" });
  await expect(ana.page.getByText("Everyone", { exact: true })).toHaveCount(0);
  await toPlan(page, "Talk");
  await page.getByText("Chat to everyone", { exact: true }).click();
  await page.getByText("Keep the chat in the record", { exact: true }).click();
  await ana.page.getByText("Everyone", { exact: true }).click();
  await expect(ana.page.getByText("The facilitators keep this chat in the record.").last()).toBeVisible();
  await ana.page.getByLabel("Write to everyone").fill("Hello from Stanislaus");
  await ana.page.getByRole("button", { name: "Send" }).click();
  await ben.does({ type: "say_to_all", text: "Something rude" });
  await expect(ana.page.getByText("Something rude").first()).toBeVisible();
  await expectAccessible(ana.page, "chat to everyone");
  await shot(ana.page, "chat-all");

  // Deleted: asked once, and the words are gone from every page.
  await toRoom(page);
  await page.getByText("Everyone", { exact: true }).click();
  await page.getByRole("button", { name: "More for the message of Ben" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete the message" }).click();
  await expect(ana.page.getByText("A message was deleted.")).toBeVisible();
  await expect(ana.page.getByRole("list", { name: "Everyone" })).not.toContainText("Something rude");
  await ana.page.reload();
  await ana.page.getByText("Everyone", { exact: true }).click();
  await expect(ana.page.getByText("A message was deleted.")).toBeVisible();

  // The record has what was said to everyone and no more.
  await ana.page.goto(`${convene.url}/m/${created.id}/record#j`);
  await expect(ana.page.getByText("Hello from Stanislaus")).toBeVisible();
  await expect(ana.page.getByText("I lose my voice")).toHaveCount(0);
  await expect(ana.page.getByText("Something rude")).toHaveCount(0);
  await expectAccessible(ana.page, "chat in the record");
  ben.leave();
});
