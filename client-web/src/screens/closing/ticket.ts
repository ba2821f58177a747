/** What stands in the fields of an exit ticket, and what is sent of it. Pure. */
import type { QuestionView, QuestionWish, TicketAnswer, TicketView } from "../../generated/protocol.ts";

export const SCALE = [1, 2, 3, 4, 5] as const;

export const isAnswered = (draft: string) => draft.trim() !== "";

/** One for each question; none where it was left out. */
export function answersOf(questions: readonly QuestionView[], drafts: readonly string[]): (TicketAnswer | null)[] {
  return questions.map((question, at) => {
    const draft = drafts[at] ?? "";
    if (!isAnswered(draft)) return null;
    switch (question.kind) {
      case "scale":
        return { scale: Number(draft) };
      case "choice":
        return { choice: Number(draft) };
      case "words":
        return { words: draft };
    }
  });
}

/** A question as it is edited: its choices one on a line. */
export interface QuestionDraft {
  kind: QuestionView["kind"];
  text: string;
  choices: string;
}

export const draftsOf = (ticket: TicketView): QuestionDraft[] => ticket.questions.map(({ kind, text, choices }) => ({ kind, text, choices: choices.join("\n") }));

export function wishOf(drafts: readonly QuestionDraft[]): QuestionWish[] {
  return drafts.map(({ kind, text, choices }) => ({
    kind,
    text,
    choices:
      kind === "choice"
        ? choices
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line !== "")
        : [],
  }));
}

/** What is missing before it can be asked. */
export function fault(drafts: readonly QuestionDraft[]): "empty" | "choices" | undefined {
  if (drafts.some((draft) => draft.text.trim() === "")) return "empty";
  return wishOf(drafts).some((wish) => wish.kind === "choice" && wish.choices.length < 2) ? "choices" : undefined;
}
