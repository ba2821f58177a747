import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const OPERATOR_TOKEN = "operator-token-of-the-tests";

const BUILT = new URL("../../../../target/debug/convene", import.meta.url);
const program = process.env["CONVENE_BINARY"] ?? fileURLToPath(BUILT);

/** A real `convene` with a database of its own: started on a free port, killed and started again as a test likes. */
export class Convene {
  url = "";
  readonly folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<Convene> {
    const convene = new Convene(await mkdtemp(join(tmpdir(), "convene-e2e-")));
    await convene.start("127.0.0.1:0");
    return convene;
  }

  get database(): string {
    return join(this.folder, "convene.sqlite");
  }

  /** Kills it as a power cut would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Starts it again on the port that it had. */
  async restart(): Promise<void> {
    await this.start(new URL(this.url).host);
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    await rm(this.folder, { recursive: true, force: true });
  }

  private async start(listen: string): Promise<void> {
    const child = spawn(program, ["--listen", listen, "--database-url", `sqlite:${this.database}`, "--operator-token", OPERATOR_TOKEN], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, CONVENE_LOG_LEVEL: process.env["CONVENE_LOG_LEVEL"] ?? "warn" },
    });
    this.#process = child;
    this.url = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`convene ended with ${code} before it said its address`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const address = /http:\/\/\S+/.exec(line)?.[0];
        if (address !== undefined && line.startsWith("Convene is at")) resolve(address);
        else if (process.env["CONVENE_E2E_LOG"] !== undefined) process.stderr.write(`${line}\n`);
      });
    });
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }
}
