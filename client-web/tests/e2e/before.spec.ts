/** What is settled before a meeting: its date and time, what is asked at the door, who may come. */
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { Convene } from "./support/convene.ts";
import { join, PHONE, someone } from "./support/people.ts";

let convene: Convene;

test.beforeAll(async () => {
  convene = await Convene.start();
});

test.afterAll(async () => {
  await convene.stop();
});

/** Spaces of every width, as browsers put them between the parts of a date. */
const plain = (text: string | null) => (text ?? "").replaceAll(/\s/gu, " ");

test("a meeting with a date is seen by everyone in their own time, and goes into calendars", async ({ browser }) => {
  const nadia = await someone(browser, "Nadia", { timezoneId: "America/Los_Angeles" });
  const { page } = nadia;
  await page.goto(convene.url);
  await page.getByLabel("What is the meeting called?").fill("Fractions, again");
  await page.getByText("Date and time (optional)").click();
  await page.getByLabel("Date", { exact: true }).fill("2031-12-04");
  await page.getByRole("button", { name: "Create the meeting" }).click();
  await expect(page.getByText("Give both a date and a time, and the minutes.")).toBeVisible();
  await page.getByLabel("Starts at").fill("10:00");
  await expect(page.getByLabel("Time zone")).toHaveValue("America/Los_Angeles");
  await expectAccessible(page, "creating with a date");
  await page.getByRole("button", { name: "Create the meeting" }).click();
  const joinLink = await page.getByRole("textbox", { name: "Join link" }).inputValue();
  await page.getByRole("link", { name: "Enter the meeting" }).click();
  await page.getByLabel("Your name").fill("Nadia");
  await page.getByRole("button", { name: "Join the meeting" }).click();
  await expect(page.locator(".when-card")).toContainText("Thursday, December 4");

  // Somebody three hours to the east, and in Spanish on a phone.
  const luis = await someone(browser, "Luis", { viewport: PHONE, locale: "es-MX", timezoneId: "America/New_York" });
  await luis.page.goto(joinLink);
  await expect.poll(async () => plain(await luis.page.locator(".when").textContent())).toContain("jueves, 4 de diciembre, 13:00–15:00 (hora oriental, su hora)");
  await expect(luis.page.locator(".when")).toContainText("Allí: ");
  await expect(luis.page.locator(".when")).toContainText("(hora del Pacífico)");
  await expectAccessible(luis.page, "the door with a date");
  const download = luis.page.waitForEvent("download");
  await luis.page.getByRole("button", { name: "Añadir a mi calendario" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("fractions-again.ics");
  const text = (await readFile(await file.path(), "utf8")).replaceAll("\r\n ", "");
  expect(text).toContain("DTSTART:20311204T180000Z\r\nDTEND:20311204T200000Z\r\n");
  expect(text).toContain("SUMMARY:Fractions\\, again\r\n");
  expect(text).toContain(`URL:${joinLink}\r\n`);

  // Moved by a day in the plan: everyone sees it at once.
  const ana = await join(browser, joinLink, "Ana", { timezoneId: "America/Los_Angeles" });
  await expect(ana.page.locator(".when-card")).toContainText("Thursday, December 4");
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Plan" }).click();
  const part = page.getByRole("region", { name: "Date and time" });
  await expect(part.getByLabel("Starts at")).toHaveValue("10:00");
  await part.getByLabel("Date", { exact: true }).fill("2031-12-05");
  await part.getByRole("button", { name: "Save" }).click();
  await expect(part).toContainText("Friday, December 5");
  await expectAccessible(page, "the plan with a date");
  await expect(ana.page.locator(".when-card")).toContainText("Friday, December 5");
});
