/** The real `convene`, as `make e2e` builds it: a process of its own on a free port of this machine, with its own database. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const BINARY = process.env["CONVENE_BIN"] ?? resolve(import.meta.dirname, "../../../../target/debug/convene");
/** Generous: a debug build on two busy cores. */
const START_MS = 30_000;

export const OPERATOR_TOKEN = "an-operator-token-of-this-test";

export class Convene {
  /** Where browsers reach it; the same after a restart. */
  readonly url: string;
  readonly #folder: string;
  #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, folder: string) {
    this.#child = child;
    this.url = url;
    this.#folder = folder;
  }

  static async start(): Promise<Convene> {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is not built: run 'cargo build -p server --bin convene'`);
    const folder = mkdtempSync(join(tmpdir(), "convene-e2e-"));
    const { child, url } = await launch("127.0.0.1:0", folder);
    return new Convene(child, url, folder);
  }

  get database(): string {
    return join(this.#folder, "convene.sqlite");
  }

  /** SIGKILL: the process has no moment to tidy up. Comes back when it is gone. */
  async kill(): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }

  /** Starts it again on the same port and file. */
  async startAgain(): Promise<void> {
    const { child } = await launch(new URL(this.url).host, this.#folder);
    this.#child = child;
  }

  /** Ends the process and removes its folder. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function launch(listen: string, folder: string): Promise<{ child: ChildProcess; url: string }> {
  const flags = ["--listen", listen, "--database-url", `sqlite:${join(folder, "convene.sqlite")}`, "--log-level", process.env["E2E_LOG"] ?? "warn", "--log-format", "text"];
  // Nothing of the caller's own settings, and the token not in the list of processes.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CONVENE_")));
  const child = spawn(BINARY, flags, { cwd: folder, env: { ...own, CONVENE_OPERATOR_TOKEN: OPERATOR_TOKEN }, stdio: ["ignore", "pipe", "inherit"] });
  try {
    return { child, url: await printedAddress(child) };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/** The line that says where it is; then it listens. */
function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error("convene did not say where it is")), START_MS);
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`convene stopped with ${code}`)));
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.on("line", (line) => {
      const address = /^Convene is at (http:\S+)$/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      found(address);
    });
  });
}
