/**
 * One person's connection to a meeting. It can always come back: it backs off with jitter, says the last thing that it saw,
 * and sends again the commands that were not answered, under the ids they had; the server does each once.
 */
import {
  WIRE_VERSION,
  type BoardId,
  type ClientMessage,
  type Code,
  type Command,
  type CommandId,
  type MeetingId,
  type PersonId,
  type Position,
  type Refusal,
  type ServerMessage,
  type Sign,
  type View,
} from "../generated/protocol.ts";
import { applyChanges } from "../meeting/view.ts";
import { backoffMs } from "./backoff.ts";
import { ServerClock } from "./clock.ts";
import { afterClose, type StopReason } from "./close_codes.ts";
import { uuidv7 } from "./uuid.ts";

export type Phase =
  | { kind: "connecting" }
  | { kind: "live" }
  /** Lost; trying again by itself. */
  | { kind: "waiting"; sinceMs: number }
  | { kind: "stopped"; reason: StopReason };

/** A command that is not answered yet, and the server's time when it was given. */
export interface Unsent {
  id: CommandId;
  command: Command;
  atMs: number;
}

/** What the page shows. Replaced as a whole at each change. */
export interface ConnectionState {
  phase: Phase;
  view: View | undefined;
  person: PersonId | undefined;
  /** Commands that are not yet answered: not yet saved. */
  pending: number;
  /** The same, for those who show what waits; the oldest first. */
  unsent: readonly Unsent[];
}

/** A sign that somebody in one's room gave. */
export type GivenSign = Extract<ServerMessage, { type: "reacted" }>;

export type Outcome = { ok: true; seq: number } | { ok: false; code: Code; reason: Refusal | undefined };

/** What the connection needs of the world; tests bring their own. */
export interface World {
  open: (url: string) => WebSocket;
  now: () => number;
  random: () => number;
  later: (run: () => void, ms: number) => ReturnType<typeof setTimeout>;
  cancel: (timer: ReturnType<typeof setTimeout>) => void;
}

export const browserWorld: World = {
  open: (url) => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
  later: (run, ms) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer),
};

interface Pending {
  command: Command;
  atMs: number;
  settle: (outcome: Outcome) => void;
}

interface TicketWait {
  board: BoardId;
  settle: (ticket: string) => void;
  fail: (error: Error) => void;
}

/** A connection that says nothing for so long after a question, or that does not open, is dead, whatever the network claims. */
const SILENCE_MS = 10_000;
/** The same where there is a reason to doubt it: the device has changed its network, or slept. */
const DOUBT_MS = 3_000;
/** Before a refused ticket is asked for again, where the server names no time. */
const ASK_AGAIN_MS = 1_000;
const ASK_EACH_MS = 25_000;
const CLOCK_SAMPLES = 3;
const CLOCK_SAMPLE_EACH_MS = 300;
const CLOSED_BY_US = 1000;

export class Connection {
  readonly clock = new ServerClock();
  #state: ConnectionState = { phase: { kind: "connecting" }, view: undefined, person: undefined, pending: 0, unsent: [] };
  #listeners = new Set<() => void>();
  #signListeners = new Set<(given: GivenSign) => void>();
  #socket: WebSocket | undefined;
  #welcomed = false;
  #position: Position | undefined;
  #pending = new Map<CommandId, Pending>();
  #tickets: TicketWait[] = [];
  #attempt = 0;
  #lostAtMs: number | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceUntilMs = 0;
  #triedAtMs = 0;
  #closed = false;
  readonly #url: string;
  readonly #secret: string;
  readonly #world: World;

  constructor(meeting: MeetingId, secret: string, origin: string, world: World = browserWorld) {
    this.#url = `${origin.replace(/^http/, "ws")}/api/meetings/${meeting}/socket`;
    this.#secret = secret;
    this.#world = world;
  }

  // ---- for the page ----

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  current = (): ConnectionState => this.#state;

  /** The server's time now, ms since 1970. */
  serverNow = (): number => this.#world.now() + this.clock.offsetMs;

