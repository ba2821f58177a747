/** A participant who uses no pointer: from the door to a hand, a message and a note in the list. */
import { expect, type Page, test } from "@playwright/test";
import { Convene } from "./support/convene.ts";
import { createMeeting, join } from "./support/people.ts";
import { Person } from "./support/person.ts";

let convene: Convene;
test.beforeAll(async () => {
  convene = await Convene.start();
});
test.afterAll(async () => {
  await convene.stop();
});

/** Presses the tab key until the focus is on what has this role and name, as somebody does who knows where they want to go. */
async function tabTo(page: Page, role: "textbox" | "button" | "tab" | "group", name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name }).first();
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      // Where the keyboard is can be seen.
      const seen = await wanted.evaluate((element) => {
        const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element);
        return { outlineStyle, boxShadow, borderColor };
      });
      expect(seen.outlineStyle !== "none" || seen.boxShadow !== "none", `the focus on ${name} shows: ${JSON.stringify(seen)}`).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tab key does not reach the ${role} ${name}`);
}

test("joining, a hand, a message and a note, by keyboard alone", async ({ browser }) => {
  const created = await createMeeting(convene.url, "By keyboard");
  const nadia = await join(browser, created.facilitator_url, "Nadia");
  const tom = await Person.arrive(browser, "Tom Keller");
  const { page } = tom;
  const { keyboard } = page;

  await page.goto(created.join_url);
  await tabTo(page, "textbox", "Your name");
  await keyboard.type("Tom Keller");
  await keyboard.press("Enter");
  await tom.inRoom("Main room");

  await tabTo(page, "button", /^Raise hand/);
  await keyboard.press("Space");
  await expect(nadia.page.getByText("hand up, 1")).toBeAttached();
  await expect(tom.button(/^Lower hand/)).toBeFocused();
  await keyboard.press("Space");
  await expect(tom.button(/^Raise hand/)).toBeFocused();

  await tabTo(page, "textbox", "Write to this room");
  await keyboard.type("Good morning from the keyboard");
  await keyboard.press("Enter");
  await tom.hears("Good morning from the keyboard");

  await tabTo(page, "button", "List view");
  await keyboard.press("Enter");
  await tabTo(page, "button", "Add note");
  await keyboard.press("Enter");
  await expect(tom.noteText).toBeFocused();
  await keyboard.type("A note without a mouse");
  await keyboard.press("Escape");
  await expect(tom.note("A note without a mouse")).toBeFocused();
  // With the keys of the board: write on, and take it back.
  await keyboard.press("Enter");
  await keyboard.type(", and more");
  await keyboard.press("Escape");
  await expect(tom.note("A note without a mouse, and more")).toBeFocused();
  await keyboard.press("Control+z");
  await expect(tom.note(/A note without a mouse$/)).toBeVisible();
  await expect(nadia.page.getByText("A note without a mouse", { exact: true })).toBeVisible();
  await keyboard.press("Delete");
  await expect(nadia.page.getByText("A note without a mouse", { exact: true })).toHaveCount(0);
  expect(tom.faults).toEqual([]);
});
