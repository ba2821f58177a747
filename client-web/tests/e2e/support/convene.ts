/** The real `convene`, as `make e2e` builds it: a process of its own on a free port of this machine, with its own database. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { closeEverybody } from "./people.ts";

export const OPERATOR_TOKEN = "operator-token-of-the-tests";

const BUILT = new URL("../../../../target/debug/", import.meta.url);
const program = process.env["CONVENE_BIN"] ?? fileURLToPath(new URL("convene", BUILT));
/** Where cargo put what it built. */
export const built = (name: string): string => fileURLToPath(new URL(name, BUILT));
/** Generous: a debug build on two busy cores. */
const START_MS = 30_000;

/** A server of a test: started on a free port, killed and started again as the test likes. */
export class Convene {
  /** Where browsers reach it; the same after a restart. */
  url = "";
  readonly folder: string;
  /** Beside those that every test has. */
  readonly #flags: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(folder: string, flags: readonly string[]) {
    this.folder = folder;
    this.#flags = flags;
  }

  static async start(flags: readonly string[] = []): Promise<Convene> {
    const convene = new Convene(await mkdtemp(join(tmpdir(), "convene-e2e-")), flags);
    await convene.start("127.0.0.1:0");
    return convene;
  }

  get database(): string {
    return join(this.folder, "convene.sqlite");
  }

  /** Kills it as a power cut would; comes back when it is gone. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Starts it again on the port and the file that it had; comes back when it listens. */
  async restart(): Promise<void> {
    await this.start(new URL(this.url).host);
  }

  /** The end of a file's tests: nobody has anything to look at any more. */
  async stop(): Promise<void> {
    await closeEverybody();
    // Nothing is left to save, and the way out for people takes some seconds.
    await this.#end("SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }

  private async start(listen: string): Promise<void> {
    const flags = ["--listen", listen, "--database-url", `sqlite:${this.database}`, ...this.#flags];
    const { child, url } = await spawnConvene(this.folder, flags);
    this.#process = child;
    this.url = url;
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    await endProcess(child, signal);
  }
}

/** Starts it; comes back when it has said where browsers reach it. */
export async function spawnConvene(folder: string, flags: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  // None of the caller's own settings; and the token is not in the list of processes.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CONVENE_")));
  const level = process.env["E2E_LOG"] ?? "warn";
  const child = spawn(program, ["--log-format", "text", ...flags], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...env, CONVENE_OPERATOR_TOKEN: OPERATOR_TOKEN, CONVENE_LOG_LEVEL: level },
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("convene did not say where it is")), START_MS);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`convene ended with ${code} before it said its address`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /^Convene is at (http:\S+)$/.exec(line)?.[1];
      if (address === undefined) {
        if (process.env["E2E_LOG"] !== undefined) process.stderr.write(`${line}\n`);
        return;
      }
      clearTimeout(timer);
      resolve(address);
    });
  });
  return { child, url };
}

/** Comes back when it is gone. */
export async function endProcess(child: ChildProcess | undefined, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
