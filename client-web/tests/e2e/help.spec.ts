/** The guides that the server carries: found from the join page and the menu, in the reader's language, without any request elsewhere. */
import { expect, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, someone } from "./support/people.ts";
import { shot } from "./support/shots.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

test("guides are read from the server, by role and language", async ({ browser }) => {
  const created = await createMeeting(convene.url, "Help");
  const ana = await someone(browser, "Ana", { viewport: PHONE });
  const elsewhere: string[] = [];
  ana.context.on("request", (request) => {
    if (!request.url().startsWith(convene.url) && !request.url().startsWith("data:")) elsewhere.push(request.url());
  });
  await ana.page.goto(created.join_url);
  const opened = ana.page.waitForEvent("popup");
  await ana.page.getByRole("link", { name: "How it works" }).click();
  const guide = await opened;
  await expect(guide.getByRole("heading", { name: "For participants", level: 1 })).toBeVisible();
  await expect(guide.getByRole("img", { name: "A phone in the middle of a round" })).toHaveJSProperty("complete", true);
  await expectAccessible(guide, "the guide for participants");
  await shot(guide, "help-phone");
  await guide.getByText("Español").click();
  await expect(guide.getByRole("heading", { name: "Para participantes", level: 1 })).toBeVisible();
  await expect(guide.locator("article")).toHaveAttribute("lang", "es");
  await guide.getByRole("link", { name: "Para quienes facilitan" }).click();
  await expect(guide.getByRole("heading", { name: "Para quienes facilitan", level: 1 })).toBeVisible();
  await expect(guide.getByRole("heading", { name: "Sondeos" })).toBeVisible();
  await expect(guide.locator("article")).toHaveAttribute("lang", "es");
  await expectAccessible(guide, "the guide for facilitators in Spanish");
  expect(elsewhere).toEqual([]);

  const nadia = await join(browser, created.facilitator_url, "Nadia");
  await nadia.page.getByRole("button", { name: "Nadia (you)" }).click();
  const own = nadia.page.waitForEvent("popup");
  await nadia.page.getByRole("menuitem", { name: "How it works" }).click();
  const facilitating = await own;
  await expect(facilitating).toHaveURL(`${convene.url}/help/facilitating`);
  await expect(facilitating.getByRole("heading", { name: "Polls" })).toBeVisible();
  await expectAccessibleInDark(facilitating, "the guide for facilitators");
  await shot(facilitating, "help-facilitating");
  await facilitating.goto(`${convene.url}/help/nothing`);
  await expect(facilitating.getByRole("main")).not.toContainText("For participants");
});
