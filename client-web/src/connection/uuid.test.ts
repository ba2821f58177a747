import { expect, test } from "vitest";
import { freshSecret, uuidv7 } from "./uuid.ts";

test("a UUIDv7 has its version, its variant and its time", () => {
  const id = uuidv7(0x0192_3456_789a);
  expect(id).toMatch(/^01923456-789a-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a secret is 32 characters of base64url, new each time", () => {
  expect(freshSecret()).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(freshSecret()).not.toBe(freshSecret());
});
