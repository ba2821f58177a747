/** A port of the loopback that nobody listens on now. Somebody else may take it before it is used. */
export function freePort(): Promise<number>;
