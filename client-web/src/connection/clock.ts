/** Times are whole milliseconds. */
const ROUNDING_MS = 2;

/**
 * The offset of the server's clock to ours, from questions and answers over the socket. The answer that travelled quickest
 * is the most exact: half of its round trip is the most it can be wrong by.
 */
export class ServerClock {
  #offsetMs = 0;
  #bestRoundTripMs = Number.POSITIVE_INFINITY;

  /** A first guess from a message that only came one way; any measured answer replaces it. */
  guess(serverNow: number, clientNow: number): void {
    if (this.#bestRoundTripMs === Number.POSITIVE_INFINITY) this.#offsetMs = serverNow - clientNow;
  }

  /** `sent` and `received` are our clock, `serverNow` the server's in between. All in ms. */
  measure(sent: number, serverNow: number, received: number): void {
    const roundTrip = received - sent;
    if (roundTrip < 0) return;
    const offset = serverNow - (sent + roundTrip / 2);
    // Both cannot be right: one of the clocks was set, or they have drifted apart since.
    const isOld = Math.abs(offset - this.#offsetMs) > (roundTrip + this.#bestRoundTripMs) / 2 + ROUNDING_MS;
    if (roundTrip > this.#bestRoundTripMs && !isOld) return;
    this.#bestRoundTripMs = roundTrip;
    this.#offsetMs = offset;
  }

  /** Forget how good the best answer was: after a sleep or a change of network our clock may have jumped. */
  restart(): void {
    this.#bestRoundTripMs = Number.POSITIVE_INFINITY;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }
}
