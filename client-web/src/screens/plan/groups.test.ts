import { expect, test } from "vitest";
import type { PersonView, View } from "../../generated/protocol.ts";
import { columns, together, withSelection } from "./groups.ts";

const person = (id: string, rest: Partial<PersonView> = {}): PersonView => ({ id, role: "participant", room: "main", assigned: null, facilitates: null, organization: null, joined_at: 0, ...rest }) as PersonView;
const view = (state: "closed" | "open", people: PersonView[]): View =>
  ({
    meeting: { breakouts: { state } },
    rooms: { main: { id: "main", number: 0, name: null }, one: { id: "one", number: 1, name: null } },
    people: Object.fromEntries(people.map((each) => [each.id, each])),
  }) as unknown as View;
const ids = (of: View) => columns(of).map((column) => column.people.map((each) => each.id));

test("before rooms open people are where they are assigned, then where they are", () => {
  const people = [person("a", { assigned: "one" }), person("b", { room: "one" })];
  expect(ids(view("closed", people))).toEqual([["b"], ["a"]]);
  expect(ids(view("open", people))).toEqual([["a"], ["b"]]);
});

test("facilitators are shown only where somebody has put them", () => {
  expect(ids(view("closed", [person("lead", { role: "facilitator" }), person("put", { role: "facilitator", assigned: "one" })]))).toEqual([[], ["put"]]);
});

test("people of one organization in one room are pointed out", () => {
  const [, one] = columns(view("closed", ["a", "b", "c"].map((id) => person(id, { assigned: "one", organization: id === "c" ? "Kern" : "Fresno" }))));
  expect(one ? together(one) : []).toEqual([{ organization: "Fresno", count: 2 }]);
});

test("the selection of one room leaves that of the others alone", () => {
  expect([...withSelection(new Set(["a", "x"]), [person("a"), person("b")], new Set(["b"]))]).toEqual(["x", "b"]);
});
