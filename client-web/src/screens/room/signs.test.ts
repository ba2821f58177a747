import { expect, test } from "vitest";
import { counted, recent, withSign } from "./signs.ts";

test("signs are counted for a moment, each person once, in an order that stays", () => {
  const one = withSign([], { person: "ana", sign: "agree", atMs: 0 });
  const two = withSign(one, { person: "ben", sign: "thanks", atMs: 1_000 });
  const again = withSign(two, { person: "ana", sign: "agree", atMs: 2_000 });
  expect(counted(again)).toEqual([
    { sign: "thanks", people: ["ben"] },
    { sign: "agree", people: ["ana"] },
  ]);
  expect(counted(recent(again, 7_500))).toEqual([{ sign: "agree", people: ["ana"] }]);
  expect(recent(again, 8_000)).toEqual([]);
});
