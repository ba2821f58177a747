import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** `axe` finds nothing on the page once it is whole: WCAG 2.2 A and AA and the best practices. */
export async function expectAccessible(page: Page, what: string, { names = true } = {}): Promise<void> {
  await expect(page.getByRole("main", { includeHidden: true }).first()).toBeAttached();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  // In the middle of a change of colours there are colours that nobody chose. What turns for ever is not waited for.
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(passing.map((animation) => animation.finished));
  });
  // An experimental rule that we keep: a control's name has in it what stands on the control (WCAG 2.5.3). In the pseudo-language it
  // cannot be told: each of its texts has marks of its own.
  const { violations } = await new AxeBuilder({ page }).options({ rules: { "label-content-name-mismatch": { enabled: names } } }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  const found = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(found, what).toEqual([]);
}

/** The same in the dark, and light again. */
export async function expectAccessibleInDark(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page, `${what}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
}
