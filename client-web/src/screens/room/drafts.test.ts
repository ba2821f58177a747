import { expect, test } from "vitest";
import { Drafts } from "./drafts.ts";

test("each person, so each meeting, has a draft of their own", () => {
  const drafts = new Drafts();
  drafts.set("ana in spring", "half a sen");
  expect(drafts.of("ana in autumn")).toBe("");
  drafts.set("ana in spring", (now) => `${now}tence`);
  expect(drafts.of("ana in spring")).toBe("half a sentence");
});

test("what was refused comes back, and what was begun meanwhile stays", () => {
  const drafts = new Drafts();
  drafts.giveBack("ana", "first");
  expect(drafts.of("ana")).toBe("first");
  drafts.set("ana", "second");
  drafts.giveBack("ana", "first");
  expect(drafts.of("ana")).toBe("first\nsecond");
});

test("a reload keeps the draft, and before it what was sent and not answered; what was answered is gone", () => {
  const kept = new Map<string, string>();
  const keep = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
  const before = new Drafts(keep);
  const firstArrived = before.goes("ana", "first");
  before.goes("ana", "second");
  before.set("ana", "and a beg");
  expect(new Drafts(keep).of("ana")).toBe("first\nsecond\nand a beg");
  firstArrived();
  expect(before.of("ana"), "nothing of it stands in the field").toBe("and a beg");
  expect(new Drafts(keep).of("ana")).toBe("second\nand a beg");
  expect(new Drafts(keep).of("ben")).toBe("");
});

const closed = () => {
  throw new DOMException("closed", "SecurityError");
};

test("where nothing can be kept a draft lasts as long as the page", () => {
  const drafts = new Drafts({ getItem: closed, setItem: closed, removeItem: closed });
  drafts.set("ana", "still here");
  expect(drafts.of("ana")).toBe("still here");
});
