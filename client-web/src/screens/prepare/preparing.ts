import { backoffMs } from "../../connection/backoff.ts";
import { ApiError, api } from "../../connection/http.ts";
import { uuidv7 } from "../../connection/uuid.ts";
import type { PreparationPage, Prepare, Prepared } from "../../generated/protocol.ts";
import { begin, came, choose, type Draft, type FieldName, taken, toKeep, toSend, typed, unsaved } from "./draft.ts";
import { isFromOtherWindow, keep, keptOf, type Source, tellOtherWindows } from "./source.ts";

/** So long after the last letter it is saved, and so long at most after the first. */
const REST_MS = 700;
const LONGEST_MS = 3_000;
/** The server that is back is not asked at once by everybody. */
const WAIT_MIN_MS = 400;

/** `unsaved`: something has to be mended or chosen first. */
export type Standing = "saved" | "saving" | "unsaved" | "offline" | "stopped";

export interface Shown {
  page: PreparationPage | undefined;
  /** Why the page itself could not be had. */
  fault: unknown;
  draft: Draft | undefined;
  standing: Standing;
  /** Why nothing is taken any more. */
  stopped: ApiError | undefined;
  /** As they said it last, saved or not. */
  ready: boolean;
  /** The server has it. */
  readySaved: boolean;
}

interface Pending {
  id: string;
  wish: Prepare;
  done: (own: Prepared) => void;
}

/** Reads what was prepared and saves what is written: 'saved' is said once the server's journal has it. */
export class Preparing {
  readonly #source: Source;
  readonly #readers = new Set<() => void>();
  #page: PreparationPage | undefined;
  #fault: unknown;
  #draft: Draft | undefined;
  #stopped: ApiError | undefined;
  #ready: boolean | undefined;
  #offline = false;
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstTyped: number | undefined;
  #shown: Shown;

  constructor(source: Source) {
    this.#source = source;
    this.#shown = this.#look();
  }

  readonly subscribe = (reader: () => void): (() => void) => {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  };

  readonly shown = (): Shown => this.#shown;

