/** Somebody at a device of their own, found and worked by what a person or a screen reader meets: roles and names. */
import { type Browser, expect, type Locator } from "@playwright/test";
import { PHONE, type Someone, someone } from "./people.ts";

export interface Device {
  phone?: boolean;
  dark?: boolean;
  language?: "en-US" | "es-ES";
}

export interface About {
  organization?: string;
  position?: string;
}

export class Person implements Someone {
  readonly name: string;
  readonly context: Someone["context"];
  readonly page: Someone["page"];
  readonly phone: boolean;
  /** What went wrong in the page and nobody asked for. */
  readonly faults: string[] = [];

  private constructor({ name, context, page }: Someone, phone: boolean) {
    this.name = name;
    this.context = context;
    this.page = page;
    this.phone = phone;
    page.on("console", (message) => {
      // The browser itself reports each lost connection, and losing it is part of the run.
      if (message.type() === "error" && !/ERR_CONNECTION|WebSocket|Failed to load resource/.test(message.text())) this.faults.push(`${name}: ${message.text()}`);
    });
  }

  /** A browser context of their own: own storage, own size. */
  static async arrive(browser: Browser, name: string, { phone = false, dark = false, language = "en-US" }: Device = {}): Promise<Person> {
    const device = phone ? { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {};
    return new Person(await someone(browser, name, { ...device, locale: language, colorScheme: dark ? "dark" : "light" }), phone);
  }

  /** Opens a link, fills the door and goes in. */
  async join(link: string, about: About = {}): Promise<void> {
    await this.page.goto(link);
    await this.enter(about);
  }

  /** At the door. */
  async enter({ organization, position }: About = {}): Promise<void> {
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

  get board(): Locator {
    return this.page.getByRole("region", { name: "Board", exact: true });
  }

  /** A note of the board by its text, as it stands in either view. */
  note(text: string | RegExp): Locator {
    return this.board.getByRole("group", { name: text });
  }

  /** Writes a new note with the board's own button, and goes out of it. */
  async addNote(text: string): Promise<void> {
    await this.board.getByRole("button", { name: "Add note", exact: true }).click();
    await this.noteText.fill(text);
    await this.noteText.press("Escape");
    await expect(this.note(text)).toBeVisible();
  }

  /** The note that is being written in. */
  get noteText(): Locator {
    return this.board.getByRole("textbox", { name: "Text of the note" });
  }

  /** The phone has its parts in tabs at the bottom. */
  async phonePart(name: "Now" | "Board" | "People" | "Chat"): Promise<void> {
    await this.page.getByRole("navigation", { name: "Parts of the room" }).getByRole("button", { name }).click();
  }

  /** Facilitators have their pages in tabs on top. */
  async part(name: "Room" | "All rooms" | "People" | "Plan" | "Links and record"): Promise<void> {
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

  /** The step bar's heading has this step. `timeout`: ms, where the step comes by the clock. */
  async inStep(step: string | RegExp, timeout = 15_000): Promise<void> {
    await expect(this.stepBar.getByRole("heading", { name: step })).toBeVisible({ timeout });
  }

  /** What the server knows this device by; only to try what pages never do. */
  async secret(): Promise<string> {
    return this.page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("convene.meeting."));
      return (JSON.parse(localStorage.getItem(key ?? "") ?? "{}") as { personSecret?: string }).personSecret ?? "";
    });
  }
}
