import { expect, test } from "vitest";
import type { Prepared } from "../../generated/protocol.ts";
import { begin, came, choose, faultOf, taken, toKeep, toSend, typed, unsaved } from "./draft.ts";

const EMPTY: Prepared = { protocol: null, ready: false, revision: 0, title: "", overview: "", focus_question: "", links: [] };

test("only what was typed is sent, and what was typed meanwhile is still to be sent", () => {
  const draft = typed(begin(EMPTY), "focus_question", "How ");
  const words = toSend(draft);
  expect(words).toEqual({ after: 0, focus_question: "How " });
  const more = typed(draft, "focus_question", "How do");
  const after = taken(more, draft.texts, words ?? { after: 0 }, { ...EMPTY, revision: 1, focus_question: "How" });
  expect(unsaved(after)).toEqual(["focus_question"]);
  expect(toSend(after)).toEqual({ after: 1, focus_question: "How do" });
  // A space at the end is not taken away under somebody's hands.
  const rests = taken(draft, draft.texts, words ?? { after: 0 }, { ...EMPTY, revision: 1, focus_question: "How" });
  expect(rests.texts.focus_question).toBe("How ");
  expect(unsaved(rests)).toEqual([]);
});

test("what was written elsewhere comes into fields that nobody writes in here; in the others one of two is chosen", () => {
  const draft = typed(begin(EMPTY), "focus_question", "Mine?");
  const other = came(draft, { ...EMPTY, revision: 1, title: "Theirs", focus_question: "Theirs?" });
  expect(other.texts).toMatchObject({ title: "Theirs", focus_question: "Mine?" });
  expect(other.theirs).toEqual({ focus_question: "Theirs?" });
  expect(toSend(other)).toBeUndefined();
  expect(toSend(choose(other, "focus_question", "mine"))).toEqual({ after: 1, focus_question: "Mine?" });
  const theirs = choose(other, "focus_question", "theirs");
  expect(theirs.texts.focus_question).toBe("Theirs?");
  expect(unsaved(theirs)).toEqual([]);
});

test("what a device kept is sent when it is back, unless somebody wrote there since", () => {
  const kept = toKeep(typed(begin(EMPTY), "title", "Kept"));
  expect(toSend(begin(EMPTY, kept))).toEqual({ after: 0, title: "Kept" });
  const elsewhere = begin({ ...EMPTY, revision: 1, title: "Other" }, kept);
  expect(elsewhere.texts.title).toBe("Kept");
  expect(elsewhere.theirs.title).toBe("Other");
  expect(toSend(elsewhere)).toBeUndefined();
  expect(begin({ ...EMPTY, revision: 1, title: "Kept" }, kept).theirs).toEqual({});
});

test("a fault keeps its field, and only that, from being sent", () => {
  expect(faultOf("title", "x".repeat(120))).toBeUndefined();
  expect(faultOf("title", "x".repeat(10_000))).toEqual({ kind: "long", over: 9_880 });
  // One letter of several characters is one.
  expect(faultOf("title", "👩🏽‍🏫".repeat(120))).toBeUndefined();
  expect(faultOf("links", "https://a.example https://b.example")).toBeUndefined();
  expect(faultOf("links", "https://a.example\njavascript:alert(1)")).toEqual({ kind: "link", link: "javascript:alert(1)" });
  expect(faultOf("links", Array.from({ length: 11 }, (_, index) => `https://a.example/${index}`).join("\n"))).toEqual({ kind: "links" });
  const draft = typed(typed(begin(EMPTY), "title", "x".repeat(200)), "links", "https://a.example");
  expect(toSend(draft)).toEqual({ after: 0, links: ["https://a.example"] });
});
