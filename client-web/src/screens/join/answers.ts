/** What somebody said about themselves at their last door, so that nobody types it twice (WCAG 3.3.7). Kept on this device. */
export interface Answers {
  name: string;
  organization: string;
  subject: string;
  position: string;
  pronouns: string;
}

const KEPT_AS = "convene.answers";

export function lastAnswers(): Answers {
  const none = { name: "", organization: "", subject: "", position: "", pronouns: "" };
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Answers>) };
  } catch {
    return none;
  }
}

export function rememberAnswers(answers: Answers): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(answers));
  } catch {
    // Then the next door asks again.
  }
}
