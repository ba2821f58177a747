import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import * as Y from "yjs";
import { TestBoards } from "../../tests/board/server.ts";
import { addNote, removeNote, setNote } from "./notes.ts";
import { statusOf } from "./saving.ts";
import { BoardSession } from "./session.ts";
import { write } from "./text_binding.ts";

const BOARD = "b1";
let boards: TestBoards;
let serverUrl: string;
let sessions: BoardSession[];

beforeEach(async () => {
  boards = new TestBoards();
  serverUrl = await boards.listen();
  sessions = [];
});

afterEach(() => {
  for (const session of sessions) session.stop();
  boards.stop();
});

function open(id: string, requestTicket: () => Promise<string> = () => Promise.resolve(id)): BoardSession {
  const session = new BoardSession({
    serverUrl,
    board: BOARD,
    me: { id, name: id.toUpperCase() },
    requestTicket,
    WebSocket: NodeSocket as unknown as typeof WebSocket,
    random: () => 0.05,
  });
  sessions.push(session);
  void session.start();
  return session;
}

const kind = (session: BoardSession) => statusOf(session.current().saving, true).kind;
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const isSaved = (session: BoardSession) => until(() => expect(kind(session)).toBe("saved"));
const note = (session: BoardSession, text: string) =>
  addNote(session.notes, { x: 0, y: 0, color: "yellow", section: "s", author: "x", text }, Date.now());
const texts = (session: BoardSession) => session.current().notes.map((one) => one.text).sort();

describe("a board's session", () => {
  test("two people write in one note at once and see the same", async () => {
    const [ana, ben] = [open("ana"), open("ben")];
    await isSaved(ana);
    const id = note(ana, "hello");
    await until(() => expect(texts(ben)).toEqual(["hello"]));
    const [hers, his] = [ana.text(id), ben.text(id)];
    if (!hers || !his) throw new Error("no text");
    write(hers, { at: 0, removed: 0, inserted: "😀 " });
    write(his, { at: 5, removed: 0, inserted: " world" });
    await until(() => expect([texts(ana), texts(ben)]).toEqual([["😀 hello world"], ["😀 hello world"]]));
  });

  test("says saved only when the server has, and counts what is on its way", async () => {
    const ana = open("ana");
    await isSaved(ana);
    boards.holding = true;
    note(ana, "a");
    expect(kind(ana)).toBe("saving");
    boards.release();
    await isSaved(ana);
    expect(boards.doc(BOARD).getMap("notes").size).toBe(1);
  });

  test("asks for a new ticket before each connection, and for another when it has expired", async () => {
    let count = 0;
    boards.expired.add("t2");
    const ana = open("ana", () => Promise.resolve(`t${++count}`));
    await isSaved(ana);
    boards.dropAll(1012);
    await until(() => expect(boards.tickets).toEqual(["t1", "t2", "t3"]));
    await isSaved(ana);
  });

  test("edits made without a connection are merged on return", async () => {
    const [ana, ben] = [open("ana"), open("ben")];
    await isSaved(ana);
    const waiting: ((ticket: string) => void)[] = [];
    const tickets = [Promise.resolve("cleo"), new Promise<string>((done) => waiting.push(done))];
    const cleo = open("cleo", () => tickets.shift() ?? Promise.resolve("cleo"));
    await isSaved(cleo);
    boards.dropAll(1012);
    await until(() => expect(kind(cleo)).toBe("offline"));
    note(cleo, "from the train");
    expect(statusOf(cleo.current().saving, true)).toEqual({ kind: "offline", unsaved: 1 });
    await isSaved(ben);
    note(ben, "meanwhile");
    for (const done of waiting) done("cleo");
    await isSaved(cleo);
    await until(() => expect(texts(ana)).toEqual(["from the train", "meanwhile"]));
    expect(texts(cleo)).toEqual(["from the train", "meanwhile"]);
  });

  test("what came after their turn stays here, unsent, and goes when writing opens again", async () => {
    const [ana, ben] = [open("ana"), open("ben")];
    await isSaved(ana);
    boards.allow(BOARD, "ana", "not_now");
    const id = note(ana, "too late");
    await until(() => expect(statusOf(ana.current().saving, true)).toEqual({ kind: "readOnly", reason: "not_now", unsaved: 1 }));
    note(ben, "in time");
    await until(() => expect(texts(ana)).toEqual(["in time", "too late"]));
    expect(texts(ben)).toEqual(["in time"]);
    expect(ana.current().saving.unsaved.has(id)).toBe(true);
    boards.allow(BOARD, "ana", undefined);
    await isSaved(ana);
    await until(() => expect(texts(ben)).toEqual(["in time", "too late"]));
  });

  test("what the server could not save is said, and saved when it asks again", async () => {
    const ana = open("ana");
    await isSaved(ana);
    boards.refusing = "unavailable";
    note(ana, "a");
    await until(() => expect(kind(ana)).toBe("refused"));
    boards.refusing = undefined;
    boards.askAgain(BOARD);
    await isSaved(ana);
  });

  test("a document that the server refuses for good is dropped, and its text offered", async () => {
    const ana = open("ana");
    await isSaved(ana);
    note(ana, "precious");
    await isSaved(ana);
    boards.dropAll(4400);
    await until(() => expect(kind(ana)).toBe("stopped"));
    expect(ana.current().rescued).toBe("precious");
    expect(boards.tickets).toEqual(["ana"]);
  });

  test("without a ticket it stops and says so", async () => {
    const ana = open("ana", () => Promise.reject(new Error("removed")));
    await until(() => expect(statusOf(ana.current().saving, true)).toEqual({ kind: "stopped", reason: "not_allowed" }));
  });

  test("a board that is opened while the server is away is told as away, so that people can write, and sent later", async () => {
    const waiting: ((ticket: string) => void)[] = [];
    const ana = open("ana", () => new Promise((done) => waiting.push(done)));
    await until(() => expect(kind(ana)).toBe("offline"));
    note(ana, "from the train");
    for (const done of waiting) done("ana");
    await isSaved(ana);
    expect(boards.doc(BOARD).getMap("notes").size).toBe(1);
  });

  test("others are seen with their pointer, and are gone when they leave", async () => {
    const [ana, ben] = [open("ana"), open("ben")];
    await isSaved(ana);
    await isSaved(ben);
    ben.point({ section: "s", x: 3, y: 4 });
    await until(() => expect(ana.peers()).toMatchObject([{ id: "ben", cursor: { section: "s", x: 3, y: 4 } }]));
    ben.stop();
    await until(() => expect(ana.peers()).toEqual([]));
  });
});

