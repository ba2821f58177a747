/**
 * 150 people without pages, in a process of their own: each with a meeting's socket and, where it is wanted, a board's. They read what comes and
 * decode none of it, so that the machine is left to the page that is measured.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { type RawData, WebSocket } from "ws";
import * as Y from "yjs";
import { COLORS } from "../src/board/colors.ts";
import { addNote, notesOf } from "../src/board/notes.ts";
import { parseLink } from "../src/connection/identity.ts";
import type { ClientMessage, Command, ServerMessage } from "../src/generated/protocol.ts";

export type Order =
  | { do: "join"; link: string; people: number }
  /** Opens a board's socket for each, and writes so many notes there, in turn. */
  | { do: "boards"; board: string; notes: number; width: number; height: number }
  | { do: "point"; on: boolean }
  | { do: "arrive"; rooms: { [person: string]: string } }
  | { do: "leave_boards" };

/** What comes back when an order is done. */
export interface Done {
  people?: string[];
  error?: string;
}

const SYNC = 0;
const AWARENESS = 1;
const STEP_1 = 0;
const UPDATE = 2;
/** As pages send their pointers. */
const POINT_EVERY_MS = 66;
const AT_ONCE = 10;
const NOTE_WIDTH = 184;
const STEP = { x: 196, y: 150 };

const WORDS = "what we heard today about fractions in the fourth grade and how families asked for help with homework that nobody had explained before the spring".split(" ");

class Body {
  readonly #link: string;
  readonly #number: number;
  readonly #secret = randomBytes(24).toString("base64url");
  readonly #waiting: ((message: ServerMessage) => boolean)[] = [];
  #socket: WebSocket | undefined;
  #board: WebSocket | undefined;
  readonly #doc = new Y.Doc();
  #clock = 0;
  person = "";

  constructor(link: string, number: number) {
    this.#link = link;
    this.#number = number;
  }

