import { describe, expect, test } from "vitest";
import type { PollView, View } from "../generated/protocol.ts";
import { answerOf, draftOf, fieldOf, grouped, labelsOf, meanOf, pollDraft, pollNow, pollWish } from "./polls.ts";

const poll = (rest: Partial<PollView>): PollView => ({ id: "p1", kind: "single", text: "Which day?", choices: ["Monday", "Friday"], scale: null, anonymous: false, show: "end", opened_at: 1, closed_at: null, shown: false, ...rest });
const viewOf = (polls: PollView[], joined = 0) => ({ me: { person: "ana" }, people: { ana: { joined_at: joined, room: "r1" } }, details: {}, polls: Object.fromEntries(polls.map((one) => [one.id, one])) }) as unknown as View;
const during = (ended_at: number | null, polls: PollView[]) => ({ ...viewOf(polls), details: { r1: { round: { ended_at } } } }) as unknown as View;

describe("which poll is shown", () => {
  const closed = poll({ id: "p1", closed_at: 1000, shown: true });
  const open = poll({ id: "p2" });
  test("the open one, before results of earlier ones", () => {
    expect(pollNow(viewOf([closed, open]), 2000, new Set())?.id).toBe("p2");
  });
  test("then results, for a while, to whoever was there, until they are put away", () => {
    expect(pollNow(viewOf([closed]), 2000, new Set())?.id).toBe("p1");
    expect(pollNow(viewOf([closed]), 2000, new Set(["p1"]))).toBeUndefined();
    expect(pollNow(viewOf([closed], 1500), 2000, new Set())).toBeUndefined();
    expect(pollNow(viewOf([closed]), 1000 + 600_000, new Set())).toBeUndefined();
    expect(pollNow(viewOf([poll({ closed_at: 1000 })]), 2000, new Set())).toBeUndefined();
  });
  test("a round has its room to itself: results come back after it, a question is asked all the same", () => {
    expect(pollNow(during(null, [closed]), 2000, new Set())).toBeUndefined();
    expect(pollNow(during(1900, [closed]), 2000, new Set())?.id).toBe("p1");
    expect(pollNow(during(null, [open]), 2000, new Set())?.id).toBe("p2");
  });
});

describe("answers", () => {
  test("what stands in the fields is what is sent, and the other way round", () => {
    expect(answerOf("single", draftOf({ choices: [1] }))).toEqual({ choices: [1] });
    expect(answerOf("multiple", draftOf({ choices: [0, 2] }))).toEqual({ choices: [0, 2] });
    expect(answerOf("scale", draftOf({ scale: 0 }))).toEqual({ scale: 0 });
    expect(answerOf("words", draftOf({ words: "hope" }))).toEqual({ words: "hope" });
    for (const kind of ["single", "multiple", "scale", "words"] as const) expect(answerOf(kind, draftOf(undefined))).toBeUndefined();
  });
  test("words that are the same are counted together", () => {
    expect(grouped(["Hope", "doubt", "hope"], "en")).toEqual([
      { text: "Hope", count: 2 },
      { text: "doubt", count: 1 },
    ]);
  });
  test("a scale has its numbers, its ends and its mean", () => {
    const scale = { from: 0, to: 2, low: "never", high: null };
    expect(labelsOf({ choices: [], scale })).toEqual([{ text: "0", note: "never" }, { text: "1" }, { text: "2" }]);
    expect(meanOf(scale, [1, 0, 3])).toBe(1.5);
    expect(meanOf(scale, [0, 0, 0])).toBeUndefined();
  });
});

test("a poll as it is written is the poll as it is asked for", () => {
  expect(pollWish(pollDraft(poll({})))).toEqual({ kind: "single", text: "Which day?", choices: ["Monday", "Friday"], scale: null, anonymous: false, show: "end" });
  expect(pollWish({ ...pollDraft(poll({})), choices: " A \n\n B" }).choices).toEqual(["A", "B"]);
  // Words come to everyone at the end, whatever stood in the fields before.
  expect(pollWish({ ...pollDraft(poll({})), kind: "words", show: "live" })).toMatchObject({ choices: [], show: "end" });
  expect(pollWish({ ...pollDraft(undefined), kind: "scale", low: "no" }).scale).toEqual({ from: 1, to: 5, low: "no", high: "" });
});

test("a refusal names its field", () => {
  expect(["poll_question_empty", "poll_choices_too_many", "poll_choice_empty", "poll_end_too_long", "too_many_polls"].map(fieldOf)).toEqual(["text", "choices", "choices", "scale", undefined]);
});
