/** Polls as the page needs them: which one is asked now, what stands in the fields of a new one. Pure. */
import type { PollAnswer, PollKind, PollResults, PollScaleView, PollShow, PollView, PollWish, Timestamp, View } from "../generated/protocol.ts";

/** protocol/src/limits.rs */
export const QUESTION_MAX = 300;
export const WORDS_MAX = 200;
export const END_MAX = 60;
export const SCALE_MAX = 10;

export const KINDS: readonly PollKind[] = ["single", "multiple", "scale", "words"];
export const SHOWS: readonly PollShow[] = ["live", "end", "never"];

/** So long the results of a poll that was closed stay in sight, if nobody puts them away. */
const RESULTS_FOR_MS = 10 * 60_000;

export function isOpen(poll: PollView): boolean {
  return poll.opened_at !== null && poll.closed_at === null;
}

/** In the order in which they were made: their ids tell it. */
export function pollsOf(view: View): PollView[] {
  return Object.values(view.polls).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The poll that is asked now; else the last one, while its results are news to whoever was there and no round needs their room's height. */
export function pollNow(view: View, now: Timestamp, putAway: ReadonlySet<string>): PollView | undefined {
  const polls = pollsOf(view);
  const open = polls.find(isOpen);
  if (open) return open;
  const me = view.people[view.me.person];
  const last = polls.filter((poll) => poll.closed_at !== null).sort((a, b) => (b.closed_at ?? 0) - (a.closed_at ?? 0))[0];
  const round = me ? view.details[me.room]?.round : undefined;
  if (!last?.shown || putAway.has(last.id) || round?.ended_at === null) return undefined;
  const closed = last.closed_at ?? 0;
  return now - closed < RESULTS_FOR_MS && (me?.joined_at ?? 0) <= closed ? last : undefined;
}

/** People who are here and could answer. */
export function askedCount(view: View): number {
  return Object.values(view.people).filter((person) => person.here && person.role === "participant").length;
}

/** What is counted: the choices, or the numbers of the scale with what the ends stand for. */
export function labelsOf(poll: { choices: readonly string[]; scale: PollScaleView | null }): { text: string; note?: string }[] {
  const { scale } = poll;
  if (scale === null) return poll.choices.map((text) => ({ text }));
  const numbers = Array.from({ length: scale.to - scale.from + 1 }, (_, at) => scale.from + at);
  return numbers.map((number) => {
    const note = number === scale.from ? scale.low : number === scale.to ? scale.high : null;
    return note === null ? { text: String(number) } : { text: String(number), note };
  });
}

/** Of a scale; none without answers. */
export function meanOf(scale: PollScaleView, counts: readonly number[]): number | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  return counts.reduce((sum, count, at) => sum + count * (scale.from + at), 0) / all;
}

/** The same words, however they are capitalised, once and with how many said so; the most first. */
export function grouped(words: PollResults["words"], language: string): { text: string; count: number }[] {
  const groups = new Map<string, { text: string; count: number }>();
  for (const text of words) {
    const key = text.trim().toLocaleLowerCase(language);
    const known = groups.get(key);
    if (known) known.count += 1;
    else groups.set(key, { text, count: 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** What somebody answers, as it stands in the fields. */
export interface AnswerDraft {
  chosen: readonly string[];
  words: string;
}

export const draftOf = (answer: PollAnswer | undefined): AnswerDraft => {
  if (answer === undefined) return { chosen: [], words: "" };
  if ("words" in answer) return { chosen: [], words: answer.words };
  return { chosen: "scale" in answer ? [String(answer.scale)] : answer.choices.map(String), words: "" };
};

/** None where nothing was answered yet. */
export function answerOf(kind: PollKind, draft: AnswerDraft): PollAnswer | undefined {
  if (kind === "words") return draft.words.trim() === "" ? undefined : { words: draft.words.trim() };
  const numbers = draft.chosen.map(Number);
  const [first] = numbers;
  if (first === undefined) return undefined;
  return kind === "scale" ? { scale: first } : { choices: numbers };
}

/** A poll as it is written: its choices one on a line. */
export interface PollDraft {
  kind: PollKind;
  text: string;
  choices: string;
  from: number;
  to: number;
  low: string;
  high: string;
  anonymous: boolean;
  show: PollShow;
}

export function pollDraft(poll: PollView | undefined): PollDraft {
  return {
    kind: poll?.kind ?? "single",
    text: poll?.text ?? "",
    choices: poll?.choices.join("\n") ?? "",
    from: poll?.scale?.from ?? 1,
    to: poll?.scale?.to ?? 5,
    low: poll?.scale?.low ?? "",
    high: poll?.scale?.high ?? "",
    anonymous: poll?.anonymous ?? false,
    show: poll?.show ?? "end",
  };
}

export function pollWish(draft: PollDraft): PollWish {
  const chooses = draft.kind === "single" || draft.kind === "multiple";
  const lines = draft.choices.split("\n").map((line) => line.trim());
  return {
    kind: draft.kind,
    text: draft.text,
    choices: chooses ? lines.filter((line) => line !== "") : [],
    scale: draft.kind === "scale" ? { from: draft.from, to: draft.to, low: draft.low, high: draft.high } : null,
    anonymous: draft.anonymous,
    show: draft.kind === "words" && draft.show === "live" ? "end" : draft.show,
  };
}

export type Field = "text" | "choices" | "scale";

/** The field that a refusal is about. */
export function fieldOf(reason: string | undefined): Field | undefined {
  if (reason?.startsWith("poll_question_")) return "text";
  if (reason?.startsWith("poll_choice")) return "choices";
  return reason === "poll_scale_wrong" || reason === "poll_end_too_long" ? "scale" : undefined;
}
