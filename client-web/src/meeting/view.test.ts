import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Change, View } from "../generated/protocol.ts";
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
});
