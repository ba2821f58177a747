import { expect, test } from "vitest";
import type { View } from "../generated/protocol.ts";
import { peopleOf } from "./people.ts";

const person = (id: string, joined_at: number, rest: object) => ({ id, room: "main", joined_at, here_since: joined_at + 1, here: true, ...rest });

test("who is only expected comes after those who joined, also where the list is older", () => {
  const people = [person("listed", 1, { here: false, expected: true }), person("ana", 2, {}), person("dropped", 3, { here: false }), person("elsewhere", 0, { room: "r1" })];
  const view = { people: Object.fromEntries(people.map((one) => [one.id, one])) } as unknown as View;
  expect(peopleOf(view, "main").map(({ id }) => id)).toEqual(["ana", "dropped", "listed"]);
});
