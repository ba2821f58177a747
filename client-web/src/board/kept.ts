/** What this device keeps of a person's way with boards. */
const SHORTCUT = "convene.board.shortcut";

/** Whether the letter N makes a note. */
export function shortcutKept(): boolean {
  try {
    return localStorage.getItem(SHORTCUT) !== "off";
  } catch {
    return true;
  }
}

export function keepShortcut(on: boolean): void {
  try {
    localStorage.setItem(SHORTCUT, on ? "on" : "off");
  } catch {
    // Storage may be closed to us; the choice then lasts as long as the page.
  }
}
