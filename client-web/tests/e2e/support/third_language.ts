/** Convene as somebody builds it who has put one more file into `src/text`, and nothing else: in a copy of that folder, for a browser and a server. */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview, type PreviewServer } from "vite";

const CLIENT = fileURLToPath(new URL("../../../", import.meta.url));
/** What the build reads of the client's folder. */
const PARTS = ["index.html", "package.json", "tsconfig.json", "vite.config.ts", "public", "src"];

export class BuiltClient {
  readonly #folder: string;
  #server: PreviewServer | undefined;

  /** `src/text` with that file, for the server. */
  get text(): string {
    return join(this.#folder, "client-web/src/text");
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** `words`: what stands in `src/text/<tag>.json`. */
  static async with(tag: string, words: object): Promise<BuiltClient> {
    const folder = await mkdtemp(join(tmpdir(), "convene-language-"));
    const root = join(folder, "client-web");
    await mkdir(root);
    for (const part of PARTS) await cp(join(CLIENT, part), join(root, part), { recursive: true });
    await symlink(join(CLIENT, "node_modules"), join(root, "node_modules"));
    // The guides are beside the client's folder.
    await symlink(join(CLIENT, "../docs"), join(folder, "docs"));
    await writeFile(join(root, "src/text", `${tag}.json`), JSON.stringify(words));
    await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "error", build: { outDir: join(folder, "dist"), emptyOutDir: true } });
    return new BuiltClient(folder);
  }

  /** Serves this build, with the API of that server behind it and its rules for pages; says where. */
  async at(server: string): Promise<string> {
    const rules = (await fetch(server)).headers.get("content-security-policy") ?? "";
    this.#server = await preview({
      root: this.#folder,
      configFile: false,
      logLevel: "error",
      build: { outDir: "dist" },
      preview: {
        host: "127.0.0.1",
        port: 0,
        headers: { "content-security-policy": rules },
        // The server takes requests of its own pages only.
        proxy: { "/api": { target: server, ws: true, changeOrigin: true, headers: { origin: server } } },
      },
    });
    const address = this.#server.httpServer.address();
    if (address === null || typeof address === "string") throw new Error("the build is served nowhere");
    return `http://127.0.0.1:${address.port}`;
  }

  async remove(): Promise<void> {
    await this.#server?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
