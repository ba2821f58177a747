/**
 * The wire without the client: what somebody could send who wrote their own. Written from docs/wire.md alone, so that it also
 * holds that page to the truth.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from "lib0/decoding";
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { WebSocket } from "ws";
import * as Y from "yjs";
import type { Command, ErrorMessage, ServerMessage, View } from "../../../src/generated/protocol.ts";

/** Generous: something that never comes is an error, not a hang. */
const PATIENCE_MS = 20_000;

function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function socketUrl(server: string, path: string): string {
  return new URL(path, server).href.replace(/^http/, "ws");
}

/** A meeting's socket, spoken by hand. */
export class RawMeeting {
  readonly #socket: WebSocket;
  readonly #waiting: { wants: (message: ServerMessage) => boolean; got: (message: ServerMessage) => void }[] = [];
  /** The first snapshot. */
  view: View | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString("utf8")) as ServerMessage;
      if (message.type === "snapshot") this.view = message.view;
      const index = this.#waiting.findIndex(({ wants }) => wants(message));
      if (index >= 0) this.#waiting.splice(index, 1)[0]?.got(message);
    });
  }

  /** As the person with this secret. */
  static async open(server: string, meeting: string, secret: string): Promise<RawMeeting> {
    const socket = new WebSocket(socketUrl(server, `/api/meetings/${meeting}/socket`), { origin: server });
    await within(once(socket, "open"), "the meeting's socket");
    const raw = new RawMeeting(socket);
    const snapshot = raw.#next((message) => message.type === "snapshot");
    socket.send(JSON.stringify({ type: "hello", version: 1, secret }));
    await within(snapshot, "the snapshot");
    return raw;
  }

  /** What the server answers: nothing when it was done. */
  async command(command: Command): Promise<ErrorMessage | undefined> {
    const command_id = randomUUID();
    const answer = this.#next((message) => (message.type === "done" || message.type === "error") && message.command_id === command_id);
    this.#socket.send(JSON.stringify({ type: "command", command_id, command }));
    const message = await within(answer, `the answer to ${command.type}`);
    return message.type === "error" ? message : undefined;
  }

  /** Rejects with the code of a refusal. */
  async ticket(board: string): Promise<string> {
    const answer = this.#next((message) => (message.type === "ticket" && message.board === board) || (message.type === "error" && message.command_id == null));
    this.#socket.send(JSON.stringify({ type: "ticket", board }));
    const message = await within(answer, "the ticket");
    if (message.type !== "ticket") throw new Error(message.type === "error" ? message.code : message.type);
    return message.ticket;
  }

  close(): void {
    this.#socket.close();
  }

  #next(wants: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    return new Promise((got) => this.#waiting.push({ wants, got }));
  }
}

interface Access {
  t: "access";
  write: boolean;
  reason?: string;
}

const SYNC = 0;
const STEP_1 = 0;
const OWN = 120;

/** A board's socket, spoken by hand. */
export class RawBoard {
  readonly #socket: WebSocket;
  readonly doc = new Y.Doc();
  /** What the server said of our own updates: how many are saved. */
  saved = 0;
  access: Access | undefined;
  #told: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      this.#read(new Uint8Array(data));
      for (const told of this.#told.splice(0)) told();
    });
  }

  static async open(server: string, board: string, ticket: string): Promise<RawBoard> {
    const socket = new WebSocket(socketUrl(server, `/api/boards/${board}?ticket=${ticket}`), { origin: server });
    const raw = new RawBoard(socket);
    await within(once(socket, "open"), "the board's socket");
    const hello = createEncoder();
    writeVarUint(hello, SYNC);
    writeVarUint(hello, STEP_1);
    writeVarUint8Array(hello, Y.encodeStateVector(raw.doc));
    socket.send(toUint8Array(hello));
    await raw.until(() => raw.access !== undefined, "the board's access");
    return raw;
  }

  /** A note, sent whether or not one may. */
  note(text: string, author: string): void {
    const before = Y.encodeStateVector(this.doc);
    const note = new Y.Map<unknown>();
    note.set("text", new Y.Text(text));
    note.set("x", 8);
    note.set("y", 8);
    note.set("section", "heard");
    note.set("color", "green");
    note.set("author", author);
    this.doc.getMap("notes").set(randomUUID(), note);
    const message = createEncoder();
    writeVarUint(message, SYNC);
    writeVarUint(message, 2);
    writeVarUint8Array(message, Y.encodeStateAsUpdate(this.doc, before));
    this.#socket.send(toUint8Array(message));
  }

  /** Everything that was sent before has been worked off when this comes back: the server answers a step 1 in its turn. */
  async roundTrip(): Promise<void> {
    let answered = false;
    const hear = (data: Buffer) => {
      const decoder = createDecoder(new Uint8Array(data));
      answered ||= readVarUint(decoder) === SYNC && readVarUint(decoder) === 1;
    };
    this.#socket.on("message", hear);
    const ask = createEncoder();
    writeVarUint(ask, SYNC);
    writeVarUint(ask, STEP_1);
    writeVarUint8Array(ask, Y.encodeStateVector(this.doc));
    this.#socket.send(toUint8Array(ask));
    await this.until(() => answered, "the board's answer");
    this.#socket.off("message", hear);
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    const closed = once(this.#socket, "close").then(([code]) => Promise.reject(new Error(`the board's socket closed with ${code}`)));
    closed.catch(() => undefined);
    const wait = async () => {
      while (!holds()) await new Promise<void>((told) => this.#told.push(told));
    };
    await within(Promise.race([wait(), closed]), what);
  }

  close(): void {
    this.#socket.close();
  }

  #read(data: Uint8Array): void {
    const decoder = createDecoder(data);
    const kind = readVarUint(decoder);
    if (kind === OWN) {
      const told = JSON.parse(readVarString(decoder)) as Access | { t: "saved"; n: number } | { t: "refused" };
      if (told.t === "access") this.access = told;
      if (told.t === "saved") this.saved = told.n;
      return;
    }
    if (kind === SYNC && readVarUint(decoder) !== STEP_1) Y.applyUpdate(this.doc, readVarUint8Array(decoder));
  }
}
