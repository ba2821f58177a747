import { expect, test } from "vitest";
import { keepRecordSecret, recordSecret } from "./record_link.ts";

const MEETING = "0197a6e0-0000-7000-8000-000000000001";

test("the secret outlives the address, until it opens nothing any more", () => {
  expect(recordSecret(MEETING, "#r")).toBeUndefined();
  expect(recordSecret(MEETING, "#r.abcdefghijklmnopqrstuv")).toBe("abcdefghijklmnopqrstuv");
  expect(recordSecret(MEETING, "#r")).toBe("abcdefghijklmnopqrstuv");
  keepRecordSecret(MEETING, undefined);
  expect(recordSecret(MEETING, "#r")).toBeUndefined();
});

test("links into the meeting are none to the record", () => {
  for (const fragment of ["", "#f", "#j.abcdefghijklmnopqrstuv", "#r.short", "#r.abc def"]) expect(recordSecret(MEETING, fragment)).toBeUndefined();
});
