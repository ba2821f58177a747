import { beforeEach, describe, expect, test } from "vitest";
import { Announcer } from "./announcer.ts";

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
