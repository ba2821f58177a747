/**
 * Stock y-websocket providers on a real server: nothing of our client is used here.
 * Run by `node --test client-web/tests/interop/`; needs a built `convene` (CONVENE_BINARY, or target/debug).
 */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { Page, closeAll, toClose, until } from "./page.mjs";
import { Server } from "./server.mjs";

let server;

before(async () => {
  // The provider says this of each message of a type that it does not know; ours is one.
  const { error } = console;
  console.error = (...words) => words[0] === "Unable to compute message" || error(...words);
  server = await Server.start();
});
after(() => server.stop());

afterEach(closeAll);

async function people(count) {
  const meeting = await server.meeting();
  const links = [meeting.facilitators, ...Array(count - 1).fill(meeting.everyone)];
  const join = async (link, index) => (await server.join(meeting, link, `Person ${index}`)).connect();
  const them = await Promise.all(links.map(join));
  them.forEach(toClose);
  return them;
}

const notesOf = (page) => page.doc.getMap("notes");

test("two providers edit one note, a third comes late", async () => {
  const [ana, ben, eve] = await people(3);
  const [first, second] = [await new Page(ana, ana.board).open(), await new Page(ben, ana.board).open()];
  first.add("n", "How do we");
  await second.untilText("n", "How do we");
  first.text("n").insert(0, "So: ");
  second.text("n").insert(second.text("n").length, " go 👩‍👩‍👧 on?");
  const whole = "So: How do we go 👩‍👩‍👧 on?";
  await Promise.all([first.untilText("n", whole), second.untilText("n", whole)]);
  // Through the cluster of the emoji, where a surrogate pair must not be torn.
  const at = whole.indexOf("👩");
  second.text("n").delete(at, "👩‍👩‍👧 ".length);
  await first.untilText("n", "So: How do we go on?");
  const late = await new Page(eve, ana.board).open();
  assert.equal(late.text("n").toString(), "So: How do we go on?");
  for (const page of [first, second, late]) assert.deepEqual(page.closed, []);
});

test("what many write at once comes to all of them, whatever goes out together", async () => {
  const ROUNDS = 30;
  const them = await people(4);
  const pages = await Promise.all(them.map((person) => new Page(person, them[0].board).open()));
  pages[0].add("n", "start");
  await Promise.all(pages.map((page) => page.untilText("n", "start")));
  for (let round = 0; round < ROUNDS; round++) {
    pages.forEach((page, number) => {
      const text = page.text("n");
      text.insert(text.length, `${number}`);
      if (round % 3 === 2) text.delete(0, 2);
      page.add(`${number}-${round}`, "own");
    });
    // What has come by now is read, so that they write on what others wrote.
    await new Promise((resolve) => setImmediate(resolve));
  }
  // A page's note comes after what it wrote before.
  const all = 1 + ROUNDS * pages.length;
  await Promise.all(pages.map((page) => until(page.doc, "update", () => notesOf(page).size === all)));
  for (const page of pages) {
    assert.deepEqual(notesOf(page).toJSON(), notesOf(pages[0]).toJSON());
    assert.deepEqual(page.closed, []);
  }
});

test("presence is seen, changes, goes, and comes back after a network drop", async () => {
  const [ana, ben] = await people(2);
  const [first, second] = [await new Page(ana, ana.board).open(), await new Page(ben, ana.board).open()];
  const me = first.doc.clientID;
  first.provider.awareness.setLocalState({ user: { name: "Ana" }, cursor: 1 });
  await second.untilSees(me, (state) => state?.cursor === 1);
  first.provider.awareness.setLocalStateField("cursor", 2);
  await second.untilSees(me, (state) => state?.cursor === 2);
  // The connection is cut, not closed: no close frame is sent.
  first.provider.ws.terminate();
  await second.untilSees(me, (state) => state === undefined);
  await second.untilSees(me, (state) => state?.cursor === 2);
  first.shut();
  await second.untilSees(me, (state) => state === undefined);
});

