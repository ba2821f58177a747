import { beforeEach, describe, expect, test } from "vitest";
import { Announcer, heardAnew } from "./announcer.ts";

describe("the announcer", () => {
  let said: [string, boolean][];
  let run: (() => void) | undefined;
  let delays: number[];
  let announcer: Announcer;

  beforeEach(() => {
    said = [];
    delays = [];
    run = undefined;
    announcer = new Announcer({
      set: (callback, ms) => {
        run = callback;
        delays.push(ms);
        return callback;
      },
      clear: () => {
        run = undefined;
      },
    });
    announcer.listen((text, urgent) => said.push([text, urgent]));
  });

  test("says many things at once, the floor before chat and people", () => {
    announcer.announce("people", "Ana joined.");
    announcer.announce("message", "Luis: hello.");
    announcer.announce("floor", "You listen.");
    run?.();
    expect(said).toEqual([["You listen. Luis: hello. Ana joined.", false]]);
    expect(delays).toEqual([10_000, 1500, 300]);
  });

  test("keeps only the latest of the floor", () => {
    announcer.announce("floor", "You listen.");
    announcer.announce("floor", "You may speak.");
    run?.();
    expect(said).toEqual([["You may speak.", false]]);
  });

  test("a countdown and a message are not swallowed by a step that begins with them", () => {
    announcer.announce("message", "Message from Nadia: ten minutes.");
    announcer.announce("countdown", "Back to the main room in 30 s.");
    announcer.announce("floor", "You listen.");
    run?.();
    expect(said).toEqual([["Back to the main room in 30 s. You listen. Message from Nadia: ten minutes.", false]]);
  });

  test("a countdown that is cancelled at once is said as cancelled only", () => {
    announcer.announce("countdown", "Rooms open in 30 s.");
    announcer.announce("countdown", "Cancelled.");
    run?.();
    expect(said).toEqual([["Cancelled.", false]]);
  });

  test("a move interrupts", () => {
    announcer.announce("move", "You go to Room 4.");
    expect(said).toEqual([["You go to Room 4.", true]]);
  });

  test("the same words are said once", () => {
    announcer.announce("result", "Copied.");
    announcer.announce("result", "Copied.");
    run?.();
    expect(said).toEqual([["Copied.", false]]);
  });
});

test("the same words twice are two changes of the live region", () => {
  const once = heardAnew("", "Deleted.");
  const twice = heardAnew(once, "Deleted.");
  expect(twice).not.toBe(once);
  expect(twice.trim()).toBe("Deleted.");
  expect(heardAnew(twice, "Deleted.")).not.toBe(twice);
});
