import { expect, test } from "vitest";
import type { PersonView, View } from "../../generated/protocol.ts";
import { wayBack } from "./useRegroup.ts";

const COUNT = 1_100;

function everybody(place: (index: number) => Partial<PersonView>): View["people"] {
  const people = Array.from({ length: COUNT }, (_, index) => ({ id: `p${index}`, role: "participant", room: "main", assigned: null, ...place(index) }) as PersonView);
  return Object.fromEntries(people.map((person) => [person.id, person]));
}

test("the way back of more people than a message may name comes in parts, with each of them once", () => {
  const before = everybody((index) => ({ room: index % 2 === 0 ? "a" : "b", assigned: "a" }));
  const now = { people: everybody(() => ({ room: "c", assigned: "c" })), meeting: { breakouts: { state: "open" } } } as View;
  const commands = wayBack(before, now);
  const lists = commands.map((command) => (command.type === "move" || command.type === "assign" ? command.people.length : 0));
  expect(commands.map(({ type }) => type)).toEqual(["move", "move", "move", "move", "assign", "assign", "assign"]);
  expect(lists).toEqual([500, 50, 500, 50, 500, 500, 100]);
  const moved = commands.flatMap((command) => (command.type === "move" ? command.people.map((id) => [id, command.room]) : []));
  expect(new Set(moved.map(([id]) => id)).size).toBe(COUNT);
  for (const [id = "", room] of moved) expect(before[id]?.room).toBe(room);
});

test("nothing is sent where nobody moved", () => {
  const before = everybody(() => ({}));
  expect(wayBack(before, { people: before, meeting: { breakouts: { state: "closed" } } } as View)).toEqual([]);
});
