/** The record for people who have no part in the meeting: read, printed, saved, and closed again. */
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInDark } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { createMeeting, join, PHONE, planSection, someone } from "./support/people.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

const toLinks = (page: Page) => page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Links and record", exact: true }).click();

test("a facilitator shares the record by a link, makes it anew and takes it back", async ({ browser }) => {
  test.setTimeout(180_000);
  const created = await createMeeting(convene.url, "Fractions for everyone");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const ana = await join(browser, created.join_url, "Ana");
  await planSection(nadia.page, "Closing");
  await nadia.page.getByText("Closing page open", { exact: true }).click();
  await ana.page.getByLabel("What will you do?").fill("Something of my own");
  await ana.page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(ana.page.getByLabel("What will you do?")).toHaveValue("");
  await ana.page.getByLabel("What will you do?").fill("Tell how it went");
  await ana.page.getByText("Everyone in the meeting", { exact: true }).click();
  await ana.page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(ana.page.getByRole("list", { name: "What I take on", exact: true }).getByRole("listitem")).toHaveCount(2);

  await toLinks(nadia.page);
  const card = nadia.page.getByRole("region", { name: "Share the record by a link" });
  await card.getByRole("button", { name: "Make a link to the record", exact: true }).click();
  const field = card.getByRole("textbox", { name: "Link to the record" });
  await expect(field).toHaveValue(/\/record#r\.[A-Za-z0-9_-]{40,}$/);
  const first = await field.inputValue();
  await expectAccessible(nadia.page, "links with the record's");

  // Somebody without an account and without a part in the meeting.
  const rosa = await someone(browser, "Rosa");
  await rosa.page.goto(first);
  await expect(rosa.page.getByRole("heading", { name: "Fractions for everyone", level: 1 })).toBeVisible();
  await expect(rosa.page.getByText("Tell how it went", { exact: true })).toBeVisible();
  await expect(rosa.page.getByText("Something of my own")).toHaveCount(0);
  await expect(rosa.page.getByRole("heading", { name: /^Who was there/ })).toContainText("2 people");
  await expect(rosa.page.getByRole("table")).toHaveCount(0);
  // What browsers print at the foot of a page opens nothing.
  expect(rosa.page.url()).toMatch(/\/record#r$/);
  await expectAccessibleInDark(rosa.page, "the shared record");
  const download = rosa.page.waitForEvent("download");
  await rosa.page.getByRole("button", { name: "Everything in one file (ZIP)", exact: true }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("fractions-for-everyone.zip");
  const bytes = (await readFile(await file.path())).toString("latin1");
  for (const name of ["record.md", "record.json", "record.csv", "tables/commitment.csv"]) expect(bytes).toContain(name);
  expect(bytes).not.toContain("tables/person.csv");
  await rosa.page.reload();
  await expect(rosa.page.getByText("Tell how it went", { exact: true })).toBeVisible();

  // In Spanish, on a phone, while the meeting ends.
  const luz = await someone(browser, "Luz", { viewport: PHONE, locale: "es-MX", isMobile: true, hasTouch: true });
  await luz.page.goto(first);
  await expect(luz.page.getByText("Lo que se dio a la reunión")).toBeVisible();
  await expectAccessible(luz.page, "the shared record on a phone, in Spanish");
  await nadia.page.getByRole("button", { name: "End the meeting…" }).click();
  await nadia.page.getByRole("button", { name: "End the meeting", exact: true }).click();

  // Made anew: the first link says that it is none any more.
  await expect(nadia.page.getByRole("heading", { name: "The meeting has ended", level: 1 })).toBeVisible();
  await card.getByRole("button", { name: "Make it anew…" }).click();
  await nadia.page.getByRole("button", { name: "Make it anew", exact: true }).click();
  await expect(field).not.toHaveValue(first);
  const second = await field.inputValue();
  await luz.page.reload();
  await expect(luz.page.getByRole("heading", { name: "Este registro ya no se comparte" })).toBeVisible();
  await expectAccessible(luz.page, "a record that is shared no longer");
  await rosa.page.goto("about:blank");
  await rosa.page.goto(second);
  await expect(rosa.page.getByRole("heading", { name: "Fractions for everyone", level: 1 })).toBeVisible();

  // Taken back.
  await card.getByRole("button", { name: "Take it back…" }).click();
  await nadia.page.getByRole("button", { name: "Take it back", exact: true }).click();
  await expect(card.getByRole("button", { name: "Make a link to the record", exact: true })).toBeVisible();
  await rosa.page.reload();
  await expect(rosa.page.getByRole("heading", { name: "This record is no longer shared" })).toBeVisible();
  await rosa.page.reload();
  await expect(rosa.page.getByRole("heading", { name: "The link is not whole" })).toBeVisible();
  await Promise.all([nadia, ana, rosa, luz].map(({ context }) => context.close()));
});
