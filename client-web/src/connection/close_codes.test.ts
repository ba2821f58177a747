import { describe, expect, test } from "vitest";
import { afterClose } from "./close_codes.ts";

describe("after a close", () => {
  test.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 4008, 4501, 4508])("%d comes back", (code) => {
    expect(afterClose(code)).toEqual({ kind: "reconnect" });
  });

  test.each([
    [1002, "fault"],
    [1008, "fault"],
    [1009, "fault"],
    [4400, "bad_message"],
    [4401, "unauthenticated"],
    [4403, "removed"],
    [4404, "gone"],
    [4409, "fault"],
    [4428, "too_old"],
    [4429, "flood"],
  ])("%d is final: %s", (code, reason) => {
    expect(afterClose(code)).toEqual({ kind: "stop", reason });
  });
});
