/** The pictures in docs/images. They are only taken when asked for (`make images`), so that a test leaves the tree as it was. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

const FOLDER = fileURLToPath(new URL("../../../../docs/images/", import.meta.url));
export const TAKING = process.env["UPDATE_IMAGES"] === "1";

export async function picture(page: Page, name: string): Promise<void> {
  if (!TAKING) return;
  mkdirSync(FOLDER, { recursive: true });
  // Neither what was pressed last, nor a pointer that hovers, nor a word about what was just done belongs into a picture.
  const messages = page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Close" });
  while ((await messages.count()) > 0) await messages.first().click();
  await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined));
  await page.mouse.move(0, 0);
  // `css` keeps a phone's picture small.
  await page.screenshot({ path: `${FOLDER}${name}.png`, caret: "hide", animations: "disabled", scale: "css" });
}
