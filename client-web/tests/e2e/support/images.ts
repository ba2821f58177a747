/** The pictures in docs/images. They are only taken when asked for (`make images`), so that a test leaves the tree as it was. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

const FOLDER = fileURLToPath(new URL("../../../../docs/images/", import.meta.url));
export const TAKING = process.env["UPDATE_IMAGES"] === "1";

export async function picture(page: Page, name: string): Promise<void> {
  if (!TAKING) return;
  mkdirSync(FOLDER, { recursive: true });
  // Neither a caret nor a pointer that hovers belongs into a picture; `css` keeps a phone's picture small.
  await page.screenshot({ path: `${FOLDER}${name}.png`, caret: "hide", animations: "disabled", scale: "css" });
}
