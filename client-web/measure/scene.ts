/** What is measured: a server of its own, a meeting, 150 people in it, and the browser that looks at it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import config from "../playwright.config.ts";
import type { MeetingCreated } from "../src/generated/protocol.ts";
import { Convene } from "../tests/e2e/support/convene.ts";
import { createMeeting } from "../tests/e2e/support/people.ts";
import { OnTheWire } from "../tests/e2e/support/wire.ts";
import type { Done, Order } from "./crowd.ts";

export const PEOPLE = 150;
export const NOTES = 200;
/** An ordinary laptop's window. */
const WINDOW = { width: 1366, height: 768 };
/** Where others' pointers go: what is seen of the board in such a window, measured on the page. */
export const SEEN = { width: 700, height: 420 };

const isOfClient = (url: URL) => !url.pathname.startsWith("/api/");

/** Everybody else, in a process of their own. */
export class Crowd {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  static async start(): Promise<Crowd> {
    const child = fork(fileURLToPath(new URL("../measure/run.mjs", import.meta.url)), ["crowd"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    await once(child, "message");
    return new Crowd(child);
  }

  async does(order: Order): Promise<Done> {
    const answer = once(this.#process, "message") as Promise<[Done]>;
    this.#process.send(order);
    const [done] = await answer;
    if (done.error !== undefined) throw new Error(`${order.do}: ${done.error}`);
    return done;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const gone = once(this.#process, "exit");
    this.#process.disconnect();
    await gone;
  }
}

export class Scene {
  readonly convene: Convene;
  readonly browser: Browser;
  readonly crowd: Crowd;
  readonly created: MeetingCreated;
  readonly helper: OnTheWire;
  /** Ids of the crowd. */
  readonly people: readonly string[];

  private constructor(parts: { convene: Convene; browser: Browser; crowd: Crowd; created: MeetingCreated; helper: OnTheWire; people: readonly string[] }) {
    ({ convene: this.convene, browser: this.browser, crowd: this.crowd, created: this.created, helper: this.helper, people: this.people } = parts);
  }

  static async open(): Promise<Scene> {
    const convene = await Convene.start(["--trusted-proxies", "127.0.0.1", "--sockets-per-address", "10000"]);
    const created = await createMeeting(convene.url, "Science community, spring meeting");
    const helper = await OnTheWire.join(created.facilitator_url, "Helper");
    const crowd = await Crowd.start();
    const { people = [] } = await crowd.does({ do: "join", link: created.join_url, people: PEOPLE });
    const { args = [], ...options } = config.use?.launchOptions ?? {};
    // A page that comes from no address may not speak to one of this machine.
    const apart = process.env["MEASURE_CLIENT"] === undefined ? [] : ["--disable-features=LocalNetworkAccessChecks"];
    const browser = await chromium.launch({ ...options, args: [...args, ...apart] });
    return new Scene({ convene, browser, crowd, created, helper, people });
  }

  get board(): string {
    const { view } = this.helper;
    return view.details[view.meeting.main_room]?.board ?? "";
  }

  /**
   * A device that was never here; or, with what another knows, one that comes back and has nothing in its cache. `MEASURE_CLIENT` names a folder
   * with a built client to try instead of the server's own; bytes and times of loading are not those of a server then.
   */
  async device(knows?: Awaited<ReturnType<BrowserContext["storageState"]>>): Promise<Page> {
    const context = await this.browser.newContext({ viewport: WINDOW, locale: "en-US", ...(knows ? { storageState: knows } : {}) });
    const folder = process.env["MEASURE_CLIENT"];
    if (folder !== undefined) {
      await context.route(isOfClient, (route) => {
        const file = join(folder, new URL(route.request().url()).pathname);
        return route.fulfill({ path: existsSync(file) && statSync(file).isFile() ? file : join(folder, "index.html") });
      });
    }
    return context.newPage();
  }

  /** Comes in through a link as a person does. */
  async comeIn(link: string, name: string): Promise<Page> {
    const page = await this.device();
    await page.goto(link);
    await page.locator('input[autocomplete="name"]').fill(name);
    await page.locator('button[type="submit"]').click();
    await page.locator("[data-room-heading]").waitFor();
    return page;
  }

  async end(): Promise<void> {
    this.helper.leave();
    await this.browser.close();
    await this.crowd.end();
    await this.convene.stop();
  }
}
