/**
 * The boards' socket as docs/wire.md has it, in memory and for tests only: y-sync and awareness by y-protocols, our own words
 * beside them, and handles to make it say no. The real server is in server/src/boards.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { WebSocket, WebSocketServer } from "ws";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import { readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";
import type { RefusedCode, ServerReason, ServerSays } from "../../src/board/saving.ts";

const SYNC = 0;
const AWARENESS = 1;
const OWN = 120;

interface Guest {
  socket: WebSocket;
  ticket: string;
  received: number;
  clients: Set<number>;
}

export class TestBoards {
  readonly http: Server;
  /** Tickets that were shown, in order. */
  readonly tickets: string[] = [];
  readonly docs = new Map<string, Y.Doc>();
  /** Tickets that are answered with 4501. */
  expired = new Set<string>();
  /** Tickets of people who may not write now. */
  readOnly = new Map<string, ServerReason>();
  /** While set, nothing is saved. */
  refusing: RefusedCode | undefined;
  /** While set, updates wait. */
  holding = false;
  #held: (() => void)[] = [];
  #guests = new Map<string, Set<Guest>>();
  #awareness = new Map<string, Awareness>();

  constructor() {
    this.http = createServer();
    const sockets = new WebSocketServer({ server: this.http });
    sockets.on("connection", (socket, request) => {
      const url = new URL(request.url ?? "/", "http://x");
      this.#join(socket, url.pathname.split("/").at(-1) ?? "", url.searchParams.get("ticket") ?? "");
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((done) => this.http.listen(port, "127.0.0.1", done));
    return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}/api/boards`;
  }

  stop(): void {
    this.dropAll(1012);
    this.http.closeAllConnections();
    this.http.close();
  }

  dropAll(code: number): void {
    for (const guests of this.#guests.values()) for (const guest of guests) guest.socket.close(code);
  }

  /** Lets somebody write or not, as a step that changes does. */
  allow(board: string, ticket: string, reason: ServerReason | undefined): void {
    if (reason === undefined) this.readOnly.delete(ticket);
    else this.readOnly.set(ticket, reason);
    for (const guest of this.#guests.get(board) ?? []) if (guest.ticket === ticket) this.#sayAccess(board, guest);
  }

  release(): void {
    this.holding = false;
    for (const run of this.#held.splice(0)) run();
  }

  doc(board: string): Y.Doc {
    const doc = this.docs.get(board) ?? new Y.Doc();
    this.docs.set(board, doc);
    return doc;
  }

  #join(socket: WebSocket, board: string, ticket: string): void {
    this.tickets.push(ticket);
    if (this.expired.has(ticket)) {
      socket.close(4501, "ticket_expired");
      return;
    }
    const guest: Guest = { socket, ticket, received: 0, clients: new Set() };
    const guests = this.#guests.get(board) ?? new Set();
    this.#guests.set(board, guests.add(guest));
    const awareness = this.#awareness.get(board) ?? new Awareness(new Y.Doc());
    awareness.setLocalState(null);
    this.#awareness.set(board, awareness);
    socket.on("message", (data: Buffer) => this.#heard(board, guest, new Uint8Array(data)));
    socket.on("close", () => {
      guests.delete(guest);
      removeAwarenessStates(awareness, [...guest.clients], "closed");
      this.#sendAwareness(board, [...guest.clients]);
    });
    this.#sayAccess(board, guest);
    this.#sendAwareness(board, [...awareness.getStates().keys()]);
  }

  #sayAccess(board: string, guest: Guest): void {
    const reason = this.readOnly.get(guest.ticket);
    this.#say(guest, reason === undefined ? { t: "access", write: true } : { t: "access", write: false, reason });
    if (reason === undefined) this.#ask(board, guest);
  }

  #ask(board: string, guest: Guest): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    writeSyncStep1(encoder, this.doc(board));
    guest.socket.send(encoding.toUint8Array(encoder));
  }

  #say(guest: Guest, says: ServerSays): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, OWN);
    encoding.writeVarString(encoder, JSON.stringify(says));
    guest.socket.send(encoding.toUint8Array(encoder));
  }

  #heard(board: string, guest: Guest, frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    const type = decoding.readVarUint(decoder);
    if (type === AWARENESS) {
      const update = decoding.readVarUint8Array(decoder);
      const awareness = this.#awareness.get(board);
      if (!awareness) return;
      const changed: number[] = [];
      const note = ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) =>
        changed.push(...added, ...updated, ...removed);
      awareness.on("update", note);
      applyAwarenessUpdate(awareness, update, guest);
      awareness.off("update", note);
      for (const client of changed) guest.clients.add(client);
      this.#sendAwareness(board, changed);
      return;
    }
    if (type !== SYNC) return;
    const isUpdate = decoding.peekVarUint(decoder) !== 0;
    if (!isUpdate) {
      this.#sync(board, guest, decoder);
      return;
    }
    guest.received += 1;
    const n = guest.received;
    const take = () => {
      if (this.readOnly.has(guest.ticket)) return;
      if (this.refusing !== undefined) {
        this.#say(guest, { t: "refused", code: this.refusing, retry_after_ms: 50 });
        return;
      }
      this.#sync(board, guest, decoder);
      this.#say(guest, { t: "saved", n });
    };
    if (this.holding) this.#held.push(take);
    else take();
  }

  #sync(board: string, guest: Guest, decoder: decoding.Decoder): void {
    const doc = this.doc(board);
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    const forward = (update: Uint8Array) => {
      const frame = encoding.createEncoder();
      encoding.writeVarUint(frame, SYNC);
      writeUpdate(frame, update);
      for (const other of this.#guests.get(board) ?? []) if (other !== guest) other.socket.send(encoding.toUint8Array(frame));
    };
    doc.on("update", forward);
    readSyncMessage(decoder, encoder, doc, guest);
    doc.off("update", forward);
    if (encoding.length(encoder) > 1) guest.socket.send(encoding.toUint8Array(encoder));
  }

  /** Asks everybody again for what was refused. */
  askAgain(board: string): void {
    for (const guest of this.#guests.get(board) ?? []) this.#ask(board, guest);
  }

  #sendAwareness(board: string, clients: number[]): void {
    const awareness = this.#awareness.get(board);
    if (!awareness || clients.length === 0) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, AWARENESS);
    encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, clients));
    for (const guest of this.#guests.get(board) ?? []) guest.socket.send(encoding.toUint8Array(encoder));
  }
}
