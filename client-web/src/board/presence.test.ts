import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { describe, expect, test } from "vitest";
import { type Acting, actingOf, peersOf } from "./presence.ts";

const NOBODY: readonly Acting[] = [];

/** Others' states, as the awareness of a page has them. */
function board(): { awareness: Awareness; say: (client: number, news: Record<string, unknown>) => void } {
  const awareness = new Awareness(new Y.Doc());
  const say = (client: number, news: Record<string, unknown>) => {
    const before = awareness.states.get(client) ?? { user: { id: `person-${client}`, name: `Person ${client}` }, cursor: null, note: null, drag: null };
    awareness.states.set(client, { ...before, ...news });
  };
  return { awareness, say };
}

describe("who does something with notes", () => {
  test("stays the same list while others only point", () => {
    const { awareness, say } = board();
    say(1, { note: "a" });
    say(2, { cursor: { section: "", x: 1, y: 1 } });
    const before = actingOf(peersOf(awareness), NOBODY);
    expect(before.map(({ client, note }) => [client, note])).toEqual([[1, "a"]]);

    say(1, { cursor: { section: "", x: 5, y: 5 } });
    say(2, { cursor: { section: "", x: 9, y: 9 } });
    expect(actingOf(peersOf(awareness), before)).toBe(before);
  });

  test("is another one when a note is carried on, let go, or written in by others", () => {
    const { awareness, say } = board();
    say(1, { drag: { id: "a", section: "", x: 1, y: 1 } });
    const taken = actingOf(peersOf(awareness), NOBODY);
    say(1, { drag: { id: "a", section: "", x: 2, y: 1 } });
    const carried = actingOf(peersOf(awareness), taken);
    expect(carried[0]?.drag).toEqual({ id: "a", section: "", x: 2, y: 1 });
    say(2, { note: "b" });
    const two = actingOf(peersOf(awareness), carried);
    expect(two.map(({ client }) => client)).toEqual([1, 2]);
    say(1, { drag: null });
    expect(actingOf(peersOf(awareness), two).map(({ client }) => client)).toEqual([2]);
  });
});

test("somebody of whom nothing changed is the same object", () => {
  const { awareness, say } = board();
  say(1, {});
  say(2, {});
  const [one, two] = peersOf(awareness);
  say(2, { cursor: { section: "", x: 1, y: 1 } });
  const [oneAgain, twoAgain] = peersOf(awareness);
  expect(oneAgain).toBe(one);
  expect(twoAgain).not.toBe(two);
  expect(twoAgain?.cursor).toEqual({ section: "", x: 1, y: 1 });
});
