import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import { TestBoards } from "../../tests/board/server.ts";
import { BoardKeeper, type Opened } from "./keeper.ts";
import { addNote } from "./notes.ts";
import { isHopeless, statusOf } from "./saving.ts";
import { BoardSession, unsentText } from "./session.ts";

let server: TestBoards;
let serverUrl: string;
let keeper: BoardKeeper;
let stopped: string[];
/** Boards that no ticket is given for. */
let barred: Set<string>;

beforeEach(async () => {
  server = new TestBoards();
  serverUrl = await server.listen();
  keeper = new BoardKeeper();
  stopped = [];
  barred = new Set();
});

afterEach(() => {
  keeper.stopAll();
  server.stop();
});

const opener = (board: string) => (): Opened => {
  const session = new BoardSession({
    serverUrl,
    board,
    me: { id: "ana", name: "Ana" },
    requestTicket: () => (barred.has(board) ? Promise.reject(new Error("forbidden")) : Promise.resolve("ana")),
    WebSocket: NodeSocket as unknown as typeof WebSocket,
    random: () => 0.05,
  });
  const stop = () => {
    stopped.push(board);
    session.stop();
  };
  return { session, started: session.start(), stop };
};

const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const isSaved = (session: BoardSession) => until(() => expect(statusOf(session.current().saving, true).kind).toBe("saved"));
const write = (session: BoardSession, text: string) =>
  addNote(session.notes, { x: 0, y: 0, color: "yellow", section: "s", author: "ana", text }, Date.now());

test("another tab of the room ends no writing: the same document is there on coming back", async () => {
  keeper.stay(["b1"]);
  const first = keeper.take("b1", opener("b1"));
  await isSaved(first.session);
  server.dropAll(1012);
  write(first.session, "while away");
  first.release();
  const second = keeper.take("b1", opener("b1"));
  expect(second.session).toBe(first.session);
  expect(second.session.current().notes.map((note) => note.text)).toEqual(["while away"]);
  expect(keeper.left()).toEqual([]);
});

test("a board that was left with nothing to send is closed", async () => {
  keeper.stay(["b1"]);
  const { session, release } = keeper.take("b1", opener("b1"));
  await isSaved(session);
  release();
  expect(stopped).toEqual([]);
  keeper.stay(["b2"]);
  expect(stopped).toEqual(["b1"]);
});

test("a board that was left stays open until what was written on it is saved", async () => {
  keeper.stay(["b1"]);
  const { session, release } = keeper.take("b1", opener("b1"));
  await isSaved(session);
  server.holding = true;
  write(session, "the last words");
  keeper.stay(["b2"]);
  release();
  expect(keeper.left()).toMatchObject([{ board: "b1" }]);
  server.release();
  await until(() => expect(stopped).toEqual(["b1"]));
  expect(keeper.left()).toEqual([]);
});

test("what a board that was left will not take is there to copy, and goes when it opens again", async () => {
  keeper.stay(["b1"]);
  const { session, release } = keeper.take("b1", opener("b1"));
  await isSaved(session);
  barred.add("b1");
  server.dropAll(1012);
  await until(() => expect(session.current().saving.connection).not.toBe("open"));
  write(session, "from the train");
  keeper.stay(["b2"]);
  release();
  await until(() => expect(isHopeless(session.current().saving)).toBe(true));
  expect(keeper.left().map((left) => unsentText(left.session.current()))).toEqual(["from the train"]);
  barred.clear();
  keeper.stay(["b1"]);
  await isSaved(session);
  expect(server.doc("b1").getMap("notes").size).toBe(1);
});

test("a board with writing on this device is sent without being shown", async () => {
  const opened = opener("b1")();
  write(opened.session, "from before");
  keeper.adopt("b1", () => opened);
  await until(() => expect(server.doc("b1").getMap("notes").size).toBe(1));
  await until(() => expect(stopped).toEqual(["b1"]));
});

test("what the server refused for good is begun anew", async () => {
  keeper.stay(["b1"]);
  const { session, release } = keeper.take("b1", opener("b1"));
  await isSaved(session);
  server.dropAll(4400);
  await until(() => expect(session.current().saving.stopped).toBe("bad_update"));
  release();
  const again = keeper.take("b1", opener("b1"));
  expect(again.session).not.toBe(session);
  await isSaved(again.session);
});