test("what is written offline on both sides merges on return", async () => {
  const [ana, ben] = await people(2);
  const [first, second] = [await new Page(ana, ana.board).open(), await new Page(ben, ana.board).open()];
  first.add("n", "ab");
  await second.untilText("n", "ab");
  first.provider.disconnect();
  first.text("n").insert(1, "X");
  first.add("m", "offline");
  second.text("n").insert(1, "Y");
  second.text("n").delete(0, 1);
  first.provider.connect();
  await Promise.all([second.untilText("m", "offline"), until(first.provider, "sync", () => first.provider.synced)]);
  await until(first.doc, "update", () => first.text("n").toString() === second.text("n").toString());
  assert.match(first.text("n").toString(), /^(XY|YX)b$/);
});

test("a board survives kill -9, and providers come back by themselves", async () => {
  const [ana, ben] = await people(2);
  const first = await new Page(ana, ana.board).open();
  first.add("n", "before");
  const second = await new Page(ben, ana.board).open();
  await second.untilText("n", "before");
  await server.kill();
  first.text("n").insert(6, " during");
  await server.run();
  // The ticket is still good: the server's key is in the database.
  await second.untilText("n", "before during");
});

test("a forged ticket ends a provider for good", async () => {
  const [ana] = await people(1);
  const page = new Page(ana, ana.board);
  const options = { params: { ticket: "forged" }, WebSocketPolyfill: WebSocket, disableBc: true };
  const provider = new WebsocketProvider(server.boardsUrl, ana.board, page.doc, options);
  const [closed] = await new Promise((resolve) => provider.on("closed", (...event) => resolve(event)));
  assert.deepEqual(closed, { code: 4401, reason: "bad_ticket" });
  provider.destroy();
  page.doc.destroy();
});

/** The same numbers for the same seed. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("whatever honest pages do (typing, undo, redo, deleting, going away) is never a bad update", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = seeded(seed);
    const them = await people(3);
    const pages = await Promise.all(them.map((person) => new Page(person, them[0].board).open()));
    for (const page of pages) {
      page.undo = new Y.UndoManager(page.notes, { captureTimeout: 0, trackedOrigins: new Set(["me"]) });
    }
    for (let step = 0; step < 250; step += 1) {
      const page = pages[random(3)];
      page.doc.transact(() => act(page, random, step), "me");
      if (random(10) < 2) page.undo.undo();
      if (random(10) < 1) page.undo.redo();
      if (random(40) === 0) page.provider.disconnect();
      if (random(10) === 0) page.provider.connect();
      if (random(8) === 0) await new Promise(setImmediate);
    }
    for (const page of pages) {
      page.provider.connect();
      await until(page.provider, "sync", () => page.provider.synced);
    }
    // A last word of each, which the others have only after all before it.
    pages.forEach((page, index) => page.add(`last ${index}`, "over"));
    for (const page of pages) {
      for (const index of [0, 1, 2]) await page.untilText(`last ${index}`, "over");
    }
    const late = await new Page(them[0], them[0].board).open();
    for (const page of pages) {
      // What the server passed over and asked for again may still be on its way; it has to come.
      const same = () => isDeepStrictEqual(page.notes.toJSON(), late.notes.toJSON());
      await Promise.race([until(page.doc, "update", same), until(late.doc, "update", same)]);
      assert.ok(page.closed.every((close) => !close.startsWith("44")), `seed ${seed}: ${page.closed}`);
    }
    closeAll();
  }
});

/** An offset between two characters: a page never tears a surrogate pair. */
function place(text, random) {
  const characters = [...text.toString()];
  return characters.slice(0, random(characters.length + 1)).join("").length;
}

function erase(text, random) {
  const characters = [...text.toString()];
  const index = random(characters.length);
  text.delete(characters.slice(0, index).join("").length, characters[index].length);
}

function act(page, random, step) {
  const ids = [...page.notes.keys()];
  const id = ids[random(ids.length)];
  const text = id && page.text(id);
  switch (random(7)) {
    case 0:
      return page.add(`n${step}`, ["one", "two 👍", ""][random(3)]);
    case 1:
      return id && random(4) === 0 && page.notes.delete(id);
    case 2:
      return id && page.notes.get(id).set(["x", "y", "color"][random(3)], random(100));
    case 3:
      return text && text.length > 0 && erase(text, random);
    default:
      return text?.insert(place(text, random), [..."abc 😀é"].slice(0, 1 + random(6)).join(""));
  }
}
