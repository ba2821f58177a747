export type Theme = "system" | "light" | "dark";

const KEPT_AS = "convene.theme";

/** Applies the theme chosen on this device; `system` leaves it to the browser. */
export function startTheme(): void {
  apply(currentTheme());
}

export function currentTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

export function changeTheme(theme: Theme): void {
  apply(theme);
  try {
    localStorage.setItem(KEPT_AS, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
