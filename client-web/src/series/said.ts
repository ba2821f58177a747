import type { QuestionResult, QuestionView, SaidLineView } from "../generated/protocol.ts";

/** A line with its place among all lines, which names it to the server. */
export interface Line extends SaidLineView {
  at: number;
}

/** What was answered to one question: sums in one line, words in as many as there were answers. */
export interface Answered {
  question: QuestionView;
  result: QuestionResult;
  lines: Line[];
}

export interface Said {
  answered: Answered[];
  tookOn: Line[];
}

/** The lines by question, in the order in which they were asked, and what people took on. */
export function sortedLines(lines: readonly SaidLineView[]): Said {
  const answered: Answered[] = [];
  const tookOn: Line[] = [];
  for (const [at, line] of lines.entries()) {
    const { text, what } = line;
    switch (what.kind) {
      case "took_on":
        tookOn.push({ ...line, at });
        break;
      case "words": {
        const before = answered.find(({ question }) => question.kind === "words" && question.text === what.question);
        const one = before ?? { question: { kind: "words" as const, text: what.question, choices: [] }, result: { answered: 0, hidden: false, counts: [], words: [] }, lines: [] };
        one.result.answered += 1;
        one.result.words.push(text);
        one.lines.push({ ...line, at });
        if (!before) answered.push(one);
        break;
      }
      case "scale":
      case "choice":
        answered.push({
          question: { kind: what.kind, text, choices: what.kind === "choice" ? what.choices : [] },
          result: { answered: what.counts.reduce((sum, count) => sum + count, 0), hidden: false, counts: what.counts, words: [] },
          lines: [{ ...line, at }],
        });
        break;
    }
  }
  return { answered, tookOn };
}

const AWAY = "convene.said.away";

/** Whether somebody has read it on this device and put it away, for this meeting. */
export function isPutAway(meeting: string): boolean {
  try {
    return sessionStorage.getItem(AWAY) === meeting;
  } catch {
    return false;
  }
}

export function putAway(meeting: string): void {
  try {
    sessionStorage.setItem(AWAY, meeting);
  } catch {
    // Storage may be closed to us; then it is away as long as the page.
  }
}