  /** For as long as the page is open. */
  open(): () => void {
    const seen = () => {
      if (document.visibilityState === "hidden") void this.#send();
      // Written on another device meanwhile, or in another window where storage is closed.
      else this.#lookIfIdle();
    };
    const other = (event: StorageEvent) => {
      if (isFromOtherWindow(event)) this.#lookIfIdle();
    };
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("storage", other);
    void this.load();
    return () => {
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("storage", other);
      clearTimeout(this.#timer);
    };
  }

  async load(): Promise<void> {
    this.#fault = undefined;
    this.#tell();
    try {
      const page = await api.preparation(this.#source.meeting, this.#source.secret);
      if (page.own && this.#draft === undefined) {
        const kept = keptOf(page.person);
        this.#draft = begin(page.own, kept);
        this.#ready ??= kept.ready;
      }
      this.#page = page;
      // What is kept from an earlier visit goes at once.
      void this.#send();
    } catch (error) {
      this.#fault = error;
    }
    this.#tell();
  }

  type(name: FieldName, text: string): void {
    if (!this.#draft) return;
    this.#set(typed(this.#draft, name, text));
    const now = Date.now();
    this.#firstTyped ??= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), Math.max(0, Math.min(REST_MS, this.#firstTyped + LONGEST_MS - now)));
  }

  choose(name: FieldName, which: "mine" | "theirs"): void {
    if (!this.#draft) return;
    this.#set(choose(this.#draft, name, which));
    void this.#send();
  }

  setReady(ready: boolean): void {
    this.#ready = ready;
    this.#keep();
    void this.#send();
  }

  /** All that there is to send, one after the other, however long it takes. */
  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending || this.#stopped) return;
    this.#sending = true;
    this.#tell();
    let tries = 0;
    let lostAt: number | undefined;
    // One id for one wish, however often it has to be sent.
    let pending = this.#next();
    while (pending) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        pending.done(await api.prepare(this.#source.meeting, { command_id: pending.id, wish: pending.wish }, this.#source.secret));
        this.#offline = false;
        tries = 0;
        lostAt = undefined;
        pending = this.#next();
      } catch (error) {
        // oxlint-disable-next-line no-await-in-loop
        const outcome = await this.#refused(error);
        if (outcome === "stopped") break;
        if (outcome === "other") {
          pending = this.#next();
          continue;
        }
        this.#offline = true;
        this.#tell();
        lostAt ??= Date.now();
        const told = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
        // oxlint-disable-next-line no-await-in-loop
        await restOrOnline(Math.max(WAIT_MIN_MS, told, backoffMs(tries++, Date.now() - lostAt, Math.random())));
      }
    }
    this.#sending = false;
    this.#firstTyped = undefined;
    this.#tell();
  }

  /** What a no means: there is something else to send now, nothing any more, or the same again later. */
  async #refused(error: unknown): Promise<"other" | "stopped" | "later"> {
    if (!(error instanceof ApiError)) return "later";
    if (error.reason === "prepared_elsewhere" || error.reason === "nothing_to_do") {
      if (error.reason === "nothing_to_do") this.#ready = undefined;
      try {
        await this.#lookAgain();
        return "other";
      } catch {
        return "later";
      }
    }
    if (error.status < 400 || error.status >= 500 || error.code === "rate_limited") return "later";
    this.#stopped = error;
    return "stopped";
  }

  #next(): Pending | undefined {
    const draft = this.#draft;
    if (!draft) return undefined;
    const words = toSend(draft);
    if (words) {
      const done = (own: Prepared) => {
        if (this.#draft) this.#set(taken(this.#draft, draft.texts, words, own));
        tellOtherWindows(own.revision);
      };
      return { id: uuidv7(), wish: { what: "write", ...words }, done };
    }
    const ready = this.#ready;
    if (ready === undefined || ready === draft.server.ready) return undefined;
    const done = (own: Prepared) => {
      if (this.#ready === ready) this.#ready = undefined;
      if (this.#draft) this.#set({ ...this.#draft, server: own });
      tellOtherWindows(own.revision);
    };
    return { id: uuidv7(), wish: { what: "ready", ready }, done };
  }

  #lookIfIdle(): void {
    if (!this.#sending && this.#draft) this.#lookAgain().catch(() => undefined);
  }

  async #lookAgain(): Promise<void> {
    const page = await api.preparation(this.#source.meeting, this.#source.secret);
    this.#page = page;
    if (page.own && this.#draft) this.#set(came(this.#draft, page.own));
    else this.#tell();
  }

  #set(draft: Draft): void {
    this.#draft = draft;
    this.#keep();
    this.#tell();
  }

  /** What the server has not taken yet: it goes also when the page is opened again. */
  #keep(): void {
    if (!this.#page || !this.#draft) return;
    const waits = this.#ready !== undefined && this.#ready !== this.#draft.server.ready;
    keep(this.#page.person, waits ? { ...toKeep(this.#draft), ready: this.#ready ?? false } : toKeep(this.#draft));
  }

  #tell(): void {
    this.#shown = this.#look();
    for (const reader of this.#readers) reader();
  }

  #look(): Shown {
    const draft = this.#draft;
    const open = draft !== undefined && unsaved(draft).length > 0;
    const goes = this.#sending || (draft !== undefined && toSend(draft) !== undefined);
    const standing: Standing = this.#stopped ? "stopped" : this.#offline && this.#sending ? "offline" : goes ? "saving" : open ? "unsaved" : "saved";
    return { page: this.#page, fault: this.#fault, draft, standing, stopped: this.#stopped, ready: this.#ready ?? draft?.server.ready ?? false, readySaved: this.#ready === undefined || this.#ready === draft?.server.ready };
  }
}

/** A while, or until the network is back. */
function restOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(rest);
      window.removeEventListener("online", done);
      resolve();
    };
    const rest = setTimeout(done, ms);
    window.addEventListener("online", done);
  });
}
