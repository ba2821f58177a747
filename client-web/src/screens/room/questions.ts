/** The questions of the keynote that runs, in the order in which they are read. Pure. */
import type { PartView, AskedView, View } from "../../generated/protocol.ts";

/** protocol/src/limits.rs */
export const QUESTION_MAX = 500;

export interface Questions {
  now: AskedView | undefined;
  /** The most votes first; of as many the older. */
  open: readonly AskedView[];
  /** Answered, and for facilitators hidden. */
  done: readonly AskedView[];
}

export function keynoteOf(view: View): PartView | undefined {
  const part = view.agenda.parts.find((one) => one.id === view.agenda.current);
  return part?.kind === "keynote" ? part : undefined;
}

export function questionsFor(view: View): Questions {
  const part = keynoteOf(view);
  const all = Object.values(view.questions)
    .filter((question) => question.part === part?.id)
    .sort((a, b) => b.votes - a.votes || a.at - b.at);
  return {
    now: all.find((question) => question.mark === "now"),
    open: all.filter((question) => question.mark === "open"),
    done: all.filter((question) => question.mark === "answered" || question.mark === "hidden"),
  };
}
