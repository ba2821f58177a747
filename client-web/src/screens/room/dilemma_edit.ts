/** What somebody writes on a dilemma card while others may write on it too. Pure. */
import type { Command, DilemmaView, RoomId } from "../../generated/protocol.ts";

export interface DilemmaTexts {
  title: string;
  overview: string;
  focus_question: string;
  restated_question: string;
  /** One on each line. */
  links: string;
}

/** Fields that were typed in, and only those: the others follow what stands on the card. */
export type Typed = Partial<DilemmaTexts>;

export function textsOf(dilemma: DilemmaView): DilemmaTexts {
  return {
    title: dilemma.title ?? "",
    overview: dilemma.overview ?? "",
    focus_question: dilemma.focus_question ?? "",
    restated_question: dilemma.restated_question ?? "",
    links: dilemma.links.join("\n"),
  };
}

/** The command that saves what was typed; a field that nobody typed in is not sent, so that nobody's words are overwritten by it. */
export function dilemmaCommand(room: RoomId, typed: Typed): Command {
  return {
    type: "set_dilemma",
    room,
    title: typed.title?.trim() ?? null,
    overview: typed.overview?.trim() ?? null,
    focus_question: typed.focus_question?.trim() ?? null,
    restated_question: typed.restated_question?.trim() ?? null,
    links: typed.links?.split(/\s+/u).filter(Boolean) ?? null,
  };
}