describe("undo", () => {
  test("takes back one's own steps only", async () => {
    const [ana, ben] = [open("ana"), open("ben")];
    await isSaved(ana);
    const hers = note(ana, "hers");
    await until(() => expect(texts(ben)).toEqual(["hers"]));
    note(ben, "his");
    setNote(ben.notes, hers, { color: "pink" });
    await until(() => expect(texts(ana)).toEqual(["hers", "his"]));
    ana.newStep();
    setNote(ana.notes, hers, { x: 50 });
    expect(ana.undo()).toBe("done");
    expect(ana.current().notes.find((one) => one.id === hers)).toMatchObject({ x: 0, color: "pink" });
    expect(ana.undo()).toBe("done");
    await until(() => expect(texts(ben)).toEqual(["his"]));
    expect(ana.undo()).toBe("nothing");
    expect(ana.redo()).toBe("done");
    await until(() => expect(texts(ben)).toEqual(["hers", "his"]));
    await isSaved(ana);
  });

  test("brings back a deleted note with its text", async () => {
    const ana = open("ana");
    await isSaved(ana);
    const id = note(ana, "gone?");
    ana.newStep();
    removeNote(ana.notes, id);
    expect(texts(ana)).toEqual([]);
    ana.undo();
    expect(texts(ana)).toEqual(["gone?"]);
  });

  test("does not take a note away in which others have written", async () => {
    const [ana, ben] = [open("ana"), open("ben")];
    await isSaved(ana);
    const id = note(ana, "hers");
    await until(() => expect(ben.text(id)?.toString()).toBe("hers"));
    ben.text(id)?.insert(4, " and his");
    await until(() => expect(texts(ana)).toEqual(["hers and his"]));
    expect(ana.undo()).toBe("others_wrote");
    expect(texts(ana)).toEqual(["hers and his"]);
  });
});

describe("the document", () => {
  test("holds nothing but what the server's scan takes", async () => {
    const ana = open("ana");
    await isSaved(ana);
    const id = note(ana, "text");
    setNote(ana.notes, id, { section: "t", x: 12.6, y: Number.NaN });
    await isSaved(ana);
    const doc = boards.doc(BOARD);
    expect([...doc.share.keys()]).toEqual(["notes"]);
    const kept = (doc.getMap("notes") as Y.Map<Y.Map<unknown>>).get(id);
    expect([...(kept?.keys() ?? [])].sort()).toEqual(["author", "color", "createdAt", "section", "text", "x", "y"]);
    expect(kept?.get("text")).toBeInstanceOf(Y.Text);
    expect([kept?.get("x"), kept?.get("y")]).toEqual([13, 0]);
  });
});
