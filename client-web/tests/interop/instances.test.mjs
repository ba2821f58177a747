/**
 * Stock y-websocket providers on two instances that share a PostgreSQL and wake each other by a Redis.
 * Both are of one's own: target/debug/examples/servers starts them and ends them with this process.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Page, closeAll, toClose } from "./page.mjs";
import { Server } from "./server.mjs";

/** Comes in, and is let out whatever becomes of the test. */
async function enter(person) {
  toClose(await person.connect());
  return person;
}

const SERVERS = fileURLToPath(new URL("../../../target/debug/examples/servers", import.meta.url));

let beneath;
let servers;

before(async () => {
  beneath = spawn(SERVERS, { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(beneath.stdout, "data");
  const { postgres, redis } = JSON.parse(line);
  const settings = ["--database-url", postgres, "--redis-url", redis];
  servers = [await Server.start(settings), await Server.start(settings)];
});
after(async () => {
  closeAll();
  for (const server of servers ?? []) await server.stop();
  const ended = once(beneath, "exit");
  beneath.stdin.end();
  await ended;
});

test("pages at two instances converge and see each other's cursors", async () => {
  const [here, there] = servers;
  const meeting = await here.meeting();
  const ana = await enter(await here.join(meeting, meeting.facilitators, "Ana"));
  const ben = await enter(await there.join(meeting, meeting.facilitators, "Ben"));
  const [first, second] = [await new Page(ana, ana.board).open(), await new Page(ben, ana.board).open()];
  first.add("n", "How do we");
  await second.untilText("n", "How do we");
  second.text("n").insert(9, " go on?");
  await first.untilText("n", "How do we go on?");

  const [me, other] = [first.doc.clientID, second.doc.clientID];
  first.provider.awareness.setLocalState({ user: { name: "Ana" }, cursor: 1 });
  await second.untilSees(me, (state) => state?.cursor === 1);
  second.provider.awareness.setLocalState({ user: { name: "Ben" }, cursor: 5 });
  await first.untilSees(other, (state) => state?.cursor === 5);
  first.provider.awareness.setLocalStateField("cursor", 2);
  await second.untilSees(me, (state) => state?.cursor === 2);
  // The connection is cut, not closed, and comes back.
  first.provider.ws.terminate();
  await second.untilSees(me, (state) => state === undefined);
  await second.untilSees(me, (state) => state?.cursor === 2);
  first.shut();
  await second.untilSees(me, (state) => state === undefined);
  assert.deepEqual(second.closed, []);
});

test("a page whose instance is killed is seen no more, and is seen again from the other", async () => {
  const [here, there] = servers;
  const meeting = await there.meeting();
  const ana = await enter(await here.join(meeting, meeting.facilitators, "Ana"));
  const ben = await enter(await there.join(meeting, meeting.facilitators, "Ben"));
  const [first, second] = [await new Page(ana, ana.board).open(), await new Page(ben, ana.board).open()];
  const me = first.doc.clientID;
  first.provider.awareness.setLocalState({ user: { name: "Ana" }, cursor: 1 });
  await second.untilSees(me, (state) => state?.cursor === 1);
  await here.kill();
  await second.untilSees(me, (state) => state === undefined);
  first.provider.disconnect();
  // The same document, at the other instance.
  const again = await enter(ana.at(there));
  const moved = await new Page(again, ana.board, first.doc).open();
  moved.provider.awareness.setLocalState({ user: { name: "Ana" }, cursor: 3 });
  await second.untilSees(me, (state) => state?.cursor === 3);
  moved.add("n", "back");
  await second.untilText("n", "back");
});
