// Node runs the TypeScript beside this through vite, as the tests' runners do.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const BUILT = fileURLToPath(new URL("../../target/release/convene", import.meta.url));
process.env["CONVENE_BIN"] ??= BUILT;
if (!existsSync(process.env["CONVENE_BIN"])) {
  console.error("Build it first: `make client`, then `cargo build --release --workspace --bin convene`; or name one in CONVENE_BIN.");
  process.exit(1);
}
const [part = "main", ...rest] = process.argv.slice(2);
const file = part === "crowd" ? "crowd" : "main";
const { module } = await runnerImport(fileURLToPath(new URL(`${file}.ts`, import.meta.url)), { configFile: false, logLevel: "error" });
await module.run(part === "main" ? rest : process.argv.slice(2));
