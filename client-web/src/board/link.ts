/**
 * The way between a document and the server: the stock y-websocket provider, with a fresh ticket for each connection and
 * our own words (message type 120) beside y-sync. The provider's own reconnecting is held back, since it would repeat an
 * old ticket.
 */
import * as decoding from "lib0/decoding";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { backoffMs } from "../connection/backoff.ts";
import type { Happening, ServerSays, StopReason } from "./saving.ts";

const SYNC = 0;
const STEP1 = 0;
const OWN_MESSAGE = 120;
/** A board that is not open after this time is told as away, so that people can write: the device keeps it. */
const AWAY_AFTER_MS = 2_000;
/** A socket that does not open in this time is tried anew. */
const OPEN_WITHIN_MS = 10_000;
/** Close codes from 4400 to 4499 say that another try would fail as well. */
const isFinal = (code: number) => code >= 4400 && code < 4500;

export interface LinkOptions {
  /** `ws(s)://host/api/boards` */
  serverUrl: string;
  board: string;
  doc: Y.Doc;
  /** A ticket that is good now. Rejects when there will be none. */
  requestTicket: () => Promise<string>;
  tell: (happening: Happening) => void;
  /** For tests. */
  WebSocket?: typeof WebSocket;
  random?: () => number;
}

export class Link {
  readonly provider: WebsocketProvider;
  readonly #options: LinkOptions;
  #attempt = 0;
  #lostAtMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #awayTimer: ReturnType<typeof setTimeout> | undefined;
  #openTimer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { serverUrl, board, doc, tell } = options;
    this.provider = new WebsocketProvider(serverUrl, board, doc, {
      connect: false,
      // Two tabs of one browser may be two people; they meet on the server, where their rights are known.
      disableBc: true,
      ...(options.WebSocket ? { WebSocketPolyfill: options.WebSocket } : {}),
    });
    this.#listenToWords();
    this.provider.on("status", ({ status }) => {
      if (status !== "connected") return;
      this.#cancelTimers();
      tell({ kind: "opened" });
    });
    this.provider.on("sync", (synced) => {
      if (!synced) return;
      this.#attempt = 0;
      this.#lostAtMs = undefined;
      tell({ kind: "synced" });
    });
    this.provider.on("connection-close", (event) => this.#closed(event?.code ?? 1006));
  }

  start(): void {
    void this.#connect();
  }

  /** Tries again after an end that may be over: another room, and back. */
  again(): void {
    this.#ended = false;
    this.#attempt = 0;
    void this.#connect();
  }

  /** The network came back, or the page is looked at again. */
  hurry(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    void this.#connect();
  }

  /** The device says that it has no network: known at once, where a dead socket would only be noticed by its silence. */
  lose(): void {
    if (this.provider.wsconnected) this.provider.disconnect();
  }

  /** Whether an update that is made now goes out now. */
  isOpen(): boolean {
    const { wsconnected, ws } = this.provider;
    return wsconnected && ws?.readyState === 1;
  }

  stop(): void {
    this.#ended = true;
    this.#cancelTimers();
    clearTimeout(this.#timer);
    this.provider.destroy();
  }

  async #connect(): Promise<void> {
    this.#timer = undefined;
    this.#cancelTimers();
    this.#awayTimer = setTimeout(() => this.#options.tell({ kind: "closed" }), AWAY_AFTER_MS);
    let ticket: string;
    try {
      ticket = await this.#options.requestTicket();
    } catch {
      // The meeting's own connection has ended and says why.
      if (!this.#ended) this.#stopped("not_allowed");
      return;
    }
    if (this.#ended) return;
    this.provider.params = { ticket };
    this.provider.connect();
    this.#openTimer = setTimeout(() => this.provider.disconnect(), OPEN_WITHIN_MS);
  }

  #cancelTimers(): void {
    clearTimeout(this.#awayTimer);
    clearTimeout(this.#openTimer);
  }

  #closed(code: number): void {
    if (this.#ended) return;
    this.#cancelTimers();
    // Keeps the provider from coming back with the ticket that it has.
    this.provider.shouldConnect = false;
    if (isFinal(code)) {
      this.#stopped(stopReasonOf(code));
      return;
    }
    this.#options.tell({ kind: "closed" });
    const now = Date.now();
    this.#lostAtMs ??= now;
    const wait = backoffMs(this.#attempt, now - this.#lostAtMs, (this.#options.random ?? Math.random)());
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), wait);
  }

  #stopped(reason: StopReason): void {
    this.#ended = true;
    this.#cancelTimers();
    this.#options.tell({ kind: "stopped", reason });
  }

  #listenToWords(): void {
    const { tell } = this.#options;
    const handlers = this.provider.messageHandlers;
    const stock = handlers[SYNC];
    if (!stock) throw new Error("y-websocket has no handler for y-sync");
    handlers[SYNC] = (encoder, decoder, provider, emitSynced, type) => {
      const asked = decoding.peekVarUint(decoder) === STEP1;
      stock(encoder, decoder, provider, emitSynced, type);
      // The provider sends the answer as soon as this returns.
      if (asked) tell({ kind: "answered" });
    };
    handlers[OWN_MESSAGE] = (_encoder, decoder) => {
      const says = parse(decoding.readVarString(decoder));
      if (says) tell({ kind: "said", says });
    };
  }
}

function stopReasonOf(code: number): StopReason {
  if (code === 4400) return "bad_update";
  if (code === 4409) return "section_closed";
  if (code === 4401 || code === 4403) return "not_allowed";
  return code === 4404 ? "gone" : "fault";
}

/** A word that this page does not know yet is passed over. */
function parse(text: string): ServerSays | undefined {
  try {
    const says = JSON.parse(text) as ServerSays;
    return says.t === "saved" || says.t === "access" || says.t === "refused" ? says : undefined;
  } catch {
    return undefined;
  }
}
