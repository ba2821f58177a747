import { beforeEach, describe, expect, test } from "vitest";
import { WIRE_VERSION, type ClientMessage, type ServerMessage, type View } from "../generated/protocol.ts";
import { Connection, type Outcome, type World } from "./socket.ts";

const view = { meeting: { title: "Spring" }, people: {}, announcements: [] } as unknown as View;

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  readyState = 0;
  sent: ClientMessage[] = [];
  closedWith: number | undefined;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(code: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  says(message: ServerMessage): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }

  closes(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }

  commands() {
    return this.sent.filter((message) => message.type === "command");
  }
}

/** A world in which time stands until the test moves it. */
class FakeWorld implements World {
  time = 1_000_000;
  sockets: FakeSocket[] = [];
  #timers: { at: number; run: () => void; id: number }[] = [];
  #nextId = 1;

  open = () => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  };
  now = () => this.time;
  random = () => 1;
  later = (run: () => void, ms: number) => {
    this.#timers.push({ at: this.time + ms, run, id: this.#nextId });
    return this.#nextId++ as unknown as ReturnType<typeof setTimeout>;
  };
  cancel = (timer: ReturnType<typeof setTimeout>) => {
    this.#timers = this.#timers.filter(({ id }) => id !== (timer as unknown as number));
  };

  passes(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.time = next.at;
      next.run();
    }
    this.time = until;
  }

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }
}

