/** Somebody at a device of their own, found and worked by what a person or a screen reader meets: roles and names. */
import { type Browser, type BrowserContext, type BrowserContextOptions, expect, type Locator, type Page } from "@playwright/test";

/** A Chromebook as schools have them. */
const CHROMEBOOK: BrowserContextOptions = { viewport: { width: 1366, height: 768 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

export interface Device {
  phone?: boolean;
  dark?: boolean;
  language?: "en-US" | "es-ES";
}

export interface About {
  organization?: string;
  position?: string;
}

export class Person {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly phone: boolean;
  /** What went wrong in the page that nobody asked for. */
  readonly faults: string[] = [];

  private constructor(name: string, context: BrowserContext, page: Page, phone: boolean) {
    this.name = name;
    this.context = context;
    this.page = page;
    this.phone = phone;
    page.on("pageerror", (error) => this.faults.push(`${name}: ${error.message}`));
    page.on("console", (message) => {
      // The browser itself reports each lost connection; losing it is part of the run.
      if (message.type() === "error" && !/ERR_CONNECTION|WebSocket connection|Failed to load resource/.test(message.text())) this.faults.push(`${name}: ${message.text()}`);
    });
  }

  /** A browser context of their own: own storage, own size. */
  static async arrive(browser: Browser, name: string, { phone = false, dark = false, language = "en-US" }: Device = {}): Promise<Person> {
    const context = await browser.newContext({
      ...(phone ? PHONE : CHROMEBOOK),
      locale: language,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      acceptDownloads: true,
    });
    return new Person(name, context, await context.newPage(), phone);
  }

  /** Fills the door and goes in. */
  async join(link: string, { organization, position }: About = {}): Promise<void> {
    await this.page.goto(link);
    await this.field("Your name").fill(this.name);
    if (organization !== undefined) await this.field("Organization").fill(organization);
    if (position !== undefined) await this.field("Your role there").fill(position);
    await this.button("Join the meeting").click();
    await expect(this.stepBar).toBeVisible();
  }

  field(name: string | RegExp): Locator {
    return this.page.getByRole("textbox", { name });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** Where am I, what is asked of me, how long is left, what comes next. */
  get stepBar(): Locator {
    return this.page.getByRole("region", { name: "Where we are" });
  }

  get chat(): Locator {
    return this.page.getByRole("list", { name: "Chat" });
  }

  /** The phone has its parts in tabs at the bottom. */
  async phonePart(name: "Now" | "Board" | "People" | "Chat"): Promise<void> {
    await this.page.getByRole("navigation", { name: "Parts of the room" }).getByRole("button", { name }).click();
  }

  /** Facilitators have their pages in tabs on top. */
  async part(name: "Room" | "All rooms" | "Plan" | "Links and record"): Promise<void> {
    await this.page.getByRole("navigation", { name: "Parts of the meeting" }).getByRole("button", { name, exact: true }).click();
  }

  async say(text: string): Promise<void> {
    await this.field("Write to this room").fill(text);
    await this.button("Send").click();
    await this.hears(text);
  }

  async hears(text: string): Promise<void> {
    await expect(this.chat.getByText(text, { exact: true })).toBeVisible();
  }

  async choose(menu: Locator, item: string | RegExp): Promise<void> {
    await menu.click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  async inRoom(name: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
}

export interface Meeting {
  id: string;
  joinLink: string;
  facilitatorLink: string;
  code: string;
}

/** From the start page to the links of a new meeting. */
export async function createMeeting(person: Person, url: string, title: string): Promise<Meeting> {
  const { page } = person;
  await page.goto(url);
  await person.field("What is the meeting called?").fill(title);
  await person.button("Create the meeting").click();
  await expect(page.getByRole("heading", { level: 1, name: "Your meeting is ready" })).toBeVisible();
  const value = (name: string) => person.page.getByRole("textbox", { name, exact: true }).inputValue();
  const [joinLink, facilitatorLink, code] = [await value("Join link"), await value("Facilitator link"), await value("Code to say aloud")];
  const id = /\/m\/([0-9a-f-]{36})#/.exec(joinLink)?.[1] ?? "";
  return { id, joinLink, facilitatorLink, code };
}
