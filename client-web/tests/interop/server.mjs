/** A real `convene` with a database of its own, and people who come in as pages do. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { freePort } from "../free-port.mjs";

const BINARY = process.env.CONVENE_BINARY ?? fileURLToPath(new URL("../../../target/debug/convene", import.meta.url));

export class Server {
  /** `database`: settings of another one than a file of its own. */
  static async start(database) {
    const server = new Server();
    server.database = database;
    server.folder = await mkdtemp(join(tmpdir(), "convene-interop-"));
    server.port = await freePort();
    await server.run();
    return server;
  }

  /** Starts the process, the first time or after `kill`, on the same address and database. */
  async run() {
    const database = this.database ?? ["--database-url", `sqlite:${join(this.folder, "convene.sqlite")}`];
    const settings = ["--listen", `127.0.0.1:${this.port}`, ...database];
    this.process = spawn(BINARY, settings, { stdio: ["ignore", "pipe", "ignore"], env: { PATH: process.env.PATH } });
    const exited = new Promise((_, reject) => this.process.once("exit", (code) => reject(new Error(`convene exited with ${code}`))));
    exited.catch(() => {});
    const said = new Promise((resolve) => this.process.stdout.once("data", resolve));
    await Promise.race([said, exited]);
  }

  /** As a power cut would. */
  async kill() {
    const exited = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await exited;
  }

  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    await rm(this.folder, { recursive: true });
  }

  get boardsUrl() {
    return `ws://127.0.0.1:${this.port}/api/boards`;
  }

  async post(path, body, headers = {}) {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: `http://127.0.0.1:${this.port}`, ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** A meeting; answers the secrets of its links. */
  async meeting() {
    const made = await this.post("/api/meetings", { title: "Interop" });
    return { id: made.id, facilitators: secretOf(made.facilitator_url), everyone: secretOf(made.join_url) };
  }

  async join(meeting, link, name) {
    const secret = randomBytes(24).toString("base64url");
    await this.post(`/api/meetings/${meeting.id}/people`, { secret, name }, { authorization: `Bearer ${link}` });
    return new Person(this, meeting.id, secret);
  }
}

/** Somebody in a meeting, who can ask for tickets. */
export class Person {
  constructor(server, meeting, secret) {
    Object.assign(this, { server, meeting, secret, waiting: [] });
  }

  async connect() {
    const socket = new WebSocket(`ws://127.0.0.1:${this.server.port}/api/meetings/${this.meeting}/socket`);
    this.socket = socket;
    socket.on("message", (text) => this.#heard(JSON.parse(text)));
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    socket.on("error", () => {});
    const snapshot = this.next((message) => message.type === "snapshot");
    socket.send(JSON.stringify({ type: "hello", version: 1, secret: this.secret }));
    this.view = (await snapshot).view;
    return this;
  }

  /** The same person at another instance. */
  at(server) {
    return new Person(server, this.meeting, this.secret);
  }

  next(matches) {
    return new Promise((resolve) => this.waiting.push({ matches, resolve }));
  }

  /** The board of the room that one is in. */
  get board() {
    const [detail] = Object.values(this.view.details);
    return detail.board;
  }

  async ticket(board) {
    const answer = this.next((message) => message.type === "ticket" && message.board === board);
    this.socket.send(JSON.stringify({ type: "ticket", board }));
    return (await answer).ticket;
  }

  shut() {
    this.socket.close();
  }

  #heard(message) {
    const index = this.waiting.findIndex((one) => one.matches(message));
    if (index >= 0) this.waiting.splice(index, 1)[0].resolve(message);
  }
}

/** Links end in `#f.SECRET` or `#j.SECRET`. */
function secretOf(url) {
  return new URL(url).hash.slice(3);
}
