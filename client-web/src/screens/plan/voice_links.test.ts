import { expect, test } from "vitest";
import type { RoomView } from "../../generated/protocol.ts";
import { readLinks } from "./voice_links.ts";

const rooms: RoomView[] = [
  { id: "main", number: 0, name: null },
  { id: "one", number: 1, name: null },
  { id: "two", number: 2, name: "Fractions" },
  { id: "three", number: 3, name: null },
];
const read = (text: string) => readLinks(text, rooms, ["Main room", "Sala principal"]).map(({ line, room, link, fault }) => fault ?? [line, room, link]);

test("one on a line, in the order of the rooms; empty lines are nothing", () => {
  expect(read("https://a.example/1\n\n  https://a.example/2?x=1#y  \n")).toEqual([
    [1, "one", "https://a.example/1"],
    [3, "two", "https://a.example/2?x=1#y"],
  ]);
});

test.each(["Room 3 https://a.example", "3: https://a.example", "Sala 3 – https://a.example", "3) https://a.example"])("%s is room 3", (text) => {
  expect(read(text)).toEqual([[1, "three", "https://a.example"]]);
});

test("a room by its own name, the main room by its name in any language", () => {
  expect(read("fractions https://a.example\nSala principal: https://b.example")).toEqual([
    [1, "two", "https://a.example"],
    [2, "main", "https://b.example"],
  ]);
});

test("the order goes on after a room that was named", () => {
  expect(read("Room 2 https://a.example\nhttps://b.example")).toEqual([
    [1, "two", "https://a.example"],
    [2, "three", "https://b.example"],
  ]);
});

test("telephone numbers become tel links", () => {
  expect(read("+1 (555) 010-2030\ntel:+15550102030,,123#")).toEqual([
    [1, "one", "tel:+15550102030"],
    [2, "two", "tel:+15550102030,,123#"],
  ]);
});

test.each([
  ["http://a.example", "not_allowed"],
  ["javascript:alert(1)", "not_allowed"],
  ["https://user:word@a.example", "not_allowed"],
  ["https://a.example/a b", "not_allowed"],
  ["tel:call-me", "not_allowed"],
  ["ask Nadia", "no_link"],
  ["Room 9 https://a.example", "unknown_room"],
  [`https://a.example/${"x".repeat(500)}`, "too_long"],
])("%s is %s", (text, fault) => {
  expect(read(text)).toEqual([fault]);
});

test("a room twice and a link too many are said at their lines", () => {
  expect(read("Room 1 https://a.example\nRoom 1 https://b.example").at(-1)).toBe("twice");
  expect(read("https://a.example\nhttps://b.example\nhttps://c.example\nhttps://d.example").at(-1)).toBe("no_room_left");
});
