import { expect, test } from "vitest";
import type { ClientMessage } from "../generated/protocol.ts";
import { partsOf, sendParts } from "./parts.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test("a list is cut into parts of 500, in its order", () => {
  expect(partsOf(numbers(1_201)).map((part) => part.length)).toEqual([500, 500, 201]);
  expect(partsOf(numbers(1_201)).flat()).toEqual(numbers(1_201));
  expect(partsOf(numbers(500))).toHaveLength(1);
  expect(partsOf([])).toEqual([]);
});

test("a message that assigns a part of them is within the bound of a message", () => {
  const id = "01a229fe-2f27-7103-b5e5-aba9da620023";
  const [people = []] = partsOf(numbers(2_500).map(() => ({ person: id, room: id })));
  const message: ClientMessage = { type: "command", command_id: id, command: { type: "assign", people } };
  expect(new TextEncoder().encode(JSON.stringify(message)).length).toBeLessThan(64 * 1024);
});

test("parts are sent one after the other", async () => {
  const sent: number[] = [];
  let underWay = 0;
  const done = await sendParts(numbers(1_201), async (part) => {
    underWay += 1;
    expect(underWay).toBe(1);
    await Promise.resolve();
    underWay -= 1;
    sent.push(part.length);
    return true;
  });
  expect(sent).toEqual([500, 500, 201]);
  expect(done).toEqual(numbers(1_201));
});

test("after a part that is refused nothing more is sent, and those before it are done", async () => {
  const sent: number[] = [];
  const done = await sendParts(numbers(2_000), (part) => {
    sent.push(part[0] ?? -1);
    return Promise.resolve(part[0] !== 500);
  });
  expect(sent).toEqual([0, 500]);
  expect(done).toEqual(numbers(500));
});

test("a failure goes on to the caller", async () => {
  await expect(sendParts([1], () => Promise.reject(new Error("no way there")))).rejects.toThrow("no way there");
});
