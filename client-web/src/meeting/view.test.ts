import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Change, PersonView, View } from "../generated/protocol.ts";
import { applyChanges } from "./view.ts";

interface Fixture {
  name: string;
  view: View;
  changes: Change[];
  expected: View;
}

// Made from real decisions by the Rust side, which reads them too: both say the same of every change.
const fixtures = JSON.parse(readFileSync(new URL("../../../protocol/fixtures/view_changes.json", import.meta.url), "utf8")) as Fixture[];

describe("changes to a view", () => {
  test("there are fixtures for every kind of change", () => {
    const kinds = new Set(fixtures.flatMap((fixture) => fixture.changes.map((change) => change.slice)));
    expect([...kinds].sort()).toEqual(["agenda", "announcement", "board", "chat", "chat_all", "choice", "closing", "commitment", "commitment_gone", "definition", "definition_gone", "detail", "dots", "gallery", "gallery_desk", "groups", "keys", "meeting", "needs", "own", "own_gallery", "pages", "perhaps", "person", "person_gone", "plan", "poll", "poll_gone", "poll_results", "preparing", "question", "question_gone", "receipt", "room", "room_gone", "said", "talk", "thread", "ticket_answers", "waiting"]);
  });

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", (_name, { view, changes, expected }) => {
    const before = structuredClone(view);
    expect(applyChanges(view, changes)).toEqual(expected);
    expect(view).toEqual(before);
  });

  test("what did not change stays the same object", () => {
    const fixture = fixtures.find((candidate) => candidate.name === "someone joins");
    if (!fixture) throw new Error("the fixture is gone");
    const after = applyChanges(fixture.view, fixture.changes);
    expect(after.rooms).toBe(fixture.view.rooms);
    expect(after.details).toBe(fixture.view.details);
  });

  test("a message of two thousand people leaves the view before it, and all that it does not touch, as they were", () => {
    const { view, person } = ofSomeone();
    deepFreeze(view);
    const people = Array.from({ length: 2_000 }, (_, index) => ({ ...person, id: `01a229fe-2f27-7103-b5e5-${String(index).padStart(12, "0")}` }));
    const receipt = { from: person.room, to: person.room, by: null, at: 1, arrived_at: null };
    const after = applyChanges(view, people.flatMap((one): Change[] => [{ slice: "person", person: one }, { slice: "receipt", person: one.id, receipt }]));

    expect(Object.keys(after.people)).toHaveLength(Object.keys(view.people).length + 2_000);
    for (const one of people) {
      expect(after.people[one.id]).toBe(one);
      expect(after.receipts[one.id]).toBe(receipt);
    }
    for (const [id, old] of Object.entries(view.people)) expect(after.people[id]).toBe(old);
    const touched = new Set(["people", "receipts"]);
    const others = (Object.keys(view) as (keyof View)[]).filter((name) => !touched.has(name));
    for (const name of others) expect(after[name]).toBe(view[name]);
  });

  test("a map is copied once for a message, however many entries of it change", () => {
    const { view, person } = ofSomeone();
    let copies = 0;
    const people = new Proxy(view.people, {
      ownKeys: (target) => {
        copies += 1;
        return Reflect.ownKeys(target);
      },
    });
    applyChanges({ ...view, people }, Array.from({ length: 100 }, (_, index): Change => ({ slice: "person", person: { ...person, id: `person-${index}` } })));
    expect(copies).toBe(1);
  });

  test("one message after another: what the first made stays as it was", () => {
    const { view, person } = ofSomeone();
    const first = deepFreeze(applyChanges(view, [{ slice: "person", person: { ...person, id: "a" } }]));
    const second = applyChanges(first, [{ slice: "person", person: { ...person, id: "b" } }, { slice: "person_gone", id: "a" }]);
    expect(Object.keys(first.people)).toContain("a");
    expect(Object.keys(first.people)).not.toContain("b");
    expect(Object.keys(second.people)).not.toContain("a");
  });

  test("nothing changes by a message without changes, nor a map by the end of what it does not have", () => {
    const { view, person } = ofSomeone();
    expect(applyChanges(view, [])).toBe(view);
    const after = applyChanges(view, [{ slice: "person", person }, { slice: "poll_gone", id: "none" }]);
    expect(after.lobby).toBe(view.lobby);
    expect(after.polls).toBe(view.polls);
  });
});

function ofSomeone(): { view: View; person: PersonView } {
  const fixture = fixtures.find((candidate) => candidate.name === "someone joins");
  const person = fixture && Object.values(fixture.view.people)[0];
  if (!person) throw new Error("the fixture is gone");
  return { view: fixture.view, person };
}

/** So that a write to it is an error. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