  /** Each comes from an address of their own: a server bounds how many one address may do. */
  get #headers() {
    return { "x-forwarded-for": `10.1.${Math.floor(this.#number / 200)}.${(this.#number % 200) + 1}` };
  }

  get name(): string {
    return `Person ${String(this.#number + 1).padStart(3, "0")}`;
  }

  async join(): Promise<void> {
    const found = parseLink(this.#link);
    if (!found?.link.secret) throw new Error(`no link: ${this.#link}`);
    const { origin } = new URL(this.#link);
    const response = await fetch(`${origin}/api/meetings/${found.meeting}/people`, {
      method: "POST",
      headers: { ...this.#headers, "content-type": "application/json", authorization: `Bearer ${found.link.secret}` },
      body: JSON.stringify({ secret: this.#secret, name: this.name, organization: `County office ${(this.#number % 58) + 1}`, language: "en" }),
    });
    if (response.status !== 201) throw new Error(`joining: ${response.status} ${await response.text()}`);
    const socket = new WebSocket(`${origin.replace(/^http/, "ws")}/api/meetings/${found.meeting}/socket`, { headers: this.#headers, origin, perMessageDeflate: false });
    this.#socket = socket;
    socket.on("message", (data) => this.#heard(data));
    await once(socket, "open");
    const snapshot = this.#next((message) => message.type === "snapshot");
    this.#say({ type: "hello", version: 1, secret: this.#secret });
    const message = await snapshot;
    if (message.type !== "snapshot") return;
    this.person = message.view.me.person;
    await this.does({ type: "arrive", room: message.view.meeting.main_room });
  }

  async does(command: Command): Promise<void> {
    const command_id = randomUUID();
    const answer = this.#next((message) => (message.type === "done" || message.type === "error") && message.command_id === command_id);
    this.#say({ type: "command", command_id, command });
    const message = await answer;
    if (message.type === "error") throw new Error(`${command.type}: ${message.code} ${message.reason ?? ""}`);
  }

  async openBoard(board: string): Promise<void> {
    const answer = this.#next((message) => message.type === "ticket" && message.board === board);
    this.#say({ type: "ticket", board });
    const message = await answer;
    if (message.type !== "ticket") return;
    const { origin } = new URL(this.#link);
    const socket = new WebSocket(`${origin.replace(/^http/, "ws")}/api/boards/${board}?ticket=${message.ticket}`, { headers: this.#headers, origin, perMessageDeflate: false });
    this.#board = socket;
    await once(socket, "open");
    this.#send(SYNC, STEP_1, Y.encodeStateVector(this.#doc));
  }

  closeBoard(): void {
    this.#board?.close();
    this.#board = undefined;
  }

  write(index: number, width: number): void {
    const before = Y.encodeStateVector(this.#doc);
    const across = Math.max(1, Math.floor((width - 10) / STEP.x));
    const notes = notesOf(this.#doc);
    const color = COLORS[index % COLORS.length] ?? "yellow";
    const text = Array.from({ length: 6 + ((index * 7) % 9) }, (_, word) => WORDS[(index * 5 + word) % WORDS.length]).join(" ");
    addNote(notes, { x: 10 + (index % across) * STEP.x, y: 10 + Math.floor(index / across) * STEP.y, section: "", color, author: this.person, text }, Date.now());
    this.#send(SYNC, UPDATE, Y.encodeStateAsUpdate(this.#doc, before));
  }

  /** On a way of their own over the part of the board that is seen. */
  point(width: number, height: number, atMs: number): void {
    const turn = atMs / (2_000 + (this.#number % 7) * 300) + this.#number * 2.4;
    const x = Math.round((0.5 + 0.48 * Math.sin(turn * 1.3 + this.#number)) * (width - 20));
    const y = Math.round((0.5 + 0.48 * Math.cos(turn)) * height);
    const state = { user: { id: this.person, name: this.name }, cursor: { section: "", x, y }, note: null, drag: null };
    this.#clock += 1;
    const update = createEncoder();
    writeVarUint(update, 1);
    writeVarUint(update, this.#doc.clientID);
    writeVarUint(update, this.#clock);
    writeVarString(update, JSON.stringify(state));
    const message = createEncoder();
    writeVarUint(message, AWARENESS);
    writeVarUint8Array(message, toUint8Array(update));
    if (this.#board?.readyState === WebSocket.OPEN) this.#board.send(toUint8Array(message));
  }

  #send(kind: number, what: number, bytes: Uint8Array): void {
    const message = createEncoder();
    writeVarUint(message, kind);
    writeVarUint(message, what);
    writeVarUint8Array(message, bytes);
    this.#board?.send(toUint8Array(message));
  }

  #say(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #next(wants: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    return new Promise((got) => {
      this.#waiting.push((message) => {
        if (!wants(message)) return false;
        got(message);
        return true;
      });
    });
  }

  #heard(data: RawData): void {
    if (this.#waiting.length === 0) return;
    const message = JSON.parse((data as Buffer).toString("utf8")) as ServerMessage;
    const index = this.#waiting.findIndex((wants) => wants(message));
    if (index >= 0) this.#waiting.splice(index, 1);
  }
}

async function each<T>(list: readonly T[], act: (one: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const index = next++;
      await act(list[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Does what the process that started it says, until that lets go of it. */
export async function run(): Promise<void> {
  let bodies: Body[] = [];
  let seen = { width: 0, height: 0 };
  let pointing: NodeJS.Timeout[] = [];
  const rest = () => {
    for (const timer of pointing) clearInterval(timer);
    pointing = [];
  };
  const obey = async (order: Order): Promise<Done> => {
    switch (order.do) {
      case "join":
        bodies = Array.from({ length: order.people }, (_, number) => new Body(order.link, number));
        await each(bodies, (body) => body.join());
        return { people: bodies.map((body) => body.person) };
      case "boards":
        seen = order;
        await each(bodies, (body) => body.openBoard(order.board));
        for (let index = 0; index < order.notes; index++) bodies[index % bodies.length]?.write(index, Math.max(NOTE_WIDTH, order.width));
        return {};
      case "point":
        rest();
        if (order.on) {
          // Not all in the same moment.
          for (const [index, body] of bodies.entries()) {
            const start = setTimeout(() => pointing.push(setInterval(() => body.point(seen.width, seen.height, Date.now()), POINT_EVERY_MS)), (index * POINT_EVERY_MS) / bodies.length);
            pointing.push(start);
          }
        }
        return {};
      case "arrive":
        await each(bodies, async (body) => {
          const room = order.rooms[body.person];
          if (room !== undefined) await body.does({ type: "arrive", room });
        });
        return {};
      case "leave_boards":
        rest();
        for (const body of bodies) body.closeBoard();
        return {};
    }
  };
  process.on("message", (order: Order) => {
    obey(order).then(
      (done) => process.send?.(done),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.send?.({});
  await once(process, "disconnect");
  process.exit(0);
}
