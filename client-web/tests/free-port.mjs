// Ports for servers that are to come back where they were.

import { once } from "node:events";
import { createServer } from "node:net";

// Below those that Linux gives to whoever asks for any: a connection that begins while a server is away must not get the server's port.
const FIRST = 20_000;
const END = 32_768;

/** A port of the loopback that nobody listens on now. Somebody else may take it before it is used. */
export async function freePort() {
  for (;;) {
    const probe = createServer();
    try {
      const port = FIRST + Math.floor(Math.random() * (END - FIRST));
      await once(probe.listen(port, "127.0.0.1"), "listening");
      probe.close();
      await once(probe, "close");
      return port;
    } catch (error) {
      if (error.code !== "EADDRINUSE") throw error;
    }
  }
}
