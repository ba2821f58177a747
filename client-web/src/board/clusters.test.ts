import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { clustersOf, makeCluster, moveCluster, readClusters, renameCluster, runsOf, ungroup } from "./clusters.ts";
import { columnsOf, laidOut, NOTE_HEIGHT, NOTE_WIDTH } from "./layout.ts";
import { addNote, type Note, notesOf, readNote, removeNote, setNote } from "./notes.ts";
import { groupsOf } from "./order.ts";

const read = (doc: Y.Doc): Note[] => [...notesOf(doc).entries()].map(([id, note]) => readNote(id, note)).sort((a, b) => a.y - b.y);
const add = (doc: Y.Doc, text: string, y: number, section = "heard") => addNote(notesOf(doc), { x: 10, y, color: "yellow", section, author: "ana", text }, y);
const sync = (a: Y.Doc, b: Y.Doc) => {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
};
/** Names and their notes, a loose note by itself. */
const shown = (doc: Y.Doc) => runsOf(read(doc), readClusters(clustersOf(doc))).map(({ cluster, notes }) => `${cluster?.name ?? "-"}: ${notes.map((note) => note.text).join("")}`);
const gather = (doc: Y.Doc, name: string, texts: string) =>
  makeCluster(notesOf(doc), clustersOf(doc), { name, section: "heard", notes: read(doc).filter((note) => texts.includes(note.text)) }, 9);

function board(): Y.Doc {
  const doc = new Y.Doc();
  for (const [index, text] of ["a", "b", "c", "d"].entries()) add(doc, text, index * 100);
  return doc;
}

describe("groups of notes", () => {
  test("stand where their first note stands, and go without notes", () => {
    const doc = board();
    const id = gather(doc, "Time", "bd");
    expect(shown(doc)).toEqual(["-: a", "Time: bd", "-: c"]);
    renameCluster(clustersOf(doc), id, "Clock");
    expect(shown(doc)[1]).toBe("Clock: bd");
    for (const note of read(doc).filter((one) => one.group === id)) removeNote(notesOf(doc), note.id);
    expect(shown(doc)).toEqual(["-: a", "-: c"]);
  });

  test("move as one, and stay behind as notes when they are ungrouped", () => {
    const doc = board();
    const id = gather(doc, "Time", "bd");
    const members = () => read(doc).filter((note) => note.group === id);
    moveCluster(notesOf(doc), clustersOf(doc), id, members(), { section: "think", x: 50, y: 500 });
    expect(members().map(({ text, section, x, y }) => [text, section, x, y])).toEqual([
      ["b", "think", 50, 500],
      ["d", "think", 50, 700],
    ]);
    expect(readClusters(clustersOf(doc)).get(id)?.section).toBe("think");
    ungroup(notesOf(doc), members());
    expect(shown(doc)).toEqual(["-: a", "-: c", "-: b", "-: d"]);
  });

  test("of two people at once come together", () => {
    const ana = board();
    const ben = new Y.Doc();
    sync(ana, ben);
    gather(ana, "Ana’s", "ab");
    gather(ben, "Ben’s", "bc");
    sync(ana, ben);
    expect(shown(ana)).toEqual(shown(ben));
    // The note that both took is in one of them, the others where they were put.
    expect(shown(ana).join(" ")).toMatch(/Ana’s: ab? .*Ben’s: b?c|Ana’s: a/);
    expect(shown(ana).join("").match(/b/g)).toHaveLength(1);
    // One takes it apart while the other puts a note in: that note is in it alone.
    const id = read(ana).find((note) => note.text === "a")?.group ?? "";
    ungroup(notesOf(ana), read(ana).filter((note) => note.group === id));
    const late = read(ben).find((note) => note.text === "d");
    setNote(notesOf(ben), late?.id ?? "", { group: id });
    sync(ana, ben);
    expect(shown(ana)).toEqual(shown(ben));
    expect(shown(ben)).toContain("Ana’s: d");
  });

  test("what another page wrote wrongly is read as what it can be", () => {
    const doc = board();
    const [first] = read(doc);
    setNote(notesOf(doc), first?.id ?? "", { group: "nowhere" });
    (clustersOf(doc) as Y.Map<unknown>).set("odd", "a text");
    const map = new Y.Map<unknown>([["name", 7]]);
    (clustersOf(doc) as Y.Map<unknown>).set("map", map);
    expect([...readClusters(clustersOf(doc)).values()]).toEqual([{ id: "map", name: "", section: "" }]);
    expect(shown(doc)[0]).toBe("-: a");
  });

  test("nothing lies on a frame but its own notes", () => {
    const doc = new Y.Doc();
    for (let n = 0; n < 30; n += 1) addNote(notesOf(doc), { x: (n * 61) % 400, y: (n * 37) % 200, color: "blue", section: "", author: "", text: "abc"[n % 3] ?? "" }, n);
    gather(doc, "A", "a");
    gather(doc, "B", "b");
    const clusters = readClusters(clustersOf(doc));
    const columns = columnsOf(groupsOf(read(doc), [], clusters), 900, []);
    const { places, frames } = laidOut(columns, new Map(), clusters);
    expect(frames.map((frame) => clusters.get(frame.id)?.name).sort()).toEqual(["A", "B"]);
    const notes = read(doc).map((note) => ({ group: note.group, left: places.get(note.id)?.left ?? 0, top: places.get(note.id)?.top ?? 0, width: NOTE_WIDTH, height: NOTE_HEIGHT }));
    const lies = (a: typeof frames[number] | typeof notes[number], b: typeof frames[number] | typeof notes[number]) =>
      a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
    for (const frame of frames) {
      for (const note of notes) expect(lies(frame, note)).toBe(note.group === frame.id);
    }
    for (const [index, note] of notes.entries()) expect(notes.slice(index + 1).some((other) => lies(note, other))).toBe(false);
  });
});
