/** The main pages of a meeting in the middle of its life, one after the other, for those who look at them all in some other light. */
import { type Browser, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import type { MeetingCreated } from "../../../src/generated/protocol.ts";
import { someone } from "./people.ts";
import { OnTheWire } from "./wire.ts";

/** By places, since words differ by language. */
const parts = (page: Page) => page.locator(".meeting-nav button");
const sections = (page: Page) => page.locator(".plan-list button");

async function through(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.locator('input[autocomplete="name"]').fill(name);
  await page.locator('button[type="submit"]').click();
  await expect(page.locator("[data-room-heading]")).toBeVisible();
}

export interface Look {
  browser: Browser;
  url: string;
  created: MeetingCreated;
  options?: BrowserContextOptions;
  /** Before anything is opened: a network, a language, colours. */
  prepare?: (page: Page) => Promise<void>;
  /** At each page. */
  at: (page: Page, what: string) => Promise<void>;
}

/** A list of people with what can be wrong in it. */
const FAULTY = `Name;County\nBartholomew-Alexander Featherstonehaugh;${"Kern ".repeat(60)}\nZoë;Kern\nZoë;Kern\n`;

const POLL = {
  kind: "single",
  text: "Which week suits your county office for the next consultancy of this community?",
  choices: ["The first week of March", "The second week of March", "After the spring break, when all the schedules are settled"],
  anonymous: false,
  show: "live",
} as const;

/**
 * Start page, door, main room, a poll asked and answered, board as a list, gathering, a step, between rooms, hands, all rooms, people, each
 * section of the plan, a list with faults, links, the end.
 */
export async function eachMainPage({ browser, url, created, options = {}, prepare, at }: Look): Promise<void> {
  const nadia = await someone(browser, "Nadia", options);
  const ana = await someone(browser, "Ana", options);
  for (const { page } of [nadia, ana]) await prepare?.(page);
  const helper = await OnTheWire.join(created.facilitator_url, "Helper");
  const sam = await OnTheWire.join(created.join_url, "Sam Whitfield");
  const luis = await OnTheWire.join(created.join_url, "ليلى حداد");

  await ana.page.goto(url);
  await expect(ana.page.locator("h1")).toBeVisible();
  await at(ana.page, "home");
  await ana.page.goto(created.join_url);
  await expect(ana.page.locator('input[autocomplete="name"]')).toBeVisible();
  await at(ana.page, "join");
  await through(ana.page, created.join_url, "Ana Morales");
  await through(nadia.page, created.facilitator_url, "Nadia Okafor");
  await sam.does({ type: "say", text: "Good morning, and صباح الخير" });
  await at(ana.page, "main-room");
  await helper.does({ type: "poll", what: "make", form: { ...POLL, choices: [...POLL.choices] } });
  const poll = Object.keys(helper.view.polls)[0] ?? "";
  await helper.does({ type: "poll", what: "open", poll });
  await expect(ana.page.locator(".poll-card")).toBeVisible();
  await at(ana.page, "poll");
  await ana.page.locator(".poll-card label").first().click();
  await ana.page.locator(".poll-card button").first().click();
  await sam.does({ type: "poll", what: "answer", poll, answer: { choices: [2] } });
  await at(ana.page, "poll-answered");
  await helper.does({ type: "poll", what: "close", poll });

  await helper.does({ type: "create_rooms", count: 2 });
  const room = helper.room(1).id;
  await expect.poll(() => Object.values(helper.view.people).some(({ name }) => name === "Ana Morales")).toBe(true);
  await helper.does({ type: "assign", people: ["Sam Whitfield", "Ana Morales", "ليلى حداد"].map((name) => ({ person: helper.named(name).id, room })) });
  await parts(nadia.page).nth((await parts(nadia.page).count()) === 5 ? 3 : 2).click();
  await expect(sections(nadia.page).first()).toBeVisible();
  for (let index = 0; index < (await sections(nadia.page).count()); index++) {
    await sections(nadia.page).nth(index).click();
    await expect(nadia.page.locator(".plan-section")).not.toHaveAttribute("aria-busy", "true");
    await at(nadia.page, `plan-${index + 1}`);
    if ((await nadia.page.locator(".list-inputs:visible").count()) === 0) continue;
    await nadia.page.locator(".list-inputs:visible textarea").first().fill(FAULTY);
    await expect(nadia.page.locator(".list-faults")).toBeVisible();
    await at(nadia.page, "list-with-faults");
    await nadia.page.locator(".list-inputs:visible textarea").first().fill("");
  }
  await helper.does({ type: "open_rooms", in_seconds: 60 });
  await at(ana.page, "before-rooms-open");
  await helper.does({ type: "cancel_countdown" });
  await helper.does({ type: "open_rooms", in_seconds: 0 });
  await helper.does({ type: "start_round", rooms: [room], protocol: { library: "consultancy-20" }, seconds: null });
  await sam.does({ type: "offer_to_present", offered: true });
  await expect(ana.page.locator(".step-bar .time-ring")).toBeVisible();
  await at(ana.page, "gathering");
  await parts(nadia.page).nth(1).click();
  await expect(nadia.page.locator(".room-grid")).toBeVisible();
  await at(nadia.page, "all-rooms");
  await parts(nadia.page).nth(2).click();
  await expect(nadia.page.locator(".people-table, .people-cards")).toBeVisible();
  await at(nadia.page, "people");
  await helper.does({ type: "begin", on: { plan: helper.view.details[room]?.round?.plan ?? "" } });
  await expect(ana.page.locator(".step-place")).toBeAttached();
  await at(ana.page, "room");
  await ana.page.locator(".action-bar button[aria-haspopup]").first().click();
  await expect(ana.page.getByRole("menu")).toBeVisible();
  await at(ana.page, "react");
  await ana.page.keyboard.press("Escape");
  const boardTab = ana.page.locator(".phone-tabs button").nth(1);
  if (await boardTab.isVisible()) await boardTab.click();
  await expect(ana.page.locator(".board-status")).toBeVisible();
  await at(ana.page, "board-list");
  await parts(nadia.page).last().click();
  await expect(nadia.page.locator(".meeting-scroll")).toBeVisible();
  await at(nadia.page, "links");
  await helper.does({ type: "bring_back", in_seconds: 0 });
  await helper.does({ type: "end_meeting" });
  await expect(ana.page.locator("main.page h1")).toBeVisible();
  await at(ana.page, "end");
  for (const person of [helper, sam, luis]) person.leave();
  for (const { context } of [nadia, ana]) await context.close();
}

/** What must hold of each: nothing wider than the window, nothing that sticks out of it sideways where nothing scrolls. */
export async function expectNothingCut(page: Page, what: string): Promise<void> {
  const { wide, width, out } = await page.evaluate(() => {
    const inner = document.documentElement.clientWidth;
    const cut: string[] = [];
    for (const element of document.querySelectorAll("body *")) {
      const { left, right, width: size, height } = element.getBoundingClientRect();
      const { visibility, position, clipPath } = getComputedStyle(element);
      if (size <= 1 || height <= 1 || visibility !== "visible" || clipPath !== "none" || position === "fixed") continue;
      if (right <= inner + 1 && left >= -1) continue;
      // What scrolls, or is shortened with dots, is reached another way.
      let at = element.parentElement;
      while (at && getComputedStyle(at).overflowX === "visible") at = at.parentElement;
      if (!at || at === document.body || at.matches(".meeting")) cut.push(`${element.tagName.toLowerCase()}.${element.className}`);
    }
    return { wide: document.documentElement.scrollWidth, width: inner, out: cut };
  });
  expect(wide, `${what}: no scrolling sideways`).toBeLessThanOrEqual(width);
  expect(out, `${what}: nothing is cut`).toEqual([]);
}
