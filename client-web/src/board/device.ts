/** What this device keeps of boards, each in a database of its own (`y-indexeddb`) with a few words of ours beside it. */
import * as idb from "lib0/indexeddb";

const PREFIX = "convene.board.";
/** Ids of the notes with changes that the server does not have. */
export const UNSAVED = "unsaved";
/** The room that the board belongs to. */
export const PLACE = "place";
/** Where y-indexeddb keeps words of its users. */
const WORDS = "custom";

export const databaseOf = (board: string, person: string) => `${PREFIX}${board}.${person}`;

export interface OnDevice {
  board: string;
  place: string | undefined;
}

/** This person's boards with writing that the server does not have. */
export async function unsentOnDevice(person: string): Promise<OnDevice[]> {
  try {
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith(PREFIX) && name.endsWith(`.${person}`) ? [name] : []));
    const found = await Promise.all(names.map(unsentIn));
    return found.filter((one) => one !== undefined);
  } catch {
    // Where storage is closed to us nothing was kept.
    return [];
  }
}

async function unsentIn(name: string): Promise<OnDevice | undefined> {
  const database = await idb.openDB(name, () => {});
  try {
    const [words] = idb.transact(database, [WORDS], "readonly");
    if (!words) return undefined;
    const [unsaved, place] = await Promise.all([idb.get(words, UNSAVED), idb.get(words, PLACE)]);
    const notes: unknown = JSON.parse(String(unsaved ?? "[]"));
    if (!Array.isArray(notes) || notes.length === 0) return undefined;
    return { board: name.slice(PREFIX.length, name.lastIndexOf(".")), place: typeof place === "string" ? place : undefined };
  } catch {
    return undefined;
  } finally {
    database.close();
  }
}
