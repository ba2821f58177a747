import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { WebSocket } from "ws";
import { Connection, type Outcome, type World } from "../../../src/connection/socket.ts";
import { parseLink } from "../../../src/connection/identity.ts";
import type { Command, PersonView, RoomView, View } from "../../../src/generated/protocol.ts";

const world: World = {
  open: (url) => {
    const socket = new WebSocket(url);
    // A browser's socket that fails only closes; this one would throw.
    socket.on("error", () => {});
    return socket as unknown as globalThis.WebSocket;
  },
  now: () => Date.now(),
  random: () => Math.random(),
  later: (run, ms) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer),
};

/** Somebody without a page: the client's own connection over a real socket. Sets the scene, and tries what pages never do. */
export class OnTheWire {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async join(link: string, name: string, about: { organization?: string; language?: string } = {}): Promise<OnTheWire> {
    const found = parseLink(link);
    if (!found?.link.secret) throw new Error(`no link: ${link}`);
    const secret = randomBytes(24).toString("base64url");
    const { origin } = new URL(link);
    const response = await fetch(`${origin}/api/meetings/${found.meeting}/people`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${found.link.secret}` },
      body: JSON.stringify({ secret, name, organization: `${name}’s county office`, language: "en", ...about }),
    });
    expect(response.status).toBe(201);
    const connection = new Connection(found.meeting, secret, origin, world);
    connection.start();
    const someone = new OnTheWire(connection);
    await expect.poll(() => connection.current().view !== undefined).toBe(true);
    await someone.does({ type: "arrive", room: someone.me.room }).catch(() => undefined);
    return someone;
  }

  get view(): View {
    const { view } = this.#connection.current();
    if (!view) throw new Error("no view yet");
    return view;
  }

  get me(): PersonView {
    return this.person((person) => person.id === this.view.me.person);
  }

  person(which: (person: PersonView) => boolean): PersonView {
    const found = Object.values(this.view.people).find(which);
    if (!found) throw new Error("nobody like that is here");
    return found;
  }

  named(name: string): PersonView {
    return this.person((person) => person.name === name);
  }

  room(number: number): RoomView {
    const found = Object.values(this.view.rooms).find((room) => room.number === number);
    if (!found) throw new Error(`no room ${number}`);
    return found;
  }

  try(command: Command): Promise<Outcome> {
    return this.#connection.send(command);
  }

  /** Does it, or the test fails. */
  async does(command: Command): Promise<void> {
    const outcome = await this.try(command);
    if (!outcome.ok) throw new Error(`${command.type}: ${outcome.code} ${outcome.reason ?? ""}`);
  }

  leave(): void {
    this.#connection.stop();
  }
}
