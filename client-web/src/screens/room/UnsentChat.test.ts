import { expect, test } from "vitest";
import type { Unsent } from "../../connection/socket.ts";
import type { ChatView } from "../../generated/protocol.ts";
import { onTheirWay } from "./UnsentChat.tsx";

const said = (id: string, text: string, atMs: number): Unsent => ({ id, command: { type: "say", text }, atMs });
const came = (person: string, text: string, at: number) => ({ id: `${person} ${at}`, person, text, at }) as unknown as ChatView;

test("messages that wait are shown in their order, other commands are not", () => {
  const unsent = [said("1", "hello", 1000), { id: "2", command: { type: "raise_hand" }, atMs: 1001 } as Unsent, said("3", "again", 1002)];
  expect(onTheirWay(unsent, [], "ana").map(({ text }) => text)).toEqual(["hello", "again"]);
});

test("one that came is not shown twice, and an older one with the same words is another one", () => {
  const unsent = [said("1", "yes", 100_000)];
  expect(onTheirWay(unsent, [came("ana", "yes", 100_010)], "ana")).toEqual([]);
  expect(onTheirWay(unsent, [came("ana", "yes", 50_000)], "ana")).toHaveLength(1);
  expect(onTheirWay(unsent, [came("ben", "yes", 100_010)], "ana")).toHaveLength(1);
});