  start(): void {
    this.#closed = false;
    if (this.#socket === undefined) this.#connect();
  }

  stop(): void {
    this.#closed = true;
    this.#cancelTimers();
    this.#socket?.close(CLOSED_BY_US);
    this.#drop();
  }

  /** The network came back or the page is looked at again: find out now whether the connection lives, rather than in a while. */
  hurry(): void {
    if (this.#closed || this.#state.phase.kind === "stopped") return;
    if (this.#welcomed) {
      this.#ask(DOUBT_MS);
      return;
    }
    // A try that began on another network hangs until its time is over.
    if (this.#socket !== undefined && this.#world.now() - this.#triedAtMs < DOUBT_MS) return;
    this.#attempt = 0;
    const before = this.#socket;
    this.#connect();
    before?.close(CLOSED_BY_US);
  }

  /** The device says that it has no network: known at once, where a dead socket would only be noticed by its silence. */
  lose(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#closed) return;
    this.#lost(1006);
    socket.close(CLOSED_BY_US);
  }

  /** Done once, however often the connection breaks. Settles when the server has answered. */
  send = (command: Command): Promise<Outcome> =>
    new Promise((settle) => {
      const id = uuidv7(this.#world.now());
      this.#pending.set(id, { command, atMs: this.serverNow(), settle });
      this.#updatePending();
      if (this.#welcomed) this.#say({ type: "command", command_id: id, command });
    });

  /** A sign to one's room: said now or never. */
  react = (sign: Sign): void => {
    if (this.#welcomed) this.#say({ type: "react", sign });
  };

  /** Signs of others in the room, and one's own. They are in no view. */
  onSign = (hear: (given: GivenSign) => void): (() => void) => {
    this.#signListeners.add(hear);
    return () => this.#signListeners.delete(hear);
  };

  /** A fresh ticket for a board's socket, however long it takes. Rejects when there will be none. */
  ticket = (board: BoardId): Promise<string> =>
    new Promise((settle, fail) => {
      this.#tickets.push({ board, settle, fail });
      if (this.#welcomed) this.#say({ type: "ticket", board });
    });

  // ---- the socket's life ----

  #connect(): void {
    this.#cancelTimers();
    this.#welcomed = false;
    const socket = this.#world.open(this.#url);
    this.#socket = socket;
    this.#triedAtMs = this.#world.now();
    // A network that swallows what we send would keep us waiting for minutes.
    this.#expectAnswer(SILENCE_MS);
    socket.addEventListener("open", () => {
      if (this.#socket !== socket) return;
      const hello: ClientMessage = { type: "hello", version: WIRE_VERSION, secret: this.#secret };
      const { view } = this.#state;
      this.#say(this.#position !== undefined && view !== undefined ? { ...hello, resume: this.#position } : hello);
      this.#stillThere();
      this.#expectAnswer(SILENCE_MS);
    });
    socket.addEventListener("message", (event) => {
      if (this.#socket === socket && typeof event.data === "string") this.#heard(event.data);
    });
    socket.addEventListener("close", (event) => {
      if (this.#socket === socket) this.#lost(event.code);
    });
  }

  #lost(code: number): void {
    this.#drop();
    if (this.#closed) return;
    const after = afterClose(code);
    if (after.kind === "stop") {
      this.#cancelTimers();
      this.#update({ phase: { kind: "stopped", reason: after.reason } });
      for (const wait of this.#tickets.splice(0)) wait.fail(new Error(after.reason));
      return;
    }
    this.#lostAtMs ??= this.#world.now();
    const lostForMs = this.#world.now() - this.#lostAtMs;
    this.#retryIn(backoffMs(this.#attempt, lostForMs, this.#world.random()));
    this.#attempt += 1;
  }

  #retryIn(ms: number): void {
    this.#cancelTimers();
    this.#update({ phase: { kind: "waiting", sinceMs: this.#lostAtMs ?? this.#world.now() } });
    this.#retryTimer = this.#world.later(() => this.#connect(), ms);
  }

  #drop(): void {
    this.#socket = undefined;
    this.#welcomed = false;
  }

  #cancelTimers(): void {
    for (const timer of [this.#retryTimer, this.#askTimer, this.#silenceTimer]) {
      if (timer !== undefined) this.#world.cancel(timer);
    }
    this.#retryTimer = undefined;
    this.#askTimer = undefined;
    this.#silenceTimer = undefined;
  }

  // ---- messages ----

  #say(message: ClientMessage): void {
    // A socket that is not open loses nothing: commands and tickets are said again after the next welcome.
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #heard(text: string): void {
    this.#stillThere();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case "welcome":
        this.#welcome(message.now, message.person);
        break;
      case "snapshot":
        this.#position = { seq: message.seq, hash: message.hash };
        this.#update({ view: message.view });
        break;
      case "changes":
        this.#position = { seq: message.seq, hash: message.hash };
        if (this.#state.view) this.#update({ view: applyChanges(this.#state.view, message.changes) });
        break;
      case "done":
        this.#settle(message.command_id, { ok: true, seq: message.seq });
        break;
      case "error":
        if (message.board != null) this.#ticketRefused(message.board, message.code, message.retry_after_ms ?? ASK_AGAIN_MS);
        else this.#refused(message.command_id ?? undefined, message.code, message.reason ?? undefined, message.retry_after_ms ?? undefined);
        break;
      case "ticket":
        this.#ticketCame(message.board, message.ticket);
        break;
      case "time":
        this.clock.measure(message.sent, message.now, this.#world.now());
        break;
      case "reacted":
        for (const hear of this.#signListeners) hear(message);
        break;
      case "draining": {
        const socket = this.#socket;
        this.#drop();
        this.#lostAtMs = this.#world.now();
        socket?.close(CLOSED_BY_US);
        this.#retryIn(message.reconnect_in_ms);
        break;
      }
    }
  }

  #welcome(now: number, person: PersonId): void {
    this.#welcomed = true;
    this.#attempt = 0;
    this.#lostAtMs = undefined;
    this.clock.restart();
    this.clock.guess(now, this.#world.now());
    this.#update({ phase: { kind: "live" }, person });
    for (const [command_id, { command }] of this.#pending) this.#say({ type: "command", command_id, command });
    for (const board of new Set(this.#tickets.map((wait) => wait.board))) this.#say({ type: "ticket", board });
    this.#measureClock(CLOCK_SAMPLES);
  }

  #measureClock(samples: number): void {
    this.#ask(SILENCE_MS);
    const left = samples - 1;
    this.#askTimer = this.#world.later(() => this.#measureClock(Math.max(1, left)), left > 0 ? CLOCK_SAMPLE_EACH_MS : ASK_EACH_MS);
  }

  #ask(withinMs: number): void {
    this.#say({ type: "time", sent: this.#world.now() });
    this.#expectAnswer(withinMs);
  }

  #expectAnswer(withinMs: number): void {
    const until = this.#world.now() + withinMs;
    // Of the questions that stay open the most pressing counts; asking again is no sign of life.
    if (this.#silenceTimer !== undefined && this.#silenceUntilMs <= until) return;
    this.#stillThere();
    this.#silenceUntilMs = until;
    this.#silenceTimer = this.#world.later(() => {
      const socket = this.#socket;
      this.#lost(1006);
      socket?.close(CLOSED_BY_US);
    }, withinMs);
  }

  #stillThere(): void {
    if (this.#silenceTimer !== undefined) this.#world.cancel(this.#silenceTimer);
    this.#silenceTimer = undefined;
  }

  #refused(id: CommandId | undefined, code: Code, reason: Refusal | undefined, retryAfterMs: number | undefined): void {
    if (id === undefined) return;
    const pending = this.#pending.get(id);
    if (pending && code === "rate_limited") {
      this.#world.later(() => {
        if (this.#welcomed && this.#pending.has(id)) this.#say({ type: "command", command_id: id, command: pending.command });
      }, retryAfterMs ?? 1000);
      return;
    }
    this.#settle(id, { ok: false, code, reason });
  }

  #settle(id: CommandId, outcome: Outcome): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    this.#updatePending();
    pending.settle(outcome);
  }

  #ticketCame(board: BoardId, ticket: string): void {
    const came = this.#tickets.filter((wait) => wait.board === board);
    this.#tickets = this.#tickets.filter((wait) => wait.board !== board);
    for (const wait of came) wait.settle(ticket);
  }

  #ticketRefused(board: BoardId, code: Code, retryAfterMs: number): void {
    if (code !== "unavailable" && code !== "rate_limited") {
      const refused = this.#tickets.filter((wait) => wait.board === board);
      this.#tickets = this.#tickets.filter((wait) => wait.board !== board);
      for (const wait of refused) wait.fail(new Error(code));
      return;
    }
    this.#world.later(() => {
      if (this.#welcomed && this.#tickets.some((wait) => wait.board === board)) this.#say({ type: "ticket", board });
    }, retryAfterMs);
  }

  #updatePending(): void {
    const unsent = [...this.#pending].map(([id, { command, atMs }]) => ({ id, command, atMs }));
    this.#update({ pending: unsent.length, unsent });
  }

  #update(news: Partial<ConnectionState>): void {
    this.#state = { ...this.#state, ...news };
    for (const listener of this.#listeners) listener();
  }
}
