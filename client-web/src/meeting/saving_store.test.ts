import { expect, test } from "vitest";
import { safetyOf, savingStore, worst } from "./saving_store.ts";

test("the worst is said", () => {
  expect(worst([])).toBe("saved");
  expect(worst(["saved", "saving"])).toBe("saving");
  expect(worst(["saving", "offline", "unsent"])).toBe("offline");
});

test("a note that waits for its turn, or that the server has no room for, is not called saved", () => {
  expect(safetyOf({ kind: "readOnly", reason: "not_now", unsaved: 1 })).toBe("unsent");
  expect(safetyOf({ kind: "readOnly", reason: "not_now", unsaved: 0 })).toBe("saved");
  expect(safetyOf({ kind: "refused", code: "storage_full" })).toBe("unsent");
});

test("words that the server will never take are not called saved while they lie there to be copied", () => {
  expect(safetyOf({ kind: "stopped", reason: "section_closed" })).toBe("unsent");
  expect(safetyOf({ kind: "stopped", reason: "gone" })).toBe("saved");
});

test("a board counts as long as it is open", () => {
  const heard: string[] = [];
  const stop = savingStore.subscribe(() => heard.push(savingStore.current()));
  const board = savingStore.report({}, "saved");
  const notebook = savingStore.report({}, "offline");
  notebook();
  board();
  stop();
  expect(heard).toEqual(["saved", "offline", "saved", "saved"]);
});
