import { type Browser, type BrowserContext, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import type { MeetingCreated } from "../../../src/generated/protocol.ts";

/** Somebody with a browser of their own. */
export interface Someone {
  name: string;
  context: BrowserContext;
  page: Page;
}

/** The browser lives as long as all the tests together: a page that nobody closes works on beside every later one. */
const opened = new Set<BrowserContext>();

/** Closes what everybody has open. */
export async function closeEverybody(): Promise<void> {
  const contexts = [...opened];
  opened.clear();
  await Promise.all(contexts.map((context) => context.close()));
}

export const CHROMEBOOK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** A fault that a page reports is a fault of the test, wherever it happens. */
function watch(page: Page, name: string): void {
  page.on("pageerror", (error) => {
    throw new Error(`${name}'s page: ${error.message}`);
  });
}

export async function someone(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Someone> {
  const context = await browser.newContext({ viewport: CHROMEBOOK, locale: "en-US", reducedMotion: "reduce", ...options });
  opened.add(context);
  const page = await context.newPage();
  watch(page, name);
  return { name, context, page };
}

/** Comes through a link as a person does: opens it, says who they are, and is in a room. */
export async function join(browser: Browser, link: string, name: string, options: BrowserContextOptions = {}): Promise<Someone> {
  const person = await someone(browser, name, options);
  await person.page.goto(link);
  await person.page.locator('input[autocomplete="name"]').fill(name);
  await person.page.locator('input[autocomplete="organization"]').fill(`${name}’s county office`);
  await person.page.locator('button[type="submit"]').click();
  await expect(person.page.locator("[data-room-heading]")).toBeVisible();
  return person;
}

/** A section of the plan, from whichever part of the meeting one looks at. */
export async function planSection(page: Page, name: "Agenda" | "Groups" | "Round" | "Talk" | "Boards" | "Before the meeting" | "Closing"): Promise<void> {
  await page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name: "Plan", exact: true }).click();
  await page.getByRole("navigation", { name: "Sections of the plan" }).getByRole("button", { name, exact: true }).click();
}

export async function createMeeting(url: string, title: string): Promise<MeetingCreated> {
  const response = await fetch(`${url}/api/meetings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title, language: "en" }),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as MeetingCreated;
}
