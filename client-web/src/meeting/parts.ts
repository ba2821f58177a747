/** Lists of people that are longer than a message may be. */

/** People whom one message names: 64 KiB are the bound (protocol/src/limits.rs), and to say where somebody goes takes up to 103 bytes. */
const NAMED_MAX = 500;

/** The list in parts that a message has room for, in order. */
export function partsOf<T>(list: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += NAMED_MAX) parts.push(list.slice(at, at + NAMED_MAX));
  return parts;
}

/** Sends the parts of a list one after the other, up to the first that is refused. For whom it was done: for all, or for those before it. */
export async function sendParts<T>(list: readonly T[], send: (part: readonly T[]) => Promise<boolean>): Promise<T[]> {
  const done: T[] = [];
  for (const part of partsOf(list)) {
    // oxlint-disable-next-line no-await-in-loop -- after a no nothing more is asked
    if (!(await send(part))) break;
    done.push(...part);
  }
  return done;
}
