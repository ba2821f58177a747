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
