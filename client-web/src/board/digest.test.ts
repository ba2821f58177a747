import { describe, expect, test } from "vitest";
import { messagesOf, originOf } from "./digest.ts";
import type { Note } from "./notes.ts";

const note = (id: string, text: string): Note => ({ id, text, x: 0, y: 0, color: "yellow", section: "", author: "", group: "" });

describe("the digest", () => {
  test("many or long notes go in several messages, all of them once", () => {
    const many = Array.from({ length: 230 }, (_, index) => note(`n${index}`, "words"));
    expect(messagesOf(many).map((message) => message.length)).toEqual([100, 100, 30]);
    const long = Array.from({ length: 5 }, (_, index) => note(`n${index}`, "ä".repeat(9_000)));
    expect(messagesOf(long).map((message) => message.map((one) => one.id))).toEqual([["n0", "n1"], ["n2", "n3"], ["n4"]]);
    expect(messagesOf([])).toEqual([]);
  });

  test("a note says its room by what its id begins with, and one that was written there has none", () => {
    const digest = { "0000004d-": "room-3" };
    expect(originOf(digest, "0000004d-12")).toBe("room-3");
    expect(originOf(digest, "019a0000-0000-7000-8000-000000000000")).toBeUndefined();
    expect(originOf(undefined, "0000004d-12")).toBeUndefined();
  });
});