describe("a connection", () => {
  let world: FakeWorld;
  let connection: Connection;

  const welcome = (resumed = false) => {
    world.socket.opens();
    world.socket.says({ type: "welcome", version: WIRE_VERSION, meeting: "m", person: "p", now: world.time + 5000, resumed });
  };
  const snapshot = (seq: number) => world.socket.says({ type: "snapshot", seq, hash: `hash ${seq}`, now: world.time, view });

  beforeEach(() => {
    world = new FakeWorld();
    connection = new Connection("m", "secret", "http://convene.test", world);
    connection.start();
  });

  test("says hello first, then shows the snapshot, and knows the server's time", () => {
    welcome();
    snapshot(7);
    expect(world.socket.sent[0]).toEqual({ type: "hello", version: WIRE_VERSION, secret: "secret" });
    expect(connection.current()).toMatchObject({ phase: { kind: "live" }, person: "p", view });
    expect(connection.serverNow()).toBe(world.time + 5000);
  });

  test("a command is pending until it is answered", async () => {
    welcome();
    snapshot(1);
    const outcome = connection.send({ type: "say", text: "hello" });
    const [command] = world.socket.commands();
    expect(connection.current().pending).toBe(1);
    world.socket.says({ type: "done", command_id: command?.command_id ?? "", seq: 2 });
    await expect(outcome).resolves.toEqual({ ok: true, seq: 2 });
    expect(connection.current().pending).toBe(0);
  });

  test("a refusal is told with its reason", async () => {
    welcome();
    const outcome = connection.send({ type: "say", text: "hello" });
    world.socket.says({ type: "error", command_id: world.socket.commands()[0]?.command_id ?? "", code: "forbidden", reason: "not_your_floor", message: "" });
    await expect(outcome).resolves.toEqual({ ok: false, code: "forbidden", reason: "not_your_floor" } satisfies Outcome);
  });

  test("after a loss it resumes from what it saw and sends what was not answered again, under the same id", () => {
    welcome();
    snapshot(7);
    void connection.send({ type: "say", text: "hello" });
    const first = world.socket.commands()[0];
    world.socket.closes(1006);
    expect(connection.current().phase.kind).toBe("waiting");
    expect(connection.current().view).toEqual(view);
    world.passes(250);
    expect(world.sockets).toHaveLength(2);
    welcome(true);
    expect(world.socket.sent[0]).toMatchObject({ type: "hello", resume: { seq: 7, hash: "hash 7" } });
    expect(world.socket.commands()).toEqual([first]);
  });

  test("a command that was given while away is sent on return", () => {
    welcome();
    world.socket.closes(1001);
    void connection.send({ type: "raise_hand" });
    world.passes(250);
    welcome();
    expect(world.socket.commands()).toMatchObject([{ command: { type: "raise_hand" } }]);
  });

  test("a command that came too often is tried again when the server says", () => {
    welcome();
    void connection.send({ type: "raise_hand" });
    const id = world.socket.commands()[0]?.command_id ?? "";
    world.socket.says({ type: "error", command_id: id, code: "rate_limited", message: "", retry_after_ms: 700 });
    expect(connection.current().pending).toBe(1);
    world.passes(700);
    expect(world.socket.commands().map((command) => command.command_id)).toEqual([id, id]);
  });

  test("the waits between tries grow to two seconds and no further in the first minutes", () => {
    for (let tries = 0; tries < 30; tries += 1) {
      world.socket.closes(1006);
      world.passes(2000);
    }
    expect(world.sockets).toHaveLength(31);
  });

  test("a final close stops it, and says why", () => {
    welcome();
    world.socket.closes(4403);
    world.passes(60_000);
    expect(world.sockets).toHaveLength(1);
    expect(connection.current().phase).toEqual({ kind: "stopped", reason: "removed" });
  });

  test("a connection that answers nothing for ten seconds is given up", () => {
    welcome();
    world.passes(10_000);
    expect(connection.current().phase.kind).toBe("waiting");
    expect(world.sockets[0]?.closedWith).toBe(1000);
  });

  test("a draining server is left and come back to when it says", () => {
    welcome();
    snapshot(3);
    world.socket.says({ type: "draining", reconnect_in_ms: 900 });
    world.passes(899);
    expect(world.sockets).toHaveLength(1);
    world.passes(1);
    expect(world.sockets).toHaveLength(2);
  });

  test("a ticket that was asked for while away comes after the return", async () => {
    world.socket.opens();
    const ticket = connection.ticket("board");
    world.socket.closes(1006);
    world.passes(250);
    welcome();
    world.socket.says({ type: "ticket", board: "board", ticket: "T", expires_at: 0 });
    await expect(ticket).resolves.toBe("T");
  });

  const tickets = () => world.socket.sent.filter((message) => message.type === "ticket").length;

  test.each(["unavailable", "rate_limited"] as const)("a ticket that was refused as %s is asked for again", async (code) => {
    welcome();
    const ticket = connection.ticket("board");
    world.socket.says({ type: "error", board: "board", code, message: "", retry_after_ms: 700 });
    world.passes(699);
    expect(tickets()).toBe(1);
    world.passes(1);
    expect(tickets()).toBe(2);
    world.socket.says({ type: "ticket", board: "board", ticket: "T", expires_at: 0 });
    await expect(ticket).resolves.toBe("T");
  });

  test("a ticket that is forbidden is told so, and no other board's", async () => {
    welcome();
    const ticket = connection.ticket("board");
    const other = connection.ticket("other");
    world.socket.says({ type: "error", board: "board", code: "forbidden", message: "" });
    await expect(ticket).rejects.toThrow("forbidden");
    world.socket.says({ type: "ticket", board: "other", ticket: "T", expires_at: 0 });
    await expect(other).resolves.toBe("T");
  });

  test("a try that does not open in ten seconds is given up", () => {
    world.passes(9_999);
    expect(world.sockets).toHaveLength(1);
    world.passes(251);
    expect(world.sockets).toHaveLength(2);
    expect(world.sockets[0]?.closedWith).toBe(1000);
  });

  test("the network's return begins anew what hangs since before, and asks a live connection at once", () => {
    connection.hurry();
    expect(world.sockets).toHaveLength(1);
    world.passes(3_000);
    connection.hurry();
    expect(world.sockets).toHaveLength(2);
    expect(world.sockets[0]?.closedWith).toBe(1000);
    welcome();
    world.passes(1_000);
    world.socket.says({ type: "time", sent: world.time, now: world.time });
    connection.hurry();
    world.passes(2_999);
    connection.hurry();
    expect(connection.current().phase.kind).toBe("live");
    world.passes(1);
    expect(connection.current().phase.kind).toBe("waiting");
  });

  test("a device that says it has no network is believed at once", () => {
    welcome();
    connection.lose();
    expect(connection.current().phase.kind).toBe("waiting");
    expect(world.socket.closedWith).toBe(1000);
    connection.hurry();
    expect(world.sockets).toHaveLength(2);
  });

  test("the network's return cuts the wait short", () => {
    for (let tries = 0; tries < 5; tries += 1) {
      world.socket.closes(1006);
      world.passes(2000);
    }
    world.socket.closes(1006);
    const before = world.sockets.length;
    connection.hurry();
    expect(world.sockets).toHaveLength(before + 1);
  });

  test("when the device says that it has no network, the connection is lost at once, and commands wait", () => {
    welcome();
    const dead = world.socket;
    connection.lose();
    expect(connection.current().phase.kind).toBe("waiting");
    expect(dead.closedWith).toBe(1000);
    void connection.send({ type: "raise_hand" });
    // What still comes of the old socket is not heard.
    dead.closes(1000);
    dead.says({ type: "welcome" } as ServerMessage);
    expect(connection.current().phase.kind).toBe("waiting");
    connection.hurry();
    welcome();
    expect(world.socket.commands()).toMatchObject([{ command: { type: "raise_hand" } }]);
  });

  test("without a socket, or stopped by the page, there is nothing to lose", () => {
    welcome();
    connection.stop();
    connection.lose();
    world.passes(60_000);
    expect(world.sockets).toHaveLength(1);
  });

  test("stopped by the page it stays away", () => {
    welcome();
    connection.stop();
    world.socket.closes(1000);
    world.passes(60_000);
    expect(world.sockets).toHaveLength(1);
  });
});
