import { describe, expect, test } from "vitest";
import { messagesOf, originOf } from "./digest.ts";

describe("the digest", () => {
  test("many notes go in several messages, all of them once", () => {
    const many = Array.from({ length: 230 }, (_, index) => `n${index}`);
    expect(messagesOf(many).map((message) => message.length)).toEqual([100, 100, 30]);
    expect(messagesOf(many).flatMap((message) => message.map((note) => note.id))).toEqual(many);
    expect(messagesOf([])).toEqual([]);
  });

  test("a note says its room by what its id begins with, and one that was written there has none", () => {
    const digest = { "0000004d-": "room-3" };
    expect(originOf(digest, "0000004d-12")).toBe("room-3");
    expect(originOf(digest, "019a0000-0000-7000-8000-000000000000")).toBeUndefined();
    expect(originOf(undefined, "0000004d-12")).toBeUndefined();
  });
});
