import { expect, test } from "vitest";
import * as Y from "yjs";

const textIn = (board: Y.Doc) => board.getMap<Y.Map<Y.Text>>("notes").get("n")?.get("text");

// Without patches/yjs+*.patch the page reads "zabXc" here, and whoever loads the board later "zcabX".
test("a deleted note that is taken back reads the same to everybody", () => {
  const doc = new Y.Doc();
  const notes = doc.getMap<Y.Map<Y.Text>>("notes");
  const undo = new Y.UndoManager(notes, { captureTimeout: 0 });
  const note = new Y.Map<Y.Text>();
  note.set("text", new Y.Text("z"));
  notes.set("n", note);
  textIn(doc)?.insert(1, "abc");
  textIn(doc)?.delete(1, 3);
  undo.undo();
  textIn(doc)?.insert(3, "X");
  notes.delete("n");
  undo.undo();
  const late = new Y.Doc();
  Y.applyUpdate(late, Y.encodeStateAsUpdate(doc));
  expect([textIn(doc)?.toString(), textIn(late)?.toString()]).toEqual(["zabXc", "zabXc"]);
});
