/** Several instances of the real `convene` on one PostgreSQL and one Redis of their own, behind a balancer that sends anybody anywhere. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, connect, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../free-port.mjs";
import { built, endProcess, spawnConvene } from "./convene.ts";
import { closeEverybody } from "./people.ts";

interface Instance {
  port: number;
  child: ChildProcess | undefined;
  /** Lines through it that are open now. */
  lines: number;
}

export class Instances {
  /** Where browsers reach the balancer. */
  readonly url: string;
  readonly #folder: string;
  readonly #balancer: Server;
  readonly #servers: ChildProcess;
  readonly #flags: readonly string[];
  readonly #instances: Instance[] = [];
  #preferred = 0;

  private constructor(folder: string, balancer: Server, servers: ChildProcess, at: { postgres: string; redis: string }) {
    this.#folder = folder;
    this.#balancer = balancer;
    this.#servers = servers;
    this.url = `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
    this.#flags = ["--database-url", at.postgres, "--redis-url", at.redis, "--public-url", this.url];
    balancer.on("connection", (socket) => this.#pass(socket, this.#preferred, this.#instances.length));
  }

  static async start(count: number): Promise<Instances> {
    const servers = spawn(built("examples/servers"), { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = (await once(createInterface({ input: servers.stdout }), "line")) as [string];
    const balancer = createServer();
    await once(balancer.listen(0, "127.0.0.1"), "listening");
    const folder = await mkdtemp(join(tmpdir(), "convene-e2e-"));
    const instances = new Instances(folder, balancer, servers, JSON.parse(line) as { postgres: string; redis: string });
    for (let number = 0; number < count; number += 1) {
      instances.#instances.push({ port: await freePort(), child: undefined, lines: 0 });
      await instances.startAgain(number);
    }
    return instances;
  }

  /** Whoever comes from now on is sent to this one, while it is there. */
  prefer(number: number): void {
    this.#preferred = number;
  }

  /** How many lines lead to it now. */
  lines(number: number): number {
    return this.#instances[number]?.lines ?? 0;
  }

  /** As a power cut would. */
  async kill(number: number): Promise<void> {
    await this.#end(number, "SIGKILL");
  }

  /** As a deploy does: it sends its people on, and is gone when the last one has left. */
  async drain(number: number): Promise<void> {
    await this.#end(number, "SIGTERM");
  }

  async startAgain(number: number): Promise<void> {
    const instance = this.#instances[number];
    if (!instance) throw new Error(`no instance ${number}`);
    instance.child = (await spawnConvene(this.#folder, ["--listen", `127.0.0.1:${instance.port}`, ...this.#flags])).child;
  }

  async stop(): Promise<void> {
    await closeEverybody();
    await Promise.all(this.#instances.map((_, number) => this.#end(number, "SIGKILL")));
    this.#balancer.close();
    const ended = once(this.#servers, "exit");
    this.#servers.stdin?.end();
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(number: number, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const instance = this.#instances[number];
    const child = instance?.child;
    if (instance) instance.child = undefined;
    await endProcess(child, signal);
  }

  /** To this instance, or to the next one that takes the line; one that is going takes no new ones. */
  #pass(socket: Socket, number: number, tries: number): void {
    socket.on("error", () => socket.destroy());
    const instance = this.#instances[number % this.#instances.length];
    if (!instance || tries === 0) {
      socket.destroy();
      return;
    }
    if (!instance.child) {
      this.#pass(socket, number + 1, tries - 1);
      return;
    }
    const through = connect(instance.port, "127.0.0.1");
    through.once("connect", () => {
      instance.lines += 1;
      socket.pipe(through);
      through.pipe(socket);
      socket.once("close", () => through.destroy());
      through.once("close", () => {
        instance.lines -= 1;
        socket.destroy();
      });
    });
    through.on("error", () => {
      if (through.connecting || through.bytesWritten === 0) this.#pass(socket, number + 1, tries - 1);
      else socket.destroy();
    });
  }
}
