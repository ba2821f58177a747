/** Notifications of the browser, for whoever asked for them. */

export function canNotify(): boolean {
  return typeof Notification !== "undefined";
}

export function mayNotify(): boolean {
  return canNotify() && Notification.permission === "granted";
}

/** Asks the person; only in answer to their press. False where they or the browser refuse. */
export async function askToNotify(): Promise<boolean> {
  try {
    if ((await Notification.requestPermission()) !== "granted") return false;
    // Some phones grant it and still show nothing from a page.
    new Notification("", { silent: true }).close();
    return true;
  } catch {
    return false;
  }
}

/** `tag`: a later one of the same replaces it. The sound is the chime's matter. */
export function notify(title: string, body: string, tag: string): void {
  if (!mayNotify()) return;
  try {
    const shown = new Notification(title, { body, tag, silent: true });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
  } catch {
    // The tab's title says it too.
  }
}
