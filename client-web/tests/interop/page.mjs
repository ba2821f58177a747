/** A page with a stock y-websocket provider: nothing of our client is used here. */
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

/** Waits for an event after which the condition may hold; a test that hangs is ended by the runner. */
export function until(target, event, holds) {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      target.off(event, look);
      resolve();
    };
    target.on(event, look);
    look();
  });
}

/** Everything that a test opens, to be shut though it failed. */
const opened = [];

export function toClose(one) {
  opened.push(one);
}

export function closeAll() {
  opened.splice(0).forEach((one) => one.shut());
}

export class Page {
  constructor(person, board, doc = new Y.Doc()) {
    Object.assign(this, { person, board, doc, notes: doc.getMap("notes"), closed: [] });
  }

  async open() {
    const params = { ticket: await this.person.ticket(this.board) };
    const options = { params, WebSocketPolyfill: WebSocket, disableBc: true, maxBackoffTime: 100 };
    this.provider = new WebsocketProvider(this.person.server.boardsUrl, this.board, this.doc, options);
    this.provider.on("connection-close", (event) => event && this.closed.push(`${event.code} ${event.reason}`));
    toClose(this);
    await until(this.provider, "sync", () => this.provider.synced);
    return this;
  }

  add(id, text) {
    this.doc.transact(() => {
      const note = new Y.Map();
      note.set("text", new Y.Text(text));
      note.set("x", 1.5);
      note.set("section", "dilemma");
      this.notes.set(id, note);
    });
  }

  text(id) {
    return this.notes.get(id)?.get("text");
  }

  async untilText(id, text) {
    await until(this.doc, "update", () => this.text(id)?.toString() === text);
  }

  async untilSees(client, holds) {
    const { awareness } = this.provider;
    await until(awareness, "change", () => holds(awareness.getStates().get(client)));
  }

  shut() {
    this.provider.destroy();
    this.doc.destroy();
  }
}
